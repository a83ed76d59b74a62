//! `chrome/reading-time`: how long it takes to read the article.

use super::super::{kinds, page};
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;

pub const RULE: Rule = Rule {
    name: "chrome/reading-time",
    stage: Stage::Chrome,
    version: 9,
    docs: "\
How long it takes to read the article, and the hour at which its page was changed last.

## What it removes
`5 min read`, `Lesezeit: 3 Min.` above the running text, alone on a line; `Updated: 12 May 2021, 14:05` in the head, beside
another date with an hour.

## What it keeps
Any other line with minutes in it. The only date of a text, or the only one with an hour, whatever stands before it; one with
more behind it (`Updated 4 May 2021, 09:10: 14 missing`); a field among others.
How long the parts of a programme take (`Lecture 10 minutes` beside `Music 5 minutes`).

## Example
`Reading time: 4 minutes` below the headline goes.
",
    find,
};

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    page::of(text).lines(kinds::TIME).map(|line| Edit::remove(text.whole_lines(line..line + 1), RULE.id())).collect()
}
