//! `normalize/mojibake`: text that was decoded with the wrong encoding is decoded with the right one.

use crate::edit::Edit;
use crate::line::position_of;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;
use std::borrow::Cow;
use std::cell::Cell;

use crate::stages::decode::gate;

mod layers;
mod legacy;
mod reads;

pub const RULE: Rule = Rule {
    name: "normalize/mojibake",
    stage: Stage::Normalize,
    version: 4,
    docs: "\
Text that was decoded with the wrong encoding is repaired, line by line.

## What it removes
UTF-8 that was read as a legacy encoding (`cafÃ©`, `РџСЂРёРІРµС‚`, `libert脿`), once or several times over, and legacy
text read as another legacy encoding (`Ïðèâåò`). A line is repaired when its letters follow each other as in no language,
and the repaired line reads as one, by a margin that chance does not give.

## What it keeps
Lines that read as some language already; lines whose repair would be a guess; typographic quotes, full-width forms and
ligatures: nothing is rewritten but what was decoded wrongly. Cyrillic words in which Latin letters of the same look stand; degrees and
other signs beside Latin letters (`-5°F to 120°F`), which two bytes of an encoding of the far east would be; one
sign that stands in no word, however often (`Moser† and Keller†`).

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

/// What is known of a line that came through as it was: the rule looks at a text again whenever others changed it.
#[derive(Debug)]
struct Judged {
    /// Characters that stand oddly, when they are too many; else 0.
    odd: u32,
    /// Whether all was tried to repair it, in vain.
    hopeless: Cell<bool>,
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
    let judge = |line: &str| Judged { odd: gate::oddness(line), hopeless: Cell::new(false) };
    // Nothing was to be repaired before, and what came since reads well.
    let plain = |i: usize| text.line(i).is_ascii() || known.of(i, |_| judge(text.line(i))).odd == 0;
    if loose.is_some_and(|loose| loose.iter().all(|i| plain(*i as usize))) {
        return Vec::new();
    }
    let mut edits = Vec::new();
    let mut open = Vec::new();
    let mut fruitless = 0;
    let patience = (2 + text.as_str().len() / 256).min(PATIENCE);
    let legacy_patience = (2 + text.as_str().len() / 2048).min(LEGACY_PATIENCE);
    let mut chains: Vec<(Vec<&'static str>, usize)> = Vec::new();
    for i in text.lines_with(usize::MAX, |bytes| position_of(bytes, |b| !b.is_ascii())) {
        // Word lists in languages that no model knows look odd on every line: they are given up on.
        if fruitless > patience {
            break;
        }
        let line = text.line(i);
        let judged = known.of(i, |_| judge(line));
        if judged.odd == 0 {
            continue;
        }
        fruitless += 1;
        // One character alone gains too little to be certain of.
        let legacy_too = judged.odd > 1 && fruitless <= legacy_patience;
        // What happened to one line of a document happened to most of them.
        let usual = chains.iter().max_by_key(|c| c.1);
        let like = usual.and_then(|usual| layers::like(line, &usual.0, PRICED));
        // Of what the line says alone it may be known, from other texts too, that it is not enough; of its document it is not.
        let alone = || if judged.hopeless.get() { None } else { layers::repair(line, PRICED, legacy_too) };
        let repair = like.or_else(alone);
        match repair {
            Some(repair) => {
                fruitless = 0;
                match chains.iter_mut().find(|c| c.0 == repair.chain) {
                    Some(chain) => chain.1 += 1,
                    None => chains.push((repair.chain, 1)),
                }
                push(&mut edits, text.lines()[i].span().start, line, &repair.text);
            }
            None => {
                judged.hopeless.set(judged.hopeless.get() || legacy_too || judged.odd == 1);
                open.push(i);
            }
        }
    }
    // All was tried with every line that reads oddly: as long as it stays as it is, it is not looked at again.
    if edits.is_empty() && fruitless <= legacy_patience {
        text.settle();
    }
    // What was done to other lines of the document was likely done to the ones that said too little by themselves.
    if let Some((chain, _)) = chains.iter().max_by_key(|c| c.1) {
        for i in open {
            let line = text.line(i);
            if let Some(fixed) = layers::along(line, chain, PRICED) {
                push(&mut edits, text.lines()[i].span().start, line, &fixed);
            }
        }
    }
    edits
}

/// One edit for what differs between a line and its repair.
fn push(edits: &mut Vec<Edit>, base: usize, old: &str, new: &str) {
    let head = old.chars().zip(new.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum::<usize>();
    let (old_rest, new_rest) = (&old[head..], &new[head..]);
    let tail = old_rest.chars().rev().zip(new_rest.chars().rev()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum::<usize>();
    let span = base + head..base + old.len() - tail;
    let with = new_rest[..new_rest.len() - tail].to_owned();
    edits.push(Edit { span, with: Cow::Owned(with), rule: RULE.id() });
}
