//! The ends of a page: labels with nothing below them at the bottom, single labels at the top.

use super::kinds::*;
use super::own::{self, Own};
use super::page::Page;
use super::reading::Mark;
use super::rows::NUMBER;
use crate::dates::is_date;
use crate::text::Text;
use std::cell::OnceCell;

pub fn judge(page: &mut Page, text: &Text) {
    head(page, text);
    adverts(page, text);
}

/// `Previous article`, its title, `Next article`, its title: the last lines of a page.
const PAGERS: usize = 4;
/// Words of such a title at most.
const TITLE: u16 = 22;

/// The titles of the articles before and after this one, each below its label, where a page ends with them. Anywhere else such a label is a
/// heading.
fn pagers(page: &mut Page, text: &Text) {
    let Some(from) = page.marks.len().checked_sub(PAGERS).filter(|from| page.in_tail(*from)) else { return };
    let label = |at: usize| page.marks[at].weak() & PAGER != 0;
    let title = |at: usize| !label(at) && !page.marks[at].prose && page.marks[at].words <= TITLE;
    // The same label twice is a heading.
    let line = |at: usize| text.inner(page.marks[at].line());
    if page.body.is_some() && line(from) != line(from + 2) && label(from) && title(from + 1) && label(from + 2) && title(from + 3) {
        (from..from + PAGERS).for_each(|at| page.put(at, TRENDING));
    }
}

/// Upwards from the last line, as long as lines are phrases of pages.
pub fn tail(page: &mut Page, text: &Text) {
    pagers(page, text);
    let n = page.marks.len();
    let mut from = n;
    let bare = page.is_bare();
    let line = |at: usize| text.inner(page.marks[at].line());
    // Whom to call is the text's, and where nothing else is furniture, so is a count.
    let counts = |mark: &Mark| mark.is_numbered() && (bare || mark.shape(text).is_none_or(|s| s.digits >= NUMBER));
    let label = |at: usize| {
        let mark = &page.marks[at];
        mark.is_covered() && mark.words <= 8 && !counts(mark) && !mark.is_count(line(at)) && !super::rights::is_row(line(at))
    };
    // Where a name is to be written, whatever the page has below it.
    let apart = |at: usize| at > 0 && !page.joined(at) && !page.joined(at - 1);
    let signed = |at: usize| line(at).contains("__") || (bare || apart(at)) && own::is(Own::Signature, line(at));
    let goes = |at: usize| label(at) && !signed(at) && !page.is_introduced(at, text);
    while from > 0 && (page.verdict(from - 1).is_some() || goes(from - 1)) {
        from -= 1;
    }
    // Where no blank lines part anything: `Previous article` and `Next article`.
    let pager = |page: &Page, at: usize| page.marks.get(at).is_some_and(|m| m.weak() & PAGER != 0);
    let paired = |page: &Page, at: usize| !page.spaced && pager(page, at) && pager(page, at + 1);
    // The run begins where a block does, or with a line that is furniture by itself.
    while from < n && page.verdict(from).is_none() && from > 0 && page.joined(from - 1) && !paired(page, from) {
        from += 1;
    }
    if from == 0 || from == n {
        return;
    }
    let own = |m: Kinds| m & (SECTION | TRENDING | FORM | SHARE | TOP | ADVERT | PRINT);
    let mut judged = page.verdicts().skip(from).any(|v| v.is_some());
    let any = |at: usize| page.marks[at].cover().map_or(0, |c| c.any);
    // Where nothing else is furniture, a list of common words is the text's: answers to choose from, subjects of a school.
    let listed = || (from..n).all(|at| own(any(at)) == 0 && any(at) & NAV != 0);
    if !judged && (n - from == 1 && is_last_word(page, from, bare, text) || bare && listed()) {
        return;
    }
    for at in from..n {
        let sure = judged || n - from >= 2;
        let weak = page.marks[at].cover().map_or(0, |c| c.any);
        // A last line all by itself goes only when it is a label that has lost its list.
        if page.verdict(at).is_none() && (sure || own(weak) != 0) && (page.body.is_some() || judged) {
            judged = true;
            let first = [
                SECTION, TRENDING, SHARE, FORM, TOP, ADVERT, PRINT, LOGIN, COOKIE, NEWSLETTER, DONATION, VIDEO, APP, LANGUAGE, RIGHTS, NAV,
                JS, TIME,
            ];
            page.put(at, first.into_iter().find(|k| weak & k != 0).unwrap_or(SECTION));
        }
    }
}

/// Whether the last line, a label all by itself, can be a text's: it ends as a sentence or an order does, or is a word with which texts end and
/// nothing else is furniture.
fn is_last_word(page: &Page, at: usize, bare: bool, text: &Text) -> bool {
    let line = text.inner(page.marks[at].line());
    let ended = line.ends_with(['.', '!', ',', '。', '।', '！']);
    ended || bare && (own::is(Own::Seal, line) || super::page::says_again(line))
}

