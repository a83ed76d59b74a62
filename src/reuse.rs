//! What an earlier run did, taken over where nothing it depends on has changed: the raw bytes, the configuration, the
//! program, what the survey learnt of the site. The record is then the one that a run from scratch writes, byte for byte.

use crate::config::Config;
use crate::digest::{Digest, of_file};
use crate::document::{DocumentId, Site};
use crate::edit::{Applied, Op, RuleId, check_form, redo};
use crate::fate::Follow;
use crate::pipeline::Cleaned;
use crate::record::codecs::Codecs;
use crate::record::read::{Lines, one_line};
use crate::record::records::{Recorded, Records};
use crate::record::row::Sum;
use crate::record::run::{Run, names};
use crate::rule::Stage;
use std::cmp::Ordering;
use std::collections::{HashMap, VecDeque};
use std::path::{Path, PathBuf};

/// Where an earlier run wrote: its record and its clean tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The record.
    pub manifests: PathBuf,
    /// The clean tree.
    pub clean: PathBuf,
    /// Whether the run ended, so that a `run.json` commits to all of the record.
    pub ended: bool,
}

impl Place {
    /// Whether the run had this configuration.
    pub fn has(&self, config: &Config) -> bool {
        std::fs::read_to_string(self.manifests.join(names::CONFIG)).is_ok_and(|said| said.strip_suffix('\n') == Some(&config.to_json()))
    }
}

/// Records of a container that are read ahead of the one that is asked for.
const AHEAD: usize = 256;
/// How many of them are let go for one that is not among them.
const STEP: usize = 4;

/// The documents of an earlier run, in the order of ids.
pub struct Earlier {
    records: Option<Records>,
    next: Option<Recorded>,
    /// The container whose records were asked for last, and those of them that were read and not asked for yet.
    container: Option<DocumentId>,
    ahead: VecDeque<Recorded>,
    clean: PathBuf,
    /// Digests of the lines of its profile, by site.
    sites: HashMap<Site, Digest>,
}

impl Earlier {
    /// Opens an earlier run. `None` when it is not there, had another configuration, or cannot be read: then it is of no use.
    pub fn open(place: &Place, config: &Config) -> Option<Earlier> {
        if !place.has(config) {
            return None;
        }
        // A run that ended says what its files are; of one that was killed there are whole lines and no more.
        let whole =
            |run: Run| run.files.iter().all(|f| of_file(&place.manifests.join(&f.name)).is_ok_and(|sum| sum == (f.bytes, f.sha256)));
        let run = place.manifests.join(names::RUN);
        if (place.ended || run.exists()) && !one_line(&run).is_ok_and(whole) {
            return None;
        }
        let mut sites = HashMap::new();
        let mut lines = Lines::open(&place.manifests.join(names::PROFILE)).ok()?;
        while let Ok(Some((line, site))) = lines.site() {
            sites.insert(Site(site.site), Digest::of(line.as_bytes()));
        }
        let records = Records::open(&place.manifests).ok()?;
        Some(Earlier { records: Some(records), next: None, container: None, ahead: VecDeque::new(), clean: place.clean.clone(), sites })
    }

    /// What it has of a document that is a file. Ids are asked for in their order; what is not asked for is passed over.
    pub fn of(&mut self, id: &DocumentId) -> Option<Recorded> {
        loop {
            let next = self.peek()?;
            match place_of(&next.id).cmp(id.as_str()) {
                Ordering::Less => self.next = None,
                // The records of what was a container then stand before its own row.
                Ordering::Equal if next.id.container().is_some() => self.next = None,
                Ordering::Equal => return self.next.take(),
                Ordering::Greater => return None,
            }
        }
    }

    /// What it has of a document in a container. They are asked for in the order in which they stand there; where some were put
    /// in or taken out, the ones behind are found as long as they are not far.
    pub fn of_record(&mut self, container: &DocumentId, id: &DocumentId) -> Option<Recorded> {
        if self.container.as_ref() != Some(container) {
            self.container = Some(container.clone());
            self.ahead.clear();
            while self.peek().is_some_and(|next| place_of(&next.id) < container.as_str()) {
                self.next = None;
            }
        }
        if let Some(at) = self.ahead.iter().position(|recorded| recorded.id == *id) {
            self.ahead.drain(..at);
            return self.ahead.pop_front();
        }
        // A new record is sought a little further than the one before, so that what follows many that are gone is met in the end,
        // and what follows many new ones is not passed by.
        let most = AHEAD.max(self.ahead.len() + STEP);
        while self.ahead.len() < most && self.peek()?.id.container() == Some(container.as_str()) {
            let next = self.next.take()?;
            if next.id == *id {
                self.ahead.clear();
                return Some(next);
            }
            self.ahead.push_back(next);
        }
        self.ahead.drain(..self.ahead.len().saturating_sub(AHEAD));
        None
    }

