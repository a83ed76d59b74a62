//! The first pass over a record: exact totals, and which documents and edits the page will show.

use super::sample::Sample;
use crate::document::Site;
use crate::edit::Op;
use crate::fate::Fate;
use crate::record::row::Status;
use crate::restore::Recorded;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Edits of each rule that the page shows.
const EDITS: usize = 150;
/// Documents that lost most, or want a look, that the page shows besides its sample.
const BESIDES: usize = 60;

/// What a rule did. Bytes are those of the text before and after its own pass.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct RuleTally {
    pub edits: u64,
    pub flags: u64,
    pub removed: u64,
    pub changed: u64,
    pub added: u64,
    pub documents: u64,
}

/// What happened on a site.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct SiteTally {
    pub documents: u64,
    pub troubled: u64,
    pub bytes: u64,
    pub removed: u64,
}

/// One edit that is to be shown: its document, pass and place in the pass.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub id: String,
    pub stage: usize,
    pub op: usize,
}

/// The totals of a record.
#[derive(Debug)]
pub struct Tally {
    pub documents: u64,
    pub statuses: BTreeMap<Status, u64>,
    pub encodings: BTreeMap<String, u64>,
    pub fate: Fate,
    pub raw: u64,
    pub decoded: u64,
    pub clean: u64,
    pub rules: BTreeMap<String, RuleTally>,
    /// One entry a site: the only thing here that grows with the corpus, by about a hundred bytes a site.
    pub sites: BTreeMap<Site, SiteTally>,
    pub edits: BTreeMap<String, Sample<Place>>,
    sample: Sample<String>,
    losers: BTreeSet<(u64, String)>,
    troubled: Vec<String>,
}

impl Tally {
    pub fn new(documents: usize) -> Tally {
        Tally {
            documents: 0,
            statuses: BTreeMap::new(),
            encodings: BTreeMap::new(),
            fate: Fate::default(),
            raw: 0,
            decoded: 0,
            clean: 0,
            rules: BTreeMap::new(),
            sites: BTreeMap::new(),
            edits: BTreeMap::new(),
            sample: Sample::new(documents),
            losers: BTreeSet::new(),
            troubled: Vec::new(),
        }
    }

    /// Takes in the next document.
    pub fn add(&mut self, recorded: &Recorded) {
        let row = &recorded.row;
        self.documents += 1;
        *self.statuses.entry(row.status).or_default() += 1;
        // The texts of a container are counted, not the file around them.
        if row.container.is_none() {
            self.raw += row.raw.map_or(0, |s| s.bytes);
            self.clean += row.clean.map_or(0, |s| s.bytes);
        }
        if let Some(decode) = &row.decode {
            match self.encodings.get_mut(&decode.label) {
                Some(n) => *n += 1,
                None => _ = self.encodings.insert(decode.label.clone(), 1),
            }
        }
        self.sample.offer(&row.id, 0, || row.id.clone());
        let troubled = !matches!(row.status, Status::Unchanged | Status::Cleaned);
        if troubled && self.troubled.len() < BESIDES {
            self.troubled.push(row.id.clone());
        }
        let site = self.sites.entry(recorded.site()).or_default();
        site.documents += 1;
        site.troubled += u64::from(troubled);
        if let (Some(fate), Some(decoded)) = (row.fate, row.decoded) {
            site.bytes += decoded.bytes;
            site.removed += fate.removed;
            self.decoded += decoded.bytes;
            self.fate.kept += fate.kept;
            self.fate.changed += fate.changed;
            self.fate.removed += fate.removed;
            self.fate.added += fate.added;
            let share = fate.removed * 1_000_000 / decoded.bytes.max(1);
            if fate.removed > 0 && (self.losers.len() < BESIDES || self.losers.first().is_some_and(|(least, _)| share > *least)) {
                self.losers.insert((share, row.id.clone()));
                if self.losers.len() > BESIDES {
                    self.losers.pop_first();
                }
            }
        }
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for (n, stage) in recorded.edits.iter().flat_map(|(_, e)| &e.stages).enumerate() {
            for (at, op) in stage.ops.iter().enumerate() {
                let (rule, one) = match op {
                    Op::Keep(_) => continue,
                    Op::Flag(_, rule) => (rule, RuleTally { flags: 1, ..RuleTally::default() }),
                    Op::Remove(old, rule) => (rule, RuleTally { edits: 1, removed: old.len() as u64, ..RuleTally::default() }),
                    Op::Insert(new, rule) => (rule, RuleTally { edits: 1, added: new.len() as u64, ..RuleTally::default() }),
                    Op::Replace(old, new, rule) => {
                        (rule, RuleTally { edits: 1, changed: old.len() as u64, added: new.len() as u64, ..RuleTally::default() })
                    }
                };
                if !self.rules.contains_key(rule) {
                    self.rules.insert(rule.clone(), RuleTally::default());
                    self.edits.insert(rule.clone(), Sample::new(EDITS));
                }
                if let Some(total) = self.rules.get_mut(rule) {
                    total.edits += one.edits;
                    total.flags += one.flags;
                    total.removed += one.removed;
                    total.changed += one.changed;
                    total.added += one.added;
                    total.documents += u64::from(seen.insert(rule));
                }
                if let Some(sample) = self.edits.get_mut(rule) {
                    let number = (n as u64) << 32 | at as u64;
                    sample.offer(&row.id, number, || Place { id: row.id.clone(), stage: n, op: at });
                }
            }
        }
    }

    /// The documents to show: the sample, and besides those that lost most and those without a full cleaning.
    pub fn shown(&self) -> BTreeSet<&str> {
        let besides = self.losers.iter().map(|(_, id)| id).chain(&self.troubled);
        self.sample.kept().chain(besides).map(String::as_str).collect()
    }

    /// Whether losses on a site stand out: the measure of the summary of a run.
    pub fn stands_out(&self, site: &SiteTally) -> bool {
        let corpus = self.fate.removed * 1000 / self.decoded.max(1);
        let share = site.removed * 1000 / site.bytes.max(1);
        site.documents >= 3 && share > 333 && share > corpus * 3
    }
}
