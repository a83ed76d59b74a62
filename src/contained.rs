//! The documents of a container: cleaned where they are met, written in order, and the row that closes them.

use crate::config::Config;
use crate::containers::{Extracted, Origin, Writer};
use crate::copies::Copies;
use crate::corpus::items::{Chunk, Container, End, Member};
use crate::corpus::tree::{Kind, path_below};
use crate::digest::Hasher;
use crate::document::{Document, DocumentId, Site};
use crate::error::{Error, Result};
use crate::page::taken_out;
use crate::pipeline::{Cleaned, Within};
use crate::profile::Profile;
use crate::record::records::Recorded;
use crate::record::row::{ContainerLine, ExtractedLine, Restores, Row, Status, Sum};
use crate::reuse::{Names, record_again};
use crate::run::{clean_one, diff_of};
use crate::stages::decode;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// A part of a container, done.
pub(crate) enum Part {
    /// A document, and what is written for it.
    Document(Box<Finished>),
    /// What goes on as it is.
    Other(Origin),
    /// What could not be read.
    Damage(Box<Cleaned>, DocumentId),
}

/// A document of a container, cleaned.
pub(crate) struct Finished {
    pub id: DocumentId,
    pub site: Site,
    pub cleaned: Cleaned,
    pub diff: Vec<u8>,
    /// Whether an earlier run had done it.
    pub reused: bool,
    origin: Origin,
    text: Option<String>,
    /// The raw text, where it may have to be carried.
    raw: Option<Vec<u8>>,
}

/// What is known of the documents of a chunk from an earlier run, member by member.
pub(crate) struct Known<'a> {
    pub records: Vec<Option<Recorded>>,
    pub names: &'a Names,
}

/// Cleans the documents of a chunk.
pub(crate) fn clean(chunk: Chunk, known: Known, profile: &Profile, config: &Config, diff: bool) -> (Arc<Container>, Vec<Part>) {
    let container = chunk.container;
    let folder = container.entry.id.site();
    let spelling = container.format.back.as_ref().map(|back| back.spelling);
    let part = |(member, old): (Member, Option<Recorded>)| match member {
        Member::Other(origin) => Part::Other(origin),
        Member::Damage(id, reason) => Part::Damage(Box::new(Cleaned::without_text(&id, None, Status::Quarantined, reason)), id),
        Member::Document(id, site, record) => {
            let record = taken_out(record, &id, config);
            let named = site.filter(|site| *site != folder);
            let document = Document { id, site: named.clone().unwrap_or_else(|| folder.clone()), bytes: record.bytes };
            let said = || spelling.and_then(|spelling| spelling(&record.origin, &document.bytes));
            let within = Within { charset: record.charset.as_deref(), spelling: &said, taken: record.extracted.is_some() };
            let extracted = record.extracted.map(|Extracted { by, page }| ExtractedLine { by: by.to_owned(), page });
            // Where a record can state an encoding, only bytes are known again of which it does not matter what is stated. What was
            // taken out of a page is stated to be UTF-8 always.
            let bytes_alone = || within.taken || !container.format.declares || decode::is_settled(&document.bytes);
            let same = |old: &Recorded| {
                old.row.extracted == extracted && old.row.site.as_deref() == named.as_ref().map(|site| site.0.as_str()) && bytes_alone()
            };
            let again = old.filter(same).and_then(|old| record_again(old, &document.bytes, said, known.names));
            let reused = again.is_some();
            let mut cleaned = again.unwrap_or_else(|| clean_one(&document, profile, config, &within));
            cleaned.row.site = named.map(|site| site.0);
            cleaned.row.extracted = extracted;
            let diff = if diff { diff_of(&document.id, &document.bytes, &cleaned) } else { Vec::new() };
            let raw = config.duplicates.drop.then(|| document.bytes.clone());
            let text = cleaned.take_clean(document.bytes);
            cleaned.forget_texts();
            let Document { id, site, .. } = document;
            Part::Document(Box::new(Finished { id, site, cleaned, diff, reused, origin: record.origin, text, raw }))
        }
    };
    let records = known.records.into_iter().chain(std::iter::repeat_with(|| None));
    let parts = chunk.parts.into_iter().zip(records).map(part).collect();
    (container, parts)
}

