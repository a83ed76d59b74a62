//! `scrubjay.toml`, and the configuration that follows from it.

use crate::containers;
use crate::decisions::{self, Decisions, Judged};
use crate::document::{DocumentId, Site};
use crate::error::{Error, Result, nearest};
use crate::own::{Definition, OwnRule, lasting};
use crate::rule::{Rule, Stage};
use crate::stages;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

/// How much loss the corpus bears.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Strength {
    /// Loses next to nothing; the default.
    #[default]
    Careful,
    /// For corpora where some loss is fine.
    Thorough,
}

/// What is done with what a rule proposes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Setting {
    /// The rule changes text; the default.
    #[default]
    Remove,
    /// What it would change is on record, the text kept.
    Flag,
    /// The rule does not run.
    Allow,
}

impl Setting {
    /// The name in configuration and record.
    pub fn name(self) -> &'static str {
        match self {
            Setting::Remove => "remove",
            Setting::Flag => "flag",
            Setting::Allow => "allow",
        }
    }
}

/// Bounds on what a run takes in and takes out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Bytes; a larger document is quarantined.
    pub max_document: u64,
    /// Bytes; the record carries the raw bytes of a quarantined document up to this size, since no clean text does.
    /// With a larger one the run is not restorable without raw files, and says so.
    pub max_carried: u64,
    /// Bytes that the survey may hold of all sites that are open at once. Beyond it, it keeps fewer documents of each.
    pub memory: u64,
    /// Per mille of a document's decoded bytes that headers, chrome and spam may remove together; beyond it the document is held.
    pub max_removed: u32,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { max_document: 1 << 30, max_carried: 16 << 20, memory: 256 << 20, max_removed: 900 }
    }
}

/// When the survey takes a line for one that recurs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Survey {
    /// Documents a site needs before anything is learnt about it.
    pub min_documents: u32,
    /// Per mille of a site's documents that a line must stand in.
    pub min_share: u32,
}

impl Default for Survey {
    fn default() -> Survey {
        Survey { min_documents: 5, min_share: 300 }
    }
}

/// What becomes of documents that have the clean text of an earlier one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Duplicates {
    /// Whether they are dropped: no clean text, and the raw bytes in the record.
    pub drop: bool,
}

impl Duplicates {
    fn is_usual(&self) -> bool {
        *self == Duplicates::default()
    }
}

/// How bytes become text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Decode {
    /// Per mille; a detected encoding less certain than this is refused.
    pub min_confidence: u16,
    /// Encodings an archivist states: a document's id, or the prefix of ids that ends in `/`, to a label.
    pub encodings: BTreeMap<String, String>,
}

impl Default for Decode {
    fn default() -> Decode {
        Decode { min_confidence: 980, encodings: BTreeMap::new() }
    }
}

/// The resolved configuration of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// How much loss the corpus bears.
    pub strength: Strength,
    /// The stages that run, in the order of [`Stage::ALL`]; `decode` is always among them.
    pub stages: Vec<Stage>,
    /// Bounds.
    pub limits: Limits,
    /// What the survey learns.
    pub survey: Survey,
    /// How bytes become text.
    pub decode: Decode,
    /// What becomes of copies.
    pub duplicates: Duplicates,
    /// How containers are read.
    pub containers: containers::Settings,
    /// Settings of the rules that are not set to `remove`.
    pub settings: BTreeMap<&'static str, Setting>,
    /// Rules of the corpus' own.
    pub own: Vec<OwnRule>,
    /// What a person decided about single places.
    pub decisions: Decisions,
    /// Those of them that are about the document at hand; see [`Config::of`].
    pub judged: Judged,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            strength: Strength::Careful,
            stages: Stage::ALL.to_vec(),
            limits: Limits::default(),
            survey: Survey::default(),
            decode: Decode::default(),
            duplicates: Duplicates::default(),
            containers: containers::Settings::default(),
            settings: BTreeMap::new(),
            own: Vec::new(),
            decisions: Decisions::default(),
            judged: Judged::default(),
        }
    }
}

