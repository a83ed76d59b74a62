//! Bytes to text and back in one encoding: stateless ones unit by unit, stateful ones whole.

use super::catalogue::{Entry, Kind};
use super::{double, escape, pairs, single, wide};

/// The bytes of one character.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SmallBytes {
    bytes: [u8; 6],
    len: u8,
}

impl SmallBytes {
    /// From at most six bytes; more are no character's.
    pub fn new(from: &[u8]) -> Option<SmallBytes> {
        let mut out = SmallBytes { bytes: [0; 6], len: u8::try_from(from.len()).ok()? };
        out.bytes.get_mut(..from.len())?.copy_from_slice(from);
        Some(out)
    }

    /// The bytes.
    pub fn as_slice(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }
}

/// The bytes of one character in a stateless encoding, wherever it stands; in a stateful one ASCII is itself and nothing else is anything.
pub fn encode_char(entry: &Entry, c: char) -> Option<SmallBytes> {
    let mut utf8 = [0u8; 4];
    match entry.kind {
        Kind::Utf8 => SmallBytes::new(c.encode_utf8(&mut utf8).as_bytes()),
        Kind::Cesu8 if c > '\u{ffff}' => wide::cesu(c),
        Kind::Cesu8 => SmallBytes::new(c.encode_utf8(&mut utf8).as_bytes()),
        Kind::Utf16(le) => wide::utf16(c, le),
        Kind::Utf32(true) => SmallBytes::new(&u32::from(c).to_le_bytes()),
        Kind::Utf32(false) => SmallBytes::new(&u32::from(c).to_be_bytes()),
        Kind::Single => SmallBytes::new(&[single::table(entry.label)?.byte(c)?]),
        Kind::Johab if c.is_ascii() => SmallBytes::new(&[c as u8]),
        Kind::Johab => SmallBytes::new(double::to_johab(c)?),
        Kind::EucTw if c.is_ascii() => SmallBytes::new(&[c as u8]),
        Kind::EucTw => SmallBytes::new(double::to_euc_tw(c)?),
        Kind::Escaped(_) => {
            if c.is_ascii() {
                SmallBytes::new(&[c as u8])
            } else {
                None
            }
        }
        Kind::Multi(e) => {
            let mut out = [0u8; 12];
            let (result, _, n) = e.new_encoder().encode_from_utf8_without_replacement(c.encode_utf8(&mut utf8), &mut out, true);
            matches!(result, encoding_rs::EncoderResult::InputEmpty).then(|| SmallBytes::new(&out[..n])).flatten()
        }
    }
}

/// A text's bytes, character by character; `None` when one has none.
pub fn encode(entry: &Entry, text: &str, out: &mut Vec<u8>) -> Option<()> {
    match entry.kind {
        Kind::Utf8 => out.extend_from_slice(text.as_bytes()),
        Kind::Single => single::table(entry.label)?.encode(text, out)?,
        Kind::Utf16(little) => wide::encode16(text, little, out),
        Kind::Utf32(little) => wide::encode32(text, little, out),
        Kind::Multi(_) | Kind::Johab | Kind::EucTw => pairs::of(entry)?.encode(text, out)?,
        _ => {
            for c in text.chars() {
                out.extend_from_slice(encode_char(entry, c)?.as_slice());
            }
        }
    }
    Some(())
}

/// A text and the stretches of it whose bytes its encoding would not give back: (at, length, bytes).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// What has to be kept raw, in order.
    pub raw: Vec<(usize, usize, Vec<u8>)>,
    /// Units that mean nothing in this encoding: each is one U+FFFD.
    pub bad: usize,
}

impl Piece {
    /// Adds text whose bytes are kept.
    pub fn push_raw(&mut self, text: &str, bytes: &[u8]) {
        let at = self.text.len();
        self.text.push_str(text);
        match self.raw.last_mut() {
            Some((a, l, b)) if *a + *l == at => {
                *l += text.len();
                b.extend_from_slice(bytes);
            }
            _ => self.raw.push((at, text.len(), bytes.to_vec())),
        }
    }

