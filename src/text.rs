//! A text with its lines and blocks, measured once, so that no rule splits text again.

use crate::book::Book;
use crate::census::Census;
use crate::columns::{Column, Columns};
use crate::edit::Op;
use crate::line::find_lines;
use crate::moved::moved_lines;
use crate::numbered::{Numbered, Place};
use std::any::Any;
use std::cell::{OnceCell, Ref};
use std::ops::Range;

pub use crate::line::{Line, is_blank, is_invisible};
pub use crate::shape::{Ending, Shape};

/// A string with its lines, blocks and measures. A newline is LF and nothing else.
#[derive(Debug)]
pub struct Text<'a> {
    text: &'a str,
    known: Learnt,
}

/// What was learnt of a text: apart from it, so that it can be taken over by the text that the next stage sees.
#[derive(Debug)]
pub struct Learnt {
    lines: Numbered,
    filled: OnceCell<Vec<u32>>,
    blocks: OnceCell<Vec<Range<usize>>>,
    shapes: OnceCell<Column<Shape>>,
    columns: Columns,
    memo: Memo,
    census: OnceCell<Census>,
    /// What the census can find at most.
    most: Census,
}

impl Default for Learnt {
    fn default() -> Learnt {
        Learnt {
            lines: Numbered::default(),
            filled: OnceCell::new(),
            blocks: OnceCell::new(),
            shapes: OnceCell::new(),
            columns: Columns::default(),
            memo: Memo::default(),
            census: OnceCell::new(),
            most: Census::ANYTHING,
        }
    }
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
        let end = text.len().min(Text::MAX);
        // Counted first: a vector of millions of lines that grows takes its room several times over.
        let mut lines = Vec::with_capacity(memchr::memchr_iter(b'\n', &text.as_bytes()[..end]).count() + 1);
        find_lines(text, &mut lines, 0..end);
        Text { text, known: Learnt { lines: Numbered::new(lines), ..Learnt::default() } }
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
        let lines = moved_lines(learnt.lines, ops, text, |lines, stretch| find_lines(text, lines, stretch));
        let (mut shapes, mut columns) = (learnt.shapes, learnt.columns);
        if let Some(shapes) = shapes.get_mut() {
            shapes.grow(lines.given(text));
        }
        if !columns.is_empty() {
            columns.grow(lines.given(text));
        }
        let put_in = ops.iter().fold(Census::default(), |most, op| match op {
            Op::Replace(_, with, _) | Op::Insert(with, _) => most.or(Census::take(with, Census::ANYTHING)),
            _ => most,
        });
        let most = learnt.census.into_inner().unwrap_or(learnt.most).or(put_in);
        Text { text, known: Learnt { lines, columns, shapes, most, ..Learnt::default() } }
    }

    /// Says that the lines were looked through and that there is nothing to be done to them, as long as they stay as they are.
    pub(crate) fn settle(&self) {
        self.known.lines.settle();
    }

    /// The lines that came since, in order; `None` when nothing is known of the lines.
    pub(crate) fn loose(&self) -> Ref<'_, Option<Vec<u32>>> {
        self.known.lines.loose()
    }

    /// What it holds that the rules of `normalize` could want.
    pub(crate) fn census(&self) -> Census {
        *self.known.census.get_or_init(|| Census::take(self.text, self.known.most))
    }

    /// The whole text.
    pub fn as_str(&self) -> &'a str {
        self.text
    }

    /// All lines, in order. What follows the last newline is a line when it is not empty.
    pub fn lines(&self) -> &[Line] {
        &self.known.lines.lines
    }

    /// Number of lines.
    pub fn len(&self) -> usize {
        self.known.lines.lines.len()
    }

    /// Whether there is no line at all.
    pub fn is_empty(&self) -> bool {
        self.known.lines.lines.is_empty()
    }

    /// Line `i` without its newline.
    pub fn line(&self, i: usize) -> &'a str {
        &self.text[self.known.lines.lines[i].span()]
    }

    /// Line `i` without blanks at either end.
    pub fn inner(&self, i: usize) -> &'a str {
        &self.text[self.known.lines.lines[i].inner()]
    }

    /// Numbers of the lines of at most so many bytes, blanks at their ends aside, that hold one that `find` finds in what is left of them:
    /// faster than to ask line by line when few do. It must find no newline.
    pub(crate) fn lines_with<'t>(&'t self, most: usize, find: impl Fn(&[u8]) -> Option<usize> + 't) -> impl Iterator<Item = usize> + 't {
        let (bytes, lines) = (self.text.as_bytes(), self.lines());
        let short = move |line: &Line| line.inner().len() <= most;
        // The lines from `next` to `until` are short ones, looked at from `at` on.
        let (mut next, mut until, mut at) = (0, 0, 0);
        std::iter::from_fn(move || {
            loop {
                if next == until {
                    next += lines[next..].iter().position(short)?;
                    until = lines[next..].iter().position(|line| !short(line)).map_or(lines.len(), |n| next + n);
                    at = lines[next].span().start;
                }
                let Some(found) = find(&bytes[at..lines[until - 1].span().end]) else {
                    next = until;
                    continue;
                };
                let line = next + lines[next..until].iter().position(|line| line.span().end > at + found)?;
                (at, next) = (lines[line].span().end, line + 1);
                return Some(line);
            }
        })
    }

    /// Bytes of the lines `range` with their newlines: what to remove when whole lines go.
    pub fn whole_lines(&self, range: Range<usize>) -> Range<usize> {
        let (Some(first), Some(last)) =
            (self.known.lines.lines.get(range.start), range.end.checked_sub(1).and_then(|i| self.known.lines.lines.get(i)))
        else {
            return 0..0;
        };
        first.span().start..(last.span().end + 1).min(self.text.len())
    }

    /// Indices of the lines that are not blank, in order.
    pub fn filled(&self) -> &[u32] {
        self.known.filled.get_or_init(|| {
            let mut filled = Vec::with_capacity(self.lines().len());
            filled.extend((0..).zip(self.lines()).filter(|(_, line)| !line.is_blank()).map(|(i, _)| i));
            filled
        })
    }

    /// Maximal runs of lines that are not blank, as ranges of line numbers.
    pub fn blocks(&self) -> &[Range<usize>] {
        self.known.blocks.get_or_init(|| {
            let filled = self.filled();
            // Counted first, as lines are.
            let joined = filled.windows(2).filter(|pair| pair[0] + 1 == pair[1]).count();
            let mut blocks: Vec<Range<usize>> = Vec::with_capacity(filled.len() - joined);
            for &i in filled {
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
        let (lines, make) = (&self.known.lines, || Shape::of(self.inner(i)));
        match Place::of(lines.numbers_of(self.text)[i], lines.book()) {
            Place::Book(book, number) => book.shapes.get(number, make),
            Place::Own(number) => self.known.shapes.get_or_init(|| Column::new(lines.given(self.text))).get(number, make),
        }
    }

    /// What a rule knows of line `i`, worked out once and kept as long as the line stays as it is: one value of each type.
    /// Of short lines that come again from text to text it is kept beyond the text, up to some megabytes a thread.
    ///
    /// `make` must depend on the line alone, as it is without blanks at its ends.
    pub fn of_line<T: std::fmt::Debug + 'static>(&self, i: usize, make: impl FnOnce(&'a str) -> T) -> &T {
        let (lines, make) = (&self.known.lines, || make(self.inner(i)));
        match Place::of(lines.numbers_of(self.text)[i], lines.book()) {
            Place::Book(book, number) => book.columns.of(|| Column::sparse(Book::LINES)).get(number, make),
            Place::Own(number) => self.known.columns.of(|| Column::new(lines.given(self.text))).get(number, make),
        }
    }

    /// The same for who asks for many lines: where the values of type `T` are kept is looked up once.
    pub(crate) fn kept<T: std::fmt::Debug + 'static>(&self) -> Kept<'_, 'a, T> {
        let lines = &self.known.lines;
        let own = self.known.columns.of(|| Column::new(lines.given(self.text)));
        let book = lines.book().map(|book| book.columns.of(|| Column::sparse(Book::LINES)));
        Kept { text: self, numbers: lines.numbers_of(self.text), own, book }
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

/// What is known of the lines of a text: values of one type.
#[derive(Debug)]
pub(crate) struct Kept<'t, 'a, T> {
    text: &'t Text<'a>,
    numbers: &'t [u32],
    own: &'t Column<T>,
    book: Option<&'t Column<T>>,
}

impl<'t, 'a, T> Kept<'t, 'a, T> {
    /// That of line `i`, worked out once: see [`Text::of_line`].
    #[inline]
    pub(crate) fn of(&self, i: usize, make: impl FnOnce(&'a str) -> T) -> &'t T {
        let make = || make(self.text.inner(i));
        match Place::of(self.numbers[i], self.book) {
            Place::Book(book, number) => book.get(number, make),
            Place::Own(number) => self.own.get(number, make),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(20_260_101), ..ProptestConfig::default() })]
        #[test]
        fn lines_with_a_byte_are_those_that_hold_it(
            lines in proptest::collection::vec(prop_oneof![5 => "[a-c ]{0,9}", 1 => "[a-z]{60,140}", 1 => "[aé7]{0,3}"], 0..40), last in "\n?",
        ) {
            let joined = lines.join("\n") + &last;
            let text = Text::new(&joined);
            for is in [|b: u8| b.is_ascii_digit(), |b: u8| !b.is_ascii(), |b: u8| b == b'z'] {
                for most in [0, 2, 64, usize::MAX] {
                    let holds = |i: &usize| text.inner(*i).len() <= most && text.line(*i).bytes().any(is);
                    let one_by_one: Vec<usize> = (0..text.len()).filter(holds).collect();
                    prop_assert_eq!(text.lines_with(most, |bytes| bytes.iter().position(|b| is(*b))).collect::<Vec<_>>(), one_by_one);
                }
            }
        }
    }

    #[test]
    fn a_memo_of_each_type_is_made_once() {
        let text = Text::new("a\nb");
        assert_eq!(text.memo(|t| t.len()), &2);
        assert_eq!(text.memo(|_| 7usize), &2);
        assert_eq!(text.memo(|t| t.as_str().to_owned()), "a\nb");
    }
}
