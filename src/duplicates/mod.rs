//! Documents with the same clean text, and those with nearly the same: a fold over rows and clean texts that changes nothing.

mod cluster;
pub mod signature;

use crate::document::{DocumentId, Site};
use crate::error::{Error, Result};
use crate::event::{Event, Observer};
use crate::ordered::in_order;
use crate::record::read::{LONGEST_ROW, Lines, parse};
use crate::record::records::{Numbered, Recorded};
use crate::record::row::{Row, Sum};
use crate::record::run::names;
use crate::texts::Texts;
use serde::Serialize;
use signature::{ALIKE, BANDS, PERMUTATIONS, ROWS, SHINGLE, Signature};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

/// What is asked.
pub struct Asked<'a> {
    /// The clean tree.
    pub clean: PathBuf,
    /// The record.
    pub manifests: PathBuf,
    /// Whether texts that are nearly the same are looked for too; else no text is read.
    pub near: bool,
    /// Threads to work on.
    pub threads: usize,
    /// Who hears of progress.
    pub observer: &'a dyn Observer,
    /// Asked now and then whether to stop.
    pub stop: &'a (dyn Fn() -> bool + Sync),
}

/// How near texts are found: all of it fixed, so that two reports can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Parameters {
    /// Per mille of the numbers that must be the same, about the share of features that two texts have in common.
    pub alike: u32,
    /// Groups of numbers.
    pub bands: u32,
    /// Numbers taken of each text.
    pub permutations: u32,
    /// Numbers of a group.
    pub rows: u32,
    /// Words of a feature.
    pub shingle: u32,
}

/// Those of this version.
pub const PARAMETERS: Parameters = Parameters {
    alike: (ALIKE * 1000 / PERMUTATIONS) as u32,
    bands: BANDS as u32,
    permutations: PERMUTATIONS as u32,
    rows: ROWS as u32,
    shingle: SHINGLE as u32,
};

/// A document that has the text of an earlier one, or nearly so. Earlier is what stands before it in the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Copy {
    /// The first document of the cluster.
    pub cluster: String,
    /// The document.
    pub id: String,
    /// Whether the texts are the same.
    pub kind: Kind,
    /// The first document that has this very text; for a near one, the first of the cluster.
    pub of: String,
    /// How alike it is to that, in per mille; an estimate, unless it is the same.
    pub similarity: u32,
}

/// How two texts are related.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The same bytes (SHA-256).
    Exact,
    /// Most features in common.
    Near,
}

/// What one site has of copies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// Bytes of clean text.
    pub bytes: u64,
    /// Documents with a clean text.
    pub documents: u64,
    /// Those with the text of an earlier document, of whatever site.
    pub exact: u64,
    /// Their bytes.
    pub exact_bytes: u64,
    /// Those near an earlier document.
    pub near: u64,
    /// Their bytes.
    pub near_bytes: u64,
}

impl Figures {
    fn add(&mut self, other: &Figures) {
        self.bytes += other.bytes;
        self.documents += other.documents;
        self.exact += other.exact;
        self.exact_bytes += other.exact_bytes;
        self.near += other.near;
        self.near_bytes += other.near_bytes;
    }
}

/// What was found in all.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The copies: cluster by cluster in the order of their first documents, each in the order of the record.
    pub copies: Vec<Copy>,
    /// Clusters.
    pub clusters: u64,
    /// Documents with an empty clean text, which are copies of nothing.
    pub empty: u64,
    /// By site.
    pub sites: BTreeMap<String, Figures>,
    /// All of it.
    pub totals: Figures,
}

/// What is said of one row before ids are known: numbers of rows.
struct Told {
    cluster: u32,
    row: u32,
    of: u32,
    similarity: u32,
    kind: Kind,
}

