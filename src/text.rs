//! A text with its lines and blocks, measured once, so that no rule splits text again.

use crate::columns::{Column, Columns, same_lines};
use crate::edit::Op;
use std::any::Any;
use std::cell::OnceCell;
use std::ops::Range;

pub use crate::shape::{Ending, Shape};

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

    /// Whether nothing but blanks stands in it.
    pub fn is_blank(&self) -> bool {
        self.inner_start == self.inner_end
    }
}

/// A string with its lines, blocks and measures. A newline is LF and nothing else.
#[derive(Debug)]
pub struct Text<'a> {
    text: &'a str,
    known: Learnt,
}

/// What was learnt of a text: apart from it, so that it can be taken over by the text that the next stage sees.
#[derive(Debug, Default)]
pub struct Learnt {
    lines: Vec<Line>,
    filled: OnceCell<Vec<u32>>,
    blocks: OnceCell<Vec<Range<usize>>>,
    shapes: OnceCell<Column<Shape>>,
    columns: Columns,
    memo: Memo,
}

/// What the rules of a stage worked out together: a chain of values, one of each type.
#[derive(Debug, Default)]
struct Memo {
    value: OnceCell<Box<dyn Any>>,
    next: OnceCell<Box<Memo>>,
}

impl<'a> Text<'a> {
    /// The most bytes a text may have: offsets are 32-bit numbers.
    pub const MAX: usize = u32::MAX as usize;

    /// Finds the lines. Text past [`Text::MAX`] bytes is not seen (the pipeline refuses such a document before).
    pub fn new(text: &'a str) -> Text<'a> {
        let bytes = &text.as_bytes()[..text.len().min(Text::MAX)];
        let mut lines = Vec::with_capacity(bytes.len() / 64 + 1);
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', bytes) {
            lines.push(line(text, start, end));
            start = end + 1;
        }
        if start < bytes.len() {
            lines.push(line(text, start, bytes.len()));
        }
        Text { text, known: Learnt { lines, ..Learnt::default() } }
    }

    /// What was learnt of the text, for [`Text::again`] and [`Text::following`].
    pub fn into_learnt(self) -> Learnt {
        self.known
    }

    /// The same text again.
    pub fn again(text: &'a str, learnt: Learnt) -> Text<'a> {
        Text { text, known: learnt }
    }

    /// The text that came by `ops` from the one of which this is known: the lines that stayed are not measured again.
    pub fn following(text: &'a str, learnt: Learnt, ops: &[Op]) -> Text<'a> {
        let mut next = Text::new(text);
        let from = same_lines(&learnt.lines, ops, &next.known.lines);
        if let Some(shapes) = learnt.shapes.into_inner() {
            next.known.shapes = OnceCell::from(shapes.moved(&from));
        }
        next.known.columns = learnt.columns.moved(&from);
        next
    }

    /// The whole text.
    pub fn as_str(&self) -> &'a str {
        self.text
    }

    /// All lines, in order. What follows the last newline is a line when it is not empty.
    pub fn lines(&self) -> &[Line] {
        &self.known.lines
    }

    /// Number of lines.
    pub fn len(&self) -> usize {
        self.known.lines.len()
    }

    /// Whether there is no line at all.
    pub fn is_empty(&self) -> bool {
        self.known.lines.is_empty()
    }

    /// Line `i` without its newline.
    pub fn line(&self, i: usize) -> &'a str {
        &self.text[self.known.lines[i].span()]
    }

