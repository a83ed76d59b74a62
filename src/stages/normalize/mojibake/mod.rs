//! `normalize/mojibake`: text that was decoded with the wrong encoding is decoded with the right one.

use crate::edit::Edit;
use crate::line::position_of;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;
use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeSet;

use crate::stages::decode::few::is_english;
use crate::stages::decode::gate::{self, Look};

mod better;
mod few;
mod keep;
mod layers;
mod legacy;
mod reads;
mod speaks;
mod telling;
mod together;

use telling::Told;
use together::Misreading;

pub const RULE: Rule = Rule {
    name: "normalize/mojibake",
    stage: Stage::Normalize,
    version: 6,
    docs: "\
Text that was decoded with the wrong encoding is repaired.

## What it removes
UTF-8 that was read as a legacy encoding (`cafÃ©`, `РџСЂРёРІРµС‚`, `libert脿`), once or several times over, and legacy
text read as another legacy encoding (`Ïðèâåò`, `оПХБЕР`, `Iþýk söndü`). A line is repaired when its letters follow each other as in
no language, and the repaired line reads as one, by a margin that chance does not give. Lines of a document that were misread in the
same way are read anew together, the ones that say too little by themselves with them; what is doubtful waits for what the document says.
In texts with few letters beyond ASCII, as most in English are, the places of signs tell: `didnÕt`, `donít`, `ÒYes,Ó`, upper controls.

## What it keeps
Lines that read as some language already; lines whose repair would be a guess; typographic quotes, full-width forms and
ligatures: nothing is rewritten but what was decoded wrongly. Cyrillic words in which Latin letters of the same look stand; degrees and
other signs beside Latin letters (`-5°F to 120°F`), which two bytes of an encoding of the far east would be; one
sign that stands in no word, however often (`Moser† and Keller†`). Among lines that were misread: formulas, prices, alphabets and other
rows of a chart, drawn tables, ornaments, abbreviations in capitals (`СССР, ВЦСПС`), words that would be of two scripts. A line that
speaks of broken text: it has the word as it should be, too, or what is broken stands in quotation marks beside letters that are right
(`« Ã©tÃ© » apparaît à la place de « été »`); a few letters that stand by themselves (`the letter Ñ`); signs behind words (`Install¶`).

## Example
`Un cafÃ© crÃ¨me, s’il vous plaÃ®t` becomes `Un café crème, s’il vous plaît`.
",
    find,
};

/// Characters of a line that are priced; a longer line is judged by its first part and repaired whole.
const PRICED: usize = 600;

/// Odd lines one after the other that could not be repaired: so many (fewer in a short document), and the rest is let alone.
const PATIENCE: usize = 200;
/// The same for legacy read as legacy, which costs more to look into.
const LEGACY_PATIENCE: usize = 12;

/// Of so many lines one at least has a letter where no language puts it, before a document is looked into whose lines look even.
const MOSTLY_EVEN: usize = 8;

/// What is known of a line that came through as it was: the rule looks at a text again whenever others changed it.
#[derive(Debug)]
struct Judged {
    look: Look,
    told: Told,
    /// Whether all was tried to read it as UTF-8, in vain.
    peeled: Cell<bool>,
    /// Whether all was tried to read it as something else, in vain.
    hopeless: Cell<bool>,
}

