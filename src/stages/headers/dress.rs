//! What a copy of a headline wears that the headline itself does not: tags of a page, quotation marks, a last mark, the name of the site.

use super::head::HeadLine;
use super::masthead::names_paper;
use crate::dates;
use crate::shape::is_small;

/// Which of two copies has something more that may go with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum More {
    None,
    First,
    Second,
}

/// A line without the tags of a heading or of a page's title around all of it; few lines begin with one.
pub fn without_tags(inner: &str) -> &str {
    if !inner.starts_with('<') || !inner.ends_with('>') {
        return inner;
    }
    let bare = || {
        let (open, rest) = inner.strip_prefix('<')?.split_once('>')?;
        let name = open.split_whitespace().next()?;
        let heading = matches!(name.as_bytes(), [b'h' | b'H', b'1'..=b'6']) || name.eq_ignore_ascii_case("title");
        let close = rest.rfind("</")?;
        let closes = rest[close + 2..].trim_end_matches('>').trim().eq_ignore_ascii_case(name);
        let within = rest[..close].trim();
        (heading && closes && !within.contains('<')).then_some(within)
    };
    bare().unwrap_or(inner)
}

/// Which of two copies wears the tags of a page, when just one does.
pub fn tagged(a: &HeadLine, b: &HeadLine) -> Option<More> {
    match (a.has_tags(), b.has_tags()) {
        (true, false) => Some(More::First),
        (false, true) => Some(More::Second),
        _ => None,
    }
}

/// Which of two copies wears a mark or a name, above a block that has a date as those of pages do: speakers and singers date nothing.
pub fn dressed(a: &HeadLine, b: &HeadLine) -> Option<More> {
    let wears = |dress: &str, plain: &str| bare(dress) == Some(plain) || behind_name(dress) == Some(plain);
    let more = match (wears(a.key(), b.key()), wears(b.key(), a.key())) {
        (true, _) => More::First,
        (_, true) => More::Second,
        _ => return None,
    };
    (b.weight() >= 3 && is_dated(b)).then_some(more)
}

/// A folded line without the marks around it or at its end; `None` when it has none.
fn bare(key: &str) -> Option<&str> {
    if let Some(stopped) = key.strip_suffix(['.', '!', '。']) {
        return Some(stopped).filter(|s| !s.ends_with(['.', '!', '?']));
    }
    let key = key.strip_prefix("&quot;").and_then(|k| k.strip_suffix("&quot;")).or_else(|| key.strip_prefix('"')?.strip_suffix('"'));
    key.map(str::trim).filter(|within| !within.contains('"'))
}

/// A folded line without the signs of a heading or of weight.
pub fn heading(key: &str) -> &str {
    let plain = key.trim_start_matches('#').trim_start();
    plain.strip_prefix("**").and_then(|within| within.strip_suffix("**")).unwrap_or(plain)
}

/// Letters of a site's name at most.
const NAME: usize = 32;

/// What follows the name of a paper and a bar. Another name may be that of who speaks, or say what sort of text it is.
fn behind_name(key: &str) -> Option<&str> {
    let (name, rest) = key.split_once(['|', '｜', '»'])?;
    // `Newspaper seller, Karem |` and `The paper mill |` are no names of papers: those end in the word that calls them so.
    let called = || name.split_whitespace().next_back().is_some_and(names_paper);
    Some(rest.trim()).filter(|_| name.chars().count() <= NAME && !name.contains(',') && called())
}

/// Lines of a headline's block that are looked at for a date.
const BLOCK: usize = 4;

/// Whether one of the lines right below is a date.
fn is_dated(line: &HeadLine) -> bool {
    let text = line.text();
    let end = text.block_of(line.line).map_or(line.line, |block| block.end).min(line.line + 1 + BLOCK);
    (line.line + 1..end).any(|at| dates::is_date(text.inner(at)))
}

/// Whether the one line is the first of the document and alone, and the other comes next with a blank line between and is not gone on with:
/// what is said again with another mark elsewhere are turns, verses, fields.
pub fn stands_apart(a: &HeadLine, b: &HeadLine) -> bool {
    let text = a.text();
    text.above(a.line).is_none()
        && text.above(b.line) == Some(a.line)
        && b.line > a.line + 1
        && text.block_of(b.line).is_none_or(|block| block.end == b.line + 1 || !text.inner(b.line + 1).starts_with(is_small))
}
