//! Does a record hold? Level by level, findings as values.

mod agree;
mod fixity;
mod history;
mod kept;
mod order;
mod replay;
mod restored;
mod rows;
mod sealed;
#[cfg(feature = "sign")]
mod signature;

use crate::error::Result;
use crate::event::{Event, Observer, Silent};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What is checked; each level includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Raw and clean files are those of the sums, nothing extra, no link.
    Fixity,
    /// The record is whole: canonical form, run.json -> files -> rows -> edits, root, fate, history.
    Sealed,
    /// The edits backwards give each stage's digest and the raw bytes.
    Restore,
    /// The stages run again give the same run.json.
    Replay,
}

impl Level {
    /// All of them, in order.
    pub const ALL: [Level; 4] = [Level::Fixity, Level::Sealed, Level::Restore, Level::Replay];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Level::Fixity => "fixity",
            Level::Sealed => "sealed",
            Level::Restore => "restore",
            Level::Replay => "replay",
        }
    }
}

/// The kind of a finding, which is also the exit code of the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A file is not what the record says.
    Content = 1,
    /// The record is malformed, or contradicts itself.
    Record = 2,
    /// Something could not be checked.
    Unchecked = 3,
    /// The signature.
    Signature = 4,
    /// The history.
    History = 5,
    /// The way back to the raw bytes.
    Restore = 6,
    /// The stages run again.
    Replay = 7,
}

/// Something that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// A stable name, such as `clean-differs`.
    pub code: &'static str,
    /// Its kind.
    pub kind: Kind,
    /// The document or file of the record it is about; empty when it is about the whole.
    pub id: String,
    /// The stage, when it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// What the record says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub got: Option<String>,
}

impl Finding {
    fn new(code: &'static str, kind: Kind, id: impl Into<String>) -> Finding {
        Finding { code, kind, id: id.into(), stage: None, expected: None, got: None }
    }

    /// An empty name is that of no stage.
    fn stage(mut self, stage: impl Into<String>) -> Finding {
        self.stage = Some(stage.into()).filter(|s| !s.is_empty());
        self
    }

    fn differs(mut self, expected: impl ToString, got: impl ToString) -> Finding {
        self.expected = Some(expected.to_string());
        self.got = Some(got.to_string());
        self
    }

    fn got(mut self, got: impl ToString) -> Finding {
        self.got = Some(got.to_string());
        self
    }
}

/// At most this many findings are kept with their words; all are counted.
const SHOWN: usize = 100;

/// What a verification found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// Checks that were made, with the number of things checked.
    pub checked: BTreeMap<&'static str, u64>,
    /// Checks that were not made, and why.
    pub skipped: BTreeMap<&'static str, String>,
    /// The first findings.
    pub findings: Vec<Finding>,
    /// How many findings there are in all.
    pub found: u64,
    #[serde(skip)]
    lowest: Option<Kind>,
}

impl Report {
    fn find(&mut self, finding: Finding) {
        self.found += 1;
        self.lowest = Some(self.lowest.map_or(finding.kind, |k| k.min(finding.kind)));
        if self.findings.len() < SHOWN {
            self.findings.push(finding);
        }
    }

    fn count(&mut self, what: &'static str, n: u64) {
        *self.checked.entry(what).or_default() += n;
    }

    /// The exit code: 0 when all that was asked holds and something was checked, else that of the lowest failing check.
    pub fn exit_code(&self) -> u8 {
        match self.lowest {
            Some(kind) => kind as u8,
            None if self.checked.values().all(|n| *n == 0) => Kind::Unchecked as u8,
            None => 0,
        }
    }
}

const INTERRUPTED: &str = "a run was interrupted while it put its output in place; run `scrubjay clean` again to finish it";

/// What to verify.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The raw tree; it may be absent.
    pub raw: PathBuf,
    /// The clean tree.
    pub clean: PathBuf,
    /// The record.
    pub manifests: PathBuf,
    /// Threads for a replay.
    pub threads: usize,
}

/// What is asked beyond a level.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// Who hears of progress.
    pub observer: &'a dyn Observer,
    /// Who must have signed; from level sealed.
    #[cfg(feature = "sign")]
    pub trust: Option<&'a crate::sign::Trust>,
    /// An earlier checkpoint of the history; from level sealed.
    pub checkpoint: Option<&'a crate::record::checkpoint::Checkpoint>,
}

impl Default for Asked<'_> {
    fn default() -> Self {
        Asked {
            observer: &Silent,
            #[cfg(feature = "sign")]
            trust: None,
            checkpoint: None,
        }
    }
}

/// Verifies up to a level. Every check of every level asked for is made, also when an earlier one found something.
///
/// # Errors
/// When there is no record to verify at all.
pub fn verify(subject: &Subject, level: Level) -> Result<Report> {
    verify_with(subject, level, &Asked::default())
}

/// What is to be said of a record that is not there, when it is not.
pub fn absent(manifests: &Path) -> Option<String> {
    if std::fs::symlink_metadata(manifests.join(crate::record::run::names::RUN)).is_ok() {
        return None;
    }
    let places = crate::output::Places { clean: PathBuf::new(), manifests: manifests.to_path_buf() };
    let hint = match crate::output::is_half_placed(&places) {
        true => INTERRUPTED,
        false => "no record of a run; `scrubjay clean` makes one, --manifests says where it is",
    };
    Some(format!("{}: {hint}", manifests.display()))
}

/// As [`verify`], with more asked.
///
/// # Errors
/// As [`verify`].
pub fn verify_with(subject: &Subject, level: Level, asked: &Asked) -> Result<Report> {
    let mut report = Report::default();
    let run = subject.manifests.join(crate::record::run::names::RUN);
    let places = crate::output::Places { clean: subject.clean.clone(), manifests: subject.manifests.clone() };
    let half_placed = crate::output::is_half_placed(&places);
    if let Some(why) = absent(&subject.manifests) {
        return Err(crate::Error::Usage(why));
    }
    if half_placed {
        report.skipped.insert("the newer run", INTERRUPTED.to_owned());
    }
    // What run.json says of their number is for the bar on the screen alone.
    let documents = crate::record::read::one_line::<crate::record::run::Run>(&run).map_or(0, |run| run.documents);
    let begin = |part| asked.observer.note(&Event::Verifying { part, documents });
    fixity::check(subject, &mut report, &begin, asked.observer)?;
    if level >= Level::Sealed {
        begin("the record");
        #[cfg(feature = "sign")]
        signature::check(&subject.manifests, asked.trust, &mut report);
        sealed::check(subject, &mut report, asked.observer);
        history::check(&subject.manifests, &mut report);
        if let Some(kept) = asked.checkpoint {
            kept::check(&subject.manifests, kept, &mut report);
        }
    }
    if level >= Level::Restore {
        begin("the way back");
        restored::check(subject, &mut report, asked.observer);
    }
    if level >= Level::Replay {
        replay::check(subject, &mut report, asked.observer);
    }
    Ok(report)
}
