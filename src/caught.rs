//! Code of others that may panic on bytes nobody foresaw: it is caught, and answers with nothing.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// Whether a panic on this thread, now, would be caught and answered for. Who shows panics to people asks it in a hook: such a one
/// is no defect to be reported, and the caller says what it means.
pub fn is_answered_for() -> bool {
    DEPTH.get() > 0
}

/// What `run` gives; `None` when it panics.
#[cfg_attr(not(any(feature = "html", feature = "parquet")), allow(dead_code))]
pub(crate) fn answer<T>(run: impl FnOnce() -> T) -> Option<T> {
    DEPTH.set(DEPTH.get() + 1);
    let done = catch_unwind(AssertUnwindSafe(run)).ok();
    DEPTH.set(DEPTH.get() - 1);
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_answered_for_while_it_is_caught_and_no_longer() {
        assert!(!is_answered_for());
        let inner = || answer(|| is_answered_for().then(|| panic!("within"))).is_none() && is_answered_for();
        assert_eq!(answer(inner), Some(true));
        assert!(!is_answered_for());
    }
}
