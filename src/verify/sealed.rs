//! Level sealed: run.json commits to the files, the files to the rows, the rows to the edits, and nothing contradicts.

use super::{Finding, Kind, Report, Subject};
use crate::config::Resolved;
use crate::digest::{Digest, of_file};
use crate::error::Result;
use crate::event::Observer;
use crate::record::codecs::CodecLine;
use crate::record::read::{self, Lines};
use crate::record::run::{Run, TYPE, attestation_sum, names};
use std::collections::BTreeSet;
use std::path::Path;

pub fn check(subject: &Subject, report: &mut Report, observer: &dyn Observer) {
    let manifests = &subject.manifests;
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
    for name in [names::PROFILE].into_iter().chain(run.against_sha256.map(|_| names::AGAINST)) {
        if let Err(e) = profile(&manifests.join(name)) {
            report.find(Finding::new("profile-malformed", Kind::Record, name).got(e));
        }
    }
    if let Err(e) = codecs(manifests) {
        report.find(Finding::new("codecs-malformed", Kind::Record, names::CODECS).got(e));
    }
    if let Some(config) = config(manifests, &run, report) {
        super::rows::check(subject, &run, &config, report, observer);
    }
    attestation(manifests, report);
}

/// The closed list: these files and no other, with these digests.
fn files(manifests: &Path, run: &Run, report: &mut Report) {
    let mut listed: BTreeSet<&str> = names::BESIDE.into_iter().collect();
    for (n, file) in run.files.iter().enumerate() {
        let in_order = n == 0 || run.files[n - 1].name < file.name;
        if !in_order || !is_name(&file.name) || names::BESIDE.contains(&file.name.as_str()) {
            report.find(Finding::new("files-list", Kind::Record, &file.name));
            continue;
        }
        listed.insert(&file.name);
        match of_record(&manifests.join(&file.name)) {
            Ok((bytes, digest)) if (bytes, digest) == (file.bytes, file.sha256) => report.count("files of the record", 1),
            Ok((bytes, digest)) => {
                let say = |digest: Digest, bytes: u64| format!("{digest} ({bytes} bytes)");
                report
                    .find(Finding::new("file-differs", Kind::Record, &file.name).differs(say(file.sha256, file.bytes), say(digest, bytes)));
            }
            Err(e) => report.find(Finding::new("file-missing", Kind::Record, &file.name).got(e.kind())),
        }
    }
    let named = [(names::CONFIG, run.config_sha256), (names::PROFILE, run.profile_sha256)];
    for (name, digest) in named.into_iter().chain(run.against_sha256.map(|digest| (names::AGAINST, digest))) {
        if !run.files.iter().any(|f| f.name == name && f.sha256 == digest) {
            report.find(Finding::new("files-list", Kind::Record, name));
        }
    }
    if run.against_sha256.is_none() && run.files.iter().any(|f| f.name == names::AGAINST) {
        report.find(Finding::new("files-list", Kind::Record, names::AGAINST));
    }
    for name in [names::ROWS, names::EDITS, names::RAW_SUMS, names::CLEAN_SUMS, names::CODECS] {
        if !run.files.iter().any(|f| f.name == name) {
            report.find(Finding::new("files-list", Kind::Record, name));
        }
    }
    let entries = match std::fs::read_dir(manifests) {
        Ok(entries) => entries,
        Err(e) => return report.find(Finding::new("record-unreadable", Kind::Unchecked, "").got(e)),
    };
    for entry in entries {
        let Ok(entry) = entry else {
            return report.find(Finding::new("record-unreadable", Kind::Unchecked, "").got("the folder cannot be listed to its end"));
        };
        let name = entry.file_name().to_string_lossy().into_owned();
        let regular = entry.file_type().is_ok_and(|t| t.is_file());
        if !listed.contains(name.as_str()) || !regular {
            report.find(Finding::new("file-extra", Kind::Record, name));
        }
    }
}

