//! Rows, one after the other: the text, the id and the address; no other column is looked at.

use super::columns::Columns;
use super::sound;
use crate::containers::{Damage, Limits, Origin, Part, Parts, Reader, Record, Settings};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::ParquetError;
use parquet::file::reader::FileReader;
use parquet::file::serialized_reader::SerializedFileReader;
use std::collections::VecDeque;
use std::fs::File;
use std::io;

/// Rows that are read together.
const BATCH: usize = 32;
/// However small a file is, it may hold this much text.
const SLACK: u64 = 64 << 20;

/// The place of a row, for the writer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its row group.
    pub group: usize,
    /// Its number there.
    pub row: u64,
}

struct Row {
    text: Option<ByteArray>,
    id: Option<Vec<u8>>,
    url: Option<String>,
}

/// See above.
pub struct ParquetReader {
    file: SerializedFileReader<File>,
    columns: Columns,
    limits: Limits,
    group: usize,
    /// The columns of the row group that is open: text, id, address.
    open: Option<[Option<Column>; 3]>,
    /// Rows of it that are read.
    read: u64,
    batch: VecDeque<Row>,
    /// The row that comes next, in its group and in all.
    row: u64,
    number: u64,
    /// Bytes of text that may come yet.
    left: u64,
}

impl ParquetReader {
    /// Before the first row.
    pub fn new(file: SerializedFileReader<File>, bytes: u64, settings: &Settings) -> io::Result<ParquetReader> {
        let columns = Columns::find(file.metadata().file_metadata().schema_descr(), settings);
        let columns = columns.map_err(|why| io::Error::new(io::ErrorKind::InvalidData, why))?;
        let limits = settings.limits.clone();
        let left = SLACK.saturating_add(bytes.saturating_mul(limits.ratio));
        Ok(ParquetReader { file, columns, limits, group: 0, open: None, read: 0, batch: VecDeque::new(), row: 0, number: 0, left })
    }

    /// Reads some rows; the inner error is damage.
    fn fill(&mut self, rows: u64) -> io::Result<()> {
        if self.open.is_none() {
            let Columns { text, id, url } = self.columns;
            let (file, group) = (&self.file, self.group);
            self.open = Some(sound(|| {
                let group = file.get_row_group(group)?;
                let column =
                    |n: Option<usize>| n.map(|n| group.get_column_reader(n).map(|reader| Column::new(reader, n, file))).transpose();
                Ok([column(Some(text))?, column(id)?, column(url)?])
            })?);
        }
        let Some([text, id, url]) = &mut self.open else { return Ok(()) };
        let most = usize::try_from(rows - self.read).unwrap_or(BATCH).min(BATCH);
        let rows = sound(|| {
            let texts = text.as_mut().map_or(Ok(Vec::new()), |c| c.texts(most))?;
            let ids = id.as_mut().map_or(Ok(Vec::new()), |c| c.values(most))?;
            let urls = url.as_mut().map_or(Ok(Vec::new()), |c| c.values(most))?;
            if texts.is_empty() {
                return Err(ParquetError::General("fewer rows than the row group says".to_owned()));
            }
            let (mut ids, mut urls) = (ids.into_iter(), urls.into_iter());
            let row = |text| {
                let url = urls.next().flatten().and_then(|url| String::from_utf8(url).ok());
                Row { text, id: ids.next().flatten(), url }
            };
            Ok(texts.into_iter().map(row).collect::<VecDeque<Row>>())
        })?;
        self.read += rows.len() as u64;
        self.batch = rows;
        Ok(())
    }

    fn next_group(&mut self) {
        self.group += 1;
        (self.open, self.read, self.row) = (None, 0, 0);
        self.batch.clear();
    }

    fn required(&self) -> bool {
        self.file.metadata().file_metadata().schema_descr().column(self.columns.text).max_def_level() == 0
    }

    fn damage(&self, reason: String) -> Part {
        let at = self.file.metadata().row_group(self.group).column(self.columns.text).data_page_offset();
        let at = u64::try_from(at).unwrap_or_default();
        Part::Damage(Damage { at, reason })
    }
}

impl Reader for ParquetReader {
    fn parts(&self) -> Parts {
        if self.required() { Parts::FullTexts } else { Parts::Texts }
    }

