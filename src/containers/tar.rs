//! Tar: each regular file in it is a document. Everything else goes on as it is, to the byte.
//!
//! The headers are read here and not by a library, because what is not a document must come out as it came in: old
//! formats, extended headers, owners and times alike.

use super::stream::{self, Input, Output, Packing};
use super::{Back, Damage, Format, Origin, Part, Reader, Record, Settings, Writer, refused_path};
use std::io::{self, Read, Write};
use std::path::Path;

/// Tar, not packed.
pub const PLAIN: Format = Format {
    name: "tar",
    suffixes: &[".tar"],
    open: |path, settings| Members::open(path, Packing::None, settings),
    create: |out, _, settings| MembersOut::create(out, Packing::None, settings),
    declares: false,
    back: Some(BACK),
    passing: None,
};

/// Tar, packed with gzip.
#[cfg(feature = "gzip")]
pub const GZIP: Format = Format {
    name: "tar.gz",
    suffixes: &[".tar.gz", ".tgz"],
    open: |path, settings| Members::open(path, Packing::Gzip, settings),
    create: |out, _, settings| MembersOut::create(out, Packing::Gzip, settings),
    declares: false,
    back: Some(BACK),
    passing: None,
};

/// Tar, packed with Zstandard.
#[cfg(feature = "zstd")]
pub const ZSTD: Format = Format {
    name: "tar.zst",
    suffixes: &[".tar.zst", ".tzst"],
    open: |path, settings| Members::open(path, Packing::Zstd, settings),
    create: |out, _, settings| MembersOut::create(out, Packing::Zstd, settings),
    declares: false,
    back: Some(BACK),
    passing: None,
};

const BACK: Back =
    Back { spelling, plain: |out| Box::new(MembersOut { out: Box::new(io::BufWriter::new(out)), ended: false }), leaves_out: true };

/// Bytes of a block.
const BLOCK: usize = 512;
/// Bytes that are passed on at once.
const PIECE: usize = 1 << 16;
/// Bytes of the longest extended header.
const LONGEST: u64 = 1 << 20;

/// A member as it stood: the headers before its own, its own, and what fills its last block.
struct Member {
    before: Vec<u8>,
    header: Vec<u8>,
    filling: Vec<u8>,
}

/// What a writer gets.
enum Held {
    Member(Member),
    Bytes(Vec<u8>),
    /// The blocks of zeros at the end, and what is behind them.
    End(Vec<u8>),
}

fn origin(held: Held) -> Origin {
    Origin(Box::new(held))
}

struct Members {
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
    fn open(path: &Path, packing: Packing, settings: &Settings) -> io::Result<Box<dyn Reader>> {
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
            None if super::of_name(&name).is_some() => Some(format!("`{shown}`: a container in a container, not opened")),
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

    fn content(&mut self) -> Option<crate::record::row::Sum> {
        self.input.content()
    }
}

fn padded(size: u64) -> u64 {
    size.div_ceil(BLOCK as u64).saturating_mul(BLOCK as u64)
}

/// The size that a header says, when it is one.
fn checked(header: &[u8]) -> Option<u64> {
    let sum = number(&header[148..156])?;
    let (unsigned, signed) = sums(header);
    // Some old programs added up signed bytes.
    if sum != unsigned && i64::try_from(sum).ok() != Some(signed) {
        return None;
    }
    number(&header[124..136]).filter(|n| *n < 1 << 60)
}

fn sums(header: &[u8]) -> (u64, i64) {
    let own = |at: usize| (148..156).contains(&at);
    let bytes = header.iter().enumerate().map(|(at, b)| if own(at) { b' ' } else { *b });
    (bytes.clone().map(u64::from).sum(), bytes.map(|b| i64::from(b as i8)).sum())
}

/// A number in octal digits, or in base 256.
fn number(field: &[u8]) -> Option<u64> {
    if field[0] & 0x80 != 0 {
        let bytes = std::iter::once(field[0] & 0x7f).chain(field[1..].iter().copied());
        return bytes.into_iter().try_fold(0u64, |n, b| n.checked_mul(256)?.checked_add(u64::from(b)));
    }
    let text = field.split(|b| *b == 0).next().unwrap_or_default();
    let digits = std::str::from_utf8(text).ok()?.trim();
    if digits.is_empty() { Some(0) } else { u64::from_str_radix(digits, 8).ok() }
}

fn own_name(header: &[u8]) -> Vec<u8> {
    let text = |field: &[u8]| field.split(|b| *b == 0).next().unwrap_or_default().to_vec();
    let name = text(&header[..100]);
    let prefix = if &header[257..263] == b"ustar\0" { text(&header[345..500]) } else { Vec::new() };
    if prefix.is_empty() { name } else { [prefix, name].join(&b'/') }
}

/// The records of an extended header: length, blank, key, `=`, value, newline.
fn pax(mut body: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    std::iter::from_fn(move || {
        let blank = memchr::memchr(b' ', body)?;
        let len: usize = std::str::from_utf8(&body[..blank]).ok()?.parse().ok()?;
        let record = body.get(blank + 1..len.checked_sub(1)?)?;
        body = body.get(len..)?;
        let sign = memchr::memchr(b'=', record)?;
        Some((&record[..sign], &record[sign + 1..]))
    })
}

/// A header with another size. Texts are far smaller than the eight GiB that it has room for.
fn resized(header: &[u8], size: usize) -> Vec<u8> {
    let mut header = header.to_vec();
    header[124..136].copy_from_slice(format!("{:011o}\0", size as u64 & 0o77_777_777_777).as_bytes());
    let sum = sums(&header).0;
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    header
}

/// The headers before a member without the size that an extended one may say: it will be another.
fn without_size(before: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(before.len());
    let mut rest = before;
    while let Some((header, behind)) = rest.split_at_checked(BLOCK) {
        let size = number(&header[124..136]).unwrap_or_default();
        let data = behind.get(..padded(size) as usize).unwrap_or(behind);
        rest = &behind[data.len()..];
        let body = data.get(..size as usize).unwrap_or(data);
        if header[156] != b'x' || pax(body).all(|(key, _)| key != b"size") {
            out.extend_from_slice(header);
            out.extend_from_slice(data);
            continue;
        }
        let mut kept = Vec::new();
        let mut at = 0;
        for (key, value) in pax(body) {
            // Its length, which it begins with, counts itself: from where it begins to the newline behind its value.
            let end = at + body[at..].iter().position(|b| *b == b' ').unwrap_or_default() + 1 + key.len() + 1 + value.len() + 1;
            if key != b"size" {
                kept.extend_from_slice(&body[at..end]);
            }
            at = end;
        }
        if !kept.is_empty() {
            out.extend_from_slice(&resized(header, kept.len()));
            let zeros = MembersOut::zeros(kept.len());
            out.extend_from_slice(&kept);
            out.extend_from_slice(&zeros);
        }
    }
    out
}

fn held(origin: Origin) -> io::Result<Box<Held>> {
    origin.0.downcast().map_err(|_| io::Error::new(io::ErrorKind::InvalidInput, "a part of another container"))
}

struct MembersOut {
    out: Box<dyn Output>,
    ended: bool,
}

impl MembersOut {
    fn create(out: Box<dyn Write + Send>, packing: Packing, settings: &Settings) -> io::Result<Box<dyn Writer>> {
        Ok(Box::new(MembersOut { out: stream::create(out, packing, settings.compress)?, ended: false }))
    }

