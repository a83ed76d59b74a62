//! The way back from a decoded text to its bytes.

use serde::{Deserialize, Serialize};

/// The kind of newline that all newlines of a document have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Newlines {
    /// LF, or mixed ones.
    #[default]
    Lf,
    /// CR LF.
    CrLf,
    /// CR.
    Cr,
}

/// A stretch of the decoded text (bytes) that has an encoding of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Where it begins in the decoded text, in bytes.
    pub at: usize,
    /// Its bytes in the decoded text.
    pub len: usize,
    /// Its encoding.
    pub label: String,
}

/// How a text was decoded, with all that the way back needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coding {
    /// The encoding, by its canonical name in lower case.
    pub label: String,
    /// Whether a byte order mark of that encoding stood before the text.
    pub bom: bool,
    /// What every newline was.
    pub newlines: Newlines,
    /// Stretches in another encoding than `label`, in order.
    pub spans: Vec<Span>,
    /// (at, length, bytes): the raw bytes of the stretches of decoded text whose re-encoding differs, in order.
    pub raw: Vec<(usize, usize, Vec<u8>)>,
}

impl Coding {
    /// A coding with nothing out of the ordinary.
    pub fn new(label: &str, bom: bool) -> Coding {
        Coding { label: label.to_owned(), bom, newlines: Newlines::Lf, spans: Vec::new(), raw: Vec::new() }
    }

    /// The raw bytes of a decoded text. `None` when the text cannot have come from this coding.
    pub fn encode(&self, text: &str) -> Option<Vec<u8>> {
        let mut out = Vec::with_capacity(text.len() + 3);
        if self.bom {
            out.extend_from_slice(b"\xef\xbb\xbf");
        }
        match self.newlines {
            Newlines::Lf => out.extend_from_slice(text.as_bytes()),
            Newlines::CrLf => out.extend_from_slice(text.replace('\n', "\r\n").as_bytes()),
            Newlines::Cr => out.extend_from_slice(text.replace('\n', "\r").as_bytes()),
        }
        Some(out)
    }
}
