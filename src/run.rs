//! A whole corpus: walk, survey, clean in parallel, write in order.

use crate::config::Config;
use crate::corpus::tree::{Entry, Kind, Walk};
use crate::document::Document;
use crate::error::{Error, Result};
use crate::event::{Event, Observer};
use crate::ordered::in_order;
use crate::output::write_clean;
use crate::pipeline::{Cleaned, clean_document};
use crate::profile::Profile;
use crate::record::row::{Status, Sum};
use crate::record::write::RecordWriter;
use crate::survey;
use crate::totals::Totals;
use crate::unified::unified;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// What a run needs to know besides the configuration. None of it changes a byte of the record, but for `diff`.
pub struct Options<'a> {
    /// Threads to work on.
    pub threads: usize,
    /// Whether `corpus.diff` is written.
    pub diff: bool,
    /// Who hears of progress.
    pub observer: &'a dyn Observer,
    /// Asked now and then whether to stop.
    pub stop: &'a (dyn Fn() -> bool + Sync),
}

/// What a run gives.
#[derive(Debug)]
pub struct Outcome {
    /// The bytes of `run.json`.
    pub run: String,
    /// For the summary.
    pub totals: Totals,
}

/// Where a run writes: the clean tree and the record, or nowhere.
#[derive(Clone, Copy, Debug, Default)]
pub struct Targets<'a> {
    /// The clean tree.
    pub clean: Option<&'a Path>,
    /// The record.
    pub manifests: Option<&'a Path>,
}

struct Done {
    entry: Entry,
    cleaned: Cleaned,
    diff: Vec<u8>,
    written: Result<()>,
}

/// Cleans a tree.
///
/// # Errors
/// When the tree cannot be walked, the output cannot be written, or the run is to stop. What befalls a single document
/// is a row.
pub fn run(raw: &Path, targets: Targets, config: &Config, options: &Options) -> Result<Outcome> {
    let (mut documents, mut bytes) = (0, 0);
    for entry in Walk::new(raw)? {
        documents += 1;
        bytes += size(&entry);
        if documents % 1024 == 0 && (options.stop)() {
            return Err(Error::Stopped);
        }
    }
    options.observer.note(&Event::Counted { documents, bytes });
    if documents == 0 {
        return Err(Error::Usage(format!("{} holds no document; give the folder that holds the raw documents", raw.display())));
    }
    let surveyed = survey::survey(raw, config, options.threads, options.observer, options.stop)?;
    let mut record = RecordWriter::create(targets.manifests, options.diff)?;
    surveyed.lines.iter().try_for_each(|line| record.site(line))?;
    let mut totals = Totals::new(config);
    in_order(
        Walk::new(raw)?,
        options.threads,
        size,
        |entry| document(entry, targets, &surveyed.profile, config, options.diff),
        |done: Done| {
            if (options.stop)() {
                return Err(Error::Stopped);
            }
            done.written?;
            record.codecs(done.cleaned.codecs.clone());
            record.document(&done.entry.id, &done.cleaned, &done.diff)?;
            totals.add(&done.entry.id.site(), &done.cleaned);
            totals.heard(config, done.entry.id.as_str());
            let status = done.cleaned.row.status;
            options.observer.note(&Event::Done { id: &done.cleaned.row.id, status, bytes: size(&done.entry) });
            Ok(())
        },
    )?;
    Ok(Outcome { run: record.finish(config)?, totals })
}

fn size(entry: &Entry) -> u64 {
    if let Kind::File(n) = entry.kind { n } else { 0 }
}

fn document(entry: Entry, targets: Targets, profile: &Profile, config: &Config, diff: bool) -> Done {
    let (cleaned, raw) = clean_entry(&entry, profile, config);
    let mut done = Done { entry, cleaned, diff: Vec::new(), written: Ok(()) };
    if let (Some(root), Some(clean)) = (targets.clean, done.cleaned.clean_bytes(&raw)) {
        done.written = write_clean(root, &done.entry.id, clean);
    }
    if diff
        && let (Some(old), Some(new)) = (done.cleaned.decoded_text(&raw), done.cleaned.clean_text(&raw))
        && old != new
    {
        done.diff = unified(&done.entry.id.path(), old, new, &done.cleaned.pieces);
    }
    // The stages' texts are not needed any more, and results wait in memory for their turn.
    done.cleaned.stages.iter_mut().for_each(|(_, applied)| applied.text = String::new());
    done.cleaned.pieces = Vec::new();
    done.cleaned.clean = None;
    done.cleaned.decoded = None;
    done
}

/// Reads and cleans one entry; gives the raw bytes too.
pub fn clean_entry(entry: &Entry, profile: &Profile, config: &Config) -> (Cleaned, Vec<u8>) {
    let without = |status, reason| (Cleaned::without_text(&entry.id, None, status, reason), Vec::new());
    match &entry.kind {
        Kind::Refused(why) => return without(Status::Quarantined, (*why).to_owned()),
        Kind::Unlisted(why) => return without(Status::Failed, why.clone()),
        // One that the record can carry is read all the same.
        Kind::File(bytes) if *bytes > config.limits.max_document.max(config.limits.max_carried) => return oversized(entry, *bytes, config),
        Kind::File(_) => {}
    }
    let bytes = match std::fs::read(&entry.path) {
        Ok(bytes) => bytes,
        Err(e) => return without(Status::Failed, format!("cannot be read: {}", e.kind())),
    };
    let document = Document { id: entry.id.clone(), site: entry.id.site(), bytes };
    // A defect in a rule must not take the run down, nor the document's place in the record.
    let cleaned = catch_unwind(AssertUnwindSafe(|| clean_document(&document, profile, config))).unwrap_or_else(|_| {
        let reason = "a rule failed on this document; please report it".to_owned();
        Cleaned::without_text(&entry.id, Some(Sum::of(&document.bytes)), Status::Failed, reason)
    });
    (cleaned, document.bytes)
}

/// The row of a document too large to be taken into memory: its bytes are hashed as they stream by.
fn oversized(entry: &Entry, bytes: u64, config: &Config) -> (Cleaned, Vec<u8>) {
    let mut reason = format!("{bytes} bytes, over limits.max_document ({})", config.limits.max_document);
    let mut status = Status::Quarantined;
    let sum = match crate::digest::of_file(&entry.path) {
        Ok((bytes, sha256)) => Some(Sum { bytes, sha256 }),
        Err(e) => {
            status = Status::Failed;
            reason = format!("cannot be read: {}", e.kind());
            None
        }
    };
    (Cleaned::without_text(&entry.id, sum, status, reason), Vec::new())
}
