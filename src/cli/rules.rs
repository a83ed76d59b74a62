//! `scrubjay rules`

use super::End;
use super::args::Rules;
use super::paint::Paint;
use super::render::count;
use scrubjay::config::{Config, Setting};
use scrubjay::rule::Stage;
use scrubjay::stages;
use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;

pub fn run(args: &Rules) -> Result<u8, End> {
    let mut out = std::io::stdout().lock();
    if args.markdown {
        write!(out, "{}", markdown())?;
        return Ok(0);
    }
    let config = match &args.config {
        Some(path) => Config::read(path)?,
        None if Path::new("scrubjay.toml").exists() => Config::read(Path::new("scrubjay.toml"))?,
        None => Config::default(),
    };
    let paint = Paint::for_stdout();
    let mut stage = "";
    for rule in stages::rules() {
        if rule.stage.name() != stage {
            let gap = if stage.is_empty() { "" } else { "\n" };
            stage = rule.stage.name();
            writeln!(out, "{gap}{}: {}", paint.bold(stage), rule.stage.about())?;
        }
        let about = rule.docs.lines().next().unwrap_or_default();
        let setting = config.setting(rule.name);
        let shown = format!("{:<8}", setting.name());
        let setting = if setting == Setting::Remove { shown } else { paint.yellow(&shown) };
        writeln!(out, "  {:<28}{setting}v{:<4}{about}", rule.name, rule.version)?;
    }
    for (n, own) in config.own.iter().enumerate() {
        if n == 0 {
            writeln!(out, "\n{}", paint.bold("own rules, from the configuration:"))?;
        }
        let setting = config.setting(own.id.0).name();
        let tests = count(own.definition.tests.len() as u64, "test holds", "tests hold");
        writeln!(out, "  {:<28}{setting:<8}{tests}", own.id.0)?;
    }
    writeln!(out, "\n`scrubjay explain RULE` says what a rule removes and keeps; [rules] in scrubjay.toml sets remove, flag or allow.")?;
    Ok(0)
}

/// `docs/rules.md`: all that the rules say of themselves.
fn markdown() -> String {
    let mut out = String::from(
        "# The rules\n\nMade from the code by `scrubjay rules --markdown`; a test keeps it current. Each rule can be set to `remove` (the\ndefault), `flag` (on record, the text kept) or `allow` (it does not run) under `[rules]` in scrubjay.toml.\n\n",
    );
    for rule in stages::rules() {
        let anchor = rule.name.replace('/', "");
        let about = rule.docs.lines().next().unwrap_or_default();
        let _ = writeln!(out, "- [`{}`](#{anchor}): {}", rule.name, escaped(about));
    }
    for stage in Stage::ALL {
        let _ = write!(out, "\n## Stage {}\n\nIt {}.\n", stage.name(), stage.about());
        for rule in stages::rules().filter(|r| r.stage == stage) {
            let _ = write!(out, "\n### {}\n\nVersion {}. ", rule.name, rule.version);
            for line in rule.docs.trim_end().lines() {
                match line.strip_prefix("## ") {
                    Some(title) => {
                        let _ = writeln!(out, "**{title}.**");
                    }
                    None => {
                        let _ = writeln!(out, "{}", escaped(line));
                    }
                }
            }
        }
    }
    out
}

/// Tags that a rule's documentation speaks of are no tags of the page.
fn escaped(line: &str) -> String {
    line.replace('<', "\\<")
}
