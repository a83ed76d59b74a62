//! `headers/repeated-block`: the block of headline, teaser, date and byline, said again.

use super::copies::copies;
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;

pub const RULE: Rule = Rule {
    name: "headers/repeated-block",
    stage: Stage::Headers,
    version: 8,
    docs: "\
The lines below a headline that are said again below its copy.

## What it removes
Teaser, date, byline and other lines of a head that already stood below an earlier copy of the same headline; and a line
in which headline, teaser and date are run together when they also stand on lines of their own right beside it; a
teaser cut short of one below the last copy.

## What it keeps
One copy of each line. A line that only one of the blocks has stays: a source in one, a date in the other.

## Example
`Well runs dryFarmers dig deeper.4 May 2021` above the three lines `Well runs dry`, `Farmers dig deeper.`, `4 May 2021` goes.
",
    find,
};

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    let Some(found) = copies(text) else { return Vec::new() };
    found.blocks.iter().map(|line| Edit::remove(text.whole_lines(*line..*line + 1), RULE.id())).collect()
}
