//! `codecs.jsonl`: for each legacy encoding of the corpus the bytes of the characters used, so that the way back to the
//! raw bytes needs no tables of this program.

use crate::digest::hex;
use crate::stages::decode::{self, Coding, Newlines};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One line of `codecs.jsonl`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodecLine {
    /// The encoding.
    pub label: String,
    /// (character, its bytes in hex), in the order of code points. ASCII characters that are their own byte are left out.
    pub map: Vec<(char, String)>,
    /// Record version.
    pub v: u32,
}

/// The characters that documents use, by encoding. A union, so the order of documents does not matter.
#[derive(Clone, Debug, Default)]
pub struct Codecs(BTreeMap<String, BTreeSet<char>>);

impl Codecs {
    /// The characters of one document; empty for the encodings that anybody can write (UTF-8, UTF-16, UTF-32).
    pub fn of(coding: &Coding, text: &str) -> Codecs {
        let mut used = Codecs::default();
        let mut at = 0;
        for span in &coding.spans {
            let end = span.at.saturating_add(span.len);
            used.take(&coding.label, text.get(at..span.at).unwrap_or_default(), coding.newlines);
            used.take(&span.label, text.get(span.at..end).unwrap_or_default(), coding.newlines);
            at = end;
        }
        used.take(&coding.label, text.get(at..).unwrap_or_default(), coding.newlines);
        used
    }

    fn take(&mut self, label: &str, text: &str, newlines: Newlines) {
        let native = ["utf-8", "utf-16", "utf-32"].iter().any(|n| label.starts_with(n));
        if native || text.is_empty() {
            return;
        }
        // One bit a character: texts are long, alphabets short.
        let mut seen = vec![0u64; 0x110000 / 64];
        text.chars().for_each(|c| seen[c as usize / 64] |= 1 << (c as usize % 64));
        if newlines != Newlines::Lf {
            seen[0] |= 1 << 13;
        }
        let set = self.0.entry(label.to_owned()).or_default();
        for (word, bits) in seen.iter().enumerate().filter(|(_, bits)| **bits != 0) {
            set.extend((0..64).filter(|bit| bits >> bit & 1 == 1).filter_map(|bit| char::from_u32(word as u32 * 64 + bit)));
        }
    }

    /// Adds the characters of another document.
    pub fn merge(&mut self, other: Codecs) {
        for (label, set) in other.0 {
            self.0.entry(label).or_default().extend(set);
        }
    }

    /// The lines of `codecs.jsonl`, each with its newline.
    pub fn lines(&self) -> String {
        let mut out = String::new();
        for (label, set) in &self.0 {
            let bytes = |c: &char| decode::encode_char(label, *c).map(|b| b.as_slice().to_vec());
            let own = |c: char, bytes: &[u8]| c.is_ascii() && bytes == [c as u8];
            let map = set.iter().filter_map(|c| bytes(c).filter(|b| !own(*c, b)).map(|b| (*c, hex(&b)))).collect();
            out += &super::canonical(&CodecLine { label: label.clone(), map, v: super::VERSION });
            out.push('\n');
        }
        out
    }
}
