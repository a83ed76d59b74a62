//! The record of a whole run: the same everywhere, whole after every accident, and silent about no change.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod common;

use common::{Place, SAMPLE, copy, files, has};
use scrubjay::config::Config;
use scrubjay::digest::Digest;
use scrubjay::document::{Document, DocumentId};
use scrubjay::pipeline::clean_document;
use scrubjay::profile::Profile;
use scrubjay::verify::Level;
use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn threads_places_locales_and_orders_change_no_byte() {
    let place = Place::sample();
    // A site that is surveyed, with every rule at work.
    for n in 0..8 {
        place.put(
            format!("raw/gazette.example/{n}.txt"),
            format!("Gazette of the Harbour\n\nStory {n} about the pier.  \n\n\n\nCall the desk.\n"),
        );
    }
    place.run(&["clean", "-q", "--threads", "1"]).says(1, &[]);
    let expected = place.output();
    assert_eq!(expected.len(), SAMPLE.len() - 1 + 8 + 10, "all but the picture, and ten files of the record");

    let other = Place::new();
    let mut all: Vec<_> = place.files("raw").into_iter().collect();
    all.reverse();
    all.iter().for_each(|(path, bytes)| other.put([b"raw/", path.as_slice()].concat(), bytes));
    for (threads, locale, zone) in [("2", "C", "UTC"), ("7", "tr_TR.UTF-8", "Asia/Kathmandu")] {
        let mut command = other.command(&["clean", "--threads", threads, "-q", "--clean"]);
        // From somewhere else, by absolute paths.
        command.arg(other.at("clean")).arg("--manifests").arg(other.at("manifests")).arg(other.at("raw"));
        command.current_dir("/").env("LC_ALL", locale).env("LANG", locale).env("TZ", zone);
        assert_eq!(command.status().unwrap().code(), Some(1));
        assert!(other.output() == expected, "{threads} threads, {locale}, {zone}");
    }
}

#[test]
fn the_history_tells_of_runs_that_differ_and_of_no_others() {
    let place = Place::cleaned();
    let first = place.text("manifests/history.jsonl");
    assert_eq!(first.lines().count(), 1);
    place.clean(&["--threads", "2"]).says(1, &[]);
    assert_eq!(place.text("manifests/history.jsonl"), first, "the same run again adds no line");
    place.put("raw/ferry.example/new.txt", "Something new\n");
    place.clean(&[]).says(1, &[]);
    fs::remove_file(place.at("raw/ferry.example/new.txt")).unwrap();
    place.clean(&[]).says(1, &[]);
    let history = place.text("manifests/history.jsonl");
    assert!(history.starts_with(&first), "nothing is ever taken away");
    let lines: Vec<serde_json::Value> = history.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0]["prev"], Digest::of(b"").to_string());
    for (n, (line, before)) in lines.iter().skip(1).zip(history.lines()).enumerate() {
        assert_eq!(line["n"], n + 1);
        assert_eq!(line["prev"], Digest::of(before.as_bytes()).to_string());
    }
    assert_eq!(lines[0]["run_sha256"], lines[2]["run_sha256"], "an earlier run is no part of run.json");
    assert_eq!(place.verify(Level::Replay).exit_code(), 0);
}

#[test]
fn a_broken_history_is_never_made_longer() {
    let place = Place::cleaned();
    place.put("raw/ferry.example/new.txt", "Something new\n");
    place.clean(&[]).says(1, &[]);
    let good = place.text("manifests/history.jsonl");
    let lines: Vec<&str> = good.lines().collect();
    place.put("raw/ferry.example/newer.txt", "Something newer\n");
    for (broken, words) in [
        (good.replace("\"n\":1", "\"n\":2"), "line 2"),
        (format!("{}\n{}\n", lines[1], lines[0]), "line 1"),
        (format!("{}\n", lines[1]), "line 1"),
        (good.replacen(':', ": ", 1), "line 1"),
        (format!("{good}\n"), "line 3"),
        (good.trim_end().to_owned(), "cut"),
    ] {
        place.put("manifests/history.jsonl", &broken);
        let before = place.output();
        place.clean(&[]).says(2, &["history.jsonl", words, "put the history right"]);
        assert!(place.output() == before);
    }
    place.put("manifests/history.jsonl", &good);
    place.clean(&[]).says(1, &[]);
    assert_eq!(place.text("manifests/history.jsonl").lines().count(), 3);
}

/// The decoded texts of the sample, by the path bytes of their documents.
fn decoded() -> Vec<(&'static [u8], String)> {
    let text = |(path, bytes): &(&'static [u8], &[u8])| {
        let id = DocumentId::from_path(path).unwrap();
        let document = Document { site: id.site(), id, bytes: bytes.to_vec() };
        let cleaned = clean_document(&document, &Profile::default(), &Config::default());
        Some((*path, cleaned.decoded_text(bytes)?.to_owned()))
    };
    SAMPLE.iter().filter_map(text).collect()
}

