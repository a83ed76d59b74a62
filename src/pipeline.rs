//! One document through all stages: a pure function.

pub use crate::cleaned::{CARRIED, Cleaned};
use crate::config::{Config, Setting};
use crate::decisions;
use crate::document::{Document, DocumentId};
use crate::edit::{Edit, Op, Steps, steps};
use crate::fate::Follow;
use crate::profile::Profile;
use crate::record;
use crate::record::codecs::Codecs;
use crate::record::edits::{CodingLine, EditsLine, StageOps};
use crate::record::row::{DecodeLine, Row, StageLine, Status, Sum};
use crate::rule::{Context, Rule, Stage};
use crate::stages::{self, decode};
use crate::text::{Learnt, Text};
use crate::way::Way;

/// How often the stages after `normalize` may go over a text. What one stage takes away can bring to light what an
/// earlier one would have taken: they go on until nothing changes, so that cleaning a clean text changes nothing.
const ROUNDS: usize = 5;

/// What the archivist and the configuration say about a document's encoding.
pub fn hints<'a>(id: &DocumentId, config: &'a Config) -> decode::Hints<'a> {
    decode::Hints {
        configured: config.stated_encoding(id.as_str()),
        declared: None,
        min_confidence: config.decode.min_confidence,
        ..decode::Hints::default()
    }
}

/// Cleans one document. Pure: no clock, no environment, no randomness; the same arguments give the same result.
pub fn clean_document(document: &Document, profile: &Profile, config: &Config) -> Cleaned {
    clean_within(document, profile, config, &Within { charset: None, spelling: &|| None, taken: false })
}

/// What a container knows of a document in it.
pub struct Within<'a> {
    /// The encoding that it states.
    pub charset: Option<&'a str>,
    /// How the text was written there; asked when the record must say so.
    pub spelling: &'a dyn Fn() -> Option<String>,
    /// Whether the text was taken out of a page before.
    pub taken: bool,
}

/// As [`clean_document`], for a document in a container.
pub fn clean_within(document: &Document, profile: &Profile, config: &Config, within: &Within) -> Cleaned {
    let config = &*config.of(&document.id, &document.site);
    let raw = &document.bytes;
    let quarantined = |reason| {
        let cleaned = Cleaned::without_text(&document.id, Some(Sum::of(raw)), Status::Quarantined, reason);
        if raw.is_empty() || raw.len() as u64 > config.limits.max_carried { cleaned } else { cleaned.carrying(raw, (within.spelling)()) }
    };
    if raw.len() as u64 > config.limits.max_document {
        return quarantined(format!("{} bytes, over limits.max_document ({})", raw.len(), config.limits.max_document));
    }
    let site = profile.site(&document.site);
    let verdict = profile.verdicts.find(document.id.as_str(), raw);
    let mut hints =
        decode::Hints { declared: within.charset, site: site.and_then(|s| s.encoding()), verdict, ..hints(&document.id, config) };
    if within.taken {
        // What was stated is said of the page.
        hints.configured = None;
    }
    let decoded = match decode::decode(raw, &hints) {
        Ok(decoded) => decoded,
        Err(refusal) => return quarantined(refusal.reason),
    };
    if decoded.text.len() >= Text::MAX {
        return quarantined(format!("{} bytes of text, more than one document can have", decoded.text.len()));
    }
    // The inverse is checked before anything is built on the text.
    let same = decoded.text.as_bytes() == raw.as_slice();
    if !same && !decoded.proven && decoded.coding.encode(&decoded.text).as_deref() != Some(raw.as_slice()) {
        return quarantined(format!("decoded as {}, it could not be encoded back to the same bytes", decoded.coding.label));
    }
    let context = Context { strength: config.strength, site };
    let even = decoded.even || verdict.is_some_and(|v| v.is_even());
    let mut way = Way::new(raw, &decoded.text, same);
    let held = run_stages(&mut way, even, &context, config);
    let coding = CodingLine::from(&decoded.coding);
    let edits = (!way.stages().is_empty() || !coding.is_plain()).then(|| {
        let stages = way.stages().iter().map(|(s, a)| StageOps { name: s.name(), ops: &a.ops }).collect();
        // A text that stays as it was stays as it was written.
        let stays = way.current().as_bytes() == raw.as_slice();
        let spelling = if stays { None } else { (within.spelling)() };
        record::edits_line(&EditsLine { decode: coding, id: document.id.as_str(), spelling, stages, v: record::VERSION })
    });
    let mut sums = way.sums(edits.as_ref().map(|line| line.as_bytes()));
    let mut stages = way.into_stages();
    let edits_sha256 = edits.as_ref().and_then(|_| sums.pop()).map(|sum| sum.sha256);
    let mut sums = sums.into_iter();
    let raw_sum = sums.next().unwrap_or_else(|| Sum::of(raw));
    let decoded_sum = if same { raw_sum } else { sums.next().unwrap_or(raw_sum) };
    let mut sum = decoded_sum;
    let mut follow = Follow::new(decoded.text.len());
    let mut lines = Vec::with_capacity(stages.len());
    for (stage, applied) in &stages {
        follow.stage(&applied.ops);
        if applied.changes > 0 {
            sum = sums.next().unwrap_or(sum);
        }
        lines.push(StageLine {
            bytes: sum.bytes,
            edits: applied.changes as u64,
            flags: applied.flags as u64,
            name: stage.name().to_owned(),
            sha256: sum.sha256,
        });
    }
    let status = match (&held, sum == raw_sum) {
        (Some(_), _) => Status::Held,
        (None, true) => Status::Unchanged,
        (None, false) => Status::Cleaned,
    };
    let row = Row {
        clean: Some(sum),
        decode: Some(DecodeLine::of(&decoded)),
        decoded: Some(decoded_sum),
        edits_sha256,
        fate: Some(follow.fate()),
        stages: lines,
        ..Row::new(&document.id, Some(raw_sum), status, held)
    };
    let changed = stages.iter().any(|(_, a)| a.changes > 0);
    let last = stages.last_mut().filter(|_| changed).map(|(_, a)| std::mem::take(&mut a.text));
    let codecs = Codecs::of(&decoded.coding, &decoded.text);
    let decoded = (!same).then(|| decoded.text.into_owned());
    let clean = if sum == raw_sum { None } else { last.or_else(|| decoded.clone()) };
    Cleaned { row, clean, decoded, stages, pieces: follow.into_pieces(), edits, codecs }
}

