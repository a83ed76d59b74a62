//! `normalize/inline-tags`: leftover tags are unwrapped.

use super::markup::Markup;
use super::meaning::{self, Meaning};
use super::tag::{Element, Kind, Tag};
use crate::census;
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;
use std::borrow::Cow;
use std::ops::Range;

pub const RULE: Rule = Rule {
    name: "normalize/inline-tags",
    stage: Stage::Normalize,
    version: 2,
    docs: "\
Tags of HTML that were left in running text.

## What it removes
The tags; never the words between them. `<br>` and the tags of paragraphs become newlines and those of table cells a blank
where words would run together. Raised and lowered digits keep their meaning: `10<sup>6</sup>` becomes `10⁶`, `m<sup>2</sup>` becomes `m²`,
`log<sub>10</sub>2` becomes `log₁₀2`; a quotation keeps its marks: `<q>no</q>` becomes `\"no\"`; of a picture (`<img ...>`) what it is
described with stays in brackets when the text does not say it beside it. Comments that publishing systems write (`<!--more-->`) go.

## What it keeps
Tags that say what no word says: of struck and inserted text (`<del>`, `<s>`, `<strike>`, `<ins>`, and a style with `line-through`), of
an `<abbr>` with what it stands for, of raised letters (`10<sup>k</sup>`). Every tag of a text that
speaks of markup or is a listing: one that names HTML, leaves tags open, quotes them, sets them between words by themselves, escapes them
(`&lt;b&gt;`), or has elements that no page has (XML). Addresses (`<name@host>`), remarks of those who transcribe (`<inaudible>`), `a < b`, `<3`. Paragraph tags alone, when no line of
running text has one.

## Example
`Her lawyer <u>said</u> so.` becomes `Her lawyer said so.`
",
    find,
};

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    if !census::of(text).less {
        return Vec::new();
    }
    let markup = Markup::read(text);
    if markup.tags.is_empty() || markup.about || super::entities::has_escaped_tags(text.as_str()) || !is_licensed(text, &markup) {
        return Vec::new();
    }
    let mut edits = Vec::new();
    let touching = |a: &Tag, b: &Tag| text.as_str()[a.span.end..b.span.start].bytes().all(|b| b == b' ' || b == b'\t');
    let meanings = meaning::of(text.as_str(), &markup);
    let mut first = 0;
    for run in markup.tags.chunk_by(touching) {
        let mut from = 0;
        // A tag with a meaning parts a run: it is not in the gap that the others leave.
        for (i, tag) in run.iter().enumerate() {
            let Some(meaning) = &meanings[first + i] else { continue };
            unwrap_run(text.as_str(), &run[from..i], &mut edits);
            from = i + 1;
            if let Meaning::Mark(with) = meaning {
                edits.push(Edit { span: tag.span.clone(), with: Cow::Owned(with.clone()), rule: RULE.id() });
            }
        }
        unwrap_run(text.as_str(), &run[from..], &mut edits);
        first += run.len();
    }
    edits.extend(meaning::digits(text.as_str(), &markup).map(|(span, with)| Edit { span, with: Cow::Owned(with), rule: RULE.id() }));
    edits.sort_by_key(|edit| edit.span.start);
    edits
}

/// Tags within a line speak for themselves. Those of blocks alone could be a listing: one must stand at running text.
fn is_licensed(text: &Text, markup: &Markup) -> bool {
    let inline = |t: &Tag| !matches!(t.kind, Kind::Known(Element::Block | Element::Paragraph | Element::Cell));
    markup.tags.iter().any(|tag| {
        inline(tag) || {
            let line = text.lines().partition_point(|l| l.span().end < tag.span.start);
            line < text.len() && text.shape(line).words >= 8
        }
    })
}

/// A run of tags with nothing but blanks between them goes; what it leaves is what the strongest of them asks for.
fn unwrap_run(text: &str, run: &[Tag], edits: &mut Vec<Edit>) {
    if run.is_empty() {
        return;
    }
    let span = run[0].span.start..run[run.len() - 1].span.end;
    let gap = gap(run);
    if gap.is_empty() {
        edits.extend(run.iter().map(|t| Edit::remove(t.span.clone(), RULE.id())));
        return;
    }
    let (span, at_edge) = widen(text, span);
    let with = if at_edge { "" } else { gap };
    edits.push(Edit { span, with: Cow::Borrowed(with), rule: RULE.id() });
}

fn gap(run: &[Tag]) -> &'static str {
    let is = |t: &Tag, e: Element| t.kind == Kind::Known(e);
    let breaks = run.iter().filter(|t| is(t, Element::Break)).count();
    if breaks > 1 || run.iter().any(|t| is(t, Element::Paragraph)) {
        "\n\n"
    } else if breaks == 1 || run.iter().any(|t| is(t, Element::Block)) {
        "\n"
    } else if run.iter().any(|t| is(t, Element::Cell)) {
        " "
    } else {
        ""
    }
}

/// The span with the blanks on both sides, and whether it then reaches the edge of a line.
fn widen(text: &str, span: Range<usize>) -> (Range<usize>, bool) {
    let blank = |c: char| c == ' ' || c == '\t';
    let start = text[..span.start].trim_end_matches(blank).len();
    let end = text.len() - text[span.end..].trim_start_matches(blank).len();
    let opens = start == 0 || text[..start].ends_with('\n');
    let closes = end == text.len() || text[end..].starts_with(['\n', '\r']);
    (start..end, opens || closes)
}
