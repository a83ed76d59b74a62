//! The sample corpus: `raw/` cleaned again gives the committed `clean/` and `manifests/`, byte for byte.
//!
//! Goldens are accepted by `scrubjay check --bless`, after every line of what is new has been read.
#![allow(clippy::unwrap_used)]

use scrubjay::config::Config;
use scrubjay::corpus::tree::{Kind, Walk};
use scrubjay::event::Silent;
use scrubjay::run::{Options, Targets, run};
use scrubjay::verify::{Level, Subject, verify};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = Walk::new(folder).unwrap().filter(|e| matches!(e.kind, Kind::File(_)));
    entries.map(|e| (e.id.to_string(), fs::read(e.path).unwrap())).collect()
}

#[test]
fn the_sample_corpus_gives_its_goldens() {
    let new = tempfile::tempdir().unwrap();
    let (clean, manifests) = (new.path().join("clean"), new.path().join("manifests"));
    fs::create_dir_all(&clean).unwrap();
    fs::create_dir_all(&manifests).unwrap();
    let options = Options { threads: 2, diff: true, against: None, observer: &Silent, stop: &|| false, earlier: &[] };
    let targets = Targets { clean: Some(&clean), manifests: Some(&manifests) };
    run(&root().join("raw"), targets, &Config::default(), &options).unwrap();
    let mut wrong = Vec::new();
    for (golden, new) in [(root().join("clean"), clean), (root().join("manifests"), manifests)] {
        let (mut golden, new) = (files(&golden), files(&new));
        for beside in ["history.jsonl", "attestation.json", "run.json.sig"] {
            golden.remove(beside);
        }
        for (name, bytes) in &new {
            if golden.remove(name).as_deref() != Some(bytes) {
                wrong.push(name.clone());
            }
        }
        wrong.extend(golden.into_keys());
    }
    assert!(wrong.is_empty(), "differ from the goldens (`scrubjay check` shows how): {wrong:#?}");
}

#[test]
fn the_committed_record_holds_at_every_level() {
    let subject = Subject { raw: root().join("raw"), clean: root().join("clean"), manifests: root().join("manifests"), threads: 2 };
    let report = verify(&subject, Level::Replay).unwrap();
    assert_eq!(report.exit_code(), 0, "{:#?}", report.findings);
}

#[test]
fn documents_that_must_stay_are_untouched() {
    for (id, raw) in files(&root().join("raw")) {
        if id.starts_with("keep.example/") || id.starts_with("keep-other.example/") {
            let clean = fs::read(root().join("clean").join(&id)).unwrap();
            assert_eq!(String::from_utf8(clean).unwrap(), String::from_utf8(raw).unwrap(), "{id} was changed");
        }
    }
}

#[test]
fn the_sample_corpus_is_as_wide_as_it_should_be() {
    let ids: Vec<String> = files(&root().join("raw")).into_keys().collect();
    let sites: BTreeSet<&str> = ids.iter().filter_map(|id| id.rsplit_once('/').map(|(site, _)| site)).collect();
    assert!(ids.len() >= 60, "{} documents", ids.len());
    assert!(sites.len() >= 10, "{} sites", sites.len());
    let labels: BTreeSet<String> = fs::read_to_string(root().join("manifests/rows.jsonl"))
        .unwrap()
        .lines()
        .filter_map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap()["decode"]["label"].as_str().map(str::to_owned))
        .collect();
    assert!(labels.len() >= 12, "{labels:?}");
}
