//! Peak memory stays below the ceiling that the README states, whatever the number of documents or the size of the file.
//!
//! The peak is what the system says of the running program (VmHWM); it only grows, so asking now and then is enough.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

mod common;

use common::Place;
use std::fmt::Write as _;
use std::time::Duration;

const MIB: u64 = 1 << 20;
/// What the README states for two threads and documents of up to 1 MB, besides twice `limits.memory`.
const STATED: u64 = 256 * MIB;
/// `limits.memory` of these runs: far less than the survey would like to hold.
const SURVEY: u64 = MIB;

/// Runs the program to its end and gives the most memory it had.
fn peak(place: &Place, args: &[&str]) -> u64 {
    let mut child = place.command(args).stdout(std::process::Stdio::null()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    let code = loop {
        if let Some(code) = child.try_wait().unwrap() {
            break code;
        }
        let said = std::fs::read_to_string(&status).unwrap_or_default();
        let line = said.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.trim().strip_suffix("kB")).map_or(0, |n| n.trim().parse().unwrap());
        most = most.max(kib * 1024);
        std::thread::sleep(Duration::from_millis(2));
    };
    assert!(code.success() && most > 0, "{code}, {most}");
    most
}

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn line(&mut self, words: u64) -> String {
        const WORDS: [&str; 13] =
            ["heron", "barge", "sluice", "miller", "lantern", "otter", "kettle", "anchor", "willow", "ledger", "ferry", "quay", "rope"];
        let words: Vec<&str> = (0..words).map(|_| WORDS[self.roll(13) as usize]).collect();
        words.join(" ") + ".  \n\n"
    }
}

/// A place with one file of so many records, two thirds of them of one site and the others of thousands.
fn place(documents: u64, lines: u64) -> Place {
    let place = Place::new();
    let mut dice = Dice(2026);
    let mut out = String::new();
    for n in 0..documents {
        let site = if n % 3 > 0 { "ferry".to_owned() } else { format!("s{}", n % 9000) };
        let text: String = (0..lines).map(|_| dice.line(20)).collect();
        let text = format!("Home | News | {site}\n\n{}{text}© The Post of {site}  \n", dice.line(6));
        writeln!(out, "{}", serde_json::json!({"text": text, "url": format!("https://{site}.example/{n}")})).unwrap();
    }
    place.put("raw/all.jsonl", out);
    place.put("scrubjay.toml", format!("[limits]\nmemory = {SURVEY}\n"));
    place
}

const CLEAN: &[&str] = &["clean", "-q", "--stages", "normalize,headers,tidy"];

/// Bytes that memory may grow by for each document more: a digest and the begin of an id.
const A_DOCUMENT: u64 = 48;

#[test]
fn many_documents_take_no_more_memory_than_few() {
    // One thread, since what several have at once differs from run to run.
    let clean: &[&str] = &[CLEAN, &["--threads", "1"]].concat();
    let verify: &[&str] = &["verify", "--threads", "1"];
    let (few, many) = (place(40_000, 2), place(300_000, 2));
    let chance = 260_000 * A_DOCUMENT;
    let cleaned = [&few, &many].map(|place| peak(place, clean));
    // Of one site are 200,000; the survey is at its limit in both.
    for place in [&few, &many] {
        assert!(place.text("manifests/run.json").contains("\"survey_sample\":16"), "the survey was short of memory, and says so");
    }
    let verified = [&few, &many].map(|place| peak(place, verify));
    for (what, [few, many], most) in [("clean", cleaned, 2 * SURVEY + STATED), ("verify", verified, 64 * MIB)] {
        assert!(many < most, "{} MiB to {what}", many / MIB);
        assert!(many < few + chance, "{} MiB to {what} 300,000 documents, {} for 40,000", many / MIB, few / MIB);
    }
    // What is known to grow shows that growth would be seen: the digests of texts whose later copies are dropped.
    many.put("scrubjay.toml", many.text("scrubjay.toml") + "[duplicates]\ndrop = true\n");
    let grown = peak(&many, clean);
    assert!(grown > cleaned[0] + chance, "{} MiB with a digest for each of 300,000 texts, {} without", grown / MIB, cleaned[0] / MIB);
}

#[test]
fn a_large_file_takes_no_more_memory_than_a_small_one() {
    let (small, large) = (place(600, 150), place(4_800, 150));
    let bytes = |place: &Place| std::fs::metadata(place.at("raw/all.jsonl")).unwrap().len();
    let more = bytes(&large) - bytes(&small);
    assert!(more > 80 * MIB, "{more}");
    let two: &[&str] = &[CLEAN, &["--threads", "2"]].concat();
    // How much is on its way when somebody else has the processor is chance; what grows with the file grows in every run.
    let least = |place: &Place| (0..3).map(|_| peak(place, two)).min().unwrap();
    let (small, large) = (least(&small), least(&large));
    assert!(large < 2 * SURVEY + STATED, "{} MiB", large / MIB);
    assert!(large < small + more / 4, "{} MiB for a file of 100 MB, {} for one of 12", large / MIB, small / MIB);
}

#[test]
fn large_documents_stay_below_what_is_stated_of_them() {
    // 80 documents of nearly 1 MB each, with all stages.
    let taken = peak(&place(80, 7_000), &["clean", "-q", "--threads", "2"]);
    assert!(taken < 2 * SURVEY + STATED, "{} MiB", taken / MIB);
}
