//! The survey pass over a corpus: each site's documents are counted, and the site frozen when its last one is in.

use crate::config::Config;
use crate::corpus::items::{self, Item, Items, Member};
use crate::corpus::tree::{Entry, Kind, Walk};
use crate::document::{DocumentId, Site};
use crate::error::Result;
use crate::event::{Event, Observer};
use crate::ordered::in_order;
use crate::page::taken_out;
use crate::pipeline;
use crate::profile::{Profile, SAMPLE, SiteLine, SiteSurvey, edges};
use crate::rule::Stage;
use crate::stages::decode::{self, Key, Verdict, Verdicts};
use crate::text::Text;
use std::collections::HashMap;
use std::path::Path;
use xxhash_rust::xxh3::xxh3_64;

/// What the survey gives: the profile, and its lines as they stand in `profile.jsonl`, sorted by site.
#[derive(Clone, Debug, Default)]
pub struct Surveyed {
    /// For cleaning.
    pub profile: Profile,
    /// For the record, each with its newline.
    pub lines: Vec<String>,
    sites: HashMap<Site, usize>,
    /// Documents of a site that were kept at most, when `limits.memory` made that fewer than usual.
    pub sample: Option<u64>,
}

impl Surveyed {
    /// The line of a site, without its newline.
    pub fn line(&self, site: &Site) -> Option<&str> {
        self.sites.get(site).map(|n| self.lines[*n].trim_end())
    }
}

/// Fewest documents of a site that are kept when memory is short; sites that still do not fit are then passed by.
const LEAST: usize = 16;

/// Sites some of whose documents may still come.
struct Sites<'a> {
    config: &'a Config,
    /// Whether documents of a site can stand anywhere, as records of containers do: then no site is ever complete before the end.
    scattered: bool,
    open: HashMap<Site, (SiteSurvey, u32)>,
    frozen: Vec<SiteLine>,
    bytes: u64,
    sample: usize,
}

impl Sites<'_> {
    /// Takes in one document of a site that has `siblings`; `None` for one that is no text.
    fn add(&mut self, site: Site, siblings: u32, counted: Option<SiteSurvey>) {
        let most = self.config.limits.memory;
        let known = self.open.contains_key(&site);
        if !known && self.sample <= LEAST && self.bytes >= most {
            return;
        }
        let slot = self.open.entry(site.clone()).or_insert_with(|| (SiteSurvey::default(), siblings));
        if let Some(counted) = counted {
            let before = if self.scattered { slot.0.bytes() } else { 0 };
            slot.0.merge_within(counted, self.sample);
            if self.scattered {
                self.bytes = (self.bytes + slot.0.bytes() + if known { 0 } else { PER_SITE }).saturating_sub(before);
            }
        }
        slot.1 = slot.1.saturating_sub(1);
        if !self.scattered && slot.1 == 0 {
            self.freeze(&site);
        }
        while self.bytes > most && self.sample > LEAST {
            self.sample /= 2;
            self.open.values_mut().for_each(|(survey, _)| survey.merge_within(SiteSurvey::default(), self.sample));
            self.bytes = self.open.values().map(|(survey, _)| survey.bytes() + PER_SITE).sum();
        }
    }

    fn freeze(&mut self, site: &Site) {
        if let Some((survey, _)) = self.open.remove(site) {
            self.frozen.extend(survey.freeze(site, &self.config.survey));
        }
    }
}

/// Bytes that an open site takes besides its documents, or nearly so.
const PER_SITE: u64 = 256;

