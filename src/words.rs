//! Sets of words from a list, asked for every word of a corpus.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

/// The most bytes of a word that is folded without a detour.
const SHORT: usize = 40;

/// A set of lower-case words.
#[derive(Debug, Default)]
pub(crate) struct Words {
    all: HashSet<&'static str, BuildHasherDefault<Fnv>>,
    /// For each first byte of an ASCII word, in either case, the lengths that such words of the set have: bit `n` for `n` bytes.
    lengths: Vec<u64>,
}

impl Words {
    pub(crate) fn of(words: impl Iterator<Item = &'static str>) -> Words {
        let mut set = Words { all: HashSet::default(), lengths: vec![0; 128] };
        for word in words {
            set.all.insert(word);
            if let Some(first) = word.bytes().next().filter(u8::is_ascii) {
                set.lengths[usize::from(first)] |= 1 << word.len().min(63);
                set.lengths[usize::from(first.to_ascii_uppercase())] |= 1 << word.len().min(63);
            }
        }
        set
    }

    /// Whether the set has the word, as it is written or in lower case.
    pub(crate) fn has(&self, word: &str) -> bool {
        let bytes = word.as_bytes();
        if !word.is_ascii() {
            return self.all.contains(word) || word.chars().any(char::is_uppercase) && self.all.contains(word.to_lowercase().as_str());
        }
        let can_be = bytes.first().is_some_and(|first| self.lengths[usize::from(*first)] >> bytes.len().min(63) & 1 == 1);
        can_be && (self.all.contains(word) || self.has_lower(word))
    }

    fn has_lower(&self, word: &str) -> bool {
        let mut lower = [0u8; SHORT];
        let Some(lower) = lower.get_mut(..word.len()) else { return self.all.contains(word.to_ascii_lowercase().as_str()) };
        lower.copy_from_slice(word.as_bytes());
        lower.make_ascii_lowercase();
        std::str::from_utf8(lower).is_ok_and(|lower| self.all.contains(lower))
    }
}

/// FNV-1a: words are short, and the lists are our own.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Fnv {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for b in bytes {
            self.0 = (self.0 ^ u64::from(*b)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(20_260_101), ..ProptestConfig::default() })]
        #[test]
        fn words_are_found_in_any_case(word in "[aAbBéÉİ]{0,3}|[ab]{60,70}|May|mars") {
            let list = ["ab", "éa", "", "b", "may", "i̇a"];
            let plain = |word: &str| list.contains(&word) || list.contains(&word.to_lowercase().as_str());
            // A word without a letter in upper case is its own lower case.
            prop_assert_eq!(Words::of(list.into_iter()).has(&word), plain(&word) && !word.is_empty());
        }
    }
}
