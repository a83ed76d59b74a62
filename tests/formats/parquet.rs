//! Parquet.

use super::Seen;
use crate::common::Place;
use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, Int32Type, Int64Type};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::FileReader;
use parquet::file::serialized_reader::SerializedFileReader;
use parquet::file::writer::SerializedFileWriter;
use parquet::record::RowAccessor;
use parquet::schema::parser::parse_message_type;
use proptest::prelude::*;
use scrubjay::containers::Settings;
use scrubjay::containers::parquet::FORMAT;
use scrubjay::verify::Level;
use std::sync::Arc;

fn drive(bytes: &[u8], settings: &Settings, clean: impl Fn(&str) -> Option<String>) -> std::io::Result<Seen> {
    super::drive(&FORMAT, "a.parquet", bytes, settings, clean)
}

type Row = (i64, Option<&'static str>, &'static [i32]);

/// A file with an id, a text that may be null, an address and a list, in row groups.
fn file(groups: &[&[Row]], codec: Compression, required: bool) -> Vec<u8> {
    let kind = if required { "required" } else { "optional" };
    let schema = format!(
        "message m {{ required int64 id; {kind} binary text (UTF8); optional binary url (UTF8);
         optional group marks (LIST) {{ repeated group list {{ optional int32 element; }} }} }}"
    );
    let pairs = vec![KeyValue::new("maker".to_owned(), "a test".to_owned())];
    let props = WriterProperties::builder().set_compression(codec).set_key_value_metadata(Some(pairs)).build();
    let mut out = SerializedFileWriter::new(Vec::new(), Arc::new(parse_message_type(&schema).unwrap()), Arc::new(props)).unwrap();
    for rows in groups {
        let mut group = out.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let ids: Vec<i64> = rows.iter().map(|r| r.0).collect();
        column.typed::<Int64Type>().write_batch(&ids, None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let texts: Vec<ByteArray> = rows.iter().filter_map(|r| r.1).map(ByteArray::from).collect();
        let levels: Vec<i16> = rows.iter().map(|r| i16::from(r.1.is_some())).collect();
        column.typed::<ByteArrayType>().write_batch(&texts, (!required).then_some(&levels[..]), None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let urls: Vec<ByteArray> = rows.iter().map(|r| ByteArray::from(format!("https://a.example/{}", r.0).into_bytes())).collect();
        column.typed::<ByteArrayType>().write_batch(&urls, Some(&vec![1; rows.len()]), None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let (mut values, mut def, mut rep) = (Vec::new(), Vec::new(), Vec::new());
        for (_, _, marks) in rows.iter() {
            values.extend_from_slice(marks);
            def.extend(if marks.is_empty() { vec![0] } else { vec![3; marks.len()] });
            rep.extend((0..marks.len().max(1)).map(|n| i16::from(n > 0)));
        }
        column.typed::<Int32Type>().write_batch(&values, Some(&def), Some(&rep)).unwrap();
        column.close().unwrap();
        group.close().unwrap();
    }
    out.into_inner().unwrap()
}

const GROUPS: &[&[Row]] = &[
    &[(7, Some("der Hafen"), &[1, 2]), (8, None, &[]), (9, Some("drop me"), &[3])],
    &[(10, Some("la rade"), &[]), (10, Some(""), &[4, 5, 6])],
];

fn tidy(text: &str) -> Option<String> {
    (text != "drop me").then(|| text.to_uppercase())
}

fn read(bytes: &[u8]) -> SerializedFileReader<bytes::Bytes> {
    SerializedFileReader::new(bytes::Bytes::copy_from_slice(bytes)).unwrap()
}

#[test]
fn the_text_column_changes_and_nothing_else() {
    for codec in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::ZSTD(ZstdLevel::default()),
        Compression::LZ4_RAW,
        Compression::GZIP(Default::default()),
        Compression::BROTLI(Default::default()),
    ] {
        let raw = file(GROUPS, codec, false);
        let seen = drive(&raw, &Settings::default(), tidy).unwrap();
        assert!(seen.damage.is_empty(), "{:?}", seen.damage);
        let keys: Vec<&str> = seen.documents.iter().map(|d| d.0.as_str()).collect();
        assert_eq!(keys, ["7", "9", "10", "10"]);
        assert_eq!(seen.documents[0].1.as_deref(), Some("https://a.example/7"));
        let (before, after) = (read(&raw), read(&seen.out));
        assert_eq!(before.metadata().file_metadata().schema(), after.metadata().file_metadata().schema());
        assert_eq!(before.metadata().file_metadata().key_value_metadata(), after.metadata().file_metadata().key_value_metadata());
        assert_eq!(after.metadata().file_metadata().created_by(), Some("scrubjay"));
        for (old, new) in before.metadata().row_groups().iter().zip(after.metadata().row_groups()) {
            assert_eq!(old.num_rows(), new.num_rows());
            for (old, new) in old.columns().iter().zip(new.columns()) {
                assert_eq!(old.compression_codec(), new.compression_codec());
                if old.column_path().string() != "text" {
                    let range = |bytes: &[u8], (at, len): (u64, u64)| bytes[at as usize..(at + len) as usize].to_vec();
                    assert_eq!(range(&raw, old.byte_range()), range(&seen.out, new.byte_range()));
                    assert_eq!(old.statistics(), new.statistics());
                }
            }
        }
        let texts: Vec<Option<String>> = after.get_row_iter(None).unwrap().map(|r| r.unwrap().get_string(1).ok().cloned()).collect();
        assert_eq!(texts, [Some("DER HAFEN"), None, None, Some("LA RADE"), Some("")].map(|t| t.map(str::to_owned)));
        let again = drive(&seen.out, &Settings::default(), |t| Some(t.to_owned())).unwrap();
        assert_eq!(again.out, seen.out);
    }
}

#[test]
fn a_text_that_may_not_be_null_becomes_empty() {
    let raw = file(&[&[(1, Some("drop me"), &[]), (2, Some("kept"), &[])]], Compression::SNAPPY, true);
    let seen = drive(&raw, &Settings::default(), tidy).unwrap();
    let texts: Vec<String> = read(&seen.out).get_row_iter(None).unwrap().map(|r| r.unwrap().get_string(1).unwrap().clone()).collect();
    assert_eq!(texts, ["", "KEPT"]);
}

#[test]
fn where_no_text_may_be_null_one_that_becomes_empty_is_told_from_none() {
    let place = Place::new();
    let rows: &[Row] = &[(1, Some(" \t"), &[]), (2, Some(""), &[]), (3, Some("The ferry left.  \n"), &[]), (4, Some("\u{200b}"), &[])];
    place.put("raw/a.parquet", file(&[rows, rows], Compression::SNAPPY, true));
    place.put("raw/b.parquet", file(&[&rows[2..3]], Compression::SNAPPY, true));
    place.put("raw/c.parquet", file(&[&[(1, Some("Nobody waved.\n"), &[])]], Compression::SNAPPY, true));
    place.put("scrubjay.toml", "[duplicates]\ndrop = true\n");
    place.clean(&[]).says(0, &[]);
    let report = place.verify(Level::Replay);
    assert_eq!(report.exit_code(), 0, "{report:#?}");
    place.run(&["restore", "--to", "back"]).says(1, &["not restored: a.parquet:", "not restored: b.parquet:"]);
    for (name, text) in [("a.parquet#1", " \t"), ("a.parquet#3", "The ferry left.  \n"), ("a.parquet#4~6", "\u{200b}")] {
        assert_eq!(place.text(&format!("back/{name}")), text, "{name}");
    }
    // One in which nothing changed comes back as a file.
    assert!(place.files("back")[&b"c.parquet"[..]] == place.files("raw")[&b"c.parquet"[..]]);
    // An empty text in the place of another is found.
    std::fs::copy(place.at("clean/a.parquet"), place.at("clean/b.parquet")).unwrap();
    assert_ne!(place.verify(Level::Restore).exit_code(), 0);
}

#[test]
fn many_rows_come_in_their_order() {
    let rows: Vec<Row> = (0..1000).map(|n| (n, (n % 7 != 0).then_some("a line of text\nand another one"), &[][..])).collect();
    let raw = file(&[&rows[..300], &rows[300..301], &rows[301..]], Compression::SNAPPY, false);
    let seen = drive(&raw, &Settings::default(), tidy).unwrap();
    assert_eq!(seen.documents.len(), 857);
    let after = read(&seen.out);
    assert_eq!(after.metadata().row_groups().iter().map(|g| g.num_rows()).collect::<Vec<_>>(), [300, 1, 699]);
    for (n, row) in after.get_row_iter(None).unwrap().enumerate() {
        assert_eq!(row.unwrap().get_string(1).is_ok(), n % 7 != 0);
    }
}

#[test]
fn columns_can_be_named_and_the_missing_one_is() {
    let raw = file(GROUPS, Compression::SNAPPY, false);
    let settings = Settings { text: Some("url".to_owned()), id: Some("nothing".to_owned()), ..Settings::default() };
    let seen = drive(&raw, &settings, tidy).unwrap();
    assert_eq!(seen.documents.iter().map(|d| d.0.as_str()).collect::<Vec<_>>(), ["1", "2", "3", "4", "5"]);
    let settings = Settings { text: Some("txt".to_owned()), ..Settings::default() };
    let why = drive(&raw, &settings, tidy).unwrap_err().to_string();
    assert!(why.contains("no column `txt`") && why.contains("`text`"), "{why}");
    for cut in [0, 3, raw.len() / 2, raw.len() - 1] {
        assert!(drive(&raw[..cut], &Settings::default(), tidy).is_err());
    }
    let mut settings = Settings::default();
    settings.limits.record = 8;
    let seen = drive(&raw, &settings, tidy).unwrap();
    assert_eq!((seen.documents.len(), seen.damage.len()), (3, 1));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_on_a_broken_file(turned in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4), plain: bool) {
        let mut bytes = file(GROUPS, if plain { Compression::UNCOMPRESSED } else { Compression::SNAPPY }, false);
        for (at, with) in turned {
            let at = at.index(bytes.len());
            bytes[at] = with;
        }
        let _ = drive(&bytes, &Settings::default(), tidy);
    }
}
