//! `run.json` and `history.jsonl`: what commits to everything else.

use crate::digest::Digest;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Names of the record's files.
pub mod names {
    /// Commits to every other file of the record.
    pub const RUN: &str = "run.json";
    /// One line for every raw file.
    pub const ROWS: &str = "rows.jsonl";
    /// One line for each document with edits.
    pub const EDITS: &str = "edits.jsonl";
    /// One line a site.
    pub const PROFILE: &str = "profile.jsonl";
    /// The profile of an earlier run that this one had as an input.
    pub const AGAINST: &str = "against.jsonl";
    /// The resolved configuration and the rule table.
    pub const CONFIG: &str = "config.json";
    /// The bytes of the characters used, for each legacy encoding.
    pub const CODECS: &str = "codecs.jsonl";
    /// Sums of the raw files.
    pub const RAW_SUMS: &str = "raw.sha256";
    /// Sums of the clean files.
    pub const CLEAN_SUMS: &str = "clean.sha256";
    /// Unified diff, decoded raw to clean.
    pub const DIFF: &str = "corpus.diff";
    /// One line a run.
    pub const HISTORY: &str = "history.jsonl";
    /// What may differ: time, host, threads.
    pub const ATTESTATION: &str = "attestation.json";
    /// The signature over run.json.
    pub const SIGNATURE: &str = "run.json.sig";
    /// Files that may stand in a record and that run.json does not list.
    pub const BESIDE: [&str; 4] = [RUN, HISTORY, ATTESTATION, SIGNATURE];
}

/// The kind of document that `run.json` is.
pub const TYPE: &str = "scrubjay-run@v1";

/// One file of the closed list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileLine {
    /// Its size.
    pub bytes: u64,
    /// Its name.
    pub name: String,
    /// Its digest.
    pub sha256: Digest,
}

/// The program that made the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// `run.json`. Fields stand in the order of canonical JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// Digest of against.jsonl, which is that of the earlier run's profile.jsonl; absent when there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub against_sha256: Option<Digest>,
    /// Digest of config.json.
    pub config_sha256: Digest,
    /// Number of rows.
    pub documents: u64,
    /// All files of the record but those of [`names::BESIDE`], sorted by name.
    pub files: Vec<FileLine>,
    /// Digest of profile.jsonl.
    pub profile_sha256: Digest,
    /// Whether every raw byte comes back from clean text and record.
    pub restorable: bool,
    /// Rows' Merkle tree hash (RFC 9162) over the lines of rows.jsonl without their newlines.
    pub rows_root: Digest,
    /// Edits of each rule that changed text or flagged it.
    pub rules: BTreeMap<String, u64>,
    /// The stages that ran.
    pub stages: Vec<String>,
    /// Rows of each status.
    pub statuses: BTreeMap<String, u64>,
    /// Documents of a site that the survey kept at most; absent when `limits.memory` left it the usual number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub survey_sample: Option<u64>,
    /// What made it.
    pub tool: Tool,
    /// [`TYPE`].
    pub r#type: String,
    /// Record version.
    pub v: u32,
}

/// One line of `history.jsonl`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HistoryLine {
    /// Documents of that run.
    pub documents: u64,
    /// Number of the line, from 0.
    pub n: u64,
    /// Digest of the line before, without its newline; of nothing, for the first.
    pub prev: Digest,
    /// Digest of that run's run.json.
    pub run_sha256: Digest,
}

/// A history, each line of which follows from the one before.
#[derive(Clone, Debug)]
pub struct History {
    /// The last line, and its digest.
    pub last: Option<(HistoryLine, Digest)>,
}

/// Bytes of the longest line of a history: two digests and two numbers.
pub const LONGEST_HISTORY: u64 = 512;

impl History {
    /// No run yet.
    pub fn empty() -> History {
        History { last: None }
    }

    /// Takes in the next line, without its newline.
    ///
    /// # Errors
    /// Says why it does not follow.
    pub fn push(&mut self, line: &str) -> Result<&HistoryLine, String> {
        let parsed: HistoryLine = super::read::parse(line)?;
        let (n, prev) = self.next();
        if parsed.n != n || parsed.prev != prev {
            return Err("does not follow from the line before".to_owned());
        }
        if self.last.as_ref().is_some_and(|(last, _)| last.run_sha256 == parsed.run_sha256) {
            return Err("tells of the same run as the line before".to_owned());
        }
        Ok(&self.last.insert((parsed, Digest::of(line.as_bytes()))).0)
    }

    fn next(&self) -> (u64, Digest) {
        self.last.as_ref().map_or((0, Digest::of(b"")), |(line, digest)| (line.n + 1, *digest))
    }
}

/// The history with a run added; a run that equals the last one adds no line.
///
/// # Errors
/// Says which line of the history does not hold: a broken history is never made longer.
pub fn extend_history(history: &str, run_sha256: Digest, documents: u64) -> Result<String, String> {
    let mut out = history.to_owned();
    if !out.is_empty() && !out.ends_with('\n') {
        return Err("the last line is cut".to_owned());
    }
    let mut chain = History::empty();
    for (n, line) in history.split_terminator('\n').enumerate() {
        chain.push(line).map_err(|e| format!("line {}: {e}", n + 1))?;
    }
    if chain.last.as_ref().is_some_and(|(last, _)| last.run_sha256 == run_sha256) {
        return Ok(out);
    }
    let (n, prev) = chain.next();
    out.push_str(&super::canonical(&HistoryLine { documents, n, prev, run_sha256 }));
    out.push('\n');
    Ok(out)
}

/// The sum that an attestation carries of itself: the digest of its line without the key `sha256`. `None` when it is no object.
pub fn attestation_sum(attestation: &serde_json::Value) -> Option<Digest> {
    let mut rest = attestation.as_object()?.clone();
    rest.remove("sha256");
    Some(Digest::of(super::canonical(&rest).as_bytes()))
}
