//! `chrome/cookie-notice`: notices about cookies and consent.

use super::super::{kinds, page};
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;

pub const RULE: Rule = Rule {
    name: "chrome/cookie-notice",
    stage: Stage::Chrome,
    version: 9,
    docs: "\
Notices about cookies and consent.

## What it removes
A sentence in which a site says that it uses cookies, and that the reader agrees; the buttons of the box beside it (`Accept all`,
`Reject`, `Settings`).

## What it keeps
Sentences about cakes, in languages that have one word for both. Texts about cookies: when more than three lines read so, or
the sentence is a quotation, all stay. What the text itself brings forward with a colon, as evidence is; a text whose first
line calls it somebody's policy, or names cookies on a page without furniture; between paragraphs below
a headline that names cookies.

## Example
`We use cookies to improve your experience on our site.` and `Accept all` below it go.
",
    find,
};

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    page::of(text).lines(kinds::COOKIE).map(|line| Edit::remove(text.whole_lines(line..line + 1), RULE.id())).collect()
}
