//! What a reader of the page sees, line by line: a block is a line of its own, blanks are folded as a browser folds them.

use super::tags::{Tags, Token};
use std::borrow::Cow;

/// A line of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Its text.
    pub text: String,
    /// Bytes of it that are links.
    pub linked: usize,
    /// Whether it stands in a menu.
    pub menu: bool,
    /// Whether it is the heading of a page.
    pub heading: bool,
    /// Whether an empty line stands before it: where a paragraph begins.
    pub apart: bool,
}

/// What was seen of a page.
#[derive(Debug, Default)]
pub struct Page {
    /// Its lines.
    pub lines: Vec<Line>,
    /// Its title, as tabs show it.
    pub title: String,
    /// How deep elements stand in each other, or nearly so.
    pub depth: usize,
}

/// Elements that are not seen.
const HIDDEN: [&str; 9] = ["head", "template", "svg", "math", "object", "select", "datalist", "canvas", "noscript"];
/// Elements that stand in a line of text; all others make lines of their own.
const INLINE: [&str; 40] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "label",
    "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var",
    "wbr", "img", "input", "blink",
];
/// Elements that end by themselves.
const VOID: [&str; 16] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "frame", "keygen"];
/// Elements whose end tag may be left out.
const OPEN_ENDED: [&str; 12] = ["p", "li", "dt", "dd", "tr", "td", "th", "tbody", "thead", "option", "html", "body"];
/// Blocks that stand apart from what is around them.
const APART: [&str; 16] =
    ["p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "dl", "table", "article", "section", "figure"];

fn is(name: &str, list: &[&str]) -> bool {
    list.iter().any(|n| n.eq_ignore_ascii_case(name))
}

/// Reads a page.
pub fn of(page: &str) -> Page {
    let mut seen = Seen::default();
    let mut depth: usize = 0;
    let mut title = false;
    let mut tags = Tags::new(page);
    while let Some(token) = tags.next() {
        match token {
            Token::Text(text) if seen.hidden.is_none() => seen.text(&unescape(text)),
            Token::Raw(text) if title => {
                let words: Vec<&str> = text.split_ascii_whitespace().collect();
                seen.page.title = unescape(&words.join(" ")).into_owned();
            }
            Token::Raw(text) if seen.hidden.is_none() => seen.text(text),
            Token::Open(name, rest) => {
                let lasting = !is(name, &VOID) && !rest.ends_with('/');
                if lasting && !is(name, &OPEN_ENDED) {
                    depth += 1;
                    seen.page.depth = seen.page.depth.max(depth);
                }
                title = name.eq_ignore_ascii_case("title")
                    && seen.page.title.is_empty()
                    && seen.hidden.as_ref().is_none_or(|(name, _)| name == "head");
                // One that is never closed would hide the rest of the page.
                let closes = !is(name, &HIDDEN) || tags.closes(name);
                seen.open(name, lasting, closes);
            }
            Token::Close(name) => {
                depth = depth.saturating_sub(usize::from(!is(name, &VOID) && !is(name, &OPEN_ENDED)));
                seen.close(name);
            }
            _ => {}
        }
    }
    seen.end_line();
    seen.page
}

#[derive(Default)]
struct Seen {
    page: Page,
    line: Line,
    /// The hidden element that is open, and how many of its name.
    hidden: Option<(String, u32)>,
    menus: u32,
    links: u32,
    headings: u32,
    pre: u32,
    /// A blank waits for the next word.
    blank: bool,
    apart: bool,
}

impl Seen {
    fn open(&mut self, name: &str, lasting: bool, closes: bool) {
        if let Some((hidden, count)) = &mut self.hidden {
            let again = lasting && hidden.eq_ignore_ascii_case(name);
            *count += u32::from(again);
            // What cannot stand in them ends them.
            let block = is(name, &["body", "div"]) || is(name, &APART);
            let ended = block && is(hidden, &["head", "svg", "math", "select", "datalist"]);
            if !ended {
                return;
            }
            self.hidden = None;
        }
        if is(name, &HIDDEN) {
            if lasting && (closes || name.eq_ignore_ascii_case("head")) {
                self.hidden = Some((name.to_ascii_lowercase(), 1));
            }
            return;
        }
        self.shape(name, true);
        if is(name, &["td", "th"]) && !self.line.text.is_empty() && !self.line.text.ends_with('\t') {
            self.blank = true;
        } else if !is(name, &INLINE) {
            // Two line breaks make a paragraph.
            self.apart |= is(name, &APART) || (name.eq_ignore_ascii_case("br") && self.line.text.is_empty());
            self.end_line();
        }
    }

    fn close(&mut self, name: &str) {
        if let Some((hidden, count)) = &mut self.hidden {
            if hidden.eq_ignore_ascii_case(name) {
                *count -= 1;
                if *count == 0 {
                    self.hidden = None;
                }
            }
            return;
        }
        if !is(name, &INLINE) && !is(name, &["td", "th"]) {
            self.end_line();
            self.apart |= is(name, &APART);
        }
        self.shape(name, false);
    }

    fn shape(&mut self, name: &str, begins: bool) {
        let count = match () {
            () if name.eq_ignore_ascii_case("a") => {
                // Links do not stand in each other.
                self.links = u32::from(begins);
                return;
            }
            () if is(name, &["nav", "menu"]) => &mut self.menus,
            () if name.eq_ignore_ascii_case("h1") => &mut self.headings,
            () if is(name, &["pre", "listing", "plaintext"]) => &mut self.pre,
            () => return,
        };
        *count = if begins { *count + 1 } else { count.saturating_sub(1) };
    }

    fn text(&mut self, text: &str) {
        if self.pre > 0 {
            for (n, line) in text.split('\n').enumerate() {
                if n > 0 {
                    self.end_line();
                }
                self.word(line.trim_end_matches('\r'));
            }
            return;
        }
        // What a browser folds; a no-break space is kept.
        for part in text.split_inclusive([' ', '\t', '\n', '\r', '\x0c']) {
            let word = part.trim_end_matches([' ', '\t', '\n', '\r', '\x0c']);
            self.word(word);
            self.blank |= word.len() < part.len();
        }
    }

    fn word(&mut self, word: &str) {
        if word.is_empty() {
            return;
        }
        let line = &mut self.line;
        let before = line.text.len();
        if line.text.is_empty() {
            line.apart = self.apart;
            (line.menu, line.heading) = (self.menus > 0, self.headings > 0);
            self.apart = false;
        } else if self.blank {
            line.text.push(' ');
        }
        self.blank = false;
        line.text.push_str(word);
        line.linked += if self.links > 0 { line.text.len() - before } else { 0 };
    }

    fn end_line(&mut self) {
        self.blank = false;
        if !self.line.text.trim().is_empty() {
            self.page.lines.push(std::mem::take(&mut self.line));
        }
        self.line = Line::default();
    }
}

fn unescape(text: &str) -> Cow<'_, str> {
    if text.contains('&') { htmlize::unescape(text) } else { Cow::Borrowed(text) }
}
