//! A row: what went in, what each stage did, what came out, for one document.

use crate::digest::{self, Digest};
use crate::document::DocumentId;
use crate::fate::Fate;
use crate::stages::decode::{By, Decoded};
use serde::{Deserialize, Serialize};

/// Size and digest of some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sum {
    /// Number of bytes.
    pub bytes: u64,
    /// Their SHA-256.
    pub sha256: Digest,
}

impl Sum {
    /// Of these bytes.
    pub fn of(bytes: &[u8]) -> Sum {
        Sum { bytes: bytes.len() as u64, sha256: Digest::of(bytes) }
    }

    /// Of each of these texts, in order.
    pub fn of_all<'t>(texts: impl IntoIterator<Item = &'t [u8]>) -> Vec<Sum> {
        let texts: Vec<&[u8]> = texts.into_iter().collect();
        let sums = digest::of_all(&texts);
        texts.iter().zip(sums).map(|(text, sha256)| Sum { bytes: text.len() as u64, sha256 }).collect()
    }

    /// Of a stream that ended.
    pub(crate) fn end(stream: digest::Hasher) -> Sum {
        let (bytes, sha256) = stream.finish();
        Sum { bytes, sha256 }
    }
}

/// What became of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// The clean text has the very bytes of the raw file.
    Unchanged,
    /// The clean text differs from the raw bytes.
    Cleaned,
    /// A guard stopped the rules: decoded and normalized only.
    Held,
    /// Dropped: an earlier document has the same clean text.
    Duplicate,
    /// Not taken for text, or not a file of its own: no clean text.
    Quarantined,
    /// Could not be read.
    Failed,
}

impl Status {
    /// All of them, in the order of summaries.
    pub const ALL: [Status; 6] = [Status::Unchanged, Status::Cleaned, Status::Duplicate, Status::Held, Status::Quarantined, Status::Failed];

    /// The name in the record.
    pub fn name(self) -> &'static str {
        match self {
            Status::Unchanged => "unchanged",
            Status::Cleaned => "cleaned",
            Status::Held => "held",
            Status::Duplicate => "duplicate",
            Status::Quarantined => "quarantined",
            Status::Failed => "failed",
        }
    }

    /// Whether such a document has a clean text.
    pub fn has_clean(self) -> bool {
        matches!(self, Status::Unchanged | Status::Cleaned | Status::Held)
    }
}

/// Who said which encoding it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecodeLine {
    /// Who said so.
    pub by: By,
    /// Per mille.
    pub confidence: u16,
    /// What speaks for it, when it was guessed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<EvidenceLine>,
    /// The encoding.
    pub label: String,
}

/// What speaks for an encoding that was guessed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceLine {
    /// The language its text reads best in.
    pub language: String,
    /// Bits between its text and that of the rival.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub margin: Option<u64>,
    /// The next best encoding with another text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rival: Option<String>,
}

impl DecodeLine {
    /// Of a decoded document.
    pub fn of(decoded: &Decoded) -> DecodeLine {
        let evidence = decoded.evidence.map(|e| EvidenceLine {
            language: e.language.to_owned(),
            margin: e.rival.map(|r| r.1),
            rival: e.rival.map(|r| r.0.to_owned()),
        });
        DecodeLine { by: decoded.by, confidence: decoded.confidence, evidence, label: decoded.coding.label.clone() }
    }
}

/// One stage that made edits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StageLine {
    /// Bytes of its output.
    pub bytes: u64,
    /// Edits that changed text.
    pub edits: u64,
    /// Spans flagged and kept; left out when there are none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub flags: u64,
    /// The stage.
    pub name: String,
    /// Digest of its output.
    pub sha256: Digest,
}

fn is_zero(n: &u64) -> bool {
    *n == 0
}

/// What is said of a file that holds many documents. Its row stands behind those of its documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContainerLine {
    /// What came out of its packing; absent when it is not compressed as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Sum>,
    /// Rows above this one that are about damage.
    pub damaged: u64,
    /// Rows above this one that are about its documents.
    pub documents: u64,
    /// The kind of container.
    pub format: String,
    /// How much of it comes back from clean container and record.
    pub restores: Restores,
}

/// How much of a container comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Restores {
    /// The file, byte for byte.
    File,
    /// What is packed in it, byte for byte; packing it again need not give the same bytes.
    Content,
    /// The text of each document, byte for byte.
    Documents,
}

/// What took a text out of a page before it was decoded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtractedLine {
    /// Name and version of the extraction.
    pub by: String,
    /// The page. It stays where it is; the record cannot rebuild it.
    pub page: Sum,
}

/// One line of `rows.jsonl`. Fields stand in the order of canonical JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The clean text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clean: Option<Sum>,
    /// Of a container: what it held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub container: Option<ContainerLine>,
    /// The encoding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decode: Option<DecodeLine>,
    /// The decoded text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decoded: Option<Sum>,
    /// The document before it that has the clean text that it would have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duplicate_of: Option<String>,
    /// Digest of the document's line of `edits.jsonl`, without its newline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edits_sha256: Option<Digest>,
    /// What took the text out of a page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extracted: Option<ExtractedLine>,
    /// What became of the bytes of the decoded text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fate: Option<Fate>,
    /// The document.
    pub id: String,
    /// The raw bytes; absent when they could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<Sum>,
    /// Why there is no clean text, or why the document is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The site, when it is not the folder: the host that the container names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// The stages that made edits, in the order in which they ran. A stage that is not here left the text as it was.
    pub stages: Vec<StageLine>,
    /// What became of the document.
    pub status: Status,
    /// Record version.
    pub v: u32,
}

/// Bytes of the longest reason.
const LONGEST_REASON: usize = 1024;

/// A reason as it is, or the beginning of one that is too long: many have a name in them, which can be longer than any line may be.
fn shortened(mut reason: String) -> String {
    if reason.len() > LONGEST_REASON {
        let end = (0..=LONGEST_REASON).rev().find(|at| reason.is_char_boundary(*at)).unwrap_or_default();
        reason.truncate(end);
        reason.push('…');
    }
    reason
}

impl Row {
    /// A row that says no more than this: one without a text.
    pub fn new(id: &DocumentId, raw: Option<Sum>, status: Status, reason: Option<String>) -> Row {
        Row {
            clean: None,
            container: None,
            decode: None,
            decoded: None,
            duplicate_of: None,
            edits_sha256: None,
            extracted: None,
            fate: None,
            id: id.as_str().to_owned(),
            raw,
            reason: reason.map(shortened),
            site: None,
            stages: Vec::new(),
            status,
            v: super::VERSION,
        }
    }

    /// Whether clean text and edits give the raw bytes back, as far as they were ever read: an empty file comes back from nothing.
    pub fn comes_back(&self) -> bool {
        match &self.container {
            Some(container) => container.restores == Restores::File,
            None => self.raw.is_none_or(|raw| raw.bytes == 0 || self.clean.is_some() || self.edits_sha256.is_some()),
        }
    }
}
