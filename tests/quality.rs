//! The floor: what cleaning does to the quality set in `tests/quality/` may get better and not worse.
//!
//! Its figures are pinned in `FLOOR.toml` there. With SCRUBJAY_QUALITY=list the test prints every case that is not right
//! (`cargo test --test quality -- --nocapture`), with SCRUBJAY_QUALITY=floor the figures as `FLOOR.toml` has them.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

#[path = "quality/cases.rs"]
mod cases;
#[path = "quality/score.rs"]
mod score;

use cases::{Case, Mark};
use score::Score;
use scrubjay::config::Config;
use scrubjay::pipeline::clean_document;
use scrubjay::profile::Profile;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

/// A figure, and why it is no better.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Figure {
    is: u64,
    why: String,
}

/// What was wrong with a case when the floor was pinned.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Known {
    lost: u64,
    left: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Floor {
    cases_right_at_least: Figure,
    lines_lost_at_most: Figure,
    dirt_gone_permille_at_least: Figure,
    /// How many cases each language has, at least.
    languages: BTreeMap<String, u64>,
    not_right: BTreeMap<String, Known>,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/quality")
}

/// The figures of the whole set.
struct Total {
    right: u64,
    lost: u64,
    permille: u64,
    languages: BTreeMap<String, u64>,
}

fn total(cases: &[Case], scores: &[Score]) -> Total {
    let mut languages = BTreeMap::new();
    for case in cases {
        *languages.entry(case.language.clone()).or_default() += 1;
    }
    let sum = |of: fn(&Score) -> u64| scores.iter().map(of).sum::<u64>();
    let dirt = sum(|s| s.dirt);
    Total {
        right: sum(|s| u64::from(s.right())),
        lost: sum(|s| s.lost),
        permille: (dirt - sum(|s| s.left)) * 1000 / dirt.max(1),
        languages,
    }
}

#[test]
fn cleaning_is_no_worse_than_the_floor() {
    let cases = cases::read(&folder());
    let config = Config::default();
    let scores: Vec<Score> = cases.iter().map(|c| score::score(c, &config)).collect();
    let total = total(&cases, &scores);
    println!("{} of {} cases right, {} lines lost, {} per mille of the dirt gone", total.right, cases.len(), total.lost, total.permille);
    match std::env::var("SCRUBJAY_QUALITY").as_deref() {
        Ok("list") => print!("{}", list(&cases, &scores)),
        Ok("floor") => return print!("{}", as_floor(&cases, &scores, &total)),
        _ => {}
    }
    let floor: Floor = toml::from_str(&fs::read_to_string(folder().join("FLOOR.toml")).unwrap()).unwrap();
    let wrong = below(&floor, &total);
    assert!(wrong.is_empty(), "\n{wrong}\n{}\n{ADVICE}", worse(&floor, &cases, &scores));
}

#[test]
fn the_scorer_sees_all_that_is_left_and_all_that_is_lost() {
    let nothing = Config { stages: Vec::new(), ..Config::default() };
    for case in cases::read(&folder()) {
        let untouched = score::score(&case, &nothing);
        assert_eq!((untouched.lost, untouched.left), (0, untouched.dirt), "{}: {:?}", case.name, untouched.faults);
        let mut emptied = Score::default();
        let mut stays = 0;
        for (n, doc) in case.docs.iter().enumerate() {
            let cleaned = clean_document(&score::document(&case, n, doc), &Profile::default(), &nothing);
            score::compare(doc, "", &cleaned, &mut emptied);
            let mut once: Vec<String> = doc.lines.iter().filter(|l| l.mark == Mark::Once).map(|l| l.text()).collect();
            once.sort();
            once.dedup();
            stays += once.len() + doc.lines.iter().filter(|l| l.mark == Mark::Stays && !l.text().trim().is_empty()).count();
        }
        assert_eq!((emptied.lost, emptied.dirt), (stays as u64, untouched.dirt), "{}", case.name);
    }
}

const ADVICE: &str = "Mend the rule, or lower the floor: by an edit of tests/quality/FLOOR.toml that gives the figure's new `why`. \
A line lost weighs more than any dirt.";

/// What is below the floor, in words.
fn below(floor: &Floor, total: &Total) -> String {
    let mut wrong = String::new();
    let figures = [
        ("cases right", total.right, &floor.cases_right_at_least, total.right < floor.cases_right_at_least.is),
        ("lines lost", total.lost, &floor.lines_lost_at_most, total.lost > floor.lines_lost_at_most.is),
        (
            "per mille of the dirt gone",
            total.permille,
            &floor.dirt_gone_permille_at_least,
            total.permille < floor.dirt_gone_permille_at_least.is,
        ),
    ];
    for (name, now, figure, is_worse) in figures {
        if figure.why.trim().is_empty() {
            let _ = writeln!(wrong, "the floor of `{name}` says not why it is {}", figure.is);
        }
        if is_worse {
            let _ = writeln!(wrong, "{name}: {now}, the floor is {}", figure.is);
        }
    }
    for (language, cases) in &floor.languages {
        let now = total.languages.get(language).copied().unwrap_or_default();
        if now < *cases {
            let _ = writeln!(wrong, "cases in {language}: {now}, the floor is {cases}");
        }
    }
    let cases: u64 = total.languages.values().sum();
    if cases < 200 || total.languages.len() < 20 {
        let _ = writeln!(wrong, "{cases} cases in {} languages: 200 in 20 is the least", total.languages.len());
    }
    wrong
}

/// The cases that are worse than when the floor was pinned, with what is wrong in them.
fn worse(floor: &Floor, cases: &[Case], scores: &[Score]) -> String {
    let mut out = String::new();
    for (case, score) in cases.iter().zip(scores) {
        let known = floor.not_right.get(&case.name);
        let (lost, left) = known.map_or((0, 0), |k| (k.lost, k.left));
        if score.lost > lost || score.left > left {
            let _ = writeln!(out, "worse: {} (lines lost {lost} -> {}, dirt left {left} -> {})", case.name, score.lost, score.left);
            out.extend(score.faults.iter().map(|f| format!("    {f}\n")));
        }
    }
    out
}

fn list(cases: &[Case], scores: &[Score]) -> String {
    let mut out = String::new();
    for (case, score) in cases.iter().zip(scores).filter(|(_, s)| !s.right()) {
        let _ = writeln!(out, "{}", case.name);
        out.extend(score.faults.iter().map(|f| format!("    {f}\n")));
    }
    out
}

/// The figures as `FLOOR.toml` has them; its `why` are for a person to write.
fn as_floor(cases: &[Case], scores: &[Score], total: &Total) -> String {
    let mut out = String::new();
    let figures =
        [("cases_right_at_least", total.right), ("lines_lost_at_most", total.lost), ("dirt_gone_permille_at_least", total.permille)];
    for (name, is) in figures {
        let _ = writeln!(out, "[{name}]\nis = {is}\nwhy = \"\"\n");
    }
    out.push_str("[languages]\n");
    out.extend(total.languages.iter().map(|(language, n)| format!("{language} = {n}\n")));
    out.push_str("\n[not_right]\n");
    for (case, score) in cases.iter().zip(scores).filter(|(_, s)| !s.right()) {
        let _ = writeln!(out, "\"{}\" = {{ lost = {}, left = {} }}", case.name, score.lost, score.left);
    }
    out
}
