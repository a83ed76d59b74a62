//! SHA-256, and the Merkle tree of RFC 9162 over the rows.

use sha2::{Digest as _, Sha256};

/// A SHA-256 digest; shown and recorded as 64 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// Digest of these bytes.
    pub fn of(bytes: &[u8]) -> Digest {
        Digest(Sha256::digest(bytes).into())
    }

    /// Reads 64 lower-case hex digits; any other spelling is refused, so that a digest has one spelling only.
    pub fn parse(hex: &str) -> Option<Digest> {
        let bytes = unhex(hex)?;
        bytes.try_into().ok().map(Digest)
    }
}

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

impl serde::Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Digest {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let s = std::borrow::Cow::<str>::deserialize(d)?;
        Digest::parse(&s).ok_or_else(|| serde::de::Error::custom("not 64 lower-case hex digits"))
    }
}

/// Lower-case hex of any bytes.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut out = String::with_capacity(bytes.len() * 2);
    for b in bytes {
        out.push(DIGITS[usize::from(b >> 4)] as char);
        out.push(DIGITS[usize::from(b & 15)] as char);
    }
    out
}

/// Bytes of lower-case hex; `None` for anything else.
pub fn unhex(hex: &str) -> Option<Vec<u8>> {
    let digit = |b: u8| match b {
        b'0'..=b'9' => Some(b - b'0'),
        b'a'..=b'f' => Some(b - b'a' + 10),
        _ => None,
    };
    let bytes = hex.as_bytes();
    if !bytes.len().is_multiple_of(2) {
        return None;
    }
    bytes.chunks_exact(2).map(|p| Some(digit(p[0])? << 4 | digit(p[1])?)).collect()
}

/// SHA-256 of a stream, piece by piece.
#[derive(Clone, Default)]
pub struct Hasher(Sha256, u64);

impl Hasher {
    /// Takes in the next piece.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
        self.1 += bytes.len() as u64;
    }

    /// Bytes taken in, and their digest.
    pub fn finish(self) -> (u64, Digest) {
        (self.1, Digest(self.0.finalize().into()))
    }
}

/// Size and digest of a file, read piece by piece.
///
/// # Errors
/// What the system says when it cannot be read.
pub fn of_file(path: &std::path::Path) -> std::io::Result<(u64, Digest)> {
    of_file_with(path, &mut vec![0; 1 << 17])
}

/// As [`of_file`], through a buffer that is at hand.
///
/// # Errors
/// As [`of_file`].
pub fn of_file_with(path: &std::path::Path, buffer: &mut [u8]) -> std::io::Result<(u64, Digest)> {
    use std::io::Read as _;
    let mut file = std::fs::File::open(path)?;
    let mut hasher = Hasher::default();
    loop {
        match file.read(buffer) {
            Ok(0) => return Ok(hasher.finish()),
            Ok(n) => hasher.update(&buffer[..n]),
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
}

/// The Merkle tree hash of RFC 9162, section 2.1.1, taken in leaf by leaf.
///
/// Holds one hash for each complete subtree, so its size is the logarithm of the number of leaves.
#[derive(Clone, Default)]
pub struct Merkle {
    /// (number of leaves, hash) of complete subtrees, largest first.
    subtrees: Vec<(u64, Digest)>,
}

impl Merkle {
    /// Adds the next leaf.
    pub fn push(&mut self, leaf: &[u8]) {
        let mut hasher = Sha256::new();
        hasher.update([0]);
        hasher.update(leaf);
        let mut new = (1, Digest(hasher.finalize().into()));
        while let Some(last) = self.subtrees.last().copied().filter(|last| last.0 == new.0) {
            self.subtrees.pop();
            new = (last.0 + new.0, node(last.1, new.1));
        }
        self.subtrees.push(new);
    }

    /// The root over all leaves so far; of none, the digest of the empty string.
    pub fn root(&self) -> Digest {
        self.subtrees.iter().rev().map(|s| s.1).reduce(|right, left| node(left, right)).unwrap_or_else(|| Digest::of(b""))
    }
}

fn node(left: Digest, right: Digest) -> Digest {
    let mut hasher = Sha256::new();
    hasher.update([1]);
    hasher.update(left.0);
    hasher.update(right.0);
    Digest(hasher.finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The recursive definition of RFC 9162, written down as it stands there.
    fn reference(leaves: &[Vec<u8>]) -> Digest {
        match leaves.len() {
            0 => Digest::of(b""),
            1 => Digest::of(&[&[0], leaves[0].as_slice()].concat()),
            n => {
                let k = n.next_power_of_two() / 2;
                node(reference(&leaves[..k]), reference(&leaves[k..]))
            }
        }
    }

    #[test]
    fn root_is_that_of_the_definition_for_every_small_size() {
        for n in 0..70u8 {
            let leaves: Vec<Vec<u8>> = (0..n).map(|i| vec![i; usize::from(i % 5)]).collect();
            let mut tree = Merkle::default();
            leaves.iter().for_each(|l| tree.push(l));
            assert_eq!(tree.root(), reference(&leaves), "{n} leaves");
        }
    }

    #[test]
    fn hex_has_one_spelling() {
        assert_eq!(unhex("00ff"), Some(vec![0, 255]));
        assert_eq!(unhex("00FF"), None);
        assert_eq!(unhex("0"), None);
    }
}
