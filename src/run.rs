//! A whole corpus: walk, survey, clean in parallel, write in order.

use crate::against::Against;
use crate::config::Config;
use crate::contained::{self, Known, Part, Writing};
use crate::copies::{Copies, drop_file};
use crate::corpus::items::{self, Chunk, Container, End, Item, Items, Member};
use crate::corpus::tree::{self, Entry, Kind, Walk, path_below};
use crate::document::{Document, DocumentId, Site};
use crate::error::{Error, Result};
use crate::event::{Event, Observer};
use crate::ordered::in_order;
use crate::output::write_clean;
use crate::pipeline::{Cleaned, Within, clean_within};
use crate::profile::Profile;
use crate::record::records::Recorded;
use crate::record::row::{Status, Sum};
use crate::record::write::RecordWriter;
use crate::reuse::{self, Earlier, Names, Place};
use crate::survey::{self, Surveyed};
use crate::totals::Totals;
use crate::unified::{RECORDED, unified};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a run needs to know besides the configuration. None of it changes a byte of the record, but for `diff` and `against`.
pub struct Options<'a> {
    /// Threads to work on.
    pub threads: usize,
    /// Whether `corpus.diff` is written.
    pub diff: bool,
    /// What an earlier run learnt, to be added to what this one learns.
    pub against: Option<&'a Against>,
    /// Who hears of progress.
    pub observer: &'a dyn Observer,
    /// Asked now and then whether to stop.
    pub stop: &'a (dyn Fn() -> bool + Sync),
    /// Runs of this very program whose work is taken over where it would be done again; the first that has a document counts.
    pub earlier: &'a [Place],
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
    reused: bool,
}

/// What earlier runs did with an item: with a file, and where its clean text is; with each part of a container.
enum Old {
    File(Option<Box<(Recorded, PathBuf)>>),
    Records(Vec<Option<Recorded>>),
}

/// What came of an item.
enum Came {
    File(Box<Done>),
    Parts(Arc<Container>, Vec<Part>),
    End(End),
}

