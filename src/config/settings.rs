//! The single settings, each with its default: their names are those of `scrubjay.toml` and of `config.json`.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How much loss the corpus bears.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Strength {
    /// Loses next to nothing; the default.
    #[default]
    Careful,
    /// For corpora where some loss is fine.
    Thorough,
}

/// What is done with what a rule proposes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Setting {
    /// The rule changes text; the default.
    #[default]
    Remove,
    /// What it would change is on record, the text kept.
    Flag,
    /// The rule does not run.
    Allow,
}

impl Setting {
    /// The name in configuration and record.
    pub fn name(self) -> &'static str {
        match self {
            Setting::Remove => "remove",
            Setting::Flag => "flag",
            Setting::Allow => "allow",
        }
    }
}

/// Bounds on what a run takes in and takes out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Bytes; a larger document is quarantined.
    pub max_document: u64,
    /// Bytes; the record carries the raw bytes of a quarantined document up to this size, since no clean text does.
    /// With a larger one the run is not restorable without raw files, and says so.
    pub max_carried: u64,
    /// Bytes that the survey may hold of all sites that are open at once. Beyond it, it keeps fewer documents of each.
    pub memory: u64,
    /// Per mille of a document's decoded bytes that headers, chrome and spam may remove together; beyond it the document is held.
    pub max_removed: u32,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { max_document: 1 << 30, max_carried: 16 << 20, memory: 256 << 20, max_removed: 900 }
    }
}

/// When the survey takes a line for one that recurs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Survey {
    /// Documents a site needs before anything is learnt about it.
    pub min_documents: u32,
    /// Per mille of a site's documents that a line must stand in.
    pub min_share: u32,
}

impl Default for Survey {
    fn default() -> Survey {
        Survey { min_documents: 5, min_share: 300 }
    }
}

/// What becomes of documents that have the clean text of an earlier one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Duplicates {
    /// Whether they are dropped: no clean text, and the raw bytes in the record.
    pub drop: bool,
}

impl Duplicates {
    pub(super) fn is_usual(&self) -> bool {
        *self == Duplicates::default()
    }
}

/// How bytes become text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Decode {
    /// Per mille; a detected encoding less certain than this is refused.
    pub min_confidence: u16,
    /// Encodings an archivist states: a document's id, or the prefix of ids that ends in `/`, to a label.
    pub encodings: BTreeMap<String, String>,
}

impl Default for Decode {
    fn default() -> Decode {
        Decode { min_confidence: 980, encodings: BTreeMap::new() }
    }
}
