//! A page as its tags and texts, in one pass and however broken it is. No tree is built, so that neither depth nor
//! disorder costs anything.

/// What comes next in a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// Text as it is written, with its character references.
    Text(&'a str),
    /// Text in which nothing is a reference.
    Raw(&'a str),
    /// An element begins: its name as it is written, and the rest of the tag.
    Open(&'a str, &'a str),
    /// An element ends.
    Close(&'a str),
}

/// Elements whose content is no markup, and whether it is seen.
const RAW: [(&str, bool); 8] = [
    ("script", false),
    ("style", false),
    ("textarea", false),
    ("title", true),
    ("xmp", true),
    ("iframe", false),
    ("noembed", false),
    ("noframes", false),
];

/// See above.
pub struct Tags<'a> {
    rest: &'a str,
    /// The element whose content comes, when it is no markup.
    raw: Option<(&'static str, bool)>,
    /// Of elements that were asked for: how far from the end of the page their last end tag stands.
    last: Vec<(String, usize)>,
}

impl<'a> Tags<'a> {
    /// Of a page.
    pub fn new(page: &'a str) -> Tags<'a> {
        Tags { rest: page, raw: None, last: Vec::new() }
    }

    /// Whether an end tag of this name is still to come.
    pub fn closes(&mut self, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        let left = self.rest.len();
        if let Some((_, last)) = self.last.iter().find(|(known, _)| *known == name) {
            return *last < left;
        }
        let bytes = self.rest.as_bytes();
        let finder = memchr::memmem::rfind_iter(bytes, b"</");
        let ends = |at: &usize| bytes[at + 2..].get(..name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name.as_bytes()));
        // Counted from the end, where the last one stands; none is farther than any place.
        let last = finder.into_iter().find(ends).map_or(usize::MAX, |at| left - at);
        self.last.push((name, last));
        last < left
    }

    fn cut(&mut self, at: usize) -> &'a str {
        let (head, rest) = self.rest.split_at(at);
        self.rest = rest;
        head
    }

    /// The content of an element up to its end tag, or to the end of the page.
    fn content(&mut self, name: &str) -> &'a str {
        let bytes = self.rest.as_bytes();
        let end = memchr::memmem::find_iter(bytes, b"</").find(|at| {
            let after = &bytes[at + 2..];
            after.len() >= name.len()
                && after[..name.len()].eq_ignore_ascii_case(name.as_bytes())
                && after.get(name.len()).is_none_or(|b| !b.is_ascii_alphanumeric())
        });
        self.cut(end.unwrap_or(bytes.len()))
    }
}

impl<'a> Iterator for Tags<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            if let Some((name, seen)) = self.raw.take() {
                let content = self.content(name);
                if seen && !content.is_empty() {
                    return Some(Token::Raw(content));
                }
            }
            let bytes = self.rest.as_bytes();
            let (&first, second) = (bytes.first()?, bytes.get(1).copied().unwrap_or_default());
            let tag = first == b'<' && (second.is_ascii_alphabetic() || matches!(second, b'/' | b'!' | b'?'));
            if !tag {
                // A `<` that begins no tag is text.
                let end = memchr::memchr_iter(b'<', &bytes[1..])
                    .map(|at| at + 1)
                    .find(|at| bytes.get(at + 1).is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!' | b'?')));
                return Some(Token::Text(self.cut(end.unwrap_or(bytes.len()))));
            }
            if let Some(comment) = self.rest.strip_prefix("<!--") {
                let end = memchr::memmem::find(comment.as_bytes(), b"-->").map(|at| at + 7);
                // One that does not end would hide the rest of the page: it ends where a browser that gives up ends it.
                let end = end.or_else(|| memchr::memchr(b'>', comment.as_bytes()).map(|at| at + 5));
                self.cut(end.unwrap_or(bytes.len()));
                continue;
            }
            // One without an end is a tag that means nothing.
            if let Some(data) = self.rest.strip_prefix("<![CDATA[")
                && let Some(end) = memchr::memmem::find(data.as_bytes(), b"]]>")
            {
                self.cut(end + 12);
                return Some(Token::Raw(&data[..end]));
            }
            let end = tag_end(bytes);
            let tag = self.cut(end);
            let inner = tag[1..].trim_end_matches('>');
            if let Some(name) = inner.strip_prefix('/') {
                return Some(Token::Close(name_of(name)));
            }
            let name = name_of(inner);
            if name.is_empty() {
                continue;
            }
            self.raw = RAW.into_iter().find(|(raw, _)| raw.eq_ignore_ascii_case(name));
            return Some(Token::Open(name, &inner[name.len()..]));
        }
    }
}

fn name_of(inner: &str) -> &str {
    let len = inner.bytes().take_while(|b| !b.is_ascii_whitespace() && !matches!(b, b'/' | b'>' | b'<')).count();
    let mut len = len;
    while !inner.is_char_boundary(len) {
        len -= 1;
    }
    &inner[..len]
}

/// Bytes of the tag that the bytes begin with. A quote that never closes ends at the tag's first `>`.
fn tag_end(bytes: &[u8]) -> usize {
    const LONGEST: usize = 1 << 16;
    let bytes = &bytes[..bytes.len().min(LONGEST)];
    let mut at = 1;
    while let Some(found) = memchr::memchr3(b'>', b'"', b'\'', &bytes[at..]).map(|n| at + n) {
        if bytes[found] == b'>' {
            return found + 1;
        }
        // A quote opens a value only behind its `=`.
        let value = bytes[..found].iter().rev().find(|b| !b.is_ascii_whitespace()) == Some(&b'=');
        at = found + 1;
        if value {
            match memchr::memchr(bytes[found], &bytes[at..]) {
                Some(n) => at += n + 1,
                None => break,
            }
        }
    }
    let mut end = memchr::memchr(b'>', bytes).map_or(bytes.len(), |at| at + 1);
    while std::str::from_utf8(&bytes[..end]).is_err() && end > 1 {
        end -= 1;
    }
    end
}
