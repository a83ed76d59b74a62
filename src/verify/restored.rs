//! Level restore: the edits backwards give each stage's digest and the raw bytes.

use super::{Finding, Kind, Report, Subject};
use crate::event::{Event, Observer};
use crate::record::codecs::Codecs;
use crate::record::read::open_regular;
use crate::record::run::names;
use crate::restore::{Lost, Records, clean_text, walk_back};
use std::io::Read;
use std::path::Path;

pub fn check(subject: &Subject, report: &mut Report, observer: &dyn Observer) {
    let mut records = match Records::open(&subject.manifests) {
        Ok(records) => records,
        Err(e) => return report.find(Finding::new("record-unreadable", Kind::Unchecked, names::ROWS).got(e)),
    };
    let found = report.found;
    let mut codecs = Codecs::default();
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
        let clean = match clean_text(&subject.clean, &recorded) {
            Ok(clean) => clean,
            Err(e) => {
                report.find(Finding::new("restore-no-text", Kind::Restore, id).got(e));
                continue;
            }
        };
        let mut decoded = clean.as_deref().and_then(|c| std::str::from_utf8(c).ok()).unwrap_or_default().to_owned();
        let back = walk_back(&recorded, clean.as_deref(), |_, text| text.clone_into(&mut decoded));
        if let (Ok(_), Some((_, edits))) = (&back, &recorded.edits)
            && recorded.row.clean.is_some()
            && let Some(coding) = edits.decode.coding()
        {
            codecs.merge(Codecs::of(&coding, &decoded));
        }
        match back {
            Ok(_) => report.count("restored documents", 1),
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

/// Whether a file holds this text.
fn is(path: &Path, text: &str) -> bool {
    let mut found = Vec::new();
    let file = open_regular(path).and_then(|f| f.take(text.len() as u64 + 1).read_to_end(&mut found));
    file.is_ok() && found == text.as_bytes()
}
