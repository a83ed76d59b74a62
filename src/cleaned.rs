//! What cleaning gave for one document.

use crate::document::DocumentId;
use crate::edit::{Applied, RuleId};
use crate::fate::Piece;
use crate::record::codecs::Codecs;
use crate::record::edits::{CodingLine, EditsLine};
use crate::record::row::{Row, Status, Sum};
use crate::rule::Stage;
use crate::stages::decode;

/// The label of bytes that are not text and that the record carries as they are.
pub const CARRIED: &str = "binary";

/// What cleaning gave for one document.
#[derive(Clone, Debug)]
pub struct Cleaned {
    /// The document's line of `rows.jsonl`.
    pub row: Row,
    /// The clean text; `None` when the raw bytes are it already (see [`Cleaned::clean_bytes`]), or there is none.
    pub clean: Option<String>,
    /// The decoded text when it differs from the raw bytes.
    pub decoded: Option<String>,
    /// What the stages did, in order, without the texts that they made: that of the last has become [`Cleaned::clean`].
    pub stages: Vec<(Stage, Applied)>,
    /// Where the bytes of the clean text come from, in order.
    pub pieces: Vec<Piece>,
    /// The document's line of `edits.jsonl`, without its newline.
    pub edits: Option<String>,
    /// The characters it uses, when it is in a legacy encoding.
    pub codecs: Codecs,
}

impl Cleaned {
    /// The bytes of the clean text; `None` when the document has none.
    pub fn clean_bytes<'a>(&'a self, raw: &'a [u8]) -> Option<&'a [u8]> {
        self.row.status.has_clean().then(|| self.clean.as_ref().map_or(raw, |c| c.as_bytes()))
    }

    /// The decoded text; `None` when the document was not decoded.
    pub fn decoded_text<'a>(&'a self, raw: &'a [u8]) -> Option<&'a str> {
        match &self.decoded {
            Some(text) => Some(text),
            None if self.row.decoded.is_some() => simdutf8::basic::from_utf8(raw).ok(),
            None => None,
        }
    }

    /// The clean text; `None` when the document has none.
    pub fn clean_text<'a>(&'a self, raw: &'a [u8]) -> Option<&'a str> {
        match &self.clean {
            Some(text) => self.row.status.has_clean().then_some(text),
            None => simdutf8::basic::from_utf8(self.clean_bytes(raw)?).ok(),
        }
    }

    /// Takes the clean text out, as a document in a container is written from it.
    pub(crate) fn take_clean(&mut self, raw: Vec<u8>) -> Option<String> {
        if !self.row.status.has_clean() {
            return None;
        }
        self.clean.take().or_else(|| String::from_utf8(raw).ok())
    }

    /// Lets go of the texts: they are not needed any more, and results wait in memory for their turn.
    pub(crate) fn forget_texts(&mut self) {
        self.stages.iter_mut().for_each(|(_, applied)| applied.text = String::new());
        self.pieces = Vec::new();
        self.clean = None;
        self.decoded = None;
    }

    /// Has the record carry the raw bytes of a document that has no clean text, so that they come back all the same.
    pub(crate) fn carrying(mut self, raw: &[u8], spelling: Option<String>) -> Cleaned {
        let coding = CodingLine {
            bom: false,
            label: CARRIED.to_owned(),
            newlines: decode::Newlines::Lf,
            raw: vec![(0, 0, crate::digest::hex(raw))],
            spans: Vec::new(),
        };
        let id = self.row.id.clone();
        let line = EditsLine::<RuleId> { decode: coding, id: &id, spelling, stages: Vec::new(), v: crate::record::VERSION };
        let line = serde_json::to_string(&line).expect("our own shapes have string keys only");
        self.row.edits_sha256 = Some(crate::digest::Digest::of(line.as_bytes()));
        self.edits = Some(line);
        self
    }

    /// What stands for a document that is dropped as a copy `of` an earlier one.
    pub(crate) fn later_copy(id: &DocumentId, cleaned: &Cleaned, of: &str, raw: &[u8], spelling: Option<String>) -> Cleaned {
        let reason = "dropped: an earlier document has the same clean text".to_owned();
        let row = Row {
            duplicate_of: Some(of.to_owned()),
            extracted: cleaned.row.extracted.clone(),
            site: cleaned.row.site.clone(),
            ..Row::new(id, cleaned.row.raw, Status::Duplicate, Some(reason))
        };
        Cleaned::of_row(row).carrying(raw, spelling)
    }

    /// The row of a document that has no clean text.
    pub fn without_text(id: &DocumentId, raw: Option<Sum>, status: Status, reason: String) -> Cleaned {
        Cleaned::of_row(Row::new(id, raw, status, Some(reason)))
    }

    /// Of a row alone.
    pub(crate) fn of_row(row: Row) -> Cleaned {
        Cleaned { row, clean: None, decoded: None, stages: Vec::new(), pieces: Vec::new(), edits: None, codecs: Codecs::default() }
    }
}
