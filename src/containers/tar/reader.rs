//! Reads a tar member by member.

use super::header::{BLOCK, checked, own_name, padded, pax};
use super::held::{Held, Member, origin};
use crate::containers::stream::{self, Input, Packing};
use crate::containers::{Damage, Part, Reader, Record, Settings, of_name, refused_path};
use crate::record::row::Sum;
use std::io::{self, Read};
use std::path::Path;

/// Bytes that are passed on at once.
const PIECE: usize = 1 << 16;
/// Bytes of the longest extended header.
const LONGEST: u64 = 1 << 20;

pub(super) struct Members {
    input: Box<dyn Input>,
    longest: u64,
    at: u64,
    /// Bytes that are still to be passed on, of a member that is no document.
    passing: u64,
    next: Option<Part>,
    /// Whether the blocks at the end are being passed on.
    tail: bool,
    done: bool,
    weight: u64,
}

impl Members {
    pub fn open(path: &Path, packing: Packing, settings: &Settings) -> io::Result<Box<dyn Reader>> {
        let input = stream::open(path, packing, &settings.limits)?;
        let longest = settings.limits.record;
        Ok(Box::new(Members { input, longest, at: 0, passing: 0, next: None, tail: false, done: false, weight: 0 }))
    }

    /// Reads so many bytes, or fewer at the end; what went wrong comes with what was read.
    fn take(&mut self, n: u64) -> (Vec<u8>, Option<io::Error>) {
        let mut bytes = Vec::new();
        let read = self.input.by_ref().take(n).read_to_end(&mut bytes);
        self.at += bytes.len() as u64;
        self.weight += bytes.len() as u64;
        (bytes, read.err())
    }

    /// Passes by so many bytes.
    fn skip(&mut self, n: u64) -> io::Result<bool> {
        let passed = io::copy(&mut self.input.by_ref().take(n), &mut io::sink())?;
        self.at += passed;
        Ok(passed == n)
    }

    fn damage(&mut self, at: u64, reason: impl Into<String>, behind: Option<Part>) -> Option<Part> {
        self.next = behind;
        Some(Part::Damage(Damage { at, reason: reason.into() }))
    }

    /// Nothing more can be read: what there is of the last member is not passed on, since no reader would take it.
    fn cut(&mut self, at: u64, error: Option<io::Error>) -> Option<Part> {
        self.done = true;
        let why = error.map_or_else(|| "the archive ends within a member".to_owned(), |e| format!("cannot be read further: {e}"));
        self.damage(at, format!("at byte {at}: {why}"), None)
    }

    fn member(&mut self) -> Option<Part> {
        let start = self.at;
        let mut before = Vec::new();
        let (mut name, mut size, mut sparse): (Option<Vec<u8>>, Option<u64>, bool) = (None, None, false);
        loop {
            let (header, failed) = self.take(BLOCK as u64);
            if header.len() < BLOCK {
                if !header.is_empty() || !before.is_empty() || failed.is_some() {
                    return self.cut(start, failed);
                }
                // Some writers leave the blocks at the end out, which is an end of no bytes.
                self.tail = true;
                return Some(Part::Other(origin(Held::End(header))));
            }
            if header.iter().all(|b| *b == 0) && before.is_empty() {
                self.tail = true;
                return Some(Part::Other(origin(Held::End(header))));
            }
            let Some(own_size) = checked(&header) else {
                self.done = true;
                return self.damage(start, format!("at byte {start}: no header of a member; nothing behind it can be read"), None);
            };
            let kind = header[156];
            if matches!(kind, b'x' | b'L' | b'K') {
                if own_size > LONGEST {
                    self.done = true;
                    return self.damage(start, format!("at byte {start}: an extended header of {own_size} bytes"), None);
                }
                let (data, failed) = self.take(padded(own_size));
                if (data.len() as u64) < padded(own_size) {
                    return self.cut(start, failed);
                }
                let body = &data[..own_size as usize];
                match kind {
                    b'L' => name = Some(body.split(|b| *b == 0).next().unwrap_or_default().to_vec()),
                    b'x' => {
                        for (key, value) in pax(body) {
                            match key {
                                b"path" => name = Some(value.to_vec()),
                                b"size" => size = std::str::from_utf8(value).ok().and_then(|v| v.parse().ok()),
                                key => sparse |= key.starts_with(b"GNU.sparse"),
                            }
                        }
                    }
                    _ => {}
                }
                before.extend_from_slice(&header);
                before.extend_from_slice(&data);
                continue;
            }
            let size = size.unwrap_or(own_size);
            let name = name.unwrap_or_else(|| own_name(&header));
            let mut more = Vec::new();
            // A sparse file of the old kind has blocks of its map behind its header.
            let mut goes_on = kind == b'S' && header[482] != 0;
            while goes_on {
                let (block, failed) = self.take(BLOCK as u64);
                if block.len() < BLOCK {
                    return self.cut(start, failed);
                }
                goes_on = block[504] != 0 && more.len() < LONGEST as usize;
                more.extend_from_slice(&block);
            }
            return self.entry(start, Member { before, header, filling: more }, name, size, sparse);
        }
    }

