//! `scrubjay verify`

use super::End;
use super::args::{LevelArg, Verify, raw_folder, threads};
use super::progress::Progress;
use super::prove::read_checkpoint;
use super::render::{count, number, safe, said};
use scrubjay::sign::{Trust, parse_time};
use scrubjay::verify::{self, Asked, Finding, Level, Report, Subject};
use scrubjay::{Error, Result};
use std::io::Write;
use std::time::{SystemTime, UNIX_EPOCH};

pub fn run(args: &Verify) -> std::result::Result<u8, End> {
    let level = match args.level {
        LevelArg::Fixity => Level::Fixity,
        LevelArg::Sealed => Level::Sealed,
        LevelArg::Restore => Level::Restore,
        LevelArg::Replay => Level::Replay,
    };
    let trust = trust(args, level)?;
    let kept = args.checkpoint.as_deref().map(read_checkpoint).transpose()?;
    if kept.is_some() && level < Level::Sealed {
        return Err(Error::Usage(
            "a checkpoint is of the history, which level fixity does not look at; ask for level sealed or more".to_owned(),
        )
        .into());
    }
    let subject = Subject {
        raw: raw_folder(args.raw.as_ref())?,
        clean: args.record.clean.clone(),
        manifests: args.record.manifests.clone(),
        threads: threads(args.threads),
    };
    let progress = Progress::new(false, args.json);
    let report = verify::verify_with(&subject, level, &Asked { observer: &progress, trust: trust.as_ref(), checkpoint: kept.as_ref() });
    progress.end();
    let report = report?;
    let mut out = said();
    let code = report.exit_code();
    if args.json {
        #[derive(serde::Serialize)]
        struct Json<'a> {
            exit_code: u8,
            level: &'static str,
            #[serde(flatten)]
            report: &'a Report,
        }
        writeln!(out, "{}", scrubjay::record::canonical(&Json { exit_code: code, level: level.name(), report: &report }))?;
        return Ok(code);
    }
    for (what, n) in &report.checked {
        writeln!(out, "  {:<22}{:>12}", what, number(*n))?;
    }
    for (what, why) in &report.skipped {
        writeln!(out, "  {what:<22}not checked: {}", safe(why))?;
    }
    for finding in &report.findings {
        writeln!(out, "{}", line(finding))?;
    }
    if report.found > report.findings.len() as u64 {
        writeln!(out, "and {} more", number(report.found - report.findings.len() as u64))?;
    }
    let verdict = match code {
        0 => format!("The record holds at level {}.", level.name()),
        _ if report.found == 0 => "Nothing was checked.".to_owned(),
        _ => format!("The record does NOT hold at level {}: {}.", level.name(), count(report.found, "finding", "findings")),
    };
    writeln!(out, "{verdict}")?;
    Ok(code)
}

/// What the auditor brings along, when a signature is asked for.
fn trust(args: &Verify, level: Level) -> Result<Option<Trust>> {
    let (Some(file), Some(signer)) = (&args.allowed_signers, &args.signer) else { return Ok(None) };
    if level < Level::Sealed {
        return Err(Error::Usage(
            "a signature is over run.json, which level fixity does not look at; ask for level sealed or more".to_owned(),
        ));
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| i64::try_from(d.as_secs()).unwrap_or(i64::MAX));
    let at = match &args.verify_time {
        None => now,
        Some(time) => parse_time(time).map_err(|e| Error::Usage(format!("--verify-time: {e}")))?,
    };
    Trust::read(file, args.revoked.as_deref(), signer, at).map(Some).map_err(|e| Error::Usage(e.to_string()))
}

pub fn line(f: &Finding) -> String {
    let mut text = f.code.to_owned();
    if !f.id.is_empty() {
        text += &format!("  {}", f.id);
    }
    if let Some(stage) = f.stage.as_ref().filter(|s| !s.is_empty()) {
        text += &format!("  at {stage}");
    }
    match (&f.expected, &f.got) {
        (Some(expected), Some(got)) => text += &format!("\n    expected {expected}\n    got      {got}"),
        (None, Some(got)) => text += &format!(": {got}"),
        _ => {}
    }
    safe(&text).into_owned()
}