/// Cleans a tree.
///
/// # Errors
/// When the tree cannot be walked, the output cannot be written, or the run is to stop. What befalls a single document
/// is a row.
pub fn run(raw: &Path, targets: Targets, config: &Config, options: &Options) -> Result<Outcome> {
    let (mut documents, mut bytes, mut scattered) = (0, 0, false);
    for entry in Walk::new(raw)? {
        scattered |= items::format(&entry, config).is_some();
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
    let surveyed = survey::survey(raw, config, options.against, scattered, options.threads, options.observer, options.stop)?;
    let mut earlier: Vec<Earlier> = options.earlier.iter().filter_map(|place| Earlier::open(place, config)).collect();
    let names = reuse::names_of(config);
    let mut record = RecordWriter::create(targets.manifests, options.diff)?;
    record.begin(config, &surveyed.lines)?;
    options.against.map_or(Ok(()), |against| record.against(against))?;
    record.sample(surveyed.sample);
    let mut totals = Totals::new(config);
    let mut taken_over = 0;
    let mut writing: Option<Writing> = None;
    let mut copies = Copies::new(config);
    let mut done = |id: &DocumentId, site: &Site, cleaned: Cleaned, diff: &[u8], bytes: u64| {
        record.codecs(cleaned.codecs.clone());
        record.document(id, &cleaned, diff)?;
        totals.add(site, &cleaned);
        totals.heard(config, id.as_str());
        options.observer.note(&Event::Done { id: id.as_str(), status: cleaned.row.status, bytes });
        Ok(())
    };
    let recorded = |item: Item| {
        let known = match &item {
            Item::File(entry) => {
                let site = entry.id.site();
                let line = surveyed.line(&site);
                let of = |e: &mut Earlier| e.of(&entry.id).filter(|_| e.knew(&site, line)).map(|old| (old, e.clean().to_path_buf()));
                Old::File(earlier.iter_mut().find_map(of).map(Box::new))
            }
            Item::Parts(_) if earlier.is_empty() => Old::File(None),
            Item::Parts(chunk) => Old::Records(chunk.parts.iter().map(|part| known_record(&mut earlier, &surveyed, chunk, part)).collect()),
            Item::End(_) => Old::File(None),
        };
        (item, known)
    };
    in_order(
        Items::of(raw, config)?.map(recorded),
        options.threads,
        |(item, _)| item.size(),
        |(item, old)| match (item, old) {
            (Item::File(entry), old) => {
                let old = if let Old::File(Some(old)) = old { Some(*old) } else { None };
                let again = old.and_then(|(old, clean)| again(&entry, old, &clean, &names));
                Came::File(Box::new(document(entry, again, targets, &surveyed.profile, config, options.diff)))
            }
            (Item::Parts(chunk), old) => {
                if chunk.first && chunk.container.format.passing.as_ref().is_none_or(|passing| passing.packed) {
                    // An error is told of at the end.
                    let _ = chunk.container.sum();
                }
                let records = if let Old::Records(records) = old { records } else { Vec::new() };
                let known = Known { records, names: &names };
                let (container, parts) = contained::clean(chunk, known, &surveyed.profile, config, options.diff);
                Came::Parts(container, parts)
            }
            (Item::End(end), _) => {
                if end.refused.is_some() || end.cut {
                    let _ = end.container.sum();
                }
                Came::End(end)
            }
        },
        |came| {
            if (options.stop)() {
                return Err(Error::Stopped);
            }
            match came {
                Came::File(file) => {
                    let Done { entry, mut cleaned, mut diff, written, reused } = *file;
                    written?;
                    // Which one is the earlier can be told only here, where they come in order.
                    if let Some(of) = copies.as_mut().and_then(|copies| copies.of(&entry.id, &cleaned.row))
                        && let Some(dropped) = drop_file(&entry.id, &entry.path, targets.clean, &cleaned, &of)?
                    {
                        (cleaned, diff) = (dropped, Vec::new());
                    }
                    taken_over += u64::from(reused);
                    done(&entry.id, &entry.id.site(), cleaned, &diff, size(&entry))
                }
                Came::Parts(container, parts) => {
                    let writing = begun(&mut writing, container, targets, config)?;
                    for part in parts {
                        taken_over += u64::from(matches!(&part, Part::Document(done) if done.reused));
                        if let Some((id, site, cleaned, diff)) = writing.put(part, &mut copies)? {
                            let bytes = writing.tell(cleaned.row.raw.map_or(0, |raw| raw.bytes));
                            done(&id, &site, cleaned, &diff, bytes)?;
                        }
                    }
                    Ok(())
                }
                Came::End(end) => {
                    if let Some(why) = &end.refused {
                        let (id, left) = (&end.container.entry.id, size(&end.container.entry));
                        return done(id, &id.site(), contained::refused(id, end.container.sum(), why), &[], left);
                    }
                    begun(&mut writing, end.container.clone(), targets, config)?;
                    let Some(mut writing) = writing.take() else { return Ok(()) };
                    let (id, left) = (&end.container.entry.id, writing.tell(u64::MAX));
                    done(id, &id.site(), Cleaned::of_row(writing.end(&end)?), &[], left)
                }
            }
        },
    )?;
    totals.taken_over = taken_over;
    Ok(Outcome { run: record.finish(config)?, totals })
}

/// What the first earlier run that has a part of a container did with it, where its site is as it was.
fn known_record(earlier: &mut [Earlier], surveyed: &Surveyed, chunk: &Chunk, part: &Member) -> Option<Recorded> {
    let Member::Document(id, site, _) = part else { return None };
    let container = &chunk.container.entry.id;
    let site = site.clone().unwrap_or_else(|| container.site());
    let line = surveyed.line(&site);
    // All are asked, so that none falls behind.
    let mut found = earlier.iter_mut().map(|e| e.of_record(container, id).filter(|_| e.knew(&site, line)));
    let first = found.by_ref().find(Option::is_some).flatten();
    found.for_each(drop);
    first
}

/// The clean container that is being written; begun with the first part of it that comes.
fn begun<'a>(writing: &'a mut Option<Writing>, container: Arc<Container>, targets: Targets, config: &Config) -> Result<&'a mut Writing> {
    match writing {
        Some(writing) => Ok(writing),
        None => Ok(writing.insert(Writing::begin(container, targets.clean, config)?)),
    }
}

