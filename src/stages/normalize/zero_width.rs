//! `normalize/zero-width`: invisible marks that do nothing.

use super::nearby::{Visible, after, before, is_arabic, is_half, is_plain, is_right_to_left, is_virama, sets_zero_width_spaces};
use crate::census;
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;
use std::cell::OnceCell;

pub const RULE: Rule = Rule {
    name: "normalize/zero-width",
    stage: Stage::Normalize,
    version: 1,
    docs: "\
Marks without a shape: zero-width spaces and joiners, soft hyphens, direction marks.

## What it removes
U+200B, U+2060 and U+2063 unless letters that join or stack stand on both sides; U+00AD, the soft hyphen that a page sets for
its line breaks; U+200C and U+200D between characters that never join (Latin, Cyrillic, Greek, Chinese, Korean ... letters,
digits, punctuation, blanks) and at the edges of lines; direction marks, when nothing in the whole text is written from
right to left.

## What it keeps
U+200C and U+200D wherever a neighbour is a Persian, Indic or other joining letter, or part of an emoji. U+200B between
letters of scripts that mark the ends of words with it (Thai, Khmer, Burmese ...). The soft hyphen after a vowel killer of
an Indic script, after a letter such as `Ã` (both may be one character read in the wrong encoding), and at the end of a
line when the word goes on in the next. All direction marks of a text in Hebrew, Arabic or another such script.

## Example
`Guar⟨U+00AD⟩an⟨U+00AD⟩tee` becomes `Guarantee`; Persian `می⟨U+200C⟩رود` stays.
",
    find,
};

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    if !census::of(text).marks {
        return Vec::new();
    }
    let text = text.as_str();
    let bytes = text.as_bytes();
    let right_to_left = OnceCell::new();
    let mut visible = Visible::default();
    let mut edits: Vec<Edit> = Vec::new();
    for at in memchr::memchr2_iter(0xc2, 0xe2, bytes) {
        let len = if bytes[at] == 0xc2 { 2 } else { 3 };
        let goes = match (bytes[at], bytes.get(at + 1), bytes.get(at + 2)) {
            (0xc2, Some(0xad), _) => soft_hyphen_goes(text, at),
            (0xe2, Some(0x80), Some(0x8b)) | (0xe2, Some(0x81), Some(0xa0 | 0xa3)) => space_goes(visible.around(text, at)),
            (0xe2, Some(0x80), Some(0x8c | 0x8d)) => joiner_goes(text, at, visible.around(text, at)),
            (0xe2, Some(0x80), Some(0x8e | 0x8f | 0xaa..=0xae)) | (0xe2, Some(0x81), Some(0xa6..=0xa9)) => {
                !*right_to_left.get_or_init(|| text.chars().any(is_right_to_left))
            }
            _ => false,
        };
        if !goes {
            continue;
        }
        match edits.last_mut() {
            Some(last) if last.span.end == at => last.span.end += len,
            _ => edits.push(Edit::remove(at..at + len, RULE.id())),
        }
    }
    edits
}

fn soft_hyphen_goes(text: &str, at: usize) -> bool {
    // At the end of a line a soft hyphen shows: the word goes on in the next line.
    let broken = || {
        let mut next = text[at + 2..].chars();
        next.next() == Some('\n') && next.next().is_some_and(char::is_lowercase) && before(text, at).is_some_and(char::is_alphabetic)
    };
    !is_half(text, at) && !is_virama(before(text, at)) && !broken()
}

fn space_goes((left, right): (Option<char>, Option<char>)) -> bool {
    if sets_zero_width_spaces(left) && sets_zero_width_spaces(right) {
        return false;
    }
    is_plain(left) || is_plain(right)
}

fn joiner_goes(text: &str, at: usize, (left, right): (Option<char>, Option<char>)) -> bool {
    if is_plain(left) && is_plain(right) {
        return true;
    }
    // A non-joiner between an Arabic letter and the edge of its line has no join to break.
    let edge = (is_arabic(left) && matches!(after(text, at + 3), None | Some('\n')))
        || (is_arabic(right) && matches!(before(text, at), None | Some('\n')));
    edge && after(text, at) == Some('\u{200c}')
}
