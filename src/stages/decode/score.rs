//! How likely a decoded text is, in eighths of a bit: the lower, the more it reads like a language.

use super::model::{CASE, Han, Language, Models, block, class, fold, generic, is_mark, models};

/// A character made ready for every language.
#[derive(Clone, Copy)]
struct Glyph {
    c: char,
    lower: char,
    case: u8,
    /// In sixteenths: words of ASCII alone say less.
    weight: u32,
}

/// What a text costs, and in which language it is cheapest.
#[cfg(test)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Eighths of a bit, times 16.
    pub bits: u64,
    /// The language's code, or `any`.
    pub language: &'static str,
}

/// Weight of words that hold nothing but ASCII, and of all others.
pub const LIGHT: u32 = 3;
/// Of words with other characters.
pub const FULL: u32 = 16;

fn glyphs(text: &str) -> Vec<Glyph> {
    let mut out: Vec<Glyph> = Vec::with_capacity(text.len());
    let mut word = 0;
    let mut full = false;
    for c in text.chars() {
        let (lower, case) = if c.is_ascii_lowercase() { (c, 1) } else { fold(c) };
        out.push(Glyph { c, lower, case, weight: LIGHT });
        full |= !c.is_ascii();
        if is_break(c) {
            close(&mut out[word..], full);
            word = out.len();
            full = false;
        }
    }
    close(&mut out[word..], full);
    out
}

/// Where words end, in text.
pub fn is_break(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '<' | '>' | '=' | '/')
}

fn close(word: &mut [Glyph], full: bool) {
    if full {
        word.iter_mut().for_each(|g| g.weight = FULL);
    }
}

fn in_language(language: &Language, glyphs: &[Glyph], limit: u64) -> u64 {
    let mut before = class::BLANK;
    let mut case = 0u8;
    let mut sum = 0u64;
    for g in glyphs {
        let mut after = language.class(g.lower);
        if after == class::RARE || after == class::ALIEN {
            sum += u64::from(stranger(g.c, after) * g.weight);
            after = class::RARE;
        } else {
            sum += u64::from((language.cost(before, after) + CASE[usize::from(case)][usize::from(g.case)] + firm(g.c)) * g.weight);
        }
        (before, case) = (after, g.case);
        if sum > limit {
            return u64::MAX;
        }
    }
    sum
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

fn in_han(han: &Han, glyphs: &[Glyph], english: &Language, limit: u64) -> u64 {
    let mut before = class::BLANK;
    let mut case = 0;
    let mut sum = 0u64;
    for g in glyphs {
        let cost = if g.c.is_ascii() {
            let after = english.class(g.lower);
            let cost = english.cost(before, after) + CASE[usize::from(case)][usize::from(g.case)];
            (before, case) = (after, g.case);
            cost
        } else {
            (before, case) = (class::BLANK, 0);
            self::han(han, g.c)
        };
        sum += u64::from(cost * g.weight);
        if sum > limit {
            return u64::MAX;
        }
    }
    sum
}

/// Text of a script that no model knows: that it stays in one script is all that speaks for it.
fn in_any(models: &Models, glyphs: &[Glyph]) -> u64 {
    let mut script = None;
    let mut case = 0u8;
    let mut sum = 0u64;
    for g in glyphs {
        let cost = match generic(g.c) {
            Some(class::BLANK) => 24,
            Some(class::STOP | class::DIGIT) => 48,
            Some(class::CONTROL) => 230,
            Some(_) => 64,
            None if g.c.is_alphabetic() || is_mark(g.c) => {
                let b = block(g.c);
                let same = script == Some(b);
                script = Some(b);
                models.universal(g.lower).map_or(if b >= 100 { 54 } else { 110 }, |u| u + 10) + if same { 0 } else { 40 }
            }
            None => odd(g.c),
        };
        sum += u64::from((cost + CASE[usize::from(case)][usize::from(g.case)]) * g.weight);
        case = g.case;
    }
    sum
}

/// The cheapest reading of a text, words of ASCII alone counting less: what [`super::full`] finds sooner.
#[cfg(test)]
pub fn cost(text: &str) -> Cost {
    cheapest(&glyphs(text))
}

/// The same, words of ASCII alone counting as much as others: what [`super::full`] finds sooner.
#[cfg(test)]
pub fn cost_full(text: &str) -> Cost {
    let mut glyphs = glyphs(text);
    glyphs.iter_mut().for_each(|g| g.weight = FULL);
    cheapest(&glyphs)
}

/// What a text costs in the language of this name, words of ASCII alone counting less: what [`super::full`] finds sooner.
#[cfg(test)]
pub fn cost_in(text: &str, language: &str) -> u64 {
    let (models, glyphs) = (models(), glyphs(text));
    if let Some(language) = models.language(language) {
        return in_language(language, &glyphs, u64::MAX);
    }
    match (models.han.iter().find(|h| h.name == language), models.language("en")) {
        (Some(han), Some(english)) => in_han(han, &glyphs, english, u64::MAX),
        _ => in_any(models, &glyphs),
    }
}

#[cfg(test)]
fn cheapest(glyphs: &[Glyph]) -> Cost {
    let models = models();
    let mut best = Cost { bits: in_any(models, glyphs), language: "any" };
    let mut seen: Vec<(u16, u32)> = Vec::new();
    for g in glyphs.iter().filter(|g| g.c.is_alphabetic()) {
        let b = block(g.c);
        match seen.iter().position(|s| s.0 == b) {
            Some(i) => seen[i].1 += if g.c.is_ascii() { 1 } else { 4 },
            None if seen.len() < 24 => seen.push((b, 1)),
            None => {}
        }
    }
    seen.sort_by_key(|s| std::cmp::Reverse(s.1));
    seen.truncate(2);
    let wanted = |b: u16| seen.iter().any(|s| s.0 == b) || (b == 0 && seen.is_empty());
    if let Some(english) = models.language("en")
        && (wanted(8) || wanted(9) || wanted(10) || wanted(0x3000 >> 7))
    {
        for han in &models.han {
            let bits = in_han(han, glyphs, english, best.bits);
            if bits < best.bits {
                best = Cost { bits, language: han.name };
            }
        }
    }
    for language in models.languages.iter().filter(|l| wanted(l.block())) {
        let bits = in_language(language, glyphs, best.bits);
        if bits < best.bits {
            best = Cost { bits, language: language.name };
        }
    }
    best
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
