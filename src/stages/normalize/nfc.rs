//! `normalize/nfc`: one spelling of characters.

use crate::census;
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;
use icu_normalizer::ComposingNormalizerBorrowed;
use std::borrow::Cow;

pub const RULE: Rule = Rule {
    name: "normalize/nfc",
    stage: Stage::Normalize,
    version: 1,
    docs: "\
One spelling of characters that Unicode spells in several ways (normalization form C).

## What it removes
Nothing: a letter followed by its accent becomes the letter with that accent, signs Unicode holds twice (the ohm, the
angstrom) become the letter, several accents on one letter stand in one order.

## What it keeps
Everything that looks or means otherwise: ligatures, superscripts, wide and narrow forms (that would be form KC).

## Example
`cafe⟨U+0301⟩` becomes `café⟨U+00E9⟩`.
",
    find,
};

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    if !census::of(text).composing {
        return Vec::new();
    }
    let text = text.as_str();
    let nfc = ComposingNormalizerBorrowed::new_nfc();
    let mut edits = Vec::new();
    let mut at = 0;
    loop {
        let (good, rest) = nfc.split_normalized(&text[at..]);
        at += good.len();
        let Some(first) = rest.chars().next() else { break };
        let end = rest[first.len_utf8()..].find(begins_anew).map_or(rest.len(), |i| i + first.len_utf8());
        let old = &rest[..end];
        let new = nfc.normalize(old);
        if let Some(edit) = difference(at, old, &new) {
            edits.push(edit);
        }
        at += end;
    }
    edits
}

/// Whether normalization can be done apart before and after this character: it is no mark, and nothing before it can
/// take it in. Only characters that are certainly so; a longer span is no fault.
fn begins_anew(c: char) -> bool {
    matches!(c, '\0'..='\u{2ff}' | '\u{388}'..='\u{3ff}' | '\u{400}'..='\u{482}' | '\u{48a}'..='\u{58f}' | '\u{5d0}'..='\u{5ea}'
        | '\u{621}'..='\u{64a}' | '\u{671}'..='\u{6d3}' | '\u{905}'..='\u{939}' | '\u{e01}'..='\u{e30}' | '\u{1e00}'..='\u{1fff}'
        | '\u{2010}'..='\u{205e}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// The smallest edit that makes `new` of `old`, which begins at `at`.
fn difference(at: usize, old: &str, new: &str) -> Option<Edit> {
    let start: usize = old.chars().zip(new.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let tail: usize = old_rest.chars().rev().zip(new_rest.chars().rev()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let with = &new_rest[..new_rest.len() - tail];
    let span = at + start..at + old.len() - tail;
    (!(span.is_empty() && with.is_empty())).then(|| Edit { span, with: Cow::Owned(with.to_owned()), rule: RULE.id() })
}
