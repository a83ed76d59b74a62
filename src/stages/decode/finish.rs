//! From a decoded piece to the result: newlines folded, the way back checked.

use super::catalogue::{self, Entry};
use super::codec::{self, Piece};
use super::{By, Coding, Decoded, Newlines, Refusal, Span, newlines};
use std::borrow::Cow;

/// The encoding an archivist states.
pub fn stated<'a>(bytes: &'a [u8], label: &str) -> Result<Decoded<'a>, Refusal> {
    let entry = catalogue::find(label).ok_or_else(|| Refusal { reason: format!("`{label}` is no encoding scrubjay knows") })?;
    if entry.label == "utf-8"
        && let Ok(text) = simdutf8::basic::from_utf8(bytes)
    {
        let bare = text.strip_prefix('\u{feff}');
        return Ok(newlines::fold(bare.unwrap_or(text), Coding::new("utf-8", bare.is_some()), By::Configured, 1000));
    }
    one(bytes, entry, By::Configured, 1000)
}

/// All of a document in one encoding.
pub fn one<'a>(bytes: &'a [u8], entry: &'static Entry, by: By, confidence: u16) -> Result<Decoded<'a>, Refusal> {
    let (bom, body) = match entry.bom().and_then(|bom| bytes.strip_prefix(bom)) {
        Some(body) => (true, body),
        None => (false, bytes),
    };
    let piece = codec::decode(entry, body);
    build(bytes, piece, Coding::new(entry.label, bom), by, confidence)
}

/// Puts a text and its coding together, and proves the way back.
pub fn build<'a>(bytes: &[u8], mut piece: Piece, mut coding: Coding, by: By, confidence: u16) -> Result<Decoded<'a>, Refusal> {
    coding.raw = std::mem::take(&mut piece.raw);
    let proven = |text: &str, coding: &Coding| coding.encode(text).as_deref() == Some(bytes);
    let kind = newlines::kind(piece.text.as_bytes());
    if kind != Newlines::Lf {
        let (text, coding) = folded(&piece.text, &coding, kind);
        if proven(&text, &coding) {
            return Ok(done(text, coding, by, confidence, true));
        }
    }
    if proven(&piece.text, &coding) {
        return Ok(done(piece.text, coding, by, confidence, true));
    }
    Err(Refusal { reason: format!("decoded as {}, it could not be encoded back to the same bytes", coding.label) })
}

/// The same for one who only looks at the text: not proven, where a proof could not change the text.
pub fn glance<'a>(bytes: &[u8], piece: Piece, mut coding: Coding, by: By, confidence: u16) -> Result<Decoded<'a>, Refusal> {
    // Every character is written back as its bytes, or it would stand in `raw`.
    if !piece.raw.is_empty() || !coding.spans.is_empty() {
        return build(bytes, piece, coding, by, confidence);
    }
    coding.newlines = newlines::kind(piece.text.as_bytes());
    let text = match coding.newlines {
        Newlines::Lf => piece.text,
        Newlines::CrLf => piece.text.replace("\r\n", "\n"),
        Newlines::Cr => piece.text.replace('\r', "\n"),
    };
    Ok(done(text, coding, by, confidence, false))
}

fn done<'a>(text: String, coding: Coding, by: By, confidence: u16, proven: bool) -> Decoded<'a> {
    Decoded { text: Cow::Owned(text), coding, by, confidence, evidence: None, proven, even: false }
}

fn folded(text: &str, coding: &Coding, kind: Newlines) -> (String, Coding) {
    let mut coding = coding.clone();
    coding.newlines = kind;
    let out = text.replace(if kind == Newlines::CrLf { "\r\n" } else { "\r" }, "\n");
    if kind == Newlines::CrLf {
        // Every CR before a place moves it by one.
        let crs: Vec<usize> = memchr::memchr_iter(b'\r', text.as_bytes()).collect();
        let moved = |at: usize| at - crs.partition_point(|cr| *cr < at);
        for (at, len, _) in &mut coding.raw {
            (*at, *len) = (moved(*at), moved(*at + *len) - moved(*at));
        }
        for Span { at, len, .. } in &mut coding.spans {
            (*at, *len) = (moved(*at), moved(*at + *len) - moved(*at));
        }
    }
    (out, coding)
}
