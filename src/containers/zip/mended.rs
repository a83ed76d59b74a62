//! A zip whose directory is missing or broken, as that of a file that was cut off. Its entries have headers of their own: of these a
//! directory is made, which stands behind the file while it is read, so that reading and copying are as for any zip.

use super::entry::{At, ELSEWHERE, Entry};
use super::note::{END, ENTRY, LISTED, MORE, SIGNED, WIDE_END, WIDE_PLACE, number};
use super::pages::Pages;
use super::shown;
use std::io;

/// Bytes of the directory that is made, at most: it is held in memory, and again by what reads it.
const MOST: usize = 1 << 26;
/// What may stand before the first entry: that the archive was to be in several parts, and was not.
const MARKS: [&[u8]; 2] = [b"PK\x07\x08", b"PK00"];

/// A file with a directory that was made for it.
#[derive(Debug)]
pub struct Mended {
    pub pages: Pages,
    /// Entries that were found.
    pub entries: u64,
    /// The byte where that ended, and why.
    pub end: u64,
    pub why: String,
}

/// The byte where the first entry stands, when a file begins with one.
pub fn first(file: &mut Pages) -> io::Result<Option<u64>> {
    let begin = file.get(0, 8)?;
    let marked = MARKS.iter().any(|mark| begin.starts_with(mark));
    Ok(if marked { begin[4..].starts_with(ENTRY).then_some(4) } else { begin.starts_with(ENTRY).then_some(0) })
}

/// Finds the entries of a file, of which the first begins at a byte.
pub fn mend(file: &mut Pages, first: u64) -> io::Result<Mended> {
    mend_at_most(file, first, MOST)
}

pub(super) fn mend_at_most(file: &mut Pages, first: u64, most: usize) -> io::Result<Mended> {
    let (mut list, mut entries, mut at) = (Vec::new(), 0, first);
    let why = loop {
        if at == file.len() {
            break "up to the end of the file".to_owned();
        }
        if list.len() > most {
            break format!("no more are taken in; what stands from byte {at} on is left out");
        }
        match Entry::at(file, at)? {
            At::Entry(entry) => {
                entry.list(&mut list);
                (at, entries) = (entry.end, entries + 1);
            }
            At::Cut(name) => {
                break format!("{}, at byte {at}, is not whole and is left out with all behind it", shown(&name));
            }
            At::Other => match behind(file, at)? {
                Some(end) => at = end,
                None => break format!("no other stands at byte {at}; what does is left out with all behind it"),
            },
        }
    };
    let size = list.len() as u64;
    finish(&mut list, entries, size, file.len());
    Ok(Mended { pages: file.with(list.into()), entries, end: at, why })
}

/// What a directory leaves out that stands behind its last line, which begins at a byte; `None` when that is nothing.
pub fn left_out(file: &mut Pages, last: u64) -> io::Result<Option<&'static str>> {
    let mut at = behind(file, last)?.unwrap_or(last);
    if at > last && file.get(at, LISTED.len())? == LISTED {
        return Ok(Some("it has more lines than it says"));
    }
    while let Some(end) = behind(file, at)? {
        at = end;
    }
    Ok((file.get(at, ENTRY.len())? == ENTRY).then_some("another archive begins behind it"))
}

/// The byte behind a part of an archive that is no entry: the directory of what was put together with another, and the like.
fn behind(file: &mut Pages, at: u64) -> io::Result<Option<u64>> {
    // What begins it, bytes that it has at least, where their rest is told, and in how many bytes each time.
    let kinds: [(&[u8], u64, &[usize], usize); 6] = [
        (LISTED, 46, &[28, 30, 32], 2),
        (END, 22, &[20], 2),
        (WIDE_END, 12, &[4], 8),
        (WIDE_PLACE, 20, &[], 0),
        (MORE, 8, &[4], 4),
        (SIGNED, 6, &[4], 2),
    ];
    let head = file.get(at, 46)?;
    let Some((_, long, told, width)) = kinds.into_iter().find(|(begin, ..)| head.starts_with(begin)) else { return Ok(None) };
    if (head.len() as u64) < long {
        return Ok(None);
    }
    let rest = told.iter().try_fold(0u64, |sum, i| sum.checked_add(number(&head[*i..i + width])));
    let end = rest.and_then(|rest| at.checked_add(long)?.checked_add(rest));
    Ok(end.filter(|end| *end <= file.len()))
}

/// Writes what closes a directory of so many entries and bytes that begins at a byte (APPNOTE 4.3.14 to 4.3.16).
fn finish(list: &mut Vec<u8>, entries: u64, size: u64, at: u64) {
    let most = u64::from(u16::MAX);
    if entries >= most || size >= ELSEWHERE || at >= ELSEWHERE {
        list.extend(WIDE_END);
        list.extend(44u64.to_le_bytes());
        [45u16, 45].iter().for_each(|n| list.extend(n.to_le_bytes()));
        list.extend([0; 8]);
        [entries, entries, size, at].iter().for_each(|n| list.extend(n.to_le_bytes()));
        list.extend(WIDE_PLACE);
        list.extend([0; 4]);
        list.extend((at + size).to_le_bytes());
        list.extend(1u32.to_le_bytes());
    }
    list.extend(END);
    list.extend([0; 4]);
    [entries, entries].iter().for_each(|n| list.extend((*n).min(most).to_le_bytes()[..2].iter()));
    [size, at].iter().for_each(|n| list.extend((*n).min(ELSEWHERE).to_le_bytes()[..4].iter()));
    list.extend([0, 0]);
}
