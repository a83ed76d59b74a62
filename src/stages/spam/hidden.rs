//! `spam/hidden`: keyword spam in disguised letters.

use super::judge::{Kind, verdicts};
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;

pub const RULE: Rule = Rule {
    name: "spam/hidden",
    stage: Stage::Spam,
    version: 7,
    docs: "\
Keyword spam in disguised letters.

## What it removes
A line of spam keywords written in full-width, mathematical or circled letters, or with letters of another alphabet that look the same,
with digits for letters (`v1agra`, `каз1но`), or with a blank after each letter.

## What it keeps
Full-width text that is not made of such keywords; formulas; words of two scripts; a document that speaks about the subject.

## Example
`ｏｎｌｉｎｅ ｃａｓｉｎｏ ｂｏｎｕｓ ｆｒｅｅ ｓｐｉｎｓ ｐｏｋｅｒ ｓｌｏｔｓ` below an article about curlews goes.
",
    find,
};

fn find(text: &Text, context: &Context) -> Vec<Edit> {
    let own = verdicts(text, context.strength).iter().filter(|v| v.kind == Kind::Hidden);
    own.map(|v| Edit::remove(v.span.clone(), RULE.id())).collect()
}