/// `config.json`: what a record says of the configuration, by whatever version of the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resolved {
    /// How containers are read.
    pub containers: containers::Settings,
    /// How bytes become text.
    pub decode: Decode,
    /// What a person decided on.
    #[serde(default, skip_serializing_if = "Decisions::is_empty")]
    pub decisions: Decisions,
    /// What becomes of copies; only when they are not kept.
    #[serde(default, skip_serializing_if = "Duplicates::is_usual")]
    pub duplicates: Duplicates,
    /// Bounds.
    pub limits: Limits,
    /// The archivist's own rules, as they were written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub own: Vec<Definition>,
    /// Every rule of the program, in the order in which they propose.
    pub rules: Vec<RuleLine>,
    /// The stages that ran.
    pub stages: Vec<String>,
    /// How much loss the corpus bears.
    pub strength: Strength,
    /// What the survey learns.
    pub survey: Survey,
    /// Record version.
    pub v: u32,
}

/// A rule in `config.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleLine {
    /// Its name.
    pub name: String,
    /// What was done with what it proposed.
    pub setting: Setting,
    /// Its version.
    pub version: u32,
}

/// `scrubjay.toml` as typed.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    strength: Strength,
    stages: Option<Vec<String>>,
    limits: Limits,
    survey: Survey,
    decode: Decode,
    duplicates: Duplicates,
    containers: containers::Settings,
    rules: BTreeMap<String, Setting>,
    rule: Vec<Definition>,
}

impl Config {
    /// Reads `scrubjay.toml`.
    ///
    /// # Errors
    /// When it cannot be read, or says something that is not known; the nearest known name is suggested.
    pub fn read(path: &Path) -> Result<Config> {
        let text = std::fs::read_to_string(path).map_err(Error::io("read", path))?;
        Config::parse(&text, &path.display().to_string())
    }

    /// Reads the text of a `scrubjay.toml`; `place` names it in errors.
    ///
    /// # Errors
    /// As [`Config::read`].
    pub fn parse(text: &str, place: &str) -> Result<Config> {
        let wrong = |what: String| Error::Config { place: place.to_owned(), what };
        let file: File = toml::from_str(text).map_err(|e| wrong(suggest(&e.to_string())))?;
        let mut config = Config {
            strength: file.strength,
            limits: file.limits,
            survey: file.survey,
            decode: file.decode,
            duplicates: file.duplicates,
            containers: file.containers,
            ..Config::default()
        };
        if let Some(names) = &file.stages {
            config.set_stages(names.iter().map(String::as_str)).map_err(wrong)?;
        }
        config.own = own_rules(file.rule).map_err(wrong)?;
        for (name, setting) in file.rules {
            let name = config.rule_name(&name).ok_or_else(|| wrong(no_rule(&name)))?;
            if setting != Setting::Remove {
                config.settings.insert(name, setting);
            }
        }
        config.check().map_err(wrong)?;
        Ok(config)
    }

    fn check(&self) -> std::result::Result<(), String> {
        if self.limits.max_document >= crate::text::Text::MAX as u64 {
            return Err(format!("limits.max_document must be below {} bytes", crate::text::Text::MAX));
        }
        let limits = &self.containers.limits;
        for (name, value) in [
            ("limits.max_carried", self.limits.max_carried),
            ("limits.memory", self.limits.memory),
            ("containers.limits.entries", limits.entries),
            ("containers.limits.ratio", limits.ratio),
            ("containers.limits.record", limits.record),
        ] {
            if value >= crate::record::LARGEST_NUMBER {
                return Err(format!("{name} must be below 2^53"));
            }
        }
        for (name, value) in [("limits.max_removed", self.limits.max_removed), ("survey.min_share", self.survey.min_share)] {
            if value > 1000 {
                return Err(format!("{name} is per mille: at most 1000, not {value}"));
            }
        }
        if self.survey.min_documents < 3 {
            return Err("survey.min_documents must be 3 or more: fewer documents teach nothing about a site".to_owned());
        }
        for (place, label) in &self.decode.encodings {
            if !stages::decode::is_known(label) {
                let near = nearest(&label.to_ascii_lowercase(), stages::decode::names());
                let near = near.map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
                return Err(format!("decode.encodings: `{place}` is said to be `{label}`, an encoding scrubjay does not know{near}"));
            }
            if let Err(why) = DocumentId::parse(place.strip_suffix('/').unwrap_or(place)) {
                return Err(format!(
                    "decode.encodings: `{place}` is no id of a document, nor the begin of one that ends in `/`: {why} (ids are in rows.jsonl)"
                ));
            }
        }
        Ok(())
    }