/// What goes on record of a part: its id, site, row and diff.
pub(crate) type Rowed = (DocumentId, Site, Cleaned, Vec<u8>);

/// The row of a container that could not be opened.
pub(crate) fn refused(id: &DocumentId, raw: io::Result<Sum>, why: &str) -> Cleaned {
    match raw {
        Ok(raw) => Cleaned::without_text(id, Some(raw), Status::Quarantined, why.to_owned()),
        Err(e) => Cleaned::without_text(id, None, Status::Failed, format!("cannot be read: {}", e.kind())),
    }
}

/// The clean container that is being written.
pub(crate) struct Writing {
    container: Arc<Container>,
    /// Where it goes, when it goes anywhere.
    path: Option<PathBuf>,
    writer: Box<dyn Writer>,
    sums: Arc<Mutex<Sums>>,
    documents: u64,
    damaged: u64,
    /// Whether every document so far has the text it had, and whether its bytes come back.
    same: bool,
    comes_back: bool,
    /// Whether a document has no clean text.
    left_out: bool,
    /// Bytes of the file that were told of as done.
    pub told: u64,
}

/// The sums of a container, before and after.
#[derive(Default)]
struct Sums {
    clean: Hasher,
    /// Of the bytes of its parts.
    raw: Hasher,
    /// What is not in that yet: two streams are hashed faster together.
    waiting: Vec<u8>,
}

/// Raw bytes that may wait.
const WAITING: usize = 1 << 19;

impl Sums {
    fn raw(&mut self, bytes: &[u8]) {
        if self.waiting.len() + bytes.len() > WAITING {
            self.raw.update(&self.waiting);
            self.waiting.clear();
            return self.raw.update(bytes);
        }
        self.waiting.extend_from_slice(bytes);
    }

    fn clean(&mut self, bytes: &[u8]) {
        Hasher::update_all([(&mut self.clean, bytes), (&mut self.raw, &self.waiting)]);
        self.waiting.clear();
    }

    /// Of the clean container, and of the bytes of its parts.
    fn finish(mut self) -> (Sum, Sum) {
        self.raw.update(&self.waiting);
        let of = |(bytes, sha256)| Sum { bytes, sha256 };
        (of(self.clean.finish()), of(self.raw.finish()))
    }
}

/// Hashes what passes through.
struct Summing {
    out: Option<File>,
    sums: Arc<Mutex<Sums>>,
}

