//! What ASCII costs in every language at once: it is the same in all encodings that keep it.

use super::lanes::Lanes;
use super::model::{CASE, fold, models};
use super::sample::Pair;
use std::sync::OnceLock;

/// ASCII as the models see it.
struct Plain {
    /// Characters that no language tells apart, capitals and small letters among them, have one number.
    kinds: [u8; 128],
    case: [u8; 128],
    /// How many numbers there are.
    count: usize,
    costs: Lanes<u8, 56>,
}

fn plain() -> &'static Plain {
    static PLAIN: OnceLock<Plain> = OnceLock::new();
    PLAIN.get_or_init(|| {
        let languages = &models().languages;
        let (mut kinds, mut case) = ([0; 128], [0; 128]);
        let mut rows: Vec<Vec<u8>> = Vec::with_capacity(40);
        for i in 0..128usize {
            let (lower, of) = fold(char::from(i as u8));
            let classes: Vec<u8> = languages.iter().map(|l| l.class(lower)).collect();
            let at = rows.iter().position(|r| *r == classes).unwrap_or(rows.len());
            if at == rows.len() {
                rows.push(classes);
            }
            (kinds[i], case[i]) = (at as u8, of);
        }
        let count = rows.len();
        let follows = |pair: usize, language: usize| {
            let (before, after) = (rows[pair / count][language], rows[pair % count][language]);
            languages[language].letter_costs()[usize::from(before) * languages[language].classes + usize::from(after)]
        };
        Plain { kinds, case, count, costs: Lanes::new(count * count, languages.len(), follows) }
    })
}

/// What pairs of ASCII cost in each of the languages.
pub fn prices(pairs: &[Pair]) -> Vec<u64> {
    let plain = plain();
    let kind = |byte: u8| usize::from(plain.kinds[usize::from(byte & 0x7f)]);
    let case = |byte: u8| usize::from(plain.case[usize::from(byte & 0x7f)]);
    let any: u64 = pairs.iter().map(|(a, b, n)| u64::from(CASE[case(*a)][case(*b)]) * u64::from(*n)).sum();
    let mut sums = plain.costs.sums(pairs.iter().map(|(a, b, n)| (kind(*a) * plain.count + kind(*b), *n)));
    sums.iter_mut().for_each(|sum| *sum += any);
    sums
}

#[cfg(test)]
mod tests {
    use super::super::model::class;
    use super::*;

    #[test]
    fn ascii_is_a_letter_or_a_sign_in_every_language() {
        // What is neither is priced by itself, and not here.
        for language in &models().languages {
            for c in (0..0x80u8).map(char::from) {
                let class = language.class(fold(c).0);
                assert!(class != class::RARE && class != class::ALIEN, "{c:?} in {}", language.name);
            }
        }
    }
}
