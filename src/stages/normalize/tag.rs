//! What a tag looks like: the scanner that `normalize/inline-tags` and `normalize/entities` share.

use std::ops::Range;

/// What a known element does to the text round its tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Element {
    /// Marks words within a line.
    Inline,
    /// Stands for nothing by itself: its tag goes.
    Void,
    /// A picture: no words.
    Image,
    /// Begins a new line.
    Break,
    /// Begins and ends a line.
    Block,
    /// Begins and ends a paragraph.
    Paragraph,
    /// A cell of a table: a gap between words.
    Cell,
    /// Belongs to a page's source, to a form or to code: text that holds it speaks of markup, or is a listing.
    Source,
}

/// What stands between `<` and `>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An element of HTML.
    Known(Element),
    /// A tag of something else. `strong`: with attributes, or closing: nobody writes that but in a listing.
    Unknown {
        /// See [`Kind::Unknown`].
        strong: bool,
    },
    /// A comment that a publishing system left.
    Comment,
}

/// A tag of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag<'a> {
    /// Its bytes.
    pub span: Range<usize>,
    /// The name as written.
    pub name: &'a str,
    pub kind: Kind,
    pub closing: bool,
    pub attributes: bool,
}

/// A longer tag is no tag.
const LONGEST: usize = 2000;

/// The tag whose `<` stands at `at`; `None` when what stands there is none. It lies within one line.
pub fn tag_at(text: &str, at: usize) -> Option<Tag<'_>> {
    let bytes = text.as_bytes();
    if text[at..].starts_with("<!--") {
        return comment_at(text, at);
    }
    let closing = bytes.get(at + 1) == Some(&b'/');
    let from = at + 1 + usize::from(closing);
    if !bytes.get(from)?.is_ascii_alphabetic() {
        return None;
    }
    let len = bytes[from..].iter().take(40).take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b':' | b'_')).count();
    let name = &text[from..from + len];
    let rest = &bytes[from + len..bytes.len().min(from + len + LONGEST)];
    let (used, attributes, slash) = attributes(rest)?;
    let kind = match element(name) {
        Some(element) => Kind::Known(element),
        None => Kind::Unknown { strong: closing || attributes || slash },
    };
    Some(Tag { span: at..from + len + used, name, kind, closing, attributes })
}

/// Reads attributes up to `>`: bytes used, whether there are any, whether a slash stands before the `>`.
fn attributes(rest: &[u8]) -> Option<(usize, bool, bool)> {
    let (mut i, mut any) = (0, false);
    loop {
        let blanks = rest[i..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        i += blanks;
        match *rest.get(i)? {
            b'>' => return Some((i + 1, any, false)),
            b'/' if rest.get(i + 1) == Some(&b'>') => return Some((i + 2, any, true)),
            b if blanks > 0 && b.is_ascii_alphabetic() => {}
            _ => return None,
        }
        let name = rest[i..].iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b':' | b'_' | b'.')).count();
        if rest.get(i + name) != Some(&b'=') {
            // Words without `=` are attributes only when HTML has them; else it is `a <b and b> c`.
            let bare = rest[i..i + name].to_ascii_lowercase();
            if !matches!(bare.as_slice(), b"nowrap" | b"hidden" | b"noshade" | b"compact" | b"ismap" | b"async" | b"itemscope") {
                return None;
            }
            i += name;
        } else {
            i += name + 1;
            i += value(&rest[i..])?;
        }
        any = true;
    }
}

/// Bytes of an attribute's value.
fn value(rest: &[u8]) -> Option<usize> {
    let newline = |b: &u8| *b == b'\n';
    for quote in ["\"", "'", "”", "“", "″"] {
        if let Some(inner) = rest.strip_prefix(quote.as_bytes()) {
            let closers: &[&str] = if quote.len() == 1 { &[quote] } else { &["”", "“", "″", "\""] };
            let end = closers.iter().filter_map(|c| Some(memchr::memmem::find(inner, c.as_bytes())? + c.len())).min()?;
            return (!inner[..end].iter().any(newline)).then_some(quote.len() + end);
        }
    }
    let plain = |b: &&u8| !matches!(**b, b' ' | b'\t' | b'\n' | b'>' | b'<' | b'"' | b'\'' | b'`');
    let mut len = rest.iter().take_while(plain).count();
    // `<a href=x/>`: the slash closes the tag.
    if len > 1 && rest[len - 1] == b'/' && rest.get(len) == Some(&b'>') {
        len -= 1;
    }
    (len > 0).then_some(len)
}

/// Comments that publishing systems write; what a person wrote in one is left alone.
fn comment_at(text: &str, at: usize) -> Option<Tag<'_>> {
    let window = &text.as_bytes()[at + 4..text.len().min(at + 4 + LONGEST)];
    let end = at + 4 + memchr::memmem::find(window, b"-->")?;
    let inner = text.get(at + 4..end)?.trim();
    let word = inner.split([' ', '{']).next().unwrap_or("").trim_start_matches('/');
    let known = word.starts_with("wp:") || matches!(word, "more" | "break" | "nextpage" | "noteaser" | "StartFragment" | "EndFragment");
    (known && !inner.contains('\n')).then_some(Tag {
        span: at..end + 3,
        name: "!--",
        kind: Kind::Comment,
        closing: false,
        attributes: false,
    })
}

fn element(name: &str) -> Option<Element> {
    if name.len() > 10 {
        return (name.eq_ignore_ascii_case("figcaption")).then_some(Element::Block);
    }
    let mut lower = [0u8; 10];
    lower[..name.len()].copy_from_slice(name.as_bytes());
    lower.make_ascii_lowercase();
    Some(match std::str::from_utf8(&lower[..name.len()]).ok()? {
        "b" | "i" | "u" | "em" | "strong" | "span" | "font" | "a" | "s" | "q" | "sup" | "sub" | "small" | "big" | "strike" | "del"
        | "ins" | "mark" | "cite" | "abbr" | "acronym" | "dfn" | "tt" | "nobr" | "blink" | "bdi" | "bdo" | "time" | "o:p" | "st1:place"
        | "st1:city" => Element::Inline,
        "wbr" => Element::Void,
        "img" => Element::Image,
        "br" => Element::Break,
        "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" | "hr" => Element::Paragraph,
        "div" | "li" | "ul" | "ol" | "dl" | "dt" | "dd" | "center" | "section" | "article" | "figure" | "figcaption" | "table"
        | "tbody" | "thead" | "tfoot" | "tr" | "caption" => Element::Block,
        "td" | "th" => Element::Cell,
        "html" | "head" | "body" | "title" | "meta" | "link" | "base" | "script" | "style" | "form" | "input" | "button" | "select"
        | "option" | "textarea" | "label" | "fieldset" | "legend" | "pre" | "code" | "kbd" | "samp" | "var" | "object" | "embed"
        | "svg" | "template" => Element::Source,
        _ => return None,
    })
}
