//! Containers: files that hold many documents.
//!
//! A format is one file here and one line in [`FORMATS`]: it gives the records of a file one after the other, and writes
//! them again around their clean texts. It knows no rule, no thread and nothing of the record.

#[cfg(feature = "html")]
pub mod html;
mod json;
pub mod jsonl;
pub mod keys;
#[cfg(feature = "parquet")]
pub mod parquet;
#[cfg(feature = "zstd")]
mod stored;
mod stream;
pub mod tar;
#[cfg(feature = "warc")]
pub mod warc;
#[cfg(feature = "zip")]
pub mod zip;

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

/// Which rows of the record have a part in a clean container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parts {
    /// Those with a clean text; one of what was damaged may be there or not.
    Texts,
    /// The same, but for empty texts: there an empty one is as good as none.
    FullTexts,
    /// All of them: a document, or damage.
    Rows,
}

/// Gives the parts of a container in their order.
pub trait Reader: Send {
    /// What a clean container has parts for.
    fn parts(&self) -> Parts {
        Parts::Texts
    }

    /// Of a clean container, before its next document: that its clean text can have so many bytes. It was not too large before it
    /// was cleaned, so up to them it is not refused for its size, which can have grown.
    fn expect(&mut self, _bytes: u64) {}

    /// The next part; `None` at the end.
    ///
    /// # Errors
    /// When nothing more can be read. What the file itself has wrong is [`Part::Damage`].
    fn next(&mut self) -> io::Result<Option<Part>>;

    /// Bytes of memory that the part given last takes besides its text.
    fn weight(&self) -> u64 {
        0
    }

    /// Before the first part: that nobody will ask for [`Reader::content`].
    fn unsummed(&mut self) {}

    /// After the end: the sum of the uncompressed stream, of a container that is compressed as a whole and was read to its end.
    fn content(&mut self) -> Option<Sum> {
        None
    }

    /// After the end: whether a limit stopped it before that of the file.
    fn stopped(&self) -> bool {
        false
    }
}

/// Writes a container again. Gets all that the reader gave, in the same order.
pub trait Writer: Send {
    /// The next part. `text` is the clean text; `None` for what is no document, and for a document without clean text
    /// (quarantined, failed, a copy that is dropped).
    ///
    /// # Errors
    /// When it cannot be written.
    fn put(&mut self, origin: Origin, text: Option<&str>) -> io::Result<()>;

    /// A document whose clean text is the very text it had: what it was written as can stay.
    ///
    /// # Errors
    /// When it cannot be written.
    fn keep(&mut self, origin: Origin, text: &str) -> io::Result<()> {
        self.put(origin, Some(text))
    }

    /// A document of a clean container, of which the raw text is to stand there again, written as [`Format::spelling`] said.
    ///
    /// # Errors
    /// When it cannot be written, or this format does not come back to the byte.
    fn back(&mut self, _origin: Origin, _raw: &[u8], _spelling: Option<&str>) -> io::Result<()> {
        Err(io::Error::new(io::ErrorKind::Unsupported, "containers of this format do not come back to the byte"))
    }

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
    /// Bytes of a record; a larger one is not taken in.
    pub record: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { entries: 1 << 32, ratio: 1000, record: 256 << 20 }
    }
}

/// The `[containers]` table of `scrubjay.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Whether what was packed is compressed again; otherwise it has the form of its packing and its size unpacked.
    #[serde(skip_serializing_if = "is_true")]
    pub compress: bool,
    /// Whether a page of HTML is a document by the text that is taken out of it; otherwise such a file is cleaned as it is
    /// written, and such a page of a WARC passes as it is.
    #[serde(skip_serializing_if = "is_true")]
    pub html: bool,
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

impl Default for Settings {
    fn default() -> Settings {
        Settings { compress: true, html: true, id: None, limits: Limits::default(), text: None, url: None }
    }
}

fn is_true(yes: &bool) -> bool {
    *yes
}

/// Fields that are taken for the text when none is named, in this order.
pub const TEXT_FIELDS: [&str; 6] = ["text", "content", "body", "raw_content", "article", "document"];
/// Fields that are taken for the id.
pub const ID_FIELDS: [&str; 6] = ["id", "_id", "doc_id", "docid", "uuid", "key"];
/// Fields that are taken for the address.
pub const URL_FIELDS: [&str; 6] = ["url", "source_url", "link", "uri", "warc-target-uri", "WARC-Target-URI"];

