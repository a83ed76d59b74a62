//! Rows that a text claims: of a table, of a table of contents, of an index, of a form; lines that a letter quotes.

use super::kinds::*;
use super::page::Page;
use crate::text::Text;

/// Lines of a block that are looked at on either side.
pub const NEAR: usize = 8;
/// Digits of a telephone number at least.
pub const NUMBER: u32 = 5;

/// Whether a line is one of these.
pub fn is_claimed(page: &Page, at: usize, text: &Text) -> bool {
    is_field(page, at, text) || is_paged(page, at, text) || is_replied(page, at, text) || is_numbered(page, at, text)
}

/// `> Share this post` beside another line that a letter quotes, and that no page says.
fn is_replied(page: &Page, at: usize, text: &Text) -> bool {
    let quoted = |at: usize| text.inner(page.marks[at].line()).starts_with('>');
    quoted(at) && block(page, at).any(|i| quoted(i) && page.marks[i].words >= QUOTED && !page.marks[i].is_said())
}

/// Words of another line of the letter at least: entries of menus have fewer.
const QUOTED: u16 = 5;

/// Lines of a table of contents at least.
const PAGED: usize = 3;

/// `Home 23` between `The bridge 11` and `The mill 34`: a table of contents, in which the numbers rise; `archive, 4, 9` of an index.
fn is_paged(page: &Page, at: usize, text: &Text) -> bool {
    if !text.inner(page.marks[at].line()).as_bytes().last().is_some_and(u8::is_ascii_digit) {
        return false;
    }
    // A year is none, and a claim of rights ends in one.
    let listed = text.inner(page.marks[at].line()).rsplit_once(", ").is_some_and(|(_, n)| n.parse::<u16>().is_ok_and(|n| n < 1000));
    if listed {
        return true;
    }
    let number = |at: usize| text.inner(page.marks[at].line()).rsplit(' ').next().and_then(|n| n.parse::<u16>().ok());
    // How often each button was used can rise as well, but there phrases know them all.
    let own = |from: usize| (from..from + PAGED).any(|i| !page.marks[i].is_said());
    let rises = |from: usize| (from..from + PAGED - 1).all(|i| page.joined(i) && number(i) < number(i + 1)) && own(from);
    let first = at.saturating_sub(PAGED - 1);
    number(at).is_some() && (first..=at).any(|from| number(from).is_some() && from + PAGED <= page.marks.len() && rises(from))
}

/// `Contact us: 555 0142` among lines of the text, or below one by itself or beside others of its sort: where to call is what a notice of a death or
/// of a search is for.
fn is_numbered(page: &Page, at: usize, text: &Text) -> bool {
    let all = page.marks[at].cover().map_or(0, |c| c.any);
    let digits = || page.marks[at].shape(text).map_or(0, |s| s.digits);
    let nav = all & NAV != 0;
    if !nav && !page.marks[at].is_numbered() || digits() < NUMBER {
        return false;
    }
    nav && block(page, at).filter(|i| !page.marks[*i].is_said()).nth(1).is_some()
        || has_number(page, at, text) && is_below_text(page, at, text)
}

/// Whether nothing but a number stands behind the label of a line; behind a colon where menus have the label.
fn has_number(page: &Page, at: usize, text: &Text) -> bool {
    let line = text.inner(page.marks[at].line());
    let value = match line.split_once([':', '：']) {
        Some((_, value)) => value,
        None if page.marks[at].cover().is_some_and(|c| c.any & NAV != 0) => "",
        None => line.find(|c: char| c.is_ascii_digit() || c == '+').map_or("", |from| &line[from..]),
    };
    !value.is_empty() && value.chars().all(|c| crate::shape::is_numeric(c) || " +-()/.,".contains(c))
}

/// Whether all lines of a block are numbers to call, and what stands above them is the text's.
fn is_below_text(page: &Page, at: usize, text: &Text) -> bool {
    let first = (at.saturating_sub(NEAR)..at).rev().take_while(|i| page.joined(*i)).last().unwrap_or(at);
    let number = |i: usize| page.marks[i].is_numbered() && page.marks[i].shape(text).is_some_and(|s| s.digits >= NUMBER);
    first > 0 && !page.marks[first - 1].is_said() && block(page, at).all(|i| number(i) && has_number(page, i, text))
}

/// Rows of a table below its head at least.
const ROWS: usize = 2;
/// Items of a row of it at least: two with a bar between them are a menu's as well.
const ITEMS: usize = 3;

/// `English | French` below `Mother | Father`: a row beside another one of which no item is known, or beside two with as many items.
pub fn is_row(page: &Page, at: usize, text: &Text) -> bool {
    let bar = |at: usize| text.inner(page.marks[at].line()).contains(['|', '\t']);
    let own = |at: usize| {
        let mark = &page.marks[at];
        bar(at) && !mark.is_covered() && mark.menu().is_none_or(|m| m.known == 0)
    };
    let only = page.marks[at].cover().is_some_and(|c| c.all & LANGUAGE != 0);
    let items = |at: usize| text.inner(page.marks[at].line()).split(['|', '\t']).count();
    // A row of nothing but numbers is sure.
    let counts = |at: usize| if page.marks[at].shape(text).is_some_and(|s| s.letters == 0) { ROWS } else { 1 };
    let like = || block(page, at).filter(|i| own(*i) && items(*i) == items(at)).map(counts).sum::<usize>() >= ROWS;
    bar(at) && (only && block(page, at).any(own) || items(at) >= ITEMS && like())
}

/// `Views: 310` in a block in which other lines are fields, too.
fn is_field(page: &Page, at: usize, text: &Text) -> bool {
    let all = page.marks[at].cover().map_or(0, |c| c.all);
    let line = text.inner(page.marks[at].line());
    let number = || line.split_once([':', '：']).is_some_and(|(_, value)| value.trim_start().starts_with(crate::shape::is_numeric));
    all & (VIDEO | SHARE) != 0 && number() && block(page, at).any(|i| is_own_field(page, i, text))
}

/// Whether a line is a field, with a value, that no page has.
pub fn is_own_field(page: &Page, at: usize, text: &Text) -> bool {
    page.marks[at].words <= 24 && page.marks[at].cover().is_none() && !page.marks[at].is_labelled() && has_value(page, at, text)
}

/// Whether a line is a short label, a colon and something.
pub fn has_value(page: &Page, at: usize, text: &Text) -> bool {
    let line = text.inner(page.marks[at].line());
    line.split_once([':', '：']).is_some_and(|(field, value)| field.chars().count() <= 30 && !value.trim().is_empty())
}

/// The lines of the block that a line is in, without it.
pub fn block(page: &Page, at: usize) -> impl Iterator<Item = usize> + '_ {
    let below = (at + 1..page.marks.len().min(at + NEAR)).take_while(|i| page.joined(i - 1));
    let above = (at.saturating_sub(NEAR)..at).rev().take_while(|i| page.joined(*i));
    below.chain(above)
}
