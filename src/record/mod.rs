//! The record: canonical JSON in and out, version 1.

pub mod checkpoint;
pub mod codecs;
pub mod edits;
pub(crate) mod line;
pub mod read;
pub mod records;
pub mod row;
pub mod run;
pub mod sums;
pub mod write;

pub use line::edits_line;
use serde::Serialize;

/// Version of the record format that this program writes and reads.
pub const VERSION: u32 = 1;

/// Numbers in a record are below this, so that readers that count in floating point read the same.
pub const LARGEST_NUMBER: u64 = 1 << 53;

/// One line of canonical JSON (RFC 8785) without its newline.
///
/// All our keys are ASCII and our numbers integers below 2^53; sorting keys and escaping as `serde_json` does is then
/// all that the RFC asks for (a test compares with an independent implementation).
pub fn canonical<T: Serialize + ?Sized>(value: &T) -> String {
    // A `Value` keeps its keys in a sorted map.
    let value = serde_json::to_value(value).expect("our own shapes have string keys only");
    value.to_string()
}
