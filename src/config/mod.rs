//! The configuration of a run, and what it says of a document, a site and a rule.

mod resolved;
mod settings;
mod typed;

pub use resolved::{Resolved, RuleLine};
pub use settings::{Decode, Duplicates, Limits, Setting, Strength, Survey};

use crate::containers;
use crate::decisions::{self, Decisions, Judged};
use crate::document::{DocumentId, Site};
use crate::error::nearest;
use crate::own::{Definition, OwnRule};
use crate::rule::{Rule, Stage};
use crate::stages;
use std::borrow::Cow;
use std::collections::BTreeMap;

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

impl Config {
    /// Sets the stages that run, by their names. Where only `decode` does, pages come out as they are written: their text is taken
    /// out for the stages after it.
    ///
    /// # Errors
    /// When there is no such stage, or it is `review`, which runs where there are decisions and nowhere else.
    pub fn set_stages<'a>(&mut self, names: impl IntoIterator<Item = &'a str>) -> std::result::Result<(), String> {
        let stages = parse_stages(names)?;
        if stages.contains(&Stage::Review) {
            return Err("the stage `review` runs where there is a decisions.toml, and cannot be asked for".to_owned());
        }
        self.stages = stages;
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
}

/// Reads stage names; `decode` is added, the order is that of the pipeline.
///
/// # Errors
/// Names the stage that does not exist, and the nearest one.
pub fn parse_stages<'a>(names: impl IntoIterator<Item = &'a str>) -> std::result::Result<Vec<Stage>, String> {
    let mut stages = vec![Stage::Decode];
    for name in names {
        let stage = Stage::named(name).ok_or_else(|| {
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
