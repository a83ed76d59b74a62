//! All stages of a document as one: which bytes of its decoded text stayed, which went, which came, and by which rule.

use crate::edit::Op;
use std::ops::Range;

/// What became of a stretch of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It stands on both sides.
    Kept,
    /// It stands on both sides; a rule would have taken it.
    Flagged,
    /// It stands in the decoded text only.
    Gone,
    /// It stands in the clean text only.
    New,
}

#[derive(Clone, Debug)]
enum Bytes {
    Old(Range<usize>),
    Put(String),
}

impl Bytes {
    fn len(&self) -> usize {
        match self {
            Bytes::Old(range) => range.len(),
            Bytes::Put(text) => text.len(),
        }
    }

    /// Takes the first `at` bytes off; `None` inside a character, which no op of a record that holds does.
    fn split(&mut self, at: usize) -> Option<Bytes> {
        match self {
            Bytes::Old(range) => {
                let head = range.start..range.start + at;
                range.start += at;
                Some(Bytes::Old(head))
            }
            Bytes::Put(text) => {
                let (head, tail) = text.split_at_checked(at)?;
                let (head, tail) = (head.to_owned(), tail.to_owned());
                *text = tail;
                Some(Bytes::Put(head))
            }
        }
    }
}

#[derive(Clone, Debug)]
struct Piece {
    bytes: Bytes,
    kind: Kind,
    rule: Option<usize>,
    edit: Option<Edit>,
}

/// Which edit did it: the number of the pass, and of the op in it.
pub type Edit = (usize, usize);

/// A stretch of text with its fate; `rule` is a number of the caller's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment<'a> {
    /// The text.
    pub text: std::borrow::Cow<'a, str>,
    /// What became of it.
    pub kind: Kind,
    /// The rule that did it.
    pub rule: Option<usize>,
    /// The edit that did it.
    pub edit: Option<Edit>,
}

/// Composes the passes of a document, first to last.
#[derive(Debug)]
pub struct Composer {
    pieces: Vec<Piece>,
    passes: usize,
}

impl Composer {
    /// All of a decoded text of this many bytes, before any stage.
    pub fn new(len: usize) -> Composer {
        let all = Piece { bytes: Bytes::Old(0..len), kind: Kind::Kept, rule: None, edit: None };
        Composer { pieces: if len == 0 { Vec::new() } else { vec![all] }, passes: 0 }
    }

    /// Takes in the next pass. Ops that do not fit leave the rest as it was.
    pub fn stage(&mut self, ops: &[Op<String>], mut number: impl FnMut(&str) -> usize) {
        let mut input = std::mem::take(&mut self.pieces).into_iter();
        let mut rest: Option<Piece> = None;
        let mut out: Vec<Piece> = Vec::new();
        let pass = self.passes;
        self.passes += 1;
        for (at, op) in ops.iter().enumerate() {
            let edit = Some((pass, at));
            let (mut left, rule) = match op {
                Op::Keep(n) => (*n, None),
                Op::Flag(n, rule) => (*n, Some(number(rule))),
                Op::Remove(old, rule) | Op::Replace(old, _, rule) => (old.len(), Some(number(rule))),
                Op::Insert(_, rule) => (0, Some(number(rule))),
            };
            while left > 0 {
                let Some(mut piece) = rest.take().or_else(|| input.next()) else { break };
                if piece.kind == Kind::Gone {
                    out.push(piece);
                    continue;
                }
                if piece.bytes.len() > left {
                    let Some(head) = piece.bytes.split(left) else { break };
                    let taken = Piece { bytes: head, kind: piece.kind, rule: piece.rule, edit: piece.edit };
                    rest = Some(piece);
                    piece = taken;
                }
                left -= piece.bytes.len();
                take(&mut out, piece, op, rule, edit);
            }
            if let Op::Replace(_, new, _) | Op::Insert(new, _) = op {
                out.push(Piece { bytes: Bytes::Put(new.to_string()), kind: Kind::New, rule, edit });
            }
        }
        out.extend(rest.into_iter().chain(input));
        self.pieces = out;
    }

    /// The whole as segments; neighbours of one fate are one.
    pub fn segments<'a>(&self, decoded: &'a str) -> Vec<Segment<'a>> {
        let mut out: Vec<Segment> = Vec::new();
        for piece in &self.pieces {
            let text = match &piece.bytes {
                Bytes::Old(range) => decoded.get(range.clone()).unwrap_or_default().into(),
                Bytes::Put(text) => std::borrow::Cow::Owned(text.clone()),
            };
            match out.last_mut() {
                Some(last) if last.kind == piece.kind && last.edit == piece.edit => last.text.to_mut().push_str(&text),
                _ => out.push(Segment { text, kind: piece.kind, rule: piece.rule, edit: piece.edit }),
            }
        }
        out
    }
}

/// What an op makes of a piece that still stands.
fn take(out: &mut Vec<Piece>, mut piece: Piece, op: &Op<String>, rule: Option<usize>, edit: Option<Edit>) {
    match op {
        Op::Flag(..) if piece.kind == Kind::Kept => (piece.kind, piece.rule, piece.edit) = (Kind::Flagged, rule, edit),
        Op::Remove(..) | Op::Replace(..) => {
            if let Bytes::Put(_) = piece.bytes {
                // What one rule put in another took out again: then it is the second that what stood there is gone for.
                for before in out.iter_mut().rev().take_while(|p| p.kind == Kind::Gone && p.edit == piece.edit) {
                    (before.rule, before.edit) = (rule, edit);
                }
                return;
            }
            (piece.kind, piece.rule, piece.edit) = (Kind::Gone, rule, edit);
        }
        _ => {}
    }
    out.push(piece);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn op(kind: char, a: &str, b: &str) -> Op<String> {
        match kind {
            '-' => Op::Remove(a.to_owned().into(), "r".into()),
            '~' => Op::Replace(a.to_owned().into(), b.to_owned().into(), "r".into()),
            '+' => Op::Insert(a.to_owned().into(), "r".into()),
            _ => Op::Keep(a.len()),
        }
    }

    #[test]
    fn both_sides_come_out_of_the_segments() {
        let mut composer = Composer::new(11);
        composer.stage(&[op('=', "one ", ""), op('~', "two", "2"), op('=', " six", "")], |_| 0);
        composer.stage(&[op('=', "one ", ""), op('-', "2 ", ""), op('=', "six", ""), op('+', "!", "")], |_| 1);
        let segments = composer.segments("one two six");
        let side = |kind: Kind| segments.iter().filter(|s| s.kind != kind).map(|s| s.text.as_ref()).collect::<String>();
        assert_eq!(side(Kind::New), "one two six");
        assert_eq!(side(Kind::Gone), "one six!");
        assert_eq!(segments[1], Segment { text: "two ".into(), kind: Kind::Gone, rule: Some(1), edit: Some((1, 1)) });
    }
}
