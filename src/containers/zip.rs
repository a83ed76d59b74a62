//! Zip: each file in it is a document. Entries that do not change are copied as they are packed.

use super::{Damage, Format, Limits, Origin, Part, Reader, Record, Settings, Writer, refused_path};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;
use zip::write::{FullFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Zip.
pub const ZIP: Format = Format::new("zip", &[".zip"], Entries::open, |out, raw, _| EntriesOut::create(out, raw));

type Archive = ZipArchive<BufReader<File>>;

fn archive(path: &Path) -> io::Result<(Archive, u64)> {
    let file = File::open(path)?;
    let bytes = file.metadata()?.len();
    Ok((ZipArchive::new(BufReader::new(file))?, bytes))
}

struct Entries {
    archive: Archive,
    limits: Limits,
    next: usize,
    /// Bytes that may still come out of it.
    left: u64,
}

/// Name and bytes.
type Document = (Vec<u8>, Vec<u8>);

/// The number of an entry.
struct Entry(usize);

impl Entries {
    fn open(path: &Path, settings: &Settings) -> io::Result<Box<dyn Reader>> {
        let (archive, bytes) = archive(path)?;
        let limits = settings.limits.clone();
        let left = bytes.max(4096).saturating_mul(limits.ratio);
        Ok(Box::new(Entries { archive, limits, next: 0, left }))
    }

    /// The document at this place; `None` for an entry that is none.
    fn document(&mut self, index: usize) -> Result<Option<Document>, String> {
        let limits = &self.limits;
        let raw = self.archive.by_index_raw(index).map_err(|e| format!("entry {index}: {e}"))?;
        let name = raw.name_raw().to_vec();
        let shown = String::from_utf8_lossy(&name).into_owned();
        let wrong = |why: &str| Err(format!("`{shown}`: {why}"));
        if let Some(why) = refused_path(&name) {
            return wrong(&format!("{why}, not taken in"));
        }
        if !raw.is_file() {
            return Ok(None);
        }
        if raw.encrypted() {
            return wrong("encrypted");
        }
        if super::of_name(&name).is_some() {
            return wrong("a container in a container, not opened");
        }
        if raw.size() > limits.record {
            return wrong(&format!("{} bytes, over containers.limits.record ({})", raw.size(), limits.record));
        }
        drop(raw);
        let mut bytes = Vec::new();
        let file = self.archive.by_index(index).map_err(|e| format!("`{shown}`: cannot be read: {e}"))?;
        // What an entry says of its size may be a lie.
        let most = limits.record.min(self.left);
        file.take(most + 1).read_to_end(&mut bytes).map_err(|e| format!("`{shown}`: cannot be read: {e}"))?;
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

impl Reader for Entries {
    fn next(&mut self) -> io::Result<Option<Part>> {
        let index = self.next;
        if index >= self.archive.len() {
            return Ok(None);
        }
        if self.left == 0 {
            return Err(io::Error::other(format!("it holds more than containers.limits.ratio ({}) times its size", self.limits.ratio)));
        }
        self.next += 1;
        let origin = Origin(Box::new(Entry(index)));
        Ok(Some(match self.document(index) {
            Ok(None) => Part::Other(origin),
            Ok(Some((key, bytes))) => Part::Document(Record { key, url: None, bytes, charset: None, extracted: None, origin }),
            Err(reason) => Part::Damage(Damage { at: index as u64, reason }),
        }))
    }
}

struct EntriesOut {
    raw: Archive,
    out: ZipWriter<StreamWriter<BufWriter<Box<dyn Write + Send>>>>,
}

impl EntriesOut {
    fn create(out: Box<dyn Write + Send>, raw: &Path) -> io::Result<Box<dyn Writer>> {
        let (raw, _) = archive(raw)?;
        let mut out = ZipWriter::new_stream(BufWriter::with_capacity(1 << 17, out));
        out.set_raw_comment(raw.comment().into())?;
        Ok(Box::new(EntriesOut { raw, out }))
    }

    fn copy(&mut self, index: usize) -> io::Result<()> {
        let file = self.raw.by_index_raw(index)?;
        Ok(self.out.raw_copy_file(file)?)
    }
}

fn entry(origin: Origin) -> io::Result<usize> {
    let entry: Box<Entry> = origin.0.downcast().map_err(|_| io::Error::new(io::ErrorKind::InvalidInput, "a part of another container"))?;
    Ok(entry.0)
}

impl Writer for EntriesOut {
    fn put(&mut self, origin: Origin, text: Option<&str>) -> io::Result<()> {
        let index = entry(origin)?;
        let file = self.raw.by_index_raw(index)?;
        let Some(text) = text else {
            // Folders and links go on; a document without a clean text is left out.
            let document = file.is_file();
            drop(file);
            return if document { Ok(()) } else { self.copy(index) };
        };
        let packed = file.compression() != CompressionMethod::Stored;
        let method = if packed { CompressionMethod::Deflated } else { CompressionMethod::Stored };
        let mut options = FullFileOptions::default().compression_method(method);
        if let Some(time) = file.last_modified() {
            options = options.last_modified_time(time);
        }
        if let Some(mode) = file.unix_mode() {
            options = options.unix_permissions(mode);
        }
        let name = file.name()?.into_owned();
        drop(file);
        self.out.start_file(name, options)?;
        self.out.write_all(text.as_bytes())
    }

    fn keep(&mut self, origin: Origin, _text: &str) -> io::Result<()> {
        let index = entry(origin)?;
        self.copy(index)
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        self.out.finish()?.into_inner().flush()
    }
}