/// Downwards from the first line: a label goes when a headline and running text follow it.
fn head(page: &mut Page, text: &Text) {
    let Some((body, _)) = page.body else { return };
    let mut at = 0;
    while at < body && page.verdict(at).is_some() {
        at += 1;
    }
    // What stands between the furniture of the top and the headline.
    let headed = OnceCell::new();
    let bare = page.is_bare();
    let label = |mark: &Mark| {
        let line = text.inner(mark.line());
        mark.is_covered() && mark.words <= 4 && !mark.is_numbered() && !super::rights::is_row(line) && !own::is(Own::Genre, line)
    };
    while at < body && label(&page.marks[at]) {
        let weak = page.marks[at].cover().map_or(0, |c| c.any);
        let mut next = at + 1;
        while next < body && page.verdict(next).is_some() {
            next += 1;
        }
        let marks = &page.marks;
        let headline =
            next < body && !marks[next].is_covered() && marks[next].shape(text).is_some_and(|s| s.words >= 4 || s.spaceless >= 7);
        // Below a word that is a text's title, too, its first sentence stands.
        let headline = headline && !is_sentence(text.inner(marks[next].line()));
        // A common word is a label only on a page that has more of a page.
        let common = weak & (SECTION | TRENDING | ADVERT) == 0;
        let dated = || (next + 1..body).take(DATED).any(|i| is_date(text.inner(marks[i].line())));
        // A title above items: a list of dishes, of small ads. No furniture stands above it.
        if (at == 0 || page.spaced && page.joined(at)) && headline && heads_items(page, next, body, text) {
            return;
        }
        if !(headline || next < body && label(&marks[next]))
            || weak & (SECTION | TRENDING | NAV | ADVERT | SHARE | LOGIN | VIDEO) == 0
            || common && bare && !dated()
            || *headed.get_or_init(|| sections(page))
            || byline(text.inner(marks[next].line()))
        {
            return;
        }
        let kind = if weak & TRENDING != 0 {
            TRENDING
        } else if weak & ADVERT != 0 {
            ADVERT
        } else {
            SECTION
        };
        page.put(at, kind);
        at = next;
    }
}

/// Lines below a headline among which its date is.
const DATED: usize = 2;

/// Whether a line ends as a sentence does, and is not cut short.
fn is_sentence(line: &str) -> bool {
    line.ends_with(['.', '。', '।', '։', '።']) && !line.ends_with("..")
}

/// Whether what follows a label is no headline but the first of several items: lines of one block, or one that ends in a number or
/// as a sentence does.
fn heads_items(page: &Page, next: usize, body: usize, text: &Text) -> bool {
    let line = text.inner(page.marks[next].line());
    let rows = (next..next + 3).take_while(|i| page.joined(*i)).count();
    super::related::is_book(line)
        || line.ends_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '。' | '।' | ';')) && rows >= 2
        || rows >= 3 && next + 3 < body
}

/// Whether single words of pages head sections of the text: then the first does too.
fn sections(page: &Page) -> bool {
    let Some((first, last)) = page.body else { return false };
    (first..last).any(|at| page.verdict(at).is_none() && page.marks[at].is_covered() && page.marks[at].words <= 2)
}

fn byline(line: &str) -> bool {
    ["By ", "Von ", "Par ", "Por ", "Di ", "Door ", "Av ", "De ", "Di "].iter().any(|p| line.starts_with(p))
}

/// `Advertisement` on a line of its own, in a text that is not a list of such words.
fn adverts(page: &mut Page, text: &Text) {
    // Of the whole text, and asked once: what goes here changes neither.
    let (list, headed, plain) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
    // Of each label what the text says; there are few, on however many lines.
    let mut spoken: Vec<(String, bool)> = Vec::new();
    for said in 0..page.said.len() {
        let at = page.said[said] as usize;
        let mark = &page.marks[at];
        if mark.weak() & ADVERT == 0 || page.verdict(at).is_some() || mark.words > 3 {
            continue;
        }
        if page.body.is_some()
            && (page.is_alone(at)
                || is_beside_button(page, at)
                || is_between_paragraphs(page, at, text) && *plain.get_or_init(|| has_no_headings(page, text)))
            && !*list.get_or_init(|| page.marks.iter().filter(|m| m.words <= 2 && !m.is_covered()).nth(3).is_some())
            && !page.heads_text(at)
            && !*headed.get_or_init(|| sections_other(page))
            && page.marks.len() > at + 1
            && !known_to_speak(&mut spoken, page, at, text)
            && !offers(page, at + 1, text)
        {
            page.put(at, ADVERT);
        }
    }
}

