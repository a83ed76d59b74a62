//! `scrubjay rules`

use super::End;
use super::args::Rules;
use scrubjay::config::{Config, Setting};
use scrubjay::stages;
use std::io::Write;
use std::path::Path;

pub fn run(args: &Rules) -> Result<u8, End> {
    let config = match &args.config {
        Some(path) => Config::read(path)?,
        None if Path::new("scrubjay.toml").exists() => Config::read(Path::new("scrubjay.toml"))?,
        None => Config::default(),
    };
    let mut out = std::io::stdout().lock();
    for rule in stages::rules() {
        let setting = match config.setting(rule.name) {
            Setting::Remove => "remove",
            Setting::Flag => "flag",
            Setting::Allow => "allow",
        };
        let about = rule.docs.lines().next().unwrap_or_default();
        writeln!(out, "{:<28}{setting:<8}v{:<4}{about}", rule.name, rule.version)?;
    }
    writeln!(out, "\n`scrubjay explain RULE` says what a rule removes and keeps; [rules] in scrubjay.toml sets remove, flag or allow.")?;
    Ok(0)
}
