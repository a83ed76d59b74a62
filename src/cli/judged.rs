//! Why the line model took a line, for `scrubjay explain`.

use super::args::Record;
use super::render::safe;
use scrubjay::config::Config;
use scrubjay::edit::Op;
use scrubjay::stages::chrome::line_model::{self, evidence::Evidence};
use scrubjay::text::Text;
use std::io::Write;

/// The evidence of the line model for one stage, worked out again from the text that the stage saw.
#[derive(Default)]
pub struct Judged {
    lines: Vec<Evidence>,
    /// Why there is none.
    lacks: Option<String>,
}

impl Judged {
    /// Nothing when the model changed nothing in the stage.
    pub fn read(record: &Record, ops: &[Op<String>], input: &str) -> Judged {
        let by_model = |op: &Op<String>| matches!(op, Op::Remove(_, rule) | Op::Flag(_, rule) if rule == line_model::RULE.name);
        if !ops.iter().any(by_model) {
            return Judged::default();
        }
        let path = record.manifests.join("config.json");
        let config = std::fs::read_to_string(path).map_err(|e| e.to_string()).and_then(|json| Config::from_json(json.trim_end()));
        match config {
            Ok(config) => Judged { lines: line_model::evidence::evidence(&Text::new(input), config.strength), lacks: None },
            Err(why) => Judged { lines: Vec::new(), lacks: Some(why) },
        }
    }

    /// What spoke for and against a line (a number, from 0), when it is the model that took it.
    pub fn write(&self, out: &mut impl Write, rule: &str, line: usize) -> std::io::Result<()> {
        if rule != line_model::RULE.name {
            return Ok(());
        }
        let Ok(at) = self.lines.binary_search_by_key(&line, |e| e.line) else {
            let why = self.lacks.as_deref().unwrap_or("this program would keep the line");
            return writeln!(out, "      no evidence: {}", safe(why));
        };
        let Evidence { round, parts, score, bound, .. } = &self.lines[at];
        let list = |wanted: fn(i32) -> bool| {
            let said: Vec<String> = parts.iter().filter(|p| wanted(p.1)).map(|(name, adds)| format!("{name} {adds:+}")).collect();
            if said.is_empty() { "nothing".to_owned() } else { said.join(", ") }
        };
        writeln!(out, "      score {score}, over {bound}; round {round}")?;
        writeln!(out, "      for:     {}", list(|adds| adds > 0))?;
        writeln!(out, "      against: {}", list(|adds| adds < 0))
    }
}
