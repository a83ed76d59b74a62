//! A raw container, built again from the clean one and the record.

use crate::containers::{Format, Origin, Part, Parts, Reader, Settings, Writer};
use crate::corpus::tree::path_below;
use crate::digest::{Digest, Hasher};
use crate::document::DocumentId;
use crate::error::{Error, Result};
use crate::record::records::Recorded;
use crate::record::row::{Restores, Sum};
use crate::restore::{Lost, walk_back};
use crate::texts::Texts;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Where a container that is built again goes.
pub(crate) enum Goal<'a> {
    /// To a file below this folder, packed as it was.
    Below(&'a Path),
    /// Nowhere, and not packed: only its sum is wanted.
    Sum,
}

/// Builds one container. Gets the rows of its documents in their order, then its own.
pub(crate) struct Rebuild {
    /// The container.
    pub id: String,
    format: &'static Format,
    reader: Box<dyn Reader>,
    /// None for a format whose containers do not come back.
    writer: Option<Box<dyn Writer>>,
    sum: Arc<Mutex<Hasher>>,
    path: Option<PathBuf>,
    settings: Settings,
    raw: PathBuf,
    lost: bool,
}

/// The clean text of a document, and whether its raw text comes back.
pub(crate) type Next = (Option<Vec<u8>>, std::result::Result<(), Lost>);

