//! Which letters stand side by side in some language.

use crate::stages::decode::model::models;
use std::sync::OnceLock;

/// Pairs dearer than this (in eighths of a bit) in every language are odd.
const DEAR: u32 = 90;

pub(super) struct Pairs {
    /// A letter's number, by code point; 0: no language's letter.
    ids: Vec<u16>,
    width: usize,
    likely: Vec<u64>,
}

pub(super) fn pairs() -> &'static Pairs {
    static PAIRS: OnceLock<Pairs> = OnceLock::new();
    PAIRS.get_or_init(|| {
        let models = models();
        let mut ids = vec![0u16; 0x10000];
        let mut next = 1u16;
        for c in models.languages.iter().flat_map(|l| l.all_letters()).chain('a'..='z') {
            let slot = &mut ids[c as usize & 0xffff];
            if *slot == 0 {
                *slot = next;
                next += 1;
            }
        }
        let width = usize::from(next);
        let mut likely = vec![0u64; (width * width).div_ceil(64)];
        // Nothing is known of what is no language's letter.
        for bit in (0..width).flat_map(|i| [i, i * width]) {
            likely[bit / 64] |= 1 << (bit % 64);
        }
        for language in &models.languages {
            let letters: Vec<(usize, u8)> =
                language.all_letters().map(|c| (usize::from(ids[c as usize & 0xffff]), language.class(c))).collect();
            for (a, class_a) in &letters {
                for (b, class_b) in &letters {
                    if language.cost(*class_a, *class_b) <= DEAR {
                        let bit = a * width + b;
                        likely[bit / 64] |= 1 << (bit % 64);
                    }
                }
            }
        }
        Pairs { ids, width, likely }
    })
}

impl Pairs {
    pub fn id(&self, c: char) -> usize {
        self.ids.get(c as usize).map_or(0, |i| usize::from(*i))
    }

    pub fn likely(&self, a: usize, b: usize) -> bool {
        let bit = a * self.width + b;
        self.likely[bit / 64] >> (bit % 64) & 1 == 1
    }
}
