//! Writes a WARC again: each document as a `conversion` record around its clean text, all else as it was.

use super::identity::clean_id;
use super::members::Packing;
use super::origin::{Kept, Source};
use crate::containers::{Origin, Writer};
use crate::digest::Digest;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{self, BufWriter, Write};

/// Fields of the source that a clean record takes over; all else speaks of other bytes.
const TAKEN: [&str; 6] =
    ["WARC-Date", "WARC-Target-URI", "WARC-Warcinfo-ID", "WARC-Truncated", "WARC-Identified-Content-Language", "WARC-Segment-Number"];
/// Compression, as gzip's and zstd's own tools have it by default.
const LEVEL: u32 = 6;
const ZSTD_LEVEL: i32 = 3;

type Buffered = BufWriter<Box<dyn Write + Send>>;

enum Sink {
    Plain(Buffered),
    Gzip(GzEncoder<Buffered>),
    Zstd(zstd::stream::write::Encoder<'static, Buffered>),
}

/// See above.
pub struct WarcWriter {
    packing: Packing,
    /// `None` after an error only.
    sink: Option<Sink>,
}

impl WarcWriter {
    /// Writes to a stream.
    pub fn new(to: Box<dyn Write + Send>, packing: Packing) -> WarcWriter {
        WarcWriter { packing, sink: Some(Sink::Plain(BufWriter::with_capacity(1 << 16, to))) }
    }

    fn begin(&mut self) -> io::Result<()> {
        self.sink = Some(match (self.sink.take(), self.packing) {
            (Some(Sink::Plain(file)), Packing::Gzip) => Sink::Gzip(GzEncoder::new(file, Compression::new(LEVEL))),
            (Some(Sink::Plain(file)), Packing::Zstd) => {
                let mut encoder = zstd::stream::write::Encoder::new(file, ZSTD_LEVEL)?;
                encoder.include_checksum(true)?;
                Sink::Zstd(encoder)
            }
            (Some(sink), _) => sink,
            (None, _) => return Err(broken()),
        });
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self.sink.as_mut().ok_or_else(broken)? {
            Sink::Plain(file) => file.write_all(bytes),
            Sink::Gzip(file) => file.write_all(bytes),
            Sink::Zstd(file) => file.write_all(bytes),
        }
    }

    fn end(&mut self) -> io::Result<()> {
        self.sink = Some(Sink::Plain(match self.sink.take().ok_or_else(broken)? {
            Sink::Plain(file) => file,
            Sink::Gzip(file) => file.finish()?,
            Sink::Zstd(file) => file.finish()?,
        }));
        Ok(())
    }

    fn record(&mut self, head: &[u8], text: &str, tail: &[u8]) -> io::Result<()> {
        self.begin()?;
        self.write(head)?;
        self.write(text.as_bytes())?;
        self.write(tail)?;
        self.end()
    }
}

fn kept(origin: Origin) -> io::Result<Kept> {
    origin.0.downcast().map(|kept| *kept).map_err(|_| io::Error::other("a part of another kind of container"))
}

fn broken() -> io::Error {
    io::Error::other("an earlier record could not be written")
}

/// The header of a clean record.
fn header(source: &Source, text: &[u8]) -> Vec<u8> {
    let digest = Digest::of(text);
    let id = source.head.get("WARC-Record-ID");
    // A record without an id is told from others by its place.
    let place = source.at.to_string();
    let mut head = Vec::with_capacity(512);
    let version = source.head.first_line();
    head.extend_from_slice(if version == b"WARC/1.1" { version } else { b"WARC/1.0" });
    let mut field = |name: &str, value: &[u8]| {
        head.extend_from_slice(b"\r\n");
        head.extend_from_slice(name.as_bytes());
        head.extend_from_slice(b": ");
        head.extend_from_slice(value);
    };
    field("WARC-Type", b"conversion");
    field("WARC-Record-ID", clean_id(id.unwrap_or(place.as_bytes()), &digest).as_bytes());
    if let Some(id) = id {
        field("WARC-Refers-To", id);
    }
    for name in TAKEN {
        if let Some(value) = source.head.get(name) {
            field(name, value);
        }
    }
    field("WARC-Block-Digest", format!("sha256:{digest}").as_bytes());
    field("Content-Type", b"text/plain; charset=utf-8");
    field("Content-Length", text.len().to_string().as_bytes());
    head.extend_from_slice(b"\r\n\r\n");
    head
}

impl Writer for WarcWriter {
    fn put(&mut self, origin: Origin, text: Option<&str>) -> io::Result<()> {
        match (kept(origin)?, text) {
            (Kept::Source(source), Some(text)) => self.record(&header(&source, text.as_bytes()), text, b"\r\n\r\n"),
            (Kept::Source(_), None) => Ok(()),
            (Kept::Piece(piece), _) => {
                if piece.first {
                    self.begin()?;
                }
                self.write(&piece.bytes)?;
                if piece.last { self.end() } else { Ok(()) }
            }
        }
    }

    fn keep(&mut self, origin: Origin, text: &str) -> io::Result<()> {
        match kept(origin)? {
            Kept::Source(Source { head, tail: Some(tail), .. }) => self.record(&head.bytes, text, &tail),
            other => self.put(Origin(Box::new(other)), Some(text)),
        }
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.end()?;
        match self.sink.take() {
            Some(Sink::Plain(mut file)) => file.flush(),
            _ => Err(broken()),
        }
    }
}