    /// Adds a unit that means nothing.
    pub fn push_bad(&mut self, bytes: &[u8]) {
        self.bad += 1;
        self.push_raw("\u{fffd}", bytes);
    }

    /// Adds another piece behind this one.
    pub fn append(&mut self, other: Piece) {
        let base = self.text.len();
        self.text.push_str(&other.text);
        self.bad += other.bad;
        for (at, len, bytes) in other.raw {
            match self.raw.last_mut() {
                Some((a, l, b)) if *a + *l == base + at => {
                    *l += len;
                    b.extend_from_slice(&bytes);
                }
                _ => self.raw.push((base + at, len, bytes)),
            }
        }
    }
}

/// Decodes bytes, without byte order mark.
pub fn decode(entry: &Entry, bytes: &[u8]) -> Piece {
    match entry.kind {
        Kind::Multi(_) | Kind::Johab | Kind::EucTw => return pairs::of(entry).map_or_else(Piece::default, |p| p.decode(bytes)),
        Kind::Single => return single::table(entry.label).map_or_else(Piece::default, |t| t.decode(bytes)),
        Kind::Escaped(scheme) => return escape::decode(scheme, bytes),
        _ => {}
    }
    let mut piece = Piece { text: String::with_capacity(bytes.len()), ..Piece::default() };
    let mut rest = bytes;
    loop {
        let run = match entry.kind {
            Kind::Utf16(little) => wide::run16(rest, little, &mut piece),
            Kind::Utf32(little) => wide::run32(rest, little, &mut piece),
            Kind::Cesu8 => wide::run8(rest, true, &mut piece),
            _ => wide::run8(rest, false, &mut piece),
        };
        rest = &rest[run..];
        if rest.is_empty() {
            return piece;
        }
        rest = &rest[step(entry, rest, &mut piece)..];
    }
}

/// Decodes the first unit; gives its length.
pub fn step(entry: &Entry, bytes: &[u8], piece: &mut Piece) -> usize {
    let (len, text) = unit(entry, bytes);
    let unit = &bytes[..len.clamp(1, bytes.len())];
    match text {
        Some(text) if same(entry, &text, unit) => piece.text.push_str(&text),
        Some(text) => piece.push_raw(&text, unit),
        None => piece.push_bad(unit),
    }
    unit.len()
}

fn same(entry: &Entry, text: &str, unit: &[u8]) -> bool {
    let mut rest = unit;
    for c in text.chars() {
        match encode_char(entry, c).and_then(|b| rest.strip_prefix(b.as_slice())) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    rest.is_empty()
}

/// The first unit: how many bytes, and what they mean. The first byte is not ASCII (but in wide encodings).
pub fn unit(entry: &Entry, bytes: &[u8]) -> (usize, Option<String>) {
    match entry.kind {
        Kind::Utf16(le) => wide::unit16(bytes, le),
        Kind::Utf32(le) => wide::unit32(bytes, le),
        Kind::Utf8 => wide::unit8(bytes, false),
        Kind::Cesu8 => wide::unit8(bytes, true),
        Kind::Johab => pair(bytes, double::johab),
        Kind::EucTw => match bytes {
            [0x8e, plane @ 0xa1..=0xb0, a, b, ..] => (4, double::cns(usize::from(plane - 0xa0), *a, *b).map(String::from)),
            _ => pair(bytes, |a, b| double::cns(1, a, b)),
        },
        Kind::Multi(e) => {
            // The shortest run of bytes that decodes; ASCII never begins it, and it never takes in a newline.
            for len in 1..=4.min(bytes.len()) {
                if bytes[len - 1] < 0x20 && len > 1 {
                    break;
                }
                if let Some(text) = e.decode_without_bom_handling_and_without_replacement(&bytes[..len]) {
                    return (len, Some(text.into_owned()));
                }
            }
            (1, None)
        }
        Kind::Single | Kind::Escaped(_) => (1, None),
    }
}

fn pair(bytes: &[u8], look: impl Fn(u8, u8) -> Option<char>) -> (usize, Option<String>) {
    match bytes {
        [a, b, ..] => look(*a, *b).map_or((1, None), |c| (2, Some(String::from(c)))),
        _ => (1, None),
    }
}
