//! The survey pass over a corpus: each site's documents are counted, and the site frozen when its last one is in.

use crate::against::Against;
use crate::config::Config;
use crate::corpus::items::{self, Item, Items, Member};
use crate::corpus::tree::{self, Entry, Kind, Walk};
use crate::document::{DocumentId, Site};
use crate::error::Result;
use crate::event::{Event, Observer};
use crate::ordered::in_order;
use crate::page::taken_out;
use crate::pipeline;
use crate::profile::{Gathered, Profile, SAMPLE, SiteLine, SiteSurvey, edges};
use crate::rule::Stage;
use crate::stages::decode::{self, Key, Verdict, Verdicts};
use crate::text::Text;
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::{PoisonError, RwLock};
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
    against: Option<&'a Against>,
    /// Whether documents of a site can stand anywhere, as records of containers do: then no site is ever complete before the end.
    scattered: bool,
    open: HashMap<Site, (Gathered, u32)>,
    frozen: Vec<SiteLine>,
    /// Sites of the earlier profile that are among the frozen, if anything of them is.
    done: HashSet<&'a str>,
    bytes: u64,
    sample: usize,
    /// Whether no site that is not known yet is taken in any more.
    full: bool,
}

/// For each site whose sample is full, the number from which on no document of it can come in: such ones are not even read.
///
/// A site's number only falls, so one that is a moment old passes no document over that would have come in.
#[derive(Debug, Default)]
struct Ends(RwLock<HashMap<Site, u128>>);

impl Ends {
    fn passes(&self, site: &Site, number: u64) -> bool {
        let ends = self.0.read().unwrap_or_else(PoisonError::into_inner);
        ends.get(site).is_none_or(|end| u128::from(number) < *end)
    }

    fn set(&self, site: &Site, end: u128) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(site.clone(), end);
    }

    fn forget(&self, site: &Site) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).remove(site);
    }
}

impl<'a> Sites<'a> {
    fn new(config: &'a Config, against: Option<&'a Against>, scattered: bool) -> Sites<'a> {
        let (open, frozen, done) = (HashMap::new(), Vec::new(), HashSet::new());
        Sites { config, against, scattered, open, frozen, done, bytes: 0, sample: SAMPLE, full: false }
    }

    /// Takes in one document of a site that has `siblings`; `None` for one that is no text.
    fn add(&mut self, site: Site, siblings: u32, counted: Option<SiteSurvey>, ends: &Ends) {
        let most = self.config.limits.memory;
        let known = self.open.contains_key(&site);
        // Once there was no room for one site more there is none for any: what is known of the others stays.
        self.full |= !known && self.sample <= LEAST && self.bytes >= most;
        if !known && self.full {
            return;
        }
        let slot = self.open.entry(site.clone()).or_insert_with(|| (Gathered::default(), siblings));
        self.bytes += if known { 0 } else { PER_SITE };
        let (bytes, end) = (slot.0.bytes(), slot.0.end());
        if let Some(counted) = counted {
            slot.0.take_in(counted, self.sample);
            self.bytes = (self.bytes + slot.0.bytes()).saturating_sub(bytes);
        }
        let grown = slot.0.bytes().saturating_sub(bytes);
        slot.1 = slot.1.saturating_sub(1);
        if !self.scattered && slot.1 == 0 {
            self.freeze(&site);
            ends.forget(&site);
        }
        while self.bytes > most && self.sample > LEAST {
            self.sample /= 2;
            self.open.values_mut().for_each(|(gathered, _)| gathered.cut(self.sample));
            self.bytes = self.open.values().map(|(survey, _)| survey.bytes() + PER_SITE).sum();
        }
        // With the fewest that are kept of each, a document comes in only where others of its site make room. One that could not
        // come in at all changes nothing, so that it does not matter whether it was read.
        if let Some((survey, _)) = self.open.get_mut(&site) {
            if grown > 0 && self.bytes > most {
                self.bytes -= survey.shrink(grown.min(self.bytes - most));
            }
            if survey.end() < end {
                ends.set(&site, survey.end());
            }
        }
    }

    fn freeze(&mut self, site: &Site) {
        if let Some((survey, _)) = self.open.remove(site) {
            self.bytes = self.bytes.saturating_sub(survey.bytes() + PER_SITE);
            let earlier = self.against.and_then(|against| against.site(&site.0));
            self.frozen.extend(survey.freeze_onto(earlier, site, &self.config.survey));
            self.done.extend(earlier.map(|earlier| earlier.site.as_str()));
        }
    }
}

/// Bytes that an open site takes besides its documents, or nearly so: its name, its place in the map, a tree for its documents.
const PER_SITE: u64 = 512;