/// A line that is not repaired yet.
struct Open {
    line: usize,
    look: Look,
    /// What it is when the document says nothing better.
    doubtful: Option<layers::Repair>,
}

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    let loose = text.loose().clone();
    if loose.as_ref().is_some_and(Vec::is_empty) {
        return Vec::new();
    }
    if text.as_str().is_ascii() {
        text.settle();
        return Vec::new();
    }
    let known = text.kept();
    let judge = |line: &str| Judged { look: gate::look(line), told: Told::of(line), peeled: Cell::new(false), hopeless: Cell::new(false) };
    let judged = |i: usize| known.of(i, |_| judge(text.line(i)));
    // Nothing was to be repaired before, and what came since reads well.
    let plain = |i: usize| text.line(i).is_ascii() || judged(i).look == Look::Even && !judged(i).told.is_any();
    if loose.is_some_and(|loose| loose.iter().all(|i| plain(*i as usize))) {
        return Vec::new();
    }
    let mut repairs = Repairs { text, edits: Vec::new(), lines: BTreeSet::new() };
    let mut open = Vec::new();
    let (mut fruitless, mut touched, mut seen, mut told) = (0, 0, 0, Told::default());
    let patience = (2 + text.as_str().len() / 256).min(PATIENCE);
    let mut chains: Chains = Vec::new();
    for line in beyond_ascii(text) {
        // Word lists in languages that no model knows look odd on every line: they are given up on.
        if fruitless > patience {
            break;
        }
        let judged = judged(line);
        (touched, seen) = (touched + usize::from(judged.look != Look::Even), seen + 1);
        told = told.or(judged.told);
        if matches!(judged.look, Look::Even | Look::Touched) {
            continue;
        }
        fruitless += usize::from(judged.look != Look::Suspect);
        // What happened to one line of a document happened to most of them.
        let usual = chains.iter().max_by_key(|c| c.1);
        let like = usual.and_then(|usual| layers::like(text.line(line), &usual.0, PRICED));
        // Of what the line says alone it may be known, from other texts too, that it is not enough; of its document it is not.
        let alone = || if judged.peeled.get() { None } else { layers::repair(text.line(line), PRICED, judged.look) };
        match like.or_else(alone) {
            Some(repair) if repair.doubtful => {
                fruitless = 0;
                open.push(Open { line, look: judged.look, doubtful: Some(repair) });
            }
            Some(repair) => {
                fruitless = 0;
                count(&mut chains, repair.chain);
                repairs.push(line, &repair.text);
            }
            None => {
                judged.peeled.set(true);
                open.push(Open { line, look: judged.look, doubtful: None });
            }
        }
    }
    along(&chains, &mut open, &mut repairs);
    let is_touched = touched * MOSTLY_EVEN > seen;
    let english = || is_english(text.as_str().as_bytes());
    if is_touched || told.is_any() && english() {
        let done = reread_few(&mut open, &mut repairs, if is_touched { legacy::READ_AS.to_vec() } else { told.labels() });
        // What is left of other languages may be known by their letters.
        if is_touched && !(done && english()) {
            reread(&mut open, &mut repairs);
        }
    }
    open.retain_mut(|open| match open.doubtful.take() {
        Some(repair) => {
            repairs.push(open.line, &repair.text);
            count(&mut chains, repair.chain);
            false
        }
        None => true,
    });
    along(&chains, &mut open, &mut repairs);
    let all_tried = alone(&open, judged, &mut repairs);
    // As long as a line stays as it is, it is not looked at again, but for what the rest of its document may tell yet.
    if repairs.edits.is_empty() && all_tried && fruitless <= patience && !told.is_any() {
        text.settle();
    }
    repairs.edits
}

/// Wrong decodings one upon the other, and how many lines went through them.
type Chains = Vec<(Vec<&'static str>, usize)>;

fn count(chains: &mut Chains, chain: Vec<&'static str>) {
    match chains.iter_mut().find(|c| c.0 == chain) {
        Some(known) => known.1 += 1,
        None => chains.push((chain, 1)),
    }
}

/// What was done to other lines of the document was likely done to the ones that said too little by themselves: first what was done to most.
fn along(chains: &Chains, open: &mut Vec<Open>, repairs: &mut Repairs) {
    let mut chains: Vec<_> = chains.iter().rev().collect();
    chains.sort_by_key(|c| std::cmp::Reverse(c.1));
    open.retain(|open| {
        let line = repairs.text.line(open.line);
        let fixed = || chains.iter().find_map(|(chain, _)| layers::along(line, chain, PRICED));
        match open.doubtful.is_none().then(fixed).flatten() {
            Some(fixed) => {
                repairs.push(open.line, &fixed);
                false
            }
            None => true,
        }
    });
}

/// The lines that hold more than ASCII.
fn beyond_ascii<'t>(text: &'t Text) -> impl Iterator<Item = usize> + 't {
    text.lines_with(usize::MAX, |bytes| position_of(bytes, |b| !b.is_ascii()))
}

