//! `scrubjay verify`

use super::End;
use super::args::{LevelArg, Verify, threads};
use super::render::{number, safe};
use scrubjay::verify::{self, Finding, Level, Report, Subject};
use std::io::Write;

pub fn run(args: &Verify) -> Result<u8, End> {
    let level = match args.level {
        LevelArg::Fixity => Level::Fixity,
        LevelArg::Sealed => Level::Sealed,
        LevelArg::Restore => Level::Restore,
        LevelArg::Replay => Level::Replay,
    };
    let subject = Subject {
        raw: args.raw.clone(),
        clean: args.record.clean.clone(),
        manifests: args.record.manifests.clone(),
        threads: threads(args.threads),
    };
    let report = verify::verify(&subject, level)?;
    let mut out = std::io::stdout().lock();
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
        _ => format!("The record does NOT hold at level {}: {} findings.", level.name(), number(report.found)),
    };
    writeln!(out, "{verdict}")?;
    Ok(code)
}

fn line(f: &Finding) -> String {
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
