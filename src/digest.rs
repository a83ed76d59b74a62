//! SHA-256, and the Merkle tree of RFC 9162 over the rows.

use sha2::block_api::compress256;
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

/// Digests of two texts, block by block in turn: the processor works on both at once, in two thirds of the time.
pub fn of_two(a: &[u8], b: &[u8]) -> (Digest, Digest) {
    let (mut one, mut two) = (Blocks::new(a), Blocks::new(b));
    for (left, right) in one.whole.iter().zip(two.whole) {
        compress256(&mut one.state, std::slice::from_ref(left));
        compress256(&mut two.state, std::slice::from_ref(right));
    }
    let done = one.whole.len().min(two.whole.len());
    (one.finish(done), two.finish(done))
}

/// A text on its way through SHA-256 (FIPS 180-4).
struct Blocks<'t> {
    state: [u32; 8],
    whole: &'t [[u8; 64]],
    rest: &'t [u8],
}

impl<'t> Blocks<'t> {
    fn new(text: &'t [u8]) -> Blocks<'t> {
        const START: [u32; 8] = [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];
        let (whole, rest) = text.as_chunks();
        Blocks { state: START, whole, rest }
    }

    /// Takes in what is left after `done` blocks, and the padding.
    fn finish(mut self, done: usize) -> Digest {
        compress256(&mut self.state, &self.whole[done..]);
        let mut end = [[0u8; 64]; 2];
        let flat = end.as_flattened_mut();
        flat[..self.rest.len()].copy_from_slice(self.rest);
        flat[self.rest.len()] = 0x80;
        let blocks = if self.rest.len() < 56 { 1 } else { 2 };
        let bits = (self.whole.len() as u64 * 64 + self.rest.len() as u64) * 8;
        flat[blocks * 64 - 8..blocks * 64].copy_from_slice(&bits.to_be_bytes());
        compress256(&mut self.state, &end[..blocks]);
        let mut digest = [0u8; 32];
        digest.chunks_exact_mut(4).zip(self.state).for_each(|(out, word)| out.copy_from_slice(&word.to_be_bytes()));
        Digest(digest)
    }
}

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut room = [0; 64];
        write_hex(&self.0, &mut room);
        f.write_str(std::str::from_utf8(&room).unwrap_or_default())
    }
}

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

impl serde::Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut room = [0; 64];
        write_hex(&self.0, &mut room);
        s.serialize_str(std::str::from_utf8(&room).unwrap_or_default())
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
    let mut out = vec![0; bytes.len() * 2];
    write_hex(bytes, &mut out);
    String::from_utf8(out).expect("digits are ASCII")
}

/// Writes lower-case hex into a place of twice as many bytes.
fn write_hex(bytes: &[u8], out: &mut [u8]) {
    // Without a table and without a branch, so that many digits are made at once: 39 is from behind `9` to before `a`.
    let digit = |n: u8| b'0' + n + if n > 9 { 39 } else { 0 };
    for (pair, b) in out.as_chunks_mut::<2>().0.iter_mut().zip(bytes) {
        *pair = [digit(b >> 4), digit(b & 15)];
    }
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
        let mut new = (1, leaf_hash(leaf));
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

/// A Merkle tree whose leaves' hashes are all held, for proofs: 32 bytes a leaf.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    leaves: Vec<Digest>,
}

impl Tree {
    /// Adds the next leaf.
    pub fn push(&mut self, leaf: &[u8]) {
        self.leaves.push(leaf_hash(leaf));
    }

    /// Number of leaves.
    pub fn size(&self) -> u64 {
        self.leaves.len() as u64
    }

    /// The root over the first `size` leaves, or over all when there are fewer.
    pub fn root(&self, size: u64) -> Digest {
        let size = usize::try_from(size).unwrap_or(usize::MAX).min(self.leaves.len());
        root_of(&self.leaves[..size])
    }

    /// The proof that a leaf is in the tree (RFC 9162, section 2.1.3.1): the hashes beside its way to the root, lowest first.
    /// `None` when there is no such leaf.
    pub fn inclusion(&self, leaf: u64) -> Option<Vec<Digest>> {
        let (mut leaves, mut leaf) = (self.leaves.as_slice(), usize::try_from(leaf).ok().filter(|l| *l < self.leaves.len())?);
        let mut path = Vec::new();
        while leaves.len() > 1 {
            let (left, right) = leaves.split_at(split(leaves.len()));
            if leaf < left.len() {
                path.push(root_of(right));
                leaves = left;
            } else {
                leaf -= left.len();
                path.push(root_of(left));
                leaves = right;
            }
        }
        path.reverse();
        Some(path)
    }

