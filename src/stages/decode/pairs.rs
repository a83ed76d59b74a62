//! Encodings of two bytes a character, looked up: what each pair means, what it costs, and how each character is written.
//!
//! The tables fill as they are asked, each cell with what the codec says, so that a corpus pays for the characters it has.

use super::catalogue::{ALL, Entry, Kind};
use super::codec::{self, Piece};
use super::model::models;
use super::{score, single};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU16, AtomicU32, Ordering::Relaxed};

/// A cell of a character that nobody has asked yet.
const OPEN: u16 = 0;
/// A character that is not written in one or two bytes.
const LONG: u16 = 0xfffe;

/// Bytes that are decoded at a time.
const CHUNK: usize = 256;

/// The tables of one encoding.
pub struct Pairs {
    entry: &'static Entry,
    /// By first byte, from 0x80 on: a character of one byte. 0 where nobody has asked yet.
    lone: Box<[AtomicU32; 128]>,
    /// By both bytes; a character of one byte stands in all cells of its byte.
    forth: Box<[AtomicU32; 128 * 256]>,
    /// By character: its bytes, one or two.
    back: Box<[AtomicU16]>,
}

/// What stands at the begin of some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit(u32);

impl Unit {
    const CHAR: u32 = 1;
    const BAD: u32 = 2;
    const LONG: u32 = 3;

    fn new(kind: u32, code: u16, len: usize, odd: bool) -> Unit {
        Unit(u32::from(code) | kind << 16 | (len as u32) << 20 | u32::from(odd) << 24)
    }

    /// What it costs in each of the four languages, a byte each.
    pub fn costs(self) -> u32 {
        han_costs(self.char().unwrap_or('\u{fffd}'))
    }

    /// A character of the first plane in one or two bytes.
    pub fn char(self) -> Option<char> {
        (self.kind() == Unit::CHAR).then(|| char::from_u32(self.0 & 0xffff).unwrap_or('\u{fffd}'))
    }

    /// A character of the first plane beyond ASCII in UTF-8, its first byte lowest.
    #[inline]
    fn utf8(self) -> u32 {
        let code = self.0 & 0xffff;
        if code < 0x800 {
            return (0xc0 | code >> 6) | (0x80 | code & 0x3f) << 8;
        }
        (0xe0 | code >> 12) | (0x80 | code >> 6 & 0x3f) << 8 | (0x80 | code & 0x3f) << 16
    }

    #[inline]
    fn utf8_len(self) -> usize {
        if self.0 & 0xffff < 0x800 { 2 } else { 3 }
    }

    /// Something longer, or more characters than one.
    pub fn is_long(self) -> bool {
        self.kind() == Unit::LONG
    }

    /// A character of the first plane that its encoding writes in this very way.
    #[inline]
    pub fn is_plain(self) -> bool {
        self.0 >> 16 & 0x010f == Unit::CHAR
    }

    /// A byte that means nothing.
    pub fn is_bad(self) -> bool {
        self.kind() == Unit::BAD
    }

    fn kind(self) -> u32 {
        self.0 >> 16 & 15
    }

    /// Its bytes, when it is no long one.
    pub fn len(self) -> usize {
        (self.0 >> 20 & 15) as usize
    }

    /// Whether its encoding writes it in another way.
    pub fn is_odd(self) -> bool {
        self.0 >> 24 & 1 == 1
    }
}

/// What a character costs in each of the four languages of the far east, a byte each: looked up, once somebody has asked.
#[inline]
pub fn han_costs(c: char) -> u32 {
    static PLANE: OnceLock<Box<[AtomicU32]>> = OnceLock::new();
    let plane = PLANE.get_or_init(|| (0..0x10000).map(|_| AtomicU32::new(0)).collect());
    let Some(cell) = plane.get(c as usize) else { return ask_costs(c) };
    match cell.load(Relaxed) {
        0 => {
            let costs = ask_costs(c);
            cell.store(costs, Relaxed);
            costs
        }
        costs => costs,
    }
}

#[cold]
fn ask_costs(c: char) -> u32 {
    let mut costs = [250u8; 4];
    for (slot, han) in costs.iter_mut().zip(&models().han) {
        *slot = score::han(han, c).min(250) as u8;
    }
    u32::from_le_bytes(costs)
}

/// The tables of an encoding; `None` for one that has no pairs.
pub fn of(entry: &Entry) -> Option<&'static Pairs> {
    static ALL_PAIRS: OnceLock<Vec<OnceLock<Pairs>>> = OnceLock::new();
    if !matches!(entry.kind, Kind::Multi(_) | Kind::Johab | Kind::EucTw) {
        return None;
    }
    let at = ALL.iter().position(|e| e.label == entry.label)?;
    let all = ALL_PAIRS.get_or_init(|| ALL.iter().map(|_| OnceLock::new()).collect());
    let back = || (0..65536).map(|_| AtomicU16::new(OPEN)).collect();
    Some(all.get(at)?.get_or_init(|| Pairs { entry: &ALL[at], lone: cells(), forth: cells(), back: back() }))
}

/// Cells that nobody has asked yet.
fn cells<const N: usize>() -> Box<[AtomicU32; N]> {
    let cells: Box<[AtomicU32]> = (0..N).map(|_| AtomicU32::new(0)).collect();
    cells.try_into().unwrap_or_else(|_| Box::new([const { AtomicU32::new(0) }; N]))
}

