//! `--stage`, `--rule`, `--site`: which edits `diff` and `explain` show.

use super::args::Filter;
use scrubjay::config::{no_rule, parse_stages};
use scrubjay::edit::Op;
use scrubjay::restore::Recorded;
use scrubjay::{Error, Result, stages};

impl Filter {
    /// Whether nothing is left out within a document.
    pub fn all_edits(&self) -> bool {
        self.stages.is_empty() && self.rules.is_empty()
    }

    /// Refuses names that no record can have.
    pub fn check(&self, known: &[String]) -> Result<()> {
        let wrong = |what| Error::Usage(what);
        if !self.stages.is_empty() {
            parse_stages(self.stages.iter().map(String::as_str)).map_err(wrong)?;
        }
        match self.rules.iter().find(|r| stages::rule(r).is_none() && !known.contains(r)) {
            Some(rule) => Err(wrong(no_rule(rule))),
            None => Ok(()),
        }
    }

    /// Whether the document's site is asked for.
    pub fn site(&self, recorded: &Recorded) -> bool {
        self.sites.is_empty() || self.sites.contains(&recorded.site().0)
    }

    /// Whether an edit of this stage and rule is asked for.
    pub fn edit(&self, stage: &str, rule: &str) -> bool {
        (self.stages.is_empty() || self.stages.iter().any(|s| s == stage))
            && (self.rules.is_empty() || self.rules.iter().any(|r| r == rule))
    }

    /// The ops of a stage with every edit that is not asked for taken as kept.
    pub fn ops(&self, stage: &str, ops: &[Op<String>]) -> Vec<Op<String>> {
        let asked = |op: &Op<String>| match op {
            Op::Keep(_) => true,
            Op::Remove(_, rule) | Op::Replace(_, _, rule) | Op::Insert(_, rule) | Op::Flag(_, rule) => self.edit(stage, rule),
        };
        ops.iter()
            .map(|op| match op {
                op if asked(op) => op.clone(),
                Op::Remove(old, _) | Op::Replace(old, _, _) => Op::Keep(old.len()),
                Op::Flag(n, _) => Op::Keep(*n),
                _ => Op::Keep(0),
            })
            .collect()
    }
}
