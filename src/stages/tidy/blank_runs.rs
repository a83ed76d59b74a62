//! `tidy/blank-runs`: several blank lines in a row become one.

use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;

pub const RULE: Rule = Rule {
    name: "tidy/blank-runs",
    stage: Stage::Tidy,
    version: 1,
    docs: "\
Runs of blank lines.

## What it removes
All but one of several blank lines in a row; every blank line before the first line of the text and after its last.

## What it keeps
One blank line wherever there was one or more between two lines: the paragraphs stay apart.

## Example
Three blank lines between two paragraphs become one.
",
    find,
};

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    let mut edits = Vec::new();
    let filled = text.filled();
    let mut next = 0usize;
    for &line in filled {
        let line = line as usize;
        // Of the blank lines next..line the first stays, unless the text begins here.
        let stays = usize::from(next > 0);
        if line > next + stays {
            edits.push(Edit::remove(text.whole_lines(next + stays..line), RULE.id()));
        }
        next = line + 1;
    }
    if next < text.len() {
        edits.push(Edit::remove(text.whole_lines(next..text.len()), RULE.id()));
    }
    edits
}
