//! The records of a container as bytes: header, block, and the line ends between two records.

use super::head::{self, Head};
use super::source::{Mark, Source};
use crate::containers::Damage;
use std::io;

/// A record.
#[derive(Debug)]
pub struct Frame {
    /// Where it begins in the uncompressed container.
    pub at: u64,
    /// Its header.
    pub head: Head,
    /// Its block.
    pub block: Vec<u8>,
    /// What stands between it and the next one: two line ends.
    pub tail: Vec<u8>,
}

/// What comes next.
#[derive(Debug)]
pub enum Next {
    /// A record.
    Frame(Frame),
    /// A record too large to be held. The next one comes behind it, unless it is gone back into.
    Large {
        /// Where it begins.
        at: u64,
        /// Its header.
        head: Head,
        /// Bytes of its block.
        length: u64,
    },
    /// Something that is none.
    Damage(Damage),
    /// The end.
    End,
}

/// Longest header: real ones are below a kilobyte.
const HEAD: usize = 1 << 16;
/// Bytes of a piece of a large record.
const PIECE: u64 = 1 << 20;
const BEGIN: &[u8] = b"WARC/";
const LINE_ENDS: &[u8] = b"\r\n\r\n";
/// Bytes that may be read a second time for each byte of the container, and for none.
const AGAIN: u64 = 4;

/// See above.
pub struct Frames {
    source: Source,
    /// Bytes of a record.
    largest: u64,
    /// Bytes read a second time.
    again: u64,
    given_up: bool,
    large: Option<Large>,
}

struct Large {
    begin: Mark,
    left: u64,
    tail: Vec<u8>,
}

impl Frames {
    /// The records of a source.
    pub fn new(source: Source, largest: u64) -> Frames {
        Frames { source, largest, again: 0, given_up: false, large: None }
    }

    /// The next record.
    pub fn next(&mut self) -> io::Result<Next> {
        if self.given_up {
            return Ok(Next::End);
        }
        self.large = None;
        let at = self.source.at;
        let skipped = self.find()?;
        match self.source.damage() {
            Some(why) => Ok(damaged(at, why)),
            None if skipped > 0 => Ok(damaged(at, format!("{skipped} bytes that belong to no record"))),
            None if self.source.fill()?.is_empty() => Ok(Next::End),
            None => self.record(),
        }
    }

    /// Goes to the next line that begins a record; gives the number of bytes passed over that are no line ends.
    fn find(&mut self) -> io::Result<u64> {
        let mut skipped = 0;
        let mut line: Vec<u8> = Vec::new();
        loop {
            line.clear();
            self.line(&mut line, 1 << 12)?;
            if line.starts_with(BEGIN) {
                self.source.unread(line);
                return Ok(skipped);
            }
            let other = line.iter().any(|b| !matches!(b, b'\r' | b'\n'));
            skipped += if other { line.len() as u64 } else { 0 };
            // The rest of a long line may look like a begin of a record and is none.
            while !line.is_empty() && !line.ends_with(b"\n") {
                line.clear();
                self.line(&mut line, 1 << 16)?;
                skipped += line.len() as u64;
            }
            if line.is_empty() {
                return Ok(skipped);
            }
        }
    }

    /// Takes a line with its end, or the first `most` bytes of it.
    fn line(&mut self, into: &mut Vec<u8>, most: usize) -> io::Result<()> {
        loop {
            let more = self.source.fill()?;
            let n = memchr::memchr(b'\n', more).map_or(more.len(), |n| n + 1).min(most - into.len());
            into.extend_from_slice(&more[..n]);
            self.source.consume(n);
            if n == 0 || into.len() == most || into.ends_with(b"\n") {
                return Ok(());
            }
        }
    }

