//! `tidy/trailing-blanks`: blanks at the end of a line go.

use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;

pub const RULE: Rule = Rule {
    name: "tidy/trailing-blanks",
    stage: Stage::Tidy,
    version: 1,
    docs: "\
Blanks at the end of a line.

## What it removes
White space between the last visible character of a line and its newline, and the white space of blank lines.

## What it keeps
Indentation; the newline; a final newline (see `tidy/final-newline`).

## Example
`a line⟨blank⟩⟨blank⟩` becomes `a line`.
",
    find,
};

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    let mut edits = Vec::new();
    for line in text.lines() {
        let span = line.span();
        if line.inner().end == span.end {
            continue;
        }
        let content = &text.as_str()[span.clone()];
        let kept = content.trim_end().len();
        if kept < content.len() {
            edits.push(Edit::remove(span.start + kept..span.end, RULE.id()));
        }
    }
    edits
}
