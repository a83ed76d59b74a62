//! Keys that are unique in a container, however many records it has.

use xxhash_rust::xxh3::xxh3_128;

/// Bits of the filter: 16 MiB.
const BITS: u64 = 1 << 27;
/// Bits that a key sets.
const PROBES: u64 = 4;
/// Bytes of the longest key. A longer one is no name of anything, and would make a row that no reader takes.
const LONGEST: usize = 4096;
/// Keys that the filter takes; behind them every key gets its number.
const ROOM: u64 = 1 << 23;
/// Places of the table that stands for the filter while few bits of it are set.
const FEW: usize = 1 << 17;

/// Makes keys unique with a filter of fixed size (Bloom). A key that may have been there gets `~` and the number of its
/// record; that the filter is wrong now and then costs such an ending and nothing else.
#[derive(Debug, Default)]
pub struct Keys {
    bits: Bits,
    taken: u64,
}

/// The bits of the filter that are set. Most containers set few: those are held one by one, so that none of them costs 16 MiB
/// of memory that has to be cleared before and is missed by every cache.
#[derive(Debug, Default)]
struct Bits {
    /// Each bit that is set, plus one, at the first free place from that of its own on; zero where there is none.
    few: Vec<u32>,
    set: usize,
    /// All bits, once they are many.
    all: Vec<u64>,
}

impl Bits {
    fn has(&self, bit: u32) -> bool {
        match self.all.get(bit as usize / 64) {
            Some(word) => word >> (bit % 64) & 1 == 1,
            None => !self.few.is_empty() && self.few[Bits::place(&self.few, bit)] != 0,
        }
    }

    fn put(&mut self, bit: u32) {
        if self.all.is_empty() && (self.set + 1) * 2 > self.few.len() {
            self.grow();
        }
        if let Some(word) = self.all.get_mut(bit as usize / 64) {
            *word |= 1 << (bit % 64);
            return;
        }
        let place = Bits::place(&self.few, bit);
        self.set += usize::from(self.few[place] == 0);
        self.few[place] = bit + 1;
    }

    /// Where a bit stands, or would stand: a table that is half empty has a free place.
    fn place(few: &[u32], bit: u32) -> usize {
        let mut at = bit as usize % few.len();
        while few[at] != 0 && few[at] != bit + 1 {
            at = (at + 1) % few.len();
        }
        at
    }

    fn grow(&mut self) {
        let before = std::mem::take(&mut self.few);
        if before.len() < FEW {
            self.few = vec![0; (before.len() * 2).max(1 << 10)];
        } else {
            self.all = vec![0; (BITS / 64) as usize];
        }
        self.set = 0;
        before.into_iter().filter(|bit| *bit != 0).for_each(|bit| self.put(bit - 1));
    }
}

impl Keys {
    /// The key of the next record; `number` grows from record to record.
    pub fn unique(&mut self, key: Vec<u8>, number: u64) -> Vec<u8> {
        let ending = || format!("~{number}").into_bytes();
        let mut key = if key.is_empty() || key.len() > LONGEST { number.to_string().into_bytes() } else { key };
        if self.taken >= ROOM {
            key.extend_from_slice(&ending());
        }
        while self.has(&key) {
            key.extend_from_slice(&ending());
        }
        if self.taken < ROOM {
            self.put(&key);
        }
        key
    }

    /// Whether a record may go by this key: what a verifier asks, one record after the other. `last` is the number that the
    /// key before it ended with, once there was no room any more.
    pub fn admits(&mut self, key: &[u8], last: &mut u64) -> bool {
        if self.has(key) {
            return false;
        }
        if self.taken < ROOM {
            self.put(key);
            return true;
        }
        let number = key.rsplit(|b| *b == b'~').next().and_then(|n| std::str::from_utf8(n).ok()).and_then(|n| n.parse::<u64>().ok());
        let before = std::mem::replace(last, number.unwrap_or_default());
        number.is_some_and(|n| n > before)
    }

    fn probes(key: &[u8]) -> impl Iterator<Item = u32> {
        let hash = xxh3_128(key);
        let (low, high) = (hash as u64, (hash >> 64) as u64 | 1);
        (0..PROBES).map(move |n| (low.wrapping_add(high.wrapping_mul(n)) % BITS) as u32)
    }

    fn has(&self, key: &[u8]) -> bool {
        Keys::probes(key).all(|bit| self.bits.has(bit))
    }

    fn put(&mut self, key: &[u8]) {
        Keys::probes(key).for_each(|bit| self.bits.put(bit));
        self.taken += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_was_there_gets_its_number() {
        let mut keys = Keys::default();
        let mut key = |key: &str, n| String::from_utf8(keys.unique(key.as_bytes().to_vec(), n)).unwrap();
        assert_eq!(key("a", 1), "a");
        assert_eq!(key("a~3", 2), "a~3");
        assert_eq!(key("a", 3), "a~3~3");
        assert_eq!(key("", 4), "4");
        assert_eq!(key("4", 5), "4~5");
        assert_eq!(key(&"x".repeat(LONGEST + 1), 6), "6");
        assert_eq!(key(&"x".repeat(LONGEST), 7).len(), LONGEST);
    }

    #[test]
    fn few_bits_and_many_are_the_same_filter() {
        let (mut few, mut all) = (Bits::default(), Bits { all: vec![0; (BITS / 64) as usize], ..Bits::default() });
        let bit = |n: u32| (u64::from(n).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 37) as u32;
        // Up to and beyond the place where they become many.
        for n in 0..FEW as u32 {
            assert_eq!(few.has(bit(n)), all.has(bit(n)), "{n}");
            few.put(bit(n));
            all.put(bit(n));
            assert!(few.has(bit(n)), "{n}");
            assert!(few.all.is_empty() || n as usize >= FEW / 2, "{n}");
        }
        assert!((0..FEW as u32).all(|n| few.has(n) == all.has(n)) && !few.all.is_empty());
    }

    #[test]
    fn keys_stay_unique_when_the_filter_is_full() {
        let mut keys = Keys::default();
        let mut verifier = Keys::default();
        let mut last = 0;
        (keys.taken, verifier.taken) = (ROOM - 2, ROOM - 2);
        for n in 1..=9 {
            let key = keys.unique(b"same".to_vec(), n);
            assert_eq!(key.as_slice() == b"same", n == 1);
            assert!(verifier.admits(&key, &mut last), "{n}");
        }
        assert!(!verifier.admits(b"same~9", &mut last));
        assert!(!verifier.admits(b"other", &mut last));
    }
}
