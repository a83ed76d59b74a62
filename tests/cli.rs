//! The program as people and scripts meet it: exit codes, messages, and what is left when it fails.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod common;

use common::{Place, Ran, has};
use std::fs;
use std::io::Read;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn one(text: &str) -> Place {
    let place = Place::new();
    place.put("raw/site.example/a.txt", text);
    place
}

/// Fails unless the command ends with 2, says so, and leaves every file as it was.
#[track_caller]
fn refused(place: &Place, args: &[&str], words: &[&str]) {
    let before = place.files("");
    place.run(args).says(2, words);
    assert!(place.files("") == before, "something was written");
    assert_eq!(place.leftovers(), Vec::<String>::new());
}

#[test]
fn there_must_be_something_to_clean() {
    let place = Place::new();
    refused(&place, &["clean"], &["no such folder: raw"]);
    place.put("file", "x");
    refused(&place, &["clean", "file"], &["file is a file", "folder"]);
    fs::create_dir(place.at("raw")).unwrap();
    refused(&place, &["clean"], &["raw holds no document"]);
    refused(&place, &["no-such-command"], &["no-such-command"]);
    refused(&place, &["clean", "--threads", "0"], &["--threads"]);
    place.run(&["--version"]).says(0, &["scrubjay "]);
    place.run(&["--help"]).says(0, &["verify", "restore", "explain"]);
}

#[test]
fn files_of_somebody_else_are_never_replaced() {
    let place = one("words \n");
    place.put("clean/thesis.txt", "years of work");
    refused(&place, &["clean"], &["thesis.txt", "nothing was written", "Move it away"]);
    fs::remove_dir_all(place.at("clean")).unwrap();
    place.put("manifests/letters.txt", "from her");
    refused(&place, &["clean"], &["letters.txt"]);
    fs::remove_dir_all(place.at("manifests")).unwrap();
    place.clean(&[]).says(0, &[]);
    // Also beside what a record lists, and in its place.
    place.put("clean/site.example/b.txt", "mine");
    refused(&place, &["clean"], &["site.example/b.txt"]);
    fs::remove_file(place.at("clean/site.example/b.txt")).unwrap();
    place.put("manifests/more/letters.txt", "from him");
    refused(&place, &["clean"], &["more"]);
    fs::remove_dir_all(place.at("manifests/more")).unwrap();
    fs::remove_dir_all(place.at("manifests")).unwrap();
    refused(&place, &["clean"], &["site.example/a.txt"]);
}

#[test]
fn outputs_lie_beside_the_raw_folder() {
    let place = one("words\n");
    refused(&place, &["clean", "--clean", "raw/clean"], &["raw", "clean", "within each other"]);
    refused(&place, &["clean", "--clean", "nothing/../raw/clean"], &["raw", "clean", "within each other"]);
    refused(&place, &["clean", "--manifests", "raw"], &["within each other"]);
    refused(&place, &["clean", "--clean", "out", "--manifests", "out/record"], &["within each other"]);
    refused(&place, &["clean", "raw/site.example", "--clean", "raw"], &["within each other"]);
}

