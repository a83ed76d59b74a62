//! `normalize/control`: NUL and the other control characters.

use crate::census;
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::shape::{is_closer, is_sentence_end};
use crate::text::Text;
use std::borrow::Cow;
use std::ops::Range;

pub const RULE: Rule = Rule {
    name: "normalize/control",
    stage: Stage::Normalize,
    version: 2,
    docs: "\
Control characters.

## What it removes
NUL and every other control character but tab and newline. One that stands for a gap (vertical tab, form feed, the
cell mark U+0007 of old word processors, the separators U+001C to U+001F) becomes a blank between two words, and a form
feed after the end of a sentence a newline: words are never joined. A colour code of a terminal goes whole, an overstrike
(a letter, backspace, the letter again) becomes the letter. Of the upper controls those that no Windows code page uses go.

## What it keeps
Tab and newline. The upper controls (U+0080 to U+009F) that are letters or marks of Windows-1252, or may be half of a
character: `normalize/mojibake` knows how to mend them.

## Example
`the sluice⟨VT⟩will open` becomes `the sluice will open`.
",
    find,
};

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    let census = census::of(text);
    let text = text.as_str();
    let mut edits = Vec::new();
    if census.control {
        all_low(text, &mut edits);
    }
    if census.marks {
        high(text, &mut edits);
    }
    edits
}

fn all_low(text: &str, edits: &mut Vec<Edit>) {
    let bytes = text.as_bytes();
    // 64 bytes at a time the test is a few vector instructions.
    for (block, chunk) in bytes.chunks(64).enumerate() {
        if chunk.iter().fold(false, |any, b| any | is_control(*b)) {
            let from = block * 64;
            (from..from + chunk.len()).filter(|at| is_control(bytes[*at])).for_each(|at| low(text, at, edits));
        }
    }
}

fn is_control(b: u8) -> bool {
    (b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r')) || b == 0x7f
}

/// Controls that stand for a gap between words.
fn is_gap(b: u8) -> bool {
    matches!(b, 0x07 | 0x0b | 0x0c | 0x1c..=0x1f)
}

fn low(text: &str, at: usize, edits: &mut Vec<Edit>) {
    let bytes = text.as_bytes();
    let with = match bytes[at] {
        b if is_gap(b) => {
            // Of a run of controls the first one speaks, and only when it stands between words.
            let next = || bytes[at + 1..].iter().copied().find(|b| !is_control(*b));
            let blank = |b: u8| b.is_ascii_whitespace();
            match bytes[..at].last() {
                Some(left) if !blank(*left) && !is_gap(*left) && next().is_some_and(|n| !blank(n)) => gap(b, &text[..at]),
                _ => "",
            }
        }
        0x1b => return edits.push(Edit::remove(at..escape_end(bytes, at), RULE.id())),
        0x08 => return edits.push(Edit::remove(overstrike(text, at), RULE.id())),
        _ => "",
    };
    match edits.last_mut() {
        // A run of them goes as one, whatever the first becomes.
        Some(last) if with.is_empty() && last.span.end == at => last.span.end += 1,
        _ => edits.push(Edit { span: at..at + 1, with: Cow::Borrowed(with), rule: RULE.id() }),
    }
}

fn gap(control: u8, left: &str) -> &'static str {
    let ended = left.chars().rev().find(|c| !is_closer(*c)).is_some_and(is_sentence_end);
    if control == 0x0c && ended { "\n" } else { " " }
}

/// The end of a terminal's colour or cursor code, or of the lone escape.
fn escape_end(bytes: &[u8], at: usize) -> usize {
    let Some(b'[') = bytes.get(at + 1) else { return at + 1 };
    let parameters = bytes[at + 2..].iter().take(16).take_while(|b| b.is_ascii_digit() || **b == b';').count();
    match bytes.get(at + 2 + parameters) {
        Some(b) if b.is_ascii_alphabetic() => at + 3 + parameters,
        _ => at + 1,
    }
}

/// A backspace, with the letter before it when the same letter was struck again over it or over an underline.
fn overstrike(text: &str, at: usize) -> Range<usize> {
    let (left, right) = (text[..at].chars().next_back(), text[at + 1..].chars().next());
    match (left, right) {
        (Some(l), Some(r)) if (l == r || l == '_') && !r.is_whitespace() && !r.is_control() => at - l.len_utf8()..at + 1,
        _ => at..at + 1,
    }
}

fn high(text: &str, edits: &mut Vec<Edit>) {
    let bytes = text.as_bytes();
    for at in memchr::memchr_iter(0xc2, bytes) {
        if !matches!(bytes.get(at + 1), Some(0x81 | 0x8d | 0x8f | 0x90 | 0x9d)) {
            continue;
        }
        // Beside anything but ASCII it may be part of a character that was read in the wrong encoding.
        let alone = |b: Option<&u8>| b.is_none_or(u8::is_ascii);
        if alone(at.checked_sub(1).and_then(|i| bytes.get(i))) && alone(bytes.get(at + 2)) {
            edits.push(Edit::remove(at..at + 2, RULE.id()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_goes_as_one() {
        let mut edits = Vec::new();
        all_low("word\u{c}\u{c}\u{0}end\u{1}\u{2} \u{3}", &mut edits);
        let edits: Vec<_> = edits.into_iter().map(|edit| (edit.span, edit.with)).collect();
        assert_eq!(edits, [(4..7, " ".into()), (10..12, "".into()), (13..14, "".into())]);
    }
}
