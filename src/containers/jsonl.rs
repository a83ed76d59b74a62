//! JSON Lines: an object a line, one of whose fields is the text. Every other byte of a line stays as it is.

use super::json::{self, Style};
use super::stream::{self, Input, Output, Packing};
use super::{Back, Damage, Format, ID_FIELDS, Origin, Part, Parts, Passing, Reader, Record, Settings, TEXT_FIELDS, URL_FIELDS, Writer};
use std::io::{self, BufRead, Read, Write};
use std::ops::Range;
use std::path::Path;

/// JSON Lines, not compressed.
pub const PLAIN: Format = Format {
    name: "jsonl",
    suffixes: &[".jsonl", ".ndjson"],
    open: |path, settings| Lines::open(path, Packing::None, settings),
    create: |out, _, settings| LinesOut::create(out, Packing::None, settings),
    declares: false,
    back: Some(BACK),
    large_stays: true,
    passing: Some(Passing { bytes: bytes_of, packed: false }),
};

/// JSON Lines, packed with gzip.
#[cfg(feature = "gzip")]
pub const GZIP: Format = Format {
    name: "jsonl.gz",
    suffixes: &[".jsonl.gz", ".ndjson.gz"],
    open: |path, settings| Lines::open(path, Packing::Gzip, settings),
    create: |out, _, settings| LinesOut::create(out, Packing::Gzip, settings),
    declares: false,
    back: Some(BACK),
    large_stays: true,
    passing: Some(Passing { bytes: bytes_of, packed: true }),
};

/// JSON Lines, packed with Zstandard.
#[cfg(feature = "zstd")]
pub const ZSTD: Format = Format {
    name: "jsonl.zst",
    suffixes: &[".jsonl.zst", ".ndjson.zst"],
    open: |path, settings| Lines::open(path, Packing::Zstd, settings),
    create: |out, _, settings| LinesOut::create(out, Packing::Zstd, settings),
    declares: false,
    back: Some(BACK),
    large_stays: true,
    passing: Some(Passing { bytes: bytes_of, packed: true }),
};

const BACK: Back =
    Back { spelling, plain: |out| Box::new(LinesOut { out: Box::new(io::BufWriter::new(out)), literal: Vec::new() }), leaves_out: false };

/// Bytes of a line that is too long that are held at once.
const PIECE: u64 = 1 << 16;

/// A line with its ending, and where the value of its text stands; nowhere (an empty range) in a line without.
struct Line {
    bytes: Vec<u8>,
    text: Range<usize>,
    /// The style in which its text would be written as it is, where reading it told so.
    style: Option<Style>,
}

impl Line {
    fn other(bytes: Vec<u8>) -> Part {
        Part::Other(Origin(Box::new(Line { bytes, text: 0..0, style: None })))
    }

    /// What stands for its text; `None` when that is no string.
    fn literal(&self) -> Option<&str> {
        let literal = simdutf8::basic::from_utf8(self.bytes.get(self.text.clone())?).ok()?;
        literal.starts_with('"').then_some(literal)
    }
}

/// The lines of a container are all of it.
fn bytes_of(origin: &Origin) -> &[u8] {
    origin.0.downcast_ref::<Line>().map_or(&[], |line| &line.bytes)
}

/// What is between the quotes.
fn inner(literal: &str) -> &str {
    literal.strip_prefix('"').and_then(|l| l.strip_suffix('"')).unwrap_or_default()
}

/// Names that a field may have, the best first.
struct Names(Vec<Vec<u8>>);

impl Names {
    fn new(configured: Option<&String>, usual: &[&str]) -> Names {
        Names(configured.map_or_else(|| usual.iter().map(|n| n.as_bytes().to_vec()).collect(), |n| vec![n.clone().into_bytes()]))
    }

    /// Takes the field when it is a better one than that found before; of two with one name the last counts, as for readers of JSON.
    fn offer(&self, key: &[u8], at: &Range<usize>, best: &mut Option<(usize, Range<usize>)>) {
        if let Some(rank) = self.0.iter().position(|name| name == key)
            && best.as_ref().is_none_or(|(r, _)| rank <= *r)
        {
            *best = Some((rank, at.clone()));
        }
    }

    fn list(&self) -> String {
        self.0.iter().map(|n| format!("`{}`", String::from_utf8_lossy(n))).collect::<Vec<_>>().join(", ")
    }
}

struct Lines {
    input: Box<dyn Input>,
    text: Names,
    id: Names,
    url: Names,
    longest: u64,
    /// Bytes of the clean text that comes next, where that is known.
    expected: Option<u64>,
    /// Number of the line read last, from 1.
    number: u64,
    /// Where the next one begins.
    at: u64,
    /// What belongs behind the part given last.
    next: Option<Part>,
    /// Whether the rest of a line that is too long is being passed on.
    passing: bool,
    /// Why nothing more can be read.
    failed: Option<io::Error>,
    ended: bool,
    weight: u64,
}

