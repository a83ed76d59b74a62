//! An entry of a zip, as its own header has it (APPNOTE 4.3.7), and the line of the directory that says the same (4.3.12).

use super::note::{ENTRY, LISTED, note_at, note_behind, number};
use super::pages::Pages;
use std::io;

/// Bytes of an entry's own header, its name and what follows that aside.
const HEADER: usize = 30;
/// Set in an entry's flags when a note behind it has its size and checksum.
const NOTED: u64 = 8;
/// A size or place that stands elsewhere, as it has more than four bytes.
pub const ELSEWHERE: u64 = u32::MAX as u64;
/// Fields behind the name: sizes of eight bytes, and the name in UTF-8.
const WIDE: u64 = 0x0001;
const PATH: u64 = 0x7075;
/// Bytes that the latter may have: a version, a checksum, and what is short enough to stand in the directory beside the former.
const PATHS: std::ops::Range<usize> = 5..1 << 15;

/// What stands at a byte.
pub enum At {
    Entry(Entry),
    /// An entry that is not whole, or whose end cannot be told: as much of its name as there is.
    Cut(Vec<u8>),
    Other,
}

/// An entry that is there whole.
pub struct Entry {
    /// Where it begins, and the byte behind it.
    at: u64,
    pub end: u64,
    /// What the directory says in the same words: version, flags, method, time.
    same: [u8; 10],
    crc: u32,
    packed: u64,
    size: u64,
    name: Vec<u8>,
    /// The field with its name in UTF-8, when it has one.
    path: Vec<u8>,
}

impl Entry {
    /// The entry that begins at a byte.
    pub fn at(file: &mut Pages, at: u64) -> io::Result<At> {
        let mut header = [0u8; HEADER];
        let there = file.get(at, HEADER)?;
        if !there.starts_with(ENTRY) {
            return Ok(At::Other);
        }
        if there.len() < HEADER {
            return Ok(At::Cut(Vec::new()));
        }
        header.copy_from_slice(there);
        let field = |at: usize, width: usize| number(&header[at..at + width]);
        let (named, more) = (field(26, 2), field(28, 2));
        let name = file.get(at + HEADER as u64, named as usize)?.to_vec();
        let extra = file.get(at + HEADER as u64 + named, more as usize)?;
        if ((name.len() + extra.len()) as u64) < named + more {
            return Ok(At::Cut(name));
        }
        let fields = Fields(extra);
        let path = fields.clone().find(|(kind, body)| *kind == PATH && PATHS.contains(&body.len()));
        let path = path.map_or(Vec::new(), |(_, body)| [&(PATH as u16).to_le_bytes(), &(body.len() as u16).to_le_bytes(), body].concat());
        let wide = fields.clone().find(|(kind, _)| *kind == WIDE).map(|(_, body)| body.to_vec());
        let (mut crc, mut packed, mut size) = (field(14, 4) as u32, field(18, 4), field(22, 4));
        if let Some(body) = &wide {
            let mut sizes = body.chunks_exact(8).map(number);
            let (all, (first, second)) = (body.len() >= 16, (size == ELSEWHERE, packed == ELSEWHERE));
            // Both are there, as they must be, or the one that is missing before.
            let mut next = |missing: bool, told: u64| if missing || all && (first || second) { sizes.next().unwrap_or(told) } else { told };
            let told = next(first, size);
            (packed, size) = (next(second, packed), told);
        }
        let data = at + HEADER as u64 + named + more;
        let noted = field(6, 2) & NOTED != 0;
        let mut end = data.checked_add(packed).filter(|end| *end <= file.len());
        let note = match end {
            // A folder may do without one.
            _ if noted && packed == 0 && !name.ends_with(b"/") => {
                let note = note_behind(file, data, wide.is_some())?;
                end = note.map(|note| note.end);
                note
            }
            Some(end) if noted => note_at(file, end, packed, wide.is_some())?,
            _ => None,
        };
        if let Some(note) = note {
            (crc, packed, size, end) = (note.crc, note.packed, note.size, Some(note.end));
        }
        let Some(end) = end else { return Ok(At::Cut(name)) };
        let mut same = [0u8; 10];
        same.copy_from_slice(&header[4..14]);
        Ok(At::Entry(Entry { at, end, same, crc, packed, size, name, path }))
    }

    /// Writes its line of the directory.
    pub fn list(&self, out: &mut Vec<u8>) {
        let numbers = [self.size, self.packed, self.at];
        let wide = numbers.iter().any(|n| *n >= ELSEWHERE);
        let [size, packed, at] = numbers.map(|n| if wide { u32::MAX } else { n as u32 });
        let extra = self.path.len() + if wide { 4 + 8 * numbers.len() } else { 0 };
        out.extend(LISTED);
        out.extend(45u16.to_le_bytes());
        out.extend(self.same);
        [self.crc, packed, size].iter().for_each(|n| out.extend(n.to_le_bytes()));
        [self.name.len() as u16, extra as u16].iter().for_each(|n| out.extend(n.to_le_bytes()));
        // No remark, the first disk, no attributes within.
        out.extend([0; 6]);
        out.extend(if self.name.ends_with(b"/") { 0x10u32 } else { 0 }.to_le_bytes());
        out.extend(at.to_le_bytes());
        out.extend(&self.name);
        if wide {
            [WIDE as u16, 8 * numbers.len() as u16].iter().for_each(|n| out.extend(n.to_le_bytes()));
            numbers.iter().for_each(|n| out.extend(n.to_le_bytes()));
        }
        out.extend(&self.path);
    }
}

/// The fields behind a name: kind, length, bytes.
#[derive(Clone)]
struct Fields<'a>(&'a [u8]);

impl<'a> Iterator for Fields<'a> {
    type Item = (u64, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (head, rest) = self.0.split_at_checked(4)?;
        let (body, rest) = rest.split_at_checked(number(&head[2..]) as usize)?;
        self.0 = rest;
        Some((number(&head[..2]), body))
    }
}
