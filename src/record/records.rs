//! Rows and their edits, read side by side.

use super::edits::EditsBack;
use super::read::{LONGEST_ROW, Lines, parse_with};
use super::row::Row;
use super::run::names;
use crate::digest::Digest;
use crate::document::{DocumentId, Site};
use crate::error::{Error, Result};
use std::path::Path;

/// A row with its line of edits, as they stand in the record.
#[derive(Debug)]
pub struct Recorded {
    /// The document.
    pub id: DocumentId,
    /// What stands before it in its container.
    pub before: Before,
    /// The row's line, without its newline.
    pub row_line: String,
    /// The row.
    pub row: Row,
    /// The line of edits without its newline, and what it says.
    pub edits: Option<(String, EditsBack)>,
}

/// Why rows and edits cannot be read further.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// A stable name: the code of the finding.
    pub code: &'static str,
    /// The document, when it can still be told.
    pub id: Option<String>,
    /// File and line.
    pub place: String,
    /// What is wrong.
    pub what: String,
}

impl From<Broken> for Error {
    fn from(broken: Broken) -> Error {
        Error::Record { place: broken.place, what: broken.what }
    }
}

/// Reads rows and edits in the order of ids, one document at a time.
pub struct Records {
    rows: Lines,
    edits: Lines,
    numbered: Numbered,
}

/// What stands before a document in its container.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Before {
    /// Rows: documents, and places that could not be read.
    pub rows: u64,
    /// Documents with a clean text.
    pub texts: u64,
    /// Those of them whose clean text is empty.
    pub empty: u64,
}

/// Numbers the rows of each container as they go by.
#[derive(Debug, Default)]
pub(crate) struct Numbered {
    container: String,
    so_far: Before,
}

impl Numbered {
    /// What stands before this one in its container; nothing before a file.
    pub(crate) fn next(&mut self, id: &DocumentId, row: &Row) -> Before {
        let Some(container) = id.container() else { return Before::default() };
        if self.container != container {
            (self.container, self.so_far) = (container.to_owned(), Before::default());
        }
        let before = self.so_far;
        self.so_far.rows += 1;
        self.so_far.texts += u64::from(row.clean.is_some());
        self.so_far.empty += u64::from(row.clean.is_some_and(|clean| clean.bytes == 0));
        before
    }
}

impl Recorded {
    /// The site: what the row says, else the folder.
    pub fn site(&self) -> Site {
        self.row.site.as_ref().map_or_else(|| self.id.site(), |site| Site(site.clone()))
    }
}

impl Records {
    /// Opens the record in a folder.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(manifests: &Path) -> Result<Records> {
        let (rows, edits) = (Lines::open(&manifests.join(names::ROWS))?, Lines::open(&manifests.join(names::EDITS))?);
        Ok(Records { rows, edits, numbered: Numbered::default() })
    }

    /// The next document; `None` when rows and edits end together.
    ///
    /// # Errors
    /// Says what is wrong, and with which document.
    pub fn read(&mut self) -> std::result::Result<Option<Recorded>, Broken> {
        let row_line = match self.rows.bytes_within(LONGEST_ROW) {
            Ok(Some(line)) => line,
            Ok(None) => return self.end(),
            Err(e) => return Err(broken(&self.rows, "row-malformed", None, said(e))),
        };
        let wrong = |code, id: Option<String>, what: String| broken(&self.rows, code, id, what);
        let row_line = text(row_line).map_err(|(id, what)| wrong("row-malformed", id, what))?;
        let row = parse_with(&row_line, |row: &Row| serde_json::to_string(row).expect("our own shapes have string keys only"))
            .map_err(|what| wrong("row-malformed", id_in(row_line.as_bytes()), what))?;
        let id = DocumentId::parse(&row.id).map_err(|e| wrong("row-id", Some(row.id.clone()), format!("id `{}`: {e}", row.id)))?;
        let edits = match row.edits_sha256 {
            None => None,
            Some(digest) => Some(self.edits_of(&row, digest)?),
        };
        let before = self.numbered.next(&id, &row);
        Ok(Some(Recorded { id, before, row_line, row, edits }))
    }

    fn end(&mut self) -> std::result::Result<Option<Recorded>, Broken> {
        match self.edits.bytes_within(LONGEST_ROW) {
            Ok(None) => Ok(None),
            Ok(Some(line)) => Err(broken(&self.edits, "edits-unasked", id_in(&line), "a line of edits that no row asks for".to_owned())),
            Err(_) => Err(broken(&self.edits, "edits-unasked", None, "more edits than rows ask for".to_owned())),
        }
    }

    /// The line of edits that a row commits to. What does not belong to the row is not parsed.
    fn edits_of(&mut self, row: &Row, digest: Digest) -> std::result::Result<(String, EditsBack), Broken> {
        let line = self.edits.bytes_within(longest_edits(row));
        let wrong = |code, what: String| broken(&self.edits, code, Some(row.id.clone()), what);
        let line = line
            .map_err(|e| wrong("edits-malformed", said(e)))?
            .ok_or_else(|| wrong("edits-missing", format!("the edits of `{}` are missing", row.id)))?;
        if Digest::of(&line) != digest {
            return Err(wrong("edits-other", format!("the edits of `{}` are not those its row commits to", row.id)));
        }
        let line = text(line).map_err(|(_, what)| wrong("edits-malformed", what))?;
        let edits =
            parse_with(&line, |edits: &EditsBack| serde_json::to_string(&edits.as_line()).expect("our own shapes have string keys only"))
                .map_err(|what| wrong("edits-malformed", what))?;
        if edits.id != row.id {
            return Err(wrong("edits-other", format!("edits of `{}` stand where those of `{}` belong", edits.id, row.id)));
        }
        Ok((line, edits))
    }
}

impl Iterator for Records {
    type Item = Result<Recorded>;

    fn next(&mut self) -> Option<Result<Recorded>> {
        self.read().map_err(Error::from).transpose()
    }
}

fn broken(lines: &Lines, code: &'static str, id: Option<String>, what: String) -> Broken {
    Broken { code, id, place: lines.place(), what }
}

/// What an error says, without the place that is said anyway.
fn said(error: Error) -> String {
    match error {
        Error::Record { what, .. } => what,
        other => other.to_string(),
    }
}

fn text(line: Vec<u8>) -> std::result::Result<String, (Option<String>, String)> {
    String::from_utf8(line).map_err(|e| (id_in(e.as_bytes()), "not UTF-8".to_owned()))
}

/// Bytes of the longest line of edits that a row can have: each byte of each text takes at most six in JSON, or 64 as an
/// operation of its own, and raw bytes are two hex digits. A row that lies about sizes buys no memory: what is not there is not read.
fn longest_edits(row: &Row) -> u64 {
    let texts = row.decoded.iter().map(|d| d.bytes).chain(row.stages.iter().map(|s| s.bytes)).fold(0u64, u64::saturating_add);
    let raw = row.raw.map_or(0, |r| r.bytes);
    texts.saturating_add(raw).saturating_mul(256).saturating_add(1 << 20)
}

/// What a line that cannot be read as JSON calls its document, so that a finding can name it.
fn id_in(line: &[u8]) -> Option<String> {
    let key = b"\"id\":\"";
    let rest = &line[memchr::memmem::find(line, key)? + key.len()..];
    let id = &rest[..memchr::memchr(b'"', rest)?];
    (id.len() < 4096 && id.iter().all(u8::is_ascii_graphic)).then(|| String::from_utf8_lossy(id).into_owned())
}
