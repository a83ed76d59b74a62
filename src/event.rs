//! Progress: the only thing a run tells while it is at work.

use crate::record::row::Status;

/// What happened.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// The corpus has been counted and the survey begins.
    Counted {
        /// Entries of the corpus.
        documents: u64,
        /// Their bytes.
        bytes: u64,
    },
    /// A document was surveyed.
    Surveyed {
        /// Its bytes.
        bytes: u64,
    },
    /// A document is done; these come in the order of ids.
    Done {
        /// The document.
        id: &'a str,
        /// What became of it.
        status: Status,
        /// Its raw bytes.
        bytes: u64,
    },
    /// A part of a verification begins.
    Verifying {
        /// What is checked, for people.
        part: &'static str,
        /// How many documents there are to check.
        documents: u64,
    },
    /// Some documents were checked.
    Verified {
        /// How many.
        documents: u64,
    },
}

/// Whoever wants to know. Called from several threads.
pub trait Observer: Sync {
    /// Takes note of an event.
    fn note(&self, event: &Event);
}

/// Nobody wants to know.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Observer for Silent {
    fn note(&self, _: &Event) {}
}
