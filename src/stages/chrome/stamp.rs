//! When a page was changed last, told beside the date of its text.

use super::kinds::TIME;
use super::page::Page;
use super::rows;
use crate::dates;
use crate::shape::is_numeric;
use crate::text::Text;

/// Lines at the top among which such a stamp stands.
const TOP: usize = 12;
/// Lines away from it at most that the text's own date stands.
const NEAR: usize = 2;
/// Bytes of a stamp at most.
const LONG: usize = 120;

/// Whether a line is a word for `Updated`, a date and the time of day, and such a date of the text stands beside it: that one stays. A stamp that is
/// the only one with an hour says when the text is from; one among other fields is a record's.
pub fn is(page: &Page, at: usize, line: &str, text: &Text) -> bool {
    let Some((end, _)) = page.marks[at].label().filter(|l| l.1 & TIME != 0) else { return false };
    if at >= TOP || line.len() > LONG || page.body.is_none_or(|(first, _)| at >= first) {
        return false;
    }
    let rest = line.get(end..).unwrap_or_default();
    let dated = |i: usize| dates::is_date(text.inner(page.marks[i].line()));
    let stamp = |i: usize| page.marks[i].label().is_some_and(|l| l.1 & TIME != 0);
    let own = |i: usize| i != at && !stamp(i) && dated(i) && after_hour(text.inner(page.marks[i].line())).is_some();
    let (from, to) = (at.saturating_sub(NEAR), page.marks.len().min(at + NEAR + 1));
    after_hour(rest).is_some_and(is_zone)
        && dates::is_date(rest)
        && (from..to).any(own)
        && !rows::block(page, at).any(|i| is_field(page, i, text))
}

/// Whether a line is a field of a record: a label without digits and a colon stand before what it says.
fn is_field(page: &Page, at: usize, text: &Text) -> bool {
    let label = text.inner(page.marks[at].line()).split(':').next().unwrap_or_default();
    rows::has_value(page, at, text) && !label.contains(is_numeric)
}

/// Marks of the hour and of its zone.
const ZONES: &str = "uhr h hrs am pm gmt utc msk ist cet cest est edt pst pdt bst wib wita wit мск msz mez";

/// Whether nothing follows the hour but its zone: news can stand there, too (`Updated 4 May 2021, 09:10: 14 dead`).
fn is_zone(tail: &str) -> bool {
    let zone = tail.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    zone.is_empty() || ZONES.split(' ').any(|z| z == zone)
}

/// What follows a time of day: `14:05`, `14h05`. With a full stop it looks as a date does.
fn after_hour(rest: &str) -> Option<&str> {
    let chars: Vec<(usize, char)> = rest.char_indices().collect();
    let digit = |at: usize| chars.get(at).is_some_and(|c| is_numeric(c.1));
    let mark = |at: usize| matches!(chars[at].1, ':' | 'h');
    let at = (1..chars.len()).find(|at| mark(*at) && digit(at - 1) && digit(at + 1) && digit(at + 2) && !digit(at + 3))?;
    Some(chars.get(at + 3).map_or("", |c| &rest[c.0..]))
}
