//! What a text costs in the cheapest of all languages, each character counting alike: the languages of a script side by
//! side.

use super::model::{CASE, block, class, fold, generic, is_mark, models};
use super::script::{Script, latin, other};
use super::{multis, pairs, score};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Characters after which a text may be known to cost too much.
const PART: usize = 256;

/// What is asked of a character: its small form, its script, its case, what it costs in a text of which no more is known
/// than its script.
#[derive(Clone, Copy)]
struct Facts(u64);

impl Facts {
    const LETTER: u64 = 1 << 42;
    const ALPHABETIC: u64 = 1 << 43;
    const KNOWN: u64 = 1 << 44;

    fn new(c: char) -> Facts {
        let (lower, case) = fold(c);
        let letter = c.is_alphabetic() || is_mark(c);
        let script = block(c);
        let cost = match generic(c) {
            Some(class::BLANK) => 24,
            Some(class::STOP | class::DIGIT) => 48,
            Some(class::CONTROL) => 230,
            Some(_) => 64,
            None if letter => models().universal(lower).map_or(if script >= 100 { 54 } else { 110 }, |u| u + 10),
            None => score::odd(c),
        };
        let scripted = generic(c).is_none() && letter;
        let flag = |is: bool, bit: u64| if is { bit } else { 0 };
        let flags = Facts::KNOWN | flag(scripted, Facts::LETTER) | flag(c.is_alphabetic(), Facts::ALPHABETIC);
        let small = u16::try_from(u32::from(lower)).unwrap_or_default();
        Facts(u64::from(small) | u64::from(script) << 16 | u64::from(cost.min(255)) << 32 | u64::from(case) << 40 | flags)
    }

    #[inline]
    fn of(c: char) -> Facts {
        // A plane for each 65,536 characters; most texts need the first alone.
        static PLANES: [OnceLock<Box<[AtomicU64]>>; 17] = [const { OnceLock::new() }; 17];
        let plane = PLANES[c as usize >> 16].get_or_init(|| (0..0x10000).map(|_| AtomicU64::new(0)).collect());
        let cell = &plane[c as usize & 0xffff];
        match cell.load(Relaxed) {
            0 => {
                let facts = Facts::new(c);
                cell.store(facts.0, Relaxed);
                facts
            }
            facts => Facts(facts),
        }
    }

    fn lower(self, c: char) -> char {
        if c > '\u{ffff}' { fold(c).0 } else { char::from_u32(self.0 as u32 & 0xffff).unwrap_or(c) }
    }

    fn script(self) -> u16 {
        (self.0 >> 16) as u16
    }

    fn cost(self) -> u32 {
        (self.0 >> 32) as u32 & 0xff
    }

    fn case(self) -> usize {
        (self.0 >> 40) as usize & 3
    }

    fn is_letter(self) -> bool {
        self.0 & Facts::LETTER != 0
    }
}

/// A character, its small form and what is known of it.
#[derive(Clone, Copy)]
struct Glyph {
    c: char,
    lower: char,
    facts: Facts,
    /// How much it counts.
    weight: u32,
}

impl<const W: usize> Script<W> {
    /// The least that a text costs in one of the languages; `None` when that is `limit` or more.
    fn least(&self, glyphs: &[Glyph], limit: u64) -> Option<u64> {
        let (mut wide, mut all) = ([0u32; W], 0u64);
        let (mut before, mut case) = (usize::from(class::BLANK), 0);
        for part in glyphs.chunk_by(|a, b| a.weight == b.weight).flat_map(|same| same.chunks(PART)) {
            let mut narrow = [0u16; W];
            let weight = part.first().map_or(1, |g| g.weight);
            for g in part {
                let number = self.number(g.lower);
                let (of, strange) = (g.facts.case(), self.strange.get(number).map_or(&[][..], Vec::as_slice));
                if number == usize::from(class::RARE) || number == usize::from(class::ALIEN) {
                    all += u64::from(score::stranger(g.c, number as u8) * weight);
                    (before, case) = (usize::from(class::RARE), of);
                    continue;
                }
                let extra = CASE[case][of] + score::firm(g.c);
                all += u64::from(extra * weight);
                let costs = self.costs(before, number);
                narrow.iter_mut().zip(costs).for_each(|(sum, cost)| *sum = sum.wrapping_add(u16::from(*cost)));
                for (lane, _) in strange.iter().enumerate().filter(|(_, odd)| **odd) {
                    // Here it costs what a stranger does, and nothing for case and the like, which all have been told.
                    let class = models().languages[self.languages[lane]].class(g.lower);
                    wide[lane] = wide[lane].wrapping_add(score::stranger(g.c, class) * weight).wrapping_sub(extra * weight);
                }
                (before, case) = (number, of);
            }
            wide.iter_mut().zip(narrow).for_each(|(sum, part)| *sum = sum.wrapping_add(u32::from(part) * weight));
            // It only grows.
            let least = wide.iter().take(self.languages.len()).map(|sum| *sum as i32).min()?;
            if all.wrapping_add_signed(i64::from(least)) >= limit {
                return None;
            }
        }
        let each = wide.iter().take(self.languages.len()).map(|sum| all.wrapping_add_signed(i64::from(*sum as i32)));
        each.min().filter(|least| *least < limit)
    }
}

