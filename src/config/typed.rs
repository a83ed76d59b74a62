//! `scrubjay.toml` as typed: read, checked, and what is wrong with it told in words that help.

use super::{Config, Decode, Duplicates, Limits, Setting, Strength, Survey, no_rule, own_rules};
use crate::containers;
use crate::document::DocumentId;
use crate::error::{Error, Result, nearest};
use crate::own::Definition;
use crate::stages;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

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
        for (name, value) in [
            ("limits.max_removed", self.limits.max_removed),
            ("survey.min_share", self.survey.min_share),
            ("decode.min_confidence", u32::from(self.decode.min_confidence)),
        ] {
            if value > 1000 {
                return Err(format!("{name} is per mille: at most 1000, not {value}"));
            }
        }
        if limits.ratio == 0 {
            return Err("containers.limits.ratio must be 1 or more: a container holds at least its own size".to_owned());
        }
        let fields = [("id", &self.containers.id), ("text", &self.containers.text), ("url", &self.containers.url)];
        if let Some((name, _)) = fields.into_iter().find(|(_, field)| field.as_deref() == Some("")) {
            return Err(format!("containers.{name} must name a field; leave it out to have the usual ones looked for"));
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
                    "decode.encodings: `{place}` is no id of a document, nor the beginning of one that ends in `/`: {why} (ids are in rows.jsonl)"
                ));
            }
        }
        Ok(())
    }
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
