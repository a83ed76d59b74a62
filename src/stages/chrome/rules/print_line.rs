//! `chrome/print-line`: links that print or send the page.

use super::super::{kinds, page};
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;

pub const RULE: Rule = Rule {
    name: "chrome/print-line",
    stage: Stage::Chrome,
    version: 9,
    docs: "\
Links that print or send the page.

## What it removes
`Print this page`, `Send by e-mail`, `Printer-friendly version`, `Listen to this article`.

## What it keeps
The words in a sentence.

## Example
`Print this page` as the last line goes.
",
    find,
};

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    page::of(text).lines(kinds::PRINT).map(|line| Edit::remove(text.whole_lines(line..line + 1), RULE.id())).collect()
}