#[test]
fn what_is_typed_wrong_is_named_with_what_was_meant() {
    let place = one("words\n");
    for (config, words) in [
        ("[limit]\nmax_document = 1\n", &["limit", "did you mean `limits`?"][..]),
        ("[limits]\nmax_documents = 1\n", &["max_documents", "did you mean `max_document`?"]),
        ("[limits]\nmax_removed = 1001\n", &["limits.max_removed", "1001"]),
        ("[decode]\nmin_confidence = 1001\n", &["decode.min_confidence", "1001"]),
        ("[limits]\nmax_removed = \"all\"\n", &["max_removed"]),
        ("strength = \"carefull\"\n", &["carefull", "did you mean `careful`?"]),
        ("stages = [\"tydi\"]\n", &["tydi", "did you mean `tidy`?"]),
        ("[rules]\n\"tidy/blank-run\" = \"allow\"\n", &["tidy/blank-run", "did you mean `tidy/blank-runs`?"]),
        ("[rules]\n\"tidy/blank-runs\" = \"alow\"\n", &["alow", "did you mean `allow`?"]),
        ("[survey]\nmin_documents = 1\n", &["survey.min_documents"]),
        ("[decode.encodings]\n\"site.example/\" = \"klingon-8\"\n", &["klingon-8"]),
        ("[containers]\ntext = \"\"\n", &["containers.text"]),
        ("[containers.limits]\nratio = 0\n", &["containers.limits.ratio"]),
        ("stages = [\"review\"]\n", &["review", "decisions.toml"]),
        ("nonsense\n", &["scrubjay.toml"]),
    ] {
        place.put("scrubjay.toml", config);
        refused(&place, &["clean"], words);
        refused(&place, &["check"], words);
        refused(&place, &["rules"], words);
    }
    fs::remove_file(place.at("scrubjay.toml")).unwrap();
    refused(&place, &["clean", "--stages", "tidi"], &["tidi", "did you mean `tidy`?"]);
    refused(&place, &["clean", "--config", "nowhere.toml"], &["nowhere.toml"]);
}

#[test]
fn the_configuration_is_obeyed() {
    let place = one("words  \n\n\n\nmore\n");
    place.put("scrubjay.toml", "stages = [\"tidy\"]\n[rules]\n\"tidy/blank-runs\" = \"flag\"\n\"tidy/trailing-blanks\" = \"allow\"\n");
    place.run(&["clean"]).says(0, &["1 document", "flagged and kept"]);
    assert_eq!(place.text("clean/site.example/a.txt"), "words  \n\n\n\nmore\n");
    place.run(&["explain", "site.example/a.txt"]).says(0, &["? line 3", "tidy/blank-runs"]);
    place.run(&["rules"]).says(0, &["tidy/blank-runs", "flag"]);
    place.run(&["verify", "--level", "replay"]).says(0, &["holds at level replay"]);
    place.run(&["clean", "--stages", "decode", "-q"]).says(0, &[]);
    assert!(place.text("manifests/config.json").contains("\"stages\":[\"decode\"]"));
}

#[test]
fn what_is_no_document_has_a_row_and_a_reason() {
    let place = one("words \n");
    std::os::unix::fs::symlink("/etc/hostname", place.at("raw/link")).unwrap();
    std::os::unix::fs::symlink("site.example", place.at("raw/folder-link")).unwrap();
    place.put("raw/large.txt", "x".repeat(200));
    place.put("raw/larger.txt", "y".repeat(3000));
    place.put("scrubjay.toml", "[limits]\nmax_document = 100\nmax_carried = 1000\n");
    let fifo = has("mkfifo") && Command::new("mkfifo").arg(place.at("raw/pipe")).status().unwrap().success();
    place
        .run(&["clean"])
        .says(1, &["link: quarantined: symbolic link", "large.txt: quarantined: 200 bytes, over limits.max_document (100)"]);
    if fifo {
        assert!(place.text("manifests/rows.jsonl").contains("\"id\":\"pipe\",\"reason\":\"fifo, not opened\""));
    }
    assert_eq!(place.files("clean").len(), 1, "the others are done");
    assert!(place.text("manifests/run.json").contains("\"restorable\":false"));
    place.run(&["verify", "--level", "replay"]).says(0, &[]);
    let restored = place.run(&["restore", "--to", "back"]);
    restored.says(1, &["not restored: larger.txt"]);
    assert!(!place.at("back/link").exists());
    assert_eq!(fs::read(place.at("back/large.txt")).unwrap(), "x".repeat(200).as_bytes(), "the record carries it");
}

