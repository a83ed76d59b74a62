//! `chrome/app-promo`: invitations to install the site's app.

use super::super::{kinds, page};
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;

pub const RULE: Rule = Rule {
    name: "chrome/app-promo",
    stage: Stage::Chrome,
    version: 9,
    docs: "\
Invitations to install the site's app.

## What it removes
`Download our app`, `Get it on Google Play`, and buttons beside them.

## What it keeps
Sentences about apps.

## Example
`Download our app` below the last paragraph goes.
",
    find,
};

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    page::of(text).lines(kinds::APP).map(|line| Edit::remove(text.whole_lines(line..line + 1), RULE.id())).collect()
}
