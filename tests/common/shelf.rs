//! Containers that a library writes: tables of Parquet, and archives of records.
#![cfg(all(feature = "parquet", feature = "warc"))]

use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::reader::FileReader;
use parquet::file::serialized_reader::SerializedFileReader;
use parquet::file::writer::SerializedFileWriter;
use parquet::record::RowAccessor;
use parquet::schema::parser::parse_message_type;
use scrubjay::containers::warc::FORMAT;
use scrubjay::containers::{Part, Settings};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

/// A row of a table: its number, the host it came from, its text.
pub type Row = (i64, &'static str, Option<String>);

/// A table with a text that may be null or may not, its rows in groups.
pub fn table(groups: &[&[Row]], required: bool) -> Vec<u8> {
    let kind = if required { "required" } else { "optional" };
    let schema = format!("message m {{ required int64 id; required binary url (UTF8); {kind} binary text (UTF8); }}");
    let props = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut out = SerializedFileWriter::new(Vec::new(), Arc::new(parse_message_type(&schema).unwrap()), Arc::new(props)).unwrap();
    for rows in groups {
        let mut group = out.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int64Type>().write_batch(&rows.iter().map(|row| row.0).collect::<Vec<_>>(), None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let urls: Vec<ByteArray> = rows.iter().map(|row| format!("https://{}/{}", row.1, row.0).into_bytes().into()).collect();
        column.typed::<ByteArrayType>().write_batch(&urls, None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let texts: Vec<ByteArray> = rows.iter().filter_map(|row| row.2.clone()).map(|text| text.into_bytes().into()).collect();
        let levels: Vec<i16> = rows.iter().map(|row| i16::from(row.2.is_some())).collect();
        column.typed::<ByteArrayType>().write_batch(&texts, (!required).then_some(&levels[..]), None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
    }
    out.into_inner().unwrap()
}

/// What the library reads from a table, row by row: number, address, text.
pub fn rows(path: &Path) -> Vec<(i64, String, Option<String>)> {
    let table = SerializedFileReader::new(std::fs::File::open(path).unwrap()).unwrap();
    let rows = table.get_row_iter(None).unwrap().map(|row| row.unwrap());
    rows.map(|row| (row.get_long(0).unwrap(), row.get_string(1).unwrap().clone(), row.get_string(2).ok().cloned())).collect()
}

/// The id of a record of an archive.
pub fn record_id(n: u32) -> String {
    format!("{n:08x}-7a10-4c52-9d0e-5f6a7b8c9d0e")
}

/// A record of an archive.
pub fn record(n: u32, host: &str, kind: &str, media: &str, block: &[u8]) -> Vec<u8> {
    let mut bytes = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://{host}/{n}\r\nWARC-Date: 2026-04-01T08:00:00Z\r\n\
         WARC-Record-ID: <urn:uuid:{}>\r\nContent-Type: {media}\r\nContent-Length: {}\r\n\r\n",
        record_id(n),
        block.len()
    )
    .into_bytes();
    bytes.extend_from_slice(block);
    bytes.extend_from_slice(b"\r\n\r\n");
    bytes
}

/// A record with the text of a page.
pub fn conversion(n: u32, host: &str, text: &str) -> Vec<u8> {
    record(n, host, "conversion", "text/plain", text.as_bytes())
}

/// A member of a packed archive.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The texts of an archive, with the names of their records. Nothing else may be in it that cannot be read.
pub fn texts(path: &Path) -> Vec<(String, String)> {
    let mut reader = (FORMAT.open)(path, &Settings::default()).unwrap();
    let mut found = Vec::new();
    while let Some(part) = reader.next().unwrap() {
        match part {
            Part::Document(record) => {
                found.push((String::from_utf8(record.key).unwrap(), String::from_utf8(record.bytes).unwrap()));
            }
            Part::Other(_) => {}
            Part::Damage(damage) => panic!("{damage:?}"),
        }
    }
    found
}
