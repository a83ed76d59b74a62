//! `chrome/trending`: lists of other articles' headlines.

use super::super::{kinds, page};
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;

pub const RULE: Rule = Rule {
    name: "chrome/trending",
    stage: Stage::Chrome,
    version: 10,
    docs: "\
Lists of other articles' headlines.

## What it removes
A label such as `Most read`, `Trending` or `You may also like` together with the headlines below it, as far as they are
headlines, to the end of the page, of their block, or to other furniture (a list that is written in one block ends with it); the label alone when its list is gone. `Previous article` and `Next article` with a title each, as the last lines of a page.

## What it keeps
The label as a heading of running text; `Next story` anywhere else; lists of books (with initials or years), links and addresses; a last line that ends as a sentence does; one in
which words hang on the full stop of a sentence.
Below a word that reports use too (`Recommended`, `Главное`, `Other stories`): the list of a text that has no other furniture, and one in the
block of a paragraph. On a page without other furniture, `More from` and a name, and a label between paragraphs. What `Más de 300 muertos` counts.

## Example
`Most read` and five headlines below it at the end of the page go.
",
    find,
};

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    page::of(text).lines(kinds::TRENDING).map(|line| Edit::remove(text.whole_lines(line..line + 1), RULE.id())).collect()
}
