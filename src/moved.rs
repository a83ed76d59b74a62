//! From the lines of one text to those of the next: most of them come through a stage as they were.

use crate::edit::Op;
use crate::line::Line;
use crate::numbered::{Numbered, Numbers};
use std::cell::{OnceCell, RefCell};
use std::ops::Range;

/// A list that is written anew from its beginning while it is read: in its own room, as long as no more was written than read.
/// The list of the lines of a large text is large, and memory that nobody touched before is dear.
struct Rewritten<T> {
    /// What was written, and behind it what is overwritten next or still to be read.
    list: Vec<T>,
    written: usize,
    read: usize,
    /// What is still to be read, once more was written than read.
    apart: Option<Vec<T>>,
}

impl<T: Copy> Rewritten<T> {
    fn new(list: Vec<T>) -> Rewritten<T> {
        Rewritten { list, written: 0, read: 0, apart: None }
    }

    /// What is still to be read.
    fn rest(&self) -> &[T] {
        &self.apart.as_ref().unwrap_or(&self.list)[self.read..]
    }

    fn skip(&mut self, n: usize) {
        self.read += n;
    }

    fn put(&mut self, values: &[T]) {
        if self.apart.is_none() && self.written + values.len() > self.read {
            self.apart = Some(self.list.split_off(self.read));
            self.list.truncate(self.written);
            self.read = 0;
        }
        match self.apart {
            Some(_) => self.list.extend_from_slice(values),
            None => self.list[self.written..][..values.len()].copy_from_slice(values),
        }
        self.written += values.len();
    }

    /// Reads so many and writes what becomes of them.
    fn carry(&mut self, n: usize, moved: impl Fn(T) -> T) {
        let read = self.read..self.read + n;
        match &self.apart {
            Some(apart) => self.list.extend(apart[read].iter().map(|value| moved(*value))),
            None => read.zip(self.written..).for_each(|(from, to)| self.list[to] = moved(self.list[from])),
        }
        self.read += n;
        self.written += n;
    }

    fn finish(mut self) -> Vec<T> {
        self.list.truncate(self.written);
        self.list
    }
}

/// The loose lines of a text, while those of the next one are made of its lines: see [`Numbered::loose`].
struct Loose {
    old: std::iter::Peekable<std::vec::IntoIter<u32>>,
    new: Vec<u32>,
    /// Lines of the old text and of the new one that are done.
    read: u32,
    written: u32,
}

impl Loose {
    fn new(old: Vec<u32>) -> Loose {
        Loose { old: old.into_iter().peekable(), new: Vec::new(), read: 0, written: 0 }
    }

    fn skip(&mut self, n: usize) {
        self.read += n as u32;
    }

    /// So many new lines.
    fn put(&mut self, n: usize) {
        self.new.extend(self.written..self.written + n as u32);
        self.written += n as u32;
    }

    /// So many lines that stay.
    fn carry(&mut self, n: usize) {
        let end = self.read + n as u32;
        while let Some(line) = self.old.next_if(|line| *line < end) {
            // Those before were skipped.
            self.new.extend(line.checked_sub(self.read).map(|at| self.written + at));
        }
        (self.read, self.written) = (end, self.written + n as u32);
    }
}

