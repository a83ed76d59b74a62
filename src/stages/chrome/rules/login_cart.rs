//! `chrome/login-cart`: boxes for readers' accounts, shopping carts, walls before paid articles.

use super::super::{kinds, page};
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;

pub const RULE: Rule = Rule {
    name: "chrome/login-cart",
    stage: Stage::Chrome,
    version: 9,
    docs: "\
Boxes for readers' accounts, shopping carts, walls before paid articles.

## What it removes
`Forgot password`, `Already a subscriber? Log in`, `Your cart is empty`, and the words beside them.

## What it keeps
Sentences about accounts and carts.
`My account` above a testimony, on a page without other furniture; what was filled in between two fields (`Not a member`).

## Example
`Log in | Register` and `Forgot password?` go.
",
    find,
};

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    page::of(text).lines(kinds::LOGIN).map(|line| Edit::remove(text.whole_lines(line..line + 1), RULE.id())).collect()
}