/// The text as `headers` sees it: what the survey counts lines of.
pub fn normalized(text: &str, config: &Config) -> Option<String> {
    normalized_lines(text, false, config).text
}

/// Lines as `headers` sees them.
pub(crate) struct Normalized {
    /// `None` when they stay as they are.
    pub(crate) text: Option<String>,
    /// What was learnt of them.
    pub(crate) learnt: Learnt,
    /// Whether there is nothing in them to be mended.
    pub(crate) even: bool,
}

/// The same for lines of a decoded text; `even`: that there is nothing to be mended is known.
pub(crate) fn normalized_lines(text: &str, even: bool, config: &Config) -> Normalized {
    let context = Context { strength: config.strength, site: None };
    let known = Text::new(text);
    if !config.stages.contains(&Stage::Normalize) {
        return Normalized { text: None, learnt: known.into_learnt(), even };
    }
    let mending = || run_rules(stages::passes_of(Stage::Normalize)[0], Vec::new(), &known, &context, config, false);
    if even {
        known.settle();
    } else {
        mending();
    }
    let even = known.loose().is_some();
    let mut way = Way::of_text(text);
    let learnt = normalize(&mut way, known.into_learnt(), &context, config, Time { mend: !even, flag: true });
    let mut done = way.into_stages();
    let changed = done.iter().any(|(_, a)| a.changes > 0);
    Normalized { text: done.pop().filter(|_| changed).map(|(_, a)| a.text), learnt, even }
}

/// How many passes of `normalize` may change a text. No text that people wrote comes near it; one that was built to
/// change for ever is left as it was decoded.
const SETTLED: usize = 24;

/// What is left out when a text is normalized another time.
struct Time {
    /// The first pass mends what was decoded wrongly, by what the rest of a line looks like. It is the dearest: it can wait until
    /// another pass has changed something.
    mend: bool,
    /// What a rule only flags it would flag every time.
    flag: bool,
}

/// The passes of `normalize`, over and over until each of them finds nothing.
fn normalize(way: &mut Way, mut learnt: Learnt, context: &Context, config: &Config, time: Time) -> Learnt {
    let passes = stages::passes_of(Stage::Normalize);
    let began = way.stages().len();
    let (mut next, mut quiet, mut changed) = (0, 0, 0);
    let mut mend = time.mend;
    while quiet < passes.len() {
        let known = Text::again(way.current(), learnt);
        let mut run = || {
            (quiet < passes.len()).then(|| {
                let steps = if next % passes.len() > 0 || std::mem::take(&mut mend) {
                    run_rules(passes[next % passes.len()], Vec::new(), &known, context, config, false)
                } else {
                    Steps::default()
                };
                (next, quiet) = (next + 1, quiet + 1);
                (steps, next <= passes.len() && time.flag)
            })
        };
        let found = std::iter::from_fn(&mut run).find(|(steps, flag)| steps.changes > 0 || (steps.flags > 0 && *flag));
        learnt = known.into_learnt();
        let Some((steps, _)) = found else { break };
        if steps.changes > 0 {
            (quiet, changed) = (0, changed + 1);
            mend = true;
        }
        if changed > SETTLED {
            way.back_to(began);
            return Text::new(way.current()).into_learnt();
        }
        learnt = go(way, Stage::Normalize, steps, learnt);
    }
    learnt
}

/// Goes on by the steps of a stage, with what is known of the text.
fn go(way: &mut Way, stage: Stage, steps: Steps, learnt: Learnt) -> Learnt {
    way.go(stage, steps);
    match way.stages().last() {
        Some((_, last)) if last.changes > 0 => Text::following(&last.text, learnt, &last.ops).into_learnt(),
        _ => learnt,
    }
}

