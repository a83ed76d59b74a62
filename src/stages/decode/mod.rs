//! Bytes to text: which encoding, on what evidence, and the way back to the very same bytes.
//!
//! The steps, first one that answers: an encoding the archivist states, a byte order mark, valid UTF-8 (unless the
//! bytes look like a 7-bit encoding or UTF-16), and then models of languages, which price every candidate's text. What
//! none of them can tell is refused, with the candidates: a wrong text is worse than none.

pub(crate) mod catalogue;
pub(crate) mod certainty;
pub(crate) mod codec;
mod coding;
mod declared;
pub(crate) mod detect;
mod double;
mod duel;
mod escape;
pub(crate) mod few;
mod finish;
pub(crate) mod full;
pub(crate) mod gate;
mod groups;
mod home;
mod lanes;
mod mixed;
pub(crate) mod model;
mod multis;
mod newlines;
mod pairs;
mod plain;
mod reading;
pub(crate) mod sample;
pub(crate) mod score;
mod script;
mod seven;
pub(crate) mod single;
mod singles;
#[cfg(test)]
mod slow;
mod spans;
mod unknown;
mod verdict;
mod wide;

pub use codec::SmallBytes;
pub use coding::{Coding, Newlines, Span};
pub use verdict::{Key, Verdict, Verdicts};

use std::borrow::Cow;

/// Who said which encoding it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// A byte order mark.
    Bom,
    /// The bytes are valid UTF-8.
    Utf8,
    /// The document itself says so.
    Declared,
    /// Models of languages and encodings.
    Detector,
    /// The archivist, in the configuration.
    Configured,
    /// Models, between readings that are near each other: what the other documents of the site are in.
    Site,
}

/// What speaks for an encoding that was guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The language its text reads best in.
    pub language: &'static str,
    /// The next best encoding whose text is another one, and the bits it is behind.
    pub rival: Option<(&'static str, u64)>,
}

/// What is known about a document's encoding before its bytes are looked at.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hints<'a> {
    /// The label an archivist states.
    pub configured: Option<&'a str>,
    /// The label that the container of the document states. UTF-8 is taken at its word where bytes are that: the text of a
    /// JSON string is nothing else.
    pub declared: Option<&'a str>,
    /// What most of the site's other documents that are not Unicode are in.
    pub site: Option<&'a str>,
    /// Per mille; a detected encoding less certain than this is refused.
    pub min_confidence: u16,
    /// What these very bytes were found to be in before, under hints that differ in `site` at most.
    pub verdict: Option<Verdict>,
    /// Whether the text is only looked at, so that the way back need not be proven.
    pub glance: bool,
}

/// A text, and how it was had from bytes.
#[derive(Clone, Debug)]
pub struct Decoded<'a> {
    /// The text, without byte order mark, its newlines folded to LF when they were all CRLF or all CR.
    pub text: Cow<'a, str>,
    /// The way back to the bytes.
    pub coding: Coding,
    /// Who said so.
    pub by: By,
    /// Per mille.
    pub confidence: u16,
    /// What speaks for it, when it was guessed.
    pub evidence: Option<Evidence>,
    /// Whether the way back to the bytes was gone.
    pub proven: bool,
    /// Whether every line was seen to read as language does: nothing in it was decoded wrongly.
    pub even: bool,
}

/// Why bytes were not taken for text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// For the record's `reason`: what was found and what an archivist can do.
    pub reason: String,
}

/// Decodes a document.
///
/// # Errors
/// Refuses binary data, and bytes whose encoding cannot be told with enough certainty.
pub fn decode<'a>(bytes: &'a [u8], hints: &Hints) -> Result<Decoded<'a>, Refusal> {
    if let Some(label) = hints.configured {
        return finish::stated(bytes, label);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        if let Ok(text) = simdutf8::basic::from_utf8(rest) {
            return Ok(newlines::fold(text, Coding::new("utf-8", true), By::Bom, 1000));
        }
    } else if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        let stated = hints.declared == Some("utf-8");
        return match !stated && seven::suspicious(bytes) {
            false => Ok(newlines::fold(text, Coding::new("utf-8", false), By::Utf8, 1000)),
            true => seven::decode(bytes, text),
        };
    }
    unknown::decode(bytes, hints)
}

/// Whether bytes are UTF-8 whatever the container of the document states: what they become depends on nothing that stands beside
/// them there.
pub(crate) fn is_settled(bytes: &[u8]) -> bool {
    !bytes.starts_with(b"\xef\xbb\xbf") && simdutf8::basic::from_utf8(bytes).is_ok() && !seven::suspicious(bytes)
}

/// Whether an archivist may state this label.
pub fn is_known(label: &str) -> bool {
    catalogue::find(label).is_some()
}

/// The bytes of one character in an encoding without state, wherever it stands. `None` when it has none there.
pub fn encode_char(label: &str, c: char) -> Option<SmallBytes> {
    codec::encode_char(catalogue::find(label)?, c)
}

/// All names of all encodings.
pub fn names() -> impl Iterator<Item = &'static str> {
    catalogue::ALL.iter().flat_map(|e| std::iter::once(e.label).chain(e.aliases.iter().copied()))
}

/// The canonical names of all encodings.
pub fn labels() -> impl Iterator<Item = &'static str> {
    catalogue::ALL.iter().map(|e| e.label)
}
