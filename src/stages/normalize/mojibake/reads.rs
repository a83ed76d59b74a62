//! Which encodings some text may be UTF-8 read as: a quick look that leaves few to be tried.

use super::layers::READ_AS;
use crate::stages::decode::catalogue::{self, Entry, Kind};
use crate::stages::decode::{codec, single};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// An encoding that UTF-8 is read as.
pub struct Read {
    pub label: &'static str,
    pub entry: &'static Entry,
    /// Of one with a byte a character.
    pub table: Option<&'static single::Table>,
}

fn reads() -> &'static [Read] {
    static READS: OnceLock<Vec<Read>> = OnceLock::new();
    READS.get_or_init(|| {
        let entries = READ_AS.iter().filter_map(|label| Some((*label, catalogue::find(label)?)));
        let table = |entry: &Entry| single::table(entry.label).filter(|_| matches!(entry.kind, Kind::Single));
        // A set has a bit for each.
        entries.map(|(label, entry)| Read { label, entry, table: table(entry) }).take(31).collect()
    })
}

/// The one of this name.
pub fn of(label: &str) -> Option<&'static Read> {
    reads().iter().find(|r| r.label == label)
}

/// The byte that a reader of an encoding made a character of. Readers of windows-125x let bytes through that it leaves undefined.
pub fn byte(table: &single::Table, label: &str, c: char) -> Option<u8> {
    match c {
        c if c.is_ascii() => None,
        '\u{80}'..='\u{9f}' if label.starts_with("windows-") || label.starts_with("iso-") => Some(c as u8),
        c => table.byte(c),
    }
}

/// The encodings in which a character may begin one of UTF-8, a bit each, and those in which it may go on with one, from the
/// 32nd bit on. Of two bytes a character both have to be those of UTF-8, and what comes behind it is anyone's guess.
fn sides(c: char) -> u64 {
    let (mut begins, mut goes_on) = (0u64, 0u64);
    for (at, Read { label, entry, table }) in reads().iter().enumerate() {
        let (begin, on) = match table {
            Some(table) => {
                let byte = byte(table, label, c).unwrap_or_default();
                ((0xc2..=0xf4).contains(&byte), (0x80..0xc0).contains(&byte))
            }
            None if c.is_ascii() => (false, true),
            None => match codec::encode_char(entry, c).as_ref().map(codec::SmallBytes::as_slice) {
                Some([a, b, ..]) => ((0xc2..=0xf4).contains(a) && (0x80..0xc0).contains(b), true),
                Some([a]) => ((0xc2..=0xf4).contains(a), true),
                _ => (false, true),
            },
        };
        begins |= u64::from(begin) << at;
        goes_on |= u64::from(on) << at;
    }
    begins | goes_on << 32 | KNOWN
}

/// Of a cell that was worked out.
const KNOWN: u64 = 1 << 63;

/// The encodings that a text may be UTF-8 read as, in their order.
pub fn possible(text: &str) -> impl Iterator<Item = &'static str> + use<> {
    static PLANE: OnceLock<Box<[AtomicU64]>> = OnceLock::new();
    let plane = PLANE.get_or_init(|| (0..0x10000).map(|_| AtomicU64::new(0)).collect());
    let sides = |c: char| match plane.get(c as usize) {
        None => sides(c),
        Some(cell) => match cell.load(Relaxed) {
            0 => {
                let found = sides(c);
                cell.store(found, Relaxed);
                found
            }
            found => found,
        },
    };
    let (mut found, mut before) = (0u64, 0u64);
    for c in text.chars().chain(std::iter::once(' ')) {
        if c.is_ascii() && before & 0x7fff_ffff == 0 {
            continue;
        }
        let now = sides(c);
        found |= before & now >> 32;
        before = now;
    }
    reads().iter().enumerate().filter(move |(at, _)| found >> at & 1 == 1).map(|(_, read)| read.label)
}
