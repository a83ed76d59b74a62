//! `chrome/line-model`: furniture that no phrase gives away, known by the lines around it.
//!
//! A text is read into a [`sheet`] of lines, each is counted ([`count`]), its neighbourhood measured ([`view`]), and what
//! is found becomes [`features`], whole numbers that the [`trees`] compare with bounds and answer with whole numbers.
//! [`verdict`] adds them up and decides. `tools/line_model` made the data files and says how.

pub mod count;
pub mod evidence;
pub mod features;
mod gate;
pub mod lexicon;
mod phrases;
pub mod sheet;
mod tally;
pub mod trees;
pub mod verdict;
pub mod view;

use super::page;
use crate::config::Strength;
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;
use sheet::Counted;
use verdict::{Brain, Judged};

/// The rule.
pub const RULE: Rule = Rule {
    name: "chrome/line-model",
    stage: Stage::Chrome,
    version: 7,
    docs: "\
Lines that a small model of pages takes for furniture.

## What it removes
On a text that other signs show to be a dump of a web page (phrases of pages, of several kinds, as whole lines): menus, lists of
links, teasers, comments and other parts that no phrase gives away. What counts is the neighbourhood of a line: how much running
text stands around it and how long its neighbours are, whether it is in a run or block of short lines, where it stands, what
repeats, and what its words say. Pieces of one sentence are one line. At least three lines go at once, and two of a hundred.
`scrubjay explain ID` says for each of them what spoke for and what against it.

## What it keeps
Every text that is no such page, whatever its lines look like: lists, verses, tables, minutes, plays; and any text of more than
10,000 lines that are not blank. On a page: running text,
headings, lists inside the text, rows of a table of numbers, and whatever the model is not sure of, which is more with strength
`careful` than with `thorough`.

## Example
Forty short lines `Politics`, `Rowing`, `Puzzles`, ... above an article go, and so do the headlines of other articles below it; a
list of twenty names between its paragraphs stays.
",
    find,
};

/// By how much the bound rises from round to round: what only the loss of its neighbours makes look like furniture needs more
/// evidence, or the end of a list of goods would go because its beginning went.
const STRICTER: i32 = 500;

/// What goes, line by line of the text, in the order in which it was found out. Taking lines away changes what the
/// others stand beside, so it is judged until nothing more goes. Empty for a text that is no page.
pub fn rounds(brain: &Brain, text: &Text, strength: Strength, mut each: impl FnMut(&Judged)) -> Vec<bool> {
    if !gate::is_page(text, strength) {
        return Vec::new();
    }
    let mut gone = vec![false; text.len()];
    let mut over = brain.bound(strength);
    let counted = Counted::read(text);
    let mut before = None;
    while let Some(judged) = verdict::judge(brain, &counted, &gone, over, before.as_ref()) {
        for line in &judged.gone {
            let source = &judged.sheet.source[*line];
            gone[source.start as usize..source.end as usize].fill(true);
        }
        each(&judged);
        over = over.saturating_add(STRICTER);
        before = Some(judged);
    }
    gone
}

fn find(text: &Text, context: &Context) -> Vec<Edit> {
    let mut gone = rounds(Brain::get(), text, context.strength, |_| {});
    if gone.is_empty() {
        return Vec::new();
    }
    // What has a rule of its own goes, or stays, in that rule's name.
    let page = page::of(text);
    page.marks.iter().zip(page.verdicts()).filter(|(_, v)| v.is_some()).for_each(|(m, _)| gone[m.line()] = false);
    let lines = gone.iter().enumerate().filter(|(i, gone)| **gone && !text.lines()[*i].is_blank());
    lines.map(|(i, _)| Edit::remove(text.whole_lines(i..i + 1), RULE.id())).collect()
}
