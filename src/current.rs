//! Whether an output is already what a run would give: then there is nothing to do.

use crate::config::Config;
use crate::corpus::tree::{Kind, Walk};
use crate::digest::{Digest, of_file};
use crate::document::{DocumentId, Site};
use crate::error::Result;
use crate::record::read::{LARGEST_FILE, LONGEST_ROW, Lines, one_line};
use crate::record::row::Row;
use crate::record::run::{Run, names};
use crate::reuse::Place;
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
    let diff = run.files.iter().any(|f| f.name == names::DIFF);
    if run.config_sha256 != Digest::of((config.to_json() + "\n").as_bytes()) || diff != options.diff {
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

/// The figures, from the rows; a failed document may be readable now.
fn totals(place: &Place, config: &Config, run: &Run) -> Option<Totals> {
    let mut totals = Totals::new(config);
    let mut rows = Lines::open(&place.manifests.join(names::ROWS)).ok()?;
    while let Some(line) = rows.bytes_within(LONGEST_ROW).ok()? {
        let row: Row = serde_json::from_slice(&line).ok()?;
        let id = DocumentId::parse(&row.id).ok()?;
        row.raw?;
        let site = row.site.clone().map_or_else(|| id.site(), Site);
        totals.row(&site, &row);
        totals.heard(config, id.as_str());
    }
    totals.taken_over = run.documents;
    Some(totals)
}