    /// Sets the stages that run, by their names. Where only `decode` does, pages come out as they are written: their text is taken
    /// out for the stages after it.
    ///
    /// # Errors
    /// When there is no such stage.
    pub fn set_stages<'a>(&mut self, names: impl IntoIterator<Item = &'a str>) -> std::result::Result<(), String> {
        self.stages = parse_stages(names)?;
        self.containers.html &= self.stages != [Stage::Decode];
        Ok(())
    }

    /// Takes in what a person decided; the stage `review` runs then.
    ///
    /// # Errors
    /// When a decision names a rule that does not exist.
    pub fn decide(&mut self, decisions: Decisions) -> std::result::Result<(), String> {
        if let Some(never) = decisions.never.iter().find(|n| self.rule_name(&n.rule).is_none()) {
            return Err(no_rule(&never.rule));
        }
        if !decisions.is_empty() {
            self.stages.push(Stage::Review);
            self.stages.sort_unstable();
            self.stages.dedup();
        }
        self.decisions = decisions;
        Ok(())
    }

    /// The configuration as it is for one document: with the decisions about it and about its site.
    pub fn of(&self, id: &DocumentId, site: &Site) -> Cow<'_, Config> {
        let (judged, never) = self.decisions.of(id, site);
        if judged.is_none() && never.is_none() {
            return Cow::Borrowed(self);
        }
        let mut config = Config { decisions: Decisions::default(), ..self.clone() };
        config.judged = judged.cloned().unwrap_or_default();
        config.settings.extend(never.into_iter().flatten().filter_map(|rule| Some((self.rule_name(rule)?, Setting::Allow))));
        Cow::Owned(config)
    }

    /// The lasting name of a rule, in code or of the corpus' own.
    fn rule_name(&self, name: &str) -> Option<&'static str> {
        stages::rule(name).map(|r| r.name).or_else(|| self.own.iter().find(|o| o.id.0 == name).map(|o| o.id.0))
    }

    /// The rules of a run by name and version, in the order in which they propose.
    pub fn rule_table(&self) -> impl Iterator<Item = (&'static str, u32)> {
        let review: &[Rule] = if self.decisions.is_empty() { &[] } else { &[decisions::KEEP, decisions::REMOVE] };
        let named = |r: &Rule| (r.name, r.version);
        stages::rules()
            .map(named)
            .chain(self.own.iter().map(|o| (o.id.0, 1)))
            .chain(review.iter().map(named))
            .collect::<Vec<_>>()
            .into_iter()
    }

    /// What is done with what this rule proposes.
    pub fn setting(&self, rule: &str) -> Setting {
        self.settings.get(rule).copied().unwrap_or_default()
    }

    /// The encoding an archivist states for a document: the longest entry that fits.
    pub fn stated_encoding(&self, id: &str) -> Option<&str> {
        self.places(id).max_by_key(|(place, _)| place.len()).map(|(_, label)| label.as_str())
    }

    /// The entries of `decode.encodings` that fit a document.
    pub fn places<'a, 'b>(&'a self, id: &'b str) -> impl Iterator<Item = (&'a String, &'a String)> + use<'a, 'b> {
        let fits = move |place: &str| place == id || (place.ends_with('/') && id.starts_with(place));
        self.decode.encodings.iter().filter(move |(place, _)| fits(place))
    }

    /// Reads a `config.json` back, to run the same stages again.
    ///
    /// # Errors
    /// When it is not one, or names rules or versions of rules that this program does not have.
    pub fn from_json(line: &str) -> std::result::Result<Config, String> {
        let read: Resolved = serde_json::from_str(line).map_err(|e| e.to_string())?;
        let mut config = Config {
            strength: read.strength,
            limits: read.limits,
            survey: read.survey,
            decode: read.decode,
            duplicates: read.duplicates,
            containers: read.containers,
            ..Config::default()
        };
        config.stages = parse_stages(read.stages.iter().map(String::as_str))?;
        config.own = own_rules(read.own)?;
        config.decide(read.decisions.indexed()?)?;
        let table: BTreeMap<&str, u32> = config.rule_table().collect();
        for entry in &read.rules {
            let known = table.get(entry.name.as_str()).is_some_and(|version| *version == entry.version);
            let name = known.then(|| lasting(&entry.name)).ok_or_else(|| {
                format!(
                    "this program has no rule `{}` of version {}: use the version of scrubjay that run.json names",
                    entry.name, entry.version
                )
            })?;
            if entry.setting != Setting::Remove {
                config.settings.insert(name, entry.setting);
            }
        }
        if config.to_json() != line {
            return Err("this program has other rules or settings: use the version of scrubjay that run.json names".to_owned());
        }
        Ok(config)
    }

    /// `config.json`: the resolved configuration and the rule table, as one line of canonical JSON without its newline.
    pub fn to_json(&self) -> String {
        let rules = self.rule_table().map(|(name, version)| RuleLine { name: name.to_owned(), setting: self.setting(name), version });
        crate::record::canonical(&Resolved {
            containers: self.containers.clone(),
            decode: self.decode.clone(),
            decisions: self.decisions.clone(),
            duplicates: self.duplicates.clone(),
            limits: self.limits.clone(),
            own: self.own.iter().map(|o| o.definition.clone()).collect(),
            rules: rules.collect(),
            stages: self.stages.iter().map(|s| s.name().to_owned()).collect(),
            strength: self.strength,
            survey: self.survey.clone(),
            v: crate::record::VERSION,
        })
    }
}

