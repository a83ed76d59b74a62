//! `normalize/markdown-bold`: asterisks of Markdown left round a few words.

use crate::census;
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::shape::{is_closer, is_sentence_end, is_spaceless};
use crate::text::Text;
use std::ops::Range;

pub const RULE: Rule = Rule {
    name: "normalize/markdown-bold",
    stage: Stage::Normalize,
    version: 1,
    docs: "\
The asterisks of Markdown's bold type, left round a few words of plain prose.

## What it removes
The `**` on both sides of a short run of words within a line, at most five such runs in a text; the words stay.

## What it keeps
A text that is Markdown (headings, links, code, tables, bulleted lists, many bold runs). Bold words that end the line
after a sentence, or hold a slash: they may be a photo credit, which `chrome/photo-credit` knows by its asterisks. Footnote
marks, lines of asterisks, masked words (`s***`), powers (`2**3`), a parameter (`**kwargs`).

## Example
`The vote is on **Thursday** at noon.` becomes `The vote is on Thursday at noon.`
",
    find,
};

/// More bold runs than this are how the text is written, not what was left over.
const FEW: usize = 5;
/// Longer runs are not a few words.
const LONGEST: usize = 200;

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    let body = text.as_str();
    if !census::of(text).asterisk || memchr::memmem::find(body.as_bytes(), b"**").is_none() {
        return Vec::new();
    }
    let mut runs = Vec::new();
    for line in text.lines() {
        let line = line.span();
        if memchr::memchr(b'*', &body.as_bytes()[line.clone()]).is_none() {
            continue;
        }
        runs.extend(bold_runs(body, line));
    }
    if runs.is_empty() || runs.len() > FEW || is_markdown(text) {
        return Vec::new();
    }
    let edit = |at: usize| Edit::remove(at..at + 2, RULE.id());
    runs.iter().filter(|run| !may_be_credit(body, run)).flat_map(|run| [edit(run.start), edit(run.end - 2)]).collect()
}

/// The bold runs of a line with their asterisks; none when one of its asterisks may be something else than Markdown's.
fn bold_runs(text: &str, line: Range<usize>) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut runs = Vec::new();
    let mut open: Option<usize> = None;
    let mut at = line.start;
    while let Some(i) = memchr::memchr(b'*', &bytes[at..line.end]) {
        let start = at + i;
        let stars = bytes[start..line.end].iter().take_while(|b| **b == b'*').count();
        at = start + stars;
        if stars != 2 {
            // Beside runs of one, three or more asterisks it is no telling what two of them mean.
            return Vec::new();
        }
        let (left, right) = (text[line.start..start].chars().next_back(), text[at..line.end].chars().next());
        match open.take() {
            None if opens(left, right) => open = Some(start),
            Some(from) if closes(left, right) && at - from <= LONGEST => runs.push(from..at),
            _ => return Vec::new(),
        }
    }
    if open.is_some() { Vec::new() } else { runs }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() && !is_spaceless(c)
}

fn opens(left: Option<char>, right: Option<char>) -> bool {
    let outside = left.is_none_or(|c| !is_word(c) && !matches!(c, '/' | '\\' | '_' | '='));
    outside
        && right
            .is_some_and(|c| c.is_alphanumeric() || is_closer(c) || matches!(c, '“' | '‘' | '«' | '„' | '(' | '「' | '¿' | '¡' | '#' | '@'))
}

fn closes(left: Option<char>, right: Option<char>) -> bool {
    let outside = right.is_none_or(|c| !is_word(c) && !matches!(c, '/' | '\\' | '_' | '='));
    outside && left.is_some_and(|c| !c.is_whitespace() && !matches!(c, '/' | '\\' | '_' | '='))
}

/// Bold words at the end of a line, after a sentence or with a slash between two names.
fn may_be_credit(text: &str, run: &Range<usize>) -> bool {
    let rest = text[run.end..].split('\n').next().unwrap_or("").trim_end_matches(|c: char| c == '.' || c == ')' || c.is_whitespace());
    let line_start = text[..run.start].rfind('\n').map_or(0, |i| i + 1);
    let left = text[line_start..run.start].trim_end();
    let after_sentence = left.chars().rev().find(|c| !is_closer(*c)).is_some_and(is_sentence_end);
    rest.is_empty() && (text[run.clone()].contains(['/', '|', '©']) || after_sentence || left.ends_with(['(', '[']))
}

/// Whether the text as a whole is Markdown.
fn is_markdown(text: &Text) -> bool {
    let body = text.as_str().as_bytes();
    let has = |what: &str| memchr::memmem::find(body, what.as_bytes()).is_some();
    if has("](") || has("```") || has("__") || has("`") {
        return true;
    }
    let mut bullets = 0;
    (0..text.len()).map(|i| text.inner(i)).any(|line| {
        bullets += usize::from(line.starts_with("* ") || line.starts_with("- ") || line.starts_with("+ "));
        let hashes = line.bytes().take_while(|b| *b == b'#').count();
        let table = line.starts_with('|') && line.ends_with('|');
        bullets >= 3 || table || line.starts_with("> ") || ((1..=6).contains(&hashes) && line.as_bytes().get(hashes) == Some(&b' '))
    })
}
