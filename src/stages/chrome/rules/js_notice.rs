//! `chrome/js-notice`: notices about scripts and old browsers.

use super::super::{kinds, page};
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;

pub const RULE: Rule = Rule {
    name: "chrome/js-notice",
    stage: Stage::Chrome,
    version: 9,
    docs: "\
Notices about scripts and old browsers.

## What it removes
`Please enable JavaScript to view this page.`, `You are using an outdated browser.`, `Best viewed at 800x600`.

## What it keeps
Texts about browsers and scripts: more than three such lines, or quotations.

## Example
`JavaScript is disabled in your browser.` above the headline goes.
",
    find,
};

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    page::of(text).lines(kinds::JS).map(|line| Edit::remove(text.whole_lines(line..line + 1), RULE.id())).collect()
}