/// Opens a container.
pub type Open = fn(&Path, &Settings) -> io::Result<Box<dyn Reader>>;
/// Begins a container of the kind and schema of the raw one, which is at the path. A dry run gets a writer that only
/// counts, so it is no file.
pub type Create = fn(Box<dyn io::Write + Send>, &Path, &Settings) -> io::Result<Box<dyn Writer>>;

/// A kind of container.
#[derive(Debug)]
pub struct Format {
    /// Its name in rows.
    pub name: &'static str,
    /// What its files' names end with, in lower case, with the dot.
    pub suffixes: &'static [&'static str],
    /// Opens a container.
    pub open: Open,
    /// Begins one.
    pub create: Create,
    /// Whether each of its records can state an encoding of its own.
    pub declares: bool,
    /// The way back to the bytes of a container, where there is one.
    pub back: Option<Back>,
    /// Whether a record that is too large goes on as it is, so that a clean container can have one that is no document.
    pub large_stays: bool,
    /// Where a container is the bytes of its parts and nothing else: then it is summed up as they pass.
    pub passing: Option<Passing>,
}

/// How a container is summed up as its parts pass.
#[derive(Debug)]
pub struct Passing {
    /// The bytes of a part.
    pub bytes: fn(&Origin) -> &[u8],
    /// Whether they are what comes out of the packing of the file; otherwise they are the file.
    pub packed: bool,
}

/// How a container comes back from its clean one and the record.
#[derive(Debug)]
pub struct Back {
    /// What it takes, besides the raw text, to write a record as it was; `None` when that is what everybody would write.
    pub spelling: fn(&Origin, &[u8]) -> Option<String>,
    /// Begins a container that is not compressed.
    pub plain: fn(Box<dyn io::Write + Send>) -> Box<dyn Writer>,
    /// Whether a document without a clean text, and a place that could not be read, are missing in the clean container, so that
    /// one with such does not come back.
    pub leaves_out: bool,
}

impl Format {
    /// A format whose records come back, and whose containers do not.
    pub const fn new(name: &'static str, suffixes: &'static [&'static str], open: Open, create: Create) -> Format {
        Format { name, suffixes, open, create, declares: false, back: None, large_stays: false, passing: None }
    }

    /// The same where what is too large goes on as it is.
    pub const fn with_large(self) -> Format {
        Format { large_stays: true, ..self }
    }

    /// The same for records that state encodings.
    pub const fn declaring(self) -> Format {
        Format { declares: true, ..self }
    }

    fn fits(&self, name: &[u8]) -> bool {
        let ends = |suffix: &&str| name.len() > suffix.len() && name[name.len() - suffix.len()..].eq_ignore_ascii_case(suffix.as_bytes());
        self.suffixes.iter().any(ends)
    }
}

/// All kinds of containers that this build reads and writes.
pub static FORMATS: &[Format] = &[
    jsonl::PLAIN,
    #[cfg(feature = "gzip")]
    jsonl::GZIP,
    #[cfg(feature = "zstd")]
    jsonl::ZSTD,
    tar::PLAIN,
    #[cfg(feature = "gzip")]
    tar::GZIP,
    #[cfg(feature = "zstd")]
    tar::ZSTD,
    #[cfg(feature = "zip")]
    zip::ZIP,
    #[cfg(feature = "parquet")]
    parquet::FORMAT,
    #[cfg(feature = "warc")]
    warc::FORMAT,
];

/// Why the path of an archive's member is not taken in; `None` for an honest one.
pub fn refused_path(path: &[u8]) -> Option<&'static str> {
    if path.is_empty() || path.contains(&0) {
        return Some("a name that is empty or has a NUL");
    }
    if path[0] == b'/' || path[0] == b'\\' || path.get(1) == Some(&b':') && path.get(2).is_some_and(|b| matches!(b, b'/' | b'\\')) {
        return Some("an absolute path");
    }
    path.split(|b| matches!(b, b'/' | b'\\')).any(|element| element == b"..").then_some("a path with `..`")
}

/// The kind of container that a file name speaks of.
pub fn of_name(name: &[u8]) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.fits(name))
}

/// The same for a file of a corpus: there a page is a container too, of one text.
pub fn of_file(name: &[u8], settings: &Settings) -> Option<&'static Format> {
    #[cfg(feature = "html")]
    if settings.html && html::FORMAT.fits(name) {
        return Some(&html::FORMAT);
    }
    let _ = settings;
    of_name(name)
}
