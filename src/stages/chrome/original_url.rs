//! The address a page was taken from, after a label.

use super::kinds::*;
use super::page::Page;
use super::reading::Mark;
use super::related::after;
use crate::text::Text;

pub fn is(page: &Page, at: usize, line: &str, text: &Text) -> bool {
    let Some((end, kinds)) = page.marks[at].label().filter(|l| l.1 & (URL | URL_STRONG) != 0) else { return false };
    let Some(rest) = after(line, end) else { return false };
    if !is_address(rest) || page.marks.len() < 2 {
        return false;
    }
    if kinds & URL_STRONG != 0 {
        return (page.body.is_some() || page.in_tail(at)) && !is_list(page, text);
    }
    // `Source:` and its like head the notes of a text as well: only the one address of the page, at its foot or top.
    (page.in_tail(at) || page.in_head(at) && page.body.is_some() && at < 4)
        && !has_addresses(page, text)
        && !is_one_of_two(page, at, end, line, text)
}

/// Whether the same label stands before another address: then they are the text's links.
fn is_one_of_two(page: &Page, at: usize, end: usize, line: &str, text: &Text) -> bool {
    let others = page.said.iter().map(|i| *i as usize).filter(|i| *i != at);
    let own = after(line, end);
    let other = |l: &str| l.starts_with(&line[..end]) && after(l, end).is_some_and(is_address) && after(l, end) != own;
    others.map(|i| text.inner(page.marks[i].line())).any(other)
}

/// Whether such lines are many, as they are in a list of evidence.
fn is_list(page: &Page, text: &Text) -> bool {
    let labelled = |mark: &Mark| {
        let end = mark.label().filter(|l| l.1 & URL_STRONG != 0).map(|l| l.0);
        end.and_then(|end| after(text.inner(mark.line()), end)).is_some_and(is_address)
    };
    *page
        .listed
        .get_or_init(|| has_addresses(page, text) && page.said.iter().filter(|at| labelled(&page.marks[**at as usize])).nth(2).is_some())
}

/// Whether lines with addresses are more than those of the page's own; counted once a text, which may be full of sources.
fn has_addresses(page: &Page, text: &Text) -> bool {
    let any = || memchr::memmem::find_iter(text.as_str().as_bytes(), b"://").nth(2).is_some();
    let lines = || page.marks.iter().filter(|m| text.inner(m.line()).contains("://")).nth(2).is_some();
    *page.addressed.get_or_init(|| any() && lines())
}

/// One address and nothing else; a blank may have broken it.
fn is_address(rest: &str) -> bool {
    let rest = rest.trim_matches(['<', '>', '(', ')', '[', ']', ' ']);
    let starts = ["http://", "https://", "www.", "HTTP://", "HTTPS://"].iter().any(|p| rest.starts_with(p));
    let parts = rest.split_whitespace().count();
    starts
        && parts <= 4
        && rest.len() >= 10
        && rest.split_whitespace().skip(1).all(|p| p.bytes().all(|b| b.is_ascii_graphic()))
        && (parts == 1
            || rest
                .split_whitespace()
                .skip(1)
                .all(|p| p.contains(['-', '/', '.', '_', '=', '&', '%', '?']) || p.bytes().any(|b| b.is_ascii_digit())))
}