struct Out {
    file: Option<File>,
    sum: Arc<Mutex<Hasher>>,
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.file.as_mut().map_or(Ok(bytes.len()), |file| file.write(bytes))?;
        self.sum.lock().unwrap_or_else(PoisonError::into_inner).update(&bytes[..n]);
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Rebuild {
    /// Begins to build a container.
    pub fn begin(id: &str, texts: &Texts, goal: Goal) -> Result<Rebuild> {
        let (format, reader) = texts.reader(id)?;
        let parsed = DocumentId::parse(id).map_err(|e| Error::Usage(format!("id `{id}`: {e}")))?;
        let raw = texts.path(&parsed);
        let sum = Arc::new(Mutex::new(Hasher::default()));
        let settings = texts.settings().clone();
        let mut begun =
            Rebuild { id: id.to_owned(), format, reader, writer: None, sum: sum.clone(), path: None, settings, raw, lost: false };
        if let Goal::Below(root) = goal {
            let path = path_below(root, &parsed);
            path.parent().map_or(Ok(()), std::fs::create_dir_all).map_err(Error::io("create", &path))?;
            begun.path = Some(path);
        }
        // Also without a way back one that did not change comes back: it is copied.
        let Some(back) = &format.back else { return Ok(begun) };
        begun.writer = Some(match &begun.path {
            None => (back.plain)(Box::new(Out { file: None, sum })),
            Some(path) => {
                let part = part(path);
                let file = File::create(&part).map_err(Error::io("create", &part))?;
                let out = Box::new(Out { file: Some(file), sum });
                // What comes back is compressed, whatever the clean one is.
                begun.settings.compress = true;
                (format.create)(out, &begun.raw, &begun.settings).map_err(Error::io("begin", &part))?
            }
        });
        Ok(begun)
    }

    /// The next document or damage: its clean text, and whether its raw text comes back. `each` as in [`walk_back`].
    pub fn next(&mut self, recorded: &Recorded, each: impl FnMut(usize, &str)) -> Result<Next> {
        let Rebuild { reader, writer, raw, .. } = self;
        let row = &recorded.row;
        let left_out = row.clean.is_none() && self.format.back.as_ref().is_none_or(|back| back.leaves_out);
        let empty = reader.parts() == Parts::FullTexts && row.clean.is_some_and(|clean| clean.bytes == 0);
        row.clean.iter().for_each(|clean| reader.expect(clean.bytes));
        let (text, origin) = loop {
            if empty {
                break (Some(Vec::new()), None);
            }
            if left_out {
                break (None, None);
            }
            match reader.next().map_err(Error::io("read", raw))? {
                Some(Part::Other(origin)) => as_it_is(writer, origin, raw)?,
                Some(Part::Document(record)) => break (Some(record.bytes), Some(record.origin)),
                // A document without a clean text, or what was damaged before: its bytes come next, as they are.
                Some(Part::Damage(_)) if row.clean.is_none() => match reader.next().map_err(Error::io("read", raw))? {
                    Some(Part::Other(origin)) => break (None, Some(origin)),
                    _ => break (None, None),
                },
                // What is no document and stays where it is, such as a page under a coding that nobody undoes.
                Some(Part::Damage(_)) if self.format.back.is_none() => {}
                Some(Part::Damage(damage)) => {
                    self.lost = true;
                    return Ok((None, Err(Lost::NoText(damage.reason))));
                }
                None => break (None, None),
            }
        };
        let Some(raw_sum) = row.raw else {
            // What could not be read was left as it was.
            let there = origin.is_some() || self.format.back.is_some();
            origin.map_or(Ok(()), |origin| as_it_is(writer, origin, raw))?;
            let lost = || Lost::NotCarried(row.reason.clone().unwrap_or_default());
            return Ok((None, if there { Ok(()) } else { Err(lost()) }));
        };
        if text.is_none() && row.clean.is_some() {
            self.lost = true;
            return Ok((None, Err(Lost::NoText(format!("{}: has fewer documents than the record", raw.display())))));
        }
        let back = walk_back(recorded, text.as_deref(), each);
        if let (Some(writer), Some(origin)) = (writer, origin) {
            let spelling = recorded.edits.as_ref().and_then(|(_, edits)| edits.spelling.as_deref());
            match (&back, &text) {
                (Ok(_), Some(text)) if row.clean == Some(raw_sum) => writer.keep(origin, &String::from_utf8_lossy(text)),
                (Ok(bytes), _) => writer.back(origin, bytes, spelling),
                (Err(_), _) => writer.put(origin, None),
            }
            .map_err(Error::io("write", self.path.as_deref().unwrap_or(raw)))?;
        }
        self.lost |= back.is_err();
        Ok((text, back.map(drop)))
    }

    /// Ends the container; gives why it does not come back, when its row says that it must.
    pub fn end(mut self, recorded: &Recorded) -> Result<Option<Lost>> {
        let row = &recorded.row;
        let Some(line) = &row.container else { return Ok(None) };
        while let Some(part) = self.reader.next().map_err(Error::io("read", &self.raw))? {
            if let Part::Other(origin) | Part::Document(crate::containers::Record { origin, .. }) = part {
                as_it_is(&mut self.writer, origin, &self.raw)?;
            }
        }
        let begun = self.writer.is_some();
        let wrote = self.writer.take().map_or(Ok(()), Writer::finish);
        wrote.map_err(Error::io("write", self.path.as_deref().unwrap_or(&self.raw)))?;
        let copied = row.clean == row.raw;
        if copied && let Some(path) = &self.path {
            let part = part(path);
            std::fs::copy(&self.raw, &part).map_err(Error::io("copy", &self.raw))?;
            let (bytes, sha256) = crate::digest::of_file(&part).map_err(Error::io("read", &part))?;
            return self.place(row.raw, Sum { bytes, sha256 });
        }
        if line.restores == Restores::Documents || self.format.back.is_none() {
            let why = format!("a {} of which the texts come back, and not the file", line.format);
            if let Some(path) = self.path.as_ref().filter(|_| begun) {
                let part = part(path);
                std::fs::remove_file(&part).map_err(Error::io("remove", &part))?;
            }
            return Ok((!copied).then_some(Lost::NotCarried(why)));
        }
        let (bytes, sha256) = std::mem::take(&mut *self.sum.lock().unwrap_or_else(PoisonError::into_inner)).finish();
        let written = match (&self.path, line.content) {
            // Packed anew it has another sum than what is packed in it.
            (Some(path), Some(_)) => self.content(&part(path))?,
            _ => Sum { bytes, sha256 },
        };
        self.place(line.content.or(row.raw), written)
    }

    /// The sum of what is packed in a file.
    fn content(&self, path: &Path) -> Result<Sum> {
        let read = || -> io::Result<Option<Sum>> {
            let mut reader = (self.format.open)(path, &self.settings)?;
            while reader.next()?.is_some() {}
            Ok(reader.content())
        };
        let none = || Error::io("read", path)(io::Error::other("it is not packed"));
        read().map_err(Error::io("read", path))?.ok_or_else(none)
    }

    /// Puts what was written in its place when it is what it must be. Otherwise it stays beside it, under the name of a part.
    fn place(&self, expected: Option<Sum>, written: Sum) -> Result<Option<Lost>> {
        if let Some(expected) = expected.filter(|expected| *expected != written) {
            return Ok(Some(differs(expected.sha256, written.sha256)));
        }
        if let Some(path) = &self.path {
            if path.symlink_metadata().is_ok() {
                return Ok(Some(Lost::NoPlace));
            }
            std::fs::rename(part(path), path).map_err(Error::io("rename", path))?;
        }
        Ok(None)
    }
}

/// Where a container is written that is not known to be whole yet.
fn part(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".scrubjay-part");
    name.into()
}

fn differs(expected: Digest, got: Digest) -> Lost {
    Lost::Differs { stage: "raw".to_owned(), expected, got }
}

fn as_it_is(writer: &mut Option<Box<dyn Writer>>, origin: Origin, place: &Path) -> Result<()> {
    writer.as_mut().map_or(Ok(()), |writer| writer.put(origin, None)).map_err(Error::io("write", place))
}