/// Surveys a tree. Sites with too few documents are not read at all. `scattered`: there are containers in it.
///
/// # Errors
/// When the tree cannot be walked, or the run is to stop.
pub fn survey(
    root: &Path,
    config: &Config,
    scattered: bool,
    threads: usize,
    observer: &dyn Observer,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Surveyed> {
    let mut sites = Sites { config, scattered, open: HashMap::new(), frozen: Vec::new(), bytes: 0, sample: SAMPLE };
    let mut verdicts = Verdicts::default();
    if config.stages.contains(&Stage::Headers) {
        let wanted = |e: &Entry| e.siblings >= config.survey.min_documents && matches!(e.kind, Kind::File(_));
        let entries = Walk::new(root)?.filter(|e| wanted(e) || items::format(e, config).is_some());
        in_order(
            Items::new(entries, config),
            threads,
            Item::size,
            |item| counted(item, config),
            |Told { bytes, sites: counted, verdicts: found }| {
                if stop() {
                    return Err(crate::Error::Stopped);
                }
                observer.note(&Event::Surveyed { bytes });
                counted.into_iter().for_each(|(site, siblings, counted)| sites.add(site, siblings, counted));
                found.into_iter().for_each(|verdict| verdicts.keep(verdict, config.limits.memory / VERDICTS));
                Ok(())
            },
        )?;
        // A folder that changed while it was walked leaves its site open.
        let open: Vec<Site> = sites.open.keys().cloned().collect();
        open.iter().for_each(|site| sites.freeze(site));
    }
    sites.frozen.sort_by(|a, b| a.site.cmp(&b.site));
    let mut surveyed = Surveyed { sample: (sites.sample < SAMPLE).then_some(sites.sample as u64), ..Surveyed::default() };
    for line in &sites.frozen {
        surveyed.profile.insert(line);
        surveyed.sites.insert(Site(line.site.clone()), surveyed.lines.len());
        surveyed.lines.push(crate::record::canonical(line) + "\n");
    }
    surveyed.profile.verdicts = verdicts;
    Ok(surveyed)
}

/// Which part of `limits.memory` what documents are in may take.
const VERDICTS: u64 = 8;

type Counted = (Site, u32, Option<SiteSurvey>);

/// What is told of an item.
struct Told {
    /// Its bytes on disk.
    bytes: u64,
    /// What it gives to its sites.
    sites: Vec<Counted>,
    /// What its documents are in, where models of languages had to say so.
    verdicts: Vec<(Key, Verdict)>,
}

fn counted(item: Item, config: &Config) -> Told {
    let mut verdicts = Vec::new();
    match item {
        Item::File(entry) => {
            let site = entry.id.site();
            let counted = std::fs::read(&entry.path)
                .ok()
                .and_then(|bytes| document(&entry.id, &site, &bytes, pipeline::hints(&entry.id, config), config, &mut verdicts));
            Told { bytes: if let Kind::File(n) = entry.kind { n } else { 0 }, sites: vec![(site, entry.siblings, counted)], verdicts }
        }
        Item::Parts(chunk) => {
            let folder = chunk.container.entry.id.site();
            let mut sites: HashMap<Site, Option<SiteSurvey>> = HashMap::new();
            for part in chunk.parts {
                let Member::Document(id, site, record) = part else { continue };
                let site = site.unwrap_or_else(|| folder.clone());
                let record = taken_out(record, &id, config);
                let mut hints = decode::Hints { declared: record.charset.as_deref(), ..pipeline::hints(&id, config) };
                hints.configured = hints.configured.filter(|_| record.extracted.is_none());
                let Some(counted) = document(&id, &site, &record.bytes, hints, config, &mut verdicts) else { continue };
                sites.entry(site).or_default().get_or_insert_default().merge(counted);
            }
            let mut sites: Vec<Counted> = sites.into_iter().map(|(site, counted)| (site, 0, counted)).collect();
            // The order decides which site is passed by when memory ends.
            sites.sort_by(|a, b| a.0.cmp(&b.0));
            Told { bytes: 0, sites, verdicts }
        }
        Item::End(end) => Told { bytes: if let Kind::File(n) = end.container.entry.kind { n } else { 0 }, sites: Vec::new(), verdicts },
    }
}

/// The counts of one document; `None` when it is no text.
fn document(
    id: &DocumentId,
    site: &Site,
    bytes: &[u8],
    hints: decode::Hints,
    config: &Config,
    verdicts: &mut Vec<(Key, Verdict)>,
) -> Option<SiteSurvey> {
    if bytes.len() as u64 > config.limits.max_document {
        return None;
    }
    let decoded = decode::decode(bytes, &decode::Hints { glance: true, ..hints }).ok()?;
    verdicts.extend(Verdict::of(&decoded).map(|verdict| (Verdicts::key(id.as_str(), bytes), verdict)));
    let edges = edges(&Text::new(&decoded.text));
    let normalized = pipeline::normalized_lines(&edges, decoded.even, &config.of(id, site));
    let mut counts = SiteSurvey::default();
    let legacy = decoded.evidence.is_some().then_some(decoded.coding.label.as_str());
    // Two copies of a text that differ in a kind of blank or an entity are one document still, so it is told after
    // normalizing; texts that differ in their middle alone count as one, which can only keep more.
    let edges = normalized.as_deref().unwrap_or(&edges);
    counts.add_edges(xxh3_64(edges.as_bytes()), legacy, &Text::new(edges));
    Some(counts)
}
