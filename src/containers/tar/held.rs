//! What a reader of tar holds for the writer of the clean archive.

use crate::containers::Origin;
use std::io;

/// A member as it stood: the headers before its own, its own, and what fills its last block.
pub(super) struct Member {
    pub before: Vec<u8>,
    pub header: Vec<u8>,
    pub filling: Vec<u8>,
}

/// What a writer gets.
pub(super) enum Held {
    Member(Member),
    Bytes(Vec<u8>),
    /// The blocks of zeros at the end, and what is behind them.
    End(Vec<u8>),
}

pub(super) fn origin(held: Held) -> Origin {
    Origin(Box::new(held))
}

/// The same again, from a part that this format gave.
pub(super) fn held(origin: Origin) -> io::Result<Box<Held>> {
    origin.0.downcast().map_err(|_| io::Error::new(io::ErrorKind::InvalidInput, "a part of another container"))
}
