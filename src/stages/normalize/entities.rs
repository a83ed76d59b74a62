//! `normalize/entities`: character references become the characters.

use super::markup::{Markup, is_quoted, names_the_subject};
use super::reference::{Reference, reference_at};
use super::tag::{Kind, tag_at};
use crate::census;
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;
use std::borrow::Cow;

pub const RULE: Rule = Rule {
    name: "normalize/entities",
    stage: Stage::Normalize,
    version: 1,
    docs: "\
Character references of HTML that were left in the text.

## What it removes
References by name and by number, also those escaped twice (`&amp;rsquo;`), become the characters they stand for;
`&nbsp;` a blank, and `&shy;` nothing.

## What it keeps
References without their semicolon and unknown names. References to control characters, surrogates and numbers that are no
character. All references of a text that speaks of markup: one that names HTML or the ampersand, quotes a reference,
sets it beside the bare character in one line, escapes tags (`&lt;b&gt;`), or has other tags that it speaks of (see `normalize/inline-tags`).

## Example
`Mott &amp; Daughters&#8217; hall` becomes `Mott & Daughters’ hall`.
",
    find,
};

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    if !census::of(text).ampersand {
        return Vec::new();
    }
    let body = text.as_str();
    let references = references(body);
    if references.is_empty() || speaks_of_references(body, &references) || names_the_subject(text) || Markup::read(text).about {
        return Vec::new();
    }
    references.into_iter().filter_map(|r| edit(body, r)).collect()
}

fn references(text: &str) -> Vec<Reference> {
    let mut found: Vec<Reference> = Vec::new();
    let mut end = 0;
    for at in memchr::memchr_iter(b'&', text.as_bytes()) {
        if at >= end
            && let Some(reference) = reference_at(text, at)
        {
            end = reference.span.end;
            found.push(reference);
        }
    }
    found
}

/// Whether a text has tags in it that are written with references: it shows them.
pub fn has_escaped_tags(text: &str) -> bool {
    references(text).iter().any(|r| shows_a_tag(text, r))
}

/// Whether a reference to `<` opens what would be a tag.
fn shows_a_tag(text: &str, reference: &Reference) -> bool {
    // Longer than any tag a person shows; and the look stays cheap.
    const REACH: usize = 300;
    if reference.with != "<" || !text[reference.span.end..].starts_with(|c: char| c.is_ascii_alphabetic() || "/!&".contains(c)) {
        return false;
    }
    let mut decoded = String::from("<");
    let mut at = reference.span.end;
    while at < text.len() && at - reference.span.end < REACH && !decoded.ends_with('>') {
        match reference_at(text, at) {
            Some(r) => {
                decoded.push_str(&r.with);
                at = r.span.end;
            }
            None => {
                let Some(c) = text[at..].chars().next().filter(|c| *c != '\n') else { break };
                decoded.push(c);
                at += c.len_utf8();
            }
        }
    }
    decoded.starts_with("<!--") || tag_at(&decoded, 0).is_some_and(|t| t.kind != Kind::Unknown { strong: false })
}

fn speaks_of_references(text: &str, references: &[Reference]) -> bool {
    references.iter().any(|r| {
        let (left, right) = (text[..r.span.start].chars().next_back(), text[r.span.end..].chars().next());
        // An ellipsis in brackets, a dash between quotes are how people write; `(&amp;)` and `"&eacute;"` are not.
        let named = match &*r.with {
            "&" | "<" | ">" => is_quoted(left, right),
            c if c.chars().all(char::is_alphanumeric) => is_quoted(left, right) && left != Some('('),
            _ => false,
        };
        named || shows_a_tag(text, r) || stands_beside_itself(text, r)
    })
}

/// `& is written &amp;`: the bare character by itself in the same line as its reference.
fn stands_beside_itself(text: &str, reference: &Reference) -> bool {
    if !matches!(&*reference.with, "&" | "<" | ">") {
        return false;
    }
    const REACH: usize = 200;
    let bytes = text.as_bytes();
    let start = reference.span.start - bytes[..reference.span.start].iter().rev().take(REACH).take_while(|b| **b != b'\n').count();
    let end = reference.span.end + bytes[reference.span.end..].iter().take(REACH).take_while(|b| **b != b'\n').count();
    let bare = reference.with.as_bytes()[0];
    let blank = |b: Option<&u8>| b.is_none_or(|b| b" \t\n\"'`(),;:.".contains(b));
    memchr::memchr_iter(bare, &bytes[start..end])
        .map(|i| start + i)
        .any(|at| blank(at.checked_sub(1).and_then(|i| bytes.get(i))) && blank(bytes.get(at + 1)))
}

fn edit(text: &str, reference: Reference) -> Option<Edit> {
    let Reference { span, with } = reference;
    let with = match &*with {
        "\u{a0}" => Cow::Borrowed(" "),
        "\u{ad}" => Cow::Borrowed(""),
        // The other half of a CRLF.
        "\r" if text[span.end..].starts_with(['\n', '\r']) || text[span.end..].starts_with("&#10;") => Cow::Borrowed(""),
        "\r" => Cow::Borrowed("\n"),
        _ => with,
    };
    Some(Edit { span, with, rule: RULE.id() })
}
