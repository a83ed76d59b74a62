//! The survey pass over a tree: each site's documents are counted, and the site frozen when its last one is in.

use crate::config::Config;
use crate::corpus::tree::{Entry, Kind, Walk};
use crate::document::Site;
use crate::error::Result;
use crate::event::{Event, Observer};
use crate::ordered::in_order;
use crate::pipeline;
use crate::profile::{Profile, SiteLine, SiteSurvey, edges};
use crate::rule::Stage;
use crate::stages::decode;
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
}

/// Surveys a tree. Sites with too few documents are not read at all.
///
/// # Errors
/// When the tree cannot be walked, or the run is to stop.
pub fn survey(root: &Path, config: &Config, threads: usize, observer: &dyn Observer, stop: &(dyn Fn() -> bool + Sync)) -> Result<Surveyed> {
    let mut frozen: Vec<SiteLine> = Vec::new();
    if config.stages.contains(&Stage::Headers) {
        let entries = Walk::new(root)?.filter(|e| e.siblings >= config.survey.min_documents && matches!(e.kind, Kind::File(_)));
        let mut open: HashMap<Site, (SiteSurvey, u32)> = HashMap::new();
        let size = |entry: &Entry| if let Kind::File(n) = entry.kind { n } else { 0 };
        in_order(
            entries,
            threads,
            size,
            |entry| {
                let counted = document(&entry, config);
                (entry, counted)
            },
            |(entry, counted)| {
                if stop() {
                    return Err(crate::Error::Stopped);
                }
                observer.note(&Event::Surveyed { bytes: size(&entry) });
                let site = entry.id.site();
                let slot = open.entry(site.clone()).or_insert_with(|| (SiteSurvey::default(), entry.siblings));
                if let Some(counted) = counted {
                    slot.0.merge(counted);
                }
                slot.1 = slot.1.saturating_sub(1);
                if slot.1 == 0
                    && let Some((survey, _)) = open.remove(&site)
                {
                    frozen.extend(survey.freeze(&site, &config.survey));
                }
                Ok(())
            },
        )?;
        // A folder that changed while it was walked leaves its site open.
        frozen.extend(open.into_iter().filter_map(|(site, (survey, _))| survey.freeze(&site, &config.survey)));
    }
    frozen.sort_by(|a, b| a.site.cmp(&b.site));
    let mut surveyed = Surveyed::default();
    for line in &frozen {
        surveyed.profile.insert(line);
        surveyed.lines.push(crate::record::canonical(line) + "\n");
    }
    Ok(surveyed)
}

/// The counts of one document; `None` when it cannot be read or is no text.
fn document(entry: &Entry, config: &Config) -> Option<SiteSurvey> {
    let bytes = std::fs::read(&entry.path).ok()?;
    if bytes.len() as u64 > config.limits.max_document {
        return None;
    }
    let decoded = decode::decode(&bytes, &pipeline::hints(&entry.id, config)).ok()?;
    let edges = edges(&Text::new(&decoded.text));
    let normalized = pipeline::normalized(&edges, &config.of(&entry.id));
    let mut counts = SiteSurvey::default();
    let legacy = decoded.evidence.is_some().then_some(decoded.coding.label.as_str());
    // Two copies of a text that differ in a kind of blank or an entity are one document still, so it is told after
    // normalizing; texts that differ in their middle alone count as one, which can only keep more.
    let edges = normalized.as_deref().unwrap_or(&edges);
    counts.add_edges(xxh3_64(edges.as_bytes()), legacy, &Text::new(edges));
    Some(counts)
}
