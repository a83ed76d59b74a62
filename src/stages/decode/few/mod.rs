//! Texts of ASCII with few characters beyond it, as most in English are. What stands beyond ASCII there are signs, and names and words from
//! other languages; models that count the letters of one language know little of either. Signs have their places (`places`), and each word
//! has a language of its own (`words`).

use super::catalogue::{Entry, Kind};
use super::codec;
use super::detect::{self, Candidate};
use super::home;
use super::model::{CASE, Language, block, class, fold, models};
use super::reading::{self, Reading};
use super::sample::{Sample, is_break};
use super::score;
use places::{Habits, is_lost, place, usual};
use std::collections::BTreeMap;

mod english;
mod places;
mod words;

pub use english::{is_english, used};

/// Letters of ASCII for each byte beyond it, at least.
pub const FEW: usize = 10;
/// Bits that a character in its place counts for less, at most.
const MOST: u64 = 64;
/// Bits that a character counts for more that is lost where it stands.
const LOST: i64 = 12;
/// Bits that an encoding of another script counts for more in a text that has none of its letters.
const STRANGE: i64 = 8;
/// The rarity from which on nobody writes such texts in an encoding, and bits that each step of it counts for then.
const OBSOLETE: u64 = 5;
const GONE: u64 = 1;
/// So many of one sign between blanks are witnesses; the sample counts no more.
const HABIT: u64 = 3;

/// That a document has few characters beyond ASCII.
#[derive(Clone, Copy, Debug)]
pub struct Few {
    /// Whether it is in English.
    pub english: bool,
}

impl Few {
    /// Of a document, when it is one.
    pub fn of(sample: &Sample, body: &[u8]) -> Option<Few> {
        let letters = sample.bytes.iter().filter(|b| b.is_ascii_alphabetic()).count();
        let high = sample.bytes.iter().filter(|b| !b.is_ascii()).count();
        let is_few = high > 0 && high * FEW <= letters;
        is_few.then(|| Few { english: is_english(body) })
    }
}

/// The same bytes, but words beyond ASCII only once, and signs between blanks a few times: they are the same witnesses.
pub fn once(bytes: &[u8]) -> Vec<u8> {
    let mut seen: BTreeMap<&[u8], u64> = BTreeMap::new();
    let mut out = Vec::with_capacity(bytes.len());
    for word in bytes.split_inclusive(|b| is_break(*b)) {
        if !word.is_ascii() {
            let edge = |b: &u8| b.is_ascii() && !b.is_ascii_alphanumeric();
            let from = word.iter().position(|b| !edge(b)).unwrap_or(0);
            let to = word.iter().rposition(|b| !edge(b)).map_or(word.len(), |at| at + 1);
            let times = seen.entry(&word[from..to]).or_insert(0);
            *times += 1;
            if *times > if word.iter().any(u8::is_ascii_alphanumeric) { 1 } else { HABIT } {
                continue;
            }
        }
        out.extend_from_slice(word);
    }
    out
}

/// What the characters of a sample may count for less, in eighths of a bit times 16.
fn most(sample: &Sample) -> u64 {
    sample.bytes.iter().filter(|b| !b.is_ascii()).count() as u64 * MOST * 128
}

/// Texts of the candidates: many have the same one.
#[derive(Default)]
struct Texts(Vec<(Candidate, String)>);

impl Texts {
    fn of(&mut self, candidate: &Candidate, bytes: &[u8]) -> &str {
        let at = self.0.iter().position(|(other, _)| other.shares_text(candidate)).unwrap_or_else(|| {
            self.0.push((candidate.clone(), codec::decode(candidate.entry, bytes).text));
            self.0.len() - 1
        });
        &self.0[at].1
    }
}

/// All readings of a sample with few characters beyond ASCII, the best first, and what of it was weighed.
pub fn candidates(sample: &Sample, few: Few) -> (Sample, Vec<Candidate>) {
    let sample = sample.again(once(&sample.bytes));
    let mut found = detect::candidates_over(&sample, most(&sample));
    weigh(&mut found, &sample.bytes, few);
    (sample, found)
}

/// What a candidate costs whatever is known of its encoding: eighths of a bit times 16.
pub fn bare(c: &Candidate, bytes: &[u8], few: Few) -> u64 {
    let text = codec::decode(c.entry, bytes).text;
    c.cost.saturating_add_signed(likelier(c.entry, c.language, &text, few)).saturating_sub(detect::unlikely(c.entry, c.language))
}

/// Weighs the places of signs in all candidates, and words in the best ones; puts these in order again.
fn weigh(found: &mut [Candidate], bytes: &[u8], few: Few) {
    let mut texts = Texts::default();
    let mut known: Vec<(Candidate, i64)> = Vec::new();
    for c in found.iter_mut() {
        let text = texts.of(c, bytes);
        let same = known.iter().find(|(other, _)| other.shares_text(c) && other.language == c.language).map(|same| same.1);
        let less = same.unwrap_or_else(|| places(text, c.entry, c.language, few));
        if same.is_none() {
            known.push((c.clone(), less));
        }
        c.cost = c.cost.saturating_add_signed(-less - likelier(c.entry, c.language, text, few));
    }
    found.sort_by_key(|c| c.cost);
    words::weigh(found, &mut texts, bytes);
}

