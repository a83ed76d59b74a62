//! The lines of a text: where they begin and end, and what is blank at their ends.

use std::ops::Range;

/// One line of a text. Offsets are bytes of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    start: u32,
    end: u32,
    inner_start: u32,
    inner_end: u32,
}

impl Line {
    /// The line without its newline.
    pub fn span(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The line without blanks at either end.
    pub fn inner(&self) -> Range<usize> {
        self.inner_start as usize..self.inner_end as usize
    }

    /// The same line when all before it grew by `by` bytes; the sum wraps.
    pub(crate) fn moved(&self, by: u32) -> Line {
        let [start, end, inner_start, inner_end] = [self.start, self.end, self.inner_start, self.inner_end].map(|at| at.wrapping_add(by));
        Line { start, end, inner_start, inner_end }
    }

    /// Whether nothing but blanks stands in it.
    pub fn is_blank(&self) -> bool {
        self.inner_start == self.inner_end
    }
}

/// Appends the lines of a stretch that begins where a line does.
pub(crate) fn find_lines(text: &str, lines: &mut Vec<Line>, stretch: Range<usize>) {
    let (base, mut start, end) = (stretch.start, stretch.start, stretch.end);
    for at in memchr::memchr_iter(b'\n', &text.as_bytes()[stretch]).map(|at| base + at) {
        lines.push(line(text, start, at));
        start = at + 1;
    }
    if start < end {
        lines.push(line(text, start, end));
    }
}

fn line(text: &str, start: usize, end: usize) -> Line {
    let content = &text[start..end];
    // Most lines begin and end with a visible ASCII character: then there is nothing to trim.
    let visible = |b: Option<&u8>| b.is_some_and(u8::is_ascii_graphic);
    let bytes = content.as_bytes();
    let (inner_start, inner_end) = if visible(bytes.first()) && visible(bytes.last()) {
        (start, end)
    } else {
        let inner = content.trim_matches(is_blank);
        let inner_start = inner.as_ptr() as usize - text.as_ptr() as usize;
        (inner_start, inner_start + inner.len())
    };
    Line { start: start as u32, end: end as u32, inner_start: inner_start as u32, inner_end: inner_end as u32 }
}

/// The first byte of which this holds. Without a branch in it, the inner loop becomes a few vector instructions.
#[inline(always)]
pub(crate) fn position_of(bytes: &[u8], is: impl Fn(u8) -> bool) -> Option<usize> {
    let chunk = bytes.chunks(64).position(|chunk| chunk.iter().fold(false, |any, b| any | is(*b)))?;
    bytes[chunk * 64..].iter().position(|b| is(*b)).map(|at| chunk * 64 + at)
}

/// What counts as blank at the ends of a line: white space, and marks that nobody sees.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

/// Characters without a shape of their own, U+200C and U+200D aside: those two are letters to some scripts.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}
