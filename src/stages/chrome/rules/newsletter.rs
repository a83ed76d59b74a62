//! `chrome/newsletter`: boxes that ask the reader to subscribe.

use super::super::{kinds, page};
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;

pub const RULE: Rule = Rule {
    name: "chrome/newsletter",
    stage: Stage::Chrome,
    version: 9,
    docs: "\
Boxes that ask the reader to subscribe.

## What it removes
`Sign up for our newsletter`, `Enter your email address`, invitations to a channel of Telegram or WhatsApp; fields and buttons and requests for
notifications beside them,
and a short sentence between two lines of the same box, when it has neither number nor name in it.

## What it keeps
Sentences that speak of a newsletter; `Sign up for the evacuation bus`; `Subscribe` at the start of a sentence.

## Example
`Get the best of the Gazette in your inbox`, `Enter your email address`, `Sign up` go.
",
    find,
};

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    page::of(text).lines(kinds::NEWSLETTER).map(|line| Edit::remove(text.whole_lines(line..line + 1), RULE.id())).collect()
}
