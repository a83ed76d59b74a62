//! `scrubjay diff`

use super::End;
use super::args::Diff;
use super::pager::Out;
use super::paint::Paint;
use super::patch::painted;
use super::render::{bytes, count, number};
use scrubjay::Error;
use scrubjay::edit::{Op, redo};
use scrubjay::fate::Follow;
use scrubjay::record::run::{Run, names};
use scrubjay::restore::{Recorded, Records, Texts, walk_back};
use scrubjay::unified::{RECORDED, SHOWN, unified};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufWriter, IsTerminal, Write};

pub fn run(args: &Diff) -> Result<u8, End> {
    let manifests = &args.record.manifests;
    let recorded_rules = scrubjay::record::read::one_line::<Run>(&manifests.join(names::RUN)).map(|r| r.rules.into_keys().collect());
    args.filter.check(&recorded_rules.unwrap_or_else(|_| Vec::new()))?;
    let records = Records::open(manifests)?;
    let (terminal, paint) = (std::io::stdout().is_terminal(), Paint::for_stdout());
    let context = args.unified.unwrap_or(if terminal { SHOWN } else { RECORDED });
    let mut out = BufWriter::new(Out::open());
    let mut texts = Texts::open(&args.record.clean, manifests);
    let mut left: BTreeSet<&str> = args.ids.iter().map(String::as_str).collect();
    let mut unseen: BTreeSet<&str> = args.filter.sites.iter().map(String::as_str).collect();
    let mut stat = Stat::default();
    for recorded in records {
        let recorded = recorded?;
        if !unseen.is_empty() {
            unseen.remove(recorded.site().0.as_str());
        }
        if (!args.ids.is_empty() && !left.remove(recorded.row.id.as_str()))
            || !args.filter.site(&recorded)
            || recorded.row.container.is_some()
        {
            continue;
        }
        if args.stat {
            if let Some(line) = stat.add(args, &recorded) {
                writeln!(out, "{line}")?;
            }
            continue;
        }
        for diff in diffs(args, context, &mut texts, &recorded)? {
            if terminal {
                out.write_all(painted(&String::from_utf8_lossy(&diff), paint).as_bytes())?;
            } else {
                out.write_all(&diff)?;
            }
        }
    }
    if args.stat {
        stat.end(&mut out)?;
    }
    out.flush()?;
    match left.first() {
        None if !unseen.is_empty() => {
            let site = unseen.first().copied().unwrap_or_default();
            Err(Error::Usage(format!("the record has no site `{site}`; a site is the folder of a document, or the host of its address"))
                .into())
        }
        Some(id) => Err(Error::Usage(format!("the record has no document `{id}`; ids are paths below raw/, percent-encoded")).into()),
        None => Ok(0),
    }
}

/// The document's diff; where edits are chosen, one for each pass of a stage that made some of them.
fn diffs(args: &Diff, context: usize, texts: &mut Texts, recorded: &Recorded) -> Result<Vec<Vec<u8>>, End> {
    let Some((_, edits)) = &recorded.edits else { return Ok(Vec::new()) };
    let Some(clean) = texts.of(recorded)? else { return Ok(Vec::new()) };
    let path = recorded.id.path_alone();
    let text = String::from_utf8_lossy(&clean).into_owned();
    let mut inputs = vec![String::new(); edits.stages.len()];
    let mut decoded = text.clone();
    let whole = args.filter.all_edits();
    let back =
        walk_back(recorded, Some(&clean), |n, text| if whole { text.clone_into(&mut decoded) } else { text.clone_into(&mut inputs[n]) });
    let wrong = |what: String| Error::Record { place: recorded.row.id.clone(), what };
    back.map_err(|lost| wrong(lost.to_string()))?;
    if whole {
        let mut follow = Follow::new(decoded.len());
        edits.stages.iter().for_each(|s| follow.stage(&s.ops));
        return Ok(vec![unified(&path, &decoded, &text, follow.pieces(), context)]);
    }
    let mut diffs = Vec::new();
    for (stage, input) in edits.stages.iter().zip(&inputs) {
        let ops = args.filter.ops(&stage.name, &stage.ops);
        let mut follow = Follow::new(input.len());
        follow.stage(&ops);
        let output = redo(input, &ops).map_err(|other| wrong(other.to_string()))?;
        diffs.push(unified(&path, input, &output, follow.pieces(), context));
    }
    diffs.retain(|diff| !diff.is_empty());
    Ok(diffs)
}

/// What `--stat` counts.
#[derive(Default)]
struct Stat {
    documents: u64,
    rules: BTreeMap<String, (u64, u64)>,
}

impl Stat {
    fn add(&mut self, args: &Diff, recorded: &Recorded) -> Option<String> {
        let (mut edits, mut removed, mut added) = (0, 0, 0);
        for stage in recorded.edits.iter().flat_map(|(_, e)| &e.stages) {
            for op in &stage.ops {
                let (rule, old, new) = match op {
                    Op::Keep(_) | Op::Flag(..) => continue,
                    Op::Remove(old, rule) => (rule, old.len(), 0),
                    Op::Replace(old, new, rule) => (rule, old.len(), new.len()),
                    Op::Insert(new, rule) => (rule, 0, new.len()),
                };
                if args.filter.edit(&stage.name, rule) {
                    (edits, removed, added) = (edits + 1, removed + old as u64, added + new as u64);
                    let total = self.rules.entry(rule.clone()).or_default();
                    *total = (total.0 + 1, total.1 + old as u64);
                }
            }
        }
        self.documents += u64::from(edits > 0);
        (edits > 0).then(|| {
            let bytes = format!("-{} +{} B", number(removed), number(added));
            format!("{:>20}  {:>12}  {}", bytes, count(edits, "edit", "edits"), recorded.row.id)
        })
    }

    fn end(&self, out: &mut impl Write) -> std::io::Result<()> {
        writeln!(out, "\n{} changed, by rule:", count(self.documents, "document", "documents"))?;
        let mut rules: Vec<_> = self.rules.iter().collect();
        rules.sort_by_key(|(name, (_, removed))| (std::cmp::Reverse(*removed), *name));
        for (rule, (edits, removed)) in rules {
            writeln!(out, "  {rule:<28}{:>9} edits {:>12}", number(*edits), bytes(*removed))?;
        }
        Ok(())
    }
}
