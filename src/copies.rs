//! Later copies of a clean text, dropped when the configuration says so: no clean text is written of them, and the record
//! carries their raw bytes.

use crate::config::Config;
use crate::corpus::tree::path_below;
use crate::digest::Digest;
use crate::document::DocumentId;
use crate::error::{Error, Result};
use crate::pipeline::Cleaned;
use crate::record::row::{Row, Sum};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::Path;

/// The clean texts that there were, each with the first document that has it. Grows with them: some 80 bytes for each, and
/// its id.
pub(crate) struct Copies {
    first: HashMap<Digest, Box<str>>,
    /// Bytes of a raw text that the record carries at most.
    most: u64,
}

impl Copies {
    /// For a run; `None` when copies are kept.
    pub fn new(config: &Config) -> Option<Copies> {
        config.duplicates.drop.then(|| Copies { first: HashMap::new(), most: config.limits.max_carried })
    }

    /// The document before this one that has the same clean text, when there is one and this one can be dropped: an empty text
    /// is no copy of anything, and one that the record cannot carry stays. Documents are asked about in the order of rows.
    pub fn of(&mut self, id: &DocumentId, row: &Row) -> Option<String> {
        let (clean, raw) = (row.clean.filter(|clean| clean.bytes > 0)?, row.raw?);
        match self.first.entry(clean.sha256) {
            Entry::Occupied(first) => (raw.bytes <= self.most).then(|| first.get().to_string()),
            Entry::Vacant(slot) => {
                slot.insert(id.as_str().into());
                None
            }
        }
    }
}

/// A document that is a file, dropped: its clean file goes away again. `None` when its raw bytes are not there any more.
///
/// # Errors
/// When the clean file cannot be removed.
pub(crate) fn drop_file(id: &DocumentId, path: &Path, clean: Option<&Path>, cleaned: &Cleaned, of: &str) -> Result<Option<Cleaned>> {
    let Ok(raw) = std::fs::read(path) else { return Ok(None) };
    if cleaned.row.raw != Some(Sum::of(&raw)) {
        return Ok(None);
    }
    if let Some(clean) = clean.map(|root| path_below(root, id)) {
        std::fs::remove_file(&clean).map_err(Error::io("remove", &clean))?;
    }
    Ok(Some(Cleaned::later_copy(id, cleaned, of, &raw, None)))
}
