//! Which records are documents.
//!
//! - `conversion` of `text/plain`: its block;
//! - `response` with status 200 or 203 whose page is `text/plain`: the page, out of its codings; `text/html` likewise,
//!   for the extraction that comes first.
//!
//! All others pass as they are.

use super::frames::{Frame, Frames, Next};
use super::head::Head;
use super::http::Answer;
use super::identity;
use super::origin::{Kept, Piece, Source};
use crate::containers::{Damage, Extracted, Limits, Origin, Part, Reader, Record};
use std::collections::VecDeque;
use std::io;

/// See above.
pub struct WarcReader {
    frames: Frames,
    limits: Limits,
    /// Whether pages are documents.
    html: bool,
    ready: VecDeque<Part>,
    /// In the pieces of a large record.
    large: bool,
    /// Bytes of the part given last that are no text.
    weight: u64,
    /// Bytes that the next text can have, when those of a clean container are asked for: it can be larger than a record may be.
    expected: u64,
}

impl WarcReader {
    /// Reads the documents among these records.
    pub fn new(frames: Frames, limits: Limits, html: bool) -> WarcReader {
        WarcReader { frames, limits, html, ready: VecDeque::new(), large: false, weight: 0, expected: 0 }
    }

    fn large(&mut self, at: u64, head: Head, length: u64) -> io::Result<Part> {
        let media = head.media("Content-Type");
        let kind = head.text("WARC-Type").unwrap_or_default();
        let text = kind == "conversion" && media.as_deref().is_none_or(|m| m == "text/plain");
        if text && length <= self.expected {
            self.frames.reopen()?;
            let frame = self.frames.whole(at, head)?;
            return Ok(self.frame(frame));
        }
        if text {
            let most = self.limits.record;
            return Ok(Part::Damage(Damage {
                at,
                reason: format!("a document of {length} bytes, over containers.limits.record ({most}), passed by"),
            }));
        }
        self.large = true;
        self.frames.reopen()?;
        Ok(other(Piece { bytes: head.bytes, first: true, last: false }))
    }

    fn piece(&mut self) -> io::Result<Option<Part>> {
        let piece = self.frames.piece()?;
        self.large = piece.as_ref().is_some_and(|(_, last)| !last);
        Ok(piece.map(|(bytes, last)| other(Piece { bytes, first: false, last })))
    }

    fn frame(&mut self, frame: Frame) -> Part {
        match frame.head.text("WARC-Type").unwrap_or_default() {
            "conversion" if frame.head.media("Content-Type").is_none_or(|m| m == "text/plain") => {
                let charset = frame.head.parameter("Content-Type", "charset");
                let source = Source { at: frame.at, head: frame.head, tail: Some(frame.tail) };
                document(source, frame.block, charset, None)
            }
            "response" => self.response(frame),
            _ => whole(frame),
        }
    }

    fn response(&mut self, frame: Frame) -> Part {
        let Some(answer) = Answer::parse(&frame.block) else { return whole(frame) };
        let media = answer.head.media("Content-Type").unwrap_or_default();
        let page = self.html && matches!(media.as_str(), "text/html" | "application/xhtml+xml");
        if !matches!(answer.status, 200 | 203) || !(page || media == "text/plain") {
            return whole(frame);
        }
        let charset = answer.head.parameter("Content-Type", "charset");
        match answer.body(self.limits.record, self.limits.ratio) {
            Ok(body) => {
                let body = body.into_owned();
                let extracted = if page { taken_from(&body) } else { None };
                document(Source { at: frame.at, head: frame.head, tail: None }, body, charset, extracted)
            }
            Err(reason) => {
                let damage = Part::Damage(Damage { at: frame.at, reason });
                self.ready.push_back(whole(frame));
                damage
            }
        }
    }
}

impl Reader for WarcReader {
    fn next(&mut self) -> io::Result<Option<Part>> {
        let part = self.part()?;
        self.weight = match &part {
            Some(Part::Other(origin)) => match origin.0.downcast_ref() {
                Some(Kept::Piece(piece)) => piece.bytes.len() as u64,
                _ => 0,
            },
            _ => 0,
        };
        if matches!(part, Some(Part::Document(_))) {
            self.expected = 0;
        }
        Ok(part)
    }

    fn expect(&mut self, bytes: u64) {
        self.expected = bytes;
    }

    fn weight(&self) -> u64 {
        self.weight
    }
}

impl WarcReader {
    fn part(&mut self) -> io::Result<Option<Part>> {
        if let Some(part) = self.ready.pop_front() {
            return Ok(Some(part));
        }
        if self.large
            && let Some(part) = self.piece()?
        {
            return Ok(Some(part));
        }
        Ok(Some(match self.frames.next()? {
            Next::End => return Ok(None),
            Next::Damage(damage) => Part::Damage(damage),
            Next::Large { at, head, length } => self.large(at, head, length)?,
            Next::Frame(frame) => self.frame(frame),
        }))
    }
}

fn other(piece: Piece) -> Part {
    Part::Other(Origin(Box::new(Kept::Piece(piece))))
}

fn whole(frame: Frame) -> Part {
    let Frame { head, block, tail, .. } = frame;
    other(Piece { bytes: [head.bytes, block, tail].concat(), first: true, last: true })
}

/// What is said of the text of a page.
#[cfg(feature = "html")]
fn taken_from(page: &[u8]) -> Option<Extracted> {
    Some(crate::containers::html::page(page))
}

#[cfg(not(feature = "html"))]
fn taken_from(_: &[u8]) -> Option<Extracted> {
    None
}

fn document(source: Source, bytes: Vec<u8>, charset: Option<String>, extracted: Option<Extracted>) -> Part {
    Part::Document(Record {
        key: identity::key(source.at, &source.head, &bytes),
        url: source.head.text("WARC-Target-URI").map(|u| u.trim_matches(['<', '>']).to_owned()),
        bytes,
        charset,
        extracted,
        origin: Origin(Box::new(Kept::Source(source))),
    })
}
