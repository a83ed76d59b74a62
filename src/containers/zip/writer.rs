//! Writes a zip, entry by entry. What does not change is copied as it is packed.

use super::open::{Archive, open};
use super::reader::Entry;
use crate::containers::{Origin, Writer};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use zip::write::{FullFileOptions, StreamWriter};
use zip::{CompressionMethod, PreparedZipFile, ZipWriter};

/// A zip that is written beside the one it is made of.
pub struct EntriesOut {
    raw: Archive,
    out: ZipWriter<StreamWriter<BufWriter<Box<dyn Write + Send>>>>,
}

impl EntriesOut {
    /// Begins a zip.
    pub fn create(out: Box<dyn Write + Send>, raw: &Path) -> io::Result<Box<dyn Writer>> {
        let raw = open(raw)?.archive;
        // Sizes stand before the entries, as nothing is written whose size is not known. `new_stream` would say of entries that are
        // copied that theirs stand behind them, where they do not: unzip refuses that.
        let mut out = ZipWriter::new(StreamWriter::new(BufWriter::with_capacity(1 << 17, out)));
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
        // Others the crate takes for what they may not be.
        if !file.comment().is_empty() && file.comment().is_ascii() {
            options = options.with_file_comment(file.comment());
        }
        let name = file.name()?.into_owned();
        drop(file);
        let packed = PreparedZipFile::from_data(name, options, text.as_bytes())?;
        Ok(self.out.add_prepared_file(packed)?)
    }

    fn keep(&mut self, origin: Origin, _text: &str) -> io::Result<()> {
        let index = entry(origin)?;
        self.copy(index)
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        self.out.finish()?.into_inner().flush()
    }
}
