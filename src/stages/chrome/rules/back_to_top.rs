//! `chrome/back-to-top`: links to the top of the page.

use super::super::{kinds, page};
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;

pub const RULE: Rule = Rule {
    name: "chrome/back-to-top",
    stage: Stage::Chrome,
    version: 9,
    docs: "\
Links to the top of the page.

## What it removes
`Back to top`, `Torna su`, `Наверх` and their like, alone on a line at the end of a page or between paragraphs.

## What it keeps
The words in a sentence or in a verse.
`Back to the top` as a heading, on a page without other furniture.

## Example
`Back to top` below the last paragraph goes.
",
    find,
};

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    page::of(text).lines(kinds::TOP).map(|line| Edit::remove(text.whole_lines(line..line + 1), RULE.id())).collect()
}
