//! Formats of containers, read and written again. The files are made here; what others say of ours is in tools/judges.
#![allow(clippy::unwrap_used)]

mod common;

use scrubjay::containers::{Format, Part, Settings};
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

#[cfg(feature = "parquet")]
#[path = "formats/parquet.rs"]
mod parquet;
#[cfg(feature = "warc")]
#[path = "formats/warc.rs"]
mod warc;

/// A stream that can be looked at after it was written.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What was met in a container, and what it became.
#[derive(Debug, Default)]
struct Seen {
    /// Key, address, text.
    documents: Vec<(String, Option<String>, Vec<u8>)>,
    damage: Vec<(u64, String)>,
    others: usize,
    out: Vec<u8>,
}

/// Reads a container and writes it again, each text as `clean` has it; an error when it cannot be opened.
fn drive(format: &Format, name: &str, bytes: &[u8], settings: &Settings, clean: impl Fn(&str) -> Option<String>) -> io::Result<Seen> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let out = Shared::default();
    let mut reader = (format.open)(&path, settings)?;
    let mut writer = (format.create)(Box::new(out.clone()), &path, settings)?;
    let mut seen = Seen::default();
    while let Some(part) = reader.next()? {
        match part {
            Part::Other(origin) => {
                seen.others += 1;
                writer.put(origin, None)?;
            }
            Part::Damage(damage) => seen.damage.push((damage.at, damage.reason)),
            Part::Document(record) => {
                let text = String::from_utf8_lossy(&record.bytes).into_owned();
                match clean(&text) {
                    Some(new) if new.as_bytes() == record.bytes => writer.keep(record.origin, &new)?,
                    new => writer.put(record.origin, new.as_deref())?,
                }
                seen.documents.push((String::from_utf8_lossy(&record.key).into_owned(), record.url, record.bytes));
            }
        }
    }
    writer.finish()?;
    seen.out = out.0.lock().unwrap().clone();
    Ok(seen)
}

#[cfg(feature = "html")]
mod html {
    use crate::common::Place;
    use scrubjay::verify::Level;
    use std::fs;

    const PAGE: &str = "<!DOCTYPE html><html><head><title>The lock at night</title><meta charset=\"windows-1252\"></head><body>
        <nav><a href=\"/\">Home</a> <a href=\"/n\">News</a></nav><h1>The lock at night</h1>
        <p>The keeper of the lock leaves a lamp in the window, and the boats that come late steer by it.</p>
        <p>Nobody asked him to. \u{201c}It was my mother&rsquo;s lamp,\u{201d} he says, and that is all he says about it.</p><p>It is out now.</p></body></html>";
    const TEXT: &str = "The lock at night\n\nThe keeper of the lock leaves a lamp in the window, and the boats that come late steer by it.\n\n\
        Nobody asked him to. \u{201c}It was my mother\u{2019}s lamp,\u{201d} he says, and that is all he says about it.\n\nIt is out now.\n";

    #[test]
    fn a_page_is_cleaned_by_its_text() {
        let place = Place::sample();
        let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(PAGE);
        place.put("raw/river/lock.html", &bytes);
        assert!(place.run(&["clean", "-q"]).code < 2);
        let report = place.verify(Level::Replay);
        assert_eq!(report.exit_code(), 0, "{report:#?}");
        let clean = place.text("clean/river/lock.html");
        assert!(clean.ends_with(&format!("<pre>\n{TEXT}</pre>\n")), "{clean}");
        let rows = place.text("manifests/rows.jsonl");
        let row = rows.lines().find(|row| row.contains("river/lock.html#1")).unwrap();
        assert!(row.contains(&format!("\"extracted\":{{\"by\":\"html/1\",\"page\":{{\"bytes\":{}", bytes.len())), "{row}");
        // Cleaned again it is the same, and without the extraction a page is a text like any other.
        fs::copy(place.at("clean/river/lock.html"), place.at("raw/river/lock.html")).unwrap();
        assert!(place.run(&["clean", "-q"]).code < 2);
        assert_eq!(place.text("clean/river/lock.html"), clean);
        place.put("raw/river/lock.html", &bytes);
        place.put("scrubjay.toml", "[containers]\nhtml = false\n");
        assert!(place.run(&["clean", "-q"]).code < 2);
        assert!(place.text("clean/river/lock.html").contains("The keeper of the lock"));
        assert_eq!(place.verify(Level::Replay).exit_code(), 0);
    }

    #[test]
    fn where_only_decode_runs_a_page_comes_out_as_it_is_written() {
        let place = Place::sample();
        let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(PAGE);
        place.put("raw/river/lock.html", &bytes);
        assert!(place.run(&["clean", "-q", "--stages", "decode"]).code < 2);
        assert_eq!(place.text("clean/river/lock.html"), PAGE);
        assert_eq!(place.verify(Level::Replay).exit_code(), 0);
        assert!(place.run(&["restore", "--to", "back"]).code < 2);
        assert_eq!(fs::read(place.at("back/river/lock.html")).unwrap(), bytes.as_ref());
    }
}
