//! What an earlier run did, taken over where nothing it depends on has changed: the raw bytes, the configuration, the
//! program, what the survey learnt of the site. The record is then the one that a run from scratch writes, byte for byte.

use crate::config::Config;
use crate::digest::of_file;
use crate::document::{DocumentId, Site};
use crate::edit::{Applied, Op, RuleId};
use crate::fate::Follow;
use crate::pipeline::Cleaned;
use crate::record::codecs::Codecs;
use crate::record::read::{Lines, one_line};
use crate::record::records::{Recorded, Records};
use crate::record::row::Sum;
use crate::record::run::{Run, names};
use crate::rule::Stage;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Where an earlier run wrote: its record and its clean tree. It may have been killed before it was whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The record.
    pub manifests: PathBuf,
    /// The clean tree.
    pub clean: PathBuf,
}

/// The documents of an earlier run, in the order of ids.
pub struct Earlier {
    records: Option<Records>,
    next: Option<Recorded>,
    clean: PathBuf,
    /// The lines of its profile, by site.
    sites: HashMap<Site, String>,
}

impl Earlier {
    /// Opens an earlier run. `None` when it is not there, had another configuration, or cannot be read: then it is of no use.
    pub fn open(place: &Place, config: &Config) -> Option<Earlier> {
        let said = std::fs::read_to_string(place.manifests.join(names::CONFIG)).ok()?;
        if said.strip_suffix('\n') != Some(config.to_json().as_str()) {
            return None;
        }
        // A run that ended says what its files are; of one that was killed there are whole lines and no more.
        let whole =
            |run: Run| run.files.iter().all(|f| of_file(&place.manifests.join(&f.name)).is_ok_and(|sum| sum == (f.bytes, f.sha256)));
        if place.manifests.join(names::RUN).exists() && !one_line(&place.manifests.join(names::RUN)).is_ok_and(whole) {
            return None;
        }
        let mut sites = HashMap::new();
        let mut lines = Lines::open(&place.manifests.join(names::PROFILE)).ok()?;
        // A profile that is cut says nothing of the sites that are missing.
        while let Ok(Some((line, site))) = lines.site() {
            sites.insert(Site(site.site), line);
        }
        let records = Records::open(&place.manifests).ok()?;
        Some(Earlier { records: Some(records), next: None, clean: place.clean.clone(), sites })
    }

    /// What it has of a document. Ids are asked for in their order; what is not asked for is passed over.
    pub fn of(&mut self, id: &DocumentId) -> Option<Recorded> {
        loop {
            if self.next.is_none() {
                // Where the record ends or is cut, there is nothing more.
                self.next = self.records.as_mut().and_then(|records| records.read().ok().flatten());
                if self.next.is_none() {
                    self.records = None;
                    return None;
                }
            }
            let next = self.next.as_ref().filter(|next| next.id.container().is_none())?;
            match next.id.cmp(id) {
                std::cmp::Ordering::Less => self.next = None,
                std::cmp::Ordering::Equal => return self.next.take(),
                std::cmp::Ordering::Greater => return None,
            }
        }
    }

    /// The clean tree.
    pub fn clean(&self) -> &Path {
        &self.clean
    }

    /// Whether the survey learnt the same of a site; `line` is its line of the profile now.
    pub fn knew(&self, site: &Site, line: Option<&str>) -> bool {
        self.sites.get(site).map(String::as_str) == line
    }
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
    let Recorded { row, edits, .. } = old;
    if row.container.is_some() || row.decoded != row.raw || row.raw.map(|s| s.bytes) != Some(raw.len() as u64) {
        return None;
    }
    let sums = Sum::of_all([raw, &clean]);
    if row.raw != Some(sums[0]) || row.clean != Some(sums[1]) {
        return None;
    }
    let (line, back) = edits.map_or((None, None), |(line, back)| (Some(line), Some(back)));
    let mut follow = Follow::new(raw.len());
    let mut stages: Vec<(Stage, Applied)> = Vec::new();
    for (read, said) in back.into_iter().flat_map(|b| b.stages).zip(&row.stages) {
        let ops = read.ops.into_iter().map(|op| named(op, names)).collect::<Option<Vec<Op>>>()?;
        follow.stage(&ops);
        let stage = Stage::named(&read.name).filter(|_| read.name == said.name)?;
        stages.push((stage, Applied { text: String::new(), ops, changes: said.edits as usize, flags: said.flags as usize }));
    }
    if stages.len() != row.stages.len() || row.fate != Some(follow.fate()) {
        return None;
    }
    let clean = if row.clean == row.raw { None } else { Some(String::from_utf8(clean).ok()?) };
    Some(Cleaned { row, clean, decoded: None, stages, pieces: follow.into_pieces(), edits: line, codecs: Codecs::default() })
}

fn named(op: Op<String>, names: &Names) -> Option<Op> {
    let rule = |name: String| names.get(name.as_str()).copied();
    Some(match op {
        Op::Keep(n) => Op::Keep(n),
        Op::Remove(old, name) => Op::Remove(old, rule(name)?),
        Op::Replace(old, new, name) => Op::Replace(old, new, rule(name)?),
        Op::Insert(new, name) => Op::Insert(new, rule(name)?),
        Op::Flag(n, name) => Op::Flag(n, rule(name)?),
    })
}
