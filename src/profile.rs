//! What a survey of the corpus learns about each site: the lines that recur in its documents.
//!
//! A survey is a commutative sum, so shards can be surveyed apart and merged in any order; it is frozen by an integer
//! threshold to a [`Profile`], which is an input of `headers` and part of the record.

use crate::config;
use crate::document::Site;
use crate::text::Text;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use xxhash_rust::xxh3::xxh3_64;

/// Longer lines (characters of the key) are not counted: furniture is short, and a paragraph that recurs is text.
pub const MAX_LINE: usize = 240;
/// A line this near (in filled lines) to the first or the last line stands at the top or at the bottom.
pub const ZONE: usize = 12;

/// In how many documents of a site a line stands, and where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recurrence {
    /// Documents that have the line.
    pub documents: u32,
    /// Documents that have it among their first [`ZONE`] filled lines.
    pub top: u32,
    /// Documents that have it among their last [`ZONE`] filled lines.
    pub bottom: u32,
}

/// The lines that recur on one site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteProfile {
    /// Documents surveyed.
    pub documents: u32,
    lines: HashMap<u64, Recurrence>,
}

impl SiteProfile {
    /// How often a line recurs on the site; `None` for one that does not.
    pub fn recurrence(&self, line: &str) -> Option<Recurrence> {
        if self.lines.is_empty() || line.len() > MAX_LINE * 4 {
            return None;
        }
        let key = line_key(line)?;
        self.lines.get(&xxh3_64(key.as_bytes())).copied()
    }
}

/// What the survey learnt, frozen: site by site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    sites: BTreeMap<Site, SiteProfile>,
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
        self.sites.insert(Site(line.site.clone()), SiteProfile { documents: line.documents, lines: lines.collect() });
    }
}

/// A line of `profile.jsonl`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteLine {
    /// Documents surveyed.
    pub documents: u32,
    /// (line key, documents, at the top, at the bottom), sorted by the bytes of the key.
    pub lines: Vec<(String, u32, u32, u32)>,
    /// The site, spelled as in an id.
    pub site: String,
    /// Record version.
    pub v: u32,
}

/// What is counted while a site is surveyed.
#[derive(Clone, Debug, Default)]
pub struct SiteSurvey {
    documents: u32,
    lines: HashMap<u64, (Recurrence, Box<str>)>,
}

impl SiteSurvey {
    /// Takes in one document, as its text is when `headers` sees it.
    pub fn add(&mut self, text: &Text) {
        self.documents += 1;
        let filled = text.filled();
        let mut seen: HashMap<u64, (bool, bool)> = HashMap::new();
        for (at, &i) in filled.iter().enumerate() {
            let line = text.inner(i as usize);
            if line.len() > MAX_LINE * 4 {
                continue;
            }
            let Some(key) = line_key(line) else { continue };
            let hash = xxh3_64(key.as_bytes());
            let (top, bottom) = (at < ZONE, filled.len() - at <= ZONE);
            let before = seen.get(&hash).copied();
            let now = before.map_or((top, bottom), |b| (b.0 || top, b.1 || bottom));
            if before == Some(now) {
                continue;
            }
            let entry = self.lines.entry(hash).or_default();
            entry.0.documents += u32::from(before.is_none());
            entry.0.top += u32::from(now.0 && !before.is_some_and(|b| b.0));
            entry.0.bottom += u32::from(now.1 && !before.is_some_and(|b| b.1));
            if entry.1.is_empty() {
                entry.1 = key.into();
            }
            seen.insert(hash, now);
        }
    }

    /// Adds what was counted elsewhere: a commutative sum.
    pub fn merge(&mut self, other: SiteSurvey) {
        self.documents += other.documents;
        for (hash, (count, text)) in other.lines {
            let entry = self.lines.entry(hash).or_default();
            entry.0.documents += count.documents;
            entry.0.top += count.top;
            entry.0.bottom += count.bottom;
            if entry.1.is_empty() {
                entry.1 = text;
            }
        }
    }

    /// Keeps the lines that stand in enough documents; `None` for a site with too few documents or no such line.
    pub fn freeze(self, site: &Site, survey: &config::Survey) -> Option<SiteLine> {
        if self.documents < survey.min_documents {
            return None;
        }
        let share = (u64::from(self.documents) * u64::from(survey.min_share)).div_ceil(1000);
        let enough = share.max(3);
        let mut lines: Vec<(String, u32, u32, u32)> = self
            .lines
            .into_values()
            .filter(|(count, _)| u64::from(count.documents) >= enough)
            .map(|(count, text)| (text.into(), count.documents, count.top, count.bottom))
            .collect();
        if lines.is_empty() {
            return None;
        }
        lines.sort_unstable();
        Some(SiteLine { documents: self.documents, lines, site: site.0.clone(), v: crate::record::VERSION })
    }
}

/// What two lines must share to count as one: blanks and invisible marks folded, each run of digits written `0`.
///
/// `None` when nothing but blanks and digits is left: such lines say nothing about a site.
pub fn line_key(line: &str) -> Option<String> {
    let mut key = String::with_capacity(line.len());
    let (mut blank, mut letters, mut chars) = (false, false, 0usize);
    for c in line.chars() {
        if crate::text::is_invisible(c) {
            continue;
        }
        if c.is_whitespace() {
            blank = !key.is_empty();
            continue;
        }
        if std::mem::take(&mut blank) {
            key.push(' ');
        }
        if c.is_numeric() {
            if !key.ends_with('0') {
                key.push('0');
            }
            continue;
        }
        letters |= c.is_alphabetic();
        chars += 1;
        key.push(c);
    }
    (letters && chars <= MAX_LINE).then_some(key)
}