/// Reads stage names; `decode` is added, the order is that of the pipeline.
///
/// # Errors
/// Names the stage that does not exist, and the nearest one.
pub fn parse_stages<'a>(names: impl IntoIterator<Item = &'a str>) -> std::result::Result<Vec<Stage>, String> {
    let mut stages = vec![Stage::Decode];
    for name in names {
        let stage = Stage::parse(name).ok_or_else(|| {
            let near = nearest(name, Stage::ALL.map(Stage::name)).map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
            format!("no stage is named `{name}`{near}")
        })?;
        stages.push(stage);
    }
    stages.sort_unstable();
    stages.dedup();
    Ok(stages)
}

/// Own rules made ready; no two of one name.
fn own_rules(definitions: Vec<Definition>) -> std::result::Result<Vec<OwnRule>, String> {
    let mut own: Vec<OwnRule> = Vec::new();
    for definition in definitions {
        let rule = OwnRule::new(definition)?;
        if own.iter().any(|o| o.id == rule.id) {
            return Err(format!("own rule `{}`: there are two of this name", rule.id.0));
        }
        own.push(rule);
    }
    Ok(own)
}

/// The message for a rule that does not exist.
pub fn no_rule(name: &str) -> String {
    let near = nearest(name, stages::rules().map(|r| r.name)).map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
    format!("no rule is named `{name}`{near} (`scrubjay rules` lists them)")
}

/// Adds the nearest known key to serde's message about an unknown one.
fn suggest(message: &str) -> String {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let unknown = message.contains("unknown field") || message.contains("unknown variant");
    // toml quotes the offending source line too, so the names are found from the words on.
    let from = message.find("unknown ").map(|at| message[..at].matches('`').count() / 2).unwrap_or(0);
    match quoted.get(from..) {
        Some([given, known @ ..]) if unknown => match nearest(given, known.iter().copied()) {
            Some(near) => format!("{}\ndid you mean `{near}`?", message.trim_end()),
            None => message.trim_end().to_owned(),
        },
        _ => message.trim_end().to_owned(),
    }
}
