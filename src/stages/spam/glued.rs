//! `spam/glued`: keywords and names of sites run together without blanks.

use super::judge::{Kind, verdicts};
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;

pub const RULE: Rule = Rule {
    name: "spam/glued",
    stage: Stage::Spam,
    version: 7,
    docs: "\
Keywords and names of sites run together without blanks.

## What it removes
A line of one or a few very long words that are made of the words of gambling, loan, pharmacy and other keyword spam, glued
together, often with names of sites inside (`kumrubetdenemebonusucanlicasinoslotoyna...`), in any script that sets blanks.

## What it keeps
Long compounds of any language, words that merely hold a stem (`rekabet`, `muhabbet`), text whose blanks a scanner lost, hashes,
sequences, addresses, hash tags, and lines in a document that speaks about such sites, unless the gluing is beyond doubt.

## Example
`mercanbetgirisdenemebonusucanlicasinoslotoynakumrubahisguncel` below an article about a harbour goes.
",
    find,
};

fn find(text: &Text, context: &Context) -> Vec<Edit> {
    let own = verdicts(text, context.strength).iter().filter(|v| v.kind == Kind::Glued);
    own.map(|v| Edit::remove(v.span.clone(), RULE.id())).collect()
}
