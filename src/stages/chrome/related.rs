//! The title of another article after a label, on a line of its own.

use super::kinds::*;
use super::page::Page;
use crate::shape::{Ending, Shape, is_numeric, is_small};
use crate::text::Text;

pub fn is(page: &Page, at: usize, line: &str, text: &Text) -> bool {
    let mark = &page.marks[at];
    let Some((end, kinds)) = mark.label().filter(|l| l.1 & (RELATED | CROSS) != 0) else { return false };
    let Some(title) = after(line, end) else { return kinds & RELATED != 0 && line.len() <= end + 2 && pair(page, at, text) };
    let shape = Shape::of(title);
    // Behind a colon a title begins with a capital, where there are any.
    if shape.starts_lower
        && line[end..].trim_start().starts_with([':', '：'])
        && title.chars().find(|c| c.is_alphanumeric()).is_some_and(is_small)
    {
        return false;
    }
    // Where to call or to write to is no title.
    if shape.digits >= super::rows::NUMBER && has_number(title) || kinds & UNSURE != 0 && (is_address(title) || is_field(page, at, text)) {
        return false;
    }
    // A case of a court is cited so: `Prosecutor v. Halim`.
    if title.contains(" v. ") || title.contains(" vs. ") || is_book(title) {
        return false;
    }
    let length = shape.words >= 2 || shape.spaceless >= 4;
    // A title is no sentence: it has no full stop, and is not long.
    if !length
        || shape.chars > 180
        || shape.words > 28
        || shape.ending == Ending::Sentence && title.ends_with(['.', '。', '।']) && shape.words > 14
    {
        return false;
    }
    if kinds & RELATED == 0 || end <= 5 {
        // `See also` is also what reference books say: there it names entries.
        return page.body.is_some()
            && (shape.words >= 4 || shape.spaceless >= 8)
            && !title.contains([';', '(', '«'])
            && !title.contains("p. ")
            && shape.digits < 4
            && !cites(title)
            && !title.split_whitespace().skip(1).take(2).any(is_number)
            && alone(page, at);
    }
    page.body.is_some() || shape.words >= 4
}

/// Whether a number of a telephone stands in a title: no years, no counts.
fn has_number(title: &str) -> bool {
    let part = |c: char| is_numeric(c) || " +-()/.".contains(c);
    title.split(|c| !part(c)).any(|run| {
        let year = |word: &str| word.len() == YEAR && (word.starts_with("19") || word.starts_with("20"));
        run.chars().filter(|c| is_numeric(*c)).count() >= super::rows::NUMBER as usize && !run.split(|c| !is_numeric(c)).any(year)
    })
}

/// Whether words are parts with commas between them, one of which is a number or a room: `Ida Stern, room 4, from nine to one`.
fn is_address(title: &str) -> bool {
    title.contains(is_numeric) && title.matches([',', '،', '、', '，']).count() >= ADDRESS
}

/// Commas of an address at least.
const ADDRESS: usize = 2;

/// Whether a line right above or below is a field or a turn of speech that no page has: then this one is, too.
fn is_field(page: &Page, at: usize, text: &Text) -> bool {
    let own = |i: usize| page.marks[i].cover().is_none() && !page.marks[i].is_labelled() && super::rows::has_value(page, i, text);
    let like = |i: usize| page.marks[i].label().is_some_and(|l| l.1 & UNSURE != 0);
    let above = (at.saturating_sub(super::rows::NEAR)..at).rev().take_while(|i| page.joined(*i)).find(|i| !like(*i));
    let below = (at + 1..page.marks.len().min(at + super::rows::NEAR)).take_while(|i| page.joined(i - 1)).find(|i| !like(*i));
    above.is_some_and(own) || below.is_some_and(own)
}

/// The number of a case, of an article, of a note.
fn is_number(word: &str) -> bool {
    let number = word.trim_end_matches([',', '.']);
    !number.is_empty() && number.chars().all(is_numeric)
}

/// Whether a title is that of a book or a record: an author's initial behind a comma, or the number of a page at the end.
fn cites(title: &str) -> bool {
    let initial = |after: &str| {
        let mut chars = after.chars();
        chars.next().is_some_and(char::is_uppercase) && chars.next() == Some('.')
    };
    title.match_indices(", ").any(|(at, mark)| initial(&title[at + mark.len()..]))
        || title.ends_with(|c: char| c.is_ascii_digit()) && title.rsplit_once(", ").is_some_and(|(_, end)| end.chars().count() <= 12)
}

