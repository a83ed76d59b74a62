//! `chrome/nav-menu`: menus.

use super::super::{kinds, page};
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;

pub const RULE: Rule = Rule {
    name: "chrome/nav-menu",
    stage: Stage::Chrome,
    version: 10,
    docs: "\
Menus.

## What it removes
Above and below the running text: runs of three and more lines that are words of menus (`Home`, `News`, `Sport`, `Log in`); lines of
items with bars, dots or arrows between them; items run together without blanks (`HomeNewsSportContact`); links that only a page
has (`Skip to content`, `Privacy policy`).

## What it keeps
A single such word that heads a text; rows that begin with a time or a number; what a sentence with a colon brings forward; tables
and lists whose items are other words; anything in the middle of the text that is not a menu from end to end. A list
of common words below a heading of its own (`Damage by sector`: `Health`, `Education`). The heading of an answer (`Contact`, and below
it `Room 4, on Mondays.`); `Contact us` right below or above a telephone number, or with one among lines of the text or by itself below one; calls that stood on banners, in a list of them; lines that
take turns in two scripts, as a phrasebook has them. `2. Menu > Settings > Privacy`, a table of contents or an index with its pages,
the head of a table above rows of numbers, words between which verses go on in a small letter, what a letter quotes (`> ...`). On a page with few words of pages: lines that none says
below the text and below a single entry, above a blank line or other buttons (`Log in`, `My brother`, `To your house`); a headline of four words or more
right below a menu where no blank lines part them. Where nothing else of a page is furniture: common words with counts (`Health: 40`), a few of them below the
text (answers to choose from), a row of them between a title and its text, `Terms and Conditions` above `1. Carriage`.

## Example
`HomeNewsWeatherSportLetters` above the headline goes.
",
    find,
};

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    page::of(text).lines(kinds::NAV).map(|line| Edit::remove(text.whole_lines(line..line + 1), RULE.id())).collect()
}
