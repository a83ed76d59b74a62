//! A part that stands for the whole: chosen by digest, so the same record gives the same sample.

use std::collections::BTreeMap;
use xxhash_rust::xxh3::xxh3_64;

/// Keeps the `limit` entries whose keys hash lowest; memory is bound by that.
#[derive(Clone, Debug)]
pub struct Sample<T> {
    limit: usize,
    kept: BTreeMap<(u64, u64), T>,
    /// How many were offered.
    pub of: u64,
}

impl<T> Sample<T> {
    /// An empty one.
    pub fn new(limit: usize) -> Sample<T> {
        Sample { limit, kept: BTreeMap::new(), of: 0 }
    }

    /// Offers an entry; it is made only when it is taken.
    pub fn offer(&mut self, key: &str, number: u64, make: impl FnOnce() -> T) {
        let of = self.of;
        self.of += 1;
        let hash = xxh3_64(key.as_bytes()) ^ xxh3_64(&number.to_le_bytes());
        let full = self.kept.len() >= self.limit;
        if self.limit == 0 || full && self.kept.last_key_value().is_some_and(|((last, _), _)| hash >= *last) {
            return;
        }
        self.kept.insert((hash, of), make());
        if self.kept.len() > self.limit {
            self.kept.pop_last();
        }
    }

    /// What was kept, in the order of the hashes: a mixed order that is always the same.
    pub fn kept(&self) -> impl Iterator<Item = &T> {
        self.kept.values()
    }
}
