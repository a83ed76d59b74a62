//! Ctrl-C: a run ends between two documents, and the fresh folders are taken away again.

use std::sync::atomic::{AtomicBool, Ordering};

static STOP: AtomicBool = AtomicBool::new(false);

/// Has Ctrl-C and SIGTERM noted instead of ending the program at once.
pub fn catch() {
    let _ = ctrlc::set_handler(|| STOP.store(true, Ordering::Relaxed));
}

/// Whether somebody asked to stop.
pub fn stopped() -> bool {
    STOP.load(Ordering::Relaxed)
}
