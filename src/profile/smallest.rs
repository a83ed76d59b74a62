//! Which documents of a site are kept: those with the smallest numbers, in whatever order they come.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// What is known of the documents with the smallest numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Smallest<T> {
    kept: BTreeMap<u64, T>,
    /// The smallest number that was let go; none from it on comes in again. One more than the largest when all are there.
    end: u128,
}

impl<T> Default for Smallest<T> {
    fn default() -> Smallest<T> {
        Smallest { kept: BTreeMap::new(), end: 1 << 64 }
    }
}

impl<T: Ord> Smallest<T> {
    /// The number from which on nothing can come in any more.
    pub(super) fn end(&self) -> u128 {
        self.end
    }

    /// Whether something with this number could come in.
    pub(super) fn has_room(&self, number: u64) -> bool {
        u128::from(number) < self.end
    }

    /// Lets one in. Of two with one number the smaller stays, whichever came first. Gives whether it came in, and what it replaced.
    pub(super) fn put(&mut self, number: u64, one: T) -> (bool, Option<T>) {
        if !self.has_room(number) {
            return (false, None);
        }
        match self.kept.entry(number) {
            Entry::Vacant(slot) => {
                slot.insert(one);
                (true, None)
            }
            Entry::Occupied(mut slot) if one < *slot.get() => (true, Some(slot.insert(one))),
            Entry::Occupied(_) => (false, None),
        }
    }

    /// Nothing from this number on comes in any more: elsewhere it was let go.
    pub(super) fn end_at(&mut self, end: u128) {
        self.end = self.end.min(end);
    }

    /// Whether the one with the largest number is to go, when so many may stay.
    pub(super) fn is_over(&self, most: usize) -> bool {
        self.kept.len() > most || self.kept.last_key_value().is_some_and(|(number, _)| !self.has_room(*number))
    }

    /// Lets the one with the largest number go, and all that come with larger ones.
    pub(super) fn let_go(&mut self) -> Option<T> {
        let (number, one) = self.kept.pop_last()?;
        self.end_at(u128::from(number));
        Some(one)
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &T> {
        self.kept.values()
    }

    /// By their numbers.
    pub(super) fn into_kept(self) -> BTreeMap<u64, T> {
        self.kept
    }

    pub(super) fn get(&self, number: u64) -> Option<&T> {
        self.kept.get(&number)
    }
}
