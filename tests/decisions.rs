//! What a person decides is an input: obeyed, on record, replayable; and so are the configuration's own rules.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod common;

use common::{Place, Ran};
use scrubjay::verify::Level;
use std::process::Command;

const TEXT: &str = "Ferry back after eleven weeks

The ferry to Brindle Quay runs again from Monday, after eleven weeks in which the baker rowed to work and the post came late.

Share this: Facebook | WhatsApp | Email

Nobody on the quay could say who had sold the spare propeller, and the council has asked everybody to look in their sheds.

High water at 12:40
";

fn place() -> Place {
    let place = Place::new();
    for name in ["a", "b"] {
        place.put(format!("raw/post.example/{name}.txt"), TEXT);
    }
    place.put("raw/other.example/c.txt", TEXT);
    place
}

fn clean(place: &Place, name: &str) -> String {
    place.text(&format!("clean/{name}"))
}

#[track_caller]
fn holds(place: &Place) {
    let report = place.verify(Level::Replay);
    assert_eq!(report.exit_code(), 0, "{:#?}", report.findings);
    if common::has("python3") {
        let tool = concat!(env!("CARGO_MANIFEST_DIR"), "/tools/restore.py");
        let back = place.root().join("back-by-python");
        let _ = std::fs::remove_dir_all(&back);
        let ran =
            Ran::of(Command::new("python3").arg(tool).args(["clean", "manifests"]).arg(&back).current_dir(place.root()).output().unwrap());
        assert_eq!(ran.code, 0, "{ran:#?}");
    }
}

#[test]
fn a_line_that_is_kept_loses_no_part() {
    let place = place();
    let caption = "The baker in his boat at the new landing stage.Credit…Oona Tarrow for The Averley Echo";
    place.put("raw/post.example/a.txt", format!("{TEXT}\n{caption}\n"));
    place.run(&["clean"]).says(0, &["chrome/photo-credit"]);
    assert!(clean(&place, "post.example/a.txt").ends_with("landing stage.\n"));
    place.put("decisions.toml", format!("[[keep]]\ndocument = \"post.example/a.txt\"\ntext = \"{caption}\"\n"));
    place.run(&["clean"]).says(0, &["share-bar"]);
    assert!(clean(&place, "post.example/a.txt").ends_with(&format!("\n{caption}\n")));
    holds(&place);
}

#[test]
fn decisions_are_obeyed_and_on_record() {
    let place = place();
    place.run(&["clean"]).says(0, &["chrome/share-bar"]);
    let before = place.output();
    assert!(!clean(&place, "post.example/a.txt").contains("Share this"));
    place.run(&["review"]).says(2, &["no decisions.toml here"]);
    place.put(
        "decisions.toml",
        "[[keep]]\ndocument = \"post.example/a.txt\"\ntext = \"Share this: Facebook | WhatsApp | Email\\n\"\nnote = \"a poem\"\n\n\
         [[remove]]\ndocument = \"post.example/b.txt\"\ntext = \"High water at 12:40\"\n\n\
         [[never]]\nsite = \"other.example\"\nrule = \"chrome/share-bar\"\n",
    );
    place.run(&["review"]).says(1, &["matches          keep in post.example/a.txt", "(a poem)", "0 of which", "run `scrubjay clean`"]);
    place.run(&["clean"]).says(0, &["review/remove"]);
    let (a, b, c) = (clean(&place, "post.example/a.txt"), clean(&place, "post.example/b.txt"), clean(&place, "other.example/c.txt"));
    assert!(a.contains("Share this") && a.contains("High water"), "{a}");
    assert!(!b.contains("Share this") && !b.contains("High water"), "{b}");
    assert!(c.contains("Share this") && c.contains("High water"), "{c}");
    let explain = place.run(&["explain", "post.example/a.txt"]);
    explain.says(0, &["? line 5", "chrome/share-bar", "review/keep"]);
    place.run(&["explain", "post.example/b.txt"]).says(0, &["- line", "review/remove"]);
    place.run(&["explain", "review/keep"]).says(0, &["decided to keep"]);
    place.run(&["review"]).says(0, &["3 decisions, 0 of which"]);
    let config = place.text("manifests/config.json");
    assert!(config.contains("\"decisions\":{\"keep\":[{\"document\"") && config.contains("\"review\",\"tidy\""), "{config}");
    let sum = Ran::of(Command::new("sha256sum").arg(place.at("decisions.toml")).output().unwrap()).out;
    assert!(config.contains(&sum[..64]), "the record names the file's digest");
    holds(&place);
    place.run(&["check"]).says(0, &["as the goldens say"]);
    // Cleaning what is clean changes nothing, and without the decisions all is as it was.
    std::fs::rename(place.at("decisions.toml"), place.at("old.toml")).unwrap();
    place.run(&["check"]).says(1, &["post.example/a.txt"]);
    place.run(&["clean", "-q"]).says(0, &[]);
    let mut now = place.output();
    now.remove(b"//manifests/history.jsonl".as_slice());
    assert!(before.iter().all(|(name, bytes)| name == b"//manifests/history.jsonl" || now.get(name) == Some(bytes)));
    place.run(&["check", "--decisions", "old.toml"]).says(1, &[]);
}

