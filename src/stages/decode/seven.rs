//! Bytes that are valid UTF-8 and may be something else all the same: 7-bit encodings, UTF-16 and -32 of low code
//! points, EBCDIC Hebrew.

use super::catalogue::{self, Entry};
use super::codec;
use super::{By, Coding, Decoded, Refusal, finish, full, newlines, score, unknown};

/// Whether to look twice. Cheap: all that most documents ever pay.
pub fn suspicious(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(96)];
    let blankless = head.len() > 8 && !head.iter().any(|b| matches!(b, b' ' | b'\n'));
    blankless
        || has_controls(bytes)
        || memchr::memchr(b'+', bytes).is_some_and(|_| utf7_looks(bytes))
        || memchr::memmem::find(bytes, b"~{").is_some()
}

/// Controls that stand in no text: all but TAB, LF, VT, FF, CR and those an ISO-2022 encoding uses.
fn has_controls(bytes: &[u8]) -> bool {
    bytes.chunks(4096).any(|chunk| chunk.iter().fold(false, |found, b| found | (*b < 9) | (*b >= 14 && *b < 32)))
}

/// Whether some run after a plus sign decodes to a character that is no ASCII.
fn utf7_looks(bytes: &[u8]) -> bool {
    if !bytes.is_ascii() {
        return false;
    }
    memchr::memchr_iter(b'+', bytes).take(4096).any(|at| {
        let letters = bytes[at + 1..].iter().take(4096).take_while(|b| super::escape::base64(**b).is_some()).count();
        letters >= 3 && super::escape::utf7_run(&bytes[at + 1..at + 1 + letters]).is_some_and(|t| !t.is_ascii())
    })
}

/// Decides between UTF-8 and what else the bytes may be.
pub fn decode<'a>(bytes: &'a [u8], text: &'a str) -> Result<Decoded<'a>, Refusal> {
    let plain = || Ok(newlines::fold(text, Coding::new("utf-8", false), By::Utf8, 1000));
    if let Some(entry) = wide(bytes) {
        return finish::one(bytes, entry, By::Detector, 995);
    }
    if bytes.is_ascii()
        && let Some(entry) = escaped(bytes)
    {
        return finish::one(bytes, entry, By::Detector, 995);
    }
    if let Some(entry) = ebcdic(bytes, text) {
        return finish::one(bytes, entry, By::Detector, 990);
    }
    if unknown::is_binary(bytes) {
        return Err(Refusal { reason: "binary data, not text".to_owned() });
    }
    plain()
}

fn wide(bytes: &[u8]) -> Option<&'static Entry> {
    unknown::wide(bytes)
}

/// An encoding in 7-bit bytes whose marks are there and whose text has nothing that means nothing.
fn escaped(bytes: &[u8]) -> Option<&'static Entry> {
    let has = |needle: &[u8]| memchr::memmem::find(bytes, needle).is_some();
    let label = if has(b"\x1b$)C") && memchr::memchr(0x0e, bytes).is_some() {
        "iso-2022-kr"
    } else if has(b"\x1b$)A") || has(b"\x1b$)G") {
        "iso-2022-cn"
    } else if has(b"\x1b$") || has(b"\x1b(J") || has(b"\x1b(I") {
        "iso-2022-jp"
    } else if has(b"~{") && has(b"~}") {
        "hz-gb-2312"
    } else if utf7_looks(bytes) {
        "utf-7"
    } else {
        return None;
    };
    let entry = catalogue::find(label)?;
    let sample = &bytes[..bytes.len().min(65536)];
    let piece = codec::decode(entry, sample);
    let wide = piece.text.chars().filter(|c| !c.is_ascii()).count();
    let fits = wide > 0 && piece.bad * 50 <= wide;
    // What reads worse than the ASCII it is written in was ASCII.
    fits.then_some(entry).filter(|_| label != "utf-7" || utf7_reads(&piece.text))
}

/// Whether the text of UTF-7 is text: letters and marks of few scripts.
fn utf7_reads(text: &str) -> bool {
    let other: String = text.chars().filter(|c| !c.is_ascii()).take(400).collect();
    let count = other.chars().count() as u64;
    full::cost_weighted(&other) / 16 <= count * 14 * 8 && !other.chars().any(|c| c.is_control())
}

/// Hebrew in EBCDIC has its letters among ASCII's: no blanks, many `@`.
fn ebcdic(bytes: &[u8], text: &str) -> Option<&'static Entry> {
    let head = &text.as_bytes()[..text.len().min(4096)];
    let count = |b: u8| memchr::memchr_iter(b, head).count();
    if !bytes.is_ascii() || count(b' ') > 0 || count(b'@') * 14 < head.len() || head.len() < 12 {
        return None;
    }
    let entry = catalogue::find("ibm424")?;
    let piece = codec::decode(entry, head);
    let ascii = std::str::from_utf8(head).ok()?;
    let hebrew = full::cost_weighted(&piece.text);
    (piece.bad == 0 && hebrew < full::cost_weighted(ascii) * u64::from(score::FULL) / u64::from(score::LIGHT)).then_some(entry)
}
