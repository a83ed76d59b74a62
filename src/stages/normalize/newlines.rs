//! `normalize/newlines`: newlines of all kinds become LF.

use super::nearby::{after, before, is_half};
use crate::census;
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
already: its record says so once.) The line and paragraph separators U+2028 and U+2029 become LF, or go beside one. The next
line control U+0085 becomes LF where a line can begin after it.

## What it keeps
The lines themselves. U+0085 before a blank, a small letter or the end, or in a text with other such controls: it is then
the ellipsis of Windows-1252, which `normalize/mojibake` knows how to mend.

## Example
`one⟨CR LF⟩two⟨LF⟩` becomes `one⟨LF⟩two⟨LF⟩`.
",
    find,
};

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    let census = census::of(text);
    if !census.control && !census.separators {
        return Vec::new();
    }
    let bytes = text.as_str().as_bytes();
    let mut edits: Vec<Edit> = memchr::memchr_iter(b'\r', bytes)
        .map(|at| match bytes.get(at + 1) {
            Some(b'\n') => Edit::remove(at..at + 1, RULE.id()),
            _ => Edit { span: at..at + 1, with: Cow::Borrowed("\n"), rule: RULE.id() },
        })
        .collect();
    if census.separators {
        separators(text.as_str(), &mut edits);
        next_lines(text.as_str(), &mut edits);
    }
    edits
}

fn separators(text: &str, edits: &mut Vec<Edit>) {
    for separator in ["\u{2028}", "\u{2029}"] {
        for at in memchr::memmem::find_iter(text.as_bytes(), separator) {
            let beside = matches!(after(text, at + 3), None | Some('\n' | '\r')) || matches!(before(text, at), None | Some('\n' | '\r'));
            edits.push(Edit { span: at..at + 3, with: Cow::Borrowed(if beside { "" } else { "\n" }), rule: RULE.id() });
        }
    }
}

fn next_lines(text: &str, edits: &mut Vec<Edit>) {
    let mut found = memchr::memmem::find_iter(text.as_bytes(), "\u{85}").peekable();
    if found.peek().is_none() || text.chars().any(|c| matches!(c, '\u{80}'..='\u{84}' | '\u{86}'..='\u{9f}')) {
        return;
    }
    for at in found {
        let opens = after(text, at + 2).is_some_and(|c| c == '\u{85}' || !(c.is_whitespace() || c.is_lowercase()));
        if opens && !is_half(text, at) && !matches!(before(text, at), Some('\u{c2}'..='\u{f4}')) {
            edits.push(Edit { span: at..at + 2, with: Cow::Borrowed("\n"), rule: RULE.id() });
        }
    }
}
