//! From the clean text and the record, the raw bytes.

use crate::digest::Digest;
use crate::edit::undo;
use crate::error::{Error, Result};
use crate::pipeline::CARRIED;
use crate::rebuild::{Goal, Rebuild};
use crate::record::edits::EditsBack;
use crate::record::read::{LONGEST_ROW, Lines};
pub use crate::record::records::{Recorded, Records};
use crate::record::row::{Restores, Row, Sum};
use crate::record::run::names;
use std::collections::BTreeSet;
use std::path::Path;

/// Why a document does not come back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Lost {
    /// The record has neither clean text nor bytes of it.
    #[error("the record holds no text of it ({0}); its bytes are in the raw file only")]
    NotCarried(String),
    /// It is a container of this kind, of which no more than the texts comes back.
    #[error("of a {0} that changed, the texts come back and not the file; they are beside it")]
    TextsAlone(String),
    /// Its clean file cannot be read.
    #[error("{0}")]
    NoText(String),
    /// Another document was written to the same name.
    #[error("another one stands under its name already; restore it alone, to another folder")]
    NoPlace,
    /// What stands where a text with this digest should stand has another one.
    #[error("{stage}: expected {expected}, got {got}")]
    Differs {
        /// The stage whose output differs; `clean`, `decode` or `raw` for the ends.
        stage: String,
        /// What the record says.
        expected: Digest,
        /// What is there.
        got: Digest,
    },
    /// The operations of a stage do not fit the text.
    #[error("{stage}: {why}")]
    Unfit {
        /// The stage.
        stage: String,
        /// What does not fit.
        why: String,
    },
}

/// The raw bytes of a document, every stage's digest checked on the way.
///
/// # Errors
/// Says at which stage the way back ends.
pub fn raw_bytes(recorded: &Recorded, clean: Option<&[u8]>) -> std::result::Result<Vec<u8>, Lost> {
    walk_back(recorded, clean, |_, _| {})
}

/// As [`raw_bytes`]; `each` is shown the text before each stage, last stage first, ended by the decoded text.
///
/// # Errors
/// As [`raw_bytes`].
pub fn walk_back(recorded: &Recorded, clean: Option<&[u8]>, mut each: impl FnMut(usize, &str)) -> std::result::Result<Vec<u8>, Lost> {
    let row = &recorded.row;
    let Some(raw) = row.raw else { return Err(Lost::NotCarried(row.reason.clone().unwrap_or_default())) };
    let bytes = match (row.clean, clean, &recorded.edits) {
        (Some(sum), Some(clean), edits) => {
            same("clean", sum, clean)?;
            match edits {
                None => clean.to_vec(),
                Some((_, edits)) => from_clean(row, edits, clean, &mut each)?,
            }
        }
        (None, _, Some((_, edits))) if edits.decode.label == CARRIED => {
            let coding = edits.decode.coding().ok_or_else(|| unfit("decode", "a hex string is none"))?;
            coding.raw.into_iter().flat_map(|(_, _, bytes)| bytes).collect()
        }
        (None, _, None) if raw.bytes == 0 => Vec::new(),
        _ => return Err(Lost::NotCarried(row.reason.clone().unwrap_or_default())),
    };
    same("raw", raw, &bytes)?;
    Ok(bytes)
}

fn from_clean(row: &Row, edits: &EditsBack, clean: &[u8], each: &mut impl FnMut(usize, &str)) -> std::result::Result<Vec<u8>, Lost> {
    let mut text = String::from_utf8(clean.to_vec()).map_err(|_| unfit("clean", "not UTF-8"))?;
    if row.stages.len() != edits.stages.len() {
        return Err(unfit("stages", "row and edits name other stages"));
    }
    for (n, (line, ops)) in row.stages.iter().zip(&edits.stages).enumerate().rev() {
        same(&line.name, Sum { bytes: line.bytes, sha256: line.sha256 }, text.as_bytes())?;
        text = undo(&text, &ops.ops).map_err(|e| unfit(&line.name, &e.to_string()))?;
        each(n, &text);
    }
    if let Some(decoded) = row.decoded {
        same("decode", decoded, text.as_bytes())?;
    }
    let coding = edits.decode.coding().ok_or_else(|| unfit("decode", "a hex string is none"))?;
    coding.encode(&text).ok_or_else(|| unfit("decode", &format!("the text cannot be written as {}", coding.label)))
}

fn unfit(stage: &str, why: &str) -> Lost {
    Lost::Unfit { stage: stage.to_owned(), why: why.to_owned() }
}

fn same(stage: &str, expected: Sum, bytes: &[u8]) -> std::result::Result<(), Lost> {
    let got = Digest::of(bytes);
    if got == expected.sha256 && bytes.len() as u64 == expected.bytes {
        return Ok(());
    }
    Err(Lost::Differs { stage: stage.to_owned(), expected: expected.sha256, got })
}