impl Pairs {
    /// The unit at the begin of `bytes`, whose first is not ASCII.
    #[inline]
    pub fn unit(&self, bytes: &[u8]) -> Unit {
        match bytes {
            [lead @ 0x80..=0xff, trail, ..] => {
                let cell = &self.forth[(usize::from(*lead) << 8 | usize::from(*trail)) & 0x7fff];
                match cell.load(Relaxed) {
                    0 => self.fill(cell, [*lead, *trail]),
                    found => Unit(found),
                }
            }
            // A first byte at the end means nothing.
            [lead @ 0x80..=0xff] => self.alone(*lead),
            _ => Unit(Unit::LONG << 16),
        }
    }

    /// Finds out what a cell holds. Whoever asks gets the same, so it does not matter who fills it.
    #[cold]
    fn fill(&self, cell: &AtomicU32, bytes: [u8; 2]) -> Unit {
        let alone = self.alone(bytes[0]);
        let found = if alone.is_bad() { self.ask(&bytes) } else { alone };
        cell.store(found.0, Relaxed);
        found
    }

    /// A byte by itself, or the first of two that mean nothing together.
    pub fn alone(&self, lead: u8) -> Unit {
        let cell = &self.lone[usize::from(lead & 0x7f)];
        match cell.load(Relaxed) {
            0 => {
                let found = self.ask(&[lead]);
                cell.store(found.0, Relaxed);
                found
            }
            found => Unit(found),
        }
    }

    #[cold]
    fn ask(&self, bytes: &[u8]) -> Unit {
        let (len, text) = codec::unit(self.entry, bytes);
        let mut chars = text.iter().flat_map(|t| t.chars());
        let long = Unit::new(Unit::LONG, 0, 2, true);
        match (chars.next(), chars.next()) {
            (Some(c), None) if len == bytes.len() => match u16::try_from(u32::from(c)) {
                Ok(code) => {
                    let written = if let [a, b] = bytes { u16::from_be_bytes([*a, *b]) } else { u16::from(bytes[0]) };
                    Unit::new(Unit::CHAR, code, len, self.bytes(c) != Some(written))
                }
                Err(_) => long,
            },
            (Some(_), _) => long,
            (None, _) => match (self.entry.label, bytes) {
                ("gbk" | "gb18030", [_, b'0'..=b'9']) | ("euc-jp", [0x8f, _]) | ("euc-tw", [0x8e, _]) => long,
                _ => Unit::new(Unit::BAD, 0, 1, true),
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
        let found = match cell.load(Relaxed) {
            OPEN => {
                let found = ask();
                cell.store(found, Relaxed);
                found
            }
            found => found,
        };
        (found != LONG).then_some(found)
    }

    /// Decodes bytes.
    pub fn decode(&self, bytes: &[u8]) -> Piece {
        let mut piece = Piece { text: String::with_capacity(bytes.len() + bytes.len() / 2), ..Piece::default() };
        // Characters are written side by side, four bytes each time, and then all taken over at once.
        let mut buffer = [0u8; 3 * CHUNK + 4];
        let mut at = 0;
        while at < bytes.len() {
            let end = (at + CHUNK).min(bytes.len());
            let mut written = 0;
            while at < end {
                if bytes[at] < 0x80 {
                    buffer[written] = bytes[at];
                    (at, written) = (at + 1, written + 1);
                    continue;
                }
                let unit = self.unit(&bytes[at..]);
                if !unit.is_plain() {
                    break;
                }
                single::put(&mut buffer, written, unit.utf8().to_le_bytes());
                (at, written) = (at + unit.len(), written + unit.utf8_len());
            }
            piece.text.push_str(simdutf8::basic::from_utf8(&buffer[..written]).unwrap_or_default());
            if at < end {
                at += self.special(&bytes[at..], &mut piece);
            }
        }
        piece
    }

    /// Decodes what is no plain character at the begin of bytes; gives its length.
    #[cold]
    fn special(&self, bytes: &[u8], piece: &mut Piece) -> usize {
        let unit = self.unit(bytes);
        match unit.char() {
            Some(c) => {
                piece.push_raw(c.encode_utf8(&mut [0; 4]), &bytes[..unit.len()]);
                unit.len()
            }
            None if unit.is_bad() => {
                piece.push_bad(&bytes[..1]);
                1
            }
            None => codec::step(self.entry, bytes, piece),
        }
    }

    /// Whether another encoding reads some bytes alike.
    pub fn agrees(&self, other: &Pairs, bytes: &[u8]) -> bool {
        let mut at = 0;
        while let Some(b) = bytes.get(at) {
            if b.is_ascii() {
                at += 1;
                continue;
            }
            let (a, b) = (self.unit(&bytes[at..]), other.unit(&bytes[at..]));
            match (a.char(), b.char()) {
                (Some(x), Some(y)) if a.len() == b.len() => {
                    if x != y {
                        return false;
                    }
                    at += a.len();
                }
                _ if a.is_bad() && b.is_bad() => at += 1,
                _ => return self.decode(&bytes[at..]).text == other.decode(&bytes[at..]).text,
            }
        }
        true
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