fn size(entry: &Entry) -> u64 {
    if let Kind::File(n) = entry.kind { n } else { 0 }
}

/// An entry as an earlier run left it, with its raw bytes, when all is as it was.
fn again(entry: &Entry, old: Recorded, clean: &Path, names: &Names) -> Option<(Cleaned, Vec<u8>)> {
    if !matches!(entry.kind, Kind::File(bytes) if old.row.raw.is_some_and(|raw| raw.bytes == bytes)) || old.row.clean.is_none() {
        return None;
    }
    let clean = std::fs::read(path_below(clean, &entry.id)).ok()?;
    let raw = std::fs::read(&entry.path).ok()?;
    let cleaned = reuse::again(old, &raw, clean, names)?;
    Some((cleaned, raw))
}

fn document(entry: Entry, again: Option<(Cleaned, Vec<u8>)>, targets: Targets, profile: &Profile, config: &Config, diff: bool) -> Done {
    let reused = again.is_some();
    let (cleaned, raw) = again.unwrap_or_else(|| clean_entry(&entry, profile, config));
    let mut done = Done { entry, cleaned, diff: Vec::new(), written: Ok(()), reused };
    if let (Some(root), Some(clean)) = (targets.clean, done.cleaned.clean_bytes(&raw)) {
        done.written = write_clean(root, &done.entry.id, clean);
    }
    if diff {
        done.diff = diff_of(&done.entry.id, &raw, &done.cleaned);
    }
    done.cleaned.forget_texts();
    done
}

/// The unified diff of a document; empty when nothing differs.
pub(crate) fn diff_of(id: &DocumentId, raw: &[u8], cleaned: &Cleaned) -> Vec<u8> {
    match (cleaned.decoded_text(raw), cleaned.clean_text(raw)) {
        (Some(old), Some(new)) if old != new => unified(&id.path_alone(), old, new, &cleaned.pieces, RECORDED),
        _ => Vec::new(),
    }
}

/// Cleans one document. A defect in a rule must not take the run down, nor the document's place in the record.
pub(crate) fn clean_one(document: &Document, profile: &Profile, config: &Config, within: &Within) -> Cleaned {
    catch_unwind(AssertUnwindSafe(|| clean_within(document, profile, config, within))).unwrap_or_else(|_| {
        let reason = "a rule failed on this document; please report it".to_owned();
        Cleaned::without_text(&document.id, Some(Sum::of(&document.bytes)), Status::Failed, reason)
    })
}

/// Reads and cleans one entry; gives the raw bytes too.
pub fn clean_entry(entry: &Entry, profile: &Profile, config: &Config) -> (Cleaned, Vec<u8>) {
    let without = |status, reason| (Cleaned::without_text(&entry.id, None, status, reason), Vec::new());
    let bytes = match &entry.kind {
        Kind::Refused(why) => return without(Status::Quarantined, (*why).to_owned()),
        Kind::Unlisted(why) => return without(Status::Failed, why.clone()),
        // One that the record can carry is read all the same.
        Kind::File(bytes) if *bytes > config.limits.max_document.max(config.limits.max_carried) => return oversized(entry, *bytes, config),
        Kind::File(bytes) => *bytes,
    };
    let bytes = match tree::read(&entry.path, bytes) {
        Ok(bytes) => bytes,
        Err(e) => return without(Status::Failed, format!("cannot be read: {}", e.kind())),
    };
    let document = Document { id: entry.id.clone(), site: entry.id.site(), bytes };
    (clean_one(&document, profile, config, &Within { charset: None, spelling: &|| None, taken: false }), document.bytes)
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
