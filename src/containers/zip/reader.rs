//! Reads a zip, entry by entry.

use super::open::{Archive, Opened, doubles, open};
use super::shown;
use crate::containers::{Damage, Limits, Origin, Part, Reader, Record, Settings, of_name, refused_path};
use std::io::{self, Read};
use std::path::Path;
use zip::ZipWriter;
use zip::read::ZipFile;
use zip::write::StreamWriter;

/// Bytes of an entry's header without its name and what follows that; a little more.
const HEAD: usize = 64;

/// The entries of a zip.
pub struct Entries {
    archive: Archive,
    limits: Limits,
    /// Bytes of the file.
    bytes: u64,
    next: usize,
    /// Bytes that may still come out of it.
    left: u64,
    /// What is amiss with its directory, told behind its entries.
    damage: std::vec::IntoIter<Damage>,
}

/// Name and bytes.
type Document = (Vec<u8>, Vec<u8>);

/// The number of an entry.
pub struct Entry(pub usize);

impl Entries {
    /// Opens a zip.
    pub fn open(path: &Path, settings: &Settings) -> io::Result<Box<dyn Reader>> {
        let Opened { archive, pages, damage } = open(path)?;
        let limits = settings.limits.clone();
        let bytes = pages.len();
        let left = bytes.max(4096).saturating_mul(limits.ratio);
        let damage: Vec<Damage> = doubles(&archive, pages)?.into_iter().chain(damage).collect();
        Ok(Box::new(Entries { archive, limits, bytes, next: 0, left, damage: damage.into_iter() }))
    }

    /// The document at this place; `None` for an entry that is none.
    fn document(&mut self, index: usize) -> Result<Option<Document>, String> {
        let limits = &self.limits;
        let raw = self.archive.by_index_raw(index).map_err(|e| format!("entry {index}: {e}"))?;
        let name = raw.name_raw().to_vec();
        let shown = shown(&name);
        let wrong = |why: &str| Err(format!("{shown}: {why}"));
        if let Some(why) = refused_path(&name).or_else(|| unwritable(&raw)) {
            return wrong(&format!("{why}, not taken in"));
        }
        if raw.encrypted() && raw.compressed_size() > 0 {
            return wrong("encrypted");
        }
        if !raw.is_file() {
            let end = raw.data_start().and_then(|start| start.checked_add(raw.compressed_size()));
            // It is copied as it is, so it must be there, and be such as can be written.
            if end.is_none_or(|end| end > self.bytes) {
                return wrong("it is not whole, not taken in");
            }
            return ZipWriter::new(StreamWriter::new(io::sink()))
                .raw_copy_file(raw)
                .map_or_else(|e| wrong(&format!("cannot be copied: {e}")), |()| Ok(None));
        }
        if raw.encrypted() {
            return wrong("encrypted");
        }
        if of_name(&name).is_some() {
            return wrong("a container in a container, not opened");
        }
        if raw.size() > limits.record {
            return wrong(&format!("{} bytes, over containers.limits.record ({})", raw.size(), limits.record));
        }
        // Names that are not in UTF-8 are written in it.
        let other = std::str::from_utf8(&name).is_err().then(|| raw.name().map(std::borrow::Cow::into_owned));
        drop(raw);
        match other.transpose() {
            Ok(Some(other)) if self.archive.index_for_name(&other).is_some() => {
                return wrong("another entry has the same name in UTF-8, not taken in");
            }
            Err(e) => return wrong(&format!("a name that cannot be read ({e}), not taken in")),
            Ok(_) => {}
        }
        let mut bytes = Vec::new();
        let file = self.archive.by_index(index).map_err(|e| format!("{shown}: cannot be read: {e}"))?;
        // What an entry says of its size may be a lie.
        let most = limits.record.min(self.left);
        file.take(most + 1).read_to_end(&mut bytes).map_err(|e| format!("{shown}: cannot be read: {e}"))?;
        if bytes.len() as u64 > most {
            return wrong(&format!(
                "more bytes than it says, over containers.limits.record ({}) or .ratio ({})",
                limits.record, limits.ratio
            ));
        }
        self.left -= bytes.len() as u64;
        Ok(Some((name, bytes)))
    }
}

/// Why an entry could not be written again, whatever is in it.
fn unwritable<R: Read>(raw: &ZipFile<'_, R>) -> Option<&'static str> {
    let name = raw.name().map_or(usize::MAX, |name| name.len());
    let extra = raw.extra_data().map_or(0, |extra| extra.len());
    let long = name.saturating_add(extra).saturating_add(HEAD) > usize::from(u16::MAX) || raw.comment().len() > usize::from(u16::MAX);
    long.then_some("a name or remark that is too long")
}

impl Reader for Entries {
    fn next(&mut self) -> io::Result<Option<Part>> {
        let index = self.next;
        if index >= self.archive.len() {
            return Ok(self.damage.next().map(Part::Damage));
        }
        if self.left == 0 {
            return Err(io::Error::other(format!("it holds more than containers.limits.ratio ({}) times its size", self.limits.ratio)));
        }
        self.next += 1;
        let origin = Origin(Box::new(Entry(index)));
        Ok(Some(match self.document(index) {
            Ok(None) => Part::Other(origin),
            Ok(Some((key, bytes))) => Part::Document(Record { key, url: None, bytes, charset: None, extracted: None, origin }),
            Err(reason) => {
                let at = self.archive.by_index_data(index).map_or(0, |entry| entry.header_start());
                Part::Damage(Damage { at, reason })
            }
        }))
    }
}