    /// The next document; `None` where the record ends or is cut.
    fn peek(&mut self) -> Option<&Recorded> {
        if self.next.is_none() {
            self.next = self.records.as_mut().and_then(|records| records.read().ok().flatten());
            if self.next.is_none() {
                self.records = None;
            }
        }
        self.next.as_ref()
    }

    /// The clean tree.
    pub fn clean(&self) -> &Path {
        &self.clean
    }

    /// Whether the survey learnt the same of a site; `line` is its line of the profile now.
    pub fn knew(&self, site: &Site, line: Option<&str>) -> bool {
        self.sites.get(site).copied() == line.map(|line| Digest::of(line.as_bytes()))
    }
}

/// By what documents are in order: records of a container stand where it does, in an order of their own.
fn place_of(id: &DocumentId) -> &str {
    id.container().unwrap_or(id.as_str())
}

/// The names of the rules of a configuration, for reading edits back.
pub type Names = HashMap<&'static str, RuleId>;

/// The names that the edits of a run can have.
pub fn names_of(config: &Config) -> Names {
    config.rule_table().map(|(name, _)| (name, RuleId(name))).collect()
}

/// The document as the earlier run left it; `None` when its raw or clean bytes are others now, or when it takes more than
/// its clean text and edits to say what cleaning gives (encodings, documents without a clean text).
pub fn again(old: Recorded, raw: &[u8], clean: Vec<u8>, names: &Names) -> Option<Cleaned> {
    again_as(old, raw, clean, None, names)
}

/// The same for a document in a container; what is on record says what its clean text is. `spelling` says how it is written there now.
pub fn record_again(old: Recorded, raw: &[u8], spelling: impl FnOnce() -> Option<String>, names: &Names) -> Option<Cleaned> {
    let mut clean = std::str::from_utf8(raw).ok()?.to_owned();
    for stage in old.edits.iter().flat_map(|(_, back)| &back.stages) {
        clean = redo(&clean, &stage.ops).ok()?;
    }
    let spelling = if clean.as_bytes() == raw { None } else { spelling() };
    again_as(old, raw, clean.into_bytes(), spelling, names)
}

fn again_as(old: Recorded, raw: &[u8], clean: Vec<u8>, spelling: Option<String>, names: &Names) -> Option<Cleaned> {
    let Recorded { row, edits, .. } = old;
    // What was decoded otherwise than as plain UTF-8 has more on record than its line.
    let plain = edits.as_ref().is_none_or(|(_, back)| back.decode.is_plain() && back.spelling == spelling);
    if !plain || row.container.is_some() || row.decoded != row.raw || row.raw.map(|s| s.bytes) != Some(raw.len() as u64) {
        return None;
    }
    let sums = Sum::of_all([raw, &clean]);
    if row.raw != Some(sums[0]) || row.clean != Some(sums[1]) {
        return None;
    }
    let (line, back) = edits.map_or((None, None), |(line, back)| (Some(line), Some(back)));
    let mut follow = Follow::new(raw.len());
    let mut stages: Vec<(Stage, Applied)> = Vec::new();
    let mut bytes = raw.len() as u64;
    for (read, said) in back.into_iter().flat_map(|b| b.stages).zip(&row.stages) {
        let ops = read.ops.into_iter().map(|op| named(op, names)).collect::<Option<Vec<Op>>>()?;
        let flags = ops.iter().filter(|op| matches!(op, Op::Flag(..))).count();
        let changes = ops.iter().filter(|op| !matches!(op, Op::Flag(..) | Op::Keep(_))).count();
        if check_form(&ops, bytes, said.bytes).is_err() || (changes as u64, flags as u64) != (said.edits, said.flags) {
            return None;
        }
        bytes = said.bytes;
        follow.stage(&ops);
        let stage = Stage::named(&read.name).filter(|_| read.name == said.name)?;
        stages.push((stage, Applied { text: String::new(), ops, changes, flags }));
    }
    if stages.len() != row.stages.len() || row.fate != Some(follow.fate()) {
        return None;
    }
    let clean = if row.clean == row.raw { None } else { Some(String::from_utf8(clean).ok()?) };
    Some(Cleaned { row, clean, decoded: None, stages, pieces: follow.into_pieces(), edits: line, codecs: Codecs::default() })
}

/// An operation with the lasting name of its rule; `None` for a rule that is not known.
pub fn named(op: Op<String>, names: &Names) -> Option<Op> {
    let rule = |name: String| names.get(name.as_str()).copied();
    Some(match op {
        Op::Keep(n) => Op::Keep(n),
        Op::Remove(old, name) => Op::Remove(old, rule(name)?),
        Op::Replace(old, new, name) => Op::Replace(old, new, rule(name)?),
        Op::Insert(new, name) => Op::Insert(new, rule(name)?),
        Op::Flag(n, name) => Op::Flag(n, rule(name)?),
    })
}
