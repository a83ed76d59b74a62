//! Stateful encodings in 7-bit bytes: ISO-2022-JP, -KR, -CN, HZ, UTF-7.
//!
//! The same text can be written in them in many ways, so what is not plain ASCII is kept raw in the record.

use super::codec::Piece;
use super::pairs::{self, Pairs};
use super::{catalogue, double};
use encoding_rs as rs;
use std::sync::OnceLock;

/// Which of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// ISO-2022-JP with the sets of its later forms.
    Iso2022Jp,
    /// ISO-2022-KR.
    Iso2022Kr,
    /// ISO-2022-CN.
    Iso2022Cn,
    /// HZ.
    Hz,
    /// UTF-7.
    Utf7,
}

/// Decodes bytes.
pub fn decode(scheme: Scheme, bytes: &[u8]) -> Piece {
    match scheme {
        Scheme::Hz => hz(bytes),
        Scheme::Utf7 => utf7(bytes),
        _ => iso2022(bytes),
    }
}

/// The sets that ISO-2022's escapes call up.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Set {
    Ascii,
    Kana,
    Jis,
    JisMore,
    Gb,
    Ksc,
    Cns(usize),
    Latin1,
    Greek,
    Unknown,
}

impl Set {
    fn width(self) -> usize {
        if matches!(self, Set::Ascii | Set::Kana | Set::Latin1 | Set::Greek) { 1 } else { 2 }
    }

    fn char(self, unit: &[u8]) -> Option<char> {
        if self != Set::Ascii && unit.iter().any(|b| !(0x21..0x7f).contains(b)) {
            return None;
        }
        let via = |e: &'static rs::Encoding, bytes: &[u8]| e.decode_without_bom_handling_and_without_replacement(bytes)?.chars().next();
        match (self, unit) {
            (Set::Ascii | Set::Latin1, [c @ 0..0x80]) => Some(char::from(*c | if self == Set::Latin1 { 0x80 } else { 0 })),
            (Set::Kana, [k]) => char::from_u32(0xff40 + u32::from(*k)).filter(|_| *k < 0x60),
            (Set::Jis, [a, b]) => known(0)?.unit(&[a | 0x80, b | 0x80]).char(),
            (Set::JisMore, [a, b]) => via(rs::EUC_JP, &[0x8f, a | 0x80, b | 0x80]),
            (Set::Gb, [a, b]) => known(1)?.unit(&[a | 0x80, b | 0x80]).char(),
            (Set::Ksc, [a, b]) => known(2)?.unit(&[a | 0x80, b | 0x80]).char(),
            (Set::Cns(plane), [a, b]) => double::cns(plane, a | 0x80, b | 0x80),
            (Set::Greek, [c]) => via(rs::ISO_8859_7, &[c | 0x80]),
            _ => None,
        }
    }
}

/// The tables of EUC-JP, GBK and EUC-KR: their pairs are the sets' with the highest bits set.
fn known(which: usize) -> Option<&'static Pairs> {
    static KNOWN: OnceLock<[Option<&'static Pairs>; 3]> = OnceLock::new();
    KNOWN.get_or_init(|| ["euc-jp", "gbk", "euc-kr"].map(|label| pairs::of(catalogue::find(label)?)))[which % 3]
}

/// An escape sequence: its length, and which set stands where (0: G0, 1: SO, 2: SS2) from there on.
fn escape(bytes: &[u8]) -> Option<(usize, usize, Set)> {
    let (len, slot, set) = match bytes {
        [0x1b, b'(', b'B' | b'J', ..] => (3, 0, Set::Ascii),
        [0x1b, b'(', b'I', ..] => (3, 0, Set::Kana),
        [0x1b, b'$', b'@' | b'B', ..] => (3, 0, Set::Jis),
        [0x1b, b'$', b'A', ..] => (3, 0, Set::Gb),
        [0x1b, b'$', b'(', b'D', ..] => (4, 0, Set::JisMore),
        [0x1b, b'$', b'(', b'O' | b'Q', ..] => (4, 0, Set::Jis),
        [0x1b, b'$', b'(', b'C', ..] => (4, 0, Set::Ksc),
        [0x1b, b'$', b'(', _, ..] => (4, 0, Set::Unknown),
        [0x1b, b'$', b')', b'C', ..] => (4, 1, Set::Ksc),
        [0x1b, b'$', b')', b'A', ..] => (4, 1, Set::Gb),
        [0x1b, b'$', b')', b'G', ..] => (4, 1, Set::Cns(1)),
        [0x1b, b'$', b'*', b'H', ..] => (4, 2, Set::Cns(2)),
        [0x1b, b'.', b'A', ..] => (3, 2, Set::Latin1),
        [0x1b, b'.', b'F', ..] => (3, 2, Set::Greek),
        _ => return None,
    };
    Some((len, slot, set))
}

