//! `scrubjay check`

use super::End;
use super::args::Check;
use super::clean;
use super::formats::{Difference, Teller, What};
use super::progress::Progress;
use super::render::safe;
use super::signals;
use scrubjay::against::Against;
use scrubjay::corpus::tree::{Kind, Walk, path_below};
use scrubjay::document::DocumentId;
use scrubjay::output::Staging;
use scrubjay::record::run::names;
use scrubjay::run::{self, Targets};
use scrubjay::{Error, Result};
use similar::{Algorithm, DiffTag, TextDiff};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Differences shown with their diffs; the others are named.
const SHOWN: usize = 20;
/// Lines of one diff that are shown: a diff is there to be recognised, `git diff` has all of it.
const LINES: usize = 60;

pub fn run(args: &Check) -> std::result::Result<u8, End> {
    let config = args.corpus.how.config()?;
    let places = args.corpus.places()?;
    let started = Instant::now();
    // What the golden run had as an input, this one has too, unless another is named.
    let own = args.corpus.manifests.join(names::AGAINST);
    let against = match args.corpus.against(&places)? {
        None if own.exists() => Some(Against::of_file(&own)?),
        named => named,
    };
    signals::catch();
    let staging = Staging::begin(&places)?;
    let progress = Progress::new(false, false);
    let threads = args.corpus.threads();
    let options = args.corpus.options(against.as_ref(), &progress);
    let targets = Targets { clean: Some(&staging.clean), manifests: Some(&staging.manifests) };
    let result = run::run(&args.corpus.raw, targets, &config, &options);
    progress.end();
    let outcome = result?;
    let mut teller = Teller::new(args.format);
    let raw = &args.corpus.raw;
    compare(&mut teller, &args.corpus.clean, &staging.clean, "clean", raw)?;
    compare(&mut teller, &args.corpus.manifests, &staging.manifests, "manifests", raw)?;
    let different = teller.different();
    let blessed = different > 0 && args.bless;
    if blessed {
        clean::seal(&staging, &places, &outcome, threads, started, clean::program())?;
        staging.commit()?;
    }
    teller.end(outcome.totals.statuses.values().sum(), blessed)?;
    Ok(u8::from(different > 0 && !blessed))
}

fn compare(teller: &mut Teller, golden: &Path, new: &Path, label: &'static str, raw: &Path) -> std::result::Result<(), End> {
    let record = label == "manifests";
    let (old_files, new_files) = (files(golden)?, files(new)?);
    let mut names: Vec<&String> = old_files.keys().chain(new_files.keys()).collect();
    names.sort();
    names.dedup();
    for name in names {
        // What is not a function of the corpus is no golden.
        if record && names::BESIDE[1..].contains(&name.as_str()) {
            continue;
        }
        if signals::stopped() {
            return Err(Error::Stopped.into());
        }
        let read = |path: Option<&PathBuf>| -> Result<Option<Vec<u8>>> {
            path.map(|p| std::fs::read(p).map_err(Error::io("read", p))).transpose()
        };
        let (old, new) = (read(old_files.get(name))?, read(new_files.get(name))?);
        // As it was typed, so that it is relative where a checkout is; a clean file that is not there yet is shown at its raw one.
        let below = if old.is_none() && !record { raw } else { golden };
        let place = DocumentId::parse(name).map_or_else(|_| below.join(name), |id| path_below(below, &id));
        let mut found = Difference { tree: label, id: name.clone(), path: place, what: None, line: 1, diff: String::new() };
        if old != new {
            let (what, line, diff) = match (old, new) {
                (None, _) => (What::New, 1, String::new()),
                (_, None) => (What::Gone, 1, String::new()),
                (Some(old), Some(new)) if teller.different() < SHOWN as u64 && !record => {
                    let (line, diff) = difference(name, &old, &new);
                    (What::Differs, line, diff)
                }
                _ => (What::Differs, 1, String::new()),
            };
            (found.what, found.line, found.diff) = (Some(what), line, diff);
        }
        teller.tell(found)?;
    }
    Ok(())
}

/// The first line that differs, and a diff that is no longer than people read.
fn difference(name: &str, old: &[u8], new: &[u8]) -> (usize, String) {
    let (old, new) = (String::from_utf8_lossy(old), String::from_utf8_lossy(new));
    // Only shows; the search gives up in time on texts that have nothing in common.
    let diff = TextDiff::configure().algorithm(Algorithm::Myers).timeout(Duration::from_secs(2)).diff_lines(old.as_ref(), new.as_ref());
    let line = diff.ops().iter().find(|op| op.tag() != DiffTag::Equal).map_or(1, |op| op.old_range().start + 1);
    let text = diff.unified_diff().header(&format!("golden/{name}"), &format!("new/{name}")).to_string();
    let mut shown: String = text.split_inclusive('\n').take(LINES).collect();
    let more = text.split_inclusive('\n').count().saturating_sub(LINES);
    if more > 0 {
        shown += &format!("({more} more lines)\n");
    }
    (line, safe(&shown).into_owned())
}

fn files(root: &Path) -> Result<BTreeMap<String, PathBuf>> {
    if !root.exists() {
        return Ok(BTreeMap::new());
    }
    let entries = Walk::new(root)?.filter(|e| matches!(e.kind, Kind::File(_)));
    Ok(entries.map(|e| (e.id.to_string(), e.path)).collect())
}
