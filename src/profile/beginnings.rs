//! A quick look at how a line begins, before its key is worked out.

use crate::shape::{is_alphabetic, is_numeric};

/// The first letters of the keys of a site's lines: most lines of a text begin like none of them, which is told at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beginnings {
    /// A bit for each number that the first one to [`LETTERS`] letters of a key give; empty when there are no keys.
    bits: Vec<u64>,
    /// Whether a key begins with the mark of a number.
    number: bool,
}

/// Letters that are looked at.
const LETTERS: usize = 4;

impl Beginnings {
    /// Of these keys.
    pub fn of<'a>(keys: impl Iterator<Item = &'a str>) -> Beginnings {
        let mut all = Beginnings::default();
        for key in keys {
            all.bits.resize(64, 0);
            all.number |= key.starts_with('0');
            let mut sum = 0;
            for c in key.chars().take(LETTERS) {
                sum = mixed(sum, c);
                all.bits[sum as usize >> 26] |= 1 << (sum >> 20 & 63);
            }
        }
        all
    }

    /// False when the key of this line is surely none of them.
    pub fn may_begin(&self, line: &str) -> bool {
        if self.bits.is_empty() {
            return false;
        }
        let first = line.chars().next().unwrap_or(' ');
        // Some numerals are letters, and stand in keys as these do.
        let number = is_numeric(first) && !is_alphabetic(first);
        // A number gives way to its mark, and so does the name of a month in a line that has a number.
        let numbered = || if line.is_ascii() { line.bytes().any(|b| b.is_ascii_digit()) } else { line.chars().any(is_numeric) };
        if self.number && (number || is_alphabetic(first) && numbered()) {
            return true;
        }
        // Letters after the first letter of a line stand in its key as they are.
        let letters = line.chars().take(LETTERS).enumerate().take_while(|(n, c)| *n == 0 || is_alphabetic(*c) && is_alphabetic(first));
        let sum = letters.fold(0, |sum, (_, c)| mixed(sum, c));
        !number && self.bits[sum as usize >> 26] >> (sum >> 20 & 63) & 1 == 1
    }
}

fn mixed(sum: u32, c: char) -> u32 {
    (sum ^ u32::from(c)).wrapping_mul(0x9e37_79b1)
}

#[cfg(test)]
mod tests {
    use super::super::line_key;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(20_260_101), ..ProptestConfig::default() })]
        #[test]
        fn no_line_of_a_site_is_passed_over(line in "([a-cMay0-9 .,é\\t©-]|\u{ad}|March|may |Friday|5月|märz|Ⅳ|〇){0,12}", others in proptest::collection::vec("[a-c0 ]{0,4}", 0..3)) {
            let line = line.trim_matches(crate::text::is_blank);
            if let Some(key) = line_key(line) {
                let keys: Vec<&str> = others.iter().map(String::as_str).chain([key.as_str()]).collect();
                prop_assert!(Beginnings::of(keys.into_iter()).may_begin(line));
            }
        }
    }
}
