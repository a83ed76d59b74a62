//! What a table of one byte a character makes of each byte, worked out once.

use super::catalogue::{ALL, Entry};
use super::model::{CASE, Language, block, class, fold, models};
use super::sample::{Pair, Sample};
use super::{score, single};
use std::sync::OnceLock;

/// One encoding's bytes.
pub struct Reading {
    pub chars: [char; 256],
    /// In lower case.
    lower: [char; 256],
    case: [u8; 256],
    /// What each costs without regard to language.
    pub alone: [u16; 256],
    /// Whether bytes below 0x80 are ASCII.
    pub ascii: bool,
    /// 1: a Latin letter, 2: a letter of another script, 0: none.
    pub scripts: [u8; 256],
    /// The script of a letter; `u16::MAX` for what is none.
    pub blocks: [u16; 256],
    /// The bytes that mean something: a bit each.
    defined: [u64; 4],
    /// What each costs in a language that has no such class of characters, and what a no-break space costs more.
    rare: [u16; 256],
    alien: [u16; 256],
    firm: [u16; 256],
    classes: Vec<OnceLock<Box<[u8; 256]>>>,
}

/// The reading of an entry of [`ALL`].
pub fn reading(i: usize) -> Option<&'static Reading> {
    static READINGS: OnceLock<Vec<OnceLock<Option<Reading>>>> = OnceLock::new();
    let all = READINGS.get_or_init(|| ALL.iter().map(|_| OnceLock::new()).collect());
    all.get(i)?.get_or_init(|| build(&ALL[i])).as_ref()
}

fn build(entry: &Entry) -> Option<Reading> {
    let table = single::table(entry.label)?;
    let mut r = Reading {
        chars: ['\u{fffd}'; 256],
        lower: ['\u{fffd}'; 256],
        case: [0; 256],
        alone: [400; 256],
        // IBM 864 has an Arabic sign or two among ASCII's.
        ascii: (0..0x80u8).filter(|b| b.is_ascii_alphanumeric() || *b == b' ').all(|b| table.char(b) == Some(char::from(b))),
        scripts: [0; 256],
        blocks: [u16::MAX; 256],
        defined: [0; 4],
        rare: [0; 256],
        alien: [0; 256],
        firm: [0; 256],
        classes: models().languages.iter().map(|_| OnceLock::new()).collect(),
    };
    for i in 0..256usize {
        let c = table.char(i as u8).unwrap_or('\u{fffd}');
        r.rare[i] = score::stranger(c, class::RARE) as u16;
        r.alien[i] = score::stranger(c, class::ALIEN) as u16;
        r.firm[i] = score::firm(c) as u16;
        if c == '\u{fffd}' {
            continue;
        }
        r.defined[i / 64] |= 1 << (i % 64);
        r.chars[i] = c;
        (r.lower[i], r.case[i]) = fold(plain(c));
        if c.is_alphabetic() {
            r.blocks[i] = block(c);
            r.scripts[i] = if r.blocks[i] == 0 { 1 } else { 2 };
        }
        r.alone[i] = score::alone(c, r.lower[i]) as u16;
    }
    Some(r)
}

/// A letter of Arabic, whatever its form: the models know letters.
fn plain(c: char) -> char {
    if !matches!(c, '\u{fe70}'..='\u{fefc}') {
        return c;
    }
    let mut letters = icu_normalizer::ComposingNormalizerBorrowed::new_nfkc().normalize_iter(std::iter::once(c));
    match (letters.next(), letters.next()) {
        (Some(letter), None) => letter,
        // Lam with alef is two letters; the first of them is the one that others join.
        (Some(letter), Some(_)) if letter != ' ' => letter,
        _ => c,
    }
}

impl Reading {
    fn classes(&self, at: usize) -> &[u8; 256] {
        let language = &models().languages[at];
        self.classes[at].get_or_init(|| Box::new(self.lower.map(|c| language.class(c))))
    }

    /// Whether every byte of the document means something.
    pub fn defines(&self, sample: &Sample) -> bool {
        sample.present.iter().zip(&self.defined).all(|(has, means)| has & !means == 0)
    }

    /// The scripts of the letters that the sample's bytes beyond ASCII give, and whether there is a Latin one or none.
    pub fn blocks(&self, sample: &Sample) -> Vec<u16> {
        let mut out = Vec::with_capacity(4);
        for i in (if self.ascii { 0x80 } else { 0x40 })..256 {
            let b = self.blocks[i];
            if sample.count[i] > 0 && b != u16::MAX && !out.contains(&b) {
                out.push(b);
            }
        }
        if out.is_empty() {
            out.push(0);
        }
        out
    }

    /// What pairs cost in the language `at`; `u64::MAX` from `limit` on.
    pub fn price(&self, at: usize, pairs: &[Pair], limit: u64) -> u64 {
        let language: &Language = &models().languages[at];
        let classes = self.classes(at);
        let costs = language.costs();
        let mut sum = 0u64;
        for chunk in pairs.chunks(32) {
            for (a, b, n) in chunk {
                let (a, b) = (usize::from(*a), usize::from(*b));
                let cost = match classes[b] {
                    class::RARE => u32::from(self.rare[b]),
                    class::ALIEN => u32::from(self.alien[b]),
                    after => {
                        u32::from(costs[usize::from(classes[a]) * language.classes + usize::from(after)])
                            + CASE[usize::from(self.case[a])][usize::from(self.case[b])]
                            + u32::from(self.firm[b])
                    }
                };
                sum += u64::from(cost) * u64::from(*n);
            }
            if sum >= limit {
                return u64::MAX;
            }
        }
        sum
    }
}
