//! What the writer is told of a part.

use super::head::Head;

/// A part of the container, for the writer.
pub enum Kept {
    /// Bytes that pass as they are.
    Piece(Piece),
    /// A document.
    Source(Source),
}

/// A record that is no document, or a piece of a large one.
pub struct Piece {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Whether a record begins here.
    pub first: bool,
    /// Whether it ends here.
    pub last: bool,
}

/// The record that a document came from.
pub struct Source {
    /// Where it begins in the uncompressed container.
    pub at: u64,
    /// Its header.
    pub head: Head,
    /// For a record whose block is the text: what stands behind it. The record passes as it is while the text stays the same.
    pub tail: Option<Vec<u8>>,
}
