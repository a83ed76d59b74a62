//! Lines that a label at their start makes furniture: another article's title, an address, a credit, tags, a copyright.

use super::kinds::*;
use super::page::Page;
use super::{credit, original_url, related, rights, tags};
use crate::text::Text;

pub fn judge(page: &mut Page, text: &Text) {
    for at in 0..page.marks.len() {
        if page.verdicts[at].is_some() {
            continue;
        }
        let line = text.inner(page.marks[at].line);
        let kind = if related::is(page, at, line, text) {
            if related::is_pair(page, at, line) {
                page.put(at + 1, RELATED);
            }
            RELATED
        } else if original_url::is(page, at, line, text) {
            URL
        } else if credit::stands_alone(page, at, line, text) {
            CREDIT
        } else if rights::is(page, at, line) {
            RIGHTS
        } else {
            continue;
        };
        page.put(at, kind);
    }
    // Tags last: they are told by what stands below them.
    for at in (0..page.marks.len()).rev() {
        if page.verdicts[at].is_none() && tags::is(page, at, text.inner(page.marks[at].line), text) {
            page.put(at, SECTION);
        }
    }
}