    fn next(&mut self) -> io::Result<Option<Part>> {
        while self.group < self.file.metadata().num_row_groups() {
            let rows = u64::try_from(self.file.metadata().row_group(self.group).num_rows()).unwrap_or_default();
            let Some(Row { text, id, url }) = self.batch.pop_front() else {
                if self.read >= rows {
                    self.next_group();
                } else if let Err(e) = self.fill(rows) {
                    let reason = format!("row group {}, from row {} on: {e}", self.group + 1, self.row + 1);
                    self.number += rows - self.read;
                    let damage = self.damage(reason);
                    self.next_group();
                    return Ok(Some(damage));
                }
                continue;
            };
            let place = Place { group: self.group, row: self.row };
            self.row += 1;
            self.number += 1;
            let Some(text) = text else { continue };
            let bytes = text.len() as u64;
            // Where no text can be null, an empty one is none: the writer has no other way to say so.
            if bytes == 0 && self.required() {
                continue;
            }
            if bytes > self.limits.record {
                let most = self.limits.record;
                let reason = format!("row {}: a text of {bytes} bytes, over containers.limits.record ({most}), passed by", self.number);
                return Ok(Some(self.damage(reason)));
            }
            let Some(left) = self.left.checked_sub(bytes) else {
                let reason = format!(
                    "more text than {} times the size of the file (containers.limits.ratio); the rest is not read",
                    self.limits.ratio
                );
                let damage = self.damage(reason);
                self.group = usize::MAX;
                return Ok(Some(damage));
            };
            self.left = left;
            return Ok(Some(Part::Document(Record {
                key: id.filter(|id| !id.is_empty()).unwrap_or_else(|| self.number.to_string().into_bytes()),
                url,
                bytes: text.data().to_vec(),
                charset: None,
                extracted: None,
                origin: Origin(Box::new(place)),
            })));
        }
        Ok(None)
    }
}

/// A column of one row group.
struct Column {
    reader: ColumnReader,
    /// Definition level of a value that is there.
    full: i16,
}

impl Column {
    fn new(reader: ColumnReader, number: usize, file: &SerializedFileReader<File>) -> Column {
        Column { reader, full: file.metadata().file_metadata().schema_descr().column(number).max_def_level() }
    }

    /// The next texts, or values of bytes.
    fn texts(&mut self, most: usize) -> Result<Vec<Option<ByteArray>>, ParquetError> {
        match &mut self.reader {
            ColumnReader::ByteArrayColumnReader(reader) => rows(reader, most, self.full),
            _ => Err(ParquetError::General("a column of another type than the schema says".to_owned())),
        }
    }

    /// The next values as bytes; whole numbers as their digits.
    fn values(&mut self, most: usize) -> Result<Vec<Option<Vec<u8>>>, ParquetError> {
        fn digits(values: Vec<Option<impl ToString>>) -> Vec<Option<Vec<u8>>> {
            values.into_iter().map(|v| v.map(|v| v.to_string().into_bytes())).collect()
        }
        Ok(match &mut self.reader {
            ColumnReader::Int32ColumnReader(reader) => digits(rows(reader, most, self.full)?),
            ColumnReader::Int64ColumnReader(reader) => digits(rows(reader, most, self.full)?),
            _ => self.texts(most)?.into_iter().map(|v| v.map(|v| v.data().to_vec())).collect(),
        })
    }
}

/// Up to `most` rows of a column that is not repeated.
fn rows<T: DataType>(reader: &mut ColumnReaderImpl<T>, most: usize, full: i16) -> Result<Vec<Option<T::T>>, ParquetError> {
    let mut out = Vec::with_capacity(most);
    let (mut values, mut levels) = (Vec::new(), Vec::new());
    while out.len() < most {
        values.clear();
        levels.clear();
        let (read, ..) = reader.read_records(most - out.len(), Some(&mut levels), None, &mut values)?;
        if read == 0 {
            break;
        }
        let mut values = values.drain(..);
        match full {
            0 => out.extend(values.map(Some)),
            _ => out.extend(levels.iter().map(|level| if *level == full { values.next() } else { None })),
        }
    }
    Ok(out)
}
