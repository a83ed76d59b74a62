//! Unified diffs made from edits: linear, with no search for what is equal.

use crate::fate::Piece;
use crate::record::line::number;
use std::fmt::Write as _;

/// Lines of context round a change in `corpus.diff`. With the usual three of it a corpus with dirt between its paragraphs would
/// stand in its diff whole, for a place is found by its number there.
pub const RECORDED: usize = 1;
/// The same for people.
pub const SHOWN: usize = 3;

/// Bytes of the head of a hunk with its marks, and of a line of context on both sides, as a rule.
const HEAD: usize = 48;
const CONTEXT: usize = 240;

/// A run of whole lines: equal on both sides, or different.
struct Run {
    equal: bool,
    old: std::ops::Range<usize>,
    new: std::ops::Range<usize>,
}

/// The diff from `old` to `new`, as `patch -R` and `git apply -R` take it; `pieces` says where `new` comes from.
///
/// `path` is the document's path below both roots, `context` the lines round a change. Empty when nothing differs.
pub fn unified(path: &[u8], old: &str, new: &str, pieces: &[Piece], context: usize) -> Vec<u8> {
    let runs = runs(old, new, pieces);
    if runs.iter().all(|r| r.equal) {
        return Vec::new();
    }
    let mut out = String::new();
    let name = quoted(path);
    // A name with a blank ends at a tab, or tools would cut it at the blank.
    let tab = if path.contains(&b' ') && !name.starts_with('"') { "\t" } else { "" };
    let (quote, rest) = name.strip_prefix('"').map_or(("", name.as_str()), |rest| ("\"", rest));
    for (mark, root) in [("--- ", "raw/"), ("+++ ", "clean/")] {
        [mark, quote, root, rest, tab, "\n"].into_iter().for_each(|part| out.push_str(part));
    }
    hunks(&mut out, old, new, &runs, context);
    out.into_bytes()
}

/// Divides both texts into runs of lines. A line is equal when all its bytes, newline included, were kept, and it
/// begins a line on both sides.
fn runs(old: &str, new: &str, pieces: &[Piece]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::with_capacity(pieces.len() + pieces.len() / 2 + 2);
    let (mut old_done, mut new_done) = (0, 0);
    let mut new_at = 0;
    for piece in pieces {
        let Piece::Kept(range) = piece else {
            let Piece::Added(n) = piece else { continue };
            new_at += n;
            continue;
        };
        let shift_new = new_at;
        new_at += range.len();
        let begins = |text: &str, at: usize| at == 0 || text.as_bytes()[at - 1] == b'\n';
        // The first byte of the piece that begins a line on both sides.
        let first = if begins(old, range.start) && begins(new, shift_new) {
            Some(range.start)
        } else {
            memchr::memchr(b'\n', &old.as_bytes()[range.clone()]).map(|n| range.start + n + 1)
        };
        let Some(first) = first else { continue };
        // And the end of its last whole line: after its last newline, or the end of both texts.
        let last = if range.end == old.len() && new_at == new.len() {
            range.end
        } else {
            memchr::memrchr(b'\n', &old.as_bytes()[range.clone()]).map_or(range.start, |n| range.start + n + 1)
        };
        if first >= last {
            continue;
        }
        let (new_first, new_last) = (shift_new + first - range.start, shift_new + last - range.start);
        if first > old_done || new_first > new_done {
            runs.push(Run { equal: false, old: old_done..first, new: new_done..new_first });
        }
        runs.push(Run { equal: true, old: first..last, new: new_first..new_last });
        (old_done, new_done) = (last, new_last);
    }
    if old_done < old.len() || new_done < new.len() {
        runs.push(Run { equal: false, old: old_done..old.len(), new: new_done..new.len() });
    }
    runs
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    // The searches of this library use wider instructions than the standard one's.
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |at| at + 1);
        let (line, after) = rest.split_at(end);
        rest = after;
        (!line.is_empty()).then_some(line)
    })
}

#[derive(Default)]
struct Hunk {
    old_start: usize,
    old_count: usize,
    new_start: usize,
    new_count: usize,
}

impl Hunk {
    fn push(&mut self, body: &mut String, mark: char, line: &str) {
        body.push(mark);
        body.push_str(line);
        if !line.ends_with('\n') {
            body.push_str("\n\\ No newline at end of file\n");
        }
        self.old_count += usize::from(mark != '+');
        self.new_count += usize::from(mark != '-');
    }

    /// Writes its head and body, which is empty then.
    fn write(&self, out: &mut String, body: &mut String) {
        out.push_str("@@ -");
        range(out, self.old_start, self.old_count);
        out.push_str(" +");
        range(out, self.new_start, self.new_count);
        out.push_str(" @@\n");
        out.push_str(body);
        body.clear();
    }
}

/// Where the lines of a hunk stand on one side, and how many they are.
fn range(out: &mut String, start: usize, count: usize) {
    number(out, (start + usize::from(count > 0)) as u64);
    if count != 1 {
        out.push(',');
        number(out, count as u64);
    }
}

