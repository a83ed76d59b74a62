//! Edits, and the only place that changes text.

use std::borrow::Cow;
use std::ops::Range;

/// The name of a rule, `stage/rule`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(pub &'static str);

/// What a rule proposes: these bytes of the text become that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Bytes of the stage's input, on character boundaries.
    pub span: Range<usize>,
    /// What stands there instead; empty to remove.
    pub with: Cow<'static, str>,
    /// Why.
    pub rule: RuleId,
}

impl Edit {
    /// An edit that removes a span.
    pub fn remove(span: Range<usize>, rule: RuleId) -> Edit {
        Edit { span, with: Cow::Borrowed(""), rule }
    }
}

/// The text of an op. What is common, blanks and newlines, needs no memory of its own.
pub type OpText = Cow<'static, str>;

/// One step of the way from a stage's input to its output, in input order, without offsets:
/// so ops can neither overlap nor leave a gap. `S` is how a rule is named (a [`RuleId`] here, a string in a record read back).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Op<S = RuleId> {
    /// Keep this many bytes.
    Keep(usize),
    /// These bytes go.
    Remove(OpText, S),
    /// These bytes become those.
    Replace(OpText, OpText, S),
    /// These bytes are put in.
    Insert(OpText, S),
    /// Keep this many bytes that the rule would have changed.
    Flag(usize, S),
}

/// The result of [`apply`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// The next text.
    pub text: String,
    /// How it came from the one before.
    pub ops: Vec<Op>,
    /// Number of edits that changed text.
    pub changes: usize,
    /// Number of spans flagged and kept.
    pub flags: usize,
}

/// What is to be done to a text, before its bytes move.
#[derive(Debug, Default)]
pub(crate) struct Steps {
    /// As in [`Applied`].
    pub(crate) ops: Vec<Op>,
    pub(crate) changes: usize,
    pub(crate) flags: usize,
}

/// Applies edits to a text: sorts them, drops an edit that overlaps an accepted one, and says as ops what was done.
///
/// Of two edits that overlap the one that starts first wins, of two that start together the longer one. Edits for
/// which `flagged` is true are recorded and change nothing; they never stand in the way of one that does.
/// An edit off character boundaries or past the end is dropped, and so is a flagged insertion: there are no bytes to flag.
pub fn apply(text: &str, edits: Vec<Edit>, flagged: impl Fn(&Edit) -> bool) -> Applied {
    let Steps { ops, changes, flags } = steps(text, edits, flagged);
    Applied { text: done(text, &ops), ops, changes, flags }
}

/// The same, without the text that comes of it.
pub(crate) fn steps(text: &str, mut edits: Vec<Edit>, flagged: impl Fn(&Edit) -> bool) -> Steps {
    edits.retain(|e| text.get(e.span.clone()).is_some_and(|old| if flagged(e) { !old.is_empty() } else { old != e.with }));
    edits.sort_by(|a, b| (a.span.start, b.span.end, a.rule, &a.with).cmp(&(b.span.start, a.span.end, b.rule, &b.with)));
    // In place: a text can have millions of edits.
    let flags: Vec<Edit> = edits.extract_if(.., |edit| flagged(edit)).collect();
    let mut end = 0;
    let mut last_empty = None;
    edits.retain(|edit| {
        // Two insertions at one place would have no order of their own: the first stays.
        if edit.span.start < end || (edit.span.is_empty() && last_empty == Some(edit.span.start)) {
            return false;
        }
        last_empty = edit.span.is_empty().then_some(edit.span.start);
        end = edit.span.end;
        true
    });
    if flags.is_empty() {
        return as_steps(text, edits.into_iter().map(|edit| (edit, false)));
    }
    as_steps(text, add_flags(edits, flags).into_iter())
}

/// Puts in the flagged spans that lie wholly between accepted edits and each other.
fn add_flags(accepted: Vec<Edit>, flags: Vec<Edit>) -> Vec<(Edit, bool)> {
    let mut out: Vec<(Edit, bool)> = Vec::with_capacity(accepted.len() + flags.len());
    let mut changes = accepted.into_iter().peekable();
    for flag in flags {
        while let Some(change) = changes.next_if(|c| c.span.start <= flag.span.start) {
            out.push((change, false));
        }
        let free =
            out.last().is_none_or(|(e, _)| e.span.end <= flag.span.start) && changes.peek().is_none_or(|e| flag.span.end <= e.span.start);
        if free {
            out.push((flag, true));
        }
    }
    out.extend(changes.map(|change| (change, false)));
    out
}

fn as_steps(text: &str, accepted: impl ExactSizeIterator<Item = (Edit, bool)>) -> Steps {
    let mut out = Steps { ops: Vec::with_capacity(accepted.len() * 2 + 1), ..Steps::default() };
    let mut at = 0;
    for (edit, flag) in accepted {
        out.ops.extend((at < edit.span.start).then(|| Op::Keep(edit.span.start - at)));
        let old = &text[edit.span.clone()];
        at = edit.span.end;
        if flag {
            out.flags += 1;
            out.ops.push(Op::Flag(old.len(), edit.rule));
            continue;
        }
        out.changes += 1;
        out.ops.push(match (old.is_empty(), edit.with.is_empty()) {
            (true, _) => Op::Insert(edit.with, edit.rule),
            (false, true) => Op::Remove(taken(old), edit.rule),
            (false, false) => Op::Replace(taken(old), edit.with, edit.rule),
        });
    }
    out.ops.extend((at < text.len()).then(|| Op::Keep(text.len() - at)));
    out
}

