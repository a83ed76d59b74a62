//! `chrome/comment-form`: the form below an article in which readers comment.

use super::super::{kinds, page};
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;

pub const RULE: Rule = Rule {
    name: "chrome/comment-form",
    stage: Stage::Chrome,
    version: 10,
    docs: "\
The form below an article in which readers comment.

## What it removes
Lines that only such a form says (`Leave a Reply`, `Your email address will not be published`, `Post Comment`), and beside them the
names of its fields and buttons: `Name *`, `E-mail`, `Reply`, `3 comments`. Calls to report an error in the article; the question whether it
was helpful, with `Yes` and `No` below it.

## What it keeps
The comments themselves; a field's name with no form beside it; sentences in which the words occur; a count right beside another (`3 comments`,
`40 postcards`); `Phone: 555 0142` below the text; `No comment.` with a full stop or below a question; fields with a blank to fill in
(`Name: ____`).

## Example
`Leave a Reply`, `Name *`, `Email *`, `Post Comment` at the end of a page go.
",
    find,
};

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    page::of(text).lines(kinds::FORM).map(|line| Edit::remove(text.whole_lines(line..line + 1), RULE.id())).collect()
}