impl Lines {
    fn open(path: &Path, packing: Packing, settings: &Settings) -> io::Result<Box<dyn Reader>> {
        Ok(Box::new(Lines {
            input: stream::open(path, packing, &settings.limits)?,
            text: Names::new(settings.text.as_ref(), &TEXT_FIELDS),
            id: Names::new(settings.id.as_ref(), &ID_FIELDS),
            url: Names::new(settings.url.as_ref(), &URL_FIELDS),
            longest: settings.limits.record,
            expected: None,
            number: 0,
            at: 0,
            next: None,
            passing: false,
            failed: None,
            ended: false,
            weight: 0,
        }))
    }

    /// The row of a line that is no document; the line goes on as it is.
    fn damage(&mut self, at: u64, reason: String, behind: Option<Part>) -> Part {
        self.next = behind;
        Part::Damage(Damage { at, reason: format!("line {}: {reason}", self.number) })
    }

    fn line(&mut self, bytes: Vec<u8>, at: u64) -> Part {
        match self.fields(&bytes) {
            Ok(Some(record)) => {
                let Fields { key, url, text, style, literal } = record;
                let origin = Origin(Box::new(Line { bytes, text: literal, style }));
                Part::Document(Record { key, url, bytes: text.into_bytes(), charset: Some("utf-8".to_owned()), extracted: None, origin })
            }
            Ok(None) => Line::other(bytes),
            Err((reason, text)) => self.damage(at, reason, Some(Part::Other(Origin(Box::new(Line { bytes, text, style: None }))))),
        }
    }

    /// `None` for a blank line; for a line that is no document the reason, and where the text would be.
    fn fields(&mut self, line: &[u8]) -> Result<Option<Fields>, (String, Range<usize>)> {
        let wrong = |reason: &str| (reason.to_owned(), 0..0);
        let skip = if self.number == 1 && line.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        let body = simdutf8::basic::from_utf8(&line[skip..]).map_err(|_| wrong("not UTF-8"))?;
        if body.bytes().all(|b| b.is_ascii_whitespace()) {
            return Ok(None);
        }
        let (mut text, mut id, mut url) = (None, None, None);
        json::object(body.as_bytes(), |key, at| {
            let plain = key.contains(&b'\\').then(|| std::str::from_utf8(key).ok().and_then(|k| json::unescape(k).ok())).flatten();
            let key = plain.as_ref().map_or(key, String::as_bytes);
            match body.as_bytes()[at.start] {
                b'"' => {
                    self.text.offer(key, &at, &mut text);
                    self.id.offer(key, &at, &mut id);
                    self.url.offer(key, &at, &mut url);
                }
                b'n' => self.text.offer(key, &at, &mut text),
                b'-' | b'0'..=b'9' if !body[at.clone()].contains(['.', 'e', 'E']) => self.id.offer(key, &at, &mut id),
                _ => {}
            }
        })
        .map_err(|why| wrong(&format!("no JSON object: {why}")))?;
        let Some((rank, at)) = text else { return Err(wrong(&format!("no text in {}", self.text.list()))) };
        if self.text.0.len() > 1 {
            // The first line that has one decides for the container.
            self.text.0 = vec![self.text.0.swap_remove(rank)];
        }
        let literal = at.start + skip..at.end + skip;
        let string = |at: &Range<usize>| json::unescape(inner(&body[at.clone()]));
        if body.as_bytes()[at.start] != b'"' {
            return Err((format!("no text in {}: it is null", self.text.list()), literal));
        }
        let (text, style) = json::unescape_telling(inner(&body[at])).map_err(|why| wrong(&format!("its text has {why}")))?;
        let key = id.map(|(_, at)| if body[at.clone()].starts_with('"') { string(&at).unwrap_or_default() } else { body[at].to_owned() });
        let url = url.and_then(|(_, at)| string(&at).ok());
        Ok(Some(Fields { key: key.unwrap_or_default().into_bytes(), url, text, style, literal }))
    }
}

struct Fields {
    key: Vec<u8>,
    url: Option<String>,
    text: String,
    style: Option<Style>,
    literal: Range<usize>,
}

impl Reader for Lines {
    fn parts(&self) -> Parts {
        Parts::Rows
    }

    fn expect(&mut self, bytes: u64) {
        self.expected = Some(bytes);
    }