/// Surveys a tree. Sites with too few documents are not read at all. `scattered`: there are containers in it. What an earlier
/// run had learnt is added, and what it knows of sites that are not surveyed now stays as it was.
///
/// # Errors
/// When the tree cannot be walked, or the run is to stop.
pub fn survey(
    root: &Path,
    config: &Config,
    against: Option<&Against>,
    scattered: bool,
    threads: usize,
    observer: &dyn Observer,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Surveyed> {
    let mut sites = Sites::new(config, against, scattered);
    let mut verdicts = Verdicts::default();
    let ends = Ends::default();
    if config.stages.contains(&Stage::Headers) {
        let wanted = |e: &Entry| e.siblings >= config.survey.min_documents && matches!(e.kind, Kind::File(_));
        let entries = Walk::new(root)?.filter(|e| wanted(e) || items::format(e, config).is_some());
        in_order(
            Items::new(entries, config),
            threads,
            Item::size,
            |item| counted(item, config, &ends),
            |Told { bytes, sites: counted, verdicts: found }| {
                if stop() {
                    return Err(crate::Error::Stopped);
                }
                observer.note(&Event::Surveyed { bytes });
                counted.into_iter().for_each(|(site, siblings, counted)| sites.add(site, siblings, counted, &ends));
                found.into_iter().for_each(|verdict| verdicts.keep(verdict, config.limits.memory / VERDICTS));
                Ok(())
            },
        )?;
        // A folder that changed while it was walked leaves its site open.
        let open: Vec<Site> = sites.open.keys().cloned().collect();
        open.iter().for_each(|site| sites.freeze(site));
    }
    for earlier in against.into_iter().flat_map(Against::sites).filter(|earlier| !sites.done.contains(earlier.site.as_str())) {
        sites.frozen.push(earlier.clone());
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

fn counted(item: Item, config: &Config, ends: &Ends) -> Told {
    let mut verdicts = Vec::new();
    match item {
        Item::File(entry) => {
            let site = entry.id.site();
            let Kind::File(size) = entry.kind else { return Told { bytes: 0, sites: vec![(site, entry.siblings, None)], verdicts } };
            let wanted = size <= config.limits.max_document && ends.passes(&site, number(&entry.id));
            let read = if wanted { tree::read(&entry.path, size).ok() } else { None };
            let counted =
                read.and_then(|bytes| document(&entry.id, &site, &bytes, pipeline::hints(&entry.id, config), config, &mut verdicts));
            Told { bytes: size, sites: vec![(site, entry.siblings, counted)], verdicts }
        }
        Item::Parts(chunk) => {
            let folder = chunk.container.entry.id.site();
            let mut sites: HashMap<Site, Option<SiteSurvey>> = HashMap::new();
            for part in chunk.parts {
                let Member::Document(id, site, record) = part else { continue };
                let site = site.unwrap_or_else(|| folder.clone());
                if !ends.passes(&site, number(&id)) {
                    continue;
                }
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
    let edges = edges(&decoded.text);
    let normalized = pipeline::normalized_lines(&edges, decoded.even, &config.of(id, site));
    // What holds of its edges holds of the text when they are all of it.
    let even = decoded.even || normalized.even && edges.len() == decoded.text.len();
    verdicts.extend(Verdict::of(&decoded, even).map(|verdict| (Verdicts::key(id.as_str(), bytes), verdict)));
    let mut counts = SiteSurvey::default();
    let legacy = decoded.evidence.is_some().then_some(decoded.coding.label.as_str());
    // Two copies of a text that differ in a kind of blank or an entity are one document still, so it is told after
    // normalizing; texts that differ in their middle alone count as one, which can only keep more.
    let edges = normalized.text.as_deref().unwrap_or(&edges);
    counts.add_edges(number(id), xxh3_64(edges.as_bytes()), legacy, &Text::again(edges, normalized.learnt));
    Some(counts)
}

/// The number by which a document is among the sample of its site or not.
fn number(id: &DocumentId) -> u64 {
    xxh3_64(id.as_str().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Documents of some sites, each with many lines of its own near its edges.
    fn surveyed(documents: u64, most: u64, all: bool) -> (usize, Vec<SiteLine>) {
        let mut config = Config::default();
        config.limits.memory = most;
        let mut sites = Sites::new(&config, None, true);
        let ends = Ends::default();
        for n in 0..documents {
            let lines: String = (0..n % 90)
                .map(|line| format!("line {}\n", char::from(b'a' + (line % 26) as u8).to_string().repeat(1 + (line + n) as usize % 40)))
                .collect();
            let text = format!("Home | News | Tides\n{n}: {}\n{lines}", "x".repeat(n as usize % 50));
            let mut counted = SiteSurvey::default();
            let digest = xxh3_64(text.as_bytes());
            let site = Site(format!("s{}.example", n % 60));
            if !all && !ends.passes(&site, digest) {
                continue;
            }
            counted.add_edges(digest, digest, None, &Text::new(&text));
            sites.add(site, 0, Some(counted), &ends);
            let held: u64 = sites.open.values().map(|(survey, _)| survey.bytes() + PER_SITE).sum();
            assert_eq!(held, sites.bytes);
            assert!(held <= most + PER_SITE, "{held} bytes of {most} after document {n}");
        }
        let open: Vec<Site> = sites.open.keys().cloned().collect();
        open.iter().for_each(|site| sites.freeze(site));
        assert_eq!(sites.bytes, 0);
        sites.frozen.sort_by(|a, b| a.site.cmp(&b.site));
        (sites.sample, sites.frozen)
    }

    #[test]
    fn no_site_takes_more_than_there_is() {
        let (sample, frozen) = surveyed(6000, 300_000, true);
        assert_eq!(sample, LEAST);
        assert!(frozen.iter().any(|site| site.lines.iter().any(|line| line.0 == "Home | News | Tides")), "what is left still teaches");
        // What could not come in need not be read, and however many documents come, sites go on to be known.
        assert_eq!(surveyed(6000, 300_000, false).1, frozen);
        let more = surveyed(24_000, 300_000, false).1;
        assert!(frozen.len() > 10 && more.len() * 4 >= frozen.len() * 3, "{} sites, then {}", frozen.len(), more.len());
        assert_eq!(surveyed(600, 64 << 20, true).0, SAMPLE);
    }
}
