//! When a page was changed last, told beside the date of its text.

use super::kinds::TIME;
use super::page::Page;
use super::rows;
use crate::dates;
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
    let own = |i: usize| i != at && !stamp(i) && dated(i) && has_hour(text.inner(page.marks[i].line()));
    let field = |i: usize| i != at && !dated(i) && rows::has_value(page, i, text);
    let (from, to) = (at.saturating_sub(NEAR), page.marks.len().min(at + NEAR + 1));
    has_hour(rest) && dates::is_date(rest) && (from..to).any(own) && !(from..to).any(field)
}

/// Whether a time of day stands in it: `14:05`, `14h05`. With a full stop it looks as a date does.
fn has_hour(rest: &str) -> bool {
    let chars: Vec<char> = rest.chars().collect();
    let digit = |at: usize| chars.get(at).is_some_and(|c| c.is_numeric());
    let mark = |at: usize| matches!(chars.get(at), Some(':' | 'h'));
    (1..chars.len()).any(|at| mark(at) && digit(at - 1) && digit(at + 1) && digit(at + 2) && !digit(at + 3))
}
