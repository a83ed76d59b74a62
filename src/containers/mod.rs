//! Containers: files that hold many documents.
//!
//! A format is one file here and one line in [`FORMATS`]: it gives the records of a file one after the other, and writes
//! them again around their clean texts. It knows no rule, no thread and nothing of the record.

use crate::record::row::Sum;
use serde::{Deserialize, Serialize};
use std::any::Any;
use std::io;
use std::path::Path;

/// What a reader gives next.
#[derive(Debug)]
pub enum Part {
    /// A document: one record with a text.
    Document(Record),
    /// Bytes of the container that are no document and go to the writer as they are.
    Other(Origin),
    /// Something that could not be read; what follows may be readable again. Becomes a row.
    Damage(Damage),
}

/// A document in a container.
#[derive(Debug)]
pub struct Record {
    /// Bytes of the key, before percent-encoding; not yet unique in the container. Empty: the number of the record.
    pub key: Vec<u8>,
    /// Address the text came from, when the container says one: its host is the site.
    pub url: Option<String>,
    /// The raw bytes of the text.
    pub bytes: Vec<u8>,
    /// What the reader already knows of the encoding (charset of a WARC header and the like): a declaration and no more.
    pub charset: Option<String>,
    /// The step that came before decoding, when there was one.
    pub extracted: Option<Extracted>,
    /// What the writer needs to write the record again around another text.
    pub origin: Origin,
}

/// A text that was taken out of a page before anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extracted {
    /// What took it out, such as `html/1`: name and version.
    pub by: &'static str,
    /// The page it was taken from.
    pub page: Sum,
}

/// What a writer needs of a part that its reader gave; nobody else looks inside.
pub struct Origin(pub Box<dyn Any + Send>);

impl std::fmt::Debug for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Origin")
    }
}

/// A place of a container that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// Byte offset in the container, uncompressed.
    pub at: u64,
    /// What is wrong there, for people.
    pub reason: String,
}

/// Gives the parts of a container in their order.
pub trait Reader: Send {
    /// The next part; `None` at the end.
    ///
    /// # Errors
    /// When nothing more can be read. What the file itself has wrong is [`Part::Damage`].
    fn next(&mut self) -> io::Result<Option<Part>>;
}

/// Writes a container again. Gets all that the reader gave, in the same order.
pub trait Writer: Send {
    /// The next part. `text` is the clean text; `None` for what is no document, and for a document without clean text
    /// (quarantined, failed, a copy that is dropped).
    ///
    /// # Errors
    /// When it cannot be written.
    fn put(&mut self, origin: Origin, text: Option<&str>) -> io::Result<()>;

    /// Writes what is left and closes the file.
    ///
    /// # Errors
    /// When it cannot be written.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// What is refused of a container, because no honest one has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Records of a container.
    pub entries: u64,
    /// How many times its own size a compressed container may have.
    pub ratio: u64,
    /// Bytes of a record: larger ones are passed by.
    pub record: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { entries: 1 << 32, ratio: 1000, record: 64 << 20 }
    }
}

/// The `[containers]` table of `scrubjay.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Field that holds the id of a record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What is refused.
    pub limits: Limits,
    /// Field that holds the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Field that holds the address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// Fields that are taken for the text when none is named, in this order.
pub const TEXT_FIELDS: [&str; 6] = ["text", "content", "body", "raw_content", "article", "document"];
/// Fields that are taken for the id.
pub const ID_FIELDS: [&str; 6] = ["id", "_id", "doc_id", "docid", "uuid", "key"];
/// Fields that are taken for the address.
pub const URL_FIELDS: [&str; 6] = ["url", "source_url", "link", "uri", "warc-target-uri", "WARC-Target-URI"];

/// A kind of container.
pub struct Format {
    /// Its name in rows.
    pub name: &'static str,
    /// What its files' names end with, in lower case, with the dot.
    pub suffixes: &'static [&'static str],
    /// Opens a container.
    pub open: fn(&Path, &Settings) -> io::Result<Box<dyn Reader>>,
    /// Begins a container at the first path, of the kind and schema of the raw one at the second.
    pub create: fn(&Path, &Path, &Settings) -> io::Result<Box<dyn Writer>>,
}

/// All kinds of containers that this build reads and writes.
pub const FORMATS: &[Format] = &[];

/// The kind of container that a file name speaks of.
pub fn of_name(name: &[u8]) -> Option<&'static Format> {
    let lower = name.to_ascii_lowercase();
    FORMATS.iter().find(|format| format.suffixes.iter().any(|suffix| lower.len() > suffix.len() && lower.ends_with(suffix.as_bytes())))
}