impl<const W: usize> Script<W> {
    /// What a text costs in one of the languages, the one at this place among the models.
    fn in_one(&self, glyphs: &[Glyph], at: usize) -> Option<u64> {
        let (lane, language) = (self.languages.iter().position(|l| *l == at)?, models().languages.get(at)?);
        let (mut before, mut case, mut sum) = (class::BLANK, 0, 0u64);
        for g in glyphs {
            let number = self.number(g.lower);
            let mut after = match self.classes.get(number) {
                Some(classes) if number >= usize::from(class::FIRST) => classes[lane],
                _ => number as u8,
            };
            if matches!(after, class::RARE | class::ALIEN) {
                sum += u64::from(score::stranger(g.c, language.class(g.lower)) * g.weight);
                after = class::RARE;
            } else {
                let extra = CASE[case][g.facts.case()] + score::firm(g.c);
                sum += u64::from((language.cost(before, after) + extra) * g.weight);
            }
            (before, case) = (after, g.facts.case());
        }
        Some(sum)
    }
}

/// The least that a text costs in a language of a script, when it is less than `limit`.
fn in_script(block: u16, glyphs: &[Glyph], limit: u64) -> Option<u64> {
    if block == 0 { latin().least(glyphs, limit) } else { other(block)?.least(glyphs, limit) }
}

/// Text of a script that no model knows: that it stays in one script is all that speaks for it. No more than `limit`.
fn in_any(glyphs: &[Glyph], limit: u64) -> u64 {
    let (mut script, mut case, mut sum) = (u16::MAX, 0, 0u64);
    for part in glyphs.chunks(PART) {
        for g in part {
            let mut cost = g.facts.cost();
            if g.facts.is_letter() {
                cost += if script == g.facts.script() { 0 } else { 40 };
                script = g.facts.script();
            }
            sum += u64::from((cost + CASE[case][g.facts.case()]) * g.weight);
            case = g.facts.case();
        }
        if sum >= limit {
            return limit;
        }
    }
    sum
}

/// What a text costs in Chinese, Japanese and Korean.
fn in_han(glyphs: &[Glyph]) -> [u64; 4] {
    let steps = multis::steps();
    let (mut before, mut plain, mut sums) = (b' ', 0u64, [0u64; 4]);
    for g in glyphs {
        match u8::try_from(g.c) {
            Ok(byte @ ..0x80) => {
                plain += u64::from(u32::from(steps[usize::from(before) << 7 | usize::from(byte)]) * g.weight);
                before = byte;
            }
            _ => {
                before = b' ';
                let costs = pairs::han_costs(g.c).to_le_bytes();
                sums.iter_mut().zip(costs).for_each(|(sum, cost)| *sum += u64::from(u32::from(cost) * g.weight));
            }
        }
    }
    sums.map(|sum| plain + sum)
}

/// What the first `most` characters of a text cost in the cheapest reading: eighths of a bit.
pub fn cost(text: &str, most: usize) -> u64 {
    cost_under(text, most, u64::MAX)
}

/// The same, when it is less than `limit`; else no less than that.
pub fn cost_under(text: &str, most: usize, limit: u64) -> u64 {
    cheapest(&glyphs(text.chars().take(most)), limit)
}

