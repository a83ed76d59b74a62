//! Lines that a label at their start makes furniture: another article's title, an address, a credit, tags, a copyright.

use super::kinds::*;
use super::page::Page;
use super::{credit, original_url, related, rights, stamp, tags};
use crate::text::Text;

pub fn judge(page: &mut Page, text: &Text) {
    for at in candidates(page, text) {
        if page.verdict(at).is_some() {
            continue;
        }
        let line = text.inner(page.marks[at].line());
        let kind = if related::is(page, at, line, text) {
            if related::is_pair(page, at, line) {
                page.put(at + 1, RELATED);
            }
            RELATED
        } else if original_url::is(page, at, line, text) {
            URL
        } else if credit::stands_alone(page, at, line, text) {
            CREDIT
        } else if stamp::is(page, at, line, text) {
            TIME
        } else if !page.is_introduced(at, text) && rights::is(page, at, line, text) {
            RIGHTS
        } else {
            continue;
        };
        page.put(at, kind);
    }
    // Tags last: they are told by what stands below them.
    for said in (0..page.said.len()).rev() {
        let at = page.said[said] as usize;
        if page.marks[at].label().is_some() && page.verdict(at).is_none() && tags::is(page, at, text.inner(page.marks[at].line()), text) {
            page.put(at, SECTION);
        }
    }
}

/// The lines that can be such, in order. One without a label can be a credit at the top or between stars, or a claim at the foot.
fn candidates(page: &Page, text: &Text) -> Vec<usize> {
    let n = page.marks.len();
    let (top, foot) = (credit::TOP.min(n), n.saturating_sub(rights::FOOT).max(credit::TOP).min(n));
    let labelled = |at: &usize| page.marks[*at].label().is_some();
    let starred = |at: &usize| text.inner(page.marks[*at].line()).starts_with("**");
    let middle: Vec<usize> = if memchr::memmem::find(text.as_str().as_bytes(), b"**").is_some() {
        (top..foot).filter(|at| labelled(at) || starred(at)).collect()
    } else {
        page.said.iter().map(|at| *at as usize).filter(|at| (top..foot).contains(at) && labelled(at)).collect()
    };
    (0..top).chain(middle).chain(foot..n).collect()
}
