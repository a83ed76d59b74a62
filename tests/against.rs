//! A small delivery, cleaned with what an earlier run had learnt; the record holds without the earlier one.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Place, Ran};
use std::fs;
use std::process::Command;

const HEAD: &str = "Home | News | Tides | Ferry Post";
const FOOT: &str = "© The Ferry Post, Brindle Quay";

const STAGES: &[&str] = &["clean", "-q", "--stages", "normalize,headers,tidy"];

/// Documents that share their furniture and, digits aside, nothing else.
fn document(n: usize) -> String {
    let word = |at: usize| ["heron", "barge", "sluice", "miller", "lantern", "otter", "kettle", "anchor", "willow", "ledger"][at % 10];
    let (a, b, c) = (word(n), word(n / 10), word(n * 7 + 3));
    format!(
        "{HEAD}\n\nThe {a} and the {b} of the {c}\n\n\
         The keeper said of the {a} that nobody had asked for the {b} before noon, and that the {c} was shut as on every day of the {a}.\n\n\
         Nobody at the quay had seen a {c} that high since the year of the {b}, and nobody wrote the {a} down for those who came after.\n\n\
         A word of the {b} was kept in the book of the {c}, as the {a} had been for eighty years.\n\n{FOOT}\n"
    )
}

fn clean(place: &Place, more: &[&str]) -> Ran {
    place.run(&[STAGES, more].concat())
}

fn put(place: &Place, site: &str, numbers: std::ops::Range<usize>) {
    for n in numbers {
        place.put(format!("raw/{site}/{n:03}.txt"), document(n));
    }
}

/// A place whose `taught` is the record of a run over a dozen documents of two sites.
fn taught() -> Place {
    let place = Place::new();
    put(&place, "ferry.example", 0..12);
    put(&place, "quay.example", 0..12);
    clean(&place, &["--clean", "old-clean", "--manifests", "taught"]).says(0, &[]);
    fs::remove_dir_all(place.at("raw")).unwrap();
    fs::remove_dir_all(place.at("old-clean")).unwrap();
    place
}

fn line(place: &Place, file: &str, site: &str) -> serde_json::Value {
    let of_site = |line: &&str| line.contains(&format!("\"site\":\"{site}\""));
    serde_json::from_str(place.text(file).lines().find(of_site).unwrap()).unwrap()
}

fn run_json(place: &Place, folder: &str) -> serde_json::Value {
    serde_json::from_str(&place.text(&format!("{folder}/run.json"))).unwrap()
}

#[test]
fn a_delivery_is_cleaned_with_what_an_earlier_run_learnt() {
    let place = taught();
    put(&place, "ferry.example", 100..102);
    place.put("raw/letters.jsonl", format!("{}\n", serde_json::json!({"url": "https://quay.example/1", "text": document(200)})));
    clean(&place, &[]).says(0, &[]);
    assert!(place.text("clean/ferry.example/100.txt").contains(HEAD), "two documents alone teach nothing");

    clean(&place, &["--against", "taught"]).says(0, &[]);
    let text = place.text("clean/ferry.example/100.txt");
    assert!(!text.contains(HEAD) && !text.contains(FOOT) && text.contains("The heron and the heron of the miller"), "{text}");
    let records = place.text("clean/letters.jsonl");
    assert!(
        !records.contains(HEAD) && records.contains("The heron and the heron of the miller"),
        "a record of a site that the earlier run knew: {records}"
    );
    assert_eq!(run_json(&place, "manifests")["against_sha256"], run_json(&place, "taught")["profile_sha256"]);
    assert_eq!(place.text("manifests/against.jsonl"), place.text("taught/profile.jsonl"));

    // The record answers for itself: the earlier one is not needed any more, and neither is the number of threads.
    let before = place.text("manifests/run.json");
    place
        .run(&["clean", "--stages", "normalize,headers,tidy", "--against", "taught"])
        .says(0, &["all of them as an earlier run had cleaned them"]);
    clean(&place, &["--fresh", "--threads", "2", "--against", "taught"]).says(0, &[]);
    assert_eq!(place.text("manifests/run.json"), before);
    fs::remove_dir_all(place.at("taught")).unwrap();
    place.run(&["verify", "--level", "replay"]).says(0, &["The record holds at level replay."]);
    place.run(&["check", "--stages", "normalize,headers,tidy"]).says(0, &[]);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tools/restore.py");
    let restored = Command::new("python3").arg(script).args(["clean", "manifests", "back"]).current_dir(place.root()).output().unwrap();
    assert!(restored.status.success(), "{restored:?}");
    assert_eq!(place.text("back/ferry.example/100.txt"), document(100));

    // It is an input, and no part of it can be changed unseen.
    let against = place.text("manifests/against.jsonl");
    place.put("manifests/against.jsonl", against.replacen(":12,", ":13,", 1));
    place.run(&["verify", "--level", "sealed"]).says(2, &["file-differs  against.jsonl"]);
    fs::remove_file(place.at("manifests/against.jsonl")).unwrap();
    place.run(&["verify", "--level", "replay"]).says(2, &["file-missing  against.jsonl", "replay-unchecked"]);
}