/// What a text costs where words of ASCII alone count less: sixteenths of eighths of a bit.
pub fn cost_weighted(text: &str) -> u64 {
    cheapest(&weighted(text), u64::MAX)
}

/// The same in the language of this name.
pub fn cost_in(text: &str, language: &str) -> u64 {
    let (models, glyphs) = (models(), weighted(text));
    if let Some(at) = models.languages.iter().position(|l| l.name == language) {
        let block = models.languages[at].block();
        let found = if block == 0 { latin().in_one(&glyphs, at) } else { other(block).and_then(|o| o.in_one(&glyphs, at)) };
        return found.unwrap_or(u64::MAX);
    }
    let han = models.han.iter().position(|h| h.name == language);
    han.and_then(|at| in_han(&glyphs).get(at).copied()).unwrap_or_else(|| in_any(&glyphs, u64::MAX))
}

fn weighted(text: &str) -> Vec<Glyph> {
    let mut glyphs = glyphs(text.chars());
    for word in glyphs.split_inclusive_mut(|g| score::is_break(g.c)) {
        let weight = if word.iter().all(|g| g.c.is_ascii()) { score::LIGHT } else { score::FULL };
        word.iter_mut().for_each(|g| g.weight = weight);
    }
    glyphs
}

fn glyphs(chars: impl Iterator<Item = char>) -> Vec<Glyph> {
    let glyph = |c| {
        let facts = Facts::of(c);
        Glyph { c, lower: facts.lower(c), facts, weight: 1 }
    };
    chars.map(glyph).collect()
}

fn cheapest(glyphs: &[Glyph], limit: u64) -> u64 {
    let mut seen: Vec<(u16, u32)> = Vec::with_capacity(24);
    let mut last = 0;
    for g in glyphs.iter().filter(|g| g.facts.0 & Facts::ALPHABETIC != 0) {
        let b = g.facts.script();
        if seen.get(last).is_none_or(|s| s.0 != b) {
            last = seen.iter().position(|s| s.0 == b).unwrap_or(seen.len());
        }
        match seen.get(last).map(|_| last) {
            Some(i) => seen[i].1 += if g.c.is_ascii() { 1 } else { 4 },
            None if seen.len() < 24 => seen.push((b, 1)),
            None => {}
        }
    }
    seen.sort_by_key(|s| std::cmp::Reverse(s.1));
    seen.truncate(2);
    let mut best = in_any(glyphs, limit);
    if seen.iter().any(|s| matches!(s.0, 8..=10) || s.0 == 0x3000 >> 7) {
        best = in_han(glyphs).into_iter().take(models().han.len()).fold(best, u64::min);
    }
    let wanted = if seen.is_empty() { vec![0] } else { seen.iter().map(|s| s.0).collect() };
    for block in wanted {
        best = in_script(block, glyphs, best).unwrap_or(best);
    }
    best
}

#[cfg(test)]
mod tests {
    use super::super::slow;
    use super::*;

    #[test]
    fn it_is_what_one_language_after_the_other_says() {
        let texts = [
            "Le café crème d’Élise était là, n’est-ce pas ?",
            "Ð¡ÐµÐ³Ð¾Ð´Ð½Ñ Ñ‚ÐµÐ¿Ð»Ð¾",
            "Сегодня ТЕПЛО, и все ушли; 12 МИНУТ спустя — никого.",
            "Tiếng nói o‘zbek tilida ʻokina ọ̀rọ̀ İstanbul ẞ",
            "今日は港へ行きました。Ｈｅｌｌｏ ｶﾅ 123",
            "اليوم ذهبنا إلى الميناء ١٢٣",
            "\u{81}\u{8d}├®─┬ √© ‰ \u{1f600} \u{fb01} ﾃ｡ \u{a0}x",
            "Καλημέρα σε όλους ΤΟΥΣ",
            "",
        ];
        for text in texts {
            assert_eq!(cost(text, usize::MAX), slow::cost_full(text).bits / u64::from(score::FULL), "{text}");
            assert_eq!(cost_weighted(text), slow::cost(text).bits, "{text}");
            let languages = models().languages.iter().map(|l| l.name).chain(models().han.iter().map(|h| h.name));
            languages.chain(["any"]).for_each(|l| assert_eq!(cost_in(text, l), slow::cost_in(text, l), "{text} {l}"));
        }
    }
}
