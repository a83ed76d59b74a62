//! `normalize/bom`: byte order marks inside the text.

use crate::census;
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;

pub const RULE: Rule = Rule {
    name: "normalize/bom",
    stage: Stage::Normalize,
    version: 1,
    docs: "\
Byte order marks inside a text.

## What it removes
U+FEFF wherever it stands: it is left over where files were put one after the other. (The mark that opens a file belongs
to its encoding; `decode` takes it and the record says so.)

## What it keeps
Everything else. As a sign that glues two words U+FEFF has been out of use since Unicode 3.2, and it has no shape.

## Example
`the end⟨LF⟩⟨U+FEFF⟩Chapter 2` becomes `the end⟨LF⟩Chapter 2`.
",
    find,
};

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    if !census::of(text).byte_order_mark {
        return Vec::new();
    }
    let text = text.as_str();
    memchr::memmem::find_iter(text.as_bytes(), "\u{feff}").map(|at| Edit::remove(at..at + 3, RULE.id())).collect()
}