fn undo_by(tool: &str, args: &[&str]) {
    if !has(tool) {
        return;
    }
    let place = Place::cleaned();
    let tree = place.at("tree");
    copy(&place.at("clean"), &tree);
    let mut command = Command::new(tool);
    command.args(args).arg(place.at("manifests/corpus.diff")).current_dir(&tree);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CEILING_DIRECTORIES", place.root());
    let output = command.output().unwrap();
    assert!(output.status.success(), "{tool}: {output:?}");
    let got = files(&tree);
    for (path, text) in decoded() {
        let got = got.get(path).map(|b| String::from_utf8_lossy(b).into_owned());
        assert_eq!(got.as_deref().unwrap_or_default(), text, "{tool}: {}", String::from_utf8_lossy(path));
    }
}

#[test]
fn git_undoes_the_diff() {
    undo_by("git", &["apply", "-R", "--whitespace=nowarn"]);
}

#[test]
fn patch_undoes_the_diff() {
    undo_by("patch", &["-R", "-p1", "-s", "--binary", "-i"]);
}

#[test]
fn every_document_comes_back_without_its_raw_file() {
    let place = Place::cleaned();
    let raw = place.files("raw");
    fs::remove_dir_all(place.at("raw")).unwrap();
    assert_eq!(place.verify(Level::Restore).exit_code(), 0);
    place.run(&["restore", "--to", "back"]).says(0, &["15 documents"]);
    assert!(place.files("back") == raw);
    place.run(&["restore", "--to", "one", "with%20blank/a%20name.txt"]).says(0, &["1 document "]);
    assert_eq!(place.files("one").len(), 1);
}

#[test]
fn every_sum_is_as_gnu_sha256sum_reads_it() {
    if !has("sha256sum") {
        return;
    }
    let place = Place::cleaned();
    for folder in ["raw", "clean"] {
        let mut command = Command::new("sha256sum");
        let list = place.at(format!("manifests/{folder}.sha256"));
        let output = command.args(["--strict", "--quiet", "-c"]).arg(list).current_dir(place.at(folder)).output().unwrap();
        assert!(output.status.success(), "{output:?}");
    }
}

/// The old output in place, the new one at hand in `next/`: what stands on a disk when a run is killed is made of these.
fn two_runs() -> (Place, std::collections::BTreeMap<Vec<u8>, Vec<u8>>) {
    let place = Place::cleaned();
    place.put("raw/ferry.example/dirty.txt", "The ferry left at one.  \n");
    place.put("raw/ferry.example/more.txt", "More of it.  \n");
    let next = Place::sample();
    copy(&place.at("raw"), &next.at("raw"));
    copy(&place.at("clean"), &next.at("clean"));
    copy(&place.at("manifests"), &next.at("manifests"));
    next.clean(&[]).says(1, &[]);
    copy(next.root(), &place.at("next"));
    (place, next.output())
}

/// Whatever was left, the next run ends with the new output, whole and alone.
#[track_caller]
fn ends_well(place: &Place, expected: &std::collections::BTreeMap<Vec<u8>, Vec<u8>>) {
    place.clean(&[]).says(1, &[]);
    assert!(place.output() == *expected);
    assert_eq!(place.leftovers(), Vec::<String>::new());
    assert_eq!(place.verify(Level::Replay).exit_code(), 0);
}

fn rename(place: &Place, from: &str, to: &str) {
    fs::rename(place.at(from), place.at(to)).unwrap();
}

#[test]
fn killed_while_it_was_building() {
    let (place, expected) = two_runs();
    let before = place.output();
    place.put("clean.scrubjay-new/ferry.example/half.txt", "ha");
    place.put("manifests.scrubjay-new/rows.jsonl", "{\"v\":");
    fs::remove_file(place.at("raw/ferry.example/more.txt")).unwrap();
    place.put("raw/ferry.example/dirty.txt", SAMPLE[0].1);
    let report = place.verify(Level::Replay);
    assert_eq!(report.exit_code(), 0, "the old output is whole: {report:#?}");
    assert!(!report.skipped.contains_key("the newer run"), "{report:#?}");
    assert!(place.output() == before);
    place.put("raw/ferry.example/dirty.txt", "The ferry left at one.  \n");
    place.put("raw/ferry.example/more.txt", "More of it.  \n");
    ends_well(&place, &expected);
}

#[test]
fn killed_before_the_clean_tree_was_moved() {
    let (place, expected) = two_runs();
    rename(&place, "next/clean", "clean.scrubjay-new");
    rename(&place, "next/manifests", "manifests.scrubjay-ready");
    let report = place.verify(Level::Sealed);
    assert!(report.skipped.contains_key("the newer run"), "{report:#?}");
    ends_well(&place, &expected);
}

