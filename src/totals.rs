//! The figures of a run, for people. Nothing of it is recorded.

use crate::config::Config;
use crate::document::Site;
use crate::edit::Op;
use crate::pipeline::Cleaned;
use crate::record::row::{Row, Status};
use std::collections::BTreeMap;

/// How many of the documents that lost most are remembered.
const LOSERS: usize = 5;

/// Edits of a rule, and the bytes they took out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct RuleTotal {
    /// Edits that changed text.
    pub edits: u64,
    /// Bytes they took out, less those they put in.
    pub removed: u64,
    /// Spans flagged and kept.
    pub flags: u64,
}

impl RuleTotal {
    fn add(&mut self, other: &RuleTotal) {
        self.edits += other.edits;
        self.flags += other.flags;
        self.removed += other.removed;
    }
}

/// What one op says of its rule.
fn told(op: &Op) -> Option<(&'static str, RuleTotal)> {
    let (rule, removed, flag) = match op {
        Op::Keep(_) => return None,
        Op::Remove(old, rule) => (rule, old.len(), false),
        Op::Replace(old, new, rule) => (rule, old.len().saturating_sub(new.len()), false),
        Op::Insert(_, rule) => (rule, 0, false),
        Op::Flag(_, rule) => (rule, 0, true),
    };
    Some((rule.0, RuleTotal { edits: u64::from(!flag), removed: removed as u64, flags: u64::from(flag) }))
}

/// What each rule did in a document. A name may be there more than once.
pub(crate) fn by_rule(cleaned: &Cleaned) -> Vec<(&'static str, RuleTotal)> {
    let mut rules: Vec<(&'static str, RuleTotal)> = Vec::with_capacity(16);
    for (_, applied) in &cleaned.stages {
        for op in &applied.ops {
            let Some((rule, what)) = told(op) else { continue };
            // A rule's name stands in one place, so its letters need no comparing; where it does not, it is only there once more.
            match rules.iter_mut().rev().find(|(name, _)| std::ptr::eq(*name, rule)) {
                Some((_, all)) => all.add(&what),
                None => rules.push((rule, what)),
            }
        }
    }
    rules
}

/// What happened on a site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SiteTotal {
    /// Documents with a clean text.
    pub documents: u64,
    /// Bytes of their decoded texts.
    pub bytes: u64,
    /// Bytes that are gone from them.
    pub removed: u64,
}

/// The figures of a run.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    /// Documents of each status.
    pub statuses: BTreeMap<Status, u64>,
    /// Each rule that did something.
    pub rules: BTreeMap<&'static str, RuleTotal>,
    /// Raw bytes read.
    pub raw: u64,
    /// Clean bytes written.
    pub clean: u64,
    /// Bytes of all decoded texts, and those gone from them.
    pub decoded: u64,
    /// Bytes of decoded text that are gone.
    pub removed: u64,
    /// (removed bytes, bytes of the decoded text, id) of the documents that lost most.
    pub losers: Vec<(u64, u64, String)>,
    /// Documents that want a look: id, status, reason.
    pub troubled: Vec<(String, Status, String)>,
    /// How many of those there are in all.
    pub troubles: u64,
    /// Documents that were dropped as copies, and the bytes of their raw texts, by site.
    pub dropped: BTreeMap<Site, (u64, u64)>,
    /// Documents whose cleaning an earlier run had done.
    pub taken_over: u64,
    /// Entries of `decode.encodings` that fit no document.
    pub idle: Vec<String>,
    sites: BTreeMap<Site, SiteTotal>,
}

impl Totals {
    /// Nothing yet, of a run with this configuration.
    pub fn new(config: &Config) -> Totals {
        Totals { idle: config.decode.encodings.keys().cloned().collect(), ..Totals::default() }
    }

    /// Notes which entries of `decode.encodings` fit a document.
    pub fn heard(&mut self, config: &Config, id: &str) {
        if !self.idle.is_empty() {
            self.idle.retain(|place| config.places(id).all(|(p, _)| p != place));
        }
    }

    /// Takes in the next document.
    pub fn add(&mut self, site: &Site, cleaned: &Cleaned) {
        for (rule, of_document) in by_rule(cleaned) {
            self.rules.entry(rule).or_default().add(&of_document);
        }
        self.row(site, &cleaned.row);
    }

    /// Takes in what the row of the next document says: all but what the rules did.
    pub fn row(&mut self, site: &Site, row: &Row) {
        *self.statuses.entry(row.status).or_default() += 1;
        // The texts of a container are counted, not the file around them.
        if row.container.is_none() {
            self.raw += row.raw.map_or(0, |s| s.bytes);
            self.clean += row.clean.map_or(0, |s| s.bytes);
        }
        if row.status == Status::Duplicate {
            let (documents, bytes) = self.dropped.entry(site.clone()).or_default();
            (*documents, *bytes) = (*documents + 1, *bytes + row.raw.map_or(0, |s| s.bytes));
        } else if let Some(reason) = &row.reason {
            self.troubles += 1;
            if self.troubled.len() < 20 {
                self.troubled.push((row.id.clone(), row.status, reason.clone()));
            }
        }
        let (Some(fate), Some(decoded)) = (row.fate, row.decoded) else { return };
        self.decoded += decoded.bytes;
        self.removed += fate.removed;
        if !self.sites.contains_key(site) {
            self.sites.insert(site.clone(), SiteTotal::default());
        }
        if let Some(total) = self.sites.get_mut(site) {
            total.documents += 1;
            total.bytes += decoded.bytes;
            total.removed += fate.removed;
        }
        let last = self.losers.last().filter(|_| self.losers.len() == LOSERS);
        if fate.removed > 0 && last.is_none_or(|last| (last.0, &row.id) <= (fate.removed, &last.2)) {
            self.losers.push((fate.removed, decoded.bytes, row.id.clone()));
            self.losers.sort_by(|a, b| (b.0, &a.2).cmp(&(a.0, &b.2)));
            self.losers.truncate(LOSERS);
        }
    }

    /// Takes in what a rule did.
    pub fn op(&mut self, op: &Op) {
        if let Some((rule, what)) = told(op) {
            self.rules.entry(rule).or_default().add(&what);
        }
    }

    /// Sites whose share of lost bytes stands out: more than three times the corpus' share, and more than a third.
    pub fn alarms(&self) -> Vec<(&str, SiteTotal)> {
        let corpus = self.removed * 1000 / self.decoded.max(1);
        let stands_out = |t: &SiteTotal| {
            let share = t.removed * 1000 / t.bytes.max(1);
            t.documents >= 3 && share > 333 && share > corpus * 3
        };
        self.sites.iter().filter(|(_, t)| stands_out(t)).map(|(s, t)| (s.0.as_str(), *t)).collect()
    }

    /// Documents that were quarantined, held or failed.
    pub fn not_cleaned(&self) -> u64 {
        [Status::Quarantined, Status::Held, Status::Failed].iter().filter_map(|s| self.statuses.get(s)).sum()
    }
}
