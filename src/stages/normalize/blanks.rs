//! `normalize/blanks`: no-break spaces become ordinary ones.

use super::nearby::{after, before, is_half};
use crate::census;
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;
use std::borrow::Cow;

pub const RULE: Rule = Rule {
    name: "normalize/blanks",
    stage: Stage::Normalize,
    version: 1,
    docs: "\
No-break spaces.

## What it removes
The no-break space U+00A0 becomes an ordinary blank. So do the narrow no-break space U+202F and the figure space U+2007
where they are no typography (see below).

## What it keeps
A blank stays a blank: no words are ever joined. U+202F stays before `; : ! ? %` and closing French quotes, after opening
ones, beside a digit, and beside Mongolian letters, whose endings hang on it; U+2007 stays beside a digit. The
ideographic space U+3000 and the spaces of a fixed width (U+2000 to U+200A, U+205F) break like a blank does and stay. So
does U+00A0 after a letter such as `Ã`, when both may be one character read in the wrong encoding.

## Example
`10⟨U+00A0⟩May` becomes `10 May`.
",
    find,
};

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    if !census::of(text).marks {
        return Vec::new();
    }
    let text = text.as_str();
    let bytes = text.as_bytes();
    let mut edits = Vec::new();
    for at in memchr::memchr2_iter(0xc2, 0xe2, bytes) {
        let len = match (bytes.get(at + 1), bytes.get(at + 2)) {
            (Some(0xa0), _) if bytes[at] == 0xc2 && !is_half(text, at) => 2,
            (Some(0x80), Some(0xaf)) if bytes[at] == 0xe2 && !is_narrow_typography(text, at) => 3,
            (Some(0x80), Some(0x87)) if bytes[at] == 0xe2 && !beside_digit(text, at) => 3,
            _ => continue,
        };
        edits.push(Edit { span: at..at + len, with: Cow::Borrowed(" "), rule: RULE.id() });
    }
    edits
}

fn is_narrow_typography(text: &str, at: usize) -> bool {
    let (left, right) = (before(text, at), after(text, at + 3));
    matches!(right, Some(';' | ':' | '!' | '?' | '%' | '»' | '›' | '”' | '€'))
        || matches!(left, Some('«' | '‹' | '“'))
        || beside_digit(text, at)
        || [left, right].into_iter().flatten().any(|c| matches!(c, '\u{1800}'..='\u{18af}'))
}

fn beside_digit(text: &str, at: usize) -> bool {
    before(text, at).is_some_and(char::is_numeric) || after(text, at + 3).is_some_and(char::is_numeric)
}
