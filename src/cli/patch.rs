//! A unified diff on a terminal: colours, and the words that differ within a changed line.

use super::paint::Paint;
use super::render::safe;
use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// Longer lines (bytes) show where they begin and end to differ, and no words: a word search is not linear.
const LONGEST: usize = 8000;

/// The diff as a terminal gets it: nothing in it steers the terminal, and colours when `paint` is on.
pub fn painted(diff: &str, paint: Paint) -> String {
    let diff = safe(diff);
    if !paint.is_on() {
        return diff.into_owned();
    }
    let mut out = String::with_capacity(diff.len() * 2);
    let (mut old, mut new) = (0usize, 0usize);
    let (mut gone, mut come): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for line in diff.split_inclusive('\n') {
        let inside = old > 0 || new > 0;
        match line.as_bytes().first() {
            Some(b'-') if inside && old > 0 && come.is_empty() => {
                old -= 1;
                gone.push(&line[1..]);
                continue;
            }
            Some(b'+') if inside && new > 0 => {
                new -= 1;
                come.push(&line[1..]);
                continue;
            }
            // "No newline at the end" belongs to the line above it, in whichever list that is.
            Some(b'\\') if !gone.is_empty() || !come.is_empty() => continue,
            _ => {}
        }
        changed(&mut out, &mut gone, &mut come, paint);
        let text = line.strip_suffix('\n').unwrap_or(line);
        let shown = match line.as_bytes().first() {
            Some(b' ') if inside => {
                (old, new) = (old.saturating_sub(1), new.saturating_sub(1));
                text.to_owned()
            }
            Some(b'-') if inside => {
                old = old.saturating_sub(1);
                gone.push(&line[1..]);
                continue;
            }
            Some(b'@') => {
                (old, new) = counts(text);
                paint.cyan(text)
            }
            _ => paint.bold(text),
        };
        let _ = writeln!(out, "{shown}");
    }
    changed(&mut out, &mut gone, &mut come, paint);
    out
}

/// How many old and new lines a hunk says it has.
fn counts(header: &str) -> (usize, usize) {
    let count = |part: Option<&str>| {
        let part = part.unwrap_or_default();
        part.split_once(',').map_or(Some("1"), |(_, n)| Some(n)).and_then(|n| n.parse().ok()).unwrap_or(0)
    };
    let mut parts = header.split(' ').skip(1);
    (count(parts.next()), count(parts.next()))
}

/// A stretch of lines that went and lines that came, each with its partner where it has one.
fn changed(out: &mut String, gone: &mut Vec<&str>, come: &mut Vec<&str>, paint: Paint) {
    let partners = partners(gone, come);
    let mut with = vec![None; come.len()];
    for (old, partner) in partners.iter().enumerate() {
        let line = gone[old].trim_end_matches('\n');
        let shown = match partner {
            Some(new) => {
                with[*new] = Some(old);
                words(line, come[*new].trim_end_matches('\n'), true, paint)
            }
            None => paint.red(line),
        };
        let _ = writeln!(out, "{}{shown}", paint.red("-"));
    }
    for (new, partner) in with.iter().enumerate() {
        let line = come[new].trim_end_matches('\n');
        let shown = match partner {
            Some(old) => words(gone[*old].trim_end_matches('\n'), line, false, paint),
            None => paint.green(line),
        };
        let _ = writeln!(out, "{}{shown}", paint.green("+"));
    }
    gone.clear();
    come.clear();
}

/// For each line that went the line that came in its place. Both are in order: the next one that is like it.
fn partners(gone: &[&str], come: &[&str]) -> Vec<Option<usize>> {
    let mut partners = vec![None; gone.len()];
    if gone.len() > 400 || come.len() > 400 {
        return partners;
    }
    let mut next = 0;
    for (at, old) in gone.iter().enumerate() {
        if let Some(new) = (next..come.len()).find(|n| alike(old, come[*n])) {
            partners[at] = Some(new);
            next = new + 1;
        }
    }
    partners
}