/// Whether the block of a label is it and a button of two words or more: `Advertisement` and `Remove ads`.
fn is_beside_button(page: &Page, at: usize) -> bool {
    let button = |i: usize| page.marks[i].strong() & ADVERT != 0;
    let (above, below) = (at > 0 && page.joined(at - 1), page.joined(at));
    match (above, below) {
        (true, false) => button(at - 1) && (at < 2 || !page.joined(at - 2)),
        (false, true) => button(at + 1) && !page.joined(at + 1),
        _ => false,
    }
}

/// Labels of one text that are told apart at most.
const LABELS: usize = 8;

/// The same as `speaks_of`, asked once a label.
fn known_to_speak(spoken: &mut Vec<(String, bool)>, page: &Page, at: usize, text: &Text) -> bool {
    let label = text.inner(page.marks[at].line()).to_lowercase();
    if let Some((_, says)) = spoken.iter().find(|(known, _)| *known == label) {
        return *says;
    }
    let says = spoken.len() < LABELS && speaks_of(page, at, text);
    if spoken.len() < LABELS {
        spoken.push((label, says));
    }
    says
}

/// Letters of a label's beginning by which words of its kin are told.
const KIN: usize = 5;

/// Whether the running text speaks of what the label says: a text about advertisements shows some.
fn speaks_of(page: &Page, at: usize, text: &Text) -> bool {
    let label: Vec<char> = text.inner(page.marks[at].line()).chars().flat_map(char::to_lowercase).filter(|c| c.is_alphabetic()).collect();
    let letters = (label.len() * 7).div_ceil(10).max(KIN).min(label.len());
    let kin: String = label[..letters].iter().collect();
    let spaceless = label.first().is_some_and(|c| crate::shape::is_spaceless(*c));
    let says = |line: &str| {
        let lower = line.to_lowercase();
        let begins = |from: usize| spaceless || lower[..from].chars().next_back().is_none_or(|c| !c.is_alphabetic());
        lower.match_indices(&kin).any(|(from, _)| begins(from))
    };
    label.len() >= 2
        && page.marks.iter().enumerate().any(|(i, m)| i != at && m.prose && page.verdict(i).is_none() && says(text.inner(m.line())))
}

/// Lines above and below in which a turn of a conversation comes again.
const FEW: usize = 40;

/// Words of a small advertisement at most.
const SMALL: u16 = 24;

/// Whether a line begins as a small advertisement does, with a word or two and a colon that no line near it has: `Wanted: strong men`.
fn offers(page: &Page, at: usize, text: &Text) -> bool {
    let line = |i: usize| text.inner(page.marks[i].line());
    let Some((word, rest)) = line(at).split_once([':', '：']).filter(|(word, _)| word.split_whitespace().count() <= 2) else {
        return false;
    };
    let near = at.saturating_sub(FEW)..page.marks.len().min(at + FEW);
    let same = |i: usize| i != at && line(i).strip_prefix(word).is_some_and(|rest| rest.starts_with([':', '：']));
    page.marks[at].words <= SMALL
        && !rest.trim().is_empty()
        && !page.marks[at].is_labelled()
        && !page.marks[at].quoted
        && !near.into_iter().any(same)
}

/// Whether the lines above and below are running text, in a text that no blank lines part.
fn is_between_paragraphs(page: &Page, at: usize, text: &Text) -> bool {
    let long = |m: &Mark| m.words >= 12 || m.shape(text).is_some_and(|s| s.chars >= LETTERS || s.spaceless >= SIGNS);
    let paragraph = |i: usize| page.marks.get(i).is_some_and(|m| m.prose && long(m));
    !page.spaced && at > 0 && paragraph(at - 1) && paragraph(at + 1)
}

/// Letters of a paragraph of few words, as languages of long words have them; and signs of one whose script sets no blanks.
const LETTERS: u32 = 72;
const SIGNS: u32 = 30;
/// Signs of a line that is no heading, in such a script.
const LINE: u32 = 20;

/// Whether nothing in the text is as short as a heading, furniture aside.
fn has_no_headings(page: &Page, text: &Text) -> bool {
    let Some((first, last)) = page.body else { return false };
    let long = |m: &Mark| m.words > 6 || m.shape(text).is_some_and(|s| s.spaceless >= LINE);
    (first..last).all(|at| long(&page.marks[at]) || page.marks[at].is_covered() || page.verdict(at).is_some())
}

/// Whether other words of pages, not of this kind, stand as headings in the text.
fn sections_other(page: &Page) -> bool {
    let Some((first, last)) = page.body else { return true };
    (first..last).any(|at| {
        page.verdict(at).is_none() && page.marks[at].is_covered() && page.marks[at].words <= 2 && page.marks[at].weak() & ADVERT == 0
    })
}