fn hunks(out: &mut String, old: &str, new: &str, runs: &[Run], context: usize) {
    let (mut old_line, mut new_line) = (0, 0);
    let (mut differing, mut equal, mut hunks) = (0, 0, 0);
    for run in runs {
        match run.equal {
            true => equal += run.old.len(),
            false => (differing, hunks) = (differing + run.old.len() + run.new.len(), hunks + 1),
        }
    }
    // Room for lines of context as long as lines are on the whole: the diff of a large text should not have to be moved.
    out.reserve(differing + differing / 8 + hunks * HEAD + equal.min(hunks * context.min(SHOWN) * CONTEXT));
    // The lines of the hunk that is open.
    let mut body = String::new();
    let mut hunk: Option<Hunk> = None;
    for (i, run) in runs.iter().enumerate() {
        if !run.equal {
            let hunk = hunk.get_or_insert_with(|| Hunk { old_start: old_line, new_start: new_line, ..Hunk::default() });
            for line in lines(&old[run.old.clone()]) {
                hunk.push(&mut body, '-', line);
                old_line += 1;
            }
            for line in lines(&new[run.new.clone()]) {
                hunk.push(&mut body, '+', line);
                new_line += 1;
            }
            continue;
        }
        let text = &old[run.old.clone()];
        let count = memchr::memchr_iter(b'\n', text.as_bytes()).count() + usize::from(!text.is_empty() && !text.ends_with('\n'));
        let last = i + 1 == runs.len();
        if let Some(mut open) = hunk.take() {
            if !last && count <= context.saturating_mul(2) {
                lines(text).for_each(|l| open.push(&mut body, ' ', l));
                hunk = Some(open);
                old_line += count;
                new_line += count;
                continue;
            }
            lines(text).take(context).for_each(|l| open.push(&mut body, ' ', l));
            open.write(out, &mut body);
        }
        if !last {
            let before = count.min(context);
            let mut next = Hunk { old_start: old_line + count - before, new_start: new_line + count - before, ..Hunk::default() };
            // Where the last lines begin.
            let mut tail = text.len();
            for _ in 0..before {
                tail = memchr::memrchr(b'\n', &text.as_bytes()[..tail.saturating_sub(1)]).map_or(0, |at| at + 1);
            }
            lines(&text[tail..]).for_each(|l| next.push(&mut body, ' ', l));
            hunk = Some(next);
        }
        old_line += count;
        new_line += count;
    }
    if let Some(open) = hunk {
        open.write(out, &mut body);
    }
}

/// A path as git writes it: quoted as in C when a byte is not printable ASCII, or is a quote or a backslash.
fn quoted(path: &[u8]) -> String {
    if path.iter().all(|b| (0x20..0x7f).contains(b) && *b != b'"' && *b != b'\\') {
        return String::from_utf8_lossy(path).into_owned();
    }
    let mut out = String::from("\"");
    for &b in path {
        match b {
            b'"' | b'\\' => {
                out.push('\\');
                out.push(b as char);
            }
            b'\n' => out.push_str("\\n"),
            b'\t' => out.push_str("\\t"),
            b'\r' => out.push_str("\\r"),
            0x20..0x7f => out.push(b as char),
            b => {
                let _ = write!(out, "\\{b:03o}");
            }
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::{Edit, RuleId, apply};
    use crate::fate::Follow;
    use proptest::prelude::*;

    fn diff(old: &str, edits: Vec<Edit>, context: usize) -> (String, String) {
        let applied = apply(old, edits, |_| false);
        let mut follow = Follow::new(old.len());
        if applied.changes > 0 {
            follow.stage(&applied.ops);
        }
        let new = if applied.changes > 0 { applied.text } else { old.to_owned() };
        (String::from_utf8(unified(b"a", old, &new, follow.pieces(), context)).unwrap(), new)
    }

    /// Undoes a diff as `patch -R` would.
    fn reverse(new: &str, diff: &str) -> String {
        let new: Vec<&str> = lines(new).collect();
        let (mut out, mut at) = (String::new(), 0);
        let mut body = diff.split_inclusive('\n').peekable();
        while let Some(line) = body.next() {
            let next_bare = body.peek().is_some_and(|l| l.starts_with('\\'));
            let content = if next_bare { line[1..].trim_end_matches('\n') } else { &line[1..] };
            if let Some(header) = line.strip_prefix("@@ -") {
                let plus = header.split('+').nth(1).unwrap().split(' ').next().unwrap();
                let (start, count) = plus.split_once(',').unwrap_or((plus, "1"));
                let start: usize = start.parse().unwrap();
                let start = if count == "0" { start } else { start - 1 };
                new[at..start].iter().for_each(|l| out.push_str(l));
                at = start;
            } else if line.starts_with("---") && at == 0 && out.is_empty() || line.starts_with("+++") && at == 0 && out.is_empty() {
            } else if line.starts_with('-') {
                out.push_str(content);
            } else if line.starts_with('+') {
                assert_eq!(new[at], content);
                at += 1;
            } else if line.starts_with(' ') {
                assert_eq!(new[at], content);
                out.push_str(content);
                at += 1;
            }
        }
        new[at..].iter().for_each(|l| out.push_str(l));
        out
    }

    #[test]
    fn a_small_one() {
        let old = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        let of = |context| diff(old, vec![Edit::remove(8..10, RuleId("x/y"))], context).0;
        assert_eq!(of(SHOWN), "--- raw/a\n+++ clean/a\n@@ -2,7 +2,6 @@\n 2\n 3\n 4\n-5\n 6\n 7\n 8\n");
        assert_eq!(of(RECORDED), "--- raw/a\n+++ clean/a\n@@ -4,3 +4,2 @@\n 4\n-5\n 6\n");
    }

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(20_260_101), ..ProptestConfig::default() })]
        #[test]
        fn any_diff_can_be_undone(old in "[ab\n]{0,60}", cuts in prop::collection::vec((0usize..60, 0usize..8, "[c\n]{0,3}"), 0..6), context in 0usize..4) {
            let edits = cuts.into_iter().map(|(at, len, with)| Edit { span: at.min(old.len())..(at + len).min(old.len()), with: with.into(), rule: RuleId("x/y") }).collect();
            let (diff, new) = diff(&old, edits, context);
            prop_assert_eq!(reverse(&new, &diff), old);
        }
    }
}
