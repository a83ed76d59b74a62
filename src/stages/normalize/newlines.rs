//! `normalize/newlines`: mixed newlines become LF.

use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;
use std::borrow::Cow;

pub const RULE: Rule = Rule {
    name: "normalize/newlines",
    stage: Stage::Normalize,
    version: 1,
    docs: "\
Newlines of several kinds in one document become LF.

## What it removes
CR before LF; a CR that stands alone becomes LF. (A document whose newlines are all CRLF, or all CR, is decoded to LF
already: its record says so once.)

## What it keeps
The lines themselves.

## Example
`one⟨CR LF⟩two⟨LF⟩` becomes `one⟨LF⟩two⟨LF⟩`.
",
    find,
};

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    let bytes = text.as_str().as_bytes();
    memchr::memchr_iter(b'\r', bytes)
        .map(|at| match bytes.get(at + 1) {
            Some(b'\n') => Edit::remove(at..at + 1, RULE.id()),
            _ => Edit { span: at..at + 1, with: Cow::Borrowed("\n"), rule: RULE.id() },
        })
        .collect()
}
