//! `chrome/donation`: appeals for money by the site.

use super::super::{kinds, page};
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;

pub const RULE: Rule = Rule {
    name: "chrome/donation",
    stage: Stage::Chrome,
    version: 9,
    docs: "\
Appeals for money by the site.

## What it removes
Lines that ask the reader to give to the site or to become a member of it, and their buttons.

## What it keeps
Appeals that are part of the text: a fund for the victims, an account for repairs. Sentences that tell of work and help, or of what is
independent (`Our work was supported by the neighbours`): who does not ask the reader hardly asks. A call in a list of
slogans below a heading.

## Example
`If you value our reporting, please consider making a donation today.` goes.
",
    find,
};

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    page::of(text).lines(kinds::DONATION).map(|line| Edit::remove(text.whole_lines(line..line + 1), RULE.id())).collect()
}
