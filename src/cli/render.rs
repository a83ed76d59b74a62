//! Words and numbers for people. Whatever comes from a document is made harmless first.

use std::borrow::Cow;
use std::io::{self, Write};

/// Standard output for commands that do something, or whose exit code says something: when nobody reads any more, they do it all
/// the same, and end as they would have.
pub struct Said(io::Stdout);

/// What a command says.
pub fn said() -> Said {
    Said(io::stdout())
}

impl Write for Said {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.write(bytes) {
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(bytes.len()),
            other => other,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.0.flush() {
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => other,
        }
    }
}

/// Text that cannot steer a terminal: control characters and direction marks are shown, not sent. Newlines and tabs stay.
pub fn safe(text: &str) -> Cow<'_, str> {
    let steers = |c: char| {
        (c.is_control() && c != '\n' && c != '\t')
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
    };
    if !text.contains(steers) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if steers(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// One line out of any text, at most `max` characters: ends are kept, the middle is left out.
pub fn short(text: &str, max: usize) -> String {
    let line: String = text
        .chars()
        .map(|c| {
            if c == '\n' {
                '⏎'
            } else if c == '\t' {
                ' '
            } else {
                c
            }
        })
        .collect();
    let n = line.chars().count();
    if n <= max {
        return safe(&line).into_owned();
    }
    let head: String = line.chars().take(max * 2 / 3).collect();
    let tail: String = line.chars().skip(n - max / 4).collect();
    safe(&format!("{head} … {tail}")).into_owned()
}

/// A number with its thousands apart.
pub fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, d) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(d);
    }
    out
}

/// Bytes in a unit that people read.
pub fn bytes(n: u64) -> String {
    match n {
        0..10_000 => format!("{} B", number(n)),
        10_000..10_000_000 => format!("{} kB", number(n / 1000)),
        10_000_000..10_000_000_000 => format!("{} MB", number(n / 1_000_000)),
        _ => format!("{} GB", number(n / 1_000_000_000)),
    }
}

/// A share in per cent with one decimal.
pub fn percent(part: u64, whole: u64) -> String {
    let permille = part.saturating_mul(1000) / whole.max(1);
    format!("{}.{} %", permille / 10, permille % 10)
}

/// A count with its noun.
pub fn count(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", number(n), if n == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_a_document_steers_the_terminal() {
        assert_eq!(safe("a\u{1b}[31mb\u{202e}"), "a\\u{1b}[31mb\\u{202e}");
        assert_eq!(safe("fine\n"), "fine\n");
        assert_eq!(short("one\ntwo", 20), "one⏎two");
        assert!(short(&"x".repeat(500), 60).chars().count() < 64);
        assert_eq!(number(1_234_567), "1,234,567");
        assert_eq!(percent(1, 3), "33.3 %");
    }
}
