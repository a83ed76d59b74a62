//! Lines that are furniture in company only: below a menu `Photo: Old Mill` is whose the picture was, in a text without any furniture it may as
//! well be what was on it. So with who has the rights of a text, and with the address that it is written for.

use super::super::kinds::*;
use super::super::page::Page;
use super::super::{credit, original_url, rights};
use crate::text::Text;

/// What a line is by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doubt {
    /// The text's, whatever else stands on the page.
    Own,
    /// The text's where the page has no other furniture.
    Alone,
}

/// Spares those that are the text's.
pub fn judge(page: &mut Page, text: &Text) {
    if !page.verdicts().flatten().any(|kind| kind & (CREDIT | RIGHTS | URL) != 0) {
        return;
    }
    let several = rights::are_several(page, text);
    let doubts: Vec<(usize, Doubt)> =
        (0..page.marks.len()).filter_map(|at| doubt(page, at, text, several).map(|doubt| (at, doubt))).collect();
    // The label of a list leans on its lines: it is no sign of a page beside them.
    let leans = |page: &Page, at: usize| page.verdict(at) == Some(SECTION);
    let headed: Vec<usize> = doubts.iter().filter(|d| d.0 > 0 && leans(page, d.0 - 1)).map(|d| d.0 - 1).collect();
    let bare = page.verdicts().flatten().count() == doubts.len() + headed.len();
    for (at, doubt) in doubts {
        if bare || doubt == Doubt::Own {
            page.spare(at);
            if at > 0 && leans(page, at - 1) {
                page.spare(at - 1);
            }
        }
    }
}

fn doubt(page: &Page, at: usize, text: &Text, several: bool) -> Option<Doubt> {
    let own = |own: bool| own.then_some(Doubt::Own);
    let alone = |alone: bool| alone.then_some(Doubt::Alone);
    match page.verdict(at)? {
        CREDIT => alone(credit::is_doubtful(page, at, text) || credit::is_heading(page, at, text)),
        RIGHTS => {
            let line = text.inner(page.marks[at].line());
            own(rights::is_of_a_picture(line) || several && rights::is_of_something(line))
                .or_else(|| alone(rights::is_doubtful(page, at, line)))
        }
        URL => own(original_url::is_called(page, at, text)).or_else(|| alone(original_url::is_doubtful(page, at, text))),
        _ => None,
    }
}