/// Whether most of the shorter line stands in the longer one, at its ends.
fn alike(a: &str, b: &str) -> bool {
    let (start, end) = ends(a.trim_end(), b.trim_end());
    let shorter = a.trim_end().len().min(b.trim_end().len());
    shorter > 0 && (start + end) * 5 >= shorter * 2
}

/// Bytes that two lines share at the beginning and at the end, on character boundaries.
fn ends(a: &str, b: &str) -> (usize, usize) {
    let start: usize = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).map(|(c, _)| c.len_utf8()).sum();
    let rest = a[start..].chars().rev().zip(b[start..].chars().rev());
    (start, rest.take_while(|(x, y)| x == y).map(|(c, _)| c.len_utf8()).sum())
}

/// A way to colour text.
type Colour = fn(Paint, &str) -> String;

/// One of the two lines, its words that the other does not have brought out.
fn words(old: &str, new: &str, show_old: bool, paint: Paint) -> String {
    let (plain, strong): (Colour, Colour) = if show_old { (Paint::red, Paint::red_words) } else { (Paint::green, Paint::green_words) };
    let line = if show_old { old } else { new };
    if old.len().max(new.len()) > LONGEST {
        let (start, end) = ends(old, new);
        let (head, rest) = line.split_at(start);
        let (middle, tail) = rest.split_at(rest.len() - end);
        return plain(paint, head) + &strong(paint, middle) + &plain(paint, tail);
    }
    let (a, b) = (tokens(old), tokens(new));
    let mine = if show_old { &a } else { &b };
    let ops = capture_diff_slices_deadline(Algorithm::Myers, &a, &b, Some(Instant::now() + Duration::from_millis(100)));
    let mut out = String::new();
    for op in ops {
        let range = if show_old { op.old_range() } else { op.new_range() };
        let text = mine[range].concat();
        out += &if matches!(op, DiffOp::Equal { .. }) { plain(paint, &text) } else { strong(paint, &text) };
    }
    out
}

/// Words, runs of blanks, and everything else one by one; scripts that write no blanks are read character by character.
fn tokens(line: &str) -> Vec<&str> {
    let kind = |c: char| match c {
        '\u{2e80}'.. => 0,
        c if c.is_whitespace() => 1,
        c if c.is_alphanumeric() => 2,
        _ => 0,
    };
    let mut out = Vec::new();
    let mut start = 0;
    let mut last = None;
    for (at, c) in line.char_indices() {
        let now = kind(c);
        if last.is_some_and(|l| l != now || now == 0) {
            out.push(&line[start..at]);
            start = at;
        }
        last = Some(now);
    }
    if start < line.len() {
        out.push(&line[start..]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIFF: &str = "--- raw/a\n+++ clean/a\n@@ -1,4 +1,2 @@\n one\n-two <u>three</u> four\n+two three four\n--- gone\n-x\n\\ No newline at end of file\n";

    #[test]
    fn without_colour_a_diff_is_only_made_harmless() {
        assert_eq!(painted(DIFF, Paint::never()), DIFF);
        assert!(painted("-a\u{1b}[2J\n", Paint::never()).contains("\\u{1b}"));
    }

    #[test]
    fn the_words_that_went_are_brought_out() {
        let shown = painted(DIFF, Paint::always());
        assert!(shown.contains("\x1b[1;7;31m<\x1b[0m") || shown.contains("\x1b[1;7;31m<u>\x1b[0m"), "{shown:?}");
        assert!(shown.contains("\x1b[31m-- gone\x1b[0m"), "{shown:?}");
        let plain = |s: &str| {
            let mut out = String::new();
            let mut rest = s;
            while let Some((head, tail)) = rest.split_once('\x1b') {
                out += head;
                rest = tail.split_once('m').unwrap().1;
            }
            out + rest
        };
        assert_eq!(plain(&shown), DIFF.replace("\\ No newline at end of file\n", ""));
    }
}
