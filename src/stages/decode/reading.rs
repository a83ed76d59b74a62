//! What a table of one byte a character makes of each byte, worked out once.

use super::catalogue::{ALL, Entry};
use super::model::{CASE, Language, block, class, fold, models};
use super::sample::{Pair, Sample};
use super::script::{self, Priced};
use super::{score, single};
use std::sync::OnceLock;

/// Letters that a script has at least: a few Greek ones stand among signs.
const ALPHABET: u32 = 20;

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
    /// Whether bytes below 0x80 are themselves.
    pub seven: bool,
    /// The scripts it has letters of, each with the bytes of these: a bit each.
    blocks: Vec<(u16, [u64; 4])>,
    /// The bytes that mean something: a bit each.
    defined: [u64; 4],
    /// What each costs in a language that has no such class of characters, and what a no-break space costs more.
    rare: [u16; 256],
    alien: [u16; 256],
    firm: [u16; 256],
    classes: Vec<OnceLock<Box<Classes>>>,
    /// The same for all languages of a script.
    sides: Vec<(u16, OnceLock<Option<Box<Side>>>)>,
}

/// What the bytes of a reading are in the languages of one script: the numbers they have there.
pub struct Side {
    /// Of the first byte of a pair.
    pub before: [u16; 256],
    /// Of the second one.
    pub after: [u16; 256],
    /// The class of a byte that is strange to all of them.
    pub stranger: [u8; 256],
    /// Which bytes that are: a bit each.
    pub strangers: [u64; 4],
    /// Bytes that are strange to some of them.
    pub mixed: [u64; 4],
}

/// What the bytes of a reading are in one language.
struct Classes {
    each: [u8; 256],
    /// Bytes of a class that the language does not have: a bit each.
    strange: [u64; 4],
}

/// Pairs that are priced under many readings.
pub struct Set<'a> {
    pairs: &'a [Pair],
    /// The second bytes of all pairs: a bit each.
    bytes: [u64; 4],
    /// How often each byte is the second.
    times: [u32; 256],
    /// Second bytes have numbers, one after the other.
    rank: [u8; 256],
    ranks: usize,
}

impl<'a> Set<'a> {
    /// Takes stock of pairs.
    pub fn of(pairs: &'a [Pair]) -> Set<'a> {
        let mut set = Set { pairs, bytes: [0; 4], times: [0; 256], rank: [0; 256], ranks: 0 };
        for (_, b, n) in pairs {
            set.bytes[usize::from(b >> 6)] |= 1 << (b & 63);
            set.times[usize::from(*b)] += n;
        }
        for b in bits(set.bytes) {
            set.rank[b] = set.ranks as u8;
            set.ranks += 1;
        }
        set
    }

    /// The second bytes that are among these.
    pub fn and(&self, bytes: [u64; 4]) -> [u64; 4] {
        std::array::from_fn(|i| self.bytes[i] & bytes[i])
    }

    /// The pairs.
    pub fn pairs(&self) -> &[Pair] {
        self.pairs
    }
}

/// A set under one reading: what its pairs cost in every language, for case and the like.
#[derive(Default)]
pub struct Ready {
    /// By the number of the second byte.
    each: Vec<u32>,
    all: u64,
}

/// The numbers of the bits that are set.
pub fn bits(sets: [u64; 4]) -> impl Iterator<Item = usize> + Clone {
    (0..4).flat_map(move |word| {
        let mut left = sets[word];
        std::iter::from_fn(move || {
            let bit = (left != 0).then(|| left.trailing_zeros() as usize)?;
            left &= left - 1;
            Some(64 * word + bit)
        })
    })
}

/// The reading of an entry of [`ALL`].
pub fn reading(i: usize) -> Option<&'static Reading> {
    static READINGS: OnceLock<Vec<OnceLock<Option<Reading>>>> = OnceLock::new();
    let all = READINGS.get_or_init(|| ALL.iter().map(|_| OnceLock::new()).collect());
    all.get(i)?.get_or_init(|| build(&ALL[i])).as_ref()
}

