//! Parquet: a column of texts, written again beside the other columns.
//!
//! Other columns are never decoded: their pages are copied as bytes, so that nothing about them can change, whatever
//! their types, encodings and codecs are. Only the text column is read and written, row by row, in the row groups it had.
//! The writer works in a thread of its own, since the columns of a row group must be written one after the other while
//! the texts come in.

mod columns;
mod reader;
mod writer;

use super::{Format, Reader, Settings, Writer};
use parquet::errors::ParquetError;
use parquet::file::properties::ReaderProperties;
use parquet::file::serialized_reader::{ReadOptionsBuilder, SerializedFileReader};
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

/// See above.
pub const FORMAT: Format = Format::new("parquet", &[".parquet"], open, create);

fn open(path: &Path, settings: &Settings) -> io::Result<Box<dyn Reader>> {
    let bytes = std::fs::metadata(path)?.len();
    Ok(Box::new(reader::ParquetReader::new(footer(path, false)?, bytes, settings)?))
}

fn create(to: Box<dyn Write + Send>, raw: &Path, settings: &Settings) -> io::Result<Box<dyn Writer>> {
    Ok(Box::new(writer::ParquetWriter::new(to, raw, settings)))
}

/// Reads what stands at the end of a file: its schema, and where its columns are. `all` with what is copied along.
fn footer(path: &Path, all: bool) -> io::Result<SerializedFileReader<File>> {
    let with = |index: bool| {
        sound(|| {
            let props = ReaderProperties::builder().set_read_bloom_filter(all).build();
            let options = ReadOptionsBuilder::new().with_reader_properties(props);
            let options = if index { options.with_page_index() } else { options };
            SerializedFileReader::new_with_options(File::open(path)?, options.build())
        })
    };
    // An index of pages that cannot be read is left out, as one that is not there.
    if all { with(true).or_else(|_| with(false)) } else { with(false) }
}

/// Runs code of the crate on bytes that may be broken: it returns errors, and what it may not foresee is one too.
fn sound<T>(run: impl FnOnce() -> Result<T, ParquetError>) -> io::Result<T> {
    match crate::caught::answer(run) {
        Some(done) => done.map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e.to_string())),
        None => Err(io::Error::new(io::ErrorKind::InvalidData, "what it holds is broken")),
    }
}
