//! Level sealed: run.json commits to the files, the files to the rows, the rows to the edits, and nothing contradicts.

use super::{Finding, Kind, Report};
use crate::digest::{Digest, Merkle, of_file};
use crate::edit::Op;
use crate::error::Result;
use crate::fate::Follow;
use crate::pipeline::CARRIED;
use crate::record::read::{self, Lines};
use crate::record::row::Status;
use crate::record::run::{HistoryLine, Run, TYPE, names};
use crate::record::sums;
use crate::restore::{Recorded, Records};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

pub fn check(manifests: &Path, report: &mut Report) {
    let run: Run = match read::one_line(&manifests.join(names::RUN)) {
        Ok(run) => run,
        Err(e) => return report.find(Finding::new("run-malformed", Kind::Record, names::RUN).got(e)),
    };
    if run.v != crate::record::VERSION || run.r#type != TYPE {
        let got = format!("{} (version {})", run.r#type, run.v);
        return report.find(
            Finding::new("run-version", Kind::Unchecked, names::RUN).differs(format!("{TYPE} (version {})", crate::record::VERSION), got),
        );
    }
    files(manifests, &run, report);
    if let Err(e) = profile(manifests) {
        report.find(Finding::new("profile-malformed", Kind::Record, names::PROFILE).got(e));
    }
    let rules = config(manifests, &run, report);
    if let Err(e) = rows(manifests, &run, &rules, report) {
        report.find(Finding::new("record-malformed", Kind::Record, "").got(e));
    }
    history(manifests, &run, report);
}

/// The closed list: these files and no other, with these digests.
fn files(manifests: &Path, run: &Run, report: &mut Report) {
    let mut listed: BTreeSet<&str> = names::BESIDE.into_iter().collect();
    for (n, file) in run.files.iter().enumerate() {
        let in_order = n == 0 || run.files[n - 1].name < file.name;
        if !in_order || file.name.contains(['/', '\\', '\0']) || names::BESIDE.contains(&file.name.as_str()) {
            report.find(Finding::new("files-list", Kind::Record, &file.name));
            continue;
        }
        listed.insert(&file.name);
        match of_file(&manifests.join(&file.name)) {
            Ok((bytes, digest)) if (bytes, digest) == (file.bytes, file.sha256) => report.count("files of the record", 1),
            Ok((_, digest)) => report.find(Finding::new("file-differs", Kind::Record, &file.name).differs(file.sha256, digest)),
            Err(e) => report.find(Finding::new("file-missing", Kind::Record, &file.name).got(e.kind())),
        }
    }
    for (name, digest) in [(names::CONFIG, run.config_sha256), (names::PROFILE, run.profile_sha256)] {
        if !run.files.iter().any(|f| f.name == name && f.sha256 == digest) {
            report.find(Finding::new("files-list", Kind::Record, name));
        }
    }
    for name in [names::ROWS, names::EDITS, names::RAW_SUMS, names::CLEAN_SUMS, names::CODECS] {
        if !run.files.iter().any(|f| f.name == name) {
            report.find(Finding::new("files-list", Kind::Record, name));
        }
    }
    let Ok(entries) = std::fs::read_dir(manifests) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let regular = entry.file_type().is_ok_and(|t| t.is_file());
        if !listed.contains(name.as_str()) || !regular {
            report.find(Finding::new("file-extra", Kind::Record, name));
        }
    }
}

fn profile(manifests: &Path) -> Result<()> {
    let mut lines = Lines::open(&manifests.join(names::PROFILE))?;
    let mut previous: Option<String> = None;
    while let Some((_, site)) = lines.site()? {
        if previous.as_ref().is_some_and(|p| *p >= site.site) || !site.lines.is_sorted() {
            return Err(lines.error("sites or lines out of order"));
        }
        previous = Some(site.site);
    }
    Ok(())
}

/// The names of the rules in config.json, whose stages must be those of the run.
fn config(manifests: &Path, run: &Run, report: &mut Report) -> BTreeSet<String> {
    let value: serde_json::Value = match read::one_line(&manifests.join(names::CONFIG)) {
        Ok(value) => value,
        Err(e) => {
            report.find(Finding::new("config-malformed", Kind::Record, names::CONFIG).got(e));
            return BTreeSet::new();
        }
    };
    let stages = value.get("stages").map(ToString::to_string).unwrap_or_default();
    let expected = serde_json::json!(run.stages).to_string();
    if stages != expected {
        report.find(Finding::new("run-stages", Kind::Record, names::RUN).differs(stages, expected));
    }
    let rules = value.get("rules").and_then(serde_json::Value::as_array).into_iter().flatten();
    rules.filter_map(|r| r.get("name")?.as_str().map(str::to_owned)).collect()
}

