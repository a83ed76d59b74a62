//! The Merkle tree of RFC 9162.

use super::{Digest, Hasher};

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
        self.push_hash(leaf_hash(leaf));
    }

    /// Adds the next leaf by its hash, which a [`leaf_hasher`] gave.
    pub fn push_hash(&mut self, hash: Digest) {
        let mut new = (1, hash);
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

/// What makes the hash of a leaf that comes in pieces.
pub fn leaf_hasher() -> Hasher {
    let mut hasher = Hasher::default();
    hasher.update(&[0]);
    hasher
}

/// The hash of a leaf.
pub fn leaf_hash(leaf: &[u8]) -> Digest {
    let mut hasher = leaf_hasher();
    hasher.update(leaf);
    hasher.finish().1
}

fn node(left: Digest, right: Digest) -> Digest {
    let mut hasher = Hasher::default();
    [&[1], left.0.as_slice(), &right.0].into_iter().for_each(|part| hasher.update(part));
    hasher.finish().1
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
                Digest::of(&[&[1], reference(&leaves[..k]).0.as_slice(), &reference(&leaves[k..]).0].concat())
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
}