impl Write for Summing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.out.as_mut().map_or(Ok(bytes.len()), |out| out.write(bytes))?;
        self.sums.lock().unwrap_or_else(PoisonError::into_inner).clean(&bytes[..n]);
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Writing {
    /// Begins the clean container below `clean`; without a folder it is made all the same, since its row has its sum.
    pub fn begin(container: Arc<Container>, clean: Option<&Path>, config: &Config) -> Result<Writing> {
        let path = clean.map(|root| path_below(root, &container.entry.id));
        let out = match &path {
            Some(path) => {
                path.parent().map_or(Ok(()), fs::create_dir_all).map_err(Error::io("create", path))?;
                Some(File::create(path).map_err(Error::io("create", path))?)
            }
            None => None,
        };
        let sums = Arc::new(Mutex::new(Sums::default()));
        let raw = &container.entry.path;
        let writer = (container.format.create)(Box::new(Summing { out, sums: sums.clone() }), raw, &config.containers);
        let writer = writer.map_err(Error::io("begin a clean file for", raw))?;
        Ok(Writing { container, path, writer, sums, documents: 0, damaged: 0, same: true, comes_back: true, left_out: false, told: 0 })
    }

    /// Writes the next part; gives its row, when it has one.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn put(&mut self, part: Part, copies: &mut Option<Copies>) -> Result<Option<Rowed>> {
        let place = self.path.as_ref().unwrap_or(&self.container.entry.path);
        let wrong = Error::io("write", place);
        let origin = match &part {
            Part::Other(origin) => Some(origin),
            Part::Document(finished) => Some(&finished.origin),
            Part::Damage(..) => None,
        };
        if let (Some(passing), Some(origin)) = (&self.container.format.passing, origin) {
            self.sums.lock().unwrap_or_else(PoisonError::into_inner).raw((passing.bytes)(origin));
        }
        match part {
            Part::Other(origin) => self.writer.put(origin, None).map_err(wrong).map(|()| None),
            Part::Damage(cleaned, id) => {
                self.damaged += 1;
                Ok(Some((id, self.container.entry.id.site(), *cleaned, Vec::new())))
            }
            Part::Document(finished) => {
                let Finished { id, site, mut cleaned, mut diff, origin, mut text, raw, .. } = *finished;
                if let (Some(copies), Some(raw)) = (copies, raw)
                    && let Some(of) = copies.of(&id, &cleaned.row)
                {
                    let spelling = self.container.format.back.as_ref().and_then(|back| (back.spelling)(&origin, &raw));
                    cleaned = Cleaned::later_copy(&id, &cleaned, &of, &raw, spelling);
                    (text, diff) = (None, Vec::new());
                }
                let row = &cleaned.row;
                self.documents += 1;
                // A text that was taken out of a page is not what the raw file holds.
                let same = row.clean.is_some() && row.clean == row.raw && row.extracted.is_none();
                self.same &= same;
                self.left_out |= row.clean.is_none();
                self.comes_back &= row.comes_back();
                match text {
                    Some(text) if same => self.writer.keep(origin, &text),
                    text => self.writer.put(origin, text.as_deref()),
                }
                .map_err(wrong)?;
                Ok(Some((id, site, cleaned, diff)))
            }
        }
    }

    /// Ends the container; gives its row.
    pub fn end(self, end: &End) -> Result<Row> {
        let entry = &self.container.entry;
        let place = self.path.as_deref().unwrap_or(&entry.path);
        self.writer.finish().map_err(Error::io("write", place))?;
        let (mut clean, passed) = std::mem::take(&mut *self.sums.lock().unwrap_or_else(PoisonError::into_inner)).finish();
        let packed = self.container.format.passing.as_ref().map(|passing| passing.packed);
        // What passed is the file when all of it passed.
        let all = packed == Some(false) && !end.cut && matches!(entry.kind, Kind::File(bytes) if bytes == passed.bytes);
        let raw = if all { Ok(passed) } else { self.container.sum() };
        // Of what was given up before its end nobody knows all that is packed in it.
        let content = end.content.or((packed == Some(true)).then_some(passed)).filter(|_| !end.cut);
        let take = |path: &Path| fs::remove_file(path).map_err(Error::io("remove", path));
        if self.documents == 0 && self.damaged > 0 {
            self.path.as_deref().map_or(Ok(()), take)?;
            let why = format!("no document in it could be read as one of {}", self.container.format.name);
            return Ok(refused(&entry.id, raw, &why).row);
        }
        let raw = raw.map_err(Error::io("read", &entry.path))?;
        if clean != raw && self.same && self.damaged == 0 && !end.cut {
            // Packed again it has other bytes, and nothing in it has changed.
            self.path.as_deref().map_or(Ok(0), |path| fs::copy(&entry.path, path)).map_err(Error::io("copy", &entry.path))?;
            clean = raw;
        }
        let missing = self.damaged > 0 || self.left_out;
        let back = self.container.format.back.as_ref().is_some_and(|back| !back.leaves_out || !missing);
        let back = back && self.comes_back && !end.cut;
        let restores = match (clean == raw, back, content) {
            (true, ..) | (_, true, None) => Restores::File,
            (_, true, Some(_)) => Restores::Content,
            _ => Restores::Documents,
        };
        let line = ContainerLine {
            content,
            damaged: self.damaged,
            documents: self.documents,
            format: self.container.format.name.to_owned(),
            restores,
        };
        let status = if clean == raw { Status::Unchanged } else { Status::Cleaned };
        Ok(Row { clean: Some(clean), container: Some(line), ..Row::new(&entry.id, Some(raw), status, None) })
    }

    /// Bytes of the file that are told of as done with a document of so many bytes; the rest comes with its end.
    pub fn tell(&mut self, bytes: u64) -> u64 {
        let Kind::File(all) = self.container.entry.kind else { return 0 };
        let n = bytes.min(all.saturating_sub(self.told));
        self.told += n;
        n
    }
}