/// The reading of an encoding.
pub fn of(entry: &Entry) -> Option<&'static Reading> {
    reading(ALL.iter().position(|e| e.label == entry.label)?)
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
        seven: (0..0x80u8).all(|b| table.char(b) == Some(char::from(b))),
        blocks: Vec::new(),
        defined: [0; 4],
        rare: [0; 256],
        alien: [0; 256],
        firm: [0; 256],
        classes: models().languages.iter().map(|_| OnceLock::new()).collect(),
        sides: Vec::new(),
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
            let of = block(c);
            let at = r.blocks.iter().position(|b| b.0 == of).unwrap_or(r.blocks.len());
            if at == r.blocks.len() {
                r.blocks.push((of, [0; 4]));
            }
            r.blocks[at].1[i / 64] |= 1 << (i % 64);
            r.scripts[i] = if of == 0 { 1 } else { 2 };
        }
        r.alone[i] = score::alone(c, r.lower[i]) as u16;
    }
    let others = r.blocks.iter().map(|b| b.0).filter(|b| *b != 0);
    r.sides = std::iter::once(0).chain(others).map(|b| (b, OnceLock::new())).collect();
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
    fn classes(&self, at: usize) -> &Classes {
        let language = &models().languages[at];
        self.classes[at].get_or_init(|| {
            let each = self.lower.map(|c| language.class(c));
            let mut strange = [0; 4];
            let strangers = (0..256).filter(|i| matches!(each[*i], class::RARE | class::ALIEN));
            strangers.for_each(|i| strange[i / 64] |= 1 << (i % 64));
            Box::new(Classes { each, strange })
        })
    }

    /// Whether every byte of the document means something.
    pub fn defines(&self, sample: &Sample) -> bool {
        sample.present.iter().zip(&self.defined).all(|(has, means)| has & !means == 0)
    }

    /// The scripts of the letters that the sample's bytes beyond ASCII give, Latin when there is none.
    pub fn blocks(&self, sample: &Sample) -> impl Iterator<Item = u16> {
        let [_, middle, high, top] = sample.counted;
        let counted = if self.ascii { [0, 0, high, top] } else { [0, middle, high, top] };
        let any = move |of: &&(u16, [u64; 4])| of.1.iter().zip(counted).any(|(a, b)| a & b != 0);
        let none = !self.blocks.iter().any(|b| any(&b));
        self.blocks.iter().filter(any).map(|b| b.0).chain(none.then_some(0))
    }

    /// Whether it is made for another script than Latin.
    pub fn is_foreign(&self) -> bool {
        self.blocks.iter().any(|(of, bytes)| *of != 0 && bytes.iter().map(|set| set.count_ones()).sum::<u32>() >= ALPHABET)
    }

    /// Whether some bytes are letters of Latin and of another script.
    pub fn mixes(&self, bytes: [u64; 4]) -> bool {
        let any = |b: &(u16, [u64; 4])| b.1.iter().zip(bytes).any(|(a, b)| a & b != 0);
        self.blocks.iter().any(|b| b.0 == 0 && any(b)) && self.blocks.iter().any(|b| b.0 != 0 && any(b))
    }

    /// Makes a set ready for [`Reading::price`].
    pub fn ready(&self, set: &Set) -> Ready {
        let mut ready = Ready::default();
        self.make_ready(set, &mut ready);
        ready
    }

    /// The same, in a place that is used again.
    pub fn make_ready(&self, set: &Set, ready: &mut Ready) {
        ready.each.clear();
        ready.each.resize(set.ranks, 0);
        ready.all = 0;
        for (a, b, n) in set.pairs {
            let (a, b) = (usize::from(*a), usize::from(*b));
            let extra = n * self.extra(a, b);
            if let Some(each) = ready.each.get_mut(usize::from(set.rank[b])) {
                *each += extra;
            }
            ready.all += u64::from(extra);
        }
    }

    fn extra(&self, a: usize, b: usize) -> u32 {
        CASE[usize::from(self.case[a])][usize::from(self.case[b])] + u32::from(self.firm[b])
    }

    /// [`Reading::price`] in languages of one script, by their places. `bases`: what each has cost before; false when all of them
    /// cost `most` or more with that.
    pub fn prices(&self, run: &[usize], bases: &[u64], set: &Set, ready: &Ready, most: u64, out: &mut [u64]) -> bool {
        let least = run.iter().map(|at| bases[*at]).min().unwrap_or(u64::MAX);
        if least >= most {
            return false;
        }
        let limit = (most - least) / u64::from(score::FULL) + 1;
        let block = run.first().map_or(0, |at| models().languages[*at].block());
        let side = self
            .sides
            .iter()
            .find(|s| s.0 == block)
            .and_then(|s| s.1.get_or_init(|| script::side(block, &self.lower).map(Box::new)).as_ref());
        let own = |b: usize| ready.each.get(usize::from(set.rank[b])).map_or(0, |extra| u64::from(*extra));
        let stranger = |b: usize, of: u8| {
            let cost = if of == class::RARE { self.rare[b] } else { self.alien[b] };
            u64::from(cost) * u64::from(set.times[b])
        };
        side.is_some_and(|side| script::prices(block, set, &Priced { side, extra: ready.all, own: &own, stranger: &stranger }, limit, out))
    }

    /// What a set costs in the language `at`; `u64::MAX` from `limit` on.
    pub fn price(&self, at: usize, set: &Set, ready: &Ready, limit: u64) -> u64 {
        let language: &Language = &models().languages[at];
        let classes = self.classes(at);
        let mut sum = ready.all;
        // What is no letter of the language costs the same after all others.
        for b in bits(std::array::from_fn(|i| set.bytes[i] & classes.strange[i])) {
            let cost = if classes.each[b] == class::RARE { self.rare[b] } else { self.alien[b] };
            sum += u64::from(cost) * u64::from(set.times[b]);
            sum -= ready.each.get(usize::from(set.rank[b])).map_or(0, |extra| u64::from(*extra));
        }
        let costs = language.letter_costs();
        for chunk in set.pairs.chunks(16) {
            if sum >= limit {
                return u64::MAX;
            }
            let mut part = 0;
            for (a, b, n) in chunk {
                let (a, b) = (classes.each[usize::from(*a)], classes.each[usize::from(*b)]);
                part += u32::from(costs[usize::from(a) * language.classes + usize::from(b)]) * n;
            }
            sum += u64::from(part);
        }
        if sum >= limit { u64::MAX } else { sum }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_at_once_cost_what_each_does() {
        let text = "D'\u{e9}t\u{e9} \u{c0} l'\u{e2}ge\u{a0}: \u{ab}na\u{ef}f\u{bb} \u{d3}\u{ce} \u{b4}\u{a4}\u{ff} \u{f8}re 12\u{b0} \u{c5}\u{e5}l \u{80}\u{93}";
        let mut bytes: Vec<u8> = text.chars().map(|c| c as u8).collect();
        bytes.extend([0xe1, b'a'].repeat(700));
        let sample = Sample::full(&bytes);
        let languages = &models().languages;
        let bases = vec![0; languages.len()];
        for reading in (0..ALL.len()).filter_map(reading) {
            let set = Set::of(&sample.high);
            let ready = reading.ready(&set);
            for block in reading.blocks(&sample) {
                let run: Vec<usize> = (0..languages.len()).filter(|i| languages[*i].block() == block).collect();
                let each: Vec<u64> = run.iter().map(|at| reading.price(*at, &set, &ready, u64::MAX)).collect();
                let mut known = vec![0; languages.len()];
                let most = u64::from(score::FULL) * u64::from(u32::MAX);
                assert_eq!(reading.prices(&run, &bases, &set, &ready, most, &mut known), !run.is_empty());
                assert_eq!(run.iter().map(|at| known[*at]).collect::<Vec<u64>>(), each);
                let least = each.iter().min().copied().unwrap_or_default() * u64::from(score::FULL);
                assert!(run.is_empty() || reading.prices(&run, &bases, &set, &ready, least + 1, &mut known));
            }
        }
    }
}
