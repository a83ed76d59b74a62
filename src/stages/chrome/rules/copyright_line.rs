//! `chrome/copyright-line`: whose the page is.

use super::super::{kinds, page};
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;

pub const RULE: Rule = Rule {
    name: "chrome/copyright-line",
    stage: Stage::Chrome,
    version: 9,
    docs: "\
Whose the page is.

## What it removes
`© 2020 The Gazette. All rights reserved.` and its like below the running text, also without the mark
(`The Gazette. All rights reserved.`); `Powered by ...`.

## What it keeps
The same line at the top of a text, where a book has it, or inside of it; a numbered rule of a house; item `(c)` of a list;
a sentence below the heading of an article of law (`Article 5. Rights of authors`); laws and titles (`Copyright Ordinance 1907`); what is
on a picture and then whose it is (`The gate in winter. © Ida Stern`), and several such lines with different owners. Where nothing else
is furniture: who wrote the text (`© Ida Stern, 1962`), whose something is (`Letters © Holm family`), and who designed what it tells of.

## Example
`© 2021 Wickering Gazette` as the last line goes.
",
    find,
};

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    page::of(text).lines(kinds::RIGHTS).map(|line| Edit::remove(text.whole_lines(line..line + 1), RULE.id())).collect()
}
