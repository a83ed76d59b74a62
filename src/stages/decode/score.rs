//! How likely a decoded text is, in eighths of a bit: the lower, the more it reads like a language.

use super::model::{Han, block, class, generic, is_mark, models};

/// Weight of words that hold nothing but ASCII, and of all others.
pub const LIGHT: u32 = 3;
/// Of words with other characters.
pub const FULL: u32 = 16;

/// Where words end, in text.
pub fn is_break(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '<' | '>' | '=' | '/')
}

/// What a character costs that is no letter of the text's script.
pub fn stranger(c: char, class: u8) -> u32 {
    match block(c) {
        _ if class == class::RARE => odd(c),
        8..=10 => 185,
        1 | 2 => 150,
        _ => 170,
    }
}

/// What a character that is no letter of any kind costs.
pub fn odd(c: char) -> u32 {
    match u32::from(c) {
        // What brackets of one EBCDIC page are in another.
        0xa2 | 0xac => 230,
        0x2500..=0x259f => 120,
        0x2200..=0x22ff | 0x2190..=0x21ff | 0x2300..=0x23ff | 0x25a0..=0x27bf => 130,
        0x1f300..=0x1faff => 110,
        0xfe0f | 0x200b..=0x200f | 0xad | 0xfeff => 110,
        0xff01..=0xff5e => 110,
        0xe000..=0xf8ff | 0xfff0..=0xffff | 0xf0000.. => 240,
        0x3000..=0x303f => 100,
        _ => 140,
    }
}

/// What a character beyond ASCII costs in Chinese, Japanese or Korean.
pub fn han(han: &Han, c: char) -> u32 {
    han.cost(c).unwrap_or_else(|| match u32::from(c) {
        0x3001 | 0x3002 | 0xff0c => 36,
        0x3000..=0x303f | 0xff01..=0xff5e | 0x2014 | 0x2018..=0x2026 | 0x30fb | 0x30fc => 62,
        0xb7 => 70,
        0x4e00..=0x9fff => 148,
        0x3040..=0x30ff => 120,
        0xac00..=0xd7a3 => 150,
        // Brackets of half width alone are other encodings' letters and signs.
        0xff61..=0xff65 => 140,
        0xff66..=0xff9f => 105,
        0x391..=0x3c9 | 0x410..=0x451 => 120,
        0x3400..=0x4dbf | 0xf900..=0xfaff | 0x20000..=0x3ffff => 175,
        _ if generic(c) == Some(class::CONTROL) => 230,
        _ => odd(c).max(130),
    })
}

/// What a character costs without regard to its neighbours.
pub fn alone(c: char, lower: char) -> u32 {
    match generic(c) {
        Some(class::BLANK) => 30,
        Some(class::STOP | class::DIGIT) => 50,
        Some(class::CONTROL) => 230,
        Some(class::QUOTE | class::CURLY) => 75,
        Some(class::SYMBOL) => 95,
        Some(_) => 70,
        None => match models().universal(lower) {
            Some(cost) => cost,
            None if c.is_alphabetic() || is_mark(c) => 150,
            None => odd(c),
        },
    }
}

/// What a no-break space costs more than a blank: most texts have none.
pub fn firm(c: char) -> u32 {
    if c == '\u{a0}' { 44 } else { 0 }
}
