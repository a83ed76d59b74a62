//! The way back from a decoded text to its bytes.

use super::{catalogue, codec};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

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
    ///
    /// The text is split at the spans and at the raw stretches; what lies between is encoded character by character, LF
    /// written as the document's newline; raw stretches are copied; the byte order mark goes in front.
    pub fn encode(&self, text: &str) -> Option<Vec<u8>> {
        let home = catalogue::find(&self.label)?;
        let mut out = Vec::with_capacity(text.len() + 4);
        if self.bom {
            out.extend_from_slice(home.bom()?);
        }
        let mut spans = Vec::with_capacity(self.spans.len());
        for span in &self.spans {
            spans.push((span.at, span.at.checked_add(span.len)?, catalogue::find(&span.label)?));
        }
        let mut spans = spans.into_iter().peekable();
        let mut at = 0;
        for (start, len, bytes) in self.raw.iter().map(|(a, l, b)| (*a, *l, b.as_slice())).chain([(text.len(), 0, &[][..])]) {
            while at < start {
                while spans.next_if(|s| s.1 <= at).is_some() {}
                let (end, entry) = match spans.peek() {
                    Some((from, to, entry)) if *from <= at => (start.min(*to), *entry),
                    Some((from, ..)) => (start.min(*from), home),
                    None => (start, home),
                };
                codec::encode(entry, &self.newlines.write(text.get(at..end)?), &mut out)?;
                at = end;
            }
            if at != start {
                return None;
            }
            out.extend_from_slice(bytes);
            at = start.checked_add(len)?;
        }
        (at == text.len()).then_some(out)
    }
}

impl Newlines {
    /// The text with this kind of newlines.
    fn write<'a>(self, text: &'a str) -> Cow<'a, str> {
        match self {
            Newlines::CrLf if text.contains('\n') => Cow::Owned(text.replace('\n', "\r\n")),
            Newlines::Cr if text.contains('\n') => Cow::Owned(text.replace('\n', "\r")),
            _ => Cow::Borrowed(text),
        }
    }
}
