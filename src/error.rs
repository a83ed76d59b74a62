//! What can stop a whole run, said so that a person knows what to do.

use std::path::{Path, PathBuf};

/// An error that stops the work at hand; what befalls one document is a row in the record instead.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file system refused something.
    #[error("cannot {doing} {}: {source}", path.display())]
    Io {
        /// What was tried, as a verb ("read", "write", "list").
        doing: &'static str,
        /// The path it was tried on.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The configuration cannot be used.
    #[error("{place}: {what}")]
    Config {
        /// The file, or "command line".
        place: String,
        /// What is wrong and what to do.
        what: String,
    },
    /// The command cannot be carried out as it was given.
    #[error("{0}")]
    Usage(String),
    /// A record that cannot be read as what it should be.
    #[error("{place}: {what}")]
    Record {
        /// File, and line when there is one.
        place: String,
        /// What is wrong.
        what: String,
    },
    /// Somebody asked the run to stop.
    #[error("stopped; the output of before is untouched")]
    Stopped,
}

/// Result with this crate's [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// Wraps an I/O error with what was tried, and on what.
    pub fn io(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Error {
        // Nearly always nothing goes wrong, so nothing is copied before it does.
        move |source| Error::Io { doing, path: path.to_path_buf(), source }
    }
}

/// The name among `known` that is nearest to `given`, when one is near enough to suggest.
pub fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(given, name), name))
        .filter(|(distance, name)| *distance <= 2 + name.len() / 4)
        .min()
        .map(|(_, name)| name)
}