    fn record(&mut self) -> io::Result<Next> {
        let at = self.source.at;
        let head = match self.head()? {
            Ok(head) => head,
            Err(why) => return Ok(damaged(at, why)),
        };
        let Some(length) = head.number("Content-Length") else {
            return Ok(damaged(at, "a record without Content-Length".to_owned()));
        };
        let begin = self.source.mark();
        let mut block = Vec::new();
        let read = if length > self.largest {
            self.source.skip(length)?
        } else {
            self.source.take(length, &mut block)?;
            block.len() as u64
        };
        if read < length
            && let Some(why) = self.source.damage()
        {
            return Ok(damaged(at, why));
        }
        let mut tail = Vec::new();
        while tail.len() < 4 && matches!(self.source.fill()?.first(), Some(b'\r' | b'\n')) {
            self.source.take(1, &mut tail)?;
        }
        let next = self.source.fill()?;
        let begins = next.starts_with(BEGIN) || BEGIN.starts_with(next);
        // What follows a good record may be garbage; but a length that is wrong may end at the end of another record.
        let good = tail == LINE_ENDS && (begins || memchr::memmem::find(&block, b"\r\n\r\nWARC/").is_none());
        let ends = good || next.is_empty() || (begins && !tail.is_empty());
        if self.source.within_damage() {
            // Only now the sum of the compressed member could be compared.
            return Ok(damaged(at, self.source.damage().unwrap_or_default()));
        }
        if read < length || !ends {
            return self.wrong_length(at, begin, read < length);
        }
        if length > self.largest {
            self.large = Some(Large { begin, left: length, tail });
            return Ok(Next::Large { at, head, length });
        }
        Ok(Next::Frame(Frame { at, head, block, tail }))
    }

    /// What the header says of the length is wrong: the next record is looked for from the begin of the block on.
    fn wrong_length(&mut self, at: u64, begin: Mark, cut: bool) -> io::Result<Next> {
        let why = if cut { "a record that is cut off" } else { "a record that does not end where its Content-Length says" };
        self.again += self.source.at - at;
        if self.again > (1 << 30) + AGAIN * self.source.at {
            self.given_up = true;
            return Ok(damaged(at, format!("{why}; there is so much damage that the rest is not read")));
        }
        self.source.back(begin)?;
        let skipped = self.find()?;
        Ok(damaged(at, format!("{why}: {skipped} bytes passed by")))
    }

    /// Goes back into the large record that was the last one, to give its block with [`Frames::piece`].
    pub fn reopen(&mut self) -> io::Result<()> {
        if let Some(large) = &self.large {
            self.source.back(large.begin)?;
        }
        Ok(())
    }

    /// The next piece of the block of a large record, behind the last one its tail, and whether it is the last.
    pub fn piece(&mut self) -> io::Result<Option<(Vec<u8>, bool)>> {
        let Some(large) = &mut self.large else { return Ok(None) };
        let mut piece = Vec::new();
        let n = large.left.min(PIECE);
        self.source.take(n, &mut piece)?;
        if (piece.len() as u64) < n {
            return Err(io::Error::other("the file changed while it was read"));
        }
        large.left -= n;
        if large.left == 0 {
            piece.extend_from_slice(&large.tail);
            self.source.skip(large.tail.len() as u64)?;
            self.large = None;
        }
        Ok(Some((piece, self.large.is_none())))
    }

    /// The large record that was gone back into, with this header, all at once.
    pub fn whole(&mut self, at: u64, head: Head) -> io::Result<Frame> {
        let tail = self.large.as_ref().map_or(0, |large| large.tail.len());
        let mut block = Vec::new();
        while let Some((piece, _)) = self.piece()? {
            block.extend(piece);
        }
        let tail = block.split_off(block.len() - tail);
        Ok(Frame { at, head, block, tail })
    }

    /// Reads a header; the inner error is damage.
    fn head(&mut self) -> io::Result<Result<Head, String>> {
        let mut bytes = Vec::new();
        self.line(&mut bytes, HEAD)?;
        let mut rest = Vec::new();
        while bytes.len() + rest.len() < HEAD {
            let from = rest.len();
            self.line(&mut rest, HEAD)?;
            if let Some(why) = self.source.damage() {
                return Ok(Err(why));
            }
            let line = &rest[from..];
            if line == b"\r\n" || line == b"\n" {
                bytes.extend_from_slice(&rest);
                return Ok(Ok(Head::parse(bytes)));
            }
            if !line.ends_with(b"\n") || line.starts_with(BEGIN) {
                break;
            }
        }
        self.source.unread(rest);
        Ok(Err("a header without an end".to_owned()))
    }
}

fn damaged(at: u64, reason: String) -> Next {
    Next::Damage(Damage { at, reason })
}

/// The end of a header inside a block, for those that read HTTP.
pub fn split(block: &[u8]) -> Option<(Head, usize)> {
    let end = head::end(&block[..block.len().min(HEAD)])?;
    Some((Head::parse(block[..end].to_vec()), end))
}
