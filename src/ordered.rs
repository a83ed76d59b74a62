//! Work in parallel, results in order: the reorder buffer.

use crate::error::Result;
use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Bytes of documents that may be in flight at once; a larger single document goes alone.
const BYTES_IN_FLIGHT: u64 = 48 << 20;
/// Batches that may be in flight for each thread.
const PER_THREAD: usize = 16;
/// Items of a batch at most: a thread takes several small ones at once, so that threads seldom meet.
const BATCH: usize = 8;
/// Bytes from which on a batch takes no further item.
const BATCH_BYTES: u64 = 64 << 10;

/// What is to come, and the number of the next batch of it.
struct Source<I> {
    items: I,
    next: usize,
}

struct State<T> {
    next_out: usize,
    bytes: u64,
    waiting: BTreeMap<usize, (u64, Vec<T>)>,
    /// Threads that wait until another batch went out.
    idle: usize,
    draining: bool,
    failed: Option<crate::Error>,
}

/// Runs `work` on all items on `threads` threads, and gives the results to `sink` in the order of the items.
///
/// `size` says how many bytes an item brings into memory; items wait while too many are in flight, so memory is bounded
/// by them and never by their number. The first error of `sink` ends it all.
///
/// # Errors
/// What `sink` said, or that threads cannot be started.
pub fn in_order<I, T>(
    items: impl Iterator<Item = I> + Send,
    threads: usize,
    size: impl Fn(&I) -> u64 + Sync,
    work: impl Fn(I) -> T + Sync,
    sink: impl FnMut(T) -> Result<()> + Send,
) -> Result<()>
where
    I: Send,
    T: Send,
{
    let source = Mutex::new(Source { items: items.fuse(), next: 0 });
    let sink = Mutex::new(sink);
    let state = Mutex::new(State { next_out: 0, bytes: 0, waiting: BTreeMap::new(), idle: 0, draining: false, failed: None });
    let changed = Condvar::new();
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|e| crate::Error::Usage(format!("cannot start {threads} threads: {e}")))?;
    pool.broadcast(|_| {
        loop {
            // Numbers are handed out under the source's lock, so they follow the order of the items.
            let Some((index, bytes, batch)) = batch(&mut lock(&source), &size) else { return };
            let mut held = lock(&state);
            // Whoever holds the next number to go out never waits, so the others are waited for at most once.
            while held.failed.is_none()
                && index != held.next_out
                && (index >= held.next_out + threads * PER_THREAD || held.bytes + bytes > BYTES_IN_FLIGHT)
            {
                held.idle += 1;
                held = changed.wait(held).unwrap_or_else(PoisonError::into_inner);
                held.idle -= 1;
            }
            if held.failed.is_some() {
                return;
            }
            held.bytes += bytes;
            drop(held);
            let results = batch.into_iter().map(&work).collect();
            let mut held = lock(&state);
            held.waiting.insert(index, (bytes, results));
            if held.draining {
                continue;
            }
            held.draining = true;
            while held.failed.is_none() {
                let next = held.next_out;
                let Some((bytes, results)) = held.waiting.remove(&next) else { break };
                drop(held);
                let outcome = results.into_iter().try_for_each(&mut *lock(&sink));
                held = lock(&state);
                held.bytes -= bytes;
                held.next_out += 1;
                held.failed = outcome.err();
                if held.idle > 0 {
                    changed.notify_all();
                }
            }
            held.draining = false;
        }
    });
    match state.into_inner().unwrap_or_else(PoisonError::into_inner).failed {
        Some(error) => Err(error),
        None => Ok(()),
    }
}

/// The next batch, with its number and the bytes it brings into memory; `None` when nothing is left.
fn batch<I: Iterator>(source: &mut Source<I>, size: impl Fn(&I::Item) -> u64) -> Option<(usize, u64, Vec<I::Item>)> {
    let (mut batch, mut bytes) = (Vec::new(), 0u64);
    while batch.len() < BATCH && bytes < BATCH_BYTES {
        let Some(item) = source.items.next() else { break };
        bytes = bytes.saturating_add(size(&item));
        batch.push(item);
    }
    let index = source.next;
    source.next += 1;
    (!batch.is_empty()).then_some((index, bytes, batch))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_for_any_number_of_threads_and_sizes() {
        for threads in [1, 2, 7] {
            let mut got = Vec::new();
            let size = |i: &u64| if i.is_multiple_of(50) { BYTES_IN_FLIGHT * 2 } else { 1000 };
            in_order(
                0..1000u64,
                threads,
                size,
                |i| i * i,
                |n| {
                    got.push(n);
                    Ok(())
                },
            )
            .unwrap();
            assert_eq!(got, (0..1000).map(|i| i * i).collect::<Vec<_>>());
        }
    }

    #[test]
    fn an_error_of_the_sink_ends_it() {
        let mut n = 0;
        let result = in_order(
            0..100_000u32,
            3,
            |_| 1,
            |i| i,
            |_| {
                n += 1;
                if n == 5 { Err(crate::Error::Stopped) } else { Ok(()) }
            },
        );
        assert!(matches!(result, Err(crate::Error::Stopped)));
        assert_eq!(n, 5);
    }
}