/// All stages but `decode`; gives why the guard stopped them, when it did. `even`: nothing waits to be mended, as is known.
fn run_stages(way: &mut Way, even: bool, context: &Context, config: &Config) -> Option<String> {
    let run = |stage: Stage| config.stages.contains(&stage);
    let text = Text::new(way.current());
    if even {
        text.settle();
    }
    let decoded = way.current().len() as u64;
    let mut learnt = text.into_learnt();
    if run(Stage::Normalize) {
        learnt = normalize(way, learnt, context, config, Time { mend: !even, flag: true });
    }
    let normalized = way.stages().len();
    let order: Vec<Stage> =
        [Stage::Headers, Stage::Chrome, Stage::Spam, Stage::Review, Stage::Tidy].into_iter().filter(|s| run(*s)).collect();
    let mut removed = 0u64;
    let (mut round, mut next, mut again) = (0, 0, false);
    while round < ROUNDS {
        // One measuring of the text serves all stages that leave it as it is, and that of its lines those that do not.
        let text = Text::again(way.current(), learnt);
        let mut found = None;
        while found.is_none() && next < order.len() {
            let steps = run_stage(order[next], &text, context, config, false);
            if steps.changes > 0 || steps.flags > 0 {
                found = Some((order[next], steps));
            }
            next += 1;
        }
        learnt = text.into_learnt();
        if let Some((stage, steps)) = found {
            if stage != Stage::Tidy {
                again |= steps.changes > 0;
            }
            // What a person decided is no rule gone wild.
            if stage != Stage::Tidy && stage != Stage::Review {
                removed += removed_bytes(&steps.ops);
            }
            learnt = go(way, stage, steps, learnt);
        }
        if next < order.len() {
            continue;
        }
        if !again {
            break;
        }
        (round, next, again) = (round + 1, 0, false);
        if run(Stage::Normalize) {
            // Its rules judge the text as a whole, and the text is another one now.
            learnt = normalize(way, learnt, context, config, Time { mend: !even, flag: false });
        }
    }
    let permille = removed.saturating_mul(1000) / decoded.max(1);
    if permille <= u64::from(config.limits.max_removed) {
        return None;
    }
    drop(learnt);
    way.back_to(normalized);
    hold(way, context, config);
    Some(format!("the rules would remove {permille} per mille of the text, over limits.max_removed ({})", config.limits.max_removed))
}

/// The guard, behind `normalize`: the rules' edits are flagged instead of applied. `tidy`, and what a person decided, still run.
fn hold(way: &mut Way, context: &Context, config: &Config) {
    let mut learnt = Text::new(way.current()).into_learnt();
    for stage in [Stage::Headers, Stage::Chrome, Stage::Spam, Stage::Review, Stage::Tidy].into_iter().filter(|s| config.stages.contains(s))
    {
        let text = Text::again(way.current(), learnt);
        let steps = run_stage(stage, &text, context, config, stage < Stage::Review);
        learnt = text.into_learnt();
        if steps.changes > 0 || steps.flags > 0 {
            learnt = go(way, stage, steps, learnt);
        }
    }
}

fn run_stage(stage: Stage, text: &Text, context: &Context, config: &Config, flag_all: bool) -> Steps {
    let mut more: Vec<Edit> = if stage == Stage::Review { config.judged.find(text) } else { Vec::new() };
    for own in config.own.iter().filter(|own| own.stage == stage && config.setting(own.id.0) != Setting::Allow) {
        more.append(&mut own.find(text));
    }
    run_rules(stages::passes_of(stage).iter().copied().flatten(), more, text, context, config, flag_all)
}

fn run_rules<'r>(
    rules: impl IntoIterator<Item = &'r &'r Rule>,
    mut edits: Vec<Edit>,
    text: &Text,
    context: &Context,
    config: &Config,
    flag_all: bool,
) -> Steps {
    for rule in rules {
        if config.setting(rule.name) != Setting::Allow {
            let mut more = (rule.find)(text, context);
            // Millions of edits are not moved where there are no others.
            if edits.is_empty() {
                edits = more;
            } else {
                edits.append(&mut more);
            }
        }
    }
    if edits.is_empty() {
        return Steps::default();
    }
    let kept = |edit: &Edit| decisions::is_mark(edit.rule) || config.judged.keeps(text.as_str(), edit.span.clone());
    let flagged = |edit: &Edit| flag_all || config.setting(edit.rule.0) == Setting::Flag || kept(edit);
    steps(text.as_str(), edits, flagged)
}

fn removed_bytes(ops: &[Op]) -> u64 {
    ops.iter()
        .map(|op| match op {
            Op::Remove(old, _) => old.len() as u64,
            Op::Replace(old, new, _) => old.len().saturating_sub(new.len()) as u64,
            _ => 0,
        })
        .sum()
}