    /// The proof that the first `size` leaves are the beginning of all (RFC 9162, section 2.1.4.1). Empty when they are
    /// all, or none.
    pub fn consistency(&self, size: u64) -> Vec<Digest> {
        let (mut leaves, mut size) = (self.leaves.as_slice(), usize::try_from(size).unwrap_or(usize::MAX));
        let mut path = Vec::new();
        if size == 0 || size >= leaves.len() {
            return path;
        }
        let mut whole = true;
        while size != leaves.len() {
            let k = split(leaves.len());
            let (left, right) = leaves.split_at(k);
            if size <= k {
                path.push(root_of(right));
                leaves = left;
            } else {
                path.push(root_of(left));
                leaves = right;
                size -= k;
                whole = false;
            }
        }
        if !whole {
            path.push(root_of(leaves));
        }
        path.reverse();
        path
    }
}

/// The largest power of two below `n`, which is at least 2.
fn split(n: usize) -> usize {
    n.next_power_of_two() / 2
}

fn root_of(leaves: &[Digest]) -> Digest {
    match leaves {
        [] => Digest::of(b""),
        [one] => *one,
        many => {
            let (left, right) = many.split_at(split(many.len()));
            node(root_of(left), root_of(right))
        }
    }
}

/// The hash of a leaf.
pub fn leaf_hash(leaf: &[u8]) -> Digest {
    let mut hasher = Sha256::new();
    hasher.update([0]);
    hasher.update(leaf);
    Digest(hasher.finalize().into())
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

    #[test]
    fn two_at_once_are_as_one_after_the_other() {
        let text: Vec<u8> = (0..1000u32).map(|n| ((n * n) >> 3) as u8).collect();
        for a in (0..200).chain([511, 512, 1000]) {
            for b in [0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 700] {
                assert_eq!(of_two(&text[..a], &text[..b]), (Digest::of(&text[..a]), Digest::of(&text[..b])), "{a} {b}");
            }
        }
    }

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

    /// Verifying as RFC 9162 has it in sections 2.1.3.2 and 2.1.4.2: other algorithms than those that make the proofs.
    fn included(leaf: Digest, index: u64, size: u64, path: &[Digest], root: Digest) -> bool {
        let (mut f, mut s, mut r) = (index, size - 1, leaf);
        for p in path {
            if s == 0 {
                return false;
            }
            if f & 1 == 1 || f == s {
                r = node(*p, r);
                while f & 1 == 0 && f != 0 {
                    (f, s) = (f >> 1, s >> 1);
                }
            } else {
                r = node(r, *p);
            }
            (f, s) = (f >> 1, s >> 1);
        }
        s == 0 && r == root
    }

    fn consistent(first: u64, second: u64, path: &[Digest], first_root: Digest, second_root: Digest) -> bool {
        if first == second {
            return path.is_empty() && first_root == second_root;
        }
        let mut path = path.to_vec();
        if first.is_power_of_two() {
            path.insert(0, first_root);
        }
        let (mut f, mut s) = (first - 1, second - 1);
        while f & 1 == 1 {
            (f, s) = (f >> 1, s >> 1);
        }
        let (mut fr, mut sr) = (path[0], path[0]);
        for c in &path[1..] {
            if s == 0 {
                return false;
            }
            if f & 1 == 1 || f == s {
                (fr, sr) = (node(*c, fr), node(*c, sr));
                while f & 1 == 0 && f != 0 {
                    (f, s) = (f >> 1, s >> 1);
                }
            } else {
                sr = node(sr, *c);
            }
            (f, s) = (f >> 1, s >> 1);
        }
        s == 0 && fr == first_root && sr == second_root
    }

    #[test]
    fn proofs_are_those_of_the_rfc_for_every_small_size() {
        let mut tree = Tree::default();
        assert_eq!(tree.inclusion(0), None);
        for size in 1..40u64 {
            tree.push(&size.to_be_bytes());
            let root = tree.root(size);
            for leaf in 0..size {
                let hash = leaf_hash(&(leaf + 1).to_be_bytes());
                let path = tree.inclusion(leaf).unwrap();
                assert!(included(hash, leaf, size, &path, root), "{leaf} of {size}");
                assert!(!included(leaf_hash(b"other"), leaf, size, &path, root));
            }
            for first in 1..=size {
                let path = tree.consistency(first);
                assert!(consistent(first, size, &path, tree.root(first), root), "{first} of {size}");
                assert!(!consistent(first, size, &path, Digest::of(b"other"), root));
            }
        }
    }

    #[test]
    fn hex_has_one_spelling() {
        assert_eq!(unhex("00ff"), Some(vec![0, 255]));
        assert_eq!(unhex("00FF"), None);
        assert_eq!(unhex("0"), None);
    }
}
