//! Checkpoints of the history: what an auditor keeps, to see later that nothing before it was taken back or made anew.
//!
//! A checkpoint is the body of a C2SP `tlog-checkpoint`: three lines that say which log, how many lines it had, and their
//! Merkle root. It is not signed: whoever keeps one trusts their own copy.

use super::read::Lines;
use super::run::{History, LONGEST_HISTORY, names};
use crate::digest::{Digest, Tree};
use crate::error::{Error, Result};
use std::path::Path;

/// Which log, how long, and the root over its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Names the log: [`ORIGIN`] and the digest of its first line, so that a history made anew is another log.
    pub origin: String,
    /// Number of lines.
    pub size: u64,
    /// Merkle tree hash (RFC 9162) over the lines without their newlines.
    pub root: Digest,
}

/// What the name of every log of ours begins with.
pub const ORIGIN: &str = "scrubjay-history/";

/// Bytes of the longest checkpoint that is read.
const LONGEST: usize = 4096;

impl Checkpoint {
    /// Its text: three lines.
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, base64(&self.root.0))
    }

    /// Reads the text of a checkpoint. What stands after a blank line (signatures of a signed note) is left alone.
    ///
    /// # Errors
    /// When it is none of a history.
    pub fn parse(text: &str) -> std::result::Result<Checkpoint, String> {
        let wrong = || "not a checkpoint: three lines, the origin, the number of lines, and the root in base64".to_owned();
        if text.len() > LONGEST {
            return Err(wrong());
        }
        let body = text.split_once("\n\n").map_or(text, |(body, _)| body);
        let mut lines = body.lines();
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next()) else { return Err(wrong()) };
        let digest = origin.strip_prefix(ORIGIN).and_then(Digest::parse);
        let parsed = size.parse::<u64>().ok().filter(|n| *n > 0 && n.to_string() == size);
        let (Some(_), Some(size), Some(hash)) = (digest, parsed, unbase64_32(root)) else { return Err(wrong()) };
        Ok(Checkpoint { origin: origin.to_owned(), size, root: Digest(hash) })
    }
}

/// The log that a history is.
#[derive(Clone, Debug)]
pub struct Log {
    /// Digests of the runs, one a line.
    pub runs: Vec<Digest>,
    first: Digest,
    tree: Tree,
}

impl Log {
    /// Reads the history in a folder; every line must follow from the one before.
    ///
    /// # Errors
    /// When it does not hold, or is empty.
    pub fn read(manifests: &Path) -> Result<Log> {
        let mut lines = Lines::open(&manifests.join(names::HISTORY))?;
        let mut chain = History::empty();
        let (mut runs, mut tree, mut first) = (Vec::new(), Tree::default(), None);
        while let Some(line) = lines.text_within(LONGEST_HISTORY)? {
            runs.push(chain.push(&line).map_err(|e| lines.error(e))?.run_sha256);
            first.get_or_insert(Digest::of(line.as_bytes()));
            tree.push(line.as_bytes());
        }
        let first = first.ok_or_else(|| Error::Record { place: names::HISTORY.to_owned(), what: "no line".to_owned() })?;
        Ok(Log { runs, first, tree })
    }

    /// Its checkpoint when it had this many lines; `None` when it never had.
    pub fn checkpoint(&self, size: u64) -> Option<Checkpoint> {
        if size == 0 || size > self.size() {
            return None;
        }
        Some(Checkpoint { origin: format!("{ORIGIN}{}", self.first), size, root: self.tree.root(size) })
    }

    /// Number of lines.
    pub fn size(&self) -> u64 {
        self.runs.len() as u64
    }

    /// The proof that the log with this many lines is the beginning of the log (RFC 9162, section 2.1.4).
    pub fn consistency(&self, size: u64) -> Vec<Digest> {
        self.tree.consistency(size)
    }
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Base64 with padding.
pub fn base64(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0u32, |w, b| w << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let digit = ALPHABET[(word >> (18 - 6 * place)) as usize & 63];
            out.push(if place <= chunk.len() { digit as char } else { '=' });
        }
    }
    out
}

/// The 32 bytes of a digest in base64, in its one spelling.
fn unbase64_32(text: &str) -> Option<[u8; 32]> {
    let digits = text.strip_suffix('=').filter(|d| d.len() == 43)?;
    let mut bits = 0u32;
    let mut out = Vec::with_capacity(33);
    for (n, c) in digits.bytes().enumerate() {
        bits = bits << 6 | ALPHABET.iter().position(|a| *a == c)? as u32;
        if n % 4 != 0 {
            out.push((bits >> (6 - 2 * (n % 4))) as u8);
        }
    }
    let out: [u8; 32] = out.try_into().ok()?;
    (base64(&out) == text).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_rfc() {
        for (bytes, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE=")] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
        for n in 0..200u64 {
            let digest = Digest::of(&n.to_be_bytes());
            assert_eq!(unbase64_32(&base64(&digest.0)), Some(digest.0));
        }
        let text = base64(&Digest::of(b"x").0);
        assert_eq!(unbase64_32(&text[..43]), None);
        assert_eq!(unbase64_32(&text.replace('=', "==")), None);
    }

    #[test]
    fn a_checkpoint_has_one_reading() {
        let checkpoint = Checkpoint { origin: format!("{ORIGIN}{}", Digest::of(b"first")), size: 7, root: Digest::of(b"root") };
        assert_eq!(Checkpoint::parse(&checkpoint.text()), Ok(checkpoint.clone()));
        let signed = format!("{}\n\u{2014} library.example AAAA\n", checkpoint.text());
        assert_eq!(Checkpoint::parse(&signed), Ok(checkpoint.clone()));
        for bad in ["", "a\n7\nb\n", &checkpoint.text().replace("\n7\n", "\n07\n"), &checkpoint.text().replace("\n7\n", "\n0\n")] {
            assert!(Checkpoint::parse(bad).is_err(), "{bad}");
        }
    }
}
