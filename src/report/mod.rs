//! The report: a record as one page that a person opens, in three layers: the corpus, a site, a document.
//!
//! It reads the record twice, one document at a time: once for the totals, which are exact, and to choose what is shown;
//! once to write the documents chosen. Memory is bound by what is shown, and by the number of sites.

mod page;
mod sample;
mod segments;
mod tally;

use crate::digest::of_file;
use crate::document::Site;
use crate::edit::Op;
use crate::error::{Error, Result};
use crate::profile::{Profile, SiteLine};
use crate::record::read::{Lines, one_line};
use crate::record::run::{Run, names};
use crate::restore::{Recorded, Records, Texts, walk_back};
use segments::{Composer, Kind};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use tally::{Place, Tally};

/// Sites listed; all are counted.
const SITES: usize = 1000;
/// Recurring lines of a site that are listed.
const LINES: usize = 200;
/// Bytes of a document beyond which what was kept of it is shortened in the middle of long stretches.
const WHOLE: usize = 40_000;
/// Bytes to which a stretch is shortened in such a document.
const STRETCH: usize = 600;
/// Bytes of an edit's text, and of the text round it, in the list of a rule's edits.
const EDIT: usize = 700;
const CONTEXT: usize = 90;

/// What the page shows.
pub struct Options<'a> {
    /// Documents shown in full; of a larger corpus, a sample.
    pub documents: usize,
    /// What a rule is about, in one line, where this program knows it.
    pub about: &'a dyn Fn(&str) -> Option<String>,
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Documents of the record.
    pub documents: u64,
    /// Documents on the page.
    pub shown: u64,
}

/// Writes the page over a record.
///
/// # Errors
/// When the record cannot be read, or the page not be written; `place` names the page then.
pub fn report(clean: &Path, manifests: &Path, options: &Options, out: &mut impl Write, place: &Path) -> Result<Written> {
    let run: Run = one_line(&manifests.join(names::RUN))?;
    let (_, run_sha256) = of_file(&manifests.join(names::RUN)).map_err(Error::io("read", &manifests.join(names::RUN)))?;
    let mut tally = Tally::new(options.documents);
    for recorded in Records::open(manifests)? {
        tally.add(&recorded?);
    }
    let rules: Vec<&String> = tally.rules.keys().collect();
    let number: BTreeMap<&str, usize> = rules.iter().enumerate().map(|(n, rule)| (rule.as_str(), n)).collect();
    let sites = listed_sites(&tally);
    let (profile, lines) = profile(manifests, &sites)?;
    let shown = tally.shown();
    let mut wanted: BTreeMap<&str, Vec<(usize, usize, usize)>> = shown.iter().map(|id| (*id, Vec::new())).collect();
    for (rule, edits) in &tally.edits {
        for (order, Place { id, stage, op }) in edits.kept().enumerate() {
            wanted.entry(id).or_default().push((*stage, *op, number[rule.as_str()] << 16 | order));
        }
    }

    let write = |what: std::io::Result<()>| what.map_err(Error::io("write", place));
    write(page::head(out))?;
    write(out.write_all(b"{\"documents\":["))?;
    let mut first = true;
    let mut edits: BTreeMap<usize, Value> = BTreeMap::new();
    let mut texts = Texts::open(clean, manifests);
    let mut by_site: BTreeMap<&Site, BTreeMap<usize, (u64, u64)>> = sites.iter().map(|s| (*s, BTreeMap::new())).collect();
    for recorded in Records::open(manifests)? {
        let recorded = recorded?;
        if let Some(rules) = by_site.get_mut(&recorded.site()) {
            count_rules(&recorded, &number, rules);
        }
        let Some(places) = wanted.get(recorded.row.id.as_str()) else { continue };
        let document = Shown::of(&mut texts, &recorded, &number, &profile);
        for (stage, op, order) in places {
            edits.extend(document.edit(&recorded, *stage, *op).map(|edit| (*order, edit)));
        }
        if shown.contains(recorded.row.id.as_str()) {
            write(out.write_all(if first { b"\n" } else { b",\n" }))?;
            write(out.write_all(page::escaped(&document.json(&recorded).to_string()).as_bytes()))?;
            first = false;
        }
    }
    let mut of_rule: Vec<Vec<Value>> = vec![Vec::new(); rules.len()];
    edits.into_iter().for_each(|(order, edit)| of_rule[order >> 16].push(edit));
    let rules: Vec<Value> = rules.iter().zip(of_rule).map(|(rule, edits)| rule_json(rule, &tally, options, edits)).collect();
    let sites: Vec<Value> = sites.iter().map(|site| site_json(site, &tally, &by_site[site], lines.get(*site))).collect();
    let rest = json!({
        "added": tally.fate.added, "changed": tally.fate.changed, "kept": tally.fate.kept, "removed": tally.fate.removed,
        "bytes": {"clean": tally.clean, "decoded": tally.decoded, "raw": tally.raw},
        "encodings": tally.encodings,
        "of": {"documents": tally.documents, "sites": tally.sites.len()},
        "rules": rules,
        "run": {"sha256": run_sha256.to_string(), "stages": run.stages, "tool": format!("{} {}", run.tool.name, run.tool.version)},
        "sites": sites,
        "statuses": tally.statuses.iter().map(|(s, n)| (s.name().to_owned(), json!(n))).collect::<serde_json::Map<_, _>>(),
    });
    let rest = rest.to_string();
    write(out.write_all(b"\n],"))?;
    write(out.write_all(page::escaped(&rest[1..]).as_bytes()))?;
    write(page::tail(out))?;
    write(out.flush())?;
    Ok(Written { documents: tally.documents, shown: shown.len() as u64 })
}

