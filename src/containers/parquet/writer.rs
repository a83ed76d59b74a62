//! Writes the columns again: the text column from the texts that come in, all others as the bytes they were.

use super::columns::Columns;
use super::reader::Place;
use super::{footer, sound};
use crate::containers::{Origin, Settings, Writer};
use parquet::column::writer::ColumnCloseResult;
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterVersion};
use parquet::file::reader::FileReader;
use parquet::file::serialized_reader::SerializedFileReader;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::ColumnDescriptor;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

/// Texts that wait for the thread that writes.
const WAITING: usize = 16;
/// Texts that are handed to the column together.
const BATCH: usize = 32;

type Sink = Box<dyn Write + Send>;
type Text = (Place, Option<ByteArray>);

/// See above.
pub struct ParquetWriter {
    texts: Option<SyncSender<Text>>,
    thread: Option<JoinHandle<io::Result<()>>>,
}

impl ParquetWriter {
    /// Writes to a stream a file of the raw one's kind.
    pub fn new(to: Sink, raw: &Path, settings: &Settings) -> ParquetWriter {
        let (texts, from) = sync_channel(WAITING);
        let (raw, settings) = (raw.to_owned(), settings.clone());
        let thread = std::thread::spawn(move || {
            // A file that could not be read has nothing to write.
            let Ok(source) = footer(&raw, true) else { return Ok(()) };
            let file = File::open(&raw)?;
            sound(|| write(to, &source, &file, &settings, from))
        });
        ParquetWriter { texts: Some(texts), thread: Some(thread) }
    }

    fn join(&mut self) -> io::Result<()> {
        self.texts = None;
        match self.thread.take().map(JoinHandle::join) {
            Some(Ok(done)) => done,
            _ => Err(io::Error::other("the thread that writes has ended")),
        }
    }
}

impl Writer for ParquetWriter {
    fn put(&mut self, origin: Origin, text: Option<&str>) -> io::Result<()> {
        let place = origin.0.downcast::<Place>().map_err(|_| io::Error::other("a part of another kind of container"))?;
        let text = text.map(|text| ByteArray::from(text.as_bytes().to_vec()));
        match self.texts.as_ref().map(|texts| texts.send((*place, text))) {
            Some(Ok(())) => Ok(()),
            _ => self.join().and(Err(io::Error::other("the thread that writes has ended"))),
        }
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.join()
    }
}

fn write(
    to: Sink,
    source: &SerializedFileReader<File>,
    file: &File,
    settings: &Settings,
    texts: Receiver<Text>,
) -> Result<(), ParquetError> {
    let meta = source.metadata();
    let schema = meta.file_metadata().schema_descr();
    let text = Columns::find(schema, settings).map(|columns| columns.text).ok();
    let mut out = SerializedFileWriter::new(to, schema.root_schema_ptr(), Arc::new(properties(meta, text)))?;
    let mut texts = Incoming { texts, next: None };
    for number in 0..meta.num_row_groups() {
        let mut group = out.next_row_group()?;
        for column in 0..schema.num_columns() {
            if Some(column) == text {
                let rows = u64::try_from(meta.row_group(number).num_rows()).unwrap_or_default();
                fill(&mut group, &schema.column(column), number, rows, &mut texts)?;
            } else {
                let bloom = source.get_row_group(number)?.get_column_bloom_filter(column).cloned();
                copy(&mut group, meta, file, number, column, bloom)?;
            }
        }
        group.close()?;
    }
    out.close()?;
    Ok(())
}

/// What the new file says of itself as the old one did.
fn properties(meta: &ParquetMetaData, text: Option<usize>) -> WriterProperties {
    let sorting = meta.row_groups().first().and_then(|group| group.sorting_columns()).filter(|sorting| {
        let kept = sorting.iter().all(|by| usize::try_from(by.column_idx).ok() != text);
        kept && meta.row_groups().iter().all(|group| group.sorting_columns() == Some(sorting))
    });
    let mut made = WriterProperties::builder()
        .set_created_by("scrubjay".to_owned())
        .set_writer_version(WriterVersion::PARQUET_1_0)
        .set_dictionary_enabled(false)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_sorting_columns(sorting.cloned())
        .set_key_value_metadata(meta.file_metadata().key_value_metadata().cloned());
    if let (Some(text), Some(group)) = (text, meta.row_groups().first()) {
        made = made.set_compression(group.column(text).compression());
    }
    made.build()
}

/// Copies a column as it is.
fn copy(
    group: &mut SerializedRowGroupWriter<'_, Sink>,
    meta: &ParquetMetaData,
    file: &File,
    number: usize,
    column: usize,
    bloom_filter: Option<parquet::bloom_filter::Sbbf>,
) -> Result<(), ParquetError> {
    let chunk = meta.row_group(number).column(column).clone();
    let index = meta.page_index_for_row_group(number);
    group.append_column(
        file,
        ColumnCloseResult {
            bytes_written: u64::try_from(chunk.compressed_size()).unwrap_or_default(),
            rows_written: u64::try_from(meta.row_group(number).num_rows()).unwrap_or_default(),
            metadata: chunk,
            bloom_filter,
            column_index: index.column_index(column).cloned(),
            offset_index: index.offset_index(column).cloned(),
        },
    )
}

/// Writes the text column of a row group as its texts come in. A row that none comes for has none.
fn fill(
    group: &mut SerializedRowGroupWriter<'_, Sink>,
    column: &ColumnDescriptor,
    number: usize,
    rows: u64,
    texts: &mut Incoming,
) -> Result<(), ParquetError> {
    let wrong = || ParquetError::General("no column to write".to_owned());
    let mut to = group.next_column()?.ok_or_else(wrong)?;
    let full = column.max_def_level();
    let mut row = 0;
    while row < rows {
        let (mut values, mut levels) = (Vec::new(), Vec::new());
        while row < rows && levels.len() < BATCH {
            match texts.at(Place { group: number, row }) {
                Some(text) => {
                    values.push(text);
                    levels.push(full);
                }
                None if full > 0 => levels.push(0),
                None => {
                    values.push(ByteArray::from(""));
                    levels.push(full);
                }
            }
            row += 1;
        }
        to.typed::<ByteArrayType>().write_batch(&values, (full > 0).then_some(&levels[..]), None)?;
    }
    to.close()
}

struct Incoming {
    texts: Receiver<Text>,
    next: Option<Text>,
}

impl Incoming {
    /// The text of a row; waits for it, or for one behind it.
    fn at(&mut self, place: Place) -> Option<ByteArray> {
        if self.next.is_none() {
            self.next = self.texts.recv().ok();
        }
        let here = self.next.as_ref().is_some_and(|(at, _)| *at == place);
        if here { self.next.take().and_then(|(_, text)| text) } else { None }
    }
}
