//! What a text costs, found without haste: one language after the other. What [`super::full`] finds sooner is compared
//! with it.

use super::model::{CASE, Han, Language, Models, block, class, fold, generic, is_mark, models};
use super::score::{FULL, LIGHT, firm, han, is_break, odd, stranger};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Eighths of a bit, times 16.
    pub bits: u64,
    /// The language's code, or `any`.
    pub language: &'static str,
}

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

fn in_han(han_model: &Han, glyphs: &[Glyph], english: &Language, limit: u64) -> u64 {
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
            han(han_model, g.c)
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

/// The cheapest reading of a text, words of ASCII alone counting less.
pub fn cost(text: &str) -> Cost {
    cheapest(&glyphs(text))
}

/// The same, words of ASCII alone counting as much as others.
pub fn cost_full(text: &str) -> Cost {
    let mut glyphs = glyphs(text);
    glyphs.iter_mut().for_each(|g| g.weight = FULL);
    cheapest(&glyphs)
}

/// What a text costs in the language of this name, words of ASCII alone counting less.
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
