//! What is known of single lines, kept from one text to the next: most lines come through a stage as they were.

use std::any::{Any, TypeId};
use std::cell::OnceCell;

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