/// Finds them. In memory are about 400 bytes for each distinct text, and the ids of documents that have copies or are some.
///
/// # Errors
/// When the record or a clean text cannot be read, a text is not the one on record, or the search is to stop.
pub fn find(asked: &Asked) -> Result<Found> {
    let mut texts = Texts::open(&asked.clean, &asked.manifests);
    let mut rows = Rows::open(&asked.manifests)?;
    let documents = crate::record::read::one_line::<crate::record::run::Run>(&asked.manifests.join(names::RUN))?.documents;
    asked.observer.note(&Event::Verifying { part: "reading texts", documents });
    let mut first: HashMap<[u8; 16], u32> = HashMap::new();
    let mut found = Found::default();
    let mut told: Vec<Told> = Vec::new();
    let (mut signed, mut signatures): (Vec<u32>, Vec<Signature>) = (Vec::new(), Vec::new());
    let mut n = 0u32;
    let texts = std::iter::from_fn(|| {
        loop {
            let recorded = match rows.next() {
                Ok(recorded) => recorded?,
                Err(e) => return Some(Err(e)),
            };
            let row = n;
            n = n.checked_add(1)?;
            asked.observer.note(&Event::Verified { documents: 1 });
            let Some(sum) = recorded.row.clean.filter(|_| recorded.row.container.is_none()) else { continue };
            let figures = found.sites.entry(recorded.site().0).or_default();
            figures.documents += 1;
            figures.bytes += sum.bytes;
            if sum.bytes == 0 {
                found.empty += 1;
                continue;
            }
            let mut key = [0; 16];
            key.copy_from_slice(&sum.sha256.0[..16]);
            let of = *first.entry(key).or_insert(row);
            if of != row {
                told.push(Told { cluster: of, row, of, similarity: 1000, kind: Kind::Exact });
            } else if asked.near {
                return Some(texts.of(&recorded).map(|text| (row, recorded, sum, text.unwrap_or_default())));
            }
        }
    });
    // The iterator is gone over under a lock; what it fills is read when it is at its end.
    in_order(
        texts,
        asked.threads,
        |item| item.as_ref().map_or(0, |(.., text)| text.len() as u64),
        |item| {
            let (row, recorded, sum, text) = item?;
            if Sum::of(&text) != sum {
                return Err(Error::Record {
                    place: recorded.row.id,
                    what: "its clean text is not the one on record; `scrubjay verify` says what else is".to_owned(),
                });
            }
            Ok((row, std::str::from_utf8(&text).ok().and_then(Signature::of)))
        },
        |done| {
            let (row, signature) = done?;
            if (asked.stop)() {
                return Err(Error::Stopped);
            }
            if let Some(signature) = signature {
                signed.push(row);
                signatures.push(signature);
            }
            Ok(())
        },
    )?;
    drop(first);
    asked.observer.note(&Event::Verifying { part: "comparing texts", documents: 0 });
    for (at, cluster) in cluster::clusters(&signatures).into_iter().enumerate().filter(|(at, cluster)| *at != *cluster as usize) {
        let same = signatures[at].same(&signatures[cluster as usize]);
        let of = signed[cluster as usize];
        told.push(Told { cluster: of, row: signed[at], of, similarity: (same * 1000 / PERMUTATIONS) as u32, kind: Kind::Near });
    }
    drop(signatures);
    in_clusters(&mut told);
    named(asked, &told, &mut found)?;
    Ok(found)
}

/// The copies of a near copy belong to its cluster; then all of them in order.
fn in_clusters(told: &mut [Told]) {
    let near: HashMap<u32, u32> = told.iter().filter(|t| t.kind == Kind::Near).map(|t| (t.row, t.cluster)).collect();
    for exact in told.iter_mut().filter(|t| t.kind == Kind::Exact) {
        exact.cluster = near.get(&exact.of).copied().unwrap_or(exact.of);
    }
    told.sort_unstable_by_key(|t| (t.cluster, t.row));
}

/// Puts ids to the numbers of rows, and counts by site.
fn named(asked: &Asked, told: &[Told], found: &mut Found) -> Result<()> {
    let mut kinds: HashMap<u32, Kind> = told.iter().map(|t| (t.row, t.kind)).collect();
    let mut ids: HashMap<u32, String> =
        told.iter().map(|t| (t.cluster, String::new())).chain(told.iter().map(|t| (t.of, String::new()))).collect();
    let mut rows = Rows::open(&asked.manifests)?;
    let mut n = 0u32;
    asked.observer.note(&Event::Verifying { part: "naming copies", documents: 0 });
    while let Some(recorded) = rows.next()? {
        let row = n;
        n = n.saturating_add(1);
        let kind = kinds.remove(&row);
        if let Some(kind) = kind {
            let figures = found.sites.entry(recorded.site().0).or_default();
            let bytes = recorded.row.clean.map_or(0, |sum| sum.bytes);
            match kind {
                Kind::Exact => (figures.exact, figures.exact_bytes) = (figures.exact + 1, figures.exact_bytes + bytes),
                Kind::Near => (figures.near, figures.near_bytes) = (figures.near + 1, figures.near_bytes + bytes),
            }
        }
        if kind.is_some() || ids.contains_key(&row) {
            ids.insert(row, recorded.row.id);
        }
    }
    let id = |row: u32| ids.get(&row).cloned().unwrap_or_default();
    found.copies =
        told.iter().map(|t| Copy { cluster: id(t.cluster), id: id(t.row), kind: t.kind, of: id(t.of), similarity: t.similarity }).collect();
    found.clusters = told.chunk_by(|a, b| a.cluster == b.cluster).count() as u64;
    let totals = &mut found.totals;
    found.sites.values().for_each(|figures| totals.add(figures));
    Ok(())
}

/// The rows of a record without their edits.
struct Rows {
    lines: Lines,
    numbered: Numbered,
}

impl Rows {
    fn open(manifests: &Path) -> Result<Rows> {
        Ok(Rows { lines: Lines::open(&manifests.join(names::ROWS))?, numbered: Numbered::default() })
    }

    fn next(&mut self) -> Result<Option<Recorded>> {
        let Some(row_line) = self.lines.text_within(LONGEST_ROW)? else { return Ok(None) };
        let row: Row = parse(&row_line).map_err(|what| self.lines.error(what))?;
        let id = DocumentId::parse(&row.id).map_err(|e| self.lines.error(format!("id `{}`: {e}", row.id)))?;
        let before = self.numbered.next(&id, &row);
        Ok(Some(Recorded { id, before, row_line: String::new(), row, edits: None }))
    }
}

/// A site as people name it.
pub fn site_name(site: &str) -> &str {
    if Site(site.to_owned()) == Site::default() { "the top folder" } else { site }
}
