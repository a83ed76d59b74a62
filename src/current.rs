//! Whether an output is already what a run would give: then there is nothing to do.

use crate::config::Config;
use crate::corpus::tree::{Kind, Walk};
use crate::digest::{Digest, of_file};
use crate::error::Result;
use crate::record::read::{LARGEST_FILE, Lines, one_line};
use crate::record::records::Records;
use crate::record::run::{History, LONGEST_HISTORY, Run, names};
use crate::reuse::{self, Place};
use crate::run::{Options, Outcome};
use crate::totals::Totals;
use crate::verify::{Asked, Level, Subject, verify_with};
use std::io::Read;
use std::path::Path;

/// What a run would give, when a finished one of this very program gave it already and every raw and clean file and every
/// file of the record still has the bytes that its `run.json` commits to. `None` when anything is otherwise.
///
/// # Errors
/// When the raw tree cannot be walked.
pub fn outcome(raw: &Path, place: &Place, config: &Config, options: &Options) -> Result<Option<Outcome>> {
    let Some((text, run)) = recorded(place) else { return Ok(None) };
    if !is_told_of(place, Digest::of(text.as_bytes())) {
        return Ok(None);
    }
    let diff = run.files.iter().any(|f| f.name == names::DIFF);
    if run.config_sha256 != Digest::of((config.to_json() + "\n").as_bytes())
        || diff != options.diff
        || run.against_sha256 != options.against.map(|a| a.sha256)
    {
        return Ok(None);
    }
    let whole = |name: &str, sum: (u64, Digest)| of_file(&place.manifests.join(name)).is_ok_and(|got| got == sum);
    if !run.files.iter().all(|f| whole(&f.name, (f.bytes, f.sha256))) {
        return Ok(None);
    }
    let (mut documents, mut bytes) = (0, 0);
    for entry in Walk::new(raw)? {
        // What is no file has no sum that could be compared.
        let Kind::File(n) = entry.kind else { return Ok(None) };
        (documents, bytes) = (documents + 1, bytes + n);
    }
    options.observer.note(&crate::event::Event::Counted { documents, bytes });
    let subject =
        Subject { raw: raw.to_path_buf(), clean: place.clean.clone(), manifests: place.manifests.clone(), threads: options.threads };
    let asked = Asked { observer: options.observer, ..Asked::default() };
    if !verify_with(&subject, Level::Fixity, &asked).is_ok_and(|report| report.exit_code() == 0) {
        return Ok(None);
    }
    Ok(totals(place, config, &run).map(|totals| Outcome { run: text, totals }))
}

fn recorded(place: &Place) -> Option<(String, Run)> {
    let path = place.manifests.join(names::RUN);
    let run: Run = one_line(&path).ok()?;
    let mut text = String::new();
    std::fs::File::open(path).ok()?.take(LARGEST_FILE).read_to_string(&mut text).ok()?;
    Some((text, run))
}

/// Whether the history ends with this run, and the attestation speaks of it.
fn is_told_of(place: &Place, run: Digest) -> bool {
    let said = std::fs::read_to_string(place.manifests.join(names::ATTESTATION)).unwrap_or_default();
    let said: serde_json::Value = serde_json::from_str(&said).unwrap_or_default();
    let attested = said.get("run_sha256").and_then(|digest| digest.as_str()) == Some(&run.to_string());
    let mut history = History::empty();
    let Ok(mut lines) = Lines::open(&place.manifests.join(names::HISTORY)) else { return false };
    loop {
        match lines.text_within(LONGEST_HISTORY) {
            Ok(Some(line)) if history.push(&line).is_ok() => {}
            Ok(None) => return attested && history.last.is_some_and(|(last, _)| last.run_sha256 == run),
            _ => return false,
        }
    }
}

/// The figures, from rows and edits; a document that failed may be readable now.
fn totals(place: &Place, config: &Config, run: &Run) -> Option<Totals> {
    let mut totals = Totals::new(config);
    let rules = reuse::names_of(config);
    for recorded in Records::open(&place.manifests).ok()? {
        let recorded = recorded.ok()?;
        recorded.row.raw?;
        let site = recorded.site();
        totals.row(&site, &recorded.row);
        totals.heard(config, recorded.id.as_str());
        for op in recorded.edits.into_iter().flat_map(|(_, back)| back.stages).flat_map(|stage| stage.ops) {
            totals.op(&reuse::named(op, &rules)?);
        }
        totals.taken_over += 1;
    }
    (totals.taken_over == run.documents).then_some(totals)
}
