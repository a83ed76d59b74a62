//! What an earlier run learnt of its sites, as an input of this one: a small delivery is cleaned with what a large corpus taught.

use crate::digest::{Digest, of_file};
use crate::error::{Error, Result};
use crate::profile::SiteLine;
use crate::record::read::{Lines, one_line};
use crate::record::run::{TYPE, names};
use std::collections::BTreeMap;
use std::path::Path;

/// The profile of an earlier run.
#[derive(Clone, Debug)]
pub struct Against {
    sites: BTreeMap<String, SiteLine>,
    /// Digest of the earlier `profile.jsonl`, all its bytes.
    pub sha256: Digest,
}

impl Against {
    /// Reads the profile of the run whose record is in a folder.
    ///
    /// # Errors
    /// When there is no record, it is of another version, or its profile is not what its `run.json` commits to.
    pub fn of_run(manifests: &Path) -> Result<Against> {
        let path = manifests.join(names::RUN);
        if !path.exists() {
            let what = "no record of a run is there; give the folder of the record (manifests) of an earlier run";
            return Err(Error::Usage(format!("--against {}: {what}", manifests.display())));
        }
        let wrong = |name: &str, what: String| Error::Record { place: manifests.join(name).display().to_string(), what };
        let damaged = |e: Error| wrong(names::RUN, format!("{e}; {DAMAGED}"));
        // Of another version it may have other keys, so that it is asked for its version alone.
        let run: serde_json::Value = one_line(&path).map_err(damaged)?;
        let said = |key: &str| run.get(key).and_then(|value| value.as_str()).unwrap_or_default();
        let version = run.get("v").and_then(serde_json::Value::as_u64);
        if said("type") != TYPE || version != Some(u64::from(crate::record::VERSION)) {
            let what = format!(
                "a record of another kind ({}, version {}), where {TYPE}, version {}, is needed; clean that corpus again with this version of scrubjay",
                said("type"),
                version.map_or("none".to_owned(), |v| v.to_string()),
                crate::record::VERSION
            );
            return Err(wrong(names::RUN, what));
        }
        let against = Against::of_file(&manifests.join(names::PROFILE))?;
        if said("profile_sha256") != against.sha256.to_string() {
            return Err(wrong(names::PROFILE, format!("not the bytes that {} commits to; {DAMAGED}", names::RUN)));
        }
        Ok(against)
    }

    /// Reads a profile.
    ///
    /// # Errors
    /// When it cannot be read, or is none of this version.
    pub fn of_file(path: &Path) -> Result<Against> {
        let place = |e: Error| Error::Record { place: path.display().to_string(), what: format!("{e}; {DAMAGED}") };
        let mut sites = BTreeMap::new();
        let mut lines = Lines::open(path)?;
        let mut previous: Option<String> = None;
        while let Some((_, site)) = lines.site().map_err(place)? {
            site.check(previous.as_deref()).map_err(|what| place(lines.error(what)))?;
            previous = Some(site.site.clone());
            sites.insert(site.site.clone(), site);
        }
        let (_, sha256) = of_file(path).map_err(Error::io("read", path))?;
        Ok(Against { sites, sha256 })
    }

    /// What was learnt of a site.
    pub fn site(&self, site: &str) -> Option<&SiteLine> {
        self.sites.get(site)
    }

    /// All sites, in their order.
    pub fn sites(&self) -> impl ExactSizeIterator<Item = &SiteLine> {
        self.sites.values()
    }
}

const DAMAGED: &str = "`scrubjay verify` of that record says what else is damaged; use a copy of it that holds";
