//! `scrubjay explain`

use super::End;
use super::args::Explain;
use super::judged::Judged;
use super::pager::Out;
use super::paint::Paint;
use super::render::{bytes, number, safe, short};
use scrubjay::config::{Config, no_rule};
use scrubjay::decisions::{KEEP, REMOVE};
use scrubjay::edit::Op;
use scrubjay::own::OwnRule;
use scrubjay::record::row::{DecodeLine, Restores};
use scrubjay::record::run::{Run, names};
use scrubjay::restore::{Recorded, Records, Texts, walk_back};
use scrubjay::rule::Rule;
use scrubjay::stages::decode::By;
use scrubjay::text::is_invisible;
use scrubjay::{Error, stages};
use std::collections::BTreeMap;
use std::io::{BufWriter, Write};
use std::path::Path;

pub fn run(args: &Explain) -> Result<u8, End> {
    let paint = Paint::for_stdout();
    if let Some(rule) = args.what.as_deref().and_then(rule) {
        let mut out = BufWriter::new(Out::open());
        writeln!(out, "{} (version {})\n", paint.bold(rule.name), rule.version)?;
        for line in rule.docs.trim_end().lines() {
            writeln!(out, "{}", if line.starts_with("## ") { paint.bold(line) } else { line.to_owned() })?;
        }
        return Ok(out.flush().map(|()| 0)?);
    }
    if let Some(own) = args.what.as_deref().map(own_rule).transpose()?.flatten() {
        let definition = serde_json::to_string_pretty(&own.definition).unwrap_or_default();
        writeln!(std::io::stdout(), "{} (own rule, from scrubjay.toml)\n\n{definition}", paint.bold(own.id.0))?;
        return Ok(0);
    }
    let manifests = &args.record.manifests;
    if let (Some(what), Some(why)) = (&args.what, scrubjay::verify::absent(manifests)) {
        return Err(Error::Usage(format!("{}, and no document is known: {why}", no_rule(what))).into());
    }
    let recorded_rules = scrubjay::record::read::one_line::<Run>(&manifests.join(names::RUN)).map(|r| r.rules.into_keys().collect());
    args.filter.check(&recorded_rules.unwrap_or_else(|_| Vec::new()))?;
    let records = Records::open(manifests)?;
    let mut out = None;
    let mut texts = Texts::open(&args.record.clean, manifests);
    for recorded in records {
        let recorded = recorded?;
        let named = args.what.as_ref().is_none_or(|what| *what == recorded.row.id);
        // Without an id, documents that have no edit of those asked for are passed over.
        let has = |stage: &str, ops: &[Op<String>]| ops.iter().filter_map(op_rule).any(|rule| args.filter.edit(stage, rule));
        let asked = args.what.is_some()
            || args.filter.site(&recorded) && recorded.edits.iter().flat_map(|(_, e)| &e.stages).any(|s| has(&s.name, &s.ops));
        if named && asked {
            let out = out.get_or_insert_with(|| BufWriter::new(Out::open()));
            document(out, args, &mut texts, &recorded, paint)?;
            if args.what.is_some() {
                return Ok(out.flush().map(|()| 0)?);
            }
            writeln!(out)?;
        }
    }
    match (out, &args.what) {
        (Some(mut out), _) => Ok(out.flush().map(|()| 0)?),
        (None, None) => {
            writeln!(std::io::stdout(), "no such edit is in the record")?;
            Ok(0)
        }
        (None, Some(what)) => Err(Error::Usage(format!("the record has no document `{what}`, and {}", no_rule(what))).into()),
    }
}

/// A rule of the configuration's own.
fn own_rule(name: &str) -> Result<Option<OwnRule>, Error> {
    let path = Path::new("scrubjay.toml");
    if !path.exists() {
        return Ok(None);
    }
    Ok(Config::read(path)?.own.into_iter().find(|own| own.id.0 == name))
}

/// A rule by its name, also one of those that do what a person decided.
pub fn rule(name: &str) -> Option<&'static Rule> {
    static REVIEW: [Rule; 2] = [KEEP, REMOVE];
    stages::rule(name).or_else(|| REVIEW.iter().find(|r| r.name == name))
}

fn op_rule(op: &Op<String>) -> Option<&str> {
    match op {
        Op::Keep(_) => None,
        Op::Remove(_, rule) | Op::Replace(_, _, rule) | Op::Insert(_, rule) | Op::Flag(_, rule) => Some(rule),
    }
}

