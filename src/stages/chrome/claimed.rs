//! Lines that the build of a text claims for it, whatever phrases say of them: the heading of an answer, where to call below a number,
//! a row of a table, a field of a record, one of several who made it, a line and its translation.

use super::answers;
use super::kinds::*;
use super::page::Page;
use super::reading::Mark;
use super::rows::{self, NEAR, NUMBER, block, is_own_field};
use crate::shape::is_small;
use crate::text::Text;

/// Lines above a call among which the number is.
const ABOVE: usize = 3;
/// Lines that take turns in two scripts.
const TURNS: usize = 4;
/// Lines of theirs that no phrase knows, at least: one is said in both scripts.
const OWN: usize = 2;

/// The lines that phrases say something of and the text claims, in order.
pub fn of(page: &Page, text: &Text) -> Vec<u32> {
    page.said.iter().copied().filter(|at| is_claimed(page, *at as usize, text)).collect()
}

fn is_claimed(page: &Page, at: usize, text: &Text) -> bool {
    let mark = &page.marks[at];
    if mark.quoted || mark.cover().is_none() {
        return false;
    }
    is_translated(page, at, text)
        || answers::is_answer(page, at, text)
        || answers::is_value(page, at, text)
        || answers::is_sentence(page, at, text)
        || answers::is_version(page, at, text)
        || answers::is_title_of_rules(page, at, text)
        || answers::is_programme(page, at, text)
        || answers::is_blank(text.inner(mark.line()))
        || is_spoken(page, at, text)
        || is_begun(page, at, text)
        || rows::is_claimed(page, at, text)
        || mark.weak() & RIGHTS != 0 && super::rights::is_article(page, at, text)
        || page.spaced
            && (is_answered(page, at, text)
                || is_reached(page, at, text)
                || rows::is_row(page, at, text)
                || is_choice(page, at, text)
                || is_listed(page, at, text)
                || is_maker(page, at, text))
}

/// `Contact` as the first line of a block that goes on with `Room 4, on Mondays.`: no entry of a menu ends as a sentence does.
fn is_answered(page: &Page, at: usize, text: &Text) -> bool {
    let first = at > 0 && !page.joined(at - 1);
    let all = page.marks[at].cover().map_or(0, |c| c.any);
    first && page.joined(at) && all & (NAV | LOGIN | DONATION) != 0 && is_sentence(page, at + 1, text)
}

/// Whether a line ends as a sentence does, and no phrase or notice of pages is in it.
fn is_sentence(page: &Page, at: usize, text: &Text) -> bool {
    page.marks
        .get(at)
        .is_some_and(|m| !m.is_said() && m.notice() == 0 && text.inner(m.line()).ends_with(['.', '。', '।', '။', '።', '։', '؟']))
}

/// `Contact us` right below a telephone number, as posters of missing people end.
fn is_reached(page: &Page, at: usize, text: &Text) -> bool {
    let all = page.marks[at].cover().map_or(0, |c| c.any);
    if at < 2 || all & NAV == 0 || page.marks[at].cover().is_some_and(|c| c.phrases > 1) || !page.joined(at - 1) || page.joined(at) {
        return false;
    }
    let numbered = |i: usize| {
        let mark = &page.marks[i];
        mark.shape(text).is_some_and(|s| s.digits >= NUMBER && s.digits * 2 > s.letters) && !mark.is_said()
    };
    (at.saturating_sub(ABOVE)..at).rev().take_while(|i| page.joined(*i)).any(numbered)
}

/// What is said at a time of a film: a line of subtitles.
fn is_spoken(page: &Page, at: usize, text: &Text) -> bool {
    at > 0 && {
        let above = text.inner(page.marks[at - 1].line());
        above.starts_with(|c: char| c.is_ascii_digit()) && above.contains(" --> ")
    }
}

/// Words of the rest of a sentence at least, and of its beginning at most.
const REST: u16 = 2;
const BEGINNING: u16 = 2;

/// A word with which a sentence begins that is broken below it: `Advertisement`, and then `was the word she hated.` What stands above is ended, or
/// no running text; where an advertisement parts a sentence it is open.
fn is_begun(page: &Page, at: usize, text: &Text) -> bool {
    let rest = |m: &Mark| {
        m.words >= REST && !m.is_said() && m.notice() == 0 && text.inner(m.line()).starts_with(is_small) && ends(text.inner(m.line()))
    };
    let ended = |m: &Mark| ends(text.inner(m.line())) || !m.prose && !m.is_said() && m.notice() == 0;
    at > 0 && page.marks[at].words <= BEGINNING && page.marks.get(at + 1).is_some_and(rest) && ended(&page.marks[at - 1])
}