    fn next(&mut self) -> io::Result<Option<Part>> {
        if let Some(part) = self.next.take() {
            return Ok(Some(part));
        }
        if let Some(e) = self.failed.take() {
            self.ended = true;
            self.number += 1;
            return Ok(Some(self.damage(self.at, format!("cannot be read further: {e}"), None)));
        }
        if self.ended {
            return Ok(None);
        }
        // A line that was not too long is at most as much longer as its text takes: six bytes for one, in quotes.
        let grown = self.expected.map_or(0, |bytes| bytes.saturating_mul(6).saturating_add(2));
        let longest = self.longest.saturating_add(grown);
        let most = if self.passing { PIECE } else { longest.saturating_add(1) };
        // As much room as the last line took, so that few lines have to be moved while they are read.
        let mut bytes = Vec::with_capacity(self.weight.min(most).min(PIECE) as usize);
        let read = self.input.by_ref().take(most).read_until(b'\n', &mut bytes);
        let (passed, whole) = (self.passing, bytes.last() == Some(&b'\n'));
        let at = self.at;
        self.weight = bytes.len() as u64;
        self.at += bytes.len() as u64;
        self.number += u64::from(!passed && !bytes.is_empty());
        self.failed = read.err();
        if bytes.is_empty() {
            // What was read before an error is a line like any other.
            return if self.failed.is_some() { self.next() } else { Ok(None) };
        }
        self.passing = !whole && bytes.len() as u64 == most;
        if passed {
            return Ok(Some(Line::other(bytes)));
        }
        if bytes.len() as u64 > longest {
            let reason = format!("longer than containers.limits.record ({} bytes)", self.longest);
            return Ok(Some(self.damage(at, reason, Some(Line::other(bytes)))));
        }
        let part = self.line(bytes, at);
        if !matches!(part, Part::Other(_)) {
            self.expected = None;
        }
        Ok(Some(part))
    }

    fn stopped(&self) -> bool {
        self.input.stopped()
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

struct LinesOut {
    out: Box<dyn Output>,
    literal: Vec<u8>,
}

impl LinesOut {
    fn create(out: Box<dyn Write + Send>, packing: Packing, settings: &Settings) -> io::Result<Box<dyn Writer>> {
        Ok(Box::new(LinesOut { out: stream::create(out, packing, settings.compress)?, literal: Vec::new() }))
    }

    fn around(&mut self, line: &Line, value: &[u8]) -> io::Result<()> {
        self.out.write_all(&line.bytes[..line.text.start])?;
        self.out.write_all(value)?;
        self.out.write_all(&line.bytes[line.text.end..])
    }

    fn around_text(&mut self, line: &Line, text: &str, style: Style) -> io::Result<()> {
        let mut literal = std::mem::take(&mut self.literal);
        literal.clear();
        style.write(text, &mut literal);
        let written = self.around(line, &literal);
        self.literal = literal;
        written
    }
}

fn line_of(origin: Origin) -> io::Result<Box<Line>> {
    origin.0.downcast().map_err(|_| io::Error::new(io::ErrorKind::InvalidInput, "a part of another container"))
}

impl Writer for LinesOut {
    fn put(&mut self, origin: Origin, text: Option<&str>) -> io::Result<()> {
        let line = line_of(origin)?;
        if let (Some(text), Some(style)) = (text, line.style) {
            return self.around_text(&line, text, style);
        }
        match (text, line.literal()) {
            (Some(text), Some(old)) => self.around_text(&line, text, Style::of(inner(old))),
            (None, Some(_)) => self.around(&line, b"null"),
            _ => self.out.write_all(&line.bytes),
        }
    }

    fn keep(&mut self, origin: Origin, _text: &str) -> io::Result<()> {
        self.out.write_all(&line_of(origin)?.bytes)
    }

    fn back(&mut self, origin: Origin, raw: &[u8], spelling: Option<&str>) -> io::Result<()> {
        let line = line_of(origin)?;
        let wrong = |what| io::Error::new(io::ErrorKind::InvalidData, what);
        match spelling {
            Some(literal) if literal.starts_with('"') => self.around(&line, literal.as_bytes()),
            name => {
                let style = Style::parse(name.unwrap_or_default()).ok_or_else(|| wrong("no spelling of a JSON string"))?;
                let text = std::str::from_utf8(raw).map_err(|_| wrong("a JSON string that is not UTF-8"))?;
                self.around_text(&line, text, style)
            }
        }
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        self.out.finish()
    }
}

/// How a text was written in its line: the name of a style, or, when it is in none, the very string.
fn spelling(origin: &Origin, raw: &[u8]) -> Option<String> {
    let line: &Line = origin.0.downcast_ref()?;
    if let Some(style) = line.style {
        return Some(style.name()).filter(|name| !name.is_empty());
    }
    let literal = line.literal()?;
    let style = Style::of(inner(literal));
    let mut again = Vec::new();
    simdutf8::basic::from_utf8(raw).ok().into_iter().for_each(|text| style.write(text, &mut again));
    if again != literal.as_bytes() {
        return Some(literal.to_owned());
    }
    Some(style.name()).filter(|name| !name.is_empty())
}