/// Rows, edits and sums side by side, in one pass.
fn rows(manifests: &Path, run: &Run, rules: &BTreeSet<String>, report: &mut Report) -> Result<()> {
    let mut raw_sums = Lines::open(&manifests.join(names::RAW_SUMS))?;
    let mut clean_sums = Lines::open(&manifests.join(names::CLEAN_SUMS))?;
    let mut merkle = Merkle::default();
    let mut statuses: BTreeMap<String, u64> = BTreeMap::new();
    let mut rule_counts: BTreeMap<String, u64> = BTreeMap::new();
    let mut previous = None;
    let mut documents = 0u64;
    let mut restorable = true;
    for recorded in Records::open(manifests)? {
        let recorded = recorded?;
        let row = &recorded.row;
        documents += 1;
        restorable &= row.comes_back();
        merkle.push(recorded.row_line.as_bytes());
        if previous.as_ref().is_some_and(|p| *p >= recorded.id) {
            report.find(Finding::new("rows-order", Kind::Record, &row.id));
        }
        *statuses.entry(row.status.name().to_owned()).or_default() += 1;
        for (what, sum, lines) in [("raw.sha256", row.raw, &mut raw_sums), ("clean.sha256", row.clean, &mut clean_sums)] {
            let Some(sum) = sum else { continue };
            let mut expected = sums::line(sum.sha256, &recorded.id.path());
            expected.pop();
            if lines.bytes()?.as_deref() != Some(&expected) {
                return Err(lines.error(format!("{what} does not list `{}` as its row says", row.id)));
            }
        }
        if let Err((code, stage)) = consistent(&recorded, rules, &mut rule_counts) {
            report.find(Finding::new(code, Kind::Record, &row.id).stage(stage));
        }
        previous = Some(recorded.id);
    }
    for lines in [&mut raw_sums, &mut clean_sums] {
        if lines.bytes()?.is_some() {
            return Err(lines.error("a line that no row has"));
        }
    }
    report.count("rows", documents);
    let mut compare = |code, same: bool, expected: String, got: String| {
        if !same {
            report.find(Finding::new(code, Kind::Record, names::RUN).differs(expected, got));
        }
    };
    compare("rows-root", merkle.root() == run.rows_root, run.rows_root.to_string(), merkle.root().to_string());
    compare("rows-count", documents == run.documents, run.documents.to_string(), documents.to_string());
    compare("run-restorable", restorable == run.restorable, run.restorable.to_string(), restorable.to_string());
    compare("status-counts", statuses == run.statuses, format!("{:?}", run.statuses), format!("{statuses:?}"));
    compare("rule-counts", rule_counts == run.rules, format!("{:?}", run.rules), format!("{rule_counts:?}"));
    Ok(())
}

