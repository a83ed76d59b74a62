//! `chrome/script-leftover`: code of the page's machinery in prose.

use super::super::{page, script};
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;

pub const RULE: Rule = Rule {
    name: "chrome/script-leftover",
    stage: Stage::Chrome,
    version: 7,
    docs: "\
Code of the page's machinery between paragraphs.

## What it removes
Lines of JavaScript, style sheets and embedded data (`window.dataLayer = ...`, `.share-box { display: none; }`, `{\"@context\": ...}`) in a text
that is otherwise prose; embedded frames, short codes, unfilled place holders (`{{name}}`,
`%%AUTHOR_BOX%%`, `{% include box.html %}`) and remarks that name a place on the page (`<!-- ads/mid-article -->`) on lines of their own.

## What it keeps
Code in texts about code: when the prose speaks of scripts, programs or styles, when a line announces the listing with a colon, when code
is more than a few lines or a quarter of the text; logs, tables of data, mark-up; remarks of people; records of what
somebody said, or of who and when (`{\"from\":\"Ida\",\"text\":\"now\"}`).

## Example
`.entry .share-box { display: none; }` between two paragraphs of a match report goes.
",
    find,
};

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    script::leftovers(page::of(text), text).into_iter().map(|l| Edit::remove(text.whole_lines(l..l + 1), RULE.id())).collect()
}
