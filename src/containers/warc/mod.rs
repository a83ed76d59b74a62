//! WARC and WET: archives of the web, plain or each record compressed by itself.
//!
//! The reader is our own: a crate that keeps header fields in a map cannot give a record back as it was, and none tells
//! where compressed members end, which is what damage stops at.
//!
//! In the clean container stands a `conversion` record for each document, and every record that is no document as it
//! was. The `response` that a text was taken out of is not there: the raw container has it, and the `conversion` refers
//! to it. A document whose text did not change keeps its record, byte for byte.

mod counted;
mod dictionary;
mod frames;
mod head;
mod http;
mod identity;
mod members;
mod origin;
mod reader;
mod source;
mod writer;

use super::{Format, Reader, Settings, Writer};
use counted::Counted;
use members::Packing;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

/// See above.
pub const FORMAT: Format =
    Format::new("warc", &[".warc", ".wet", ".warc.gz", ".wet.gz", ".warc.zst", ".wet.zst"], open, create).declaring().with_large();

/// How a file's records are compressed: by its first bytes, and by its name when it has none.
fn packing(path: &Path) -> io::Result<Packing> {
    let mut head = [0; 4];
    let mut file = File::open(path)?.take(4);
    let mut n = 0;
    while n < head.len() {
        match file.read(&mut head[n..])? {
            0 => break,
            more => n += more,
        }
    }
    Ok(match head {
        [0x1f, 0x8b, ..] => Packing::Gzip,
        [0x28, 0xb5, 0x2f, 0xfd] | [0x50..=0x5f, 0x2a, 0x4d, 0x18] => Packing::Zstd,
        [b'W', b'A', b'R', b'C'] => Packing::Plain,
        _ => match path.extension().map(|e| e.to_ascii_lowercase()) {
            Some(e) if e == "gz" => Packing::Gzip,
            Some(e) if e == "zst" => Packing::Zstd,
            _ => Packing::Plain,
        },
    })
}

fn open(path: &Path, settings: &Settings) -> io::Result<Box<dyn Reader>> {
    let packing = packing(path)?;
    let source = source::Source::new(Counted::new(File::open(path)?), packing, settings.limits.ratio)?;
    let frames = frames::Frames::new(source, settings.limits.record);
    Ok(Box::new(reader::WarcReader::new(frames, settings.limits.clone(), settings.html && cfg!(feature = "html"))))
}

fn create(to: Box<dyn Write + Send>, raw: &Path, _: &Settings) -> io::Result<Box<dyn Writer>> {
    Ok(Box::new(writer::WarcWriter::new(to, packing(raw)?)))
}
