//! `chrome/section-label`: labels of parts of the page that hold nothing, and tags.

use super::super::{kinds, page};
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;

pub const RULE: Rule = Rule {
    name: "chrome/section-label",
    stage: Stage::Chrome,
    version: 9,
    docs: "\
Labels of parts of the page that hold nothing, and tags.

## What it removes
At the end of a text, `Author`, `Tags`, `Related topics` and their like with nothing below them but furniture, and lines such as
`Tags: football, pitch`; at the top, a single label above the headline (`stories`, `Sport`),
and tags between the headline and the text.

## What it keeps
A label with text below it; a single word that is the title of a text; labels in texts whose parts are headed by such words;
the head of a list (`Menu` above dishes, `Notices` above small ads); rows of a record or a form with labels; tags with
counts in them (`Category: soldiers, 12 dead`); `Press release`, which says what the text is.

## Example
`Author` and `Tags` as the last two lines of a page go.
",
    find,
};

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    page::of(text).lines(kinds::SECTION).map(|line| Edit::remove(text.whole_lines(line..line + 1), RULE.id())).collect()
}