/// What is repaired, and which lines.
struct Repairs<'t> {
    text: &'t Text<'t>,
    edits: Vec<Edit>,
    lines: BTreeSet<usize>,
}

/// Repairs the lines of legacy text with few characters beyond ASCII that were misread in the same way; gives whether there were any.
fn reread_few(open: &mut Vec<Open>, repairs: &mut Repairs, read_as: Vec<&str>) -> bool {
    let text = repairs.text;
    let lines: Vec<usize> = beyond_ascii(text).filter(|line| !repairs.lines.contains(line)).collect();
    let each: Vec<&str> = lines.iter().map(|line| text.line(*line)).collect();
    if !few::is_few(&each) {
        return false;
    }
    let fixed = few::repairs(&each, text.as_str(), &read_as);
    for (at, fixed) in &fixed {
        repairs.push(lines[*at], fixed);
        open.retain(|open| open.line != lines[*at]);
    }
    !fixed.is_empty()
}

/// Repairs the lines of legacy text that were misread in the same way; those that are left stay in `open`.
fn reread(open: &mut Vec<Open>, repairs: &mut Repairs) {
    let text = repairs.text;
    let odd: Vec<&str> = open.iter().filter(|open| matches!(open.look, Look::Odd(_))).map(|open| text.line(open.line)).collect();
    let found = Misreading::of_odd(&odd, PRICED);
    let found = found.or_else(|| {
        Misreading::of_all(|| beyond_ascii(text).filter(|line| !repairs.lines.contains(line)).map(|line| text.line(line)), PRICED)
    });
    let Some(found) = found else { return };
    for line in beyond_ascii(text) {
        if repairs.lines.contains(&line) {
            continue;
        }
        let at = open.iter().position(|open| open.line == line);
        let look = at.map_or(Look::Even, |at| open[at].look);
        if let Some(fixed) = found.undo(text.line(line), look, PRICED) {
            repairs.push(line, &fixed);
            at.map(|at| open.remove(at));
        }
    }
}

/// Repairs what a line alone tells; gives whether all of them were looked into.
fn alone<'k>(open: &[Open], judged: impl Fn(usize) -> &'k Judged, repairs: &mut Repairs) -> bool {
    let text = repairs.text;
    let patience = (2 + text.as_str().len() / 2048).min(LEGACY_PATIENCE);
    // One character alone gains too little to be certain of.
    let worth = |open: &&Open| matches!(open.look, Look::Odd(2..));
    for open in open.iter().filter(worth).take(patience) {
        let judged = judged(open.line);
        let line = text.line(open.line);
        let repair = || match few::is_few(&[line]) {
            true => few::repairs(&[line], text.as_str(), legacy::READ_AS).pop().map(|fixed| fixed.1),
            false => legacy::repair(line, PRICED).map(|repair| repair.0),
        };
        match (!judged.hopeless.get()).then(repair).flatten() {
            Some(fixed) => repairs.push(open.line, &fixed),
            None => judged.hopeless.set(true),
        }
    }
    open.iter().filter(worth).count() <= patience
}

impl Repairs<'_> {
    /// One edit for what differs between a line and its repair.
    fn push(&mut self, line: usize, new: &str) {
        let (old, base) = (self.text.line(line), self.text.lines()[line].span().start);
        let head = old.chars().zip(new.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum::<usize>();
        let (old_rest, new_rest) = (&old[head..], &new[head..]);
        let tail = old_rest.chars().rev().zip(new_rest.chars().rev()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum::<usize>();
        let span = base + head..base + old.len() - tail;
        let with = new_rest[..new_rest.len() - tail].to_owned();
        self.edits.push(Edit { span, with: Cow::Owned(with), rule: RULE.id() });
        self.lines.insert(line);
    }
}
