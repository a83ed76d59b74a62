//! The kind of newline a whole document has.

use super::{By, Coding, Decoded, Newlines};
use std::borrow::Cow;

/// Folds newlines to LF when all of them are CRLF, or all CR; mixed ones are left to `normalize`.
pub fn fold(text: &str, mut coding: Coding, by: By, confidence: u16) -> Decoded<'_> {
    let kind = kind(text.as_bytes());
    coding.newlines = kind;
    let text = match kind {
        Newlines::Lf => Cow::Borrowed(text),
        Newlines::CrLf => Cow::Owned(text.replace("\r\n", "\n")),
        Newlines::Cr => Cow::Owned(text.replace('\r', "\n")),
    };
    Decoded { text, coding, by, confidence, evidence: None, proven: false, even: false }
}

/// The one kind that all newlines have; `Lf` also when there are none, or more than one kind.
pub fn kind(bytes: &[u8]) -> Newlines {
    if memchr::memchr(b'\r', bytes).is_none() {
        return Newlines::Lf;
    }
    let (mut crlf, mut cr) = (0usize, 0usize);
    for at in memchr::memchr_iter(b'\r', bytes) {
        if bytes.get(at + 1) == Some(&b'\n') { crlf += 1 } else { cr += 1 }
    }
    let lf = memchr::memchr_iter(b'\n', bytes).count();
    match (crlf, cr, lf) {
        (n, 0, all) if n == all => Newlines::CrLf,
        (0, _, 0) => Newlines::Cr,
        _ => Newlines::Lf,
    }
}
