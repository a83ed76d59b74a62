//! A corpus document by document: files as they are, containers part by part.

use super::tree::{Entry, Kind, Walk};
use crate::config::Config;
use crate::containers::{self, Format, Origin, Part, Reader, Record, keys::Keys};
use crate::digest::of_file;
use crate::document::{DocumentId, Site};
use crate::record::row::Sum;
use std::os::unix::ffi::OsStrExt;
use std::sync::{Arc, OnceLock};

/// What a run works on next.
#[derive(Debug)]
pub enum Item {
    /// A file that is one document, or an entry that is none.
    File(Entry),
    /// Some parts of a container, in their order.
    Parts(Chunk),
    /// The end of a container.
    End(End),
}

/// A container that is being read.
#[derive(Debug)]
pub struct Container {
    /// The file.
    pub entry: Entry,
    /// Its kind.
    pub format: &'static Format,
    sum: OnceLock<Option<Sum>>,
}

impl Container {
    /// The sum of the file as it lies there. It is taken once: asked for with the first parts, it is done while others work
    /// on the next ones, and nobody waits for it at the end.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn sum(&self) -> std::io::Result<Sum> {
        let take = || of_file(&self.entry.path).map(|(bytes, sha256)| Sum { bytes, sha256 });
        self.sum.get_or_init(|| take().ok()).map_or_else(take, Ok)
    }
}

/// Parts of one container that follow each other.
#[derive(Debug)]
pub struct Chunk {
    /// Where they come from.
    pub container: Arc<Container>,
    /// The parts.
    pub parts: Vec<Member>,
    /// Bytes of memory they take, or nearly so.
    pub bytes: u64,
    /// Whether they are its first.
    pub first: bool,
}

/// A part that has its id.
#[derive(Debug)]
pub enum Member {
    /// A document; its site, when the container names one.
    Document(DocumentId, Option<Site>, Record),
    /// Bytes that go on as they are.
    Other(Origin),
    /// What could not be read.
    Damage(DocumentId, String),
}

/// How the reading of a container ended.
#[derive(Debug)]
pub struct End {
    /// The container.
    pub container: Arc<Container>,
    /// What came out of its packing, when it is packed as a whole.
    pub content: Option<Sum>,
    /// Why it could not be read at all.
    pub refused: Option<String>,
    /// Whether what is behind the last part was given up.
    pub cut: bool,
}

impl Item {
    /// Bytes that it brings into memory.
    pub fn size(&self) -> u64 {
        match self {
            Item::File(Entry { kind: Kind::File(n), .. }) => *n,
            Item::Parts(chunk) => chunk.bytes,
            _ => 0,
        }
    }
}

/// Whether an entry is a container that this build reads.
pub fn format(entry: &Entry, config: &Config) -> Option<&'static Format> {
    let name = entry.path.file_name().filter(|_| matches!(entry.kind, Kind::File(_)))?;
    containers::of_file(name.as_bytes(), &config.containers)
}

/// Documents of a container that are worked on together: small ones would cost more in handing out than in cleaning.
const TOGETHER: usize = 64;
/// Bytes at which no more are taken together.
const TOGETHER_BYTES: u64 = 1 << 18;

/// Goes over a corpus in the order of rows.
pub struct Items<'a> {
    walk: Box<dyn Iterator<Item = Entry> + Send + 'a>,
    config: &'a Config,
    open: Option<Open>,
    /// Whether what is packed in containers is summed up.
    summed: bool,
}

struct Open {
    container: Arc<Container>,
    reader: Option<Box<dyn Reader>>,
    keys: Keys,
    /// Documents and damages so far.
    number: u64,
    refused: Option<String>,
    cut: bool,
}

impl<'a> Items<'a> {
    /// Over these entries; what is packed in containers is not summed up.
    pub fn new(walk: impl Iterator<Item = Entry> + Send + 'a, config: &'a Config) -> Items<'a> {
        Items { walk: Box::new(walk), config, open: None, summed: false }
    }

    /// Over all of a tree.
    ///
    /// # Errors
    /// When it cannot be walked.
    pub fn of(root: &std::path::Path, config: &'a Config) -> crate::Result<Items<'a>> {
        Ok(Items { summed: true, ..Items::new(Walk::new(root)?, config) })
    }
}

impl Iterator for Items<'_> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        if self.open.is_none() {
            let entry = self.walk.next()?;
            let Some(format) = format(&entry, self.config) else { return Some(Item::File(entry)) };
            self.open = Some(Open::new(entry, format, self.config, self.summed));
        }
        let open = self.open.as_mut()?;
        if let Some(chunk) = open.chunk(self.config) {
            return Some(Item::Parts(chunk));
        }
        let Open { container, reader, refused, cut, .. } = self.open.take()?;
        let cut = cut || reader.as_ref().is_some_and(|reader| reader.stopped());
        let content = reader.and_then(|mut reader| reader.content());
        Some(Item::End(End { container, content, refused, cut }))
    }
}

impl Open {
    fn new(entry: Entry, format: &'static Format, config: &Config, summed: bool) -> Open {
        let mut opened = (format.open)(&entry.path, &config.containers);
        if let Ok(reader) = opened.as_mut()
            && (!summed || format.passing.is_some())
        {
            reader.unsummed();
        }
        let container = Arc::new(Container { entry, format, sum: OnceLock::new() });
        let (reader, refused) = match opened {
            Ok(reader) => (Some(reader), None),
            Err(e) => (None, Some(format!("cannot be opened as {}: {e}", container.format.name))),
        };
        Open { container, reader, keys: Keys::default(), number: 0, refused, cut: false }
    }

    fn chunk(&mut self, config: &Config) -> Option<Chunk> {
        let mut chunk = Chunk { container: self.container.clone(), parts: Vec::new(), bytes: 0, first: self.number == 0 };
        while chunk.parts.len() < TOGETHER && chunk.bytes < TOGETHER_BYTES && !self.cut {
            let part = match self.reader.as_mut()?.next() {
                Ok(Some(part)) => part,
                Ok(None) => break,
                Err(e) => {
                    self.cut = true;
                    Part::Damage(containers::Damage { at: 0, reason: format!("cannot be read further: {e}") })
                }
            };
            chunk.bytes += self.reader.as_ref().map_or(0, |reader| reader.weight());
            chunk.parts.push(self.member(part, config, &mut chunk.bytes));
        }
        (!chunk.parts.is_empty()).then_some(chunk)
    }

    fn member(&mut self, part: Part, config: &Config, bytes: &mut u64) -> Member {
        let most = config.containers.limits.entries;
        let part = match part {
            Part::Document(_) | Part::Damage(_) if self.number >= most => {
                self.cut = true;
                Part::Damage(containers::Damage { at: 0, reason: format!("more records than containers.limits.entries ({most})") })
            }
            part => part,
        };
        let id = &self.container.entry.id;
        match part {
            Part::Other(origin) => {
                *bytes += 1 << 10;
                Member::Other(origin)
            }
            Part::Document(mut record) => {
                self.number += 1;
                // The text and its clean text; a reader that says nothing else holds it once more.
                *bytes += 2 * record.bytes.len() as u64;
                let key = self.keys.unique(std::mem::take(&mut record.key), self.number);
                let site = record.url.as_deref().and_then(Site::of_url);
                Member::Document(id.of_record(&key), site, record)
            }
            Part::Damage(damage) => {
                self.number += 1;
                let key = self.keys.unique(format!("damage-{}", damage.at).into_bytes(), self.number);
                Member::Damage(id.of_record(&key), damage.reason)
            }
        }
    }
}