fn document(out: &mut impl Write, args: &Explain, texts: &mut Texts, recorded: &Recorded, paint: Paint) -> Result<(), End> {
    let row = &recorded.row;
    writeln!(out, "{}: {}", paint.bold(&row.id), row.status.name())?;
    if let Some(reason) = &row.reason {
        writeln!(out, "  {}", safe(reason))?;
    }
    if let Some(of) = &row.duplicate_of {
        writeln!(out, "  a copy of {of}")?;
    }
    if let Some(raw) = row.raw {
        writeln!(out, "  raw      {}  {}", raw.sha256, bytes(raw.bytes))?;
    }
    if let Some(c) = &row.container {
        let back = match c.restores {
            Restores::File => "comes back byte for byte",
            Restores::Content => "what is packed in it comes back byte for byte",
            Restores::Documents => "the text of each document comes back byte for byte",
        };
        writeln!(out, "  holds    {} documents, and {} damaged places, as {}; {back}", number(c.documents), number(c.damaged), c.format)?;
    }
    if let Some(site) = &row.site {
        writeln!(out, "  site     {site}")?;
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
        return Ok(());
    };
    let Some(clean) = texts.of(recorded)? else { return Ok(()) };
    let mut inputs = vec![String::new(); edits.stages.len()];
    let back = walk_back(recorded, Some(&clean), |n, text| text.clone_into(&mut inputs[n]));
    back.map_err(|lost| Error::Record { place: row.id.clone(), what: lost.to_string() })?;
    if args.stat {
        return stat(out, args, recorded);
    }
    for (stage, input) in edits.stages.iter().zip(&inputs) {
        if !stage.ops.iter().filter_map(op_rule).any(|rule| args.filter.edit(&stage.name, rule)) {
            continue;
        }
        writeln!(out, "\n{}", paint.cyan(&stage.name))?;
        let (mut at, mut line, mut counted) = (0usize, 1usize, 0usize);
        let judged = Judged::read(&args.record, &stage.ops, input);
        for op in &stage.ops {
            let (mark, rule, text) = match op {
                Op::Keep(n) => {
                    at += n;
                    continue;
                }
                Op::Remove(old, rule) => (paint.red("-"), rule, paint.red(&visible(old))),
                Op::Replace(old, new, rule) => {
                    (paint.yellow("~"), rule, format!("{} → {}", paint.red(&visible(old)), paint.green(&visible(new))))
                }
                Op::Insert(new, rule) => (paint.green("+"), rule, paint.green(&visible(new))),
                Op::Flag(n, rule) => (paint.yellow("?"), rule, visible(input.get(at..at + n).unwrap_or_default())),
            };
            line += input.as_bytes().get(counted..at).unwrap_or_default().iter().filter(|b| **b == b'\n').count();
            counted = at;
            if args.filter.edit(&stage.name, rule) {
                writeln!(out, "  {mark} line {line:<5} {rule:<26} {text}")?;
                judged.write(out, rule, line - 1)?;
            }
            at += match op {
                Op::Remove(old, _) | Op::Replace(old, _, _) => old.len(),
                Op::Flag(n, _) => *n,
                _ => 0,
            };
        }
    }
    Ok(())
}

/// The edits of a document by rule.
fn stat(out: &mut impl Write, args: &Explain, recorded: &Recorded) -> Result<(), End> {
    let mut rules: BTreeMap<&str, (u64, u64, u64)> = BTreeMap::new();
    for stage in recorded.edits.iter().flat_map(|(_, e)| &e.stages) {
        for op in stage.ops.iter().filter(|op| op_rule(op).is_some_and(|rule| args.filter.edit(&stage.name, rule))) {
            let total = rules.entry(op_rule(op).unwrap_or_default()).or_default();
            match op {
                Op::Flag(..) => total.1 += 1,
                Op::Remove(old, _) | Op::Replace(old, _, _) => *total = (total.0 + 1, total.1, total.2 + old.len() as u64),
                _ => total.0 += 1,
            }
        }
    }
    writeln!(out)?;
    for (rule, (edits, flags, gone)) in rules {
        let flags = if flags > 0 { format!("  ({} flagged and kept)", number(flags)) } else { String::new() };
        writeln!(out, "  {rule:<28}{:>9} edits {:>12}{flags}", number(edits), bytes(gone))?;
    }
    Ok(())
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
