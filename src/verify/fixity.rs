//! Level fixity: the files are those of the sums.

use super::{Finding, Kind, Report, Subject};
use crate::corpus::tree::{self, Walk};
use crate::digest::{Digest, of_file};
use crate::document::DocumentId;
use crate::error::Result;
use crate::record::read::Lines;
use crate::record::run::names;
use crate::record::sums;
use std::collections::BTreeSet;
use std::path::Path;

pub fn check(subject: &Subject, report: &mut Report) -> Result<()> {
    let sumless = rows_without_sum(&subject.manifests);
    if subject.raw.is_dir() {
        tree(&subject.raw, &subject.manifests, names::RAW_SUMS, ["raw-missing", "raw-differs", "raw-extra"], &sumless, report)?;
    } else {
        report.skipped.insert("raw files", format!("{} is absent", subject.raw.display()));
    }
    let clean = &subject.clean;
    if clean.is_dir() {
        tree(clean, &subject.manifests, names::CLEAN_SUMS, ["clean-missing", "clean-differs", "clean-extra"], &BTreeSet::new(), report)?;
    } else {
        report.find(Finding::new("clean-missing", Kind::Content, "").got(format!("{} is no folder", clean.display())));
    }
    Ok(())
}

/// Ids of rows without a raw sum: links, fifos, files that could not be read. They stand in no list of sums.
fn rows_without_sum(manifests: &Path) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    let Ok(mut rows) = Lines::open(&manifests.join(names::ROWS)) else { return ids };
    // What cannot be read here is a finding of the next level.
    while let Ok(Some(line)) = rows.bytes() {
        if memchr::memmem::find(&line, b"\"raw\":{").is_none()
            && let Ok(row) = serde_json::from_slice::<crate::record::row::Row>(&line)
        {
            ids.insert(row.id);
        }
    }
    ids
}

/// Walks a tree and its list side by side: both come in the order of ids.
fn tree(
    root: &Path,
    manifests: &Path,
    list: &'static str,
    codes: [&'static str; 3],
    sumless: &BTreeSet<String>,
    report: &mut Report,
) -> Result<()> {
    let [missing, differs, extra] = codes;
    let mut lines = match Lines::open(&manifests.join(list)) {
        Ok(lines) => lines,
        Err(e) => {
            report.find(Finding::new("sums-malformed", Kind::Record, list).got(e));
            return Ok(());
        }
    };
    let mut entries = Walk::new(root)?.peekable();
    let mut previous: Option<DocumentId> = None;
    loop {
        let listed = match lines.bytes() {
            Ok(None) => None,
            Ok(Some(line)) => match parse(&line) {
                Some(listed) if previous.as_ref().is_none_or(|p| *p < listed.0) => Some(listed),
                Some((id, _)) => {
                    report.find(Finding::new("sums-order", Kind::Record, id.as_str()).got(lines.place()));
                    continue;
                }
                None => {
                    report.find(Finding::new("sums-malformed", Kind::Record, lines.place()));
                    continue;
                }
            },
            Err(e) => {
                report.find(Finding::new("sums-malformed", Kind::Record, list).got(e));
                None
            }
        };
        let before = |id: &DocumentId| listed.as_ref().is_none_or(|(l, _)| id < l);
        while let Some(entry) = entries.next_if(|e| before(&e.id)) {
            if !sumless.contains(entry.id.as_str()) {
                report.find(Finding::new(extra, Kind::Content, entry.id.as_str()).got(describe(&entry.kind)));
            }
        }
        let Some((id, expected)) = listed else { return Ok(()) };
        match entries.next_if(|e| e.id == id) {
            None => report.find(Finding::new(missing, Kind::Content, id.as_str()).differs(expected, "no file")),
            Some(entry) => match entry.kind {
                tree::Kind::File(_) => {
                    report.count(if list == names::RAW_SUMS { "raw files" } else { "clean files" }, 1);
                    match of_file(&entry.path) {
                        Ok((_, got)) if got == expected => {}
                        Ok((_, got)) => report.find(Finding::new(differs, Kind::Content, id.as_str()).differs(expected, got)),
                        Err(e) => report.find(Finding::new("unreadable", Kind::Unchecked, id.as_str()).got(e.kind())),
                    }
                }
                kind => report.find(Finding::new(differs, Kind::Content, id.as_str()).differs("a regular file", describe(&kind))),
            },
        }
        previous = Some(id);
    }
}

fn describe(kind: &tree::Kind) -> String {
    match kind {
        tree::Kind::File(n) => format!("a file of {n} bytes"),
        tree::Kind::Refused(why) => (*why).to_owned(),
        tree::Kind::Unlisted(why) => why.clone(),
    }
}

fn parse(line: &[u8]) -> Option<(DocumentId, Digest)> {
    let (digest, path) = sums::parse(line)?;
    Some((DocumentId::from_path(&path).ok()?, digest))
}
