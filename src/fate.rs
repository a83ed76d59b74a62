//! The fate of a document's bytes, and the map from decoded text to clean text.

use crate::edit::Op;
use serde::{Deserialize, Serialize};

/// What became of the bytes of a decoded text: kept + changed + removed = all; kept + added = the clean text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fate {
    /// Bytes of the clean text that come from no byte of the decoded one.
    pub added: u64,
    /// Bytes that other bytes stand for.
    pub changed: u64,
    /// Bytes that stand in the clean text as they were.
    pub kept: u64,
    /// Bytes that are gone.
    pub removed: u64,
}

/// A piece of the current text: bytes of the decoded text, or bytes some stage put in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// These bytes of the decoded text.
    Kept(std::ops::Range<usize>),
    /// This many bytes that a stage put in.
    Added(usize),
}

impl Piece {
    fn len(&self) -> usize {
        match self {
            Piece::Kept(range) => range.len(),
            Piece::Added(n) => *n,
        }
    }

    fn split(&mut self, at: usize) -> Piece {
        match self {
            Piece::Kept(range) => {
                let head = range.start..range.start + at;
                range.start += at;
                Piece::Kept(head)
            }
            Piece::Added(n) => {
                *n -= at;
                Piece::Added(at)
            }
        }
    }
}

/// Follows the bytes of a decoded text through the stages.
#[derive(Clone, Debug)]
pub struct Follow {
    pieces: Vec<Piece>,
    changed: u64,
    removed: u64,
}

impl Follow {
    /// All of a decoded text of this many bytes, before any stage.
    pub fn new(len: usize) -> Follow {
        Follow { pieces: if len == 0 { vec![] } else { vec![Piece::Kept(0..len)] }, changed: 0, removed: 0 }
    }

    /// Takes in the ops of the next stage. Ops that do not fit leave the rest of the text out.
    pub fn stage<S>(&mut self, ops: &[Op<S>]) {
        let mut input = std::mem::take(&mut self.pieces).into_iter();
        let mut rest: Option<Piece> = None;
        let mut out: Vec<Piece> = Vec::with_capacity(input.len() + ops.len() / 2 + 1);
        for op in ops {
            let (mut left, kept) = match op {
                Op::Keep(n) | Op::Flag(n, _) => (*n, true),
                Op::Remove(old, _) | Op::Replace(old, _, _) => (old.len(), false),
                Op::Insert(..) => (0, true),
            };
            while left > 0 {
                let Some(mut piece) = rest.take().or_else(|| input.next()) else { break };
                let taken = if piece.len() > left {
                    let head = piece.split(left);
                    rest = Some(piece);
                    head
                } else {
                    piece
                };
                left -= taken.len();
                match (kept, &taken, op) {
                    (true, _, _) => push(&mut out, taken),
                    (false, Piece::Kept(range), Op::Replace(..)) => self.changed += range.len() as u64,
                    (false, Piece::Kept(range), _) => self.removed += range.len() as u64,
                    (false, Piece::Added(_), _) => {}
                }
            }
            if let Op::Replace(_, new, _) | Op::Insert(new, _) = op {
                push(&mut out, Piece::Added(new.len()));
            }
        }
        self.pieces = out;
    }

    /// The pieces of the current text, in order.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The pieces of the current text, in order, for keeping.
    pub fn into_pieces(self) -> Vec<Piece> {
        self.pieces
    }

    /// The fate so far.
    pub fn fate(&self) -> Fate {
        let mut fate = Fate { changed: self.changed, removed: self.removed, ..Fate::default() };
        for piece in &self.pieces {
            match piece {
                Piece::Kept(range) => fate.kept += range.len() as u64,
                Piece::Added(n) => fate.added += *n as u64,
            }
        }
        fate
    }
}

fn push(out: &mut Vec<Piece>, piece: Piece) {
    match (out.last_mut(), &piece) {
        (Some(Piece::Kept(last)), Piece::Kept(next)) if last.end == next.start => last.end = next.end,
        (Some(Piece::Added(last)), Piece::Added(next)) => *last += next,
        _ => out.push(piece),
    }
}
