//! Rows, edits and sums side by side, in one pass that holds one document at a time.

use super::order::Order;
use super::{Finding, Kind, Report, Subject, agree};
use crate::config::Resolved;
use crate::digest::Merkle;
use crate::document::DocumentId;
use crate::error::Result;
use crate::event::{Event, Observer};
use crate::record::read::{LONGEST_ROW, Lines};
use crate::record::records::{Recorded, Records};
use crate::record::row::{Row, Status, Sum};
use crate::record::run::{Run, names};
use crate::record::sums;
use crate::texts::Texts;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Documents that others are said to be copies of: each must stand before them, with a clean text.
#[derive(Default)]
struct Copied {
    named: BTreeSet<String>,
    seen: BTreeSet<String>,
}

impl Copied {
    /// Reads which ones are named. A record without copies, as `run.json` counts them, is not read for it.
    fn of(manifests: &Path, run: &Run) -> Result<Copied> {
        let mut copied = Copied::default();
        if !run.statuses.contains_key(Status::Duplicate.name()) {
            return Ok(copied);
        }
        let mut rows = Lines::open(&manifests.join(names::ROWS))?;
        // What cannot be read is a finding of the pass over them.
        while let Ok(Some(line)) = rows.bytes_within(LONGEST_ROW) {
            if memchr::memmem::find(&line, b"\"duplicate_of\":").is_some()
                && let Ok(row) = serde_json::from_slice::<Row>(&line)
            {
                copied.named.extend(row.duplicate_of);
            }
        }
        Ok(copied)
    }

    fn check(&mut self, row: &Row) -> Option<Finding> {
        if row.clean.is_some() && row.container.is_none() && self.named.contains(&row.id) {
            self.seen.insert(row.id.clone());
        }
        let of = row.duplicate_of.as_ref().filter(|of| !self.seen.contains(*of))?;
        Some(
            Finding::new("row-duplicate", Kind::Record, &row.id)
                .got(format!("a copy of `{of}`, which does not stand before it with a clean text")),
        )
    }
}

struct Counts {
    merkle: Merkle,
    statuses: BTreeMap<String, u64>,
    rules: BTreeMap<String, u64>,
    documents: u64,
    restorable: bool,
    /// Whether every row agreed with its edits, so that the operations were counted to their end.
    agreed: bool,
}

pub fn check(subject: &Subject, run: &Run, config: &Resolved, report: &mut Report, observer: &dyn Observer) {
    let rules: BTreeSet<&str> = config.rules.iter().map(|r| r.name.as_str()).collect();
    let counts = match pass(subject, run, &rules, report, observer) {
        Ok(Some(counts)) => counts,
        // What the rows add up to cannot be said of a part of them.
        Ok(None) => {
            report.skipped.insert("totals", "the rows could not be read to their end".to_owned());
            return;
        }
        Err(e) => return report.find(Finding::new("record-unreadable", Kind::Unchecked, names::ROWS).got(e)),
    };
    report.count("rows", counts.documents);
    let mut compare = |code, same: bool, expected: String, got: String| {
        if !same {
            report.find(Finding::new(code, Kind::Record, names::RUN).differs(expected, got));
        }
    };
    let root = counts.merkle.root();
    compare("rows-root", root == run.rows_root, run.rows_root.to_string(), root.to_string());
    compare("rows-count", counts.documents == run.documents, run.documents.to_string(), counts.documents.to_string());
    compare("run-restorable", counts.restorable == run.restorable, run.restorable.to_string(), counts.restorable.to_string());
    compare("status-counts", counts.statuses == run.statuses, format!("{:?}", run.statuses), format!("{:?}", counts.statuses));
    compare("rule-counts", !counts.agreed || counts.rules == run.rules, format!("{:?}", run.rules), format!("{:?}", counts.rules));
}

