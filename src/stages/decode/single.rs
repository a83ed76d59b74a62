//! Encodings of one byte a character: a table of 256 code points each.

use std::collections::BTreeMap;
use std::sync::OnceLock;

static BYTES: &[u8] = include_bytes!("data/single.bin");

/// Stands for a byte that means nothing.
const NONE: u16 = 0xffff;

/// One table and its inverse.
#[derive(Debug)]
pub struct Table {
    forth: [u16; 256],
    /// Sorted by code point; of two bytes for one character the lower one.
    back: Vec<(u16, u8)>,
    /// Whether bytes below 0x80 are ASCII (for all that stands in text).
    pub ascii: bool,
}

impl Table {
    /// The character of a byte.
    pub fn char(&self, byte: u8) -> Option<char> {
        match self.forth[usize::from(byte)] {
            NONE => None,
            code => char::from_u32(u32::from(code)),
        }
    }

    /// The byte of a character.
    pub fn byte(&self, c: char) -> Option<u8> {
        let code = u16::try_from(u32::from(c)).ok()?;
        if self.ascii && code < 0x80 && self.forth[usize::from(code)] == code {
            return Some(code as u8);
        }
        self.back.binary_search_by_key(&code, |p| p.0).ok().map(|i| self.back[i].1)
    }
}

/// The table of a canonical name.
pub fn table(label: &str) -> Option<&'static Table> {
    static TABLES: OnceLock<BTreeMap<&'static str, Table>> = OnceLock::new();
    TABLES.get_or_init(load).get(label)
}

fn load() -> BTreeMap<&'static str, Table> {
    let Some(end) = BYTES.windows(2).position(|w| w == b"\n\n") else { return BTreeMap::new() };
    let names = std::str::from_utf8(&BYTES[..end]).unwrap_or_default();
    let rows = BYTES[end + 2..].chunks_exact(512);
    names.lines().zip(rows).map(|(name, row)| (name, parse(row))).collect()
}

fn parse(row: &[u8]) -> Table {
    let mut forth = [NONE; 256];
    for (slot, pair) in forth.iter_mut().zip(row.chunks_exact(2)) {
        *slot = u16::from_le_bytes([pair[0], pair[1]]);
    }
    let mut back: Vec<(u16, u8)> = (0..=255u8).map(|b| (forth[usize::from(b)], b)).filter(|p| p.0 != NONE).collect();
    back.sort_unstable();
    back.dedup_by_key(|p| p.0);
    let ascii = (0x20..0x7f).all(|b| forth[b] == b as u16) && forth[10] == 10;
    Table { forth, back, ascii }
}
