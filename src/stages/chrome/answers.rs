//! What somebody answers or is to fill in, in words that forms of pages have: `No comment.` below a question, `Name: ____`.

use super::claimed::script_of;
use super::company::names_network;
use super::kinds::*;
use super::page::Page;
use super::reading::Mark;
use super::rows::{NEAR, is_own_field};
use crate::shape::is_numeric;
use crate::text::Text;

/// Words of such an answer at most.
const ANSWER: u16 = 4;
/// Words of a row of a programme at most.
const ROW: u16 = 5;
/// Signs of a blank to fill in at least.
const BLANK: &[&str] = &["____", "......", "……", "-----"];

/// `Sin comentarios.`, or the same without a full stop below a question that no page asks.
pub fn is_answer(page: &Page, at: usize, text: &Text) -> bool {
    let mark = &page.marks[at];
    let line = text.inner(mark.line());
    // Where a form itself says so, it says it of the page.
    let form = mark.strong() & FORM == 0 && mark.weak() & FORM != 0 || is_no_comment(line);
    if !form || mark.words > ANSWER || mark.cover().is_none_or(|c| c.phrases > 1) {
        return false;
    }
    let asks = |i: usize| {
        let above = &page.marks[i];
        !above.is_said() && above.notice() == 0 && text.inner(above.line()).ends_with(['?', '？', '؟', '՞', '፧'])
    };
    line.ends_with(['.', '!', '。', '।', '۔']) || at > 0 && asks(at - 1)
}

/// That nobody has commented, and that somebody does not want to.
const NO_COMMENT: &[&str] = &[
    "aucun commentaire",
    "keine kommentare",
    "sin comentarios",
    "nenhum comentário",
    "nessun commento",
    "brak komentarzy",
    "нет комментариев",
    "لا توجد تعليقات",
];

fn is_no_comment(line: &str) -> bool {
    let plain = line.trim_end_matches(['.', '!', '۔']).to_lowercase();
    NO_COMMENT.contains(&plain.as_str())
}

/// `Lecture 10 minutes` beside `Music 5 minutes`: a programme. How long a text takes to read stands by itself, or beside a date.
pub fn is_programme(page: &Page, at: usize, text: &Text) -> bool {
    let last = |i: usize| text.inner(page.marks[i].line()).rsplit(' ').next();
    let row = |i: usize| {
        let mark = &page.marks[i];
        !mark.is_said() && mark.words <= ROW && text.inner(mark.line()).contains(is_numeric) && last(i) == last(at)
    };
    page.marks[at].strong() & TIME != 0 && (at > 0 && page.joined(at - 1) && row(at - 1) || page.joined(at) && row(at + 1))
}

/// Words of a field whose value stands below it, at most.
const FIELD: u16 = 3;

/// `Not a member` below `Party:` and above another field: what was filled in.
pub fn is_value(page: &Page, at: usize, text: &Text) -> bool {
    let empty = |i: usize| {
        let mark = &page.marks[i];
        !mark.is_said() && mark.words <= FIELD && text.inner(mark.line()).ends_with([':', '：'])
    };
    let amid = at > 0 && page.joined(at - 1) && page.joined(at);
    page.marks[at].weak() & LOGIN != 0 && amid && empty(at - 1) && (empty(at + 1) || is_own_field(page, at + 1, text))
}

/// `Follow us.` between two paragraphs: buttons have no full stop.
pub fn is_sentence(page: &Page, at: usize, text: &Text) -> bool {
    let mark = &page.marks[at];
    let line = text.inner(mark.line());
    mark.strong() & (FORM | SHARE | PRINT) != 0
        && mark.words <= ANSWER
        && mark.cover().is_some_and(|c| c.phrases == 1)
        && line.ends_with(['.', '。', '।', '۔'])
        && at > 0
        && page.marks[at - 1].prose
        && page.marks.get(at + 1).is_some_and(|m| m.prose)
        && !names_network(line)
}

/// Words of `English version` at most.
const VERSION: u16 = 3;
/// Lines with phrases among which another is looked for.
const SAID: usize = 200;

/// `Version française` above a part of a text in several languages: another such line stands above another part, or the paragraphs above and
/// below are of different scripts.
pub fn is_version(page: &Page, at: usize, text: &Text) -> bool {
    let version = |at: usize| {
        let mark = &page.marks[at];
        let one = mark.cover().is_some_and(|c| c.phrases == 1 && c.open.is_none());
        one && mark.strong() & LANGUAGE != 0 && mark.words <= VERSION && page.marks.get(at + 1).is_some_and(|m| m.prose)
    };
    let first = |at: usize| text.inner(page.marks[at].line()).chars().find(|c| c.is_alphabetic()).map(script_of);
    let above = || (0..at).rev().take(NEAR).find(|i| page.marks[*i].prose);
    version(at)
        && (above().is_some_and(|above| first(above) != first(at + 1))
            || page.said.iter().take(SAID).map(|i| *i as usize).any(|i| i != at && version(i)))
}

/// `Terms and Conditions` above `1. Carriage`.
pub fn is_title_of_rules(page: &Page, at: usize, text: &Text) -> bool {
    let first = |m: &Mark| !m.is_said() && text.inner(m.line()).starts_with("1.");
    let one = page.marks[at].cover().is_some_and(|c| c.phrases == 1);
    one && page.marks[at].strong() & NAV != 0 && page.marks.get(at + 1).is_some_and(first)
}

/// Whether a line has a blank that is to be filled in by hand.
pub fn is_blank(line: &str) -> bool {
    BLANK.iter().any(|blank| line.contains(blank))
}
