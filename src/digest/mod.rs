//! SHA-256, and the Merkle tree of RFC 9162 over the rows.

mod lanes;
mod merkle;
mod several;
mod stream;

pub use merkle::{Merkle, Tree, leaf_hash, leaf_hasher};
pub use stream::{Hasher, of_all};

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

    /// Writes it behind what is there.
    pub(crate) fn write(&self, out: &mut String) {
        let mut room = [0; 64];
        write_hex(&self.0, &mut room);
        out.push_str(std::str::from_utf8(&room).unwrap_or_default());
    }
}

/// The digest that a state of SHA-256 is.
fn digest_of(state: &[u32; 8]) -> Digest {
    let mut digest = [0u8; 32];
    digest.chunks_exact_mut(4).zip(state).for_each(|(out, word)| out.copy_from_slice(&word.to_be_bytes()));
    Digest(digest)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_has_one_spelling() {
        assert_eq!(unhex("00ff"), Some(vec![0, 255]));
        assert_eq!(unhex("00FF"), None);
        assert_eq!(unhex("0"), None);
    }
}
