//! What stays after all: lines that were taken for furniture and stand where a text has them. They are looked for when all else is judged, so that
//! whatever leaned on them is judged as before: a line that is spared takes no other with it.

use super::company::names_network;
use super::kinds::*;
use super::own::{self, Own};
use super::page::Page;
use super::reading::Mark;
use crate::dates::is_date;
use crate::furniture::opens_menu;
use crate::text::Text;
use std::cell::OnceCell;

/// Names of networks below one question at most, one a line.
const ANSWERS: usize = 6;
/// Words of a question at least and at most; letters of one in a script without blanks.
const ASKS: u16 = 3;
const QUESTION: u16 = 20;
const SIGNS: u32 = 6;
/// Words of a count, digits of one, and words of another beside it at most.
const COUNT: u16 = 3;
const DIGITS: u32 = 5;
const ROW: u16 = 6;
/// Digits of a telephone number that no colon parts from its label, at least.
const LONG: u32 = 7;
/// Digits of a date at most.
const DATE: u32 = 8;

pub fn judge(page: &mut Page, text: &Text) {
    // Asked once: a text can have as many counts as lines.
    let (lone, told) = (OnceCell::new(), OnceCell::new());
    for said in 0..page.said.len() {
        let at = page.said[said] as usize;
        let Some(kind) = page.verdict(at) else { continue };
        let stays = match kind {
            SHARE => is_answer(page, at, text),
            FORM => is_count(page, at, text) || is_counted(page, at, text) && *lone.get_or_init(|| is_lone(page)),
            NAV => {
                is_call(page, at, text) || is_count(page, at, text) || is_synopsis(page, at, text) && *lone.get_or_init(|| is_lone(page))
            }
            LANGUAGE => is_spoken(page, at) && *lone.get_or_init(|| is_lone(page)),
            SECTION => is_field(page, at, text) && *told.get_or_init(|| has_fields_only(page, text)),
            _ => false,
        };
        if stays {
            page.spare(at);
        }
    }
    // Headlines of a list are no phrases.
    if page.verdicts().any(|v| v == Some(TRENDING)) {
        let hung: Vec<usize> =
            (0..page.marks.len()).filter(|at| page.verdict(*at) == Some(TRENDING) && hangs(text.inner(page.marks[*at].line()))).collect();
        hung.into_iter().for_each(|at| page.spare(at));
    }
}

/// `Facebook` below `Where did you post the picture?`: names alone, and no word for sharing. Below a headline they are buttons.
fn is_answer(page: &Page, at: usize, text: &Text) -> bool {
    let named = |i: usize| {
        let mark = &page.marks[i];
        mark.weak() & SHARE != 0 && mark.strong() & SHARE == 0 && names_network(text.inner(mark.line()))
    };
    if !named(at) || page.body.is_some() && page.in_head(at) {
        return false;
    }
    let first = (at.saturating_sub(ANSWERS)..at).rev().take_while(|i| named(*i) && page.joined(*i)).last().unwrap_or(at);
    first > 0 && page.verdict(first - 1).is_none() && is_question(page, first - 1, text)
}

fn is_question(page: &Page, at: usize, text: &Text) -> bool {
    let mark = &page.marks[at];
    let asks = text.inner(mark.line()).ends_with(['?', '？', '؟', ';', '՞', '፧']);
    let one = |s: crate::shape::Shape| s.sentences <= 1 && ((ASKS..=QUESTION).contains(&mark.words) || s.spaceless >= SIGNS);
    asks && !mark.is_said() && mark.notice() == 0 && mark.shape(text).is_some_and(one)
}

/// `12 comments`: a number and what was counted.
fn is_counted(page: &Page, at: usize, text: &Text) -> bool {
    let mark = &page.marks[at];
    mark.weak() & (FORM | NAV) != 0 && mark.words <= COUNT && mark.shape(text).is_some_and(|s| (1..=DIGITS).contains(&s.digits))
}

/// `12 comments` beside `40 letters`: how many there were of something is told among other numbers.
fn is_count(page: &Page, at: usize, text: &Text) -> bool {
    let form = |at: usize| page.marks[at].weak() & FORM != 0;
    let beside = |i: usize| {
        let mark = &page.marks[i];
        let digits = mark.shape(text).map_or(0, |s| s.digits);
        let row = (1..=DIGITS).contains(&digits) && mark.words <= ROW && mark.weak() & SHARE == 0;
        row && (form(at) || form(i)) && !is_date(text.inner(mark.line()))
    };
    is_counted(page, at, text) && (at > 0 && page.joined(at - 1) && beside(at - 1) || page.joined(at) && beside(at + 1))
}