#[test]
fn killed_between_the_two_names_of_the_clean_tree() {
    let (place, expected) = two_runs();
    rename(&place, "next/clean", "clean.scrubjay-new");
    rename(&place, "next/manifests", "manifests.scrubjay-ready");
    rename(&place, "clean", "clean.scrubjay-old");
    let report = place.verify(Level::Sealed);
    assert!(report.exit_code() == 1 && report.skipped.contains_key("the newer run"), "{report:#?}");
    ends_well(&place, &expected);
}

#[test]
fn killed_after_the_clean_tree_was_moved() {
    let (place, expected) = two_runs();
    rename(&place, "clean", "clean.scrubjay-old");
    rename(&place, "next/clean", "clean");
    rename(&place, "next/manifests", "manifests.scrubjay-ready");
    let report = place.verify(Level::Sealed);
    assert!(report.exit_code() == 1 && report.skipped.contains_key("the newer run"), "{report:#?}");
    assert!(report.findings.iter().any(|f| f.code == "clean-differs"), "{report:#?}");
    ends_well(&place, &expected);
}

#[test]
fn killed_between_the_two_names_of_the_record() {
    let (place, expected) = two_runs();
    rename(&place, "clean", "clean.scrubjay-old");
    rename(&place, "next/clean", "clean");
    rename(&place, "next/manifests", "manifests.scrubjay-ready");
    rename(&place, "manifests", "manifests.scrubjay-old");
    place.run(&["verify"]).says(3, &["interrupted", "scrubjay clean"]);
    ends_well(&place, &expected);
}

#[test]
fn killed_before_the_old_output_was_cleared_away() {
    let (place, expected) = two_runs();
    rename(&place, "clean", "clean.scrubjay-old");
    rename(&place, "manifests", "manifests.scrubjay-old");
    rename(&place, "next/clean", "clean");
    rename(&place, "next/manifests", "manifests");
    assert_eq!(place.verify(Level::Replay).exit_code(), 0);
    ends_well(&place, &expected);
}

#[test]
fn a_second_run_beside_the_first_is_refused() {
    let place = Place::cleaned();
    fs::create_dir_all(place.at("manifests.scrubjay-new")).unwrap();
    let held = fs::File::open(place.at("manifests.scrubjay-new")).unwrap();
    rustix::fs::flock(&held, rustix::fs::FlockOperation::LockExclusive).unwrap();
    let before = place.output();
    place.clean(&[]).says(2, &["another run"]);
    assert!(Path::new(&place.at("manifests.scrubjay-new")).exists(), "what another run builds is its own");
    assert!(place.output() == before);
}

#[test]
fn what_is_recorded_of_a_large_document_is_what_its_steps_give() {
    let story = "Ferry news &amp; tides   \n\n\n\nThe <u>keeper</u> said that the boats had come in before the storm, and that nobody was hurt.\n\n";
    let evening =
        "\n\nВечером сторож вернулся на причал и записал, кто остался на том берегу.\n\nThe boats lay still.Credit...via Mara Tellin\n\n";
    let page = |n: u32| format!("Entry {n} of the log\n{story}Related article: The mill of miller {n} by the river{evening}");
    let text: String = (0..4000).map(page).collect();
    assert!(text.len() > 5 << 18, "larger than what is kept of every stage");
    let legacy: String =
        (0..9000).map(|n| format!("Запись {n}: сторож вернулся на причал.   \n\n\n\nОн записал, кто остался.\n")).collect();
    let place = Place::new();
    place.put("raw/log/large.txt", &text);
    place.put("raw/log/legacy.txt", encoding_rs::WINDOWS_1251.encode(&legacy).0);
    place.put("raw/log/same.txt", "A line of the log, which nobody has to mend.\n".repeat(40_000));
    for (settings, status, code) in [("", "cleaned", 0), ("[limits]\nmax_removed = 1\n", "held", 1)] {
        place.put("scrubjay.toml", settings);
        place.run(&["clean", "-q"]).says(code, &[]);
        let row = place.text("manifests/rows.jsonl");
        let row: serde_json::Value = row.lines().find(|row| row.contains("large.txt")).unwrap().parse().unwrap();
        let stages: Vec<&str> = row["stages"].as_array().unwrap().iter().map(|stage| stage["name"].as_str().unwrap()).collect();
        assert!(stages.len() >= 3 && stages.contains(&"chrome"), "{stages:?}");
        assert_eq!(row["status"], status);
        for level in [Level::Restore, Level::Replay] {
            let report = place.verify(level);
            assert!(report.findings.is_empty(), "{settings:?} {report:?}");
        }
    }
}
