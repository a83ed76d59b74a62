//! Level restore: the edits backwards give each stage's digest and the raw bytes.

use super::{Finding, Kind, Report, Subject};
use crate::error::Result;
use crate::event::{Event, Observer};
use crate::rebuild::{Goal, Next, Rebuild};
use crate::record::codecs::Codecs;
use crate::record::read::open_regular;
use crate::record::run::names;
use crate::restore::{Lost, Recorded, Records, Texts, walk_back};
use std::io::Read;
use std::path::Path;

pub fn check(subject: &Subject, report: &mut Report, observer: &dyn Observer) {
    let mut records = match Records::open(&subject.manifests) {
        Ok(records) => records,
        Err(e) => return report.find(Finding::new("record-unreadable", Kind::Unchecked, names::ROWS).got(e)),
    };
    let found = report.found;
    let mut codecs = Codecs::default();
    let mut texts = Texts::open(&subject.clean, &subject.manifests);
    let mut rebuild: Option<Rebuild> = None;
    loop {
        // A record that cannot be read further was found by level sealed too; here it ends the way back.
        let recorded = match records.read() {
            Ok(Some(recorded)) => recorded,
            Ok(None) => break,
            Err(broken) => {
                let said = format!("{}: {}", broken.place, broken.what);
                return report.find(Finding::new("restore-ends", Kind::Record, broken.id.unwrap_or_default()).got(said));
            }
        };
        observer.note(&Event::Verified { documents: 1 });
        let id = recorded.row.id.clone();
        if recorded.row.container.is_some() {
            container(&recorded, rebuild.take(), &texts, report);
            continue;
        }
        let mut decoded = String::new();
        let mut keep = |_: usize, text: &str| text.clone_into(&mut decoded);
        let (clean, back) = match next(&recorded, &mut rebuild, &mut texts, &mut keep) {
            Ok(next) => next,
            Err(e) => {
                report.find(Finding::new("restore-no-text", Kind::Restore, id).got(e));
                continue;
            }
        };
        if recorded.row.stages.is_empty() {
            clean.as_deref().and_then(|c| std::str::from_utf8(c).ok()).unwrap_or_default().clone_into(&mut decoded);
        }
        if let (Ok(()), Some((_, edits))) = (&back, &recorded.edits)
            && recorded.row.clean.is_some()
            && let Some(coding) = edits.decode.coding()
        {
            codecs.merge(Codecs::of(&coding, &decoded));
        }
        match back {
            Ok(()) => report.count("restored documents", 1),
            Err(lost @ (Lost::NoPlace | Lost::TextsAlone(_))) => report.find(Finding::new("restore-no-text", Kind::Restore, id).got(lost)),
            Err(Lost::NoText(why)) => report.find(Finding::new("restore-no-text", Kind::Restore, id).got(why)),
            Err(Lost::NotCarried(why)) => {
                // Said in run.json as `restorable: false`, or a file that was never read.
                report.skipped.entry("restored documents").or_insert_with(|| format!("not all: {id} is not carried by the record ({why})"));
            }
            Err(Lost::Differs { stage, expected, got }) => {
                report.find(Finding::new("restore-differs", Kind::Restore, id).stage(stage).differs(expected, got));
            }
            Err(Lost::Unfit { stage, why }) => report.find(Finding::new("restore-unfit", Kind::Restore, id).stage(stage).got(why)),
        }
    }
    // The maps must be those of the characters used: whoever rebuilds without this program relies on them.
    if report.found == found && !is(&subject.manifests.join(names::CODECS), &codecs.lines()) {
        report.find(Finding::new("codecs-differ", Kind::Restore, names::CODECS));
    }
}

/// The next document: of a file, or of the container that is built again while its rows go by.
fn next(recorded: &Recorded, rebuild: &mut Option<Rebuild>, texts: &mut Texts, each: &mut dyn FnMut(usize, &str)) -> Result<Next> {
    let Some(container) = recorded.id.container() else {
        let clean = texts.of(recorded)?;
        let back = walk_back(recorded, clean.as_deref(), each);
        return Ok((clean, back.map(drop)));
    };
    if recorded.row.raw.is_none() && !texts.has(container) {
        return Ok((None, Err(Lost::NotCarried(recorded.row.reason.clone().unwrap_or_default()))));
    }
    let building = match rebuild.take().filter(|r| r.id == container) {
        Some(building) => building,
        None => Rebuild::begin(container, texts, Goal::Sum)?,
    };
    rebuild.insert(building).next(recorded, each)
}

/// A container comes back as far as its row says.
fn container(recorded: &Recorded, built: Option<Rebuild>, texts: &Texts, report: &mut Report) {
    let id = recorded.row.id.clone();
    let built = match built.filter(|b| b.id == id) {
        Some(built) => Ok(built),
        None => Rebuild::begin(&id, texts, Goal::Sum),
    };
    match built.and_then(|built| built.end(recorded)) {
        Ok(None) => report.count("restored containers", 1),
        Ok(Some(Lost::NotCarried(why))) => {
            report.skipped.entry("restored containers").or_insert_with(|| format!("not all: {id} is {why}"));
        }
        Ok(Some(lost)) => report.find(Finding::new("restore-container", Kind::Restore, id).got(lost)),
        Err(e) => report.find(Finding::new("restore-no-text", Kind::Restore, id).got(e)),
    }
}

/// Whether a file holds this text.
fn is(path: &Path, text: &str) -> bool {
    let mut found = Vec::new();
    let file = open_regular(path).and_then(|f| f.take(text.len() as u64 + 1).read_to_end(&mut found));
    file.is_ok() && found == text.as_bytes()
}