    /// Line `i` without blanks at either end.
    pub fn inner(&self, i: usize) -> &'a str {
        &self.text[self.known.lines[i].inner()]
    }

    /// Bytes of the lines `range` with their newlines: what to remove when whole lines go.
    pub fn whole_lines(&self, range: Range<usize>) -> Range<usize> {
        let (Some(first), Some(last)) = (self.known.lines.get(range.start), range.end.checked_sub(1).and_then(|i| self.known.lines.get(i)))
        else {
            return 0..0;
        };
        let end = last.end as usize;
        first.start as usize..(end + 1).min(self.text.len())
    }

    /// Indices of the lines that are not blank, in order.
    pub fn filled(&self) -> &[u32] {
        self.known.filled.get_or_init(|| (0..self.known.lines.len() as u32).filter(|i| !self.known.lines[*i as usize].is_blank()).collect())
    }

    /// Maximal runs of lines that are not blank, as ranges of line numbers.
    pub fn blocks(&self) -> &[Range<usize>] {
        self.known.blocks.get_or_init(|| {
            let mut blocks: Vec<Range<usize>> = Vec::new();
            for &i in self.filled() {
                let i = i as usize;
                match blocks.last_mut() {
                    Some(last) if last.end == i => last.end = i + 1,
                    _ => blocks.push(i..i + 1),
                }
            }
            blocks
        })
    }

    /// The block that holds line `i`; `None` for a blank line.
    pub fn block_of(&self, i: usize) -> Option<Range<usize>> {
        let blocks = self.blocks();
        let at = blocks.partition_point(|b| b.end <= i);
        blocks.get(at).filter(|b| b.contains(&i)).cloned()
    }

    /// The measures of line `i`, taken once.
    pub fn shape(&self, i: usize) -> &Shape {
        self.known.shapes.get_or_init(|| Column::new(self.known.lines.len())).get(i, || Shape::of(self.inner(i)))
    }

    /// What a rule knows of line `i`, worked out once and kept as long as the line stays as it is: one value of each type.
    ///
    /// `make` must depend on the line alone, as it is without blanks at its ends.
    pub fn of_line<T: std::fmt::Debug + 'static>(&self, i: usize, make: impl FnOnce(&'a str) -> T) -> &T {
        self.known.columns.of(self.known.lines.len()).get(i, || make(self.inner(i)))
    }

    /// The nearest line above `i` that is not blank.
    pub fn above(&self, i: usize) -> Option<usize> {
        let filled = self.filled();
        filled.partition_point(|f| (*f as usize) < i).checked_sub(1).map(|at| filled[at] as usize)
    }

    /// The nearest line below `i` that is not blank.
    pub fn below(&self, i: usize) -> Option<usize> {
        let filled = self.filled();
        filled.get(filled.partition_point(|f| (*f as usize) <= i)).map(|f| *f as usize)
    }

    /// What several rules want to know of this text, worked out by the first that asks: one value of each type.
    ///
    /// `make` must depend on the text alone.
    pub fn memo<T: 'static>(&self, make: impl FnOnce(&Text) -> T) -> &T {
        let mut make = Some(make);
        let mut memo = &self.known.memo;
        loop {
            let value = memo.value.get_or_init(|| {
                let make = make.take().expect("an empty place is filled once, and then found");
                Box::new(make(self))
            });
            if let Some(value) = value.downcast_ref() {
                return value;
            }
            memo = memo.next.get_or_init(Box::default);
        }
    }

    /// How many filled lines stand above line `i`, and how many below.
    pub fn position(&self, i: usize) -> (usize, usize) {
        let filled = self.filled();
        let at = filled.partition_point(|f| (*f as usize) < i);
        let own = usize::from(filled.get(at).is_some_and(|f| *f as usize == i));
        (at, filled.len() - at - own)
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

/// What counts as blank at the ends of a line: white space, and marks that nobody sees.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

/// Characters without a shape of their own, U+200C and U+200D aside: those two are letters to some scripts.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_blocks_and_positions() {
        let text = Text::new("a\n\n b \nc\n \n\u{200b}\nd");
        assert_eq!(text.len(), 7);
        assert_eq!(text.inner(2), "b");
        assert_eq!(text.blocks(), [0..1, 2..4, 6..7]);
        assert_eq!(text.above(6), Some(3));
        assert_eq!(text.below(0), Some(2));
        assert_eq!(text.position(3), (2, 1));
        assert_eq!(&text.as_str()[text.whole_lines(2..4)], " b \nc\n");
        assert_eq!(&text.as_str()[text.whole_lines(6..7)], "d");
        assert!(Text::new("").is_empty());
    }

    #[test]
    fn lines_that_stay_are_measured_once() {
        let before = "one\ntwo \nthree\nfour\nfive";
        let id = crate::edit::RuleId("a/b");
        let edits = vec![crate::edit::Edit::remove(4..9, id), crate::edit::Edit { span: 16..18, with: "FO".into(), rule: id }];
        let applied = crate::edit::apply(before, edits, |_| false);
        assert_eq!(applied.text, "one\nthree\nfFOr\nfive");
        let text = Text::new(before);
        let number = |text: &Text, base: usize| (0..text.len()).map(|i| *text.of_line(i, |_| base + i)).collect::<Vec<usize>>();
        assert_eq!(number(&text, 10), [10, 11, 12, 13, 14]);
        let next = Text::following(&applied.text, text.into_learnt(), &applied.ops);
        assert_eq!(number(&next, 20), [10, 12, 22, 14]);
    }

    #[test]
    fn a_memo_of_each_type_is_made_once() {
        let text = Text::new("a\nb");
        assert_eq!(text.memo(|t| t.len()), &2);
        assert_eq!(text.memo(|_| 7usize), &2);
        assert_eq!(text.memo(|t| t.as_str().to_owned()), "a\nb");
    }
}
