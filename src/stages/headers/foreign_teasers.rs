//! `headers/foreign-teasers`: headlines and dates of other articles, before the own headline comes again.

use super::copies::copies;
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;

pub const RULE: Rule = Rule {
    name: "headers/foreign-teasers",
    stage: Stage::Headers,
    version: 8,
    docs: "\
Headlines and dates of other articles between two copies of the document's own headline.

## What it removes
The lines between two copies of the headline when they are pairs of a headline and a date, two pairs at least, or one said
twice, and the text begins after the second copy. (`headers/repeated-headline` takes one copy of the own headline.)

## What it keeps
The article's own teaser, dates and byline: one pair alone, short lines, lines without a date each. A list of entries and
dates that no running text follows. Lines one of which stands below the second copy, too.

## Example
`Bridge opens`, `Mayor resigns`, `3 May 2021`, `Bakery wins prize`, `4 May 2021`, `Bridge opens`, then the text: the four lines go.
",
    find,
};

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    let Some(found) = copies(text) else { return Vec::new() };
    found.foreign.iter().map(|line| Edit::remove(text.whole_lines(*line..*line + 1), RULE.id())).collect()
}
