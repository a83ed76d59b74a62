//! Level restore: the edits backwards give each stage's digest and the raw bytes.

use super::{Finding, Kind, Report, Subject};
use crate::restore::{Lost, Records, clean_text, raw_bytes};

pub fn check(subject: &Subject, report: &mut Report) {
    let records = match Records::open(&subject.manifests) {
        Ok(records) => records,
        Err(e) => return report.find(Finding::new("record-unreadable", Kind::Unchecked, "").got(e)),
    };
    for recorded in records {
        // A record that cannot be read further was found by level sealed too; here it ends the way back.
        let recorded = match recorded {
            Ok(recorded) => recorded,
            Err(e) => return report.find(Finding::new("restore-ends", Kind::Record, "").got(e)),
        };
        let id = recorded.row.id.clone();
        let clean = match clean_text(&subject.clean, &recorded) {
            Ok(clean) => clean,
            Err(e) => {
                report.find(Finding::new("restore-no-text", Kind::Restore, id).got(e));
                continue;
            }
        };
        match raw_bytes(&recorded, clean.as_deref()) {
            Ok(_) => report.count("restored documents", 1),
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
}
