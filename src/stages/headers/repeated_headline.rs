//! `headers/repeated-headline`: a headline that is said again before the text begins.

use super::copies::copies;
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;

pub const RULE: Rule = Rule {
    name: "headers/repeated-headline",
    stage: Stage::Headers,
    version: 8,
    docs: "\
A headline said twice, or more often, before the text.

## What it removes
All copies of the headline but one, when nothing stands between them but dates, bylines, a teaser or short labels, and
running text follows. Case, kinds of quotes and dashes, marks of direction and blanks do not matter; a copy that ends in
`| Name of the site`, or begins with a word for `Updated:`, is the one that goes. So is a first line that has a heading's `#` more, or the tags of a
heading or of a page's title around it; and, above a block that has a date, one in quotation marks, with a last mark more, or behind the name of a
paper and a bar. The title of a song or a poem that is
doubled above the first verse counts too.

## What it keeps
One copy, always. Lines that recur inside the text: refrains, equal sub-headings, entries of lists, logs and minutes,
turns of a conversation, entries of a table of contents. Where a copy ends in `- Name`, which may be its author, that copy stays.
Who speaks before a bar (`Ida Stern | I heard the wheel`); a quotation above the same words without a date below them.
An entry that stands twice below another headline; what comes twice below a sentence of running text. Four words or fewer
that come twice at the head of a stanza. A copy with which a sentence begins that goes on below it in a small letter.

## Example
`Night ferry runs again`, a blank line, `Night ferry runs again`, then the text: the second copy goes.
",
    find,
};

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    let Some(found) = copies(text) else { return Vec::new() };
    found.headlines.iter().map(|line| Edit::remove(text.whole_lines(*line..*line + 1), RULE.id())).collect()
}