    /// `member` has what of it was read so far; the filling stands for the map of a sparse file.
    fn entry(&mut self, start: u64, member: Member, name: Vec<u8>, size: u64, sparse: bool) -> Option<Part> {
        let Member { before, header, filling } = member;
        let regular = matches!(header[156], b'0' | 0 | b'7') && !name.ends_with(b"/") && !sparse;
        let shown = String::from_utf8_lossy(&name).into_owned();
        let refused = match refused_path(&name) {
            Some(why) => Some(format!("`{shown}`: {why}, not taken in")),
            None if !regular => None,
            None if of_name(&name).is_some() => Some(format!("`{shown}`: a container in a container, not opened")),
            None if size > self.longest => Some(format!("`{shown}`: {size} bytes, over containers.limits.record ({})", self.longest)),
            None => None,
        };
        if let Some(reason) = refused {
            return match self.skip(padded(size)) {
                Ok(true) => self.damage(start, reason, None),
                Ok(false) => self.cut(start, None),
                Err(e) => self.cut(start, Some(e)),
            };
        }
        if !regular {
            self.passing = padded(size);
            let bytes = [before, header, filling].concat();
            return Some(Part::Other(origin(Held::Bytes(bytes))));
        }
        let (mut bytes, failed) = self.take(padded(size));
        if (bytes.len() as u64) < padded(size) {
            return self.cut(start, failed);
        }
        let filling = bytes.split_off(size as usize);
        let origin = origin(Held::Member(Member { before, header, filling }));
        Some(Part::Document(Record { key: name, url: None, bytes, charset: None, extracted: None, origin }))
    }
}

impl Reader for Members {
    fn next(&mut self) -> io::Result<Option<Part>> {
        self.weight = 0;
        if let Some(part) = self.next.take() {
            return Ok(Some(part));
        }
        if self.done {
            return Ok(None);
        }
        if self.tail || self.passing > 0 {
            let at = self.at;
            let want = if self.tail { PIECE as u64 } else { self.passing.min(PIECE as u64) };
            let (bytes, failed) = self.take(want);
            if failed.is_some() || (!self.tail && (bytes.len() as u64) < want) {
                return Ok(self.cut(at, failed));
            }
            if bytes.is_empty() {
                return Ok(None);
            }
            self.passing = self.passing.saturating_sub(bytes.len() as u64);
            let held = if self.tail { Held::End(bytes) } else { Held::Bytes(bytes) };
            return Ok(Some(Part::Other(origin(held))));
        }
        Ok(self.member())
    }

    fn weight(&self) -> u64 {
        self.weight
    }

    fn unsummed(&mut self) {
        self.input.unsummed();
    }

    fn content(&mut self) -> Option<Sum> {
        self.input.content()
    }
}