pub use crate::texts::Texts;

/// What a restore did.
#[derive(Clone, Debug, Default)]
pub struct Restored {
    /// Documents written.
    pub written: u64,
    /// Documents that did not come back, and why.
    pub lost: Vec<(String, Lost)>,
}

/// The containers that do not come back, but for their documents' texts.
fn apart(manifests: &Path) -> Result<BTreeSet<String>> {
    let mut rows = Lines::open(&manifests.join(names::ROWS))?;
    let mut found = BTreeSet::new();
    while let Some(line) = rows.bytes_within(LONGEST_ROW)? {
        if memchr::memmem::find(&line, b"\"restores\":\"documents\"").is_some()
            && let Ok(row) = serde_json::from_slice::<Row>(&line)
            && row.container.is_some_and(|container| container.restores == Restores::Documents)
        {
            found.insert(row.id);
        }
    }
    Ok(found)
}

/// Fails when the record has not all of these ids.
fn all_there(manifests: &Path, wanted: &[String]) -> Result<()> {
    let mut left: BTreeSet<&str> = wanted.iter().map(String::as_str).collect();
    let mut rows = Lines::open(&manifests.join(names::ROWS))?;
    while !left.is_empty()
        && let Some(line) = rows.bytes_within(LONGEST_ROW)?
    {
        let row: Row = serde_json::from_slice(&line).map_err(|e| rows.error(e.to_string()))?;
        left.remove(row.id.as_str());
    }
    match left.first() {
        Some(id) => Err(Error::Usage(format!("the record has no document `{id}`; ids are paths below raw/, percent-encoded"))),
        None => Ok(()),
    }
}

/// Writes the raw bytes of documents below `to`: of those `wanted`, or of all when none is named. A container comes back
/// as a file; a record that is named, as a file of its own beside it: its name ends in `#` and the key.
///
/// # Errors
/// When the record cannot be read, an id is not in it (then nothing is written), or files cannot be written.
pub fn restore(clean: &Path, manifests: &Path, to: &Path, wanted: &[String]) -> Result<Restored> {
    all_there(manifests, wanted)?;
    let mut left: BTreeSet<&str> = wanted.iter().map(String::as_str).collect();
    let mut done = Restored::default();
    let mut texts = Texts::open(clean, manifests);
    let mut rebuild: Option<Rebuild> = None;
    let all = wanted.is_empty();
    let apart = if all || wanted.iter().any(|id| !id.contains('#')) { apart(manifests)? } else { BTreeSet::new() };
    for recorded in Records::open(manifests)? {
        let recorded = recorded?;
        // A container that is asked for is made of its records, so each of them is looked at.
        let within = recorded.id.container().filter(|container| all || left.contains(container)).map(str::to_owned);
        let alone = within.as_ref().is_some_and(|container| apart.contains(container));
        let asked = left.remove(recorded.row.id.as_str()) || alone;
        if !all && !asked && within.is_none() {
            continue;
        }
        if let Some(container) = within.filter(|_| !alone) {
            if recorded.row.raw.is_none() && !texts.has(&container) {
                done.lost.push((recorded.row.id, Lost::NotCarried(recorded.row.reason.unwrap_or_default())));
                continue;
            }
            if rebuild.as_ref().is_none_or(|r| r.id != container) {
                rebuild = Some(Rebuild::begin(&container, &texts, Goal::Below(to))?);
            }
            let next = rebuild.as_mut().map(|r| r.next(&recorded, |_, _| {})).transpose()?;
            if !asked {
                done.lost.extend(next.and_then(|(_, back)| back.err()).map(|lost| (recorded.row.id, lost)));
                continue;
            }
        }
        if let Some(line) = recorded.row.container.as_ref().filter(|_| apart.contains(&recorded.row.id)) {
            let kind = line.format.clone();
            done.lost.push((recorded.row.id, Lost::TextsAlone(kind)));
            continue;
        }
        if recorded.row.container.is_some() {
            let built = match rebuild.take().filter(|r| r.id == recorded.row.id) {
                Some(built) => built,
                None => Rebuild::begin(&recorded.row.id, &texts, Goal::Below(to))?,
            };
            match built.end(&recorded)? {
                None => done.written += 1,
                Some(lost) => done.lost.push((recorded.row.id, lost)),
            }
            continue;
        }
        let text = match texts.of(&recorded) {
            Ok(text) => text,
            Err(e) => {
                done.lost.push((recorded.row.id, Lost::NoText(e.to_string())));
                continue;
            }
        };
        match raw_bytes(&recorded, text.as_deref()) {
            Ok(bytes) if crate::output::write_alone(to, &recorded.id, &bytes)? => done.written += 1,
            Ok(_) => done.lost.push((recorded.row.id, Lost::NoPlace)),
            Err(lost) => done.lost.push((recorded.row.id, lost)),
        }
    }
    Ok(done)
}
