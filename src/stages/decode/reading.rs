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
    /// The scripts it has letters of, each with the bytes of these: a bit each.
    blocks: Vec<(u16, [u64; 4])>,
    /// The bytes that mean something: a bit each.
    defined: [u64; 4],
    /// What each costs in a language that has no such class of characters, and what a no-break space costs more.
    rare: [u16; 256],
    alien: [u16; 256],
    firm: [u16; 256],
    classes: Vec<OnceLock<Box<Classes>>>,
    /// By language: what each pair of ASCII costs, as [`Reading::price`] adds it up.
    ascii_pairs: Vec<OnceLock<Box<AsciiPairs>>>,
}

/// By both characters, seven bits each.
type AsciiPairs = [u16; 1 << 14];

/// What the bytes of a reading are in one language.
struct Classes {
    each: [u8; 256],
    /// Bytes of a class that the language does not have: a bit each.
    strange: [u64; 4],
}

/// Pairs under one reading, made ready to be priced in many languages.
pub struct Ready<'a> {
    pairs: &'a [Pair],
    /// The second bytes of all pairs: a bit each.
    bytes: [u64; 4],
    /// How often each byte is the second, and what that costs in every language, for case and the like.
    each: [(u32, u32); 256],
    /// The latter of all bytes.
    all: u64,
}

/// The numbers of the bits that are set.
pub fn bits(sets: [u64; 4]) -> impl Iterator<Item = usize> {
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
        blocks: Vec::new(),
        defined: [0; 4],
        rare: [0; 256],
        alien: [0; 256],
        firm: [0; 256],
        classes: models().languages.iter().map(|_| OnceLock::new()).collect(),
        ascii_pairs: models().languages.iter().map(|_| OnceLock::new()).collect(),
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

    /// The scripts of the letters that the sample's bytes beyond ASCII give, and whether there is a Latin one or none.
    pub fn blocks(&self, sample: &Sample) -> Vec<u16> {
        let [_, middle, high, top] = sample.counted;
        let counted = if self.ascii { [0, 0, high, top] } else { [0, middle, high, top] };
        let mut out = self.of(counted);
        if out.is_empty() {
            out.push(0);
        }
        out
    }

    fn of(&self, bytes: [u64; 4]) -> Vec<u16> {
        let any = |of: &&(u16, [u64; 4])| of.1.iter().zip(bytes).any(|(a, b)| a & b != 0);
        self.blocks.iter().filter(any).map(|b| b.0).collect()
    }

    /// Whether some bytes are letters of Latin and of another script.
    pub fn mixes(&self, bytes: [u64; 4]) -> bool {
        let any = |b: &(u16, [u64; 4])| b.1.iter().zip(bytes).any(|(a, b)| a & b != 0);
        self.blocks.iter().any(|b| b.0 == 0 && any(b)) && self.blocks.iter().any(|b| b.0 != 0 && any(b))
    }

    /// Makes pairs ready for [`Reading::price`].
    pub fn ready<'a>(&self, pairs: &'a [Pair]) -> Ready<'a> {
        let mut ready = Ready { pairs, bytes: [0; 4], each: [(0, 0); 256], all: 0 };
        for (a, b, n) in pairs {
            let (a, b) = (usize::from(*a), usize::from(*b));
            let extra = n * (CASE[usize::from(self.case[a])][usize::from(self.case[b])] + u32::from(self.firm[b]));
            ready.bytes[b / 64] |= 1 << (b % 64);
            ready.each[b].0 += n;
            ready.each[b].1 += extra;
            ready.all += u64::from(extra);
        }
        ready
    }

    /// What pairs cost in the language `at`; `u64::MAX` from `limit` on.
    pub fn price(&self, at: usize, ready: &Ready, limit: u64) -> u64 {
        let language: &Language = &models().languages[at];
        let classes = self.classes(at);
        let mut sum = ready.all;
        // What is no letter of the language costs the same after all others.
        for b in bits(std::array::from_fn(|i| ready.bytes[i] & classes.strange[i])) {
            let cost = if classes.each[b] == class::RARE { self.rare[b] } else { self.alien[b] };
            sum += u64::from(cost) * u64::from(ready.each[b].0);
            sum -= u64::from(ready.each[b].1);
        }
        let costs = language.letter_costs();
        for chunk in ready.pairs.chunks(16) {
            if sum >= limit {
                return u64::MAX;
            }
            for (a, b, n) in chunk {
                let (a, b) = (classes.each[usize::from(*a)], classes.each[usize::from(*b)]);
                sum += u64::from(costs[usize::from(a) * language.classes + usize::from(b)]) * u64::from(*n);
            }
        }
        if sum >= limit { u64::MAX } else { sum }
    }

    /// What pairs of ASCII cost in the language `at`: as [`Reading::price`] without a limit, but sooner.
    pub fn price_ascii(&self, at: usize, pairs: &[Pair]) -> u64 {
        let costs = self.ascii_pairs[at].get_or_init(|| self.ascii_costs(at));
        let cost = |(a, b, n): &Pair| u64::from(costs[(usize::from(*a) << 7 | usize::from(*b)) & 0x3fff]) * u64::from(*n);
        pairs.iter().map(cost).sum()
    }

    #[cold]
    fn ascii_costs(&self, at: usize) -> Box<AsciiPairs> {
        let language = &models().languages[at];
        let classes = self.classes(at);
        let mut costs = Box::new([0; 1 << 14]);
        for (i, cost) in costs.iter_mut().enumerate() {
            let (a, b) = (i >> 7, i & 0x7f);
            let (before, after) = (classes.each[a], classes.each[b]);
            let own = match after {
                class::RARE => u32::from(self.rare[b]),
                class::ALIEN => u32::from(self.alien[b]),
                _ => CASE[usize::from(self.case[a])][usize::from(self.case[b])] + u32::from(self.firm[b]),
            };
            let follows = language.letter_costs()[usize::from(before) * language.classes + usize::from(after)];
            *cost = (own + u32::from(follows)) as u16;
        }
        costs
    }
}
