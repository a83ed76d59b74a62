//! `chrome/advert-label`: the word `Advertisement` where an advertisement was.

use super::super::{kinds, page};
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;

pub const RULE: Rule = Rule {
    name: "chrome/advert-label",
    stage: Stage::Chrome,
    version: 9,
    docs: "\
The word `Advertisement` where an advertisement was.

## What it removes
The label alone on a line between paragraphs (`Advertisement`, `Werbung`, `Реклама`), also beside a button
such as `Remove ads`; and lines such as `Story continues below`.

## What it keeps
The word as a heading of running text, in lists of such words, and in sentences; in a text that speaks of advertisements; above
a small one (`Wanted: strong men`); where a sentence goes on below it in a small letter, and none was left open above.

## Example
`Advertisement` between two paragraphs goes.
",
    find,
};

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    page::of(text).lines(kinds::ADVERT).map(|line| Edit::remove(text.whole_lines(line..line + 1), RULE.id())).collect()
}