/// What bytes count for less in a reading, when negative for more: eighths of a bit times 16.
pub fn fits(bytes: &[u8], entry: &'static Entry, language: &str, few: Few) -> i64 {
    let text = codec::decode(entry, bytes).text;
    let words = words::gain(&text, entry, language, &mut words::Known::default()) as i64;
    places(&text, entry, language, few) + words + likelier(entry, language, &text, few)
}

/// What an encoding counts for less because such texts are written in it, when negative for more because they are not.
fn likelier(entry: &Entry, language: &str, text: &str, few: Few) -> i64 {
    // Texts in other languages tell more by themselves.
    let used = used(entry.label) * if few.english { 128 } else { 64 };
    // A name in another language makes no text in it.
    let away = few.english && home::is_away(entry, "en") && !home::is_away(entry, language);
    let away = if away { home::AWAY * 128 } else { 0 };
    used as i64 - away as i64 - strange(entry, text) - gone(entry, language)
}

/// What an encoding counts for more that nobody writes such texts in.
fn gone(entry: &Entry, language: &str) -> i64 {
    if home::is_needed(entry, language) {
        return 0;
    }
    entry.rarity.map(u64::from).filter(|rarity| *rarity >= OBSOLETE).map_or(0, |rarity| (rarity * GONE * 128) as i64)
}

/// Whether all letters of a text are Latin ones.
fn is_latin(text: &str) -> bool {
    !text.chars().any(|c| !c.is_ascii() && block(c) != 0 && c.is_alphabetic())
}

/// What an encoding of another script counts for more in a text of Latin letters.
fn strange(entry: &Entry, text: &str) -> i64 {
    let foreign = matches!(entry.kind, Kind::Single) && reading::of(entry).is_some_and(Reading::is_foreign);
    if foreign && is_latin(text) { STRANGE * 128 } else { 0 }
}

/// Whether all characters beyond ASCII of an English text stand where such signs do.
pub fn is_usual(text: &str) -> bool {
    let marks = Habits::of(text, true);
    text.char_indices()
        .filter(|(_, c)| !c.is_ascii())
        .all(|(at, c)| usual(c, place(&text[..at], &text[at + c.len_utf8()..]), marks).is_some())
}

/// For each character of a text, whether it is a sign where such signs stand.
pub fn usual_signs(text: &str, english: bool) -> Vec<bool> {
    let marks = Habits::of(text, english);
    let usual = |(at, c): (usize, char)| !c.is_ascii() && usual(c, place(&text[..at], &text[at + c.len_utf8()..]), marks).is_some();
    text.char_indices().map(usual).collect()
}

/// Whether a letter beyond ASCII stands where `n't` has an apostrophe.
pub fn is_broken(text: &str) -> bool {
    text.char_indices().filter(|(_, c)| !c.is_ascii() && c.is_alphabetic()).any(|(at, c)| {
        let mut behind = text[at + c.len_utf8()..].chars();
        text[..at].ends_with('n') && behind.next() == Some('t') && !behind.next().is_some_and(char::is_alphabetic)
    })
}

/// What the characters of a text count for less.
fn places(text: &str, entry: &Entry, language: &str, few: Few) -> i64 {
    let single = matches!(entry.kind, Kind::Single);
    let han = models().han.iter().find(|han| han.name == language);
    let language = models().language(language);
    let cost = |before: char, c: char, after: char| match (language, han) {
        (Some(language), _) if single => u64::from(step(language, before, c) + step(language, c, after)),
        (_, Some(han)) => u64::from(score::han(han, c)),
        _ => 0,
    };
    let marks = Habits::of(text, few.english);
    let mut habits: BTreeMap<(char, char), u64> = BTreeMap::new();
    let mut sum = 0;
    for (at, c) in text.char_indices().filter(|(_, c)| !c.is_ascii()) {
        let (left, right) = (&text[..at], &text[at + c.len_utf8()..]);
        let (before, after) = (left.chars().next_back().unwrap_or('\n'), right.chars().next().unwrap_or('\n'));
        let place = place(left, right);
        if is_lost(c, before, after, place, marks) {
            sum -= LOST * 8;
        }
        if single && score::is_break(before) && score::is_break(after) {
            let times = habits.entry((before, c)).or_insert(0);
            *times += 1;
            if *times > HABIT {
                continue;
            }
        }
        if let Some(usual) = usual(c, place, marks) {
            sum += cost(before, c, after).saturating_sub(u64::from(usual) * 8).min(MOST * 8) as i64;
        }
    }
    sum * i64::from(score::FULL)
}

/// What it costs that one character follows another.
fn step(language: &Language, a: char, b: char) -> u32 {
    let ((a, case_a), (b, case_b)) = (fold(a), fold(b));
    match language.class(b) {
        of @ (class::RARE | class::ALIEN) => score::stranger(b, of),
        of => language.cost(language.class(a), of) + CASE[usize::from(case_a)][usize::from(case_b)] + score::firm(b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_comes_again_is_one_witness() {
        assert_eq!(once(b"Jos\xe9 came. Then Jos\xe9, and again Jos\xe9."), b"Jos\xe9 came. Then and again ");
        assert_eq!(once(b"a \x97 b \x97 c \x97 d \x97 e"), b"a \x97 b \x97 c \x97 d e");
        assert_eq!(once(b"all of ASCII, all of it"), b"all of ASCII, all of it");
    }
}
