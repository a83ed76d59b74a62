//! Units of the Unicode encodings: UTF-8 (with CESU-8's surrogates), UTF-16, UTF-32.

use super::codec::SmallBytes;

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
