//! Names and foreign words in a text of few characters beyond ASCII: each is in a language of its own.

use super::super::catalogue::{Entry, Kind};
use super::super::detect::Candidate;
use super::super::model::{CASE, Language, block, class, fold, is_mark, models};
use super::super::score;
use super::Texts;
use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

/// Bits that a word costs in another language than its text.
const FOREIGN: u64 = 8;
/// The same in one that few texts quote.
const FAR_OFF: u64 = 12;
/// Languages that few texts quote.
const RARELY: &[&str] = &[
    "fo", "se", "oc", "ast", "hsb", "ku", "kab", "wa", "crh", "haw", "ig", "yo", "ha", "kl", "rm", "fy", "lb", "br", "gd", "eo", "tk",
    "uz", "so", "zu", "sm", "mi",
];
/// Words that are enough.
const MANY: usize = 64;
/// Letters of a word at least, and those that are looked at.
const LETTERS: std::ops::RangeInclusive<usize> = 3..=24;
/// Characters whose classes are looked up.
const KNOWN: usize = 0x530;

/// Bits above the best candidate at which words are not looked into, and texts that are enough.
const FAR: u64 = 160;
/// Bits more for each word.
const EACH: u64 = 24;
const TEXTS: usize = 24;

/// By language and character: its class.
fn classes() -> &'static [[u8; KNOWN]] {
    static CLASSES: OnceLock<Vec<[u8; KNOWN]>> = OnceLock::new();
    CLASSES.get_or_init(|| {
        let each = |language: &Language| std::array::from_fn(|i| language.class(char::from_u32(i as u32).unwrap_or('\u{fffd}')));
        models().languages.iter().map(each).collect()
    })
}

/// A word as the models see it: letters in lower case between blanks, and what its capitals cost.
struct Word {
    letters: Vec<char>,
    case: u64,
}

impl Word {
    fn of(word: &str) -> Word {
        let folded = || word.chars().map(fold);
        let cases = std::iter::once(0).chain(folded().map(|f| f.1));
        let case = cases.zip(folded()).map(|(a, (_, b))| u64::from(CASE[usize::from(a)][usize::from(b)])).sum();
        let letters = std::iter::once(' ').chain(folded().map(|f| f.0)).chain(std::iter::once(' ')).collect();
        Word { letters, case }
    }

    /// What it costs in the language at this place.
    fn cost(&self, at: usize) -> u64 {
        let language = &models().languages[at];
        let class = |c: char| match classes()[at].get(c as usize) {
            Some(known) => *known,
            None => language.class(c),
        };
        let step = |pair: &[char]| match class(pair[1]) {
            of @ (class::RARE | class::ALIEN) => u64::from(score::stranger(pair[1], of)),
            of => u64::from(language.cost(class(pair[0]), of)),
        };
        self.case + self.letters.windows(2).map(step).sum::<u64>()
    }
}

/// What words cost in the language that each reads best in: many readings have the same ones.
#[derive(Default)]
pub struct Known(HashMap<String, u64>);

impl Known {
    fn best(&mut self, text: &str) -> u64 {
        if let Some(best) = self.0.get(text) {
            return *best;
        }
        let script = text.chars().find(|c| !c.is_ascii()).map_or(0, block);
        let word = Word::of(text);
        let languages = models().languages.iter().enumerate().filter(|(_, language)| language.block() == script);
        let foreign = |name: &str| if RARELY.contains(&name) { FAR_OFF } else { FOREIGN } * 8;
        let best = languages.map(|(at, language)| word.cost(at) + foreign(language.name)).min().unwrap_or(u64::MAX);
        self.0.insert(text.to_owned(), best);
        best
    }
}

/// What words beyond ASCII count for less in a reading when each may be in the language that it reads best in: eighths of a bit times 16. A word
/// that comes again is the same witness.
pub fn gain(text: &str, entry: &Entry, language: &str, known: &mut Known) -> u64 {
    let own = models().languages.iter().position(|l| l.name == language);
    let Some(own) = own.filter(|_| matches!(entry.kind, Kind::Single)) else { return 0 };
    let words: BTreeSet<&str> = words(text).take(MANY).collect();
    let each = words.iter().map(|word| Word::of(word).cost(own).saturating_sub(known.best(word)));
    each.sum::<u64>() * u64::from(score::FULL)
}

/// Words with letters beyond ASCII and no digits.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let all = text.split(|c: char| !(c.is_alphanumeric() || is_mark(c)));
    all.filter(|word| !word.is_ascii() && LETTERS.contains(&word.chars().count()) && !word.contains(char::is_numeric))
}

/// Weighs the words in the best candidates, and puts these in order again.
pub fn weigh(found: &mut [Candidate], texts: &mut Texts, bytes: &[u8]) {
    let Some(best) = found.first() else { return };
    let many = words(texts.of(best, bytes)).take(MANY).collect::<BTreeSet<_>>().len() as u64;
    // Each word can be much cheaper in its own language.
    let most = best.cost + (FAR + EACH * many) * 128;
    let near = found.iter().take_while(|c| c.cost <= most).count();
    let mut words = Known::default();
    let mut known: Vec<(Candidate, u64)> = Vec::new();
    for c in &mut found[..near] {
        let same = known.iter().find(|(other, _)| other.shares_text(c) && other.language == c.language);
        let gain = match same {
            Some((_, gain)) => *gain,
            None if known.len() == TEXTS => 0,
            None => {
                let gain = gain(texts.of(c, bytes), c.entry, c.language, &mut words);
                known.push((c.clone(), gain));
                gain
            }
        };
        c.cost = c.cost.saturating_sub(gain);
    }
    found.sort_by_key(|c| c.cost);
}