/// Whether a row and its edits say one thing. The error is a code and the stage.
fn consistent(
    recorded: &Recorded,
    rules: &BTreeSet<String>,
    counts: &mut BTreeMap<String, u64>,
) -> std::result::Result<(), (&'static str, String)> {
    let row = &recorded.row;
    if row.v != crate::record::VERSION {
        return Err(("row-version", String::new()));
    }
    let has_text = row.clean.is_some();
    let parts = [row.decoded.is_some(), row.decode.is_some(), row.fate.is_some()];
    if has_text != row.status.has_clean()
        || parts.iter().any(|p| *p != has_text)
        || row.reason.is_some() == matches!(row.status, Status::Unchanged | Status::Cleaned)
    {
        return Err(("row-status", row.status.name().to_owned()));
    }
    let (Some(decoded), Some(clean), Some(fate), Some(decode)) = (row.decoded, row.clean, row.fate, &row.decode) else {
        let carried = recorded.edits.as_ref().is_none_or(|(_, e)| e.stages.is_empty() && e.decode.label == CARRIED);
        return if carried && row.stages.is_empty() { Ok(()) } else { Err(("row-status", row.status.name().to_owned())) };
    };
    let mut follow = Follow::new(usize::try_from(decoded.bytes).unwrap_or(usize::MAX));
    let mut sum = decoded;
    if let Some((_, edits)) = &recorded.edits {
        if edits.decode.label != decode.label || edits.v != row.v {
            return Err(("edits-decode", "decode".to_owned()));
        }
        if edits.stages.len() != row.stages.len() {
            return Err(("edits-stages", String::new()));
        }
        for (line, stage) in row.stages.iter().zip(&edits.stages) {
            if line.name != stage.name {
                return Err(("edits-stages", stage.name.clone()));
            }
            if !lengths_fit(&stage.ops, sum.bytes, line.bytes) {
                return Err(("edits-lengths", stage.name.clone()));
            }
            let (mut changes, mut flags) = (0, 0);
            for op in &stage.ops {
                let (rule, flag) = match op {
                    Op::Keep(_) => continue,
                    Op::Flag(_, rule) => (rule, true),
                    Op::Remove(_, rule) | Op::Replace(_, _, rule) | Op::Insert(_, rule) => (rule, false),
                };
                if !rules.contains(rule) || rule.split('/').next() != Some(stage.name.as_str()) {
                    return Err(("edits-rule", stage.name.clone()));
                }
                *counts.entry(rule.clone()).or_default() += 1;
                changes += u64::from(!flag);
                flags += u64::from(flag);
            }
            if (changes, flags) != (line.edits, line.flags) || changes + flags == 0 {
                return Err(("edits-count", stage.name.clone()));
            }
            follow.stage(&stage.ops);
            if changes == 0 && line.sha256 != sum.sha256 {
                return Err(("row-stages", stage.name.clone()));
            }
            (sum.bytes, sum.sha256) = (line.bytes, line.sha256);
        }
    } else if decode.label != "utf-8" {
        // Without a line of edits the raw bytes are the text itself.
        return Err(("edits-decode", "decode".to_owned()));
    } else if !row.stages.is_empty() || row.raw != Some(decoded) {
        return Err(("row-stages", String::new()));
    }
    if sum != clean {
        return Err(("row-clean", String::new()));
    }
    if (row.status == Status::Unchanged) != (row.raw == Some(clean)) && row.status != Status::Held {
        return Err(("row-status", row.status.name().to_owned()));
    }
    if follow.fate() != fate || fate.kept + fate.changed + fate.removed != decoded.bytes || fate.kept + fate.added != clean.bytes {
        return Err(("row-fate", String::new()));
    }
    Ok(())
}

/// Whether ops turn a text of `input` bytes into one of `output` bytes.
fn lengths_fit<S>(ops: &[Op<S>], input: u64, output: u64) -> bool {
    let (mut from, mut to) = (0u64, 0u64);
    for op in ops {
        let (old, new) = match op {
            Op::Keep(n) | Op::Flag(n, _) => (*n as u64, *n as u64),
            Op::Remove(old, _) => (old.len() as u64, 0),
            Op::Replace(old, new, _) => (old.len() as u64, new.len() as u64),
            Op::Insert(new, _) => (0, new.len() as u64),
        };
        from = from.saturating_add(old);
        to = to.saturating_add(new);
    }
    (from, to) == (input, output)
}

/// The history: every line commits to the one before, the last one to this run.
fn history(manifests: &Path, run: &Run, report: &mut Report) {
    let read = || -> Result<Option<HistoryLine>> {
        let mut lines = Lines::open(&manifests.join(names::HISTORY))?;
        let (mut prev, mut last) = (Digest::of(b""), None);
        let mut n = 0;
        while let Some(line) = lines.text()? {
            let parsed: HistoryLine = read::parse(&line).map_err(|e| lines.error(e))?;
            if parsed.prev != prev || parsed.n != n {
                return Err(lines.error("does not follow from the line before"));
            }
            prev = Digest::of(line.as_bytes());
            n += 1;
            last = Some(parsed);
        }
        Ok(last)
    };
    match read() {
        Err(e) => report.find(Finding::new("history-broken", Kind::History, names::HISTORY).got(e)),
        Ok(None) => report.find(Finding::new("history-empty", Kind::History, names::HISTORY)),
        Ok(Some(last)) => {
            let digest = of_file(&manifests.join(names::RUN)).map(|(_, d)| d).unwrap_or(Digest::of(b""));
            if last.run_sha256 != digest {
                report.find(Finding::new("history-other-run", Kind::History, names::HISTORY).differs(digest, last.run_sha256));
            } else if last.documents != run.documents {
                report.find(Finding::new("history-documents", Kind::History, names::HISTORY).differs(run.documents, last.documents));
            } else {
                report.count("history lines", last.n + 1);
            }
        }
    }
}
