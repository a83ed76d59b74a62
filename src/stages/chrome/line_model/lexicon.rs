//! What words say: for single words, pairs and whole lines, how much more often they stand in furniture than in
//! articles. Learnt from labelled pages, counted by site; `tools/line_model` makes the list.

use super::count::{Count, NUMBER, mix};

/// Lines of more words than this have weights of their own: what marks a label says little in a paragraph.
pub const SHORT: i32 = 12;
/// Only the head of a very long line is looked up.
const MOST: usize = 60;

/// What a key stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Word,
    Pair,
    Line,
}

/// What the words of a line say; positive speaks for furniture. Weights are sixteenths of a natural logarithm of odds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Said {
    /// Sum over the words that are known, and their number.
    pub sum: i32,
    pub known: i32,
    /// The strongest pair.
    pub pair: i32,
    /// The line as a whole.
    pub whole: i32,
}

/// Calls `f` for each key of a line.
pub fn keys(words: &[u32], count: &Count, mut f: impl FnMut(Kind, u32, &[u32])) {
    let long = count.words > SHORT;
    let base = if long { 17 } else { 3 };
    for (i, word) in words.iter().take(MOST).enumerate() {
        if *word != NUMBER {
            f(Kind::Word, mix(base, *word), &words[i..=i]);
            if i > 0 {
                f(Kind::Pair, mix(mix(base + 1, words[i - 1]), *word), &words[i - 1..=i]);
            }
        }
    }
    if !long && !words.is_empty() {
        f(Kind::Line, words.iter().fold(7, |h, w| mix(h, *w)), words);
    }
}

/// What a line says by the weights that `look` knows.
pub fn said(words: &[u32], count: &Count, look: impl Fn(Kind, u32) -> Option<i32>) -> Said {
    let mut said = Said::default();
    keys(words, count, |kind, key, _| {
        let Some(weight) = look(kind, key) else { return };
        match kind {
            Kind::Word => {
                said.sum += weight;
                said.known += 1;
            }
            Kind::Pair => said.pair = said.pair.max(weight),
            Kind::Line => said.whole = weight,
        }
    });
    said
}

/// The weights of all keys.
#[derive(Debug, Default)]
pub struct Lexicon {
    slots: Vec<(u32, i8)>,
    bloom: Vec<u64>,
}

impl Lexicon {
    /// Reads lines of `key weight`, the key in hexadecimal; what follows is for people.
    pub fn read(list: &str) -> Lexicon {
        let entries: Vec<(u32, i8)> = list
            .lines()
            .filter_map(|line| {
                let mut fields = line.split(' ');
                Some((u32::from_str_radix(fields.next()?, 16).ok()?.max(1), fields.next()?.parse().ok()?))
            })
            .collect();
        let size = (entries.len() * 2 + 1).next_power_of_two();
        let mut lexicon = Lexicon { slots: vec![(0, 0); size], bloom: vec![0; 2048] };
        for (key, weight) in entries {
            let at = lexicon.at(key);
            lexicon.slots[at] = (key, weight);
            lexicon.bloom[(key >> 21) as usize] |= 1 << (key >> 15 & 63);
        }
        lexicon
    }

    fn at(&self, key: u32) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = key as usize & mask;
        while self.slots[at].0 != 0 && self.slots[at].0 != key {
            at = (at + 1) & mask;
        }
        at
    }

    /// The weight of a key.
    pub fn weight(&self, key: u32) -> Option<i32> {
        let key = key.max(1);
        if self.bloom[(key >> 21) as usize] >> (key >> 15 & 63) & 1 == 0 {
            return None;
        }
        let slot = self.slots[self.at(key)];
        (slot.0 != 0).then_some(i32::from(slot.1))
    }
}
