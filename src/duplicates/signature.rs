//! MinHash: how alike two texts are, told from 128 bytes of each. Whole numbers only, and no chance: the same on any machine.

use crate::shape::{is_alphabetic, is_numeric};
use std::sync::OnceLock;
use xxhash_rust::xxh3::xxh3_64;

/// Words that follow each other and count as one feature of a text.
pub const SHINGLE: usize = 5;
/// Numbers that are taken of a text.
pub const PERMUTATIONS: usize = 128;
/// Groups of them; two texts that share all numbers of one are compared.
pub const BANDS: usize = 16;
/// Numbers of a group.
pub const ROWS: usize = PERMUTATIONS / BANDS;
/// Of 128 numbers so many must be the same in texts that are said to be near: 80 per cent.
pub const ALIKE: usize = 103;

/// What is kept of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// A digest of each group.
    pub bands: [u32; BANDS],
    /// A byte of each number.
    low: [u8; PERMUTATIONS],
}

impl Signature {
    /// Of a text; `None` when it has fewer words than one feature takes.
    pub fn of(text: &str) -> Option<Signature> {
        let odd = constants();
        let mut least = [u32::MAX; PERMUTATIONS];
        let mut last = [0u64; SHINGLE];
        let mut n = 0;
        words(text, |word| {
            last[n % SHINGLE] = word;
            n += 1;
            if n < SHINGLE {
                return;
            }
            let feature = (n..n + SHINGLE).fold(0u64, |sum, at| mix(sum.rotate_left(7) ^ last[at % SHINGLE]));
            let feature = (feature >> 32) as u32;
            for (slot, (times, turn)) in least.iter_mut().zip(odd) {
                *slot = (*slot).min((feature ^ turn).wrapping_mul(*times));
            }
        });
        if n < SHINGLE {
            return None;
        }
        let mut bands = [0u32; BANDS];
        for (band, rows) in bands.iter_mut().zip(least.chunks_exact(ROWS)) {
            let mut bytes = [0u8; ROWS * 4];
            bytes.chunks_exact_mut(4).zip(rows).for_each(|(to, n)| to.copy_from_slice(&n.to_le_bytes()));
            *band = xxh3_64(&bytes) as u32;
        }
        Some(Signature { bands, low: least.map(|n| n as u8) })
    }

    /// How many of the numbers are the same in another text.
    pub fn same(&self, other: &Signature) -> usize {
        self.low.iter().zip(&other.low).filter(|(a, b)| a == b).count()
    }
}

/// A factor, which is odd, and bits to turn over, for each number.
fn constants() -> &'static [(u32, u32)] {
    static MADE: OnceLock<Vec<(u32, u32)>> = OnceLock::new();
    MADE.get_or_init(|| {
        let number = |n: usize| mix((n as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        (0..PERMUTATIONS).map(|n| (number(n) as u32 | 1, (number(n) >> 32) as u32)).collect()
    })
}

/// Every bit of the result depends on every bit of the number.
fn mix(n: u64) -> u64 {
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

/// Gives a digest of each word: a run of letters and digits in lower case, or a letter of a script that sets no blanks.
fn words(text: &str, mut give: impl FnMut(u64)) {
    const NONE: u64 = 0xcbf2_9ce4_8422_2325;
    let with = |word: u64, c: char| (word ^ u64::from(u32::from(c))).wrapping_mul(0x0000_0100_0000_01b3);
    let mut word = NONE;
    for c in text.chars() {
        let letter = if c.is_ascii() { c.is_ascii_alphanumeric() } else { is_alphabetic(c) || is_numeric(c) };
        let alone = letter && sets_no_blanks(c);
        if (!letter || alone) && word != NONE {
            give(mix(word));
            word = NONE;
        }
        if alone {
            give(mix(with(NONE, c)));
        } else if c.is_ascii() && letter {
            word = with(word, c.to_ascii_lowercase());
        } else if letter {
            word = c.to_lowercase().fold(word, with);
        }
    }
    if word != NONE {
        give(mix(word));
    }
}

/// Letters of Chinese, Japanese, Thai, Lao, Burmese, Khmer.
fn sets_no_blanks(c: char) -> bool {
    matches!(u32::from(c), 0x0e00..=0x0eff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x3040..=0x30ff | 0x3400..=0x9fff | 0xf900..=0xfaff | 0x2_0000..=0x3_ffff)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn all(text: &str) -> Vec<u64> {
        let mut all = Vec::new();
        words(text, |word| all.push(word));
        all
    }

    #[test]
    fn words_of_any_script() {
        assert_eq!(all("The ferry, at NOON."), all("the FERRY at noon"));
        assert_eq!(all("港口睡着了").len(), 5);
        assert_eq!(all("Přístav spí, 12").len(), 3);
        assert_eq!(all("ΠΛΟΊΟ"), all("πλοίο"));
        assert_eq!(Signature::of("only four words here"), None);
    }

    /// The share of features that two texts have in common, in per mille.
    fn truth(a: &str, b: &str) -> usize {
        let features = |text| all(text).windows(SHINGLE).map(<[u64]>::to_vec).collect::<BTreeSet<_>>();
        let (a, b) = (features(a), features(b));
        a.intersection(&b).count() * 1000 / a.union(&b).count()
    }

    #[test]
    fn the_estimate_is_near_the_truth() {
        let text = |n: usize, changed: usize| -> String {
            (0..n).map(|at| format!("w{} ", if at < changed { mix(at as u64) % 1000 + 5000 } else { mix(at as u64 ^ 77) % 1000 })).collect()
        };
        let mut errors = 0;
        for changed in (0..400).step_by(20) {
            let (a, b) = (text(600, 0), text(600, changed));
            let same = Signature::of(&a).unwrap().same(&Signature::of(&b).unwrap()) * 1000 / PERMUTATIONS;
            let off = same.abs_diff(truth(&a, &b));
            errors += off;
            assert!(off < 130, "{changed}: {same} for {}", truth(&a, &b));
        }
        assert!(errors / 20 < 60, "{errors}");
    }
}
