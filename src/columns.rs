//! What is known of single lines, kept from one text to the next: most lines come through a stage as they were.

use crate::book::Book;
use crate::edit::Op;
use crate::text::Line;
use std::any::{Any, TypeId};
use std::cell::{OnceCell, Ref, RefCell};
use std::ops::Range;
use std::rc::Rc;
use xxhash_rust::xxh3::xxh3_64;

/// Values of one type, one for each line, worked out when they are asked for. Lines have numbers of their own here, which
/// they keep from text to text.
#[derive(Debug)]
pub(crate) struct Column<T> {
    first: Vec<OnceCell<T>>,
    /// Beyond the first lines there is room only where values are: some are asked for at the edges of a text alone, and a
    /// text can have millions of lines.
    beyond: Vec<OnceCell<Stretch<T>>>,
}

/// The values of so many lines.
type Stretch<T> = Box<[OnceCell<T>]>;
const STRETCH: usize = 256;
/// Lines that have room from the beginning.
const FIRST: usize = 4096;

impl<T> Column<T> {
    pub(crate) fn new(lines: usize) -> Column<T> {
        // The next texts will bring some lines more.
        let mut column = Column { first: Vec::with_capacity((lines + lines / 2 + 16).min(FIRST)), beyond: Vec::new() };
        column.grow(lines);
        column
    }

    /// A column that has room only where values are.
    pub(crate) fn sparse(lines: usize) -> Column<T> {
        let mut beyond = Vec::new();
        beyond.resize_with(lines.div_ceil(STRETCH), OnceCell::new);
        Column { first: Vec::new(), beyond }
    }

    pub(crate) fn get(&self, line: u32, make: impl FnOnce() -> T) -> &T {
        let line = line as usize;
        let cell = self.first.get(line).unwrap_or_else(|| {
            let line = line - self.first.len();
            &self.beyond[line / STRETCH].get_or_init(|| (0..STRETCH).map(|_| OnceCell::new()).collect())[line % STRETCH]
        });
        cell.get_or_init(make)
    }

    /// Makes room for lines up to this number.
    pub(crate) fn grow(&mut self, lines: usize) {
        self.first.resize_with(lines.min(FIRST), OnceCell::new);
        self.beyond.resize_with(lines.saturating_sub(FIRST).div_ceil(STRETCH), OnceCell::new);
    }
}

/// A column whose type only its users know.
trait AnyColumn: Any + std::fmt::Debug {
    fn grow(&mut self, lines: usize);
    fn as_any(&self) -> &dyn Any;
}

impl<T: std::fmt::Debug + 'static> AnyColumn for Column<T> {
    fn grow(&mut self, lines: usize) {
        Column::grow(self, lines);
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// Columns of several types: a chain, for there are few.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    first: OnceCell<(TypeId, Box<dyn AnyColumn>)>,
    rest: OnceCell<Box<Columns>>,
}

impl Columns {
    /// The column of type `T`; `new` makes it when it is asked for the first time.
    pub(crate) fn of<T: std::fmt::Debug + 'static>(&self, new: impl Fn() -> Column<T>) -> &Column<T> {
        let mut here = self;
        loop {
            let (id, column) = here.first.get_or_init(|| (TypeId::of::<T>(), Box::new(new())));
            if *id == TypeId::of::<T>()
                && let Some(column) = column.as_any().downcast_ref()
            {
                return column;
            }
            here = here.rest.get_or_init(Box::default);
        }
    }

    /// Whether nobody asked for one.
    pub(crate) fn is_empty(&self) -> bool {
        self.first.get().is_none()
    }

    /// Makes room in all of them for lines up to this number.
    pub(crate) fn grow(&mut self, lines: usize) {
        if let Some((_, column)) = self.first.get_mut() {
            column.grow(lines);
        }
        if let Some(rest) = self.rest.get_mut() {
            rest.grow(lines);
        }
    }
}

/// The lines of a text, each with the number under which the columns know it.
#[derive(Debug, Default)]
pub(crate) struct Numbered {
    pub(crate) lines: Vec<Line>,
    /// Given when one is asked for: of many a text only the lines are.
    numbers: OnceCell<Numbers>,
    /// What is known of lines from other texts.
    book: Option<Rc<Book>>,
    /// Once the lines of a text were looked through and let be: those that came since, in order.
    loose: RefCell<Option<Vec<u32>>>,
}

