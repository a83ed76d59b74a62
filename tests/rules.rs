//! Every rule over its fixtures: `tests/rules/<stage>/<rule>/<case>.in` and `.out`, and `keep-<case>.in` that it must leave alone.
//!
//! `<case>.site` beside an `.in` holds other documents of the same site, each ended by a line of five equals signs:
//! the survey over them and the case itself is what the rule may know. `<case>.thorough.in` runs with that strength.
#![allow(clippy::unwrap_used)]

use scrubjay::config::{self, Strength};
use scrubjay::document::Site;
use scrubjay::edit::{apply, undo};
use scrubjay::profile::{Profile, SiteSurvey};
use scrubjay::rule::{Context, Rule};
use scrubjay::stages;
use scrubjay::text::Text;
use std::fs;
use std::path::{Path, PathBuf};

fn folder(rule: &Rule) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules").join(rule.name)
}

fn inputs(rule: &Rule) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder(rule)) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|e| e.unwrap().path()).filter(|p| p.extension().is_some_and(|e| e == "in")).collect();
    paths.sort();
    paths
}

fn profile(input: &str, others: &Path) -> Profile {
    let mut profile = Profile::default();
    let Ok(others) = fs::read_to_string(others) else { return profile };
    let mut survey = SiteSurvey::default();
    survey.add(&Text::new(input));
    others.split("=====\n").filter(|d| !d.is_empty()).for_each(|d| survey.add(&Text::new(d)));
    if let Some(line) = survey.freeze(&Site::default(), &config::Survey::default()) {
        profile.insert(&line);
    }
    profile
}

/// What the rule makes of a fixture.
fn run(rule: &Rule, path: &Path) -> (String, String) {
    let input = fs::read_to_string(path).unwrap();
    let profile = profile(&input, &path.with_extension("site"));
    let strength = if path.to_string_lossy().ends_with(".thorough.in") { Strength::Thorough } else { Strength::Careful };
    let context = Context { strength, site: profile.site(&Site::default()) };
    let edits = (rule.find)(&Text::new(&input), &context);
    assert!(edits.iter().all(|e| e.rule == rule.id()), "{}: proposes in another rule's name", rule.name);
    let applied = apply(&input, edits, |_| false);
    assert_eq!(undo(&applied.text, &applied.ops).unwrap(), input, "{}", path.display());
    (input, applied.text)
}

#[test]
fn rules_do_what_their_fixtures_say() {
    let mut wrong = Vec::new();
    for rule in stages::rules() {
        for path in inputs(rule) {
            let (input, got) = run(rule, &path);
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name.starts_with("keep-") {
                if got != input {
                    wrong.push(format!("{}/{name}: must be left alone, became:\n{got}", rule.name));
                }
                continue;
            }
            let want = fs::read_to_string(path.with_extension("out")).unwrap_or_default();
            if got != want {
                wrong.push(format!("{}/{name}: became:\n{got}\n--- and not:\n{want}", rule.name));
            } else if got == input {
                wrong.push(format!("{}/{name}: nothing fires", rule.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{} fixtures differ\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_rule_has_fixtures_that_fire_and_fixtures_that_must_not() {
    for rule in stages::rules() {
        let (keep, fire): (Vec<_>, Vec<_>) =
            inputs(rule).into_iter().partition(|p| p.file_name().unwrap().to_string_lossy().starts_with("keep-"));
        assert!(!fire.is_empty(), "{} has no fixture that fires", rule.name);
        assert!(!keep.is_empty(), "{} has no keep- fixture", rule.name);
    }
}

#[test]
fn every_fixture_folder_belongs_to_a_rule() {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules");
    for stage in fs::read_dir(&base).unwrap().map(|e| e.unwrap()) {
        for rule in fs::read_dir(stage.path()).unwrap().map(|e| e.unwrap()) {
            let name = format!("{}/{}", stage.file_name().to_string_lossy(), rule.file_name().to_string_lossy());
            assert!(stages::rule(&name).is_some(), "tests/rules/{name} belongs to no rule");
        }
    }
}

#[test]
fn the_list_of_rules_is_in_order() {
    let mut names: Vec<&str> = stages::rules().map(|r| r.name).collect();
    for rule in stages::rules() {
        assert_eq!(rule.name.split('/').next(), Some(rule.stage.name()), "{}", rule.name);
        assert!(rule.version >= 1);
        for section in ["## What it removes", "## What it keeps", "## Example"] {
            assert!(rule.docs.contains(section), "{}: its docs lack `{section}`", rule.name);
        }
        assert!(!rule.docs.starts_with('#'), "{}: its docs begin with one line that says what it is about", rule.name);
    }
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all, "two rules have one name");
}
