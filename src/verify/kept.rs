//! What was kept of the history elsewhere: an earlier checkpoint must be of the same history, when it was shorter.

use super::{Finding, Kind, Report};
use crate::record::checkpoint::{Checkpoint, Log};
use crate::record::run::names;
use std::path::Path;

/// Whether the history still has, at its beginning, what it had when the checkpoint was kept.
pub fn check(manifests: &Path, kept: &Checkpoint, report: &mut Report) {
    let find = |code| Finding::new(code, Kind::History, names::HISTORY);
    let log = match Log::read(manifests) {
        Ok(log) => log,
        // Why it cannot be read is a finding already.
        Err(e) => return report.find(find("history-unlike-checkpoint").differs(kept.text().trim_end(), e)),
    };
    let Some(then) = log.checkpoint(kept.size) else {
        return report.find(find("history-rolled-back").differs(format!("{} lines or more", kept.size), format!("{} lines", log.size())));
    };
    if then != *kept {
        return report.find(find("history-forked").differs(kept.text().trim_end(), then.text().trim_end()));
    }
    // Nobody signs the history: an older run can be put back with a line of its own. That is a rollback all the same.
    let before = &log.runs[..log.runs.len().min(usize::try_from(kept.size).unwrap_or(usize::MAX))];
    if let (Some(now), Some((newest, older))) = (log.runs.last(), before.split_last())
        && now != newest
        && let Some(n) = older.iter().position(|run| run == now)
    {
        let got = format!("{now}, which was the run of line {n} and had been followed by others");
        return report.find(find("history-older-run").differs(format!("{newest}, or a run that is newer"), got));
    }
    report.count("checkpoints", 1);
}
