//! `codecs.jsonl`: for each legacy encoding of the corpus the bytes of the characters used, so that the way back to the
//! raw bytes needs no tables of this program.

use crate::digest::hex;
use crate::stages::decode::{self, Coding, Newlines};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::collections::BTreeMap;

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
pub struct Codecs(BTreeMap<String, Chars>);

/// A set of characters: by their number divided by 64, a bit for each.
type Chars = BTreeMap<u32, u64>;

thread_local! {
    /// A bit for each character there is, all clear but while a text is gone over: texts are long, alphabets short.
    static SEEN: RefCell<Vec<u64>> = RefCell::new(vec![0; 0x110000 / 64]);
}

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
        let set = self.0.entry(label.to_owned()).or_default();
        SEEN.with_borrow_mut(|seen| {
            let mut touched = Vec::with_capacity(64);
            let mut see = |code: u32| {
                let Some(bits) = seen.get_mut(code as usize / 64) else { return };
                if *bits == 0 {
                    touched.push(code / 64);
                }
                *bits |= 1 << (code % 64);
            };
            text.chars().for_each(|c| see(u32::from(c)));
            if newlines != Newlines::Lf {
                see(13);
            }
            for word in touched {
                *set.entry(word).or_default() |= std::mem::take(&mut seen[word as usize]);
            }
        });
    }

    /// Adds the characters of another document.
    pub fn merge(&mut self, other: Codecs) {
        for (label, set) in other.0 {
            let all = self.0.entry(label).or_default();
            set.into_iter().for_each(|(word, bits)| *all.entry(word).or_default() |= bits);
        }
    }

    /// The lines of `codecs.jsonl`, each with its newline.
    pub fn lines(&self) -> String {
        let mut out = String::new();
        for (label, set) in &self.0 {
            let bytes = |c: &char| decode::encode_char(label, *c).map(|b| b.as_slice().to_vec());
            let own = |c: char, bytes: &[u8]| c.is_ascii() && bytes == [c as u8];
            let chars = set.iter().flat_map(|(word, bits)| (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| word * 64 + bit));
            let chars = chars.filter_map(char::from_u32);
            let map = chars.filter_map(|c| bytes(&c).filter(|b| !own(c, b)).map(|b| (c, hex(&b)))).collect();
            out += &super::canonical(&CodecLine { label: label.clone(), map, v: super::VERSION });
            out.push('\n');
        }
        out
    }
}
