//! Files with UTF-8 in some lines and a legacy encoding in others: each line by itself, the stretches on record.

use super::catalogue::{self, Entry};
use super::codec::{self, Piece};
use super::sample::Sample;
use super::{By, Coding, Decoded, Hints, Refusal, Span, certainty, detect, finish, full, unknown};

/// Bits a file with two encodings is rarer than one with a single one.
const RARITY: u64 = 24;
/// Bytes of each kind of line that are priced.
const PRICED: usize = 4096;

/// Decides whether the lines are of two kinds; `None` when they are not, and the document is left to others.
pub fn decode<'a>(bytes: &'a [u8], hints: &Hints) -> Option<Result<Decoded<'a>, Refusal>> {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for line in bytes.split_inclusive(|b| *b == b'\n').filter(|l| !l.is_ascii()) {
        let to = if simdutf8::basic::from_utf8(line).is_ok() { &mut good } else { &mut bad };
        if to.len() < PRICED {
            to.extend_from_slice(&line[..line.len().min(PRICED)]);
        }
    }
    if good.is_empty() || bad.is_empty() {
        return None;
    }
    let utf8 = String::from_utf8_lossy(&good).into_owned();
    let rest = Sample::of(&bad);
    let found = detect::candidates(&rest);
    let legacy = found.first()?;
    let together = [good.as_slice(), bad.as_slice()].concat();
    let two = full::cost_weighted(&utf8) + legacy.cost + RARITY * 128;
    // What is clearly dearer than this need not be known any closer.
    let clear = two.saturating_add((certainty::CLEAR + 1) * 128);
    let single = detect::candidates_under(&Sample::of(&together), clear).first().map_or(u64::MAX, |c| c.cost);
    if two >= single {
        return None;
    }
    let rival = found[1..].iter().find(|c| !detect::same_text(legacy, c, &rest));
    let margin = rival.map_or(u64::MAX, |r| r.cost - legacy.cost).min(single - two) / 128;
    let confidence = certainty::confidence(margin);
    if confidence < hints.min_confidence {
        let list = unknown::list(&found, &rest);
        return Some(Err(Refusal { reason: format!("utf-8 in some lines; the encoding of the others cannot be told: {list}") }));
    }
    Some(lines(bytes, legacy.entry, confidence))
}

fn lines<'a>(bytes: &'a [u8], legacy: &'static Entry, confidence: u16) -> Result<Decoded<'a>, Refusal> {
    let none = || Refusal { reason: "utf-8 is not in the catalogue".to_owned() };
    let utf8 = catalogue::find("utf-8").ok_or_else(none)?;
    let lines = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).split_inclusive(|b| *b == b'\n');
    let pieces = lines.map(|line| (line, simdutf8::basic::from_utf8(line).is_err()));
    build(bytes, &[], [utf8, legacy], pieces, confidence)
}

/// The lines of bytes, each with what ends it.
pub fn lines_of(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let end = if bytes.contains(&b'\n') { b'\n' } else { b'\r' };
    bytes.split_inclusive(move |b| *b == end)
}

/// Puts lines together, the true ones in the second encoding, and what stands behind them all.
pub fn build<'a, 'b>(
    bytes: &'a [u8],
    tail: &[u8],
    [home, other]: [&'static Entry; 2],
    lines: impl Iterator<Item = (&'b [u8], bool)>,
    confidence: u16,
) -> Result<Decoded<'a>, Refusal> {
    let mut coding = Coding::new(home.label, home.label == "utf-8" && bytes.starts_with(b"\xef\xbb\xbf"));
    let mut piece = Piece::default();
    for (line, away) in lines {
        let at = piece.text.len();
        piece.append(codec::decode(if away { other } else { home }, line));
        let len = piece.text.len() - at;
        match coding.spans.last_mut() {
            _ if !away => {}
            Some(span) if span.at + span.len == at => span.len += len,
            _ => coding.spans.push(Span { at, len, label: other.label.to_owned() }),
        }
    }
    piece.append(codec::decode(home, tail));
    finish::build(bytes, piece, coding, By::Detector, confidence)
}