/// Words of a title at least.
const TITLE: u16 = 3;

/// `Family – School – War` between the title of a testimony and its text: what it tells of. Below a menu a headline follows.
fn is_synopsis(page: &Page, at: usize, text: &Text) -> bool {
    let mark = &page.marks[at];
    let row = mark.menu().is_some_and(|m| !m.glued) && mark.strong() == 0 && !opens_menu(text.inner(mark.line()));
    let title = |m: &Mark| !m.is_said() && m.words >= TITLE;
    row && at > 0 && page.body.is_some_and(|(first, _)| first == at + 1) && title(&page.marks[at - 1])
}

/// `Ukrainian / Russian` below `Languages spoken`, or between paragraphs. A switch stands at an end of the page.
fn is_spoken(page: &Page, at: usize) -> bool {
    let edge = page.in_head(at) || page.in_tail(at);
    let headed = at > 0 && page.joined(at - 1) && !page.marks[at - 1].is_said() && !page.marks[at - 1].prose;
    page.marks[at].strong() == 0 && (!edge || headed)
}

/// `Keywords: famine, silence`, as journals, minutes and files of cases have them.
fn is_field(page: &Page, at: usize, text: &Text) -> bool {
    let line = text.inner(page.marks[at].line());
    let label = page.marks[at].label().filter(|l| l.1 & SECTION != 0).and_then(|(end, _)| line.get(..end));
    !page.marks[at].is_covered() && label.is_some_and(|label| own::is(Own::Field, label))
}

/// Whether nothing but such fields was taken for furniture.
fn has_fields_only(page: &Page, text: &Text) -> bool {
    (0..page.marks.len()).all(|at| page.verdict(at).is_none() || is_field(page, at, text))
}

/// Whether no other line was taken for furniture: a page has more than one count.
fn is_lone(page: &Page) -> bool {
    page.verdicts().flatten().nth(1).is_none()
}

/// `Contact us` right above a telephone number of the text, or with a long one behind it below the text.
fn is_call(page: &Page, at: usize, text: &Text) -> bool {
    let mark = &page.marks[at];
    if mark.cover().is_none_or(|c| c.phrases > 1 || c.any & NAV == 0) {
        return false;
    }
    let numbered = |i: usize| {
        let mark = &page.marks[i];
        let long = mark.shape(text).is_some_and(|s| s.digits > DATE && s.digits > s.letters);
        let number = long || mark.is_numbered() && mark.shape(text).is_some_and(|s| s.digits >= LONG);
        number && (!mark.is_covered() || mark.is_numbered()) && page.verdict(i).is_none()
    };
    let line = text.inner(mark.line());
    let behind = line.find(|c: char| c.is_ascii_digit() || c == '+').map_or("", |from| &line[from..]);
    let number = behind.chars().all(|c| crate::shape::is_numeric(c) || " +-()/.".contains(c));
    let long = number && mark.shape(text).is_some_and(|s| s.digits >= LONG);
    let below = at > 0 && page.verdict(at - 1).is_none() && !page.joined(at);
    page.joined(at) && numbered(at + 1) || long && below
}

/// Letters before and behind a full stop that no blank follows, and words on either side.
const STUCK: usize = 3;
const BEFORE: usize = 5;
const BEHIND: usize = 2;

/// Whether words hang on the full stop of a sentence: `... on a lead.free spins`. What stands before it is the text's, whatever hangs there. A
/// name has a full stop between two words of few.
fn hangs(line: &str) -> bool {
    line.match_indices(['.', '。', '।', '۔', '։', '።']).any(|(at, stop)| {
        let (before, behind) = (&line[..at], &line[at + stop.len()..]);
        let letters = |s: &mut dyn Iterator<Item = char>| s.take(STUCK).filter(|c| c.is_alphabetic()).count() == STUCK;
        let far = before.split_whitespace().nth(BEFORE - 1).is_some() && behind.split_whitespace().nth(BEHIND - 1).is_some();
        far && letters(&mut before.chars().rev()) && letters(&mut behind.chars())
    })
}