/// The text that steps lead to, from the one that they were made for.
pub(crate) fn done(text: &str, ops: &[Op]) -> String {
    redo(text, ops).expect("steps fit the text that they were made for")
}

/// A text that an edit takes away.
fn taken(old: &str) -> OpText {
    const NEWLINES: &str = "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n";
    const BLANKS: &str = "                ";
    let alike = |common: &'static str| common.get(..old.len()).filter(|common| *common == old);
    alike(NEWLINES).or_else(|| alike(BLANKS)).map_or_else(|| Cow::Owned(old.to_owned()), Cow::Borrowed)
}

/// Why a list of ops cannot be what was done to a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpsError {
    /// The ops speak of more or fewer bytes than there are.
    #[error("the operations speak of more or fewer bytes than the text has")]
    Length,
    /// The bytes an op names are not the ones that stand there.
    #[error("the text is not what the operations say it is")]
    Text,
    /// An op of no bytes, two that should be one, or an edge inside a character.
    #[error("the operations are not in canonical form")]
    Form,
}

/// Whether ops are in canonical form and turn a text of `input` bytes into one of `output` bytes: all that can be told
/// without the text.
///
/// # Errors
/// When they are not, or do not.
pub fn check_form<S>(ops: &[Op<S>], input: u64, output: u64) -> Result<(), OpsError> {
    let (mut from, mut to, mut was_keep) = (0u64, 0u64, false);
    for op in ops {
        let is_keep = matches!(op, Op::Keep(_));
        if is_keep && was_keep {
            return Err(OpsError::Form);
        }
        was_keep = is_keep;
        let (old, new) = match op {
            Op::Keep(n) | Op::Flag(n, _) => (*n as u64, *n as u64),
            Op::Remove(old, _) => (old.len() as u64, 0),
            Op::Replace(old, new, _) if old.is_empty() || new.is_empty() || old == new => return Err(OpsError::Form),
            Op::Replace(old, new, _) => (old.len() as u64, new.len() as u64),
            Op::Insert(new, _) => (0, new.len() as u64),
        };
        if old == 0 && new == 0 {
            return Err(OpsError::Form);
        }
        from = from.saturating_add(old);
        to = to.saturating_add(new);
    }
    if (from, to) == (input, output) { Ok(()) } else { Err(OpsError::Length) }
}

/// Undoes ops: from a stage's output its input comes back. `undo(&applied.text, &applied.ops) == text`, always.
///
/// # Errors
/// When the ops do not fit the text.
pub fn undo<S>(after: &str, ops: &[Op<S>]) -> Result<String, OpsError> {
    let mut out = String::with_capacity(after.len());
    let mut at = 0usize;
    let mut was_keep = false;
    for op in ops {
        let is_keep = matches!(op, Op::Keep(_));
        if is_keep && was_keep {
            return Err(OpsError::Form);
        }
        was_keep = is_keep;
        match op {
            Op::Keep(n) | Op::Flag(n, _) => {
                let end = at.checked_add(*n).filter(|e| *e <= after.len()).ok_or(OpsError::Length)?;
                let piece = after.get(at..end).filter(|p| !p.is_empty()).ok_or(OpsError::Form)?;
                out.push_str(piece);
                at = end;
            }
            Op::Remove(old, _) if old.is_empty() => return Err(OpsError::Form),
            Op::Remove(old, _) => out.push_str(old),
            Op::Replace(old, new, _) => {
                if old.is_empty() || new.is_empty() || old == new {
                    return Err(OpsError::Form);
                }
                at = expect(after, at, new)?;
                out.push_str(old);
            }
            Op::Insert(new, _) if new.is_empty() => return Err(OpsError::Form),
            Op::Insert(new, _) => at = expect(after, at, new)?,
        }
    }
    if at == after.len() { Ok(out) } else { Err(OpsError::Length) }
}

/// Does ops again: from a stage's input its output. `redo(text, &applied.ops) == applied.text`, always.
///
/// # Errors
/// When the ops do not fit the text.
pub fn redo<S>(before: &str, ops: &[Op<S>]) -> Result<String, OpsError> {
    let mut out = String::with_capacity(before.len());
    let mut at = 0usize;
    for op in ops {
        match op {
            Op::Keep(n) | Op::Flag(n, _) => {
                let end = at.checked_add(*n).filter(|e| *e <= before.len()).ok_or(OpsError::Length)?;
                out.push_str(before.get(at..end).ok_or(OpsError::Form)?);
                at = end;
            }
            Op::Remove(old, _) => at = expect(before, at, old)?,
            Op::Replace(old, new, _) => {
                at = expect(before, at, old)?;
                out.push_str(new);
            }
            Op::Insert(new, _) => out.push_str(new),
        }
    }
    if at == before.len() { Ok(out) } else { Err(OpsError::Length) }
}

fn expect(after: &str, at: usize, new: &str) -> Result<usize, OpsError> {
    match after.as_bytes().get(at..) {
        Some(rest) if rest.starts_with(new.as_bytes()) => Ok(at + new.len()),
        _ => Err(OpsError::Text),
    }
}
