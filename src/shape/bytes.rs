//! Measures a line by its bytes, many at a time: most of what a corpus holds is Latin letters with a few other marks among them.

use super::{Shape, class, ending};
use memchr::{memchr_iter, memchr3_iter};

/// Bytes that are counted together; so many make no count too large for a byte.
const PART: usize = 128;
/// Of a line with more bytes beyond ASCII than one in so many the characters are looked at one by one.
const SPARSE: usize = 6;
/// Bytes at the beginning of a line by which it is tried, and how many of them may be beyond ASCII.
const HEAD: (usize, usize) = (64, 24);

/// What is counted, a place each.
const UPPER: usize = 0;
const LETTERS: usize = 1;
const DIGITS: usize = 2;
const FILLED: usize = 3;
const WORDS: usize = 4;
const CAPITALISED: usize = 5;
const ENDS: usize = 6;
const CLOSERS: usize = 7;
const BEYOND: usize = 8;
const INNER: usize = 9;
const CONTROLS: usize = 10;
const ALL: usize = 11;

/// The shape of a line that has no blanks at its ends; `None` of one that has to be read character by character.
pub(super) fn of(line: &str) -> Option<Shape> {
    let bytes = line.as_bytes();
    let counts = count(bytes);
    if counts[CONTROLS] > 0 || counts[BEYOND] as usize > bytes.len() / SPARSE {
        return None;
    }
    let mut s = Shape {
        chars: bytes.len() as u32 - counts[INNER],
        letters: counts[LETTERS],
        upper: counts[UPPER],
        digits: counts[DIGITS],
        marks: counts[FILLED] - counts[LETTERS] - counts[DIGITS],
        words: counts[WORDS],
        capitalised: counts[CAPITALISED],
        sentences: counts[ENDS],
        spaceless: 0,
        ending: ending(line),
        starts_lower: bytes.first().is_some_and(u8::is_ascii_lowercase),
    };
    if counts[CLOSERS] > 0 {
        let closers = memchr3_iter(b'"', b'\'', b')', bytes).chain(memchr3_iter(b']', b'}', b'*', bytes)).chain(memchr_iter(b'_', bytes));
        let last = |at: &usize| bytes.get(at + 1).is_none_or(|b| is_blank(*b));
        s.sentences += closers.filter(last).filter(|at| ends_sentence(&line[..*at])).count() as u32;
    }
    if counts[BEYOND] > 0 {
        beyond(line, &mut s)?;
    }
    Some(s)
}

/// Whether a line begins as one does that can be measured so.
pub(super) fn is_likely(line: &str) -> bool {
    line.bytes().take(HEAD.0).filter(|b| !b.is_ascii()).count() <= HEAD.1
}

/// What the characters beyond ASCII add, which were not counted but as parts of words.
fn beyond(line: &str, s: &mut Shape) -> Option<()> {
    let bytes = line.as_bytes();
    let mut at = 0;
    while let Some(next) = crate::line::position_of(&bytes[at..], |b| !b.is_ascii()) {
        at += next;
        let c = line[at..].chars().next()?;
        let class = super::class_of(c);
        if class & (class::INVISIBLE | class::BLANK | class::SPACELESS | class::WIDE_END) != 0 {
            return None;
        }
        let (first, end) = (at == 0 || is_blank(bytes[at - 1]), at + c.len_utf8());
        let last = bytes.get(end).is_none_or(|b| is_blank(*b));
        let is = |own: u16| u32::from(class & own != 0);
        s.letters += is(class::LETTER);
        s.upper += is(class::UPPER);
        s.capitalised += u32::from(first) & is(class::UPPER);
        if class & class::LETTER == 0 {
            s.digits += is(class::DIGIT);
            s.marks += 1 - is(class::DIGIT);
        }
        s.sentences += u32::from(last && (class & class::END != 0 || class & class::CLOSER != 0 && ends_sentence(&line[..at])));
        s.starts_lower |= at == 0 && class & class::LOWER != 0;
        at = end;
    }
    Some(())
}

/// Whether what stands before a closing mark ends a sentence, other closing marks aside.
fn ends_sentence(before: &str) -> bool {
    let class = |c: char| super::class_of(c);
    before.chars().rev().find(|c| class(*c) & class::CLOSER == 0).is_some_and(|c| class(c) & class::END != 0)
}

fn is_blank(b: u8) -> bool {
    (b == b' ') | (b == b'\t')
}

fn is_closer(b: u8) -> bool {
    (b == b'"') | (b == b'\'') | (b == b')') | (b == b']') | (b == b'}') | (b == b'*') | (b == b'_')
}

/// Counts the bytes of a line. Without branches, so that a processor takes sixteen or more at once.
fn count(bytes: &[u8]) -> [u32; ALL] {
    let mut all = [0u32; ALL];
    let mut add = |part: [u8; ALL]| all.iter_mut().zip(part).for_each(|(sum, n)| *sum += u32::from(n));
    let mut edges = [0u8; ALL];
    let [first, .., last] = *bytes else {
        bytes.iter().for_each(|b| see(&mut edges, b' ', *b, b' '));
        add(edges);
        return all;
    };
    see(&mut edges, b' ', first, bytes[1]);
    see(&mut edges, bytes[bytes.len() - 2], last, b' ');
    add(edges);
    let (before, here, after) = (&bytes[..bytes.len() - 2], &bytes[1..bytes.len() - 1], &bytes[2..]);
    for ((before, here), after) in before.chunks(PART).zip(here.chunks(PART)).zip(after.chunks(PART)) {
        let mut part = [0u8; ALL];
        for ((before, b), after) in before.iter().zip(here).zip(after) {
            see(&mut part, *before, *b, *after);
        }
        add(part);
    }
    all
}

/// Counts a byte between two others.
#[inline(always)]
fn see(counts: &mut [u8; ALL], before: u8, b: u8, after: u8) {
    let upper = b.wrapping_sub(b'A') < 26;
    let filled = !is_blank(b);
    let end = (b == b'.') | (b == b'!') | (b == b'?');
    counts[UPPER] += u8::from(upper);
    counts[LETTERS] += u8::from((b | 0x20).wrapping_sub(b'a') < 26);
    counts[DIGITS] += u8::from(b.wrapping_sub(b'0') < 10);
    counts[FILLED] += u8::from(filled & (b < 0x80));
    counts[WORDS] += u8::from(filled & is_blank(before));
    counts[CAPITALISED] += u8::from(upper & is_blank(before));
    counts[ENDS] += u8::from(end & is_blank(after));
    counts[CLOSERS] += u8::from(is_closer(b) & is_blank(after));
    counts[BEYOND] += u8::from(b >= 0x80);
    counts[INNER] += u8::from((b as i8) < -64);
    counts[CONTROLS] += u8::from((b < b' ') & (b != b'\t') | (b == 0x7f));
}
