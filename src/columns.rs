//! What is known of single lines, kept from one text to the next: most lines come through a stage as they were.

use std::any::{Any, TypeId};
use std::cell::OnceCell;
use std::hash::{Hash, Hasher};

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

/// Places for columns; there are about half as many types.
const PLACES: usize = 32;
/// A column and the type of its values.
type Typed = (TypeId, Box<dyn AnyColumn>);

/// Columns of several types, each in the place that its type's number tells or in the next one that is free.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    places: OnceCell<Box<[OnceCell<Typed>; PLACES]>>,
    /// Types beyond as many as there are places.
    rest: OnceCell<Box<Columns>>,
}

impl Columns {
    /// The column of type `T`; `new` makes it when it is asked for the first time.
    pub(crate) fn of<T: std::fmt::Debug + 'static>(&self, new: impl Fn() -> Column<T>) -> &Column<T> {
        let id = TypeId::of::<T>();
        let from = place(id);
        let mut here = self;
        loop {
            let places = here.places.get_or_init(Box::default);
            for at in (from..PLACES).chain(0..from) {
                let (known, column) = places[at].get_or_init(|| (id, Box::new(new())));
                if *known == id
                    && let Some(column) = column.as_any().downcast_ref()
                {
                    return column;
                }
            }
            here = here.rest.get_or_init(Box::default);
        }
    }

    /// Whether nobody asked for one.
    pub(crate) fn is_empty(&self) -> bool {
        self.places.get().is_none()
    }

    /// Makes room in all of them for lines up to this number.
    pub(crate) fn grow(&mut self, lines: usize) {
        let places = self.places.get_mut().into_iter().flat_map(|places| places.iter_mut());
        places.filter_map(OnceCell::get_mut).for_each(|(_, column)| column.grow(lines));
        if let Some(rest) = self.rest.get_mut() {
            rest.grow(lines);
        }
    }
}

/// Where the column of a type is looked for first: its number is as good as random.
fn place(id: TypeId) -> usize {
    let mut number = Number(0);
    id.hash(&mut number);
    number.0 as usize % PLACES
}

/// Takes the number of a type as it is.
struct Number(u64);

impl Hasher for Number {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |number, b| number << 8 ^ number >> 56 ^ u64::from(*b));
    }
    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_type_has_its_column_however_many_there_are() {
        #[derive(Debug, Clone, Copy)]
        struct Of<const N: usize>(usize);
        fn ask<const N: usize>(columns: &Columns, value: usize) -> usize {
            columns.of(|| Column::<Of<N>>::new(1)).get(0, || Of(value)).0
        }
        macro_rules! all {
            ($columns:expr, $more:expr, $($n:literal)*) => { [$(ask::<$n>($columns, $n + $more)),*] };
        }
        let mut columns = Columns::default();
        assert!(columns.is_empty());
        for more in [0, 100] {
            let kept = all!(&columns, more, 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39);
            assert!(kept.iter().enumerate().all(|(n, value)| n == *value), "the first value stays: {kept:?}");
        }
        columns.grow(2);
        assert_eq!(columns.of(|| Column::<Of<39>>::new(0)).get(1, || Of(7)).0, 7);
        assert!(!columns.is_empty());
    }
}
