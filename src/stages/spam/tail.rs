//! `spam/tail`: keyword spam at the end of a good line.

use super::judge::{Kind, verdicts};
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;

pub const RULE: Rule = Rule {
    name: "spam/tail",
    stage: Stage::Spam,
    version: 7,
    docs: "\
Keyword spam at the end of a good line.

## What it removes
What follows the last good sentence of a line, when it is a list of spam keywords or glued keywords, also when it hangs on the full
stop without a blank. Without a sentence end: only glued keywords, or keywords in another script, behind a blank (or without one).

## What it keeps
Everything up to and including the end of the last good sentence with its quotation marks, also when that sentence speaks of casinos
or betting sites. A headline with a colon, a few things behind the number of an item (`Room 2. roulette, poker, ...`), and one that begins with words of its own. When the place to cut is not certain the line stays whole.

## Example
`The town waits.online casino bonus no deposit free spins real money slots` becomes `The town waits.`
",
    find,
};

fn find(text: &Text, context: &Context) -> Vec<Edit> {
    let own = verdicts(text, context.strength).iter().filter(|v| v.kind == Kind::Tail);
    own.map(|v| Edit::remove(v.span.clone(), RULE.id())).collect()
}