#[test]
fn a_file_that_cannot_be_read_is_a_row() {
    use std::os::unix::fs::PermissionsExt;
    let place = one("words \n");
    place.put("raw/shut.txt", "secret");
    fs::set_permissions(place.at("raw/shut.txt"), fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(place.at("raw/shut.txt")).is_ok() {
        eprintln!("skipped: this user may read everything");
        return;
    }
    place.run(&["clean"]).says(1, &["shut.txt: failed: cannot be read"]);
    place.run(&["verify", "--level", "replay"]).says(0, &[]);
}

#[test]
fn a_name_that_is_not_utf8_is_a_name() {
    let place = Place::new();
    place.put(b"raw/s\xfcd/\xff.txt", "words \n");
    place.clean(&[]).says(0, &[]);
    assert!(place.files("clean").contains_key(b"s\xfcd/\xff.txt".as_slice()));
    place.run(&["explain", "s%FCd/%FF.txt"]).says(0, &["tidy/trailing-blanks"]);
    place.run(&["restore", "--to", "back"]).says(0, &[]);
    assert!(place.files("back") == place.files("raw"));
}

#[test]
fn one_line_of_twenty_megabytes_takes_no_more_than_its_time() {
    let place = one("");
    place.put("raw/line.txt", "the tide came in late ".repeat(1 << 20).trim_end());
    let started = Instant::now();
    place.run(&["clean", "-q"]).says(0, &[]);
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
    assert_eq!(place.verify(scrubjay::verify::Level::Restore).exit_code(), 0);
}

#[test]
fn a_dry_run_writes_nothing() {
    let place = one("words \n");
    place.run(&["clean", "--dry-run"]).says(0, &["1 document", "nothing was written"]);
    assert_eq!(fs::read_dir(place.root()).unwrap().count(), 1);
}

#[test]
fn json_is_one_canonical_line_and_quiet_is_quiet() {
    let place = Place::sample();
    for args in
        [&["clean", "--json", "--dry-run"][..], &["clean", "--json"], &["verify", "--json"], &["verify", "--level", "replay", "--json"]]
    {
        let ran = place.run(args);
        assert!(ran.code < 2 && ran.err.is_empty(), "{ran:#?}");
        let value: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(ran.out, serde_json_canonicalizer::to_string(&value).unwrap() + "\n");
    }
    let ran = place.clean(&[]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (1, "", ""));
}

#[test]
fn explain_says_what_spoke_for_and_against_a_line_that_the_model_took() {
    let page = fs::read_to_string("tests/rules/chrome/line-model/en.in").unwrap();
    let place = one(&page);
    place.run(&["clean", "--no-diff"]).says(0, &[]);
    let first = place.run(&["explain", "site.example/a.txt"]);
    first.says(0, &["chrome/line-model", "score ", "round 1", "for:     ", "against: ", "its words and those near it"]);
    assert!(!first.out.contains("no evidence"), "{}", first.out);
    assert_eq!(first.out, place.run(&["explain", "site.example/a.txt"]).out);
    // A record of another program: nothing is made up.
    let config = fs::read_to_string(place.at("manifests/config.json")).unwrap();
    let of_version = |version: u32| format!("\"name\":\"chrome/line-model\",\"setting\":\"remove\",\"version\":{version}");
    let ours = scrubjay::stages::rule("chrome/line-model").unwrap().version;
    let other = config.replace(&of_version(ours), &of_version(999));
    assert_ne!(config, other);
    place.put("manifests/config.json", &other);
    place.run(&["explain", "site.example/a.txt"]).says(0, &["no evidence: ", "of version 999"]);
}

#[test]
fn explain_and_diff_find_what_is_named_or_say_what_is_near() {
    let place = one("words  \n\n\n\nmore\n");
    refused(&place, &["explain", "site.example/a.txt"], &["no rule is named", "manifests: no record of a run"]);
    refused(&place, &["diff"], &["manifests: no record of a run; `scrubjay clean` makes one"]);
    place.clean(&[]).says(0, &[]);
    place
        .run(&["explain", "site.example/a.txt"])
        .says(0, &["cleaned", "- line 1", "tidy/trailing-blanks", "tidy/blank-runs", "bytes kept"]);
    place.run(&["explain", "tidy/blank-runs"]).says(0, &["version 1", "## What it removes", "## What it keeps", "## Example"]);
    refused(&place, &["explain", "tidy/blank-rums"], &["no document", "did you mean `tidy/blank-runs`?"]);
    refused(&place, &["explain", "xyzzy"], &["no rule is named `xyzzy`"]);
    let diff = place.run(&["diff", "site.example/a.txt"]);
    diff.says(0, &["--- raw/site.example/a.txt", "+++ clean/site.example/a.txt", "-words  \n+words\n"]);
    assert_eq!(place.run(&["diff"]).out, place.text("manifests/corpus.diff"));
    refused(&place, &["diff", "site.example/b.txt"], &["no document `site.example/b.txt`"]);
    refused(&place, &["restore", "--to", "back", "site.example/b.txt"], &["no document `site.example/b.txt`"]);
    refused(&place, &["restore", "--to", "back", "site.example/a.txt", "site.example/b.txt"], &["no document `site.example/b.txt`"]);
    let rules = place.run(&["rules"]);
    assert!(scrubjay::stages::rules().all(|r| rules.out.contains(r.name)));
}

#[test]
fn check_tells_goldens_from_what_comes_out_now() {
    let place = one("words \n");
    place.clean(&[]).says(0, &[]);
    let stages = ["--stages", "normalize,tidy"];
    let check = |more: &[&str]| place.run(&[&["check"], &stages[..], more].concat());
    let golden = place.output();
    check(&[]).says(0, &["as the goldens say"]);
    place.put("raw/site.example/a.txt", "other words \n");
    let differs = check(&[]);
    differs.says(1, &["-words\n+other words\n", "manifests/rows.jsonl: differs", "check --bless"]);
    assert!(place.output() == golden && place.leftovers().is_empty(), "it only looks");
    check(&["--bless"]).says(0, &["blessed"]);
    check(&[]).says(0, &[]);
    assert_eq!(place.text("clean/site.example/a.txt"), "other words\n");
    assert_eq!(place.text("manifests/history.jsonl").lines().count(), 2);
    assert_eq!(place.verify(scrubjay::verify::Level::Replay).exit_code(), 0);
    fs::remove_file(place.at("clean/site.example/a.txt")).unwrap();
    check(&[]).says(1, &["clean/site.example/a.txt: new"]);
}

#[test]
fn restore_overwrites_nothing() {
    let place = one("words \n");
    place.clean(&[]).says(0, &[]);
    place.put("back/mine.txt", "mine");
    refused(&place, &["restore", "--to", "back"], &["back is not empty"]);
    refused(&place, &["restore", "--to", "raw"], &["raw is not empty"]);
    place.put("clean/site.example/a.txt", "wards\n");
    place.run(&["restore", "--to", "new"]).says(1, &["not restored: site.example/a.txt"]);
    assert!(place.files("new").is_empty());
}

#[test]
fn verify_of_nothing_is_not_a_pass() {
    let place = one("words \n");
    place.run(&["verify"]).says(3, &["no record of a run", "scrubjay clean"]);
    place.clean(&[]).says(0, &[]);
    place.run(&["verify"]).says(0, &["The record holds"]);
    fs::remove_dir_all(place.at("raw")).unwrap();
    place.run(&["verify", "--level", "restore"]).says(0, &["not checked", "raw is absent"]);
    place.run(&["verify", "--level", "replay"]).says(3, &["replay-unchecked", "does NOT hold"]);
}

#[test]
fn nothing_from_a_document_steers_a_terminal() {
    let place = Place::new();
    place.put(b"raw/\x1b[31mred\x07.txt", "words \u{1b}]0;title\u{7} \u{202e}back\u{85}\u{85}\n\u{9b}31m \u{2028}\n\n\n\n\u{1b}[2J");
    place.put("raw/\u{202e}txt.exe", b"\xff\xfe\x00\x1b[31m\x00\x01\x02");
    let clean = place.run(&["clean"]);
    let explain: Vec<Ran> = ["%1B%5B31mred%07.txt", "%E2%80%AEtxt.exe"].iter().map(|id| place.run(&["explain", id])).collect();
    place.put(b"clean/\x1b[31mred\x07.txt", "\u{1b}[31m");
    let others =
        [&["verify"][..], &["clean"], &["check"], &["diff", "\u{1b}[31m"], &["explain", "\u{1b}[31m"], &["restore", "--to", "back"]]
            .map(|args| place.run(args));
    place.put("clean/\u{1b}[31m", "");
    let foreign = place.run(&["clean"]);
    for ran in [&clean, &foreign].into_iter().chain(&explain).chain(&others) {
        let all = ran.out.clone() + &ran.err;
        assert!(!all.is_empty());
        let steers = |c: char| (c.is_control() && c != '\n' && c != '\t') || ('\u{202a}'..='\u{202e}').contains(&c) || c == '\u{2028}';
        assert!(!all.contains(steers), "{ran:?}");
    }
}

#[test]
fn a_reader_that_stops_reading_is_no_error() {
    let place = one(&"words \n".repeat(40_000));
    place.clean(&[]).says(0, &[]);
    for args in [&["diff"][..], &["explain", "site.example/a.txt"]] {
        let mut child = place.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = [0];
        child.stdout.take().unwrap().read_exact(&mut first).unwrap();
        let ran = Ran::of(child.wait_with_output().unwrap());
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    }
}

#[test]
fn a_reader_that_is_gone_changes_no_exit_code() {
    let place = one("words \n");
    place.clean(&[]).says(0, &[]);
    place.put("raw/site.example/picture", b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR");
    let code = |args: &[&str]| {
        let (read, write) = std::io::pipe().unwrap();
        drop(read);
        place.command(args).stdout(write).stderr(Stdio::null()).status().unwrap().code()
    };
    assert_eq!(code(&["verify"]), Some(1));
    assert_eq!(code(&["check", "--stages", "normalize,tidy"]), Some(1));
    assert_eq!(code(&["check", "--stages", "normalize,tidy", "--bless"]), Some(0));
    assert_eq!(code(&["verify"]), Some(0), "it was blessed");
    assert_eq!(code(&["clean", "--stages", "normalize,tidy"]), Some(1));
    assert_eq!(code(&["try", "raw/site.example/picture"]), Some(1));
    assert_eq!(code(&["restore", "--to", "back"]), Some(0));
}

#[test]
fn a_verification_that_was_not_understood_is_none() {
    let place = one("words \n");
    place.run(&["verify", "--levle", "sealed"]).says(3, &["--levle"]);
    place.run(&["verify", "--help"]).says(0, &["Exit codes"]);
    place.run(&["clean", "--levle", "sealed"]).says(2, &["--levle"]);
}

#[test]
fn a_run_that_is_stopped_leaves_the_old_output() {
    let place = one("words \n");
    place.clean(&[]).says(0, &[]);
    let before = place.output();
    for n in 0..4000 {
        place.put(format!("raw/site.example/{n}.txt"), "more words \n\n\n".repeat(100));
    }
    for signal in ["-INT", "-TERM"] {
        let mut child =
            place.command(&["clean", "--threads", "1", "--stages", "tidy"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        while !place.at("clean.scrubjay-new/site.example").exists() && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
        let ran = Ran::of(child.wait_with_output().unwrap());
        ran.says(130, &["stopped", "untouched"]);
        assert!(place.output() == before);
        assert_eq!(place.leftovers(), Vec::<String>::new());
    }
}

/// A small disk of its own, taken away at the end.
struct Disk(std::path::PathBuf);

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_leaves_the_old_output() {
    let place = one("words \n");
    let disk = place.at("disk");
    fs::create_dir(&disk).unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"]).arg(&disk).stderr(Stdio::null()).status();
    if !mounted.is_ok_and(|s| s.success()) {
        eprintln!("skipped: no small disk can be mounted here");
        return;
    }
    let _disk = Disk(disk.clone());
    let to = ["--clean", "disk/clean", "--manifests", "disk/manifests"];
    place.clean(&to).says(0, &[]);
    let before = place.files("disk");
    place.put("raw/site.example/large.txt", "more words\n".repeat(200_000));
    place.clean(&to).says(2, &["cannot write", "No space left"]);
    assert!(place.files("disk") == before);
    assert_eq!(fs::read_dir(&disk).unwrap().count(), 2);
    place.run(&[&["verify", "--level", "sealed"], &to[..]].concat()).says(1, &["raw-extra"]);
}
