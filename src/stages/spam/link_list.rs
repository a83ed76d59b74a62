//! `spam/link-list`: lines that are lists of spam keywords or of spam sites.

use super::judge::{Kind, verdicts};
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;

pub const RULE: Rule = Rule {
    name: "spam/link-list",
    stage: Stage::Spam,
    version: 7,
    docs: "\
Lines and blocks that are lists of spam keywords or of spam sites.

## What it removes
A line that holds hardly anything but search words of gambling, loans, pharmacies, pornography, escorts, replica goods,
essay mills, link trade, drug markets or illegal streaming, without the little words and the punctuation of sentences; a run of such
short lines; a row of site names of that kind. The document must speak of other things, or be written in another script, or the list
must mix subjects.

## What it keeps
Headlines, lists and sentences of a document about these subjects; a list of blocked sites under a heading; help lines with links;
a headline or a list with a colon (`Gambling, payday loans, betting: the debts of a harbour`), one that begins with words of its own; a list right below a heading
(`What he played`); between two paragraphs a few different things in a word or two each, parted by commas or one a line, when nothing offers them
(`Xanax, Valium, tramadol, Ambien`: what lay in a drawer);
price lists, registers and classified advertisements that are the document; quoted keywords.

## Example
`online casino no deposit bonus free spins payday loans cheap viagra replica watches` below an article about eels goes.
",
    find,
};

fn find(text: &Text, context: &Context) -> Vec<Edit> {
    let own = verdicts(text, context.strength).iter().filter(|v| v.kind == Kind::List);
    own.map(|v| Edit::remove(v.span.clone(), RULE.id())).collect()
}
