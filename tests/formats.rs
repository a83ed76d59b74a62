//! Formats of containers, read and written again. The files are made here; what others say of ours is in tools/judges.

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