/// All sites; of very many those whose losses stand out, and those that lost most.
fn listed_sites(tally: &Tally) -> Vec<&Site> {
    let mut sites: Vec<_> = tally.sites.iter().collect();
    if sites.len() > SITES {
        sites.sort_by_key(|(site, t)| (std::cmp::Reverse((tally.stands_out(t), t.removed, t.documents)), *site));
        sites.truncate(SITES);
        sites.sort_by_key(|(site, _)| *site);
    }
    sites.into_iter().map(|(site, _)| site).collect()
}

fn profile(manifests: &Path, sites: &[&Site]) -> Result<(Profile, BTreeMap<Site, SiteLine>)> {
    let wanted: BTreeSet<&str> = sites.iter().map(|s| s.0.as_str()).collect();
    let (mut profile, mut all) = (Profile::default(), BTreeMap::new());
    let mut lines = Lines::open(&manifests.join(names::PROFILE))?;
    while let Some((_, line)) = lines.site()? {
        if wanted.contains(line.site.as_str()) {
            profile.insert(&line);
            all.insert(Site(line.site.clone()), line);
        }
    }
    Ok((profile, all))
}

fn count_rules(recorded: &Recorded, number: &BTreeMap<&str, usize>, rules: &mut BTreeMap<usize, (u64, u64)>) {
    for op in recorded.edits.iter().flat_map(|(_, e)| &e.stages).flat_map(|s| &s.ops) {
        let (rule, bytes) = match op {
            Op::Keep(_) | Op::Flag(..) => continue,
            Op::Remove(old, rule) | Op::Replace(old, _, rule) => (rule, old.len() as u64),
            Op::Insert(_, rule) => (rule, 0),
        };
        if let Some(n) = number.get(rule.as_str()) {
            let total = rules.entry(*n).or_default();
            *total = (total.0 + 1, total.1 + bytes);
        }
    }
}

fn rule_json(rule: &str, tally: &Tally, options: &Options, edits: Vec<Value>) -> Value {
    let mut value = json!(tally.rules.get(rule).copied().unwrap_or_default());
    value["name"] = json!(rule);
    value["about"] = json!((options.about)(rule));
    value["sample"] = json!(edits);
    value
}

fn site_json(site: &Site, tally: &Tally, rules: &BTreeMap<usize, (u64, u64)>, lines: Option<&SiteLine>) -> Value {
    let total = tally.sites.get(site).copied().unwrap_or_default();
    let mut value = json!(total);
    value["name"] = json!(site.0);
    value["unusual"] = json!(tally.stands_out(&total));
    value["rules"] = rules.iter().map(|(n, (edits, bytes))| json!([n, edits, bytes])).collect();
    if let Some(line) = lines {
        let mut all: Vec<_> = line.lines.iter().collect();
        all.sort_by_key(|(text, documents, _, _)| (std::cmp::Reverse(*documents), text));
        value["surveyed"] = json!(line.documents);
        value["lines"] = json!(all.into_iter().take(LINES).collect::<Vec<_>>());
    }
    value
}

/// A document that is shown: its texts before each pass, and its segments.
struct Shown {
    inputs: Vec<String>,
    segments: Vec<Value>,
    shortened: bool,
    /// Why there is no text to show, where there should be one.
    lost: Option<String>,
    evidence: BTreeMap<String, String>,
}

