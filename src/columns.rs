//! What is known of single lines, kept from one text to the next: most lines come through a stage as they were.

use crate::edit::Op;
use crate::text::Line;
use std::any::Any;
use std::cell::OnceCell;

/// Marks a line of the new text that no line of the old one became.
const NEW: u32 = u32::MAX;

/// Values of one type, one for each line, worked out when they are asked for.
#[derive(Debug)]
pub(crate) struct Column<T>(Box<[OnceCell<T>]>);

impl<T> Column<T> {
    pub(crate) fn new(lines: usize) -> Column<T> {
        Column((0..lines).map(|_| OnceCell::new()).collect())
    }

    pub(crate) fn get(&self, line: usize, make: impl FnOnce() -> T) -> &T {
        self.0[line].get_or_init(make)
    }

    /// The column of the next text, of whose lines `from` says which old ones they are.
    pub(crate) fn moved(mut self, from: &[u32]) -> Column<T> {
        let take = |old: &u32| if *old == NEW { OnceCell::new() } else { std::mem::take(&mut self.0[*old as usize]) };
        Column(from.iter().map(take).collect())
    }
}

/// A column whose type only its users know.
trait AnyColumn: Any + std::fmt::Debug {
    fn moved(self: Box<Self>, from: &[u32]) -> Box<dyn AnyColumn>;
    fn as_any(&self) -> &dyn Any;
}

impl<T: std::fmt::Debug + 'static> AnyColumn for Column<T> {
    fn moved(self: Box<Self>, from: &[u32]) -> Box<dyn AnyColumn> {
        Box::new(Column::moved(*self, from))
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// Columns of several types: a chain, for there are few.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    first: OnceCell<Box<dyn AnyColumn>>,
    rest: OnceCell<Box<Columns>>,
}

impl Columns {
    /// The column of type `T`, which is empty when it is asked for the first time.
    pub(crate) fn of<T: std::fmt::Debug + 'static>(&self, lines: usize) -> &Column<T> {
        let mut here = self;
        loop {
            let column = here.first.get_or_init(|| Box::new(Column::<T>::new(lines)));
            if let Some(column) = column.as_any().downcast_ref() {
                return column;
            }
            here = here.rest.get_or_init(Box::default);
        }
    }

    pub(crate) fn moved(mut self, from: &[u32]) -> Columns {
        let moved = Columns::default();
        if let Some(column) = self.first.take() {
            let _ = moved.first.set(column.moved(from));
        }
        if let Some(rest) = self.rest.take() {
            let _ = moved.rest.set(Box::new(rest.moved(from)));
        }
        moved
    }
}

/// For each line of the new text the number of the old line that it is, byte for byte; [`NEW`] for the others.
///
/// A line is the same when it lies, whole, in bytes that the ops keep.
pub(crate) fn same_lines(old: &[Line], ops: &[Op], new: &[Line]) -> Vec<u32> {
    let mut from = vec![NEW; new.len()];
    let (mut at_old, mut at_new) = (0usize, 0usize);
    let (mut o, mut n) = (0, 0);
    for op in ops {
        let kept = match op {
            Op::Keep(len) | Op::Flag(len, _) => *len,
            Op::Remove(gone, _) => {
                at_old += gone.len();
                continue;
            }
            Op::Replace(gone, put, _) => {
                (at_old, at_new) = (at_old + gone.len(), at_new + put.len());
                continue;
            }
            Op::Insert(put, _) => {
                at_new += put.len();
                continue;
            }
        };
        let (end_old, end_new) = (at_old + kept, at_new + kept);
        while o < old.len() && old[o].span().start < at_old {
            o += 1;
        }
        while n < new.len() && new[n].span().start < at_new {
            n += 1;
        }
        while let (Some(a), Some(b)) = (old.get(o), new.get(n)) {
            let (a, b) = (a.span(), b.span());
            if a.start >= end_old || b.start >= end_new {
                break;
            }
            let (left, right) = (a.start - at_old, b.start - at_new);
            if left == right && a.len() == b.len() && a.end <= end_old && b.end <= end_new {
                from[n] = o as u32;
            }
            o += usize::from(left <= right);
            n += usize::from(right <= left);
        }
        (at_old, at_new) = (end_old, end_new);
    }
    from
}

#[cfg(test)]
mod tests {
    use crate::edit::{Edit, RuleId, apply};
    use crate::text::Text;
    use proptest::prelude::*;

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
            let next = Text::following(&applied.text, text.into_learnt(), &applied.ops);
            for i in 0..next.len() {
                let own = next.inner(i);
                prop_assert_eq!(next.of_line(i, str::to_owned), own);
                prop_assert_eq!(next.shape(i), &crate::shape::Shape::of(own));
            }
        }
    }
}
