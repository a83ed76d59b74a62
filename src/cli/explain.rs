//! `scrubjay explain`

use super::End;
use super::args::Explain;
use super::render::{bytes, safe, short};
use scrubjay::config::no_rule;
use scrubjay::edit::Op;
use scrubjay::record::row::DecodeLine;
use scrubjay::restore::{Recorded, Records, clean_text, walk_back};
use scrubjay::stages::decode::By;
use scrubjay::text::is_invisible;
use scrubjay::{Error, stages};
use std::io::Write;

pub fn run(args: &Explain) -> Result<u8, End> {
    let mut out = std::io::stdout().lock();
    if let Some(rule) = stages::rule(&args.what) {
        writeln!(out, "{} (version {})\n\n{}", rule.name, rule.version, rule.docs.trim_end())?;
        return Ok(0);
    }
    for recorded in Records::open(&args.record.manifests)? {
        let recorded = recorded?;
        if recorded.row.id == args.what {
            return document(&mut out, args, &recorded);
        }
    }
    Err(Error::Usage(format!("the record has no document `{}`, and {}", args.what, no_rule(&args.what))).into())
}

fn document(out: &mut impl Write, args: &Explain, recorded: &Recorded) -> Result<u8, End> {
    let row = &recorded.row;
    writeln!(out, "{}: {}", row.id, row.status.name())?;
    if let Some(reason) = &row.reason {
        writeln!(out, "  {}", safe(reason))?;
    }
    if let Some(raw) = row.raw {
        writeln!(out, "  raw      {}  {}", raw.sha256, bytes(raw.bytes))?;
    }
    if let Some(decode) = &row.decode {
        let by = serde_json::to_value(decode.by).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
        writeln!(out, "  decoded  as {}, by {by}, certain to {} per mille", decode.label, decode.confidence)?;
        writeln!(out, "           {}", why(decode))?;
    }
    if let Some(fate) = row.fate {
        writeln!(out, "  fate     {} bytes kept, {} changed, {} removed, {} added", fate.kept, fate.changed, fate.removed, fate.added)?;
    }
    for (_, len, label) in recorded.edits.iter().flat_map(|(_, e)| &e.decode.spans) {
        writeln!(out, "           {len} bytes of it as {label}")?;
    }
    let Some((_, edits)) = &recorded.edits else {
        writeln!(out, "  no edits")?;
        return Ok(0);
    };
    let Some(clean) = clean_text(&args.record.clean, recorded)? else { return Ok(0) };
    let mut inputs = vec![String::new(); edits.stages.len()];
    let back = walk_back(recorded, Some(&clean), |n, text| text.clone_into(&mut inputs[n]));
    back.map_err(|lost| Error::Record { place: row.id.clone(), what: lost.to_string() })?;
    for (stage, input) in edits.stages.iter().zip(&inputs) {
        writeln!(out, "\n{}", stage.name)?;
        let (mut at, mut line, mut counted) = (0usize, 1usize, 0usize);
        for op in &stage.ops {
            let (mark, rule, text) = match op {
                Op::Keep(n) => {
                    at += n;
                    continue;
                }
                Op::Remove(old, rule) => ("-", rule, visible(old)),
                Op::Replace(old, new, rule) => ("~", rule, format!("{} → {}", visible(old), visible(new))),
                Op::Insert(new, rule) => ("+", rule, visible(new)),
                Op::Flag(n, rule) => ("?", rule, visible(input.get(at..at + n).unwrap_or_default())),
            };
            line += input.as_bytes().get(counted..at).unwrap_or_default().iter().filter(|b| **b == b'\n').count();
            counted = at;
            writeln!(out, "  {mark} line {line:<5} {rule:<26} {text}")?;
            at += match op {
                Op::Remove(old, _) | Op::Replace(old, _, _) => old.len(),
                Op::Flag(n, _) => *n,
                _ => 0,
            };
        }
    }
    Ok(0)
}

/// Why a document was taken to be in its encoding.
fn why(decode: &DecodeLine) -> String {
    let said = match decode.by {
        By::Bom => "a byte order mark stands before the text",
        By::Utf8 => "the bytes are valid UTF-8",
        By::Declared => "the document itself names it, and its bytes agree",
        By::Detector if decode.evidence.is_none() => "its bytes have the structure of it and of nothing else",
        By::Detector => "models of languages read it best so",
        By::Configured => "decode.encodings of scrubjay.toml states it",
        By::Site => "models left two readings near each other, and the site's other documents are in it",
    };
    let Some(evidence) = &decode.evidence else { return said.to_owned() };
    let rival = match (&evidence.rival, evidence.margin) {
        (Some(rival), Some(margin)) => format!("the next one, {rival}, is {margin} bits behind"),
        _ => "no other encoding comes near".to_owned(),
    };
    format!("{said}: language `{}`; {rival}", safe(&evidence.language))
}

/// A short piece of text; blanks and invisible characters that stand alone are shown by their numbers.
fn visible(text: &str) -> String {
    let unseen = |c: char| c.is_whitespace() || c.is_control() || is_invisible(c) || matches!(c, '\u{200c}' | '\u{200d}');
    if text.chars().all(unseen) {
        let numbers: Vec<String> = text.chars().take(6).map(|c| format!("U+{:04X}", c as u32)).collect();
        return if text.chars().count() > 6 { numbers.join(" ") + " …" } else { numbers.join(" ") };
    }
    short(text, 100)
}
