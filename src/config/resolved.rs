//! `config.json`: the configuration as the record has it, out and in again.

use super::{Config, Decode, Duplicates, Limits, Setting, Strength, Survey, own_rules, parse_stages};
use crate::containers;
use crate::decisions::Decisions;
use crate::own::{Definition, lasting};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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

impl Config {
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
