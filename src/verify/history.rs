//! The history: every line commits to the one before, the last one to this run.

use super::{Finding, Kind, Report};
use crate::digest::{Digest, of_file};
use crate::error::Result;
use crate::record::read::{self, Lines};
use crate::record::run::{History, LONGEST_HISTORY, Run, names};
use std::path::Path;

pub fn check(manifests: &Path, report: &mut Report) {
    let chain = match chain(manifests) {
        Ok(chain) => chain,
        Err(e) => return report.find(Finding::new("history-broken", Kind::History, names::HISTORY).got(e)),
    };
    let Some((last, _)) = chain.last else {
        return report.find(Finding::new("history-empty", Kind::History, names::HISTORY));
    };
    let path = manifests.join(names::RUN);
    let digest = read::open_regular(&path).and_then(|_| of_file(&path)).map_or(Digest::of(b""), |(_, d)| d);
    // What run.json says where it can be read; where it cannot, that is a finding of its own.
    let documents = read::one_line::<Run>(&manifests.join(names::RUN)).ok().map(|run| run.documents);
    if last.run_sha256 != digest {
        report.find(Finding::new("history-other-run", Kind::History, names::HISTORY).differs(digest, last.run_sha256));
    } else if documents.is_some_and(|n| n != last.documents) {
        report
            .find(Finding::new("history-documents", Kind::History, names::HISTORY).differs(documents.unwrap_or_default(), last.documents));
    } else {
        report.count("history lines", last.n + 1);
    }
}

fn chain(manifests: &Path) -> Result<History> {
    let mut lines = Lines::open(&manifests.join(names::HISTORY))?;
    let mut chain = History::empty();
    while let Some(line) = lines.text_within(LONGEST_HISTORY)? {
        chain.push(&line).map_err(|e| lines.error(e))?;
    }
    Ok(chain)
}
