//! Proofs for somebody who has one document, and not the rest of the record.

use crate::digest::{Digest, Tree, leaf_hash};
use crate::error::{Error, Result};
use crate::record::checkpoint::{Checkpoint, Log};
use crate::record::read;
use crate::record::records::Records;
use crate::record::run::{Run, names};
use serde::Serialize;
use std::path::Path;

/// The proof that a row is in a run. Fields stand in the order of canonical JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Inclusion {
    /// The document.
    pub id: String,
    /// Number of its row, from 0.
    pub index: u64,
    /// Hash of its row as a leaf.
    pub leaf: Digest,
    /// The hashes beside the way to the root, lowest first.
    pub path: Vec<Digest>,
    /// The row's line, without its newline.
    pub row: String,
    /// `rows_root` of run.json.
    pub rows_root: Digest,
    /// Digest of run.json.
    pub run_sha256: Digest,
    /// Number of rows.
    pub size: u64,
    /// What this is.
    pub r#type: &'static str,
    /// Version of this format.
    pub v: u32,
}

/// The proof that a history goes on from an earlier checkpoint. Fields stand in the order of canonical JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Consistency {
    /// The checkpoint now.
    pub new: String,
    /// The earlier one.
    pub old: String,
    /// The hashes that lead from both to their roots.
    pub path: Vec<Digest>,
    /// What this is.
    pub r#type: &'static str,
    /// Version of this format.
    pub v: u32,
}

/// Proves that a document's row is in the run. The rows that the proof is about must be those of run.json.
///
/// # Errors
/// When there is no such document, or rows and run.json do not go together.
pub fn inclusion(manifests: &Path, id: &str) -> Result<Inclusion> {
    let path = manifests.join(names::RUN);
    let run: Run = read::one_line(&path)?;
    let (_, run_sha256) = crate::digest::of_file(&path).map_err(Error::io("read", &path))?;
    let mut tree = Tree::default();
    let mut found = None;
    for recorded in Records::open(manifests)? {
        let recorded = recorded?;
        if recorded.row.id == id {
            found = Some((tree.size(), recorded.row_line.clone()));
        }
        tree.push(recorded.row_line.as_bytes());
    }
    let (index, row) =
        found.ok_or_else(|| Error::Usage(format!("the record has no document `{id}`; ids are paths below raw/, percent-encoded")))?;
    let root = tree.root(tree.size());
    let path = tree.inclusion(index).filter(|_| root == run.rows_root && tree.size() == run.documents).ok_or_else(|| Error::Record {
        place: names::RUN.to_owned(),
        what: "its documents or rows_root are not those of the rows; `scrubjay verify` says more".to_owned(),
    })?;
    let leaf = leaf_hash(row.as_bytes());
    let (id, size) = (id.to_owned(), tree.size());
    Ok(Inclusion { id, index, leaf, path, row, rows_root: root, run_sha256, size, r#type: "scrubjay-inclusion@v1", v: 1 })
}

/// Proves that the history goes on from a checkpoint; `None` when it does not.
///
/// # Errors
/// When the history cannot be read, or does not hold.
pub fn consistency(manifests: &Path, old: &Checkpoint) -> Result<Option<Consistency>> {
    let log = Log::read(manifests)?;
    if log.checkpoint(old.size).as_ref() != Some(old) {
        return Ok(None);
    }
    let Some(new) = log.checkpoint(log.size()) else { return Ok(None) };
    let path = log.consistency(old.size);
    Ok(Some(Consistency { new: new.text(), old: old.text(), path, r#type: "scrubjay-consistency@v1", v: 1 }))
}
