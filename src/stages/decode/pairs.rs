//! Encodings of two bytes a character, looked up: what each pair means and how each character is written.
//!
//! The tables fill as they are asked, each cell with what the codec says, so that a corpus pays for the characters it has.

use super::catalogue::{ALL, Entry, Kind};
use super::codec::{self, Piece};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU16, Ordering::Relaxed};

/// A cell that nobody has asked yet.
const OPEN: u16 = 0;
/// One byte that means nothing.
const BAD: u16 = 0xffff;
/// Not one character of the first plane in one or two bytes: the codec is asked every time.
const LONG: u16 = 0xfffe;

/// The tables of one encoding.
pub struct Pairs {
    entry: &'static Entry,
    /// By first byte, from 0x80 on: a character of one byte.
    lone: Box<[AtomicU16]>,
    /// By both bytes.
    forth: Box<[AtomicU16]>,
    /// By character: its bytes, one or two.
    back: Box<[AtomicU16]>,
}

/// What stands at the begin of some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A character of the first plane in so many bytes.
    Char(u16, usize),
    /// A byte that means nothing.
    Bad,
    /// Something longer.
    Long,
}

/// The tables of an encoding; `None` for one that has no pairs.
pub fn of(entry: &Entry) -> Option<&'static Pairs> {
    static ALL_PAIRS: OnceLock<Vec<OnceLock<Pairs>>> = OnceLock::new();
    if !matches!(entry.kind, Kind::Multi(_) | Kind::Johab | Kind::EucTw) {
        return None;
    }
    let at = ALL.iter().position(|e| e.label == entry.label)?;
    let all = ALL_PAIRS.get_or_init(|| ALL.iter().map(|_| OnceLock::new()).collect());
    let cells = |n: usize| (0..n).map(|_| AtomicU16::new(OPEN)).collect();
    Some(all.get(at)?.get_or_init(|| Pairs { entry: &ALL[at], lone: cells(128), forth: cells(128 * 256), back: cells(65536) }))
}

impl Pairs {
    /// The unit at the begin of `bytes`, whose first is not ASCII.
    pub fn unit(&self, bytes: &[u8]) -> Unit {
        let Some(lead) = bytes.first().and_then(|b| b.checked_sub(0x80)) else { return Unit::Long };
        match known(&self.lone[usize::from(lead)], || self.ask(&bytes[..1])) {
            BAD => {}
            code => return Unit::Char(code, 1),
        }
        let Some(trail) = bytes.get(1) else { return Unit::Bad };
        match known(&self.forth[usize::from(lead) * 256 + usize::from(*trail)], || self.ask(&bytes[..2])) {
            BAD => Unit::Bad,
            LONG => Unit::Long,
            code => Unit::Char(code, 2),
        }
    }

    fn ask(&self, bytes: &[u8]) -> u16 {
        let (len, text) = codec::unit(self.entry, bytes);
        let mut chars = text.iter().flat_map(|t| t.chars());
        match (chars.next(), chars.next()) {
            (Some(c), None) if len == bytes.len() => u16::try_from(u32::from(c)).unwrap_or(LONG),
            (Some(_), _) => LONG,
            (None, _) => match (self.entry.label, bytes) {
                ("gbk" | "gb18030", [_, b'0'..=b'9']) | ("euc-jp", [0x8f, _]) | ("euc-tw", [0x8e, _]) => LONG,
                _ => BAD,
            },
        }
    }

    /// The bytes of a character beyond ASCII, when they are one or two.
    pub fn bytes(&self, c: char) -> Option<u16> {
        let cell = self.back.get(c as usize)?;
        let ask = || match codec::encode_char(self.entry, c).as_ref().map(|b| b.as_slice()) {
            Some([a]) => u16::from(*a),
            Some([a, b]) => u16::from_be_bytes([*a, *b]),
            _ => LONG,
        };
        Some(known(cell, ask)).filter(|found| *found != LONG)
    }

    /// Decodes bytes.
    pub fn decode(&self, bytes: &[u8]) -> Piece {
        let mut piece = Piece { text: String::with_capacity(bytes.len() + bytes.len() / 2), ..Piece::default() };
        let mut rest = bytes;
        while !rest.is_empty() {
            let plain = rest.iter().position(|b| !b.is_ascii()).unwrap_or(rest.len());
            if plain > 0 {
                piece.text.push_str(std::str::from_utf8(&rest[..plain]).unwrap_or_default());
                rest = &rest[plain..];
                continue;
            }
            let len = match self.unit(rest) {
                Unit::Char(code, len) => {
                    let c = char::from_u32(u32::from(code)).unwrap_or('\u{fffd}');
                    let written = if len == 1 { u16::from(rest[0]) } else { u16::from_be_bytes([rest[0], rest[1]]) };
                    if self.bytes(c) == Some(written) {
                        piece.text.push(c);
                    } else {
                        piece.push_raw(c.encode_utf8(&mut [0; 4]), &rest[..len]);
                    }
                    len
                }
                Unit::Bad => {
                    piece.push_bad(&rest[..1]);
                    1
                }
                Unit::Long => codec::step(self.entry, rest, &mut piece),
            };
            rest = &rest[len..];
        }
        piece
    }

    /// The bytes of a text; `None` when one of its characters has none.
    pub fn encode(&self, text: &str, out: &mut Vec<u8>) -> Option<()> {
        out.reserve(text.len());
        for c in text.chars() {
            if c.is_ascii() {
                out.push(c as u8);
                continue;
            }
            match self.bytes(c) {
                Some(one @ ..0x100) => out.push(one as u8),
                Some(two) => out.extend_from_slice(&two.to_be_bytes()),
                None => out.extend_from_slice(codec::encode_char(self.entry, c)?.as_slice()),
            }
        }
        Some(())
    }
}

/// What a cell holds; asked for when it is open. Whoever asks gets the same, so it does not matter who fills it.
fn known(cell: &AtomicU16, ask: impl FnOnce() -> u16) -> u16 {
    match cell.load(Relaxed) {
        OPEN => {
            let found = ask();
            cell.store(found, Relaxed);
            found
        }
        found => found,
    }
}