impl Shown {
    fn of(texts: &mut Texts, recorded: &Recorded, number: &BTreeMap<&str, usize>, profile: &Profile) -> Shown {
        let mut shown = Shown { inputs: Vec::new(), segments: Vec::new(), shortened: false, lost: None, evidence: BTreeMap::new() };
        let text = match texts.of(recorded) {
            Ok(Some(text)) => text,
            Ok(None) => return shown,
            Err(e) => {
                shown.lost = Some(e.to_string());
                return shown;
            }
        };
        let passes = recorded.edits.iter().flat_map(|(_, e)| &e.stages);
        shown.inputs = vec![String::new(); passes.clone().count()];
        let inputs = &mut shown.inputs;
        if let Err(lost) = walk_back(recorded, Some(&text), |n, text| text.clone_into(&mut inputs[n])) {
            shown.lost = Some(lost.to_string());
            return shown;
        }
        let text = String::from_utf8_lossy(&text);
        let decoded = shown.inputs.first().map_or(text.as_ref(), String::as_str);
        let mut composer = Composer::new(decoded.len());
        passes.for_each(|p| composer.stage(&p.ops, |rule| number.get(rule).copied().unwrap_or(0)));
        let site = profile.site(&recorded.site());
        let shorten = decoded.len() > WHOLE;
        for segment in composer.segments(decoded) {
            let (mark, limit) = match segment.kind {
                Kind::Kept => ("=", STRETCH),
                Kind::Flagged => ("?", STRETCH * 4),
                Kind::Gone => ("-", STRETCH * 4),
                Kind::New => ("+", STRETCH * 4),
            };
            let lines = if segment.kind == Kind::Gone { segment.text.as_ref() } else { "" };
            let counted = lines.lines().find_map(|line| Some((line, site?.recurrence_of(line.trim())?)));
            let mut said = None;
            if let (Some((line, count)), Some(site)) = (counted, site) {
                let words = format!("This line stands in {} of {} documents of the site.", count.documents, site.documents);
                shown.evidence.insert(line.to_owned(), words.clone());
                said = Some(words);
            }
            // What an edit took may have been changed by an earlier one: a decision about it goes by what it took.
            let took = segment.edit.filter(|_| segment.kind == Kind::Gone).and_then(|(pass, at)| took(recorded, pass, at));
            let took = took.filter(|took| *took != segment.text);
            let one = |text: &str| match (segment.rule, &said, took) {
                (Some(rule), said, Some(took)) => json!([mark, text, rule, said, took]),
                (Some(rule), Some(said), None) => json!([mark, text, rule, said]),
                (Some(rule), None, None) => json!([mark, text, rule]),
                (None, ..) => json!([mark, text]),
            };
            match middle_out(&segment.text, limit).filter(|_| shorten) {
                None => shown.segments.push(one(&segment.text)),
                Some((head, characters, tail)) => {
                    shown.segments.push(one(head));
                    shown.segments.push(json!(["…", characters, mark]));
                    shown.shortened = true;
                    shown.segments.push(one(tail));
                }
            }
        }
        shown
    }

    fn json(self, recorded: &Recorded) -> Value {
        let row = &recorded.row;
        let mut value = json!({"id": row.id, "status": row.status.name(), "text": self.segments});
        let mut put = |key: &str, item: Option<Value>| item.into_iter().for_each(|item| value[key] = item);
        put("decode", row.decode.as_ref().map(|d| json!(d)));
        put("fate", row.fate.map(|f| json!([f.kept, f.changed, f.removed, f.added])));
        put("raw", row.raw.map(|s| json!(s.bytes)));
        put("why", row.reason.as_ref().or(self.lost.as_ref()).map(|why| json!(why)));
        put("shortened", self.shortened.then_some(json!(true)));
        value
    }

    /// One edit with the text round it: `[document, before, old, new, after, flagged, evidence]`.
    fn edit(&self, recorded: &Recorded, stage: usize, at: usize) -> Option<Value> {
        let (_, edits) = recorded.edits.as_ref()?;
        let ops = &edits.stages.get(stage)?.ops;
        let input = self.inputs.get(stage)?;
        let from: usize = ops[..at].iter().map(input_len).sum();
        let op = ops.get(at)?;
        let to = from + input_len(op);
        let (old, new) = match op {
            Op::Keep(_) => return None,
            Op::Flag(..) => (input.get(from..to)?, ""),
            Op::Remove(old, _) => (old.as_ref(), ""),
            Op::Replace(old, new, _) => (old.as_ref(), new.as_ref()),
            Op::Insert(new, _) => ("", new.as_ref()),
        };
        let short = |text: &str| middle_out(text, EDIT).map_or_else(|| json!(text), |(head, n, tail)| json!([head, n, tail]));
        let start = ceil(input, from.saturating_sub(CONTEXT));
        let end = floor(input, to.saturating_add(CONTEXT));
        let flagged = matches!(op, Op::Flag(..));
        let evidence = old.lines().find_map(|line| self.evidence.get(line));
        Some(json!([recorded.row.id, input.get(start..from)?, short(old), short(new), input.get(to..end)?, flagged, evidence]))
    }
}

/// The text that an edit took, as it stood then.
fn took(recorded: &Recorded, pass: usize, at: usize) -> Option<&str> {
    match recorded.edits.as_ref()?.1.stages.get(pass)?.ops.get(at)? {
        Op::Remove(old, _) | Op::Replace(old, _, _) => Some(old),
        _ => None,
    }
}

/// Bytes of its input that an op speaks of.
fn input_len(op: &Op<String>) -> usize {
    match op {
        Op::Keep(n) | Op::Flag(n, _) => *n,
        Op::Remove(old, _) | Op::Replace(old, _, _) => old.len(),
        Op::Insert(..) => 0,
    }
}

fn ceil(text: &str, at: usize) -> usize {
    (at..=text.len()).find(|i| text.is_char_boundary(*i)).unwrap_or(text.len())
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0)
}

/// The ends of a text that is longer than `limit` bytes, and how many characters lie between.
fn middle_out(text: &str, limit: usize) -> Option<(&str, usize, &str)> {
    if text.len() <= limit + 40 {
        return None;
    }
    let head = floor(text, limit * 2 / 3);
    let tail = ceil(text, text.len() - limit / 3);
    Some((&text[..head], text[head..tail].chars().count(), &text[tail..]))
}