/// The lines of the text that `ops` made of the one with the lines `old`. A line that is one of those byte for byte keeps its number.
///
/// A line is the same when it lies, with its newline if any, in bytes that the ops keep: those are moved, the others found by `find`,
/// which appends the lines of a stretch of the text.
pub(crate) fn moved_lines(old: Numbered, ops: &[Op], text: &str, find: impl Fn(&mut Vec<Line>, Range<usize>)) -> Numbered {
    let bytes = text.as_bytes();
    let mut lines = Rewritten::new(old.lines);
    // The numbers, if anybody asked for any; and those of lines that are found.
    let known = old.numbers.into_inner();
    let mut new = Numbers { of: Vec::new(), given: known.as_ref().map_or(0, |known| known.given) };
    let mut numbers = known.map(|known| Rewritten::new(known.of));
    let mut fresh = Vec::new();
    let mut loose = old.loose.into_inner().map(Loose::new);
    let mut found =
        |lines: &mut Rewritten<Line>, numbers: &mut Option<Rewritten<u32>>, loose: &mut Option<Loose>, stretch: Range<usize>| {
            fresh.clear();
            find(&mut fresh, stretch);
            loose.iter_mut().for_each(|loose| loose.put(fresh.len()));
            lines.put(&fresh);
            if let Some(numbers) = numbers {
                new.of.clear();
                new.add(&fresh, text, old.book.as_deref());
                numbers.put(&new.of);
            }
        };
    let (mut at_old, mut at_new, mut done) = (0usize, 0usize, 0usize);
    for op in ops {
        let (old_len, new_len, kept) = match op {
            Op::Keep(len) | Op::Flag(len, _) => (*len, *len, true),
            Op::Remove(gone, _) => (gone.len(), 0, false),
            Op::Replace(gone, put, _) => (gone.len(), put.len(), false),
            Op::Insert(put, _) => (0, put.len(), false),
        };
        if kept {
            let mut gone = lines.rest().iter().take_while(|line| line.span().start < at_old).count();
            // A line that begins where the kept bytes do begins one here only when one ended before them.
            if lines.rest().get(gone).is_some_and(|l| l.span().start == at_old) && at_new > 0 && bytes[at_new - 1] != b'\n' {
                gone += 1;
            }
            lines.skip(gone);
            loose.iter_mut().for_each(|loose| loose.skip(gone));
            let end = at_old + old_len + usize::from(at_new + new_len == text.len());
            let whole = lines.rest().partition_point(|l| l.span().start < at_old + old_len && l.span().end < end);
            numbers.iter_mut().for_each(|numbers| numbers.skip(gone));
            if whole > 0 {
                let (first, last) = (lines.rest()[0].span().start, lines.rest()[whole - 1].span().end);
                found(&mut lines, &mut numbers, &mut loose, done..first - at_old + at_new);
                loose.iter_mut().for_each(|loose| loose.carry(whole));
                // Offsets wrap: what moves to the left moves by a number that is too large by 2^32.
                let by = (at_new as u32).wrapping_sub(at_old as u32);
                lines.carry(whole, |line| line.moved(by));
                numbers.iter_mut().for_each(|numbers| numbers.carry(whole, |number| number));
                done = last - at_old + at_new + 1;
            }
        }
        (at_old, at_new) = (at_old + old_len, at_new + new_len);
    }
    found(&mut lines, &mut numbers, &mut loose, done.min(text.len())..text.len());
    let loose = RefCell::new(loose.map(|loose| loose.new));
    let numbers = numbers.map_or_else(OnceCell::new, |numbers| OnceCell::from(Numbers { of: numbers.finish(), given: new.given }));
    Numbered { lines: lines.finish(), numbers, book: old.book, loose }
}

#[cfg(test)]
mod tests {
    use crate::edit::{Edit, RuleId, apply};
    use crate::text::Text;
    use proptest::prelude::*;

    #[test]
    fn lines_with_the_same_bytes_share_what_is_known() {
        // As long a text as it takes, of few lines and of many, with blanks at the ends of some, before and after edits.
        let line = |n: usize| match n % 7 {
            0..3 => ["boats", " boats", "boats\t"][n % 7].to_owned(),
            3 => String::new(),
            _ => format!("line {}", n * n % 3000),
        };
        let before: String = (0..9000).flat_map(|n| [line(n), "\n".to_owned()]).collect();
        let cuts = (0..before.len() - 9).step_by(997).filter(|at| before.is_char_boundary(*at));
        let edits = cuts.map(|at| Edit { span: at..at + at % 9, with: ["", "x", "\n"][at % 3].into(), rule: RuleId("a/b") });
        let applied = apply(&before, edits.collect(), |_| false);
        let text = Text::new(&before);
        let made = std::cell::Cell::new(0);
        let own = |text: &Text| {
            for i in 0..text.len() {
                let known = text.of_line(i, |line| {
                    made.set(made.get() + 1);
                    line.to_owned()
                });
                assert_eq!((known.as_str(), text.shape(i)), (text.inner(i), &crate::shape::Shape::of(text.inner(i))));
            }
        };
        own(&text);
        assert!(made.get() < 4000, "{} lines were looked at", made.get());
        own(&Text::following(&applied.text, text.into_learnt(), &applied.ops));
    }

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(20_260_101), ..ProptestConfig::default() })]
        #[test]
        fn what_is_kept_of_a_line_is_of_that_line(
            before in "[ab \n]{0,40}",
            edits in proptest::collection::vec((0usize..40, 0usize..12, "[ab\n]{0,3}"), 0..6),
        ) {
            let edits = edits.into_iter().map(|(at, len, with)| Edit { span: at..at + len, with: with.into(), rule: RuleId("a/b") });
            let applied = apply(&before, edits.collect(), |_| false);
            let text = Text::new(&before);
            (0..text.len()).for_each(|i| { text.of_line(i, str::to_owned); text.shape(i); });
            text.settle();
            let olds: Vec<&str> = (0..text.len()).map(|i| text.line(i)).collect();
            let next = Text::following(&applied.text, text.into_learnt(), &applied.ops);
            let loose = next.loose().clone().unwrap();
            prop_assert!(loose.is_sorted() && loose.iter().all(|i| (*i as usize) < next.len()));
            // Every line but those was one before, in its order.
            let mut before = olds.iter();
            for i in (0..next.len()).filter(|i| !loose.contains(&(*i as u32))) {
                prop_assert!(before.any(|old| *old == next.line(i)), "line {i} of {:?}", applied.text);
            }
            let anew = Text::new(&applied.text);
            prop_assert_eq!(next.lines(), anew.lines());
            for i in 0..next.len() {
                let own = next.inner(i);
                prop_assert_eq!(next.of_line(i, str::to_owned), own);
                prop_assert_eq!(next.shape(i), &crate::shape::Shape::of(own));
            }
        }
    }
}
