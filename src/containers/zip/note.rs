//! The note behind the data of an entry whose size was not known when its header was written (APPNOTE 4.3.9): checksum, packed size,
//! size. It has four forms: with a mark or without one, sizes of four bytes or of eight. Which one it is only shows by what it says.

use super::pages::Pages;
use std::io;

/// What begins an entry, a note, a line of the directory, and what may stand behind that.
pub const ENTRY: &[u8] = b"PK\x03\x04";
const NOTE: &[u8] = b"PK\x07\x08";
pub const LISTED: &[u8] = b"PK\x01\x02";
pub const END: &[u8] = b"PK\x05\x06";
pub const WIDE_END: &[u8] = b"PK\x06\x06";
pub const WIDE_PLACE: &[u8] = b"PK\x06\x07";
/// Unused data of the archive, and its signature.
pub const MORE: &[u8] = b"PK\x06\x08";
pub const SIGNED: &[u8] = b"PK\x05\x05";

/// Bytes of the longest form.
const LONGEST: usize = 24;

/// A note.
#[derive(Clone, Copy, Debug)]
pub struct Note {
    pub crc: u32,
    pub packed: u64,
    pub size: u64,
    /// The byte behind it.
    pub end: u64,
}

/// Whether these bytes begin a part of an archive.
fn part(bytes: &[u8]) -> bool {
    [ENTRY, LISTED, END, WIDE_END, WIDE_PLACE, MORE, SIGNED].iter().any(|begin| bytes.starts_with(begin))
}

/// A number that is written with its lowest byte first.
pub fn number(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |n, b| n << 8 | u64::from(*b))
}

/// The note that begins at a byte, when it says that so many packed bytes stand before it. `wide`: whether eight bytes are
/// the likelier ones.
pub fn note_at(file: &mut Pages, at: u64, packed: u64, wide: bool) -> io::Result<Option<Note>> {
    let mut bytes = [0; LONGEST];
    let there = file.get(at, LONGEST)?;
    let n = there.len();
    bytes[..n].copy_from_slice(there);
    let mark = if bytes.starts_with(NOTE) { NOTE.len() } else { 0 };
    let mut likely = None;
    for form in [wide, !wide] {
        let width = if form { 8 } else { 4 };
        let long = mark + 4 + 2 * width;
        let (sizes, crc) = (&bytes[mark + 4..], number(&bytes[mark..mark + 4]) as u32);
        if long > n || number(&sizes[..width]) != packed {
            continue;
        }
        let note = Note { crc, packed, size: number(&sizes[width..2 * width]), end: at + long as u64 };
        if note.end == file.len() || part(file.get(note.end, 4)?) {
            return Ok(Some(note));
        }
        // Its mark speaks for it, whatever comes next.
        if mark > 0 && form == wide {
            likely = Some(note);
        }
    }
    Ok(likely)
}

/// The note behind data that begins at a byte and whose size nobody says: the first that says of the data the size it has.
/// Each byte of the file is looked at once, since what comes next begins behind it.
pub fn note_behind(file: &mut Pages, data: u64, wide: bool) -> io::Result<Option<Note>> {
    let mut from = data;
    while let Some(at) = file.find(from, b"PK", 4, |bytes| bytes == NOTE || part(bytes))? {
        let note = if file.get(at, 4)? == NOTE { note_at(file, at, at - data, wide)? } else { note_before(file, data, at)? };
        if note.is_some() {
            return Ok(note);
        }
        from = at + 4;
    }
    let end = file.len();
    note_before(file, data, end)
}

/// The note without a mark that ends at a byte.
fn note_before(file: &mut Pages, data: u64, at: u64) -> io::Result<Option<Note>> {
    for (long, wide) in [(12, false), (20, true)] {
        let Some(packed) = at.checked_sub(data + long) else { break };
        let told = number(file.get(at - long + 4, if wide { 8 } else { 4 })?);
        if told == packed
            && let Some(note) = note_at(file, at - long, packed, wide)?.filter(|note| note.end == at)
        {
            return Ok(Some(note));
        }
    }
    Ok(None)
}