/// Whether a line ends as a sentence does, or a quotation.
fn ends(line: &str) -> bool {
    line.trim_end_matches(['"', '”', '“', '»', ')']).ends_with(['.', '!', '?', '…'])
}

/// Names of languages between two fields of a form: what was to be chosen.
fn is_choice(page: &Page, at: usize, text: &Text) -> bool {
    let all = page.marks[at].cover().map_or(0, |c| c.all);
    let own = |i: usize| is_own_field(page, i, text);
    all & LANGUAGE != 0 && at > 0 && page.joined(at - 1) && page.joined(at) && own(at - 1) && own(at + 1)
}

/// `Designed by Karl Moser` beside `Translated by Ida Stern`: of several who made the text, and not who made the page.
fn is_maker(page: &Page, at: usize, text: &Text) -> bool {
    let by = |at: usize| text.inner(page.marks[at].line()).split_whitespace().nth(1);
    let own = |i: usize| (3..=6).contains(&page.marks[i].words) && !page.marks[i].is_said() && by(i) == by(at);
    page.marks[at].cover().map_or(0, |c| c.all) & RIGHTS != 0 && block(page, at).any(own)
}

/// Lines of a list at least, a call of a page among them.
const LIST: usize = 4;

/// `Support us` in a block of short lines, most of which no page says, between a heading and a paragraph, or below a heading of their own:
/// what stood on banners.
fn is_listed(page: &Page, at: usize, text: &Text) -> bool {
    if page.marks[at].cover().map_or(0, |c| c.any) & (DONATION | NAV | SHARE | LOGIN | APP | NEWSLETTER) == 0 {
        return false;
    }
    let (mut from, mut to) = (at, at + 1);
    while from > 0 && at - from < NEAR && page.joined(from - 1) {
        from -= 1;
    }
    while to < page.marks.len() && to - at < NEAR && page.joined(to - 1) {
        to += 1;
    }
    let short = |m: &Mark| m.words <= 5 && !m.prose && m.shape(text).is_some_and(|s| s.digits == 0);
    let own = page.marks[from..to].iter().filter(|m| !m.is_said() && m.notice() == 0).count();
    let heading = |m: &Mark| !m.is_said() && !m.prose && m.words >= 2;
    let above = || from > 0 && heading(&page.marks[from - 1]) && page.marks.get(to).is_some_and(|m| m.prose);
    let inside = || at - from < NEAR && heading(&page.marks[from]) && page.marks[from].shape(text).is_some_and(|s| s.words >= 3);
    to - from >= LIST && own * 2 >= to - from && page.marks[from..to].iter().all(short) && (above() || inside())
}

/// Whether a line is one of four that take turns in two scripts: a sentence, its translation, the next sentence.
fn is_translated(page: &Page, at: usize, text: &Text) -> bool {
    let latin = |at: usize| text.as_str().as_bytes()[text.lines()[page.marks[at].line()].inner().start].is_ascii_alphabetic();
    let script = |at: usize| text.inner(page.marks[at].line()).chars().find(|c| c.is_alphabetic()).map(script_of);
    let parts = |at: usize| !(latin(at) && latin(at + 1)) && page.joined(at) && script(at) != script(at + 1);
    let turns = |from: usize| {
        let [a, b, c, d] = [0, 1, 2, 3].map(|i| script(from + i));
        (from..from + TURNS - 1).all(|i| page.joined(i)) && a.is_some() && b.is_some() && a != b && a == c && b == d
    };
    let last = page.marks.len() - 1;
    // Most lines have neighbours of their own script.
    if !(at < last && parts(at) || at > 0 && parts(at - 1)) {
        return false;
    }
    // Names of networks and languages take turns in menus as well, but there phrases know them all.
    let own = || {
        let (near, own) = block(page, at).fold((0, 0), |(near, own), i| (near + 1, own + usize::from(!page.marks[i].is_said())));
        own >= OWN && own * 5 >= near
    };
    (at.saturating_sub(TURNS - 1)..=at).filter(|from| from + TURNS - 1 <= last).any(turns) && own()
}

/// A number for the script of a letter, by its place among all letters.
pub fn script_of(c: char) -> u32 {
    match c as u32 {
        0..=0x24f => 0,
        0x400..=0x52f => 1,
        0x3040..=0x30ff | 0x3400..=0x9fff => 2,
        0x600..=0x77f => 3,
        place => place >> 7,
    }
}
