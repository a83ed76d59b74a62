//! `chrome/related-line`: lines that advertise another article.

use super::super::{kinds, page};
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;

pub const RULE: Rule = Rule {
    name: "chrome/related-line",
    stage: Stage::Chrome,
    version: 9,
    docs: "\
Lines that advertise another article.

## What it removes
A line of its own that begins with a label such as `Related article:`, `Read also:` or `Читайте также:`, in any of some sixty
languages, and goes on with a title. A label that reference books use too (`See also:`) needs a longer title.
A label of two words or more in a block of its own with one title below it.

## What it keeps
A paragraph that begins with these words without a colon after them; entries of a dictionary (`See also: weir; sluice`); the label
as a heading of its own text; behind any label, a book with its author's initial or its year (`A. Corran, Ropes, 1961`); behind
`See also`, the page of a record, or the number of a case; behind any label a telephone's number. `Recommended:`, `Previous post:`,
`Más información:` and their like as fields, as turns of speech, before an address, and on a page without other furniture.

## Example
`Related article: Otters seen at the old mill` between two paragraphs goes.
",
    find,
};

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    page::of(text).lines(kinds::RELATED).map(|line| Edit::remove(text.whole_lines(line..line + 1), RULE.id())).collect()
}
