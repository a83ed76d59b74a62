//! The lines that documents of a site share at one end, and which of them are furniture by their own looks.

use crate::furniture::{is_furniture, is_furniture_by_word, opens_menu};
use crate::shape::{Ending, Shape, is_numeric};
use crate::stages::chrome::{is_entry, is_notice, is_phrase, is_row};
use crate::text::Text;
use std::ops::Range;

/// One line of a run of recurring lines.
pub struct Shared {
    /// Its number in the text.
    pub line: usize,
    /// In how many documents it stands on this side.
    pub count: u32,
    pub shape: Shape,
    /// Whether it is furniture by its own looks.
    pub strong: bool,
}

/// The recurring lines from the edge inward.
pub fn run(text: &Text, lines: impl Iterator<Item = (usize, u32)>) -> Vec<Shared> {
    lines
        .map(|(at, count)| {
            let line = text.filled()[at] as usize;
            Shared { line, count, shape: *text.shape(line), strong: is_strong(text, line) }
        })
        .collect()
}

/// Whether a line is furniture by itself: it looks so, and is no row of a table and no title.
pub fn is_strong(text: &Text, line: usize) -> bool {
    // Pages of a site share these lines: each is looked at once.
    #[derive(Debug)]
    struct Strong(bool);
    text.kept()
        .of(line, |inner| {
            Strong(is_furniture(text, line) && !is_plain_row(inner) && !is_title(text, line) && !is_quoted(inner) && !is_row(inner))
        })
        .0
}

/// Words from which on a line with a word of web pages must be a phrase of them.
const TITLE: u32 = 3;

/// Whether a line has a word of web pages, and more that no page says of itself: `WhatsApp chat with Ida`, `Transcript of a video from YouTube`.
fn is_title(text: &Text, line: usize) -> bool {
    let inner = text.inner(line);
    let own = || (text.shape(line).words >= TITLE || is_field(inner)) && !is_phrase(inner) && !is_notice(inner);
    is_numbered(text, line) || is_furniture_by_word(text, line) && own()
}

/// Whether a line is a word of web pages, a colon and the number of a telephone: `WhatsApp: 555 0142`. Years are none.
pub fn is_numbered(text: &Text, line: usize) -> bool {
    let number = |value: &str| value.chars().all(|c| is_numeric(c) || matches!(c, ' ' | '+' | '-' | '(' | ')' | '/' | '.'));
    let telephone = || text.inner(line).split_once([':', '：']).is_some_and(|(_, value)| number(value));
    text.shape(line).digits >= NUMBER && telephone() && is_furniture_by_word(text, line)
}

/// Digits of a telephone number, or of one that an address has, at least: each text may have another.
const NUMBER: u32 = 4;

/// Whether a line is something that somebody quotes.
fn is_quoted(line: &str) -> bool {
    line.starts_with(['"', '“', '„', '«', '「']) && line.ends_with(['"', '”', '“', '»', '」'])
}

/// Whether a line is items with marks between them none of which pages have as links: `Karem district | Northern province`, the head of
/// a table and its rows, a road from place to place. Short codes are languages, and a number is none.
fn is_plain_row(line: &str) -> bool {
    // A date and a number behind dots are a paper's: `3 May · Issue 12`.
    let numbered = !line.contains(['|', '｜']) && line.bytes().any(|b| b.is_ascii_digit());
    if line.contains('©') || numbered {
        return false;
    }
    let code = |item: &str| item.chars().count() <= 3 && item.chars().all(char::is_alphabetic);
    items(line).nth(1).is_some() && !items(line).all(code) && !items(line).any(is_entry)
}

fn items(line: &str) -> impl Iterator<Item = &str> {
    let mark = |c: char| matches!(c, '|' | '｜' | '·' | '•' | '»' | '›' | '▪' | '∙' | '¦' | '[' | ']');
    line.split(mark).map(str::trim).filter(|item| !item.is_empty())
}

/// Takes from a run what its neighbours show to be the text's, and adds what they show to be a menu.
pub fn mark(text: &Text, run: &mut [Shared]) {
    mark_inner(text, run);
    mark_tables(text, run);
    mark_menus(text, run);
}

/// Lines of its block above a line that are looked at.
const ABOVE: usize = 8;
/// Lines of a menu of which the way home may be one: the name of the site can stand above it.
const FIRST: usize = 2;
/// Words of a sentence that brings others forward, at least.
const BRINGS: u32 = 4;

