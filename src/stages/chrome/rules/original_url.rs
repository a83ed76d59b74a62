//! `chrome/original-url`: the address a page was taken from.

use super::super::{kinds, page};
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;

pub const RULE: Rule = Rule {
    name: "chrome/original-url",
    stage: Stage::Chrome,
    version: 7,
    docs: "\
The address a page was taken from.

## What it removes
`Original url: https://...`, `Permalink: ...` on a line of their own, also when a blank has broken the address; `Source:` and
its like only when their address is the page's own: at its foot or top, with no list of addresses beside it.

## What it keeps
References with addresses, a source that is named and has no address, lists of links; the addresses of several pieces of
evidence, two that have one label among them; behind a label that any address can have (`Link:`, `Web:`), one beside a telephone number or
a mail address, and one that has no furniture beside it.

## Example
`Original url: https://gazette.example/2019/03/a-long-name` as the last line goes.
",
    find,
};

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    page::of(text).lines(kinds::URL).map(|line| Edit::remove(text.whole_lines(line..line + 1), RULE.id())).collect()
}