#[test]
fn counts_add_up_site_by_site_and_from_delivery_to_delivery() {
    let place = taught();
    put(&place, "ferry.example", 100..106);
    put(&place, "new.example", 0..6);
    clean(&place, &["--against", "taught", "--clean", "one", "--manifests", "first"]).says(0, &[]);
    let documents = |folder: &str, site: &str| line(&place, &format!("{folder}/profile.jsonl"), site)["documents"].as_u64().unwrap();
    let sites = ["ferry.example", "new.example", "quay.example"];
    assert_eq!(sites.map(|site| documents("first", site)), [18, 6, 12]);
    let counts = line(&place, "first/profile.jsonl", "ferry.example")["lines"].as_array().unwrap().clone();
    let head = counts.iter().find(|l| l[0] == HEAD).unwrap();
    assert_eq!(head.to_string(), serde_json::json!([HEAD, 18, 18, 18]).to_string());

    fs::remove_dir_all(place.at("raw")).unwrap();
    put(&place, "new.example", 50..51);
    clean(&place, &["--against", "first", "--clean", "two", "--manifests", "second"]).says(0, &[]);
    assert_eq!(sites.map(|site| documents("second", site)), [18, 6, 12], "what the first delivery taught is not lost with the second");
    assert!(!place.text("two/new.example/050.txt").contains(HEAD));
}

#[test]
fn an_earlier_record_that_cannot_be_used_is_said_to_be() {
    let place = taught();
    put(&place, "ferry.example", 100..102);
    let against = |folder: &str| clean(&place, &["--against", folder]);
    against("nowhere").says(2, &["nowhere", "no record of a run is there", "manifests"]);

    let profile = place.text("taught/profile.jsonl");
    let spoil = |name: &str, text: String, words: &[&str]| {
        let whole = place.text(&format!("taught/{name}"));
        place.put(format!("taught/{name}"), text);
        against("taught").says(2, words);
        place.put(format!("taught/{name}"), whole);
    };
    spoil("profile.jsonl", profile.replacen(":12,", ":13,", 1), &["taught/profile.jsonl", "not the bytes", "use a copy"]);
    spoil("profile.jsonl", profile.replacen("[[", "[ [", 1), &["profile.jsonl:1", "not in canonical form", "use a copy"]);
    spoil("profile.jsonl", profile.trim_end().to_owned(), &["profile.jsonl:2", "the last line is cut"]);
    spoil(
        "run.json",
        place.text("taught/run.json").replace("\"v\":1}", "\"v\":2}"),
        &["taught/run.json", "version 2", "clean that corpus again"],
    );
    spoil("run.json", "{}\n".to_owned(), &["taught/run.json", "version none"]);
    spoil("run.json", "nothing\n".to_owned(), &["taught/run.json", "use a copy"]);
    assert!(!place.at("manifests").exists(), "nothing was written");

    against("taught").says(0, &[]);
    against("manifests").says(2, &["is to be replaced by this run"]);
}
