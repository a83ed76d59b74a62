//! The clean texts of a record: files, and documents in clean containers.

use crate::config::Resolved;
use crate::containers::{self, Part, Parts, Reader, Settings};
use crate::corpus::tree::path_below;
use crate::document::DocumentId;
use crate::error::{Error, Result};
use crate::record::read::one_line;
use crate::record::records::{Before, Recorded};
use crate::record::run::names;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// Gives clean texts, quickest in the order of the record: a container is read from its beginning to the document asked for.
pub struct Texts {
    clean: PathBuf,
    settings: Settings,
    open: Option<Open>,
}

struct Open {
    id: String,
    reader: Box<dyn Reader>,
    /// Parts given so far, of those that are counted.
    given: u64,
}

/// How many times larger than it was a record can become, and a little for what stands round it: three times where a byte becomes a
/// letter of three, and three times more where form C takes letters apart.
const GROWN: u64 = 9;
const PAGE: u64 = 1 << 12;

fn grown(record: u64) -> u64 {
    record.saturating_mul(GROWN).saturating_add(PAGE)
}

impl Open {
    /// How many of the parts that are counted stand before a document.
    fn place(&self, before: Before) -> u64 {
        match self.reader.parts() {
            Parts::Texts => before.texts,
            Parts::FullTexts => before.texts - before.empty,
            Parts::Rows => before.rows,
        }
    }
}

impl Texts {
    /// Those in the clean tree at `clean`, of the record in `manifests`, which says how its containers are read.
    pub fn open(clean: &Path, manifests: &Path) -> Texts {
        // A configuration that cannot be read is for a verification to tell.
        let mut settings = one_line::<Resolved>(&manifests.join(names::CONFIG)).map(|config| config.containers).unwrap_or_default();
        // A clean container can pack far better than the raw one, of which this is asked: spaces at the ends of a million lines are gone.
        // What comes out is gone through record by record, so that one that was made to be a bomb costs time, and the memory of one record.
        settings.limits.ratio = u64::MAX;
        Texts { clean: clean.to_path_buf(), settings, open: None }
    }

    /// The bytes of a document's clean text, when it has one. A file that cannot be the one is not read: a fifo would never
    /// end, and one of another size may be of any. A container is no text.
    ///
    /// # Errors
    /// When it cannot be read, or is no regular file of the size that its row says.
    pub fn of(&mut self, recorded: &Recorded) -> Result<Option<Vec<u8>>> {
        let Some(sum) = recorded.row.clean.filter(|_| recorded.row.container.is_none()) else { return Ok(None) };
        if let Some(container) = recorded.id.container() {
            return self.record(container, recorded).map(Some);
        }
        let path = path_below(&self.clean, &recorded.id);
        let bytes = regular(&path)?;
        if bytes != sum.bytes {
            return Err(wrong(&path, format!("{bytes} bytes, where its row says {}", sum.bytes)));
        }
        std::fs::read(&path).map(Some).map_err(Error::io("read", &path))
    }

    fn record(&mut self, container: &str, recorded: &Recorded) -> Result<Vec<u8>> {
        let before = recorded.before;
        // No container has more parts before it than rows, so one that was read further is read again.
        if self.open.as_ref().is_none_or(|open| open.id != container || open.given > open.place(before)) {
            self.open = Some(Open { id: container.to_owned(), reader: self.reader(container)?.1, given: 0 });
        }
        let path = path_below(&self.clean, &recorded.id);
        let bytes = recorded.row.clean.map_or(0, |sum| sum.bytes);
        while let Some(open) = &mut self.open {
            let (place, parts) = (open.place(before), open.reader.parts());
            if parts == Parts::FullTexts && bytes == 0 {
                return Ok(Vec::new());
            }
            if open.given == place {
                open.reader.expect(bytes);
            } else if parts != Parts::Rows {
                // One before it can have grown as well.
                open.reader.expect(grown(self.settings.limits.record));
            }
            match open.reader.next().map_err(Error::io("read", &path))? {
                Some(Part::Document(record)) => {
                    open.given += 1;
                    if open.given > place {
                        return Ok(record.bytes);
                    }
                }
                Some(Part::Damage(damage)) if parts == Parts::Rows => {
                    open.given += 1;
                    if open.given > place {
                        return Err(wrong(&path, damage.reason));
                    }
                }
                Some(_) => {}
                None => break,
            }
        }
        self.open = None;
        Err(wrong(&path, "has fewer documents than the record".to_owned()))
    }

    /// Whether the clean container has no more documents than were asked for, this being its row.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn ended(&mut self, recorded: &Recorded) -> Result<bool> {
        let id = recorded.row.id.as_str();
        let mut open = match self.open.take().filter(|open| open.id == id) {
            Some(open) => open,
            None => Open { id: id.to_owned(), reader: self.reader(id)?.1, given: 0 },
        };
        let path = path_below(&self.clean, &recorded.id);
        if open.reader.parts() != Parts::Rows {
            open.reader.expect(grown(self.settings.limits.record));
        }
        while let Some(part) = open.reader.next().map_err(Error::io("read", &path))? {
            if matches!(part, Part::Document(_)) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The kind of a container, which its name says.
    pub(crate) fn format(&self, id: &DocumentId) -> Option<&'static containers::Format> {
        let path = id.path();
        containers::of_file(path.rsplit(|b| *b == b'/').next().unwrap_or_default(), &self.settings)
    }

    /// Opens a clean container.
    pub(crate) fn reader(&self, container: &str) -> Result<(&'static containers::Format, Box<dyn Reader>)> {
        let id = DocumentId::parse(container).map_err(|e| Error::Usage(format!("id `{container}`: {e}")))?;
        let path = path_below(&self.clean, &id);
        regular(&path)?;
        let format = self.format(&id).ok_or_else(|| wrong(&path, "no container that this program reads".to_owned()))?;
        let mut settings = self.settings.clone();
        if !format.large_stays {
            // What was taken in is there cleaned, and can have grown: by another encoding, composed letters, what stands round a page.
            settings.limits.record = grown(settings.limits.record);
        }
        Ok((format, (format.open)(&path, &settings).map_err(Error::io("open", &path))?))
    }

    /// Whether a container has a clean file at all.
    pub(crate) fn has(&self, container: &str) -> bool {
        DocumentId::parse(container).is_ok_and(|id| std::fs::symlink_metadata(self.path(&id)).is_ok())
    }

    /// How containers are read.
    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Where a clean file is.
    pub(crate) fn path(&self, id: &DocumentId) -> PathBuf {
        self.clean.join(OsStr::from_bytes(&id.path()))
    }
}

/// The size of a regular file; anything else is not opened.
fn regular(path: &Path) -> Result<u64> {
    let meta = std::fs::symlink_metadata(path).map_err(Error::io("read", path))?;
    if meta.is_file() { Ok(meta.len()) } else { Err(wrong(path, "not a regular file".to_owned())) }
}

fn wrong(path: &Path, what: String) -> Error {
    Error::Record { place: path.display().to_string(), what }
}