/// `None` when the rows could not be read to their end, which is a finding.
fn pass(subject: &Subject, run: &Run, rules: &BTreeSet<&str>, report: &mut Report, observer: &dyn Observer) -> Result<Option<Counts>> {
    let manifests = &subject.manifests;
    let mut raw_sums = Sums::open(manifests, names::RAW_SUMS)?;
    let mut clean_sums = Sums::open(manifests, names::CLEAN_SUMS)?;
    let mut records = Records::open(manifests)?;
    let mut counts = Counts {
        merkle: Merkle::default(),
        statuses: BTreeMap::new(),
        rules: BTreeMap::new(),
        documents: 0,
        restorable: true,
        agreed: true,
    };
    let mut texts = Texts::open(&subject.clean, manifests);
    let mut order = Order::default();
    let mut copied = Copied::of(manifests, run)?;
    loop {
        let recorded = match records.read() {
            Ok(Some(recorded)) => recorded,
            Ok(None) => break,
            Err(broken) => {
                // A line that is no row is that of the next document on the list, if of any.
                let id = broken.id.or_else(|| raw_sums.next_id()).unwrap_or_default();
                report.find(Finding::new(broken.code, Kind::Record, id).got(format!("{}: {}", broken.place, broken.what)));
                return Ok(None);
            }
        };
        let row = &recorded.row;
        if let Err(finding) = order.next(&recorded) {
            report.find(*finding);
        }
        if let Some(finding) = copied.check(row) {
            report.find(finding);
        }
        contained(&recorded, &mut texts, report);
        for sums in [&mut raw_sums, &mut clean_sums] {
            sums.compare(row, &recorded.id, report);
        }
        counts.documents += 1;
        counts.restorable &= row.comes_back();
        counts.merkle.push(recorded.row_line.as_bytes());
        *counts.statuses.entry(row.status.name().to_owned()).or_default() += 1;
        if let Err(finding) = agree::check(&recorded, rules, &run.stages, &mut counts.rules) {
            counts.agreed = false;
            report.find(*finding);
        }
        if counts.documents.is_multiple_of(STEP) {
            observer.note(&Event::Verified { documents: STEP });
        }
    }
    for sums in [&mut raw_sums, &mut clean_sums] {
        sums.end(report);
    }
    if let Some(finding) = order.end() {
        report.find(finding);
    }
    Ok(Some(counts))
}

/// A document in a clean container must be the one of its row; a clean container has those and no others.
fn contained(recorded: &Recorded, texts: &mut Texts, report: &mut Report) {
    let row = &recorded.row;
    let differs = || Finding::new("clean-differs", Kind::Content, &row.id);
    if let Some(line) = &row.container {
        if let Some(kind) = texts.format(&recorded.id).filter(|kind| kind.name != line.format) {
            report.find(Finding::new("row-container", Kind::Record, &row.id).differs(kind.name, &line.format));
        }
        match texts.ended(recorded) {
            Ok(true) => report.count("clean containers", 1),
            Ok(false) => report.find(differs().got("more documents than the record has")),
            Err(e) => report.find(differs().got(e)),
        }
    } else if let Some(sum) = row.clean.filter(|_| recorded.id.container().is_some()) {
        match texts.of(recorded) {
            Ok(Some(text)) if Sum::of(&text) == sum => report.count("clean records", 1),
            Ok(text) => {
                let got = text.map(|text| Sum::of(&text).sha256.to_string());
                report.find(differs().differs(sum.sha256, got.unwrap_or_default()));
            }
            Err(e) => report.find(differs().got(e)),
        }
    }
}

/// So many documents are told of at once.
pub const STEP: u64 = 256;

/// A list of sums, which must follow from the rows.
struct Sums {
    name: &'static str,
    lines: Lines,
    /// A list that has parted from the rows is not compared further: one finding names the document where it did.
    lost: bool,
}

impl Sums {
    fn open(manifests: &Path, name: &'static str) -> Result<Sums> {
        Ok(Sums { name, lines: Lines::open(&manifests.join(name))?, lost: false })
    }

    fn sum(&self, row: &Row) -> Option<Sum> {
        if self.name == names::RAW_SUMS { row.raw } else { row.clean }
    }

    fn compare(&mut self, row: &Row, id: &DocumentId, report: &mut Report) {
        let Some(sum) = self.sum(row).filter(|_| !self.lost && id.container().is_none()) else { return };
        let mut expected = sums::line(sum.sha256, &id.path());
        expected.pop();
        let got = match self.lines.bytes_within(LONGEST_SUM) {
            Ok(Some(line)) if line == expected => return,
            Ok(Some(line)) => String::from_utf8_lossy(&line).into_owned(),
            Ok(None) => "the end of the list".to_owned(),
            Err(e) => e.to_string(),
        };
        self.lost = true;
        let finding = Finding::new("sums-differ", Kind::Record, &row.id);
        report.find(finding.differs(format!("{}: {}", self.name, String::from_utf8_lossy(&expected)), got));
    }

    fn end(&mut self, report: &mut Report) {
        if self.lost {
            return;
        }
        match self.lines.bytes_within(LONGEST_SUM) {
            Ok(None) => {}
            Ok(Some(line)) => {
                let id = id_of(&line).unwrap_or_else(|| self.lines.place());
                report.find(Finding::new("sums-differ", Kind::Record, id).got(format!("{} has it, and no row", self.name)));
            }
            Err(e) => report.find(Finding::new("sums-differ", Kind::Record, self.name).got(e)),
        }
    }

    /// The document that the list has next.
    fn next_id(&mut self) -> Option<String> {
        id_of(&self.lines.bytes_within(LONGEST_SUM).ok().flatten()?)
    }
}

/// Bytes of the longest line in a list of sums that is taken in: no system has longer paths.
pub const LONGEST_SUM: u64 = 1 << 17;

fn id_of(line: &[u8]) -> Option<String> {
    let (_, path) = sums::parse(line)?;
    Some(DocumentId::from_path(&path).ok()?.to_string())
}