/// A number for each line.
#[derive(Debug, Default)]
struct Numbers {
    of: Vec<u32>,
    /// How many were given; number 0 is that of blank lines.
    given: u32,
}

/// Set in the number of a line that is in the book.
const IN_BOOK: u32 = 1 << 31;

/// Where a line is known.
pub(crate) enum Place<B> {
    /// In the book, or what was taken out of it, by this number.
    Book(B, u32),
    /// In the columns of the text, by this number.
    Own(u32),
}

impl<B> Place<B> {
    /// That of a line with this number.
    #[inline]
    pub(crate) fn of(number: u32, book: Option<B>) -> Place<B> {
        match book.filter(|_| number & IN_BOOK != 0) {
            Some(book) => Place::Book(book, number & !IN_BOOK),
            None => Place::Own(number),
        }
    }
}

impl Numbered {
    pub(crate) fn new(lines: Vec<Line>) -> Numbered {
        Numbered { lines, numbers: OnceCell::new(), book: Some(Book::open()), loose: RefCell::default() }
    }

    /// The numbers of the lines of `text`: see [`Place::of`].
    pub(crate) fn numbers_of(&self, text: &str) -> &[u32] {
        &self.numbers(text).of
    }

    /// Says that the lines were looked through and let be.
    pub(crate) fn settle(&self) {
        self.loose.replace(Some(Vec::new()));
    }

    /// The lines that came since; `None` when they never were.
    pub(crate) fn loose(&self) -> Ref<'_, Option<Vec<u32>>> {
        self.loose.borrow()
    }

    /// What is known of lines from other texts.
    pub(crate) fn book(&self) -> Option<&Book> {
        self.book.as_deref()
    }

    /// How many numbers there are for the columns of `text`.
    pub(crate) fn given(&self, text: &str) -> usize {
        self.numbers(text).given as usize
    }

    fn numbers(&self, text: &str) -> &Numbers {
        self.numbers.get_or_init(|| {
            let mut numbers = Numbers { of: Vec::with_capacity(self.lines.len()), given: 0 };
            numbers.add(&self.lines, text, self.book.as_deref());
            numbers
        })
    }
}

impl Numbers {
    /// Gives numbers to more lines.
    fn add(&mut self, lines: &[Line], text: &str, book: Option<&Book>) {
        // All blank lines read alike, so they share the first number: half of the lines are blank in many a text.
        self.given = self.given.max(1);
        let mut alike = Alike::of(lines.len());
        for line in lines {
            let number = match (line.is_blank(), &mut alike, book) {
                (true, ..) => 0,
                (false, Some(alike), _) => alike.number(text.as_bytes(), line.span(), self.given),
                (false, None, book) => {
                    let known = book.and_then(|book| book.number(&text.as_bytes()[line.span()]));
                    known.map_or(self.given, |number| number | IN_BOOK)
                }
            };
            self.given += u32::from(number == self.given);
            self.of.push(number);
        }
    }
}

/// Lines that read alike share a number, in texts of so many lines that it pays: what is known of one is known of all.
/// A table of those met last, so that it stays small whatever the text holds.
struct Alike(Vec<(Range<u32>, u32)>);

impl Alike {
    /// New lines from which on they are compared; in a page or an article few lines come again.
    const LINES: usize = 4096;
    /// Bits of the largest table's size.
    const BITS: u32 = 16;
    /// Bytes of the longest line that is compared.
    const LONGEST: usize = 256;

    fn of(lines: usize) -> Option<Alike> {
        (lines >= Alike::LINES).then(|| Alike(vec![(0..0, 0); 1 << lines.ilog2().min(Alike::BITS)]))
    }

    /// The number of the line at `span`: that of one with the same bytes, or else `next`.
    fn number(&mut self, text: &[u8], span: Range<usize>, next: u32) -> u32 {
        let line = &text[span.clone()];
        if line.len() > Alike::LONGEST {
            return next;
        }
        let places = self.0.len();
        let place = &mut self.0[xxh3_64(line) as usize & (places - 1)];
        if text[place.0.start as usize..place.0.end as usize] != *line {
            *place = (span.start as u32..span.end as u32, next);
        }
        place.1
    }
}

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
