//! Zip: each file in it is a document. Entries that do not change are copied as they are packed.

mod entry;
mod mended;
mod note;
mod open;
mod pages;
mod reader;
#[cfg(test)]
mod tests;
mod writer;

use super::Format;
use reader::Entries;
use writer::EntriesOut;

/// Zip.
pub const ZIP: Format = Format::new("zip", &[".zip"], Entries::open, |out, raw, _| EntriesOut::create(out, raw));

/// A name as a row shows it: what stands where a name was looked for may be anything, and long.
fn shown(name: &[u8]) -> String {
    const MOST: usize = 200;
    let more = if name.len() > MOST { "…" } else { "" };
    format!("`{}{more}`", String::from_utf8_lossy(&name[..name.len().min(MOST)]))
}
