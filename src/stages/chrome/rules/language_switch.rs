//! `chrome/language-switch`: links to the page in other languages.

use super::super::{kinds, page};
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;

pub const RULE: Rule = Rule {
    name: "chrome/language-switch",
    stage: Stage::Chrome,
    version: 9,
    docs: "\
Links to the page in other languages.

## What it removes
Names of two or more languages with bars or slashes between them (`English | Français`), and invitations to read the text in
another one (`Read this article in Welsh`, `Читайте русскую версию здесь.`).

## What it keeps
Languages in a list with commas, in a sentence, or after a label, as in a curriculum vitae. `Read in the cellar`: no
language is named. Rows of a table beside rows that are none (`English | French` below `Mother | Father`); a choice between two fields of a form. Shares of
languages (`Ukrainian 62% / Russian 31%`); where nothing else of a page is furniture, a row below a heading or between paragraphs.
`English version` above a part of a text in several languages.

## Example
`English | Español | Deutsch` above the headline goes.
",
    find,
};

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    page::of(text).lines(kinds::LANGUAGE).map(|line| Edit::remove(text.whole_lines(line..line + 1), RULE.id())).collect()
}