#[test]
fn decisions_that_match_nothing_any_more_are_named() {
    let place = place();
    place.put(
        "decisions.toml",
        "[[keep]]\ndocument = \"post.example/a.txt\"\ntext = \"Never there\"\n[[keep]]\ndocument = \"gone.txt\"\ntext = \"x\"\n\
         [[remove]]\ndocument = \"post.example/a.txt\"\ntext = \"Not there\"\n[[never]]\nsite = \"gone.example\"\nrule = \"spam/tail\"\n",
    );
    place.run(&["clean", "-q"]).says(0, &[]);
    let ran = place.run(&["review"]);
    ran.says(1, &["4 decisions, 4 of which match nothing"]);
    assert_eq!(ran.out.matches("matches nothing  ").count(), 4, "{ran:#?}");
    holds(&place);
}

#[test]
fn decisions_that_mean_nothing_are_refused() {
    let place = place();
    for (toml, words) in [
        ("[[kept]]\n", &["decisions.toml", "kept"][..]),
        ("[[keep]]\ndocument = \"a b\"\ntext = \"x\"\n", &["a b", "ids are"]),
        ("[[keep]]\ndocument = \"a\"\ntext = \" \\n\"\n", &["blank"]),
        ("[[keep]]\ndocument = \"a\"\n", &["text"]),
        ("[[never]]\nsite = \"a\"\nrule = \"chrome/share-bars\"\n", &["did you mean `chrome/share-bar`?"]),
        ("[[keep]]\ndocument = \"a\"\ntext = \"x\"\n[[remove]]\ndocument = \"a\"\ntext = \" x\"\n", &["to be kept and to be removed"]),
    ] {
        place.put("decisions.toml", toml);
        place.run(&["clean"]).says(2, words);
    }
    assert!(!place.at("clean").exists());
}

const OWN: &str = "[[rule]]\nname = \"tides\"\nstage = \"chrome\"\npattern = 'High water at \\d\\d:\\d\\d'\nnear = \"bottom\"\n\
    tests = [{ fire = \"High water at 12:40\" }, { keep = \"High water at 12:40 today\" }]\n";

#[test]
fn own_rules_are_recorded_like_any_other() {
    let place = place();
    place.put("scrubjay.toml", OWN);
    place.run(&["rules"]).says(0, &["own rules", "chrome/tides", "2 tests hold"]);
    place.run(&["clean"]).says(0, &["chrome/tides"]);
    assert!(!clean(&place, "post.example/a.txt").contains("High water"));
    assert!(place.text("manifests/config.json").contains("{\"name\":\"chrome/tides\",\"setting\":\"remove\",\"version\":1}"));
    place.run(&["diff", "--rule", "chrome/tides"]).says(0, &["-High water at 12:40"]);
    place.run(&["explain", "chrome/tides"]).says(0, &["own rule", "High water"]);
    holds(&place);
    place.put("scrubjay.toml", format!("[rules]\n\"chrome/tides\" = \"flag\"\n\n{OWN}"));
    place.run(&["clean"]).says(0, &["chrome/tides", "flagged and kept"]);
    assert!(clean(&place, "post.example/a.txt").contains("High water"));
    holds(&place);
    place.put("scrubjay.toml", OWN.replace("12:40 today", "12:40"));
    place.run(&["clean"]).says(2, &["scrubjay.toml", "`chrome/tides`", "test 2 must be kept and is not"]);
}
