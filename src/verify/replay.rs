//! Level replay: the stages run again give the same run.json.

use super::{Finding, Kind, Report, Subject};
use crate::against::Against;
use crate::config::Config;
use crate::digest::Digest;
use crate::event::Observer;
use crate::record::read::{LARGEST_FILE, open_regular};
use crate::record::records::{Recorded, Records};
use crate::record::run::{Run, names};
use crate::run::{Options, Targets};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

pub fn check(subject: &Subject, report: &mut Report, observer: &dyn Observer) {
    if !subject.raw.is_dir() {
        report.find(Finding::new("replay-unchecked", Kind::Unchecked, "raw").got("the raw folder is absent: nothing to run the stages on"));
        return;
    }
    let read = |name: &str| -> Result<String, String> {
        let mut text = String::new();
        let file = open_regular(&subject.manifests.join(name));
        file.and_then(|f| f.take(LARGEST_FILE).read_to_string(&mut text)).map_err(|e| format!("{name}: {e}"))?;
        Ok(text)
    };
    let begin = || -> Result<(Config, Option<Against>, String), String> {
        let config = Config::from_json(read(names::CONFIG)?.trim_end_matches('\n'))?;
        let run = read(names::RUN)?;
        let said: Run = crate::record::read::parse(run.trim_end_matches('\n')).map_err(|e| format!("{}: {e}", names::RUN))?;
        // What the earlier run had learnt is in this record, so that its own is not needed.
        let against = said.against_sha256.map(|_| Against::of_file(&subject.manifests.join(names::AGAINST))).transpose();
        Ok((config, against.map_err(|e| e.to_string())?, run))
    };
    let (config, against, run) = match begin() {
        Ok(begun) => begun,
        Err(why) => return report.find(Finding::new("replay-unchecked", Kind::Unchecked, "").got(why)),
    };
    let diff = run.contains("\"corpus.diff\"");
    let options = Options { threads: subject.threads, diff, against: against.as_ref(), observer, stop: &|| false, earlier: &[] };
    let again = |targets| crate::run::run(&subject.raw, targets, &config, &options).map(|outcome| outcome.run);
    let got = match again(Targets::default()) {
        Ok(got) => got,
        Err(e) => return report.find(Finding::new("replay-unchecked", Kind::Unchecked, "").got(e)),
    };
    report.count("replayed runs", 1);
    if got == run {
        return;
    }
    let (expected, got) = (Digest::of(run.as_bytes()), Digest::of(got.as_bytes()));
    report.find(Finding::new("replay-differs", Kind::Replay, names::RUN).differs(expected, got));
    // Once more, to a folder of its own, to say which documents. Without one the finding above must do.
    if let Ok(folder) = Scratch::new() {
        let targets = Targets { clean: None, manifests: Some(&folder.0) };
        if again(targets).is_ok() {
            documents(&subject.manifests, &folder.0, report);
        }
    }
}

/// Finds the documents whose row or edits differ, going over both records side by side.
fn documents(on_record: &Path, again: &Path, report: &mut Report) {
    let (Ok(mut theirs), Ok(ours)) = (Records::open(on_record), Records::open(again)) else { return };
    for ours in ours {
        // Rows that cannot be read, or other documents, are findings of the levels below.
        let (Ok(ours), Ok(Some(theirs))) = (ours, theirs.read()) else { return };
        if ours.id != theirs.id {
            return;
        }
        let line = |edits: &Option<(String, _)>| edits.as_ref().map(|(line, _)| Digest::of(line.as_bytes()));
        if ours.row_line == theirs.row_line && line(&ours.edits) == line(&theirs.edits) {
            continue;
        }
        let stages = |r: &Recorded| r.edits.as_ref().map(|(_, e)| e.stages.clone()).unwrap_or_default();
        let (expected, got) = (stages(&theirs), stages(&ours));
        let stage = expected.iter().zip(&got).find(|(a, b)| a.name != b.name || a.ops != b.ops).map(|(a, _)| a.name.clone());
        let (expected, got) = (Digest::of(theirs.row_line.as_bytes()), Digest::of(ours.row_line.as_bytes()));
        let finding = Finding::new("replay-differs", Kind::Replay, ours.id.as_str()).stage(stage.unwrap_or_default());
        report.find(finding.differs(format!("a row of digest {expected}"), format!("a row of digest {got}")));
    }
}

/// A folder for a record that is only looked at; it goes when it is dropped.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> std::io::Result<Scratch> {
        static MADE: AtomicU64 = AtomicU64::new(0);
        let n = MADE.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("scrubjay-replay-{}-{n}", std::process::id()));
        // Fails when it is there already: somebody else's folder is not written to.
        std::fs::create_dir(&folder)?;
        Ok(Scratch(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed lies in the system's own folder for such things.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