    fn member(&mut self, before: &[u8], header: &[u8], bytes: &[u8], filling: &[u8]) -> io::Result<()> {
        self.out.write_all(before)?;
        self.out.write_all(header)?;
        self.out.write_all(bytes)?;
        self.out.write_all(filling)
    }

    fn zeros(n: usize) -> Vec<u8> {
        vec![0; n.next_multiple_of(BLOCK) - n]
    }
}

impl Writer for MembersOut {
    fn put(&mut self, origin: Origin, text: Option<&str>) -> io::Result<()> {
        match (*held(origin)?, text) {
            (Held::Bytes(bytes), _) => self.out.write_all(&bytes),
            (Held::End(bytes), _) => {
                self.ended = true;
                self.out.write_all(&bytes)
            }
            // A document without a clean text is left out.
            (Held::Member(_), None) => Ok(()),
            (Held::Member(member), Some(text)) => {
                let header = resized(&member.header, text.len());
                self.member(&without_size(&member.before), &header, text.as_bytes(), &Self::zeros(text.len()))
            }
        }
    }

    fn keep(&mut self, origin: Origin, text: &str) -> io::Result<()> {
        match *held(origin)? {
            Held::Member(member) => self.member(&member.before, &member.header, text.as_bytes(), &member.filling),
            other => self.put(self::origin(other), None),
        }
    }

    fn back(&mut self, origin: Origin, raw: &[u8], spelling: Option<&str>) -> io::Result<()> {
        let Held::Member(member) = *held(origin)? else { return Ok(()) };
        let Some(spelling) = spelling else {
            return self.member(&member.before, &resized(&member.header, raw.len()), raw, &Self::zeros(raw.len()));
        };
        let parts: Option<Vec<Vec<u8>>> = spelling.split('.').map(crate::digest::unhex).collect();
        match parts.as_deref() {
            Some([before, header, filling]) => self.member(before, header, raw, filling),
            _ => Err(io::Error::new(io::ErrorKind::InvalidData, "no headers of a member")),
        }
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        if !self.ended {
            self.out.write_all(&[0; BLOCK * 2])?;
        }
        self.out.finish()
    }
}

/// What stands before its header, the header, and what fills its last block, in hex and with dots between them; `None` when they
/// are those that its clean member leads to.
fn spelling(origin: &Origin, raw: &[u8]) -> Option<String> {
    let Held::Member(Member { before, header, filling }) = origin.0.downcast_ref()? else { return None };
    if resized(header, raw.len()) == *header && without_size(before) == *before && filling.iter().all(|b| *b == 0) {
        return None;
    }
    Some([before, header, filling].map(|bytes| crate::digest::hex(bytes)).join("."))
}
