//! Own rules: written in `scrubjay.toml`, without code, and recorded like any other.

use crate::edit::{Edit, RuleId};
use crate::profile::zones;
use crate::rule::Stage;
use crate::text::{Text, is_blank};
use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashSet};
use std::sync::{Mutex, OnceLock, PoisonError};

/// Bytes that a compiled pattern may take. Matching is linear in the line whatever the pattern.
const PATTERN_SIZE: usize = 1 << 20;

/// Where in a document a rule looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Near {
    /// Above the second paragraph.
    Top,
    /// Below the last paragraph but one.
    Bottom,
    /// Anywhere.
    #[default]
    Any,
}

/// A text that the rule must act on, or one that it must leave alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Case {
    /// The rule must remove something of this text.
    Fire(String),
    /// The rule must leave this text alone.
    Keep(String),
}

/// A `[[rule]]` as typed, and as `config.json` has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// The lines that go, as they stand between blanks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<String>,
    /// The name after the stage's: letters, digits, hyphens.
    pub name: String,
    /// Where it looks.
    #[serde(default)]
    pub near: Near,
    /// The lines that go, as a regular expression for the whole line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// The stage it belongs to.
    pub stage: String,
    /// Texts it is tried on whenever it is read.
    pub tests: Vec<Case>,
}

/// An own rule, ready to run.
#[derive(Clone, Debug)]
pub struct OwnRule {
    /// As it was typed.
    pub definition: Definition,
    /// Its stage.
    pub stage: Stage,
    /// Its whole name.
    pub id: RuleId,
    lines: HashSet<String>,
    pattern: Option<Regex>,
}

impl PartialEq for OwnRule {
    fn eq(&self, other: &OwnRule) -> bool {
        self.definition == other.definition
    }
}

impl Eq for OwnRule {}

impl OwnRule {
    /// Makes a rule of its definition, and tries it on its tests.
    ///
    /// # Errors
    /// Names the rule, and says what is wrong with it or which test fails.
    pub fn new(definition: Definition) -> Result<OwnRule, String> {
        let name = format!("{}/{}", definition.stage, definition.name);
        let wrong = |what: String| Err(format!("own rule `{name}`: {what}"));
        let stage = match Stage::named(&definition.stage) {
            Some(stage @ (Stage::Headers | Stage::Chrome | Stage::Spam)) => stage,
            _ => return wrong("its stage must be headers, chrome or spam".to_owned()),
        };
        let named = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if definition.name.is_empty() || definition.name.len() > 60 || !definition.name.chars().all(named) {
            return wrong("its name must be lower-case letters, digits and hyphens".to_owned());
        }
        if crate::stages::rule(&name).is_some() {
            return wrong("a rule of scrubjay's own has this name; choose another".to_owned());
        }
        if definition.lines.is_empty() == definition.pattern.is_none() {
            return wrong("it must have either `lines` or a `pattern`".to_owned());
        }
        let lines: HashSet<String> = definition.lines.iter().map(|l| l.trim_matches(is_blank).to_owned()).collect();
        if lines.iter().any(|l| l.is_empty() || l.contains('\n')) {
            return wrong("each of its `lines` must be one line that is not blank".to_owned());
        }
        let pattern = match &definition.pattern {
            None => None,
            // By itself first: what is no pattern alone could be one between the brackets, and reach past them.
            Some(pattern) => match RegexBuilder::new(pattern)
                .size_limit(PATTERN_SIZE)
                .build()
                .and_then(|_| RegexBuilder::new(&format!("^(?:{pattern})$")).size_limit(PATTERN_SIZE).build())
            {
                Ok(regex) if regex.is_match("") => return wrong("its pattern matches a line with nothing in it".to_owned()),
                Ok(regex) => Some(regex),
                Err(e) => return wrong(format!("its pattern cannot be used: {e}")),
            },
        };
        let rule = OwnRule { id: RuleId(lasting(&name)), stage, lines, pattern, definition };
        rule.try_tests().or_else(|what| wrong(what).map(|_: OwnRule| ()))?;
        Ok(rule)
    }

    fn try_tests(&self) -> Result<(), String> {
        let tests = &self.definition.tests;
        let (mut fires, mut keeps) = (false, false);
        for (n, test) in tests.iter().enumerate() {
            let (Case::Fire(text) | Case::Keep(text)) = test;
            let found = !self.find(&Text::new(text)).is_empty();
            let must = matches!(test, Case::Fire(_));
            if found != must {
                let what = if must { "must fire and does not" } else { "must be kept and is not" };
                return Err(format!("test {} {what}: {text:?}", n + 1));
            }
            fires |= must;
            keeps |= !must;
        }
        match (fires, keeps) {
            (true, true) => Ok(()),
            _ => Err("it needs a test that fires and one that keeps: tests = [{ fire = \"...\" }, { keep = \"...\" }]".to_owned()),
        }
    }

