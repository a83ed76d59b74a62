//! `tidy/final-newline`: a text ends with one newline.

use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;
use std::borrow::Cow;

pub const RULE: Rule = Rule {
    name: "tidy/final-newline",
    stage: Stage::Tidy,
    version: 1,
    docs: "\
One newline at the end.

## What it removes
Nothing: it adds the newline that the last line lacks. (Blank lines at the end go by `tidy/blank-runs`.)

## What it keeps
Everything; an empty text stays empty.

## Example
`the end` becomes `the end⟨LF⟩`.
",
    find,
};

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    let end = text.as_str().len();
    let Some(&last) = text.filled().last() else { return Vec::new() };
    // Only when the last line is the one with words: blank lines after it are removed whole, and its newline stays.
    if last as usize + 1 == text.len() && !text.as_str().ends_with('\n') {
        return vec![Edit { span: end..end, with: Cow::Borrowed("\n"), rule: RULE.id() }];
    }
    Vec::new()
}
