//! `Tags: a, b, c` at the foot of a page.

use super::kinds::*;
use super::page::Page;
use super::related::after;
use crate::shape::{Ending, Shape};

pub fn is(page: &Page, at: usize, line: &str) -> bool {
    let Some((end, _)) = page.marks[at].label().filter(|l| l.1 & SECTION != 0) else { return false };
    let Some(rest) = after(line, end).filter(|r| !r.contains("://")) else { return false };
    let shape = Shape::of(rest);
    if page.marks.len() - at > 15 || !page.in_tail(at) || page.body.is_none() || shape.chars > 220 || shape.ending == Ending::Sentence {
        return false;
    }
    // Nothing but furniture below it, and above it in its block.
    page.verdicts[at + 1..].iter().zip(&page.marks[at + 1..]).all(|(v, m)| v.is_some() || m.is_covered() || m.words <= 8)
}
