//! `Tags: a, b, c` at the foot of a page.

use super::kinds::*;
use super::page::Page;
use super::related::after;
use crate::shape::{Ending, Shape};
use crate::text::Text;

pub fn is(page: &Page, at: usize, line: &str, text: &Text) -> bool {
    let Some((end, _)) = page.marks[at].label().filter(|l| l.1 & SECTION != 0) else { return false };
    let Some(rest) = after(line, end).filter(|r| !r.contains("://")) else { return false };
    let shape = Shape::of(rest);
    // A number is a fact: `Category: soldiers, 12 dead`.
    if rest.split([',', ';', '،', '、', '，']).any(tells) {
        return false;
    }
    if in_head(page, at, &shape, text) {
        return true;
    }
    if is_in_record(page, at, text) {
        return false;
    }
    if page.marks.len() - at > 15 || !page.in_tail(at) || page.body.is_none() || shape.chars > 220 || shape.ending == Ending::Sentence {
        return false;
    }
    // Nothing but furniture below it, and above it in its block.
    page.verdicts().skip(at + 1).zip(&page.marks[at + 1..]).all(|(v, m)| v.is_some() || m.is_covered() || m.words <= 8)
}

/// Between the headline and the text: not a row of a record, whose other rows have labels too.
fn in_head(page: &Page, at: usize, shape: &Shape, text: &Text) -> bool {
    let near = page.body.is_some_and(|(first, last)| at > 0 && at < first && first <= at + 4 && last >= first + 2);
    let row = |i: usize| page.verdict(i).is_none() && text.inner(page.marks[i].line()).contains([':', '：']);
    near && page.spaced
        && shape.chars <= 160
        && shape.ending != Ending::Sentence
        && !(page.joined(at - 1) && row(at - 1) || page.joined(at) && row(at + 1))
}

/// Fields of a record at least.
const FIELDS: usize = 2;

/// Whether a line is one of the fields of a form: others that no page has stand in its block.
fn is_in_record(page: &Page, at: usize, text: &Text) -> bool {
    super::rows::block(page, at).filter(|i| super::rows::is_own_field(page, *i, text)).nth(FIELDS - 1).is_some()
}

/// Whether an item has a number of something, or is one: no year, no name such as `G20`.
fn tells(item: &str) -> bool {
    let number = |word: &str| word.bytes().all(|b| b.is_ascii_digit()) && !word.is_empty() && word.len() != 4;
    item.split_whitespace().any(number)
}