/// What a block of the text holds is its own: below a sentence that ends in a colon; a word that opens menus, further down in a list.
fn mark_inner(text: &Text, run: &mut [Shared]) {
    for l in run.iter_mut().filter(|l| l.strong) {
        let start = text.block_of(l.line).map_or(l.line, |block| block.start).max(l.line.saturating_sub(ABOVE));
        let brings = |line: usize| text.inner(line).ends_with([':', '：']) && text.shape(line).words >= BRINGS;
        let deep = l.line - start >= FIRST && opens_menu(text.inner(l.line)) && is_furniture_by_word(text, l.line);
        l.strong = !deep && !(start..l.line).any(brings);
    }
}

/// A row beside a plain one with as many items is of the same table, whatever its items are: `English | French | Russian`.
fn mark_tables(text: &Text, run: &mut [Shared]) {
    // What parts items begins with one of these bytes.
    let marked = |line: &[u8]| memchr::memchr3(b'|', b'[', b']', line).is_some() || memchr::memchr3(0xc2, 0xe2, 0xef, line).is_some();
    let row = |l: &Shared| match text.inner(l.line) {
        line if marked(line.as_bytes()) => items(line).count().max(1 + usize::from(ends_in_number(line))),
        line => 1 + usize::from(ends_in_number(line)),
    };
    let rows: Vec<usize> = run.iter().map(row).collect();
    let mut pass = |from: usize, to: usize| {
        let joined = run[from].line.abs_diff(run[to].line) == 1;
        run[to].strong &= !(joined && !run[from].strong && rows[from] >= 2 && rows[from] == rows[to]);
    };
    (1..rows.len()).for_each(|at| pass(at - 1, at));
    (1..rows.len()).rev().for_each(|at| pass(at, at - 1));
}

/// Whether a line ends in a number that is no year: of a page, as tables of contents have them, or of a telephone.
fn ends_in_number(line: &str) -> bool {
    if !line.as_bytes().last().is_some_and(u8::is_ascii_digit) {
        return false;
    }
    let last = line.rsplit(' ').next().unwrap_or_default();
    last.len() < line.len() && last.parse::<u64>().is_ok_and(|n| !(1500..2100).contains(&n))
}

/// Entries that a row must have to be a menu.
const ENTRIES: usize = 2;

/// Rows of at least four short lines are menus when pages have such entries: others may be those who sign, or where and by whom
/// something was taken down.
fn mark_menus(text: &Text, run: &mut [Shared]) {
    #[derive(Debug)]
    struct Entry(bool);
    let known = text.kept();
    let entry = |l: &Shared| l.strong || known.of(l.line, |inner| Entry(is_entry(inner))).0;
    let short = |l: &Shared| {
        let s = &l.shape;
        s.words <= if s.spaceless > 0 { 6 } else { 3 }
            && matches!(s.ending, Ending::Open)
            && s.digits == 0
            && s.letters > 0
            && !is_field(text.inner(l.line))
    };
    let block = |l: &Shared| text.block_of(l.line).unwrap_or(0..0);
    let mut start = 0;
    while start < run.len() {
        let n = run[start..].iter().take_while(|l| short(l)).count();
        let row = &run[start..start + n];
        if n >= 4 && row.iter().filter(|l| entry(l)).nth(ENTRIES - 1).is_some() {
            // Beyond the last entry and the lines of its block the text begins. Above a menu that a block of the text ends in, it is the text
            // that ends: with who signs.
            let upward = run.first().zip(run.last()).is_some_and(|(edge, inmost)| inmost.line < edge.line);
            let whole = |b: &Range<usize>| !upward || run.iter().filter(|l| b.contains(&l.line)).count() == b.len();
            let reach = |l: &Shared| Some(block(l)).filter(whole).unwrap_or(l.line..l.line + 1);
            let blocks: Vec<_> = row.iter().filter(|l| entry(l)).map(reach).collect();
            let of_menu = row.iter().rposition(|l| blocks.iter().any(|b| b.contains(&l.line))).map_or(0, |at| at + 1);
            run[start..start + of_menu].iter_mut().for_each(|l| l.strong = true);
        }
        start += n.max(1);
    }
}

/// A field and its value, in words: `Body recovered: no`. It may say of each document another thing.
pub fn is_field(line: &str) -> bool {
    let value =
        line.split_once([':', '：']).filter(|(field, _)| field.split_whitespace().count() <= 3).map_or("", |(_, value)| value.trim());
    !value.is_empty() && !value.contains(['@', '/', '.']) && !value.bytes().any(|b| b.is_ascii_digit())
}
