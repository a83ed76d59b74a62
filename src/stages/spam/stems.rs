//! Finds the stems that a text holds: at each place the longest, none within another.

/// Bits of the number that the first four bytes of a word make.
const LONG: u32 = 16;
/// The same for the first three, of words that have no more.
const SHORT: u32 = 14;
/// Spreads bytes over the bits of a number (multiplicative hashing; Knuth, The Art of Computer Programming, 6.4).
const SPREAD: u32 = 0x9e37_79b1;

/// One stem in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Where it begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// Which it is.
    pub stem: usize,
}

/// Words to be looked for. Hardly any place of a text begins one, and two small tables say so sooner than an automaton takes a step.
#[derive(Debug)]
pub struct Stems {
    words: Vec<String>,
    long: Table,
    short: Table,
}

impl Stems {
    /// A search for these words, each of two bytes or more.
    pub fn of(words: Vec<String>) -> Stems {
        let (mut long, mut short) = (Vec::new(), Vec::new());
        for (at, word) in words.iter().enumerate() {
            match *word.as_bytes() {
                [a, b, c, d, ..] => long.push((number::<LONG>(u32::from_le_bytes([a, b, c, d])), at)),
                [a, b, c] => short.push((number::<SHORT>(u32::from_le_bytes([0, a, b, c])), at)),
                // Whatever stands behind it.
                [a, b] => short.extend((0..=255).map(|c| (number::<SHORT>(u32::from_le_bytes([0, a, b, c])), at))),
                _ => {}
            }
        }
        let length = |at: usize| words[at].len();
        Stems { long: Table::of(LONG, long, length), short: Table::of(SHORT, short, length), words }
    }

    /// The stems of a text, from its start to its end.
    pub fn find_iter(&self, text: &str) -> impl Iterator<Item = Hit> {
        let mut at = 0;
        std::iter::from_fn(move || {
            let hit = self.next(text.as_bytes(), at)?;
            at = hit.end;
            Some(hit)
        })
    }

    fn next(&self, text: &[u8], from: usize) -> Option<Hit> {
        let mut at = from;
        while let Some(place) = self.place(text, at) {
            if let Some(stem) = self.longest(text, place) {
                return Some(Hit { start: place, end: place + self.words[stem].len(), stem });
            }
            at = place + 1;
        }
        None
    }

    /// The next place at which a word may begin.
    fn place(&self, text: &[u8], from: usize) -> Option<usize> {
        let rest = text.get(from..)?;
        let may = |key: u32| self.long.any(number::<LONG>(key)) | self.short.any(number::<SHORT>(key << 8));
        let found = rest.windows(4).position(|w| may(u32::from_le_bytes([w[0], w[1], w[2], w[3]])));
        let last = || (rest.len().saturating_sub(3)..rest.len().saturating_sub(1)).find(|at| may(key(rest, *at)));
        Some(from + found.or_else(last)?)
    }

    /// The longest word that begins at a place.
    fn longest(&self, text: &[u8], at: usize) -> Option<usize> {
        let (key, rest) = (key(text, at), &text[at..]);
        let own = |words: &[u16]| words.iter().map(|w| usize::from(*w)).find(|w| rest.starts_with(self.words[*w].as_bytes()));
        own(self.long.words(number::<LONG>(key))).or_else(|| own(self.short.words(number::<SHORT>(key << 8))))
    }
}

/// Four bytes of a text; behind its end nothing stands.
fn key(text: &[u8], at: usize) -> u32 {
    let mut bytes = [0; 4];
    bytes.iter_mut().zip(&text[at..]).for_each(|(own, b)| *own = *b);
    u32::from_le_bytes(bytes)
}

#[inline(always)]
fn number<const BITS: u32>(key: u32) -> usize {
    (key.wrapping_mul(SPREAD) >> (32 - BITS)) as usize
}

/// The words that have a number.
#[derive(Debug)]
struct Table {
    /// A bit for each number that some word has.
    any: Vec<u64>,
    /// Of each number the place of its first word among all.
    from: Vec<u16>,
    /// The words by their numbers, the longest of each first.
    words: Vec<u16>,
}

impl Table {
    fn of(bits: u32, mut numbered: Vec<(usize, usize)>, length: impl Fn(usize) -> usize) -> Table {
        numbered.sort_unstable_by_key(|(number, word)| (*number, std::cmp::Reverse(length(*word))));
        let mut table = Table { any: vec![0; 1 << (bits - 6)], from: vec![0; (1 << bits) + 1], words: Vec::new() };
        for (number, word) in numbered {
            table.any[number >> 6] |= 1 << (number & 63);
            table.words.push(u16::try_from(word).expect("there are a few thousand words"));
            table.from[number + 1] = u16::try_from(table.words.len()).expect("there are a few thousand words");
        }
        for number in 1..table.from.len() {
            table.from[number] = table.from[number].max(table.from[number - 1]);
        }
        table
    }

    #[inline(always)]
    fn any(&self, number: usize) -> bool {
        self.any[number >> 6] >> (number & 63) & 1 == 1
    }

    fn words(&self, number: usize) -> &[u16] {
        &self.words[usize::from(self.from[number])..usize::from(self.from[number + 1])]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(20_260_101), ..ProptestConfig::default() })]
        #[test]
        fn it_finds_what_an_automaton_finds(words in prop::collection::hash_set("[abж]{2,6}", 1..40), text in "[abж c]{0,80}") {
            let words: Vec<String> = words.into_iter().filter(|w| w.len() >= 2).collect();
            let plain = aho_corasick::AhoCorasick::builder().match_kind(aho_corasick::MatchKind::LeftmostLongest).build(&words).unwrap();
            let expected: Vec<Hit> = plain.find_iter(&text).map(|m| Hit { start: m.start(), end: m.end(), stem: m.pattern().as_usize() }).collect();
            prop_assert_eq!(Stems::of(words).find_iter(&text).collect::<Vec<_>>(), expected);
        }
    }

    #[test]
    fn the_last_bytes_count() {
        let stems = Stems::of(["bet", "no", "beta"].map(str::to_owned).to_vec());
        for text in ["a bet", "a no", "a beta", "beno", "no", "bet"] {
            assert!(stems.find_iter(text).last().is_some_and(|hit| hit.end == text.len()), "{text}");
        }
        assert_eq!(stems.find_iter("b").count() + stems.find_iter("").count() + stems.find_iter("be").count(), 0);
    }
}
