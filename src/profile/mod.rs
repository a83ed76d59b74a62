//! What a survey of the corpus learns about each site: the lines that recur near the edges of its documents.
//!
//! A survey is a commutative sum, so shards can be surveyed apart and merged in any order; it is frozen by an integer
//! threshold to a [`Profile`], which is an input of `headers` and part of the record. Of a large site it keeps a sample
//! that does not depend on the order either: the documents the hashes of whose names are smallest. So its memory does not
//! grow with the corpus, and most documents of a large site need not be read for it. Two copies of one document count as
//! one: a text that is there twice is not furniture.

mod beginnings;
mod gathered;
mod key;
mod sample;
mod smallest;
mod zones;

pub(crate) use gathered::Gathered;
pub use key::line_key;
pub use sample::{SAMPLE, SiteSurvey};
pub use zones::{ZONE, edges, is_paragraph, zones};

use crate::document::{Site, decode};
use crate::stages::decode::Verdicts;
use crate::text::Text;
use beginnings::Beginnings;
use key::key_in;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};
use xxhash_rust::xxh3::xxh3_64;

/// Longer lines (bytes) are not counted: furniture is short, and a paragraph that recurs is text.
pub const MAX_LINE: usize = 320;

/// In how many documents of a site a line stands, and where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recurrence {
    /// Documents that have the line at the top or at the bottom.
    pub documents: u32,
    /// Documents that have it at the top.
    pub top: u32,
    /// Documents that have it at the bottom.
    pub bottom: u32,
}

/// The lines that recur on one site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteProfile {
    /// Documents surveyed, copies aside.
    pub documents: u32,
    lines: HashMap<u64, Recurrence, BuildHasherDefault<Digested>>,
    beginnings: Beginnings,
    encoding: Option<String>,
    name: String,
}

impl SiteProfile {
    /// The encoding of most of its documents that are no Unicode.
    pub fn encoding(&self) -> Option<&str> {
        self.encoding.as_deref()
    }

    /// What the site is called in its address, in small letters and digits; empty when that says nothing.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How often a line recurs on the site; `None` for one that does not.
    pub fn recurrence(&self, text: &Text, line: usize) -> Option<Recurrence> {
        /// The digest of a line's key.
        #[derive(Debug)]
        struct Key(Option<u64>);
        if text.lines()[line].inner().len() > MAX_LINE || !self.beginnings.may_begin(text.inner(line)) {
            return None;
        }
        let key = text.of_line(line, |inner| Key(digest_of_key(inner)));
        self.lines.get(&key.0?).copied()
    }

    /// The same for a line that is not part of a [`Text`].
    pub fn recurrence_of(&self, line: &str) -> Option<Recurrence> {
        let key = (line.len() <= MAX_LINE).then(|| digest_of_key(line))??;
        self.lines.get(&key).copied()
    }
}

fn digest_of_key(line: &str) -> Option<u64> {
    let mut room = [0u8; MAX_LINE];
    let key = key_in(line, room.get_mut(..line.len())?)?;
    Some(xxh3_64(key))
}

/// Takes digests as they are: they are as good as random.
#[derive(Clone, Copy, Debug, Default)]
struct Digested(u64);

impl Hasher for Digested {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64(bytes);
    }
    fn write_u64(&mut self, digest: u64) {
        self.0 = digest;
    }
    fn finish(&self) -> u64 {
        self.0
    }
}

/// What the survey learnt, frozen: site by site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    sites: BTreeMap<Site, SiteProfile>,
    /// What the survey found documents to be in, so that cleaning need not find it out again. The result is the same without.
    pub(crate) verdicts: Verdicts,
}

impl Profile {
    /// The profile of a site, when it had enough documents.
    pub fn site(&self, site: &Site) -> Option<&SiteProfile> {
        self.sites.get(site)
    }

    /// Adds a site read back from a record or frozen by a survey.
    pub fn insert(&mut self, line: &SiteLine) {
        let lines = line.lines.iter().map(|(text, documents, top, bottom)| {
            (xxh3_64(text.as_bytes()), Recurrence { documents: *documents, top: *top, bottom: *bottom })
        });
        self.sites.insert(
            Site(line.site.clone()),
            SiteProfile {
                documents: line.documents,
                lines: lines.collect(),
                beginnings: Beginnings::of(line.lines.iter().map(|l| l.0.as_str())),
                encoding: usual(&line.encodings),
                name: name_of(&line.site),
            },
        );
    }
}

/// The longest label of a host, the last one aside, or of a folder's name: `harbourpost` of `news.harbour-post.example`.
fn name_of(site: &str) -> String {
    let bytes = decode(site.rsplit('/').next().unwrap_or_default()).unwrap_or_default();
    let address = String::from_utf8_lossy(&bytes).to_lowercase();
    let labels = address.rsplit_once('.').map_or(address.as_str(), |(labels, _)| labels).split('.');
    labels.map(|label| label.chars().filter(|c| c.is_alphanumeric()).collect()).max_by_key(String::len).unwrap_or_default()
}

/// The encoding of at least three documents and of four in five of all: one that says something about the next.
fn usual(encodings: &[(String, u32)]) -> Option<String> {
    let all: u64 = encodings.iter().map(|e| u64::from(e.1)).sum();
    encodings.iter().find(|e| e.1 >= 3 && u64::from(e.1) * 5 >= all * 4).map(|e| e.0.clone())
}

/// A line of `profile.jsonl`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteLine {
    /// Documents surveyed, copies aside.
    pub documents: u32,
    /// (encoding, documents): what its documents that are no Unicode are in, sorted by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub encodings: Vec<(String, u32)>,
    /// (line key, documents, at the top, at the bottom), sorted by the bytes of the key.
    pub lines: Vec<(String, u32, u32, u32)>,
    /// The site, spelled as in an id.
    pub site: String,
    /// Record version.
    pub v: u32,
}

impl SiteLine {
    /// Whether it can stand in a profile, behind the line of the site `previous`.
    ///
    /// # Errors
    /// Says why not.
    pub fn check(&self, previous: Option<&str>) -> Result<(), String> {
        if self.v != crate::record::VERSION {
            return Err(format!("of version {}", self.v));
        }
        if previous.is_some_and(|p| p >= self.site.as_str()) || !self.lines.is_sorted_by(|a, b| a.0 < b.0) {
            return Err("sites or lines out of order".to_owned());
        }
        // One encoding a document, at most.
        let told: u64 = self.encodings.iter().map(|e| u64::from(e.1)).sum();
        let sorted = self.encodings.is_sorted_by(|a, b| a.0 < b.0);
        if !sorted || self.encodings.iter().any(|e| e.1 == 0) || told > u64::from(self.documents) {
            return Err("encodings out of order, of no document, or of more than there are".to_owned());
        }
        Ok(())
    }
}
