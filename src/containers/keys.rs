//! Keys that are unique in a container, however many records it has.

use xxhash_rust::xxh3::xxh3_128;

/// Bits of the filter: 16 MiB.
const BITS: u64 = 1 << 27;
/// Bits that a key sets.
const PROBES: u64 = 4;
/// Keys that the filter takes; behind them every key gets its number.
const ROOM: u64 = 1 << 23;

/// Makes keys unique with a filter of fixed size (Bloom). A key that may have been there gets `~` and the number of its
/// record; that the filter is wrong now and then costs such an ending and nothing else.
#[derive(Debug, Default)]
pub struct Keys {
    filter: Vec<u64>,
    taken: u64,
}

impl Keys {
    /// The key of the next record; `number` grows from record to record.
    pub fn unique(&mut self, key: Vec<u8>, number: u64) -> Vec<u8> {
        let ending = format!("~{number}");
        let mut key = if key.is_empty() { number.to_string().into_bytes() } else { key };
        if self.taken >= ROOM {
            key.extend_from_slice(ending.as_bytes());
        }
        while self.has(&key) {
            key.extend_from_slice(ending.as_bytes());
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

    fn probes(key: &[u8]) -> impl Iterator<Item = (usize, u64)> {
        let hash = xxh3_128(key);
        let (low, high) = (hash as u64, (hash >> 64) as u64 | 1);
        (0..PROBES).map(move |n| {
            let bit = low.wrapping_add(high.wrapping_mul(n)) % BITS;
            ((bit / 64) as usize, 1 << (bit % 64))
        })
    }

    fn has(&self, key: &[u8]) -> bool {
        !self.filter.is_empty() && Keys::probes(key).all(|(word, bit)| self.filter[word] & bit != 0)
    }

    fn put(&mut self, key: &[u8]) {
        if self.filter.is_empty() {
            self.filter = vec![0; (BITS / 64) as usize];
        }
        Keys::probes(key).for_each(|(word, bit)| self.filter[word] |= bit);
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