fn iso2022(bytes: &[u8]) -> Piece {
    let mut piece = Piece::default();
    let mut sets = [Set::Ascii, Set::Unknown, Set::Unknown];
    let mut shifted = false;
    let mut rest = bytes;
    while let Some(first) = rest.first() {
        if let Some((len, slot, set)) = escape(rest) {
            sets[slot] = set;
            piece.push_raw("", &rest[..len]);
            rest = &rest[len..];
            continue;
        }
        if matches!(first, 0x0e | 0x0f) {
            shifted = *first == 0x0e;
            piece.push_raw("", &rest[..1]);
            rest = &rest[1..];
            continue;
        }
        if let [0x1b, b'N', tail @ ..] = rest {
            let len = sets[2].width().min(tail.len());
            match sets[2].char(&tail[..len]) {
                Some(c) => piece.push_raw(c.encode_utf8(&mut [0; 4]), &rest[..2 + len]),
                None => piece.push_bad(&rest[..2 + len]),
            }
            rest = &rest[2 + len..];
            continue;
        }
        // A newline and a blank are themselves in every set, and end what was shifted.
        let set = if *first <= b' ' { Set::Ascii } else { sets[usize::from(shifted)] };
        let len = set.width().min(rest.len());
        let unit = &rest[..len];
        rest = &rest[len..];
        match set.char(unit) {
            Some(c) if unit == [c as u8] && c.is_ascii() => piece.text.push(c),
            Some(c) => piece.push_raw(c.encode_utf8(&mut [0; 4]), unit),
            None => piece.push_bad(unit),
        }
    }
    piece
}

fn hz(bytes: &[u8]) -> Piece {
    let mut piece = Piece::default();
    let mut inside = false;
    let mut rest = bytes;
    while !rest.is_empty() {
        let (len, text) = match rest {
            [b'~', b'{', ..] if !inside => (2, Some(String::new())),
            [b'~', b'}', ..] if inside => (2, Some(String::new())),
            [b'~', b'~', ..] => (2, Some("~".to_owned())),
            [b'~', b'\n', ..] => (2, Some(String::new())),
            [b'\n', ..] => {
                inside = false;
                piece.text.push('\n');
                rest = &rest[1..];
                continue;
            }
            [a, b, ..] if inside => (2, Set::Gb.char(&[*a, *b]).map(String::from)),
            [a, ..] if a.is_ascii() => {
                piece.text.push(char::from(*a));
                rest = &rest[1..];
                continue;
            }
            _ => (1, None),
        };
        inside = match &rest[..len] {
            b"~{" => true,
            b"~}" => false,
            _ => inside,
        };
        match text {
            Some(text) => piece.push_raw(&text, &rest[..len]),
            None => piece.push_bad(&rest[..len]),
        }
        rest = &rest[len..];
    }
    piece
}

/// The value of a letter of base64.
pub fn base64(b: u8) -> Option<u32> {
    Some(match b {
        b'A'..=b'Z' => u32::from(b - b'A'),
        b'a'..=b'z' => u32::from(b - b'a') + 26,
        b'0'..=b'9' => u32::from(b - b'0') + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}

/// What the letters between `+` and `-` of UTF-7 say; `None` when they are no whole UTF-16.
pub fn utf7_run(letters: &[u8]) -> Option<String> {
    let (mut bits, mut n, mut units) = (0u32, 0u32, Vec::with_capacity(letters.len() / 2));
    for b in letters {
        bits = bits << 6 | base64(*b)?;
        n += 6;
        if n >= 16 {
            n -= 16;
            units.push((bits >> n) as u16);
            bits &= (1 << n) - 1;
        }
    }
    let spare = n < 6 && bits == 0;
    (spare && !units.is_empty()).then(|| String::from_utf16(&units).ok()).flatten()
}

fn utf7(bytes: &[u8]) -> Piece {
    let mut piece = Piece::default();
    let mut rest = bytes;
    while let Some(first) = rest.first() {
        if *first != b'+' {
            match first.is_ascii() {
                true => piece.text.push(char::from(*first)),
                false => piece.push_bad(&rest[..1]),
            }
            rest = &rest[1..];
            continue;
        }
        let letters = rest[1..].iter().take_while(|b| base64(**b).is_some()).count();
        let dash = usize::from(rest.get(1 + letters) == Some(&b'-'));
        let run = &rest[..1 + letters + dash];
        match (letters, dash) {
            (0, 1) => piece.push_raw("+", run),
            _ => match utf7_run(&rest[1..1 + letters]) {
                Some(text) => piece.push_raw(&text, run),
                // A plus sign that begins nothing stands for itself.
                None => piece.text.push_str(std::str::from_utf8(run).unwrap_or_default()),
            },
        }
        rest = &rest[run.len()..];
    }
    piece
}
