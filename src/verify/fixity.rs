//! Level fixity: the files are those of the sums.

use super::rows::LONGEST_SUM;
use super::{Finding, Kind, Report, Subject};
use crate::corpus::tree::{self, Walk};
use crate::digest::{Digest, of_file_with};
use crate::document::DocumentId;
use crate::error::Result;
use crate::event::{Event, Observer};
use crate::record::read::{LONGEST_ROW, Lines};
use crate::record::run::names;
use crate::record::sums;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

pub fn check(subject: &Subject, report: &mut Report, begin: &dyn Fn(&'static str), observer: &dyn Observer) -> Result<()> {
    if subject.raw.is_dir() {
        begin("raw files");
        let sumless = rows_without_sum(&subject.manifests);
        let codes = Codes { missing: "raw-missing", differs: "raw-differs", extra: "raw-extra", files: "raw files" };
        tree(&subject.raw, &subject.manifests.join(names::RAW_SUMS), &codes, &sumless, report, observer)?;
    } else {
        report.skipped.insert("raw files", format!("{} is absent", subject.raw.display()));
    }
    let clean = &subject.clean;
    if clean.is_dir() {
        begin("clean files");
        let codes = Codes { missing: "clean-missing", differs: "clean-differs", extra: "clean-extra", files: "clean files" };
        tree(clean, &subject.manifests.join(names::CLEAN_SUMS), &codes, &BTreeSet::new(), report, observer)?;
    } else {
        report.find(Finding::new("clean-missing", Kind::Content, "").got(format!("{} is no folder", clean.display())));
    }
    Ok(())
}

/// What the findings about a tree are called.
struct Codes {
    missing: &'static str,
    differs: &'static str,
    extra: &'static str,
    files: &'static str,
}

/// Ids of rows without a raw sum: links, fifos, files that could not be read. They stand in no list of sums.
fn rows_without_sum(manifests: &Path) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    let Ok(mut rows) = Lines::open(&manifests.join(names::ROWS)) else { return ids };
    // What cannot be read here is a finding of the next level.
    while let Ok(Some(line)) = rows.bytes_within(LONGEST_ROW) {
        if memchr::memmem::find(&line, b"\"raw\":{").is_none()
            && let Ok(row) = serde_json::from_slice::<crate::record::row::Row>(&line)
        {
            ids.insert(row.id);
        }
    }
    ids
}

/// A list of sums, in the order of ids: read line by line when it is in order, and held and sorted when it is not, so
/// that one line out of its place does not make files of other lines look like strangers.
enum Listed {
    Lines(Lines),
    Sorted(std::collections::btree_map::IntoIter<DocumentId, Digest>),
}

impl Listed {
    fn open(list: &Path, report: &mut Report) -> Result<Listed> {
        let name = list.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut lines = Lines::open(list)?;
        let mut previous: Option<DocumentId> = None;
        let (mut in_order, mut whole) = (true, true);
        loop {
            match lines.bytes_within(LONGEST_SUM) {
                Ok(None) => break,
                Ok(Some(line)) => match parse(&line) {
                    Some((id, _)) => {
                        if previous.as_ref().is_some_and(|p| *p >= id) {
                            in_order = false;
                            report.find(Finding::new("sums-order", Kind::Record, id.as_str()).got(lines.place()));
                        }
                        previous = Some(id);
                    }
                    None => {
                        whole = false;
                        report.find(Finding::new("sums-malformed", Kind::Record, lines.place()));
                    }
                },
                Err(e) => {
                    whole = false;
                    report.find(Finding::new("sums-malformed", Kind::Record, &name).got(e));
                    break;
                }
            }
        }
        let mut lines = Lines::open(list)?;
        if in_order && whole {
            return Ok(Listed::Lines(lines));
        }
        let mut sorted = BTreeMap::new();
        while let Ok(Some(line)) = lines.bytes_within(LONGEST_SUM) {
            sorted.extend(parse(&line));
        }
        Ok(Listed::Sorted(sorted.into_iter()))
    }
}

impl Iterator for Listed {
    type Item = (DocumentId, Digest);

    fn next(&mut self) -> Option<(DocumentId, Digest)> {
        match self {
            // Every line was read before, and found to be one.
            Listed::Lines(lines) => parse(&lines.bytes_within(LONGEST_SUM).ok()??),
            Listed::Sorted(sorted) => sorted.next(),
        }
    }
}

/// Walks a tree and its list side by side: both come in the order of ids.
fn tree(root: &Path, list: &Path, codes: &Codes, sumless: &BTreeSet<String>, report: &mut Report, observer: &dyn Observer) -> Result<()> {
    let mut listed = match Listed::open(list, report) {
        Ok(listed) => listed,
        Err(e) => {
            let name = list.file_name().unwrap_or_default().to_string_lossy();
            report.find(Finding::new("sums-malformed", Kind::Record, name).got(e));
            return Ok(());
        }
    };
    let mut entries = Walk::new(root)?.peekable();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let next = listed.next();
        while let Some(entry) = entries.next_if(|e| next.as_ref().is_none_or(|(id, _)| e.id < *id)) {
            if !sumless.contains(entry.id.as_str()) {
                report.find(Finding::new(codes.extra, Kind::Content, entry.id.as_str()).got(describe(&entry.kind)));
            }
        }
        let Some((id, expected)) = next else { return Ok(()) };
        observer.note(&Event::Verified { documents: 1 });
        match entries.next_if(|e| e.id == id) {
            None => report.find(Finding::new(codes.missing, Kind::Content, id.as_str()).differs(expected, "no file")),
            Some(entry) => match entry.kind {
                tree::Kind::File(_) => {
                    report.count(codes.files, 1);
                    match of_file_with(&entry.path, &mut buffer) {
                        Ok((_, got)) if got == expected => {}
                        Ok((_, got)) => report.find(Finding::new(codes.differs, Kind::Content, id.as_str()).differs(expected, got)),
                        Err(e) => report.find(Finding::new("unreadable", Kind::Unchecked, id.as_str()).got(e.kind())),
                    }
                }
                kind => {
                    report.find(Finding::new(codes.differs, Kind::Content, id.as_str()).differs("a regular file", describe(&kind)));
                }
            },
        }
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
