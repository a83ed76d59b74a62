//! Furniture that nothing else on the page bears out. `Trending` in the middle of a text, `English version` above a paragraph, `Something went
//! wrong.` between two: on a page they stand beside menus, buttons and notices; by themselves they are a text's own.

use super::super::kinds::*;
use super::super::lists::is_own;
use super::super::page::Page;
use crate::shape::is_numeric;
use crate::text::Text;

/// Words of a label or a sentence at most.
const FEW: u16 = 5;
/// Words of `English version` at most.
const VERSION: u16 = 3;

/// What a line that was taken for furniture says of the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    /// It is furniture, and so can others be.
    Sure,
    /// It is furniture where other lines are.
    Unsure,
    /// Texts have it as pages do.
    Nothing,
}

/// Spares what needs other furniture, on a page that has none.
pub fn judge(page: &mut Page, text: &Text) {
    let mut unsure: Vec<usize> = Vec::new();
    // A list of headlines is as sure as its label.
    let mut label = Says::Sure;
    for at in 0..page.marks.len() {
        let Some(kind) = page.verdict(at).filter(|_| !page.is_spared(at)) else { continue };
        let says = if kind == TRENDING && !page.marks[at].is_said() { label } else { says(page, at, kind, text) };
        if kind == TRENDING {
            label = says;
        }
        match says {
            Says::Sure => return,
            Says::Unsure => unsure.push(at),
            Says::Nothing => {}
        }
    }
    unsure.into_iter().for_each(|at| page.spare(at));
}

fn says(page: &Page, at: usize, kind: Kinds, text: &Text) -> Says {
    let mark = &page.marks[at];
    let line = text.inner(mark.line());
    let few = mark.words <= FEW && mark.cover().is_some_and(|c| c.phrases == 1);
    let unsure = match kind {
        CREDIT | URL | TIME => return Says::Nothing,
        RELATED => is_unsure_title(page, at),
        TRENDING => mark.cover().is_some_and(|c| c.open.is_some()) || is_own(line) || is_inside(page, at) && heads_text(page, at),
        TOP => few && is_inside(page, at) && heads_text(page, at),
        // `English version` heads parts; one above the text leads to another page, when no other stands between its parts.
        LANGUAGE => {
            few && mark.cover().is_some_and(|c| c.open.is_none())
                && mark.words <= VERSION
                && heads_text(page, at)
                && (is_inside(page, at) || parts(page))
        }
        LOGIN => few && heads_text(page, at) && (is_inside(page, at) || is_headed(page, at)),
        NAV => few && heads_rules(page, at, text),
        _ if ANYWHERE & kind != 0 => {
            few && (is_inside(page, at) || is_headed(page, at)) && heads_text(page, at) && line.ends_with(['.', '!', '。', '।', '۔'])
        }
        _ => false,
    };
    if unsure { Says::Unsure } else { Says::Sure }
}

/// Kinds that are furniture wherever a whole line is strong for them.
const ANYWHERE: Kinds = FORM | SHARE | PRINT | NEWSLETTER | DONATION | VIDEO | APP;

/// Whether a label that texts have as well stands before a title, or above it.
fn is_unsure_title(page: &Page, at: usize) -> bool {
    let label = |at: usize| page.marks[at].label().map_or(0, |l| l.1);
    label(at) & (UNSURE | CROSS) != 0 || label(at) & (RELATED | CROSS) == 0 && at > 0 && label(at - 1) & (UNSURE | CROSS) != 0
}

/// Whether a line stands inside the running text.
fn is_inside(page: &Page, at: usize) -> bool {
    page.body.is_some_and(|(first, last)| first < at && at < last)
}

/// Whether running text follows a line.
fn heads_text(page: &Page, at: usize) -> bool {
    page.marks.get(at + 1).is_some_and(|m| m.prose) && page.verdict(at + 1).is_none()
}

/// Whether a line stands below another one that no page has, a headline.
fn is_headed(page: &Page, at: usize) -> bool {
    at > 0 && !page.marks[at - 1].is_said()
}

/// Whether a number follows a line, as in `Terms and Conditions` above `1. Carriage`, or below the text a sentence.
fn heads_rules(page: &Page, at: usize, text: &Text) -> bool {
    let Some(next) = page.marks.get(at + 1).filter(|m| !m.is_said() && m.notice() == 0 && page.verdict(at + 1).is_none()) else {
        return false;
    };
    let line = text.inner(next.line());
    let behind = line.trim_start_matches(is_numeric);
    behind.len() < line.len() && behind.starts_with(['.', ')']) || !page.in_head(at) && line.ends_with(['.', '。', '।', '۔'])
}

/// Whether versions of other languages are told of inside the text.
fn parts(page: &Page) -> bool {
    page.said.iter().map(|at| *at as usize).any(|at| page.verdict(at) == Some(LANGUAGE) && is_inside(page, at))
}