    /// Proposes to remove its lines, whole.
    pub fn find(&self, text: &Text) -> Vec<Edit> {
        let mut edits = Vec::new();
        let mut edges = None;
        for (at, &line) in text.filled().iter().enumerate() {
            let line = line as usize;
            let inner = text.inner(line);
            if !self.lines.contains(inner) && !self.pattern.as_ref().is_some_and(|p| p.is_match(inner)) {
                continue;
            }
            let (top, bottom) = *edges.get_or_insert_with(|| zones(text));
            let here = match self.definition.near {
                Near::Any => true,
                Near::Top => at < top,
                Near::Bottom => at >= bottom,
            };
            if here {
                edits.push(Edit::remove(text.whole_lines(line..line + 1), self.id));
            }
        }
        edits
    }
}

/// A name that lives as long as the program, as those of rules in code do. Each is kept once, so that reading a
/// configuration over and over takes no more memory than reading it once.
pub fn lasting(name: &str) -> &'static str {
    static NAMES: OnceLock<Mutex<BTreeSet<&'static str>>> = OnceLock::new();
    let mut names = NAMES.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
    match names.get(name) {
        Some(known) => known,
        None => {
            let kept: &'static str = Box::leak(name.to_owned().into_boxed_str());
            names.insert(kept);
            kept
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(toml: &str) -> Result<OwnRule, String> {
        OwnRule::new(toml::from_str(toml).map_err(|e| e.to_string())?)
    }

    const TESTS: &str = "tests = [{ fire = \"Follow the harbour\" }, { keep = \"Follow the harbour wall\" }]\n";

    #[test]
    fn lines_and_patterns_take_whole_lines() {
        let lines = rule(&format!("name = \"follow\"\nstage = \"chrome\"\nlines = [\"Follow the harbour\"]\n{TESTS}")).unwrap();
        assert_eq!(lines.id.0, "chrome/follow");
        let spans: Vec<_> = lines.find(&Text::new("a\n Follow the harbour \nb")).into_iter().map(|e| e.span).collect();
        assert_eq!(spans, vec![2..23usize]);
        let pattern = rule(&format!("name = \"follow\"\nstage = \"chrome\"\npattern = 'Follow the \\w+'\n{TESTS}")).unwrap();
        assert_eq!(pattern.find(&Text::new("Follow the порт\nFollow the port now\n")).len(), 1);
    }

    #[test]
    fn near_keeps_to_its_end_of_the_document() {
        let toml =
            "name = \"x\"\nstage = \"chrome\"\nlines = [\"Menu\"]\nnear = \"bottom\"\ntests = [{ fire = \"Menu\" }, { keep = \"Men\" }]";
        let long = "A sentence that goes on for quite a while, as sentences in texts do, until it is long enough to be taken for a paragraph of its own by whoever measures it, here. ";
        let text = format!("Menu\n{long}\n{long}\nMenu\n");
        let spans: Vec<_> = rule(toml).unwrap().find(&Text::new(&text)).into_iter().map(|e| e.span.start).collect();
        assert_eq!(spans, [text.len() - 5]);
    }

    #[test]
    fn what_is_wrong_is_said_with_the_rules_name() {
        for (toml, words) in [
            ("name = \"x\"\nstage = \"tidy\"\nlines = [\"a\"]\ntests = []", "`tidy/x`: its stage must be"),
            ("name = \"X y\"\nstage = \"chrome\"\nlines = [\"a\"]\ntests = []", "its name must be"),
            ("name = \"share-bar\"\nstage = \"chrome\"\nlines = [\"a\"]\ntests = []", "has this name"),
            ("name = \"x\"\nstage = \"chrome\"\ntests = []", "either `lines` or a `pattern`"),
            ("name = \"x\"\nstage = \"chrome\"\npattern = \"(\"\ntests = []", "`chrome/x`: its pattern cannot be used"),
            ("name = \"x\"\nstage = \"chrome\"\npattern = \"(\\\\w{1000}){1000}\"\ntests = []", "cannot be used"),
            ("name = \"x\"\nstage = \"chrome\"\npattern = \"a*\"\ntests = []", "nothing in it"),
            ("name = \"x\"\nstage = \"chrome\"\nlines = [\"a\"]\ntests = [{ fire = \"a\" }]", "needs a test that fires and one that keeps"),
            (
                "name = \"x\"\nstage = \"chrome\"\nlines = [\"a\"]\ntests = [{ fire = \"a\" }, { keep = \"b\\na\" }]",
                "test 2 must be kept and is not: \"b\\na\"",
            ),
            ("name = \"x\"\nstage = \"chrome\"\nlines = [\"a\"]\ntests = [{ fire = \"b\" }]", "test 1 must fire and does not"),
        ] {
            let said = rule(toml).unwrap_err();
            assert!(said.contains(words), "{said}");
        }
    }
}
