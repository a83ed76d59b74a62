//! Units of the Unicode encodings: UTF-8 (with CESU-8's surrogates), UTF-16, UTF-32.

use super::codec::{Piece, SmallBytes};
use super::single::put;

/// Units that are decoded at a time.
const CHUNK: usize = 256;

/// Decodes the units of UTF-16 up to one that is none, or all.
pub fn run16(bytes: &[u8], little: bool, piece: &mut Piece) -> usize {
    let unit = |pair: [u8; 2]| if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) };
    let mut buffer = [0u8; 3 * CHUNK + 4];
    let mut at = 0;
    loop {
        // Characters are written side by side, four bytes each time, and then all taken over at once.
        let (mut end, mut stopped) = (0, true);
        for pair in bytes[at..].chunks_exact(2).take(CHUNK) {
            let code = unit([pair[0], pair[1]]);
            let (utf8, len) = match code {
                0..0x80 => (u32::from(code), 1),
                0x80..0x800 => (two(u32::from(code)), 2),
                0xd800..0xe000 => break,
                _ => (three(u32::from(code)), 3),
            };
            put(&mut buffer, end, utf8.to_le_bytes());
            (at, end, stopped) = (at + 2, end + len, false);
        }
        piece.text.push_str(simdutf8::basic::from_utf8(&buffer[..end]).unwrap_or_default());
        if stopped {
            return at;
        }
    }
}

/// Decodes the units of UTF-32 up to one that is none, or all.
pub fn run32(bytes: &[u8], little: bool, piece: &mut Piece) -> usize {
    let unit = |four: [u8; 4]| if little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) };
    let chars = bytes.chunks_exact(4).map_while(|four| char::from_u32(unit([four[0], four[1], four[2], four[3]])));
    chars.map(|c| piece.text.push(c)).count() * 4
}

/// Decodes UTF-8 up to what is none, or what is not written so with `surrogates`, or all.
pub fn run8(bytes: &[u8], surrogates: bool, piece: &mut Piece) -> usize {
    let mut at = 0;
    loop {
        let part = &bytes[at..bytes.len().min(at + 4 * CHUNK)];
        let part = if surrogates { &part[..part.iter().position(|b| *b >= 0xf0).unwrap_or(part.len())] } else { part };
        let text = match std::str::from_utf8(part) {
            Ok(text) => text,
            Err(e) => std::str::from_utf8(&part[..e.valid_up_to()]).unwrap_or_default(),
        };
        if text.is_empty() {
            return at;
        }
        piece.text.push_str(text);
        at += text.len();
    }
}

/// A character of two bytes in UTF-8, the first byte lowest.
fn two(code: u32) -> u32 {
    (0xc0 | code >> 6) | (0x80 | code & 0x3f) << 8
}

/// One of three bytes.
fn three(code: u32) -> u32 {
    (0xe0 | code >> 12) | (0x80 | code >> 6 & 0x3f) << 8 | (0x80 | code & 0x3f) << 16
}

/// A text in UTF-16.
pub fn encode16(text: &str, little: bool, out: &mut Vec<u8>) {
    out.reserve(2 * text.len());
    for unit in text.encode_utf16() {
        out.extend_from_slice(&if little { unit.to_le_bytes() } else { unit.to_be_bytes() });
    }
}

/// A text in UTF-32.
pub fn encode32(text: &str, little: bool, out: &mut Vec<u8>) {
    out.reserve(2 * text.len());
    for c in text.chars().map(u32::from) {
        out.extend_from_slice(&if little { c.to_le_bytes() } else { c.to_be_bytes() });
    }
}

/// A character beyond U+FFFF as two surrogates of three bytes each.
pub fn cesu(c: char) -> Option<SmallBytes> {
    let mut pair = [0u16; 2];
    let mut out = [0u8; 6];
    for (at, unit) in c.encode_utf16(&mut pair).iter().enumerate() {
        out[3 * at] = 0xe0 | (unit >> 12) as u8;
        out[3 * at + 1] = 0x80 | (unit >> 6 & 0x3f) as u8;
        out[3 * at + 2] = 0x80 | (unit & 0x3f) as u8;
    }
    SmallBytes::new(&out)
}

/// A character in UTF-16.
pub fn utf16(c: char, little: bool) -> Option<SmallBytes> {
    let mut out = [0u8; 4];
    let mut units = [0u16; 2];
    let units = c.encode_utf16(&mut units);
    for (at, unit) in units.iter().enumerate() {
        let bytes = if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
        out[2 * at..2 * at + 2].copy_from_slice(&bytes);
    }
    SmallBytes::new(&out[..2 * units.len()])
}

/// The first unit of UTF-16.
pub fn unit16(bytes: &[u8], little: bool) -> (usize, Option<String>) {
    let at =
        |i: usize| bytes.get(i..i + 2).map(|p| if little { u16::from_le_bytes([p[0], p[1]]) } else { u16::from_be_bytes([p[0], p[1]]) });
    let Some(first) = at(0) else { return (bytes.len(), None) };
    match (first, at(2)) {
        (0xd800..=0xdbff, Some(second @ 0xdc00..=0xdfff)) => {
            let code = 0x10000 + ((u32::from(first) - 0xd800) << 10) + (u32::from(second) - 0xdc00);
            (4, char::from_u32(code).map(String::from))
        }
        _ => (2, char::from_u32(u32::from(first)).map(String::from)),
    }
}

/// The first unit of UTF-32.
pub fn unit32(bytes: &[u8], little: bool) -> (usize, Option<String>) {
    let Some(p) = bytes.get(..4) else { return (bytes.len(), None) };
    let code = if little { u32::from_le_bytes([p[0], p[1], p[2], p[3]]) } else { u32::from_be_bytes([p[0], p[1], p[2], p[3]]) };
    (4, char::from_u32(code).map(String::from))
}

/// The first unit of UTF-8; a byte that begins none is a unit of its own. With `surrogates`, two of them are one character.
pub fn unit8(bytes: &[u8], surrogates: bool) -> (usize, Option<String>) {
    let half = |at: usize| match bytes.get(at..at + 3) {
        Some([0xed, b @ 0xa0..=0xbf, c @ 0x80..=0xbf]) => Some(0xd000 | u32::from(b & 0x3f) << 6 | u32::from(c & 0x3f)),
        _ => None,
    };
    if surrogates && let (Some(high @ 0xd800..=0xdbff), Some(low @ 0xdc00..=0xdfff)) = (half(0), half(3)) {
        return (6, char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)).map(String::from));
    }
    let want = match bytes[0] {
        0..=0x7f => 1,
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return (1, None),
    };
    let end = want.min(bytes.len());
    match std::str::from_utf8(&bytes[..end]) {
        Ok(text) => (want, Some(text.to_owned())),
        // The part of a character that was begun rightly is one unit: one mark of loss, as every browser shows.
        Err(e) => (e.valid_up_to() + e.error_len().unwrap_or(end).max(1), None),
    }
}