fn of_record(path: &Path) -> std::io::Result<(u64, Digest)> {
    read::open_regular(path)?;
    of_file(path)
}

fn is_name(name: &str) -> bool {
    !matches!(name, "" | "." | "..") && !name.contains(['/', '\\', '\0'])
}

fn profile(path: &Path) -> Result<()> {
    let mut lines = Lines::open(path)?;
    let mut previous: Option<String> = None;
    while let Some((_, site)) = lines.site()? {
        site.check(previous.as_deref()).map_err(|what| lines.error(what))?;
        previous = Some(site.site);
    }
    Ok(())
}

fn codecs(manifests: &Path) -> Result<()> {
    let mut lines = Lines::open(&manifests.join(names::CODECS))?;
    let mut previous: Option<String> = None;
    while let Some(line) = lines.text()? {
        let codec: CodecLine = read::parse(&line).map_err(|what| lines.error(what))?;
        if codec.v != crate::record::VERSION {
            return Err(lines.error(format!("of version {}", codec.v)));
        }
        if previous.as_ref().is_some_and(|p| *p >= codec.label) || !codec.map.is_sorted_by(|a, b| a.0 < b.0) {
            return Err(lines.error("labels or characters out of order"));
        }
        if codec.map.iter().any(|(_, bytes)| crate::digest::unhex(bytes).is_none_or(|b| b.is_empty())) {
            return Err(lines.error("a character without bytes"));
        }
        previous = Some(codec.label);
    }
    Ok(())
}

/// The configuration, whose stages must be those of the run.
fn config(manifests: &Path, run: &Run, report: &mut Report) -> Option<Resolved> {
    let wrong = |what: String| Finding::new("config-malformed", Kind::Record, names::CONFIG).got(what);
    let config: Resolved = match read::one_line(&manifests.join(names::CONFIG)) {
        Ok(config) => config,
        Err(e) => {
            report.find(wrong(e.to_string()));
            return None;
        }
    };
    if config.v != crate::record::VERSION {
        report.find(wrong(format!("of version {}", config.v)));
    }
    let mut seen = BTreeSet::new();
    for rule in &config.rules {
        let known_stage = rule.name.split_once('/').is_some_and(|(stage, name)| STAGES[1..].contains(&stage) && !name.is_empty());
        if !known_stage || !seen.insert(&rule.name) {
            report.find(wrong(format!("rule `{}` is named twice, or belongs to no stage", rule.name)));
        }
    }
    // In the order of the pipeline, each once, decode among them.
    let places: Vec<_> = config.stages.iter().map(|s| STAGES.iter().position(|t| t == s)).collect();
    if places.first() != Some(&Some(0)) || places.contains(&None) || !places.is_sorted_by(|a, b| a < b) {
        report.find(wrong("stages that are none, or out of order".to_owned()));
    }
    if config.stages != run.stages {
        report.find(Finding::new("run-stages", Kind::Record, names::RUN).differs(config.stages.join(", "), run.stages.join(", ")));
    }
    Some(config)
}

/// The stages of version 1 of the record, in their order.
const STAGES: [&str; 7] = ["decode", "normalize", "headers", "chrome", "spam", "review", "tidy"];

/// Nothing vouches for the attestation; but one that carries its own sum shows when a byte of it has rotted.
fn attestation(manifests: &Path, report: &mut Report) {
    let path = manifests.join(names::ATTESTATION);
    if !path.exists() {
        return;
    }
    let whole = read::one_line::<serde_json::Value>(&path).ok().is_some_and(|value| {
        let sum = value.get("sha256").and_then(|s| s.as_str()).and_then(Digest::parse);
        sum.is_some() && sum == attestation_sum(&value)
    });
    if !whole {
        report.find(Finding::new("attestation-differs", Kind::Record, names::ATTESTATION).got("not the line that was written"));
    }
}
