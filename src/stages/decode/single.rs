//! Encodings of one byte a character: a table of 256 code points each.

use super::codec::Piece;
use std::collections::BTreeMap;
use std::sync::OnceLock;

static BYTES: &[u8] = include_bytes!("data/single.bin");

/// Stands for a byte that means nothing.
const NONE: u16 = 0xffff;
/// Bytes that are decoded at a time: few, for a line alone is decoded too, and room for them is cleared each time.
const CHUNK: usize = 512;

/// One table and its inverse.
#[derive(Debug)]
pub struct Table {
    forth: [u16; 256],
    /// The character of a byte in UTF-8, first byte lowest, and its length above them; 0 for a byte that its character is
    /// not written back as (of two bytes for one character the lower one is).
    utf8: [u32; 256],
    /// The inverse: a page by the high byte of the code point, then the byte by the low one.
    pages: [u8; 256],
    back: Vec<[u16; 256]>,
    /// The same for characters of one and two bytes in UTF-8, looked up at once.
    low: Box<[u16; 0x800]>,
    /// Whether bytes below 0x80 are ASCII (for all that stands in text).
    pub ascii: bool,
    /// Whether all bytes below 0x80 are themselves.
    seven: bool,
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
        self.of(u16::try_from(u32::from(c)).ok()?)
    }

    fn of(&self, code: u16) -> Option<u8> {
        if self.ascii && code < 0x80 && self.forth[usize::from(code)] == code {
            return Some(code as u8);
        }
        let page = self.pages[usize::from(code >> 8)];
        u8::try_from(*self.back.get(usize::from(page))?.get(usize::from(code & 0xff))?).ok()
    }

    /// Decodes bytes.
    pub fn decode(&self, bytes: &[u8]) -> Piece {
        let mut piece = Piece { text: String::with_capacity(bytes.len() + bytes.len() / 2), ..Piece::default() };
        let mut buffer = [0u8; 3 * CHUNK + 4];
        for chunk in bytes.chunks(CHUNK) {
            let (mut at, mut end) = (0, 0);
            while let Some(byte) = chunk.get(at) {
                // Runs of ASCII are copied eight bytes at a time, and of others eight are written side by side.
                if self.seven
                    && let Some(eight) = chunk.get(at..at + 8).and_then(|e| <[u8; 8]>::try_from(e).ok())
                {
                    if u64::from_le_bytes(eight) & 0x8080_8080_8080_8080 == 0 {
                        put(&mut buffer, end, eight);
                        (at, end) = (at + 8, end + 8);
                        continue;
                    }
                    let (mut to, mut all) = (end, true);
                    for byte in eight {
                        let unit = self.utf8[usize::from(byte)];
                        put(&mut buffer, to, unit.to_le_bytes());
                        to += (unit >> 24) as usize;
                        all &= unit != 0;
                    }
                    if all {
                        (at, end) = (at + 8, to);
                        continue;
                    }
                }
                at += 1;
                let unit = self.utf8[usize::from(*byte)];
                if unit != 0 {
                    put(&mut buffer, end, unit.to_le_bytes());
                    end += (unit >> 24) as usize;
                    continue;
                }
                piece.text.push_str(simdutf8::basic::from_utf8(&buffer[..end]).unwrap_or_default());
                end = 0;
                match self.char(*byte) {
                    Some(c) => piece.push_raw(c.encode_utf8(&mut [0; 4]), &[*byte]),
                    None => piece.push_bad(&[*byte]),
                }
            }
            piece.text.push_str(simdutf8::basic::from_utf8(&buffer[..end]).unwrap_or_default());
        }
        piece
    }

    /// The bytes of a text; `None` when one of its characters has none.
    pub fn encode(&self, text: &str, out: &mut Vec<u8>) -> Option<()> {
        let bytes = text.as_bytes();
        let base = out.len();
        out.resize(base + bytes.len(), 0);
        let dest = out.get_mut(base..)?;
        // Behind the characters that were read, and behind the bytes that were written: no more of these than of those.
        let (mut at, mut end) = (0, 0);
        while let Some(lead) = bytes.get(at).copied() {
            let next = |i: usize| bytes.get(at + i).map(|b| u16::from(b & 0x3f));
            // The text is UTF-8, and beyond the first plane is nothing that a byte stands for.
            let (code, len) = match lead {
                0..0x80 => {
                    if self.seven
                        && let Some(eight) = bytes.get(at..at + 8).and_then(|e| <[u8; 8]>::try_from(e).ok())
                        && u64::from_le_bytes(eight) & 0x8080_8080_8080_8080 == 0
                    {
                        *dest.get_mut(end..)?.first_chunk_mut()? = eight;
                        (at, end) = (at + 8, end + 8);
                        continue;
                    }
                    (u16::from(lead), 1)
                }
                0x80..0xe0 => (u16::from(lead & 0x1f) << 6 | next(1)?, 2),
                0xe0..0xf0 => (u16::from(lead & 0xf) << 12 | next(1)? << 6 | next(2)?, 3),
                _ => return None,
            };
            let byte = match self.low.get(usize::from(code)) {
                Some(byte) => u8::try_from(*byte).ok()?,
                None => self.of(code)?,
            };
            *dest.get_mut(end)? = byte;
            (at, end) = (at + len, end + 1);
        }
        out.truncate(base + end);
        Some(())
    }
}

/// Puts some bytes, whose number is known, at a place where there is room for them.
#[inline(always)]
pub fn put<const N: usize>(buffer: &mut [u8], at: usize, bytes: [u8; N]) {
    if let Some(to) = buffer.get_mut(at..).and_then(|b| b.first_chunk_mut()) {
        *to = bytes;
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
    let ascii = (0x20..0x7f).all(|b| forth[b] == b as u16) && forth[10] == 10;
    let mut table = Table {
        utf8: [0; 256],
        pages: [0; 256],
        // The first page is that of code points no byte stands for.
        back: vec![[NONE; 256]],
        low: Box::new([NONE; 0x800]),
        seven: (0..0x80).all(|b| forth[b] == b as u16),
        forth,
        ascii,
    };
    for (byte, code) in forth.iter().enumerate().rev().filter(|(_, code)| **code != NONE) {
        let page = &mut table.pages[usize::from(code >> 8)];
        if *page == 0 {
            *page = table.back.len() as u8;
            table.back.push([NONE; 256]);
        }
        table.back[usize::from(*page)][usize::from(code & 0xff)] = byte as u16;
    }
    for code in 0..0x800 {
        table.low[usize::from(code)] = table.of(code).map_or(NONE, u16::from);
    }
    for byte in 0..=255u8 {
        if let Some(c) = table.char(byte).filter(|c| table.byte(*c) == Some(byte)) {
            let mut utf8 = [0; 4];
            let len = c.encode_utf8(&mut utf8).len();
            table.utf8[usize::from(byte)] = u32::from_le_bytes(utf8) | (len as u32) << 24;
        }
    }
    table
}
