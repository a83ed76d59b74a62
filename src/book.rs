//! Lines that come again from document to document, and what is known of them: menus, notices, the buttons of a site.

use crate::columns::{Column, Columns};
use crate::shape::Shape;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use xxhash_rust::xxh3::xxh3_64;

/// What one thread knows of lines that it met more than once. All of it depends on the lines alone, so that it makes no
/// difference to any result which documents a thread saw before.
#[derive(Debug)]
pub(crate) struct Book {
    met: RefCell<Met>,
    full: Cell<bool>,
    pub(crate) shapes: Column<Shape>,
    pub(crate) columns: Columns,
}

/// Which lines are in the book.
#[derive(Debug)]
struct Met {
    /// Marks of the lines met last, each in the place that its digest says: a line comes into the book when it is met again.
    once: Vec<u32>,
    /// Numbers of lines in the book, plus one, found by digest; 0 is a free place.
    places: Vec<u32>,
    /// The lines of the book: digest, and where its bytes end in `bytes`.
    lines: Vec<(u64, u32)>,
    bytes: Vec<u8>,
}

thread_local! {
    static OPEN: RefCell<Option<Rc<Book>>> = const { RefCell::new(None) };
}

impl Book {
    /// Lines in a book at most: with what is known of them a few megabytes. Then another one is begun.
    pub(crate) const LINES: usize = 8192;
    /// Bytes of the longest line: of longer ones few come again.
    const LONGEST: usize = 160;
    /// Lines that are remembered as met once.
    const ONCE: usize = 8192;

    /// The book of this thread.
    pub(crate) fn open() -> Rc<Book> {
        OPEN.with_borrow_mut(|open| {
            // A full one is laid aside; the texts that have it go on with it.
            open.take_if(|book| book.full.get());
            Rc::clone(open.get_or_insert_with(|| Rc::new(Book::new())))
        })
    }

    fn new() -> Book {
        let (once, places) = (vec![0; Book::ONCE], vec![0; Book::LINES * 2]);
        let met = Met { once, places, lines: Vec::new(), bytes: Vec::new() };
        Book { met: RefCell::new(met), full: Cell::new(false), shapes: Column::sparse(Book::LINES), columns: Columns::default() }
    }

    /// The number of a line that was met before, byte for byte.
    pub(crate) fn number(&self, line: &[u8]) -> Option<u32> {
        if line.len() > Book::LONGEST {
            return None;
        }
        let digest = xxh3_64(line);
        let met = &mut *self.met.borrow_mut();
        let mut place = digest as usize % met.places.len();
        while met.places[place] > 0 {
            let number = met.places[place] - 1;
            if met.lines[number as usize].0 == digest && met.line(number) == line {
                return Some(number);
            }
            place = (place + 1) % met.places.len();
        }
        let (once, mark) = (&mut met.once[(digest >> 16) as usize % Book::ONCE], (digest >> 32) as u32);
        if *once != mark {
            *once = mark;
            return None;
        }
        if met.lines.len() == Book::LINES {
            self.full.set(true);
            return None;
        }
        met.bytes.extend_from_slice(line);
        met.lines.push((digest, met.bytes.len() as u32));
        met.places[place] = met.lines.len() as u32;
        Some(met.lines.len() as u32 - 1)
    }
}

impl Met {
    fn line(&self, number: u32) -> &[u8] {
        let number = number as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.lines[before].1);
        &self.bytes[start as usize..self.lines[number].1 as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_comes_again_gets_a_number() {
        let book = Book::new();
        assert_eq!(book.number(b"Home"), None);
        assert_eq!(book.number(b"News"), None);
        assert_eq!(book.number(b"News"), Some(0));
        assert_eq!(book.number(b"Home"), Some(1));
        assert_eq!(book.number(b"News"), Some(0));
        let long = [b'a'; Book::LONGEST + 1];
        assert_eq!((book.number(&long), book.number(&long)), (None, None));
    }

    #[test]
    fn a_full_book_is_laid_aside_and_still_read() {
        let first = Book::open();
        for n in 0..Book::LINES * 3 {
            let line = format!("line {n}");
            assert!(first.number(line.as_bytes()).is_none());
            first.number(line.as_bytes());
        }
        assert_eq!(first.met.borrow().lines.len(), Book::LINES);
        let second = Book::open();
        assert!(!Rc::ptr_eq(&first, &second));
        assert_eq!(first.number(b"line 0"), Some(0));
        assert_eq!(second.number(b"line 0"), None);
        assert!(Rc::ptr_eq(&second, &Book::open()));
    }
}