/// Whether a title is that of a book: the author's initial and name stand before it (`I. Stern, ...`), or the year behind a comma or a full
/// stop at its end.
pub fn is_book(title: &str) -> bool {
    let mark = |c: char| matches!(c, ',' | '،' | '、' | '，' | '.');
    let year = |end: &str| end.chars().count() == YEAR && end.chars().all(is_numeric);
    // The end of a date has a day before it.
    let dated = |(front, end): (&str, &str)| year(end.trim()) && !front.contains(is_numeric);
    // A headline goes on in small letters: `V. Halim called off the visit, says ...`.
    let capital = |word: &str| word.starts_with(char::is_uppercase);
    let initial = |word: &str| capital(word) && word.ends_with('.') && word.split_terminator('.').all(|letter| letter.chars().count() == 1);
    let author = title.split_once(", ").is_some_and(|(author, _)| {
        let mut words = author.split_whitespace();
        words.next().is_some_and(initial)
            && (1..=AUTHOR).contains(&author.split_whitespace().skip(1).count())
            && words.all(|word| capital(word) || JOINS.split(' ').any(|join| join == word))
    });
    // `《...》，安娜著`
    let made = title.starts_with('《') && title.ends_with(['著', '编', '編', '译', '譯', '訳']);
    author || made || title.trim_end_matches('.').rsplit_once(mark).is_some_and(dated)
}

/// Words of authors' names behind the initial at most.
const AUTHOR: usize = 5;
/// What joins names, and what stands in them.
const JOINS: &str = "and und et y e i и та og och en van von de der den di da la le al";
/// Digits of a year.
const YEAR: usize = 4;

/// Whether the title stands on the line below its label.
pub fn is_pair(page: &Page, at: usize, line: &str) -> bool {
    let end = page.marks[at].label().map_or(0, |l| l.0);
    after(line, end).is_none() && page.joined(at)
}

/// A label of two words or more and one title below it, in a block of their own between paragraphs.
fn pair(page: &Page, at: usize, text: &Text) -> bool {
    let alone = (at == 0 || !page.joined(at - 1)) && page.joined(at) && !page.joined(at + 1);
    let title = |s: &Shape| s.words >= 4 && s.words <= 20 && s.ending != Ending::Sentence || s.spaceless >= 8 && s.chars <= 40;
    alone
        && page.spaced
        && page.body.is_some_and(|(first, last)| first < at && at + 1 < last)
        && page.marks[at].words >= 2
        && !page.marks[at + 1].prose
        && !page.marks[at + 1].quoted
        && page.marks[at + 1].shape(text).as_ref().is_some_and(title)
}

/// Not a row of a list: neither neighbour in its block is such a line as well, unless it is one of these labels too.
fn alone(page: &Page, at: usize) -> bool {
    let near = |i: usize| page.marks[i].label().is_some_and(|l| l.1 & (RELATED | CROSS) != 0) || page.marks[i].prose;
    (at == 0 || !page.joined(at - 1) || near(at - 1)) && (!page.joined(at) || near(at + 1))
}

/// What follows a label, past the mark that ends it: a colon, or an arrow or bar or dash with a blank before it.
pub fn after(line: &str, end: usize) -> Option<&str> {
    // Vowel signs at the end of an Arabic word belong to it.
    let rest = line.get(end..)?.trim_start_matches(|c| matches!(c, '\u{64b}'..='\u{652}'));
    let trimmed = rest.trim_start();
    let mark = trimmed.chars().next()?;
    let spaced = rest.len() > trimmed.len();
    let fits = match mark {
        ':' | '：' | '»' | '›' | '→' | '►' | '▶' | '←' | '◄' | '◀' | '|' | '｜' | '՝' | '፦' => true,
        '>' => true,
        '-' | '–' | '—' => spaced,
        '】' | '］' | ']' => true,
        _ => false,
    };
    let title = trimmed[mark.len_utf8()..].trim_start_matches([':', '>', '»', ' ', '\u{a0}']).trim();
    (fits && !title.is_empty()).then_some(title)
}
