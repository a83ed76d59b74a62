//! What a document was found to be in, kept so that it need not be found out again: the survey looks at all documents that
//! cleaning looks at after it.

use super::catalogue::{self, ALL};
use super::{By, Decoded, Evidence};
use std::collections::HashMap;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128_with_seed};

/// One encoding for a whole document, found by models of languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The encoding's place in the catalogue.
    entry: u8,
    declared: bool,
    even: bool,
    confidence: u16,
    evidence: Evidence,
}

impl Verdict {
    /// Of a document that was decoded by models, in one encoding, without a word from its site.
    pub fn of(decoded: &Decoded) -> Option<Verdict> {
        let declared = match decoded.by {
            By::Declared => true,
            By::Detector => false,
            _ => return None,
        };
        let evidence = decoded.evidence?;
        let entry = ALL.iter().position(|e| e.label == decoded.coding.label)?;
        Some(Verdict { entry: u8::try_from(entry).ok()?, declared, even: decoded.even, confidence: decoded.confidence, evidence })
    }

    pub(super) fn entry(self) -> Option<&'static catalogue::Entry> {
        ALL.get(usize::from(self.entry))
    }

    pub(super) fn by(self) -> By {
        if self.declared { By::Declared } else { By::Detector }
    }

    pub(super) fn even(self) -> bool {
        self.even
    }

    pub(super) fn confidence(self) -> u16 {
        self.confidence
    }

    pub(super) fn evidence(self) -> Evidence {
        self.evidence
    }
}

/// Verdicts on many documents, as many as there is room for. One is found again by the name and all bytes of its document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdicts(HashMap<u64, (u32, Verdict)>);

/// By what a document is found again: a hash of its name and bytes, cut in two.
pub type Key = (u64, u32);

/// Bytes that a verdict takes at most, as the table grows.
const EACH: u64 = 128;

impl Verdicts {
    /// Keeps a verdict, unless they would take more than `most` bytes.
    pub fn keep(&mut self, ((name, check), verdict): (Key, Verdict), most: u64) {
        if self.0.len() as u64 * EACH < most {
            self.0.insert(name, (check, verdict));
        }
    }

    /// The verdict on a document.
    pub fn find(&self, id: &str, bytes: &[u8]) -> Option<Verdict> {
        if self.0.is_empty() {
            return None;
        }
        let (name, check) = Verdicts::key(id, bytes);
        self.0.get(&name).filter(|kept| kept.0 == check).map(|kept| kept.1)
    }

    /// By what a document is found again.
    pub fn key(id: &str, bytes: &[u8]) -> Key {
        let key = xxh3_128_with_seed(bytes, xxh3_64(id.as_bytes()));
        (key as u64, (key >> 64) as u32)
    }
}
