//! `scrubjay review`

use super::End;
use super::args::{Review, beside};
use super::paint::Paint;
use super::render::{count, said, short};
use scrubjay::config::Config;
use scrubjay::decisions::{Decisions, REMOVE, lines_of};
use scrubjay::edit::Op;
use scrubjay::record::run::names;
use scrubjay::restore::{Recorded, Records, Texts, walk_back};
use scrubjay::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

pub fn run(args: &Review) -> std::result::Result<u8, End> {
    let Some(path) = args.decisions.clone().or_else(|| beside(args.config.as_deref())) else {
        let what = "no decisions.toml here; make decisions in the report (`scrubjay report`), save them, and put the file here";
        return Err(Error::Usage(what.to_owned()).into());
    };
    let mut config = match &args.config {
        Some(path) => Config::read(path)?,
        None if Path::new("scrubjay.toml").exists() => Config::read(Path::new("scrubjay.toml"))?,
        None => Config::default(),
    };
    let decisions = Decisions::read(&path)?;
    config.decide(decisions.clone()).map_err(|what| Error::Config { place: path.display().to_string(), what })?;
    let manifests = &args.record.manifests;
    let recorded = std::fs::read_to_string(manifests.join(names::CONFIG)).map_err(Error::io("read", &manifests.join(names::CONFIG)))?;
    let recorded: serde_json::Value = serde_json::from_str(&recorded).unwrap_or_default();
    let in_record = decisions.is_empty() || recorded["decisions"]["sha256"] == serde_json::json!(decisions.sha256);
    let found = look(args, &decisions)?;
    let paint = Paint::for_stdout();
    let mut out = said();
    let mut unmatched = 0;
    let mut tell = |matched: bool, what: String, note: &Option<String>| -> std::io::Result<()> {
        unmatched += u64::from(!matched);
        let mark = if matched { paint.green("matches        ") } else { paint.yellow("matches nothing") };
        let note = note.as_ref().map(|n| format!("  ({})", short(n, 80))).unwrap_or_default();
        writeln!(out, "{mark}  {what}{note}")
    };
    for keep in &decisions.keep {
        let matched = found.get(keep.document.as_str()).is_some_and(|f| lines_of(&keep.text).any(|line| f.edited.contains(line)));
        tell(matched, format!("keep in {}: {}", keep.document, short(keep.text.trim(), 80)), &keep.note)?;
    }
    for remove in &decisions.remove {
        let matched = found.get(remove.document.as_str()).is_some_and(|f| lines_of(&remove.text).any(|line| f.standing.contains(line)));
        tell(matched, format!("remove from {}: {}", remove.document, short(remove.text.trim(), 80)), &remove.note)?;
    }
    let sites = sites(args, &decisions)?;
    for never in &decisions.never {
        tell(sites.contains(&never.site), format!("never {} on {}", never.rule, short(&never.site, 80)), &never.note)?;
    }
    let all = decisions.keep.len() + decisions.remove.len() + decisions.never.len();
    writeln!(out, "{}, {unmatched} of which match nothing any more", count(all as u64, "decision", "decisions"))?;
    if !in_record {
        writeln!(out, "the record was made without these decisions; run `scrubjay clean`")?;
    }
    Ok(u8::from(unmatched > 0 || !in_record))
}

/// What decisions about a document can match.
#[derive(Default)]
struct Found {
    /// Lines that edits took, or would have taken.
    edited: BTreeSet<String>,
    /// Lines of the clean text, and lines that a decision removed.
    standing: BTreeSet<String>,
}

/// Looks at the documents that decisions are about, and at no others.
fn look<'a>(args: &Review, decisions: &'a Decisions) -> Result<BTreeMap<&'a str, Found>> {
    let mut found: BTreeMap<&str, Found> = BTreeMap::new();
    found.extend(decisions.keep.iter().chain(&decisions.remove).map(|p| (p.document.as_str(), Found::default())));
    let mut texts = Texts::open(&args.record.clean, &args.record.manifests);
    for recorded in Records::open(&args.record.manifests)? {
        let recorded = recorded?;
        let Some(found) = found.get_mut(recorded.row.id.as_str()) else { continue };
        let Some(clean) = texts.of(&recorded)? else { continue };
        found.standing.extend(lines_of(&String::from_utf8_lossy(&clean)).map(str::to_owned));
        edited(&recorded, &clean, found)?;
    }
    Ok(found)
}

fn edited(recorded: &Recorded, clean: &[u8], found: &mut Found) -> Result<()> {
    let passes = recorded.edits.as_ref().map_or(&[][..], |(_, e)| &e.stages);
    let mut inputs = vec![String::new(); passes.len()];
    let back = walk_back(recorded, Some(clean), |n, text| text.clone_into(&mut inputs[n]));
    back.map_err(|lost| Error::Record { place: recorded.row.id.clone(), what: lost.to_string() })?;
    for (pass, input) in passes.iter().zip(&inputs) {
        let mut at = 0;
        for op in &pass.ops {
            let (old, rule) = match op {
                Op::Keep(n) => {
                    at += n;
                    continue;
                }
                Op::Insert(..) => continue,
                Op::Remove(old, rule) | Op::Replace(old, _, rule) => (old.as_ref(), rule),
                Op::Flag(n, rule) => (input.get(at..at + n).unwrap_or_default(), rule),
            };
            at += old.len();
            // The mark of a kept line stands there whether or not a rule would have taken it.
            let lines = lines_of(old).map(str::to_owned);
            if rule == REMOVE.name {
                found.standing.extend(lines);
            } else if !rule.starts_with("review/") {
                found.edited.extend(lines);
            }
        }
    }
    Ok(())
}

/// The sites of the record that decisions name.
fn sites(args: &Review, decisions: &Decisions) -> Result<BTreeSet<String>> {
    let wanted: BTreeSet<&str> = decisions.never.iter().map(|n| n.site.as_str()).collect();
    let mut there = BTreeSet::new();
    if !wanted.is_empty() {
        for recorded in Records::open(&args.record.manifests)? {
            there.extend(Some(recorded?.site().0).filter(|site| wanted.contains(site.as_str())));
        }
    }
    Ok(there)
}
