//! The lines of a text with numbers of their own, which they keep from text to text.

use crate::book::Book;
use crate::line::Line;
use std::cell::{OnceCell, Ref, RefCell};
use std::ops::Range;
use std::rc::Rc;
use xxhash_rust::xxh3::xxh3_64;

/// The lines of a text, each with the number under which the columns know it.
#[derive(Debug, Default)]
pub(crate) struct Numbered {
    pub(crate) lines: Vec<Line>,
    /// Given when one is asked for: of many a text only the lines are.
    pub(crate) numbers: OnceCell<Numbers>,
    /// What is known of lines from other texts.
    pub(crate) book: Option<Rc<Book>>,
    /// Once the lines of a text were looked through and let be: those that came since, in order.
    pub(crate) loose: RefCell<Option<Vec<u32>>>,
}

/// A number for each line.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    pub(crate) of: Vec<u32>,
    /// How many were given; number 0 is that of blank lines.
    pub(crate) given: u32,
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
    pub(crate) fn add(&mut self, lines: &[Line], text: &str, book: Option<&Book>) {
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
