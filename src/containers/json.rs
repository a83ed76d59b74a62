//! As much of JSON as a line of a container needs: where its fields stand, and strings in and out.
//!
//! A line is checked, not built: nothing of it is copied but the text.

use crate::escaped::before_escaped;
use memchr::{memchr, memchr2};
use std::ops::Range;

/// Objects and lists within each other; deeper lines are refused.
const DEEPEST: u32 = 256;

/// Finds the fields of an object that is all of a line: for each, its key without the quotes and the place of its value.
///
/// The line must be UTF-8 already.
///
/// # Errors
/// Says what is no JSON in it.
pub fn object(line: &[u8], mut each: impl FnMut(&[u8], Range<usize>)) -> Result<(), &'static str> {
    let mut scan = Scan { bytes: line, at: 0 };
    scan.blanks();
    if !scan.take(b'{') {
        return Err("no JSON object");
    }
    scan.members(0, &mut each)?;
    scan.blanks();
    if scan.at == line.len() { Ok(()) } else { Err("something behind its JSON object") }
}

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scan<'_> {
    fn blanks(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> bool {
        let there = self.bytes.get(self.at) == Some(&byte);
        self.at += usize::from(there);
        there
    }

    /// What stands between the brace that was taken and its partner.
    fn members(&mut self, depth: u32, each: &mut dyn FnMut(&[u8], Range<usize>)) -> Result<(), &'static str> {
        self.blanks();
        if self.take(b'}') {
            return Ok(());
        }
        loop {
            let key = self.string()?;
            self.blanks();
            if !self.take(b':') {
                return Err("no `:` behind a key");
            }
            self.blanks();
            let start = self.at;
            self.value(depth)?;
            each(&self.bytes[key], start..self.at);
            self.blanks();
            if self.take(b'}') {
                return Ok(());
            }
            if !self.take(b',') {
                return Err("no `,` or `}` behind a field");
            }
            self.blanks();
        }
    }

    fn value(&mut self, depth: u32) -> Result<(), &'static str> {
        match self.bytes.get(self.at) {
            Some(b'"') => self.string().map(drop),
            Some(b'{' | b'[') if depth >= DEEPEST => Err("lists and objects nested too deep"),
            Some(b'{') => {
                self.at += 1;
                self.members(depth + 1, &mut |_, _| {})
            }
            Some(b'[') => {
                self.at += 1;
                self.items(depth + 1)
            }
            Some(b't') => self.word(b"true"),
            Some(b'f') => self.word(b"false"),
            Some(b'n') => self.word(b"null"),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(_) => Err("a value that is none"),
            None => Err("it ends too early"),
        }
    }

    fn items(&mut self, depth: u32) -> Result<(), &'static str> {
        self.blanks();
        if self.take(b']') {
            return Ok(());
        }
        loop {
            self.value(depth)?;
            self.blanks();
            if self.take(b']') {
                return Ok(());
            }
            if !self.take(b',') {
                return Err("no `,` or `]` behind an item");
            }
            self.blanks();
        }
    }

    fn word(&mut self, word: &[u8]) -> Result<(), &'static str> {
        if !self.bytes[self.at..].starts_with(word) {
            return Err("a value that is none");
        }
        self.at += word.len();
        Ok(())
    }

    fn digits(&mut self) -> Result<(), &'static str> {
        let n = self.bytes[self.at..].iter().take_while(|b| b.is_ascii_digit()).count();
        self.at += n;
        if n > 0 { Ok(()) } else { Err("a number that is none") }
    }

    fn number(&mut self) -> Result<(), &'static str> {
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            let _ = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        Ok(())
    }

    /// Takes a string; gives the place of what is between its quotes.
    fn string(&mut self) -> Result<Range<usize>, &'static str> {
        if !self.take(b'"') {
            return Err(if self.at == self.bytes.len() { "it ends too early" } else { "no string where one must stand" });
        }
        let start = self.at;
        loop {
            self.at += before_escaped(&self.bytes[self.at..]);
            match self.bytes.get(self.at) {
                Some(b'"') => break,
                Some(b'\\') => {}
                // Whether the string ends at all is what is told first.
                Some(_) if memchr2(b'"', b'\\', &self.bytes[self.at..]).is_some() => return Err("a control character in a string"),
                _ => return Err("it ends too early"),
            }
            let escape = &self.bytes[self.at + 1..];
            self.at += match escape.first() {
                Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 2,
                Some(b'u') if escape.get(1..5).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)) => 6,
                _ => return Err("an escape that is none"),
            };
        }
        self.at += 1;
        Ok(start..self.at - 1)
    }
}

/// The text of a string without its quotes, which [`object`] has checked.
///
/// # Errors
/// When it has one half of a surrogate pair: that is no text.
pub fn unescape(inner: &str) -> Result<String, &'static str> {
    unescape_telling(inner).map(|(text, _)| text)
}

/// The same, and the style in which the text would be written as this very string, where its escapes alone tell so.
///
/// # Errors
/// As [`unescape`].
pub fn unescape_telling(inner: &str) -> Result<(String, Option<Style>), &'static str> {
    let mut out = String::with_capacity(inner.len());
    let mut rest = inner;
    let (mut beyond, mut telling) = (false, true);
    while let Some(at) = if rest.starts_with('\\') { Some(0) } else { memchr(b'\\', rest.as_bytes()) } {
        out.push_str(&rest[..at]);
        let escape = &rest.as_bytes()[at + 1..];
        let (c, len) = escaped(escape)?;
        match escape[0] {
            b'u' => {
                beyond |= !c.is_ascii();
                // What has a short escape, or needs none, is written so in some styles only; so is upper case.
                telling &= !c.is_ascii() || c < ' ' && !matches!(c, '\u{8}' | '\t' | '\n' | '\u{c}' | '\r');
                telling &= !escape[..len].iter().any(u8::is_ascii_uppercase);
            }
            b'/' => telling = false,
            _ => {}
        }
        out.push(c);
        rest = &rest[at + 1 + len..];
    }
    out.push_str(rest);
    let style = Style { ascii: beyond, ..Style::default() };
    // Where some of what is no ASCII is escaped, all of it must be.
    Ok((out, (telling && (!beyond || inner.is_ascii())).then_some(style)))
}

/// The character of an escape, given from behind its backslash, and how many bytes it takes there.
fn escaped(from: &[u8]) -> Result<(char, usize), &'static str> {
    let half = "one half of a surrogate pair";
    Ok(match from.first() {
        Some(b'n') => ('\n', 1),
        Some(b't') => ('\t', 1),
        Some(b'r') => ('\r', 1),
        Some(b'b') => ('\u{8}', 1),
        Some(b'f') => ('\u{c}', 1),
        Some(b'u') => {
            let high = unit(from, 1)?;
            match char::from_u32(high) {
                Some(c) => (c, 5),
                None if high < 0xdc00 && from.get(5..7) == Some(b"\\u") => {
                    let low = unit(from, 7)?;
                    let code = 0x10000 + ((high & 0x3ff) << 10) + (low & 0x3ff);
                    (char::from_u32(code).filter(|_| (0xdc00..0xe000).contains(&low)).ok_or(half)?, 11)
                }
                None => return Err(half),
            }
        }
        Some(&b) if b.is_ascii() => (b as char, 1),
        _ => return Err("an escape that is none"),
    })
}

fn unit(from: &[u8], at: usize) -> Result<u32, &'static str> {
    let hex = from.get(at..at + 4).and_then(|hex| std::str::from_utf8(hex).ok());
    hex.and_then(|hex| u32::from_str_radix(hex, 16).ok()).ok_or("an escape that is none")
}

/// What is escaped in a string beyond what must be. Writers of JSON differ in it; a text goes back in the style of the
/// one that was there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Everything that is no ASCII.
    ascii: bool,
    /// `/`.
    slash: bool,
    /// `<`, `>`, `&`, and the line and paragraph separators.
    html: bool,
    /// U+007F.
    delete: bool,
    /// Hex digits in upper case.
    upper: bool,
    /// No short escapes but those of quote and backslash.
    long: bool,
}

/// The letters of the styles' names.
const LETTERS: &[u8; 6] = b"ashdul";

impl Style {
    /// The style that an escaped string seems to be in.
    pub fn of(inner: &str) -> Style {
        let mut style = Style::default();
        let mut rest = inner.as_bytes();
        while let Some(at) = memchr(b'\\', rest) {
            let Some(kind) = rest.get(at + 1) else { break };
            let code = if *kind == b'u' { unit(&rest[at + 1..], 1).unwrap_or_default() } else { 0 };
            let hex = rest.get(at + 2..at + 6).unwrap_or_default();
            match kind {
                b'/' => style.slash = true,
                b'u' => {
                    style.upper |= hex.iter().any(u8::is_ascii_uppercase);
                    match code {
                        8 | 9 | 10 | 12 | 13 => style.long = true,
                        0x3c | 0x3e | 0x26 => style.html = true,
                        0x7f => style.delete = true,
                        0x2028 | 0x2029 if !inner.is_ascii() => style.html = true,
                        0x80.. => style.ascii = true,
                        _ => {}
                    }
                }
                _ => {}
            }
            rest = &rest[(at + if *kind == b'u' { 6 } else { 2 }).min(rest.len())..];
        }
        style
    }

    fn flags(&self) -> [bool; 6] {
        [self.ascii, self.slash, self.html, self.delete, self.upper, self.long]
    }

    /// Its name: some letters; empty for the plainest.
    pub fn name(&self) -> String {
        LETTERS.iter().zip(self.flags()).filter(|(_, on)| *on).map(|(letter, _)| *letter as char).collect()
    }

    /// Reads a name.
    pub fn parse(name: &str) -> Option<Style> {
        let on = |letter: u8| name.as_bytes().contains(&letter);
        let [a, s, h, d, u, l] = *LETTERS;
        let style = Style { ascii: on(a), slash: on(s), html: on(h), delete: on(d), upper: on(u), long: on(l) };
        (style.name() == name).then_some(style)
    }

    /// Writes a text as a string with its quotes.
    pub fn write(&self, text: &str, out: &mut Vec<u8>) {
        let table = self.table();
        out.reserve(text.len() + text.len() / 16 + 2);
        out.push(b'"');
        let bytes = text.as_bytes();
        let (mut done, mut at) = (0, 0);
        // What most styles escape can be told for many bytes at once.
        let usual = !(self.slash || self.html || self.delete);
        let plain = |b: &u8| (*b >= 0x20) & (*b != b'"') & (*b != b'\\') & (!self.ascii | b.is_ascii());
        while at < bytes.len() {
            if usual {
                at += bytes[at..].chunks_exact(32).take_while(|chunk| chunk.iter().fold(true, |all, b| all & plain(b))).count() * 32;
            }
            let Some(next) = bytes[at..].iter().position(|b| table[usize::from(*b)]) else { break };
            at += next;
            let c = text[at..].chars().next().unwrap_or_default();
            if c.is_ascii() || self.ascii || matches!(c, '\u{2028}' | '\u{2029}') {
                out.extend_from_slice(&bytes[done..at]);
                self.escape(c, out);
                done = at + c.len_utf8();
            }
            at += c.len_utf8();
        }
        out.extend_from_slice(&bytes[done..]);
        out.push(b'"');
    }

    /// The bytes at which a character may begin that is escaped.
    fn table(&self) -> [bool; 256] {
        let mut table = [false; 256];
        table[..0x20].fill(true);
        table[usize::from(b'"')] = true;
        table[usize::from(b'\\')] = true;
        table[usize::from(b'/')] = self.slash;
        b"<>&".iter().for_each(|b| table[usize::from(*b)] = self.html);
        table[0x7f] = self.delete;
        table[0x80..].fill(self.ascii);
        table[0xe2] |= self.html;
        table
    }

    fn escape(&self, c: char, out: &mut Vec<u8>) {
        let short = match c {
            '"' | '\\' | '/' => Some(c as u8),
            '\n' => Some(b'n'),
            '\t' => Some(b't'),
            '\r' => Some(b'r'),
            '\u{8}' => Some(b'b'),
            '\u{c}' => Some(b'f'),
            _ => None,
        };
        if let Some(short) = short.filter(|s| !self.long || matches!(s, b'"' | b'\\' | b'/')) {
            return out.extend_from_slice(&[b'\\', short]);
        }
        let digits: &[u8; 16] = if self.upper { b"0123456789ABCDEF" } else { b"0123456789abcdef" };
        for unit in c.encode_utf16(&mut [0; 2]) {
            let digit = |shift: u16| digits[usize::from(*unit >> shift & 15)];
            out.extend_from_slice(&[b'\\', b'u', digit(12), digit(8), digit(4), digit(0)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fields(line: &str) -> Result<Vec<(String, String)>, &'static str> {
        let mut found = Vec::new();
        object(line.as_bytes(), |key, at| found.push((String::from_utf8_lossy(key).into_owned(), line[at].to_owned())))?;
        Ok(found)
    }

    #[test]
    fn fields_are_found_where_they_stand() {
        let found = fields(" {\"a\" : [1,{\"b\":null}] ,\"c\":\"x\\\"y\", \"d\":-1.5e+3}\r\n").unwrap();
        let shown: Vec<_> = found.iter().map(|(k, v)| format!("{k}={v}")).collect();
        assert_eq!(shown, ["a=[1,{\"b\":null}]", "c=\"x\\\"y\"", "d=-1.5e+3"]);
        assert_eq!(fields("{}").unwrap(), []);
    }

    #[test]
    fn what_is_no_json_is_refused_as_by_serde() {
        for line in [
            "",
            "[]",
            "{",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{\"a\":01}",
            "{\"a\":1.}",
            "{\"a\":tru}",
            "{\"a\":\"\\x\"}",
            "{\"a\":\"\u{1}\"}",
            "{\"a\":1}x",
            "{\"a\":\"\\u12g4\"}",
            "{\"a\":\"",
            "{\"a\":[1 2]}",
            "{a:1}",
            "{\"a\":-}",
            "{\"a\":1e}",
        ] {
            assert!(fields(line).is_err(), "{line}");
            assert!(serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(line).is_err(), "{line}");
        }
        assert!(fields(&format!("{{\"a\":{}1{}}}", "[".repeat(9999), "]".repeat(9999))).is_err());
    }

    #[test]
    fn a_style_that_is_told_at_once_is_the_one_that_writes_the_string() {
        for (inner, told) in [
            ("a\\nb \\\"\\\\ é", Some("")),
            ("\\u00e9 \\ud83d\\ude00 \\u001b", Some("a")),
            ("\\u00e9 é", None),
            ("\\u00E9", None),
            ("\\u000a", None),
            ("\\u003c", None),
            ("\\u007f", None),
            ("a\\/b", None),
        ] {
            let (_, style) = unescape_telling(inner).unwrap();
            assert_eq!(style.map(|s| s.name()).as_deref(), told, "{inner}");
        }
    }

    #[test]
    fn a_style_is_told_by_its_escapes() {
        for (inner, name) in [
            ("a\\nb", ""),
            ("\\u00e9", "a"),
            ("\\u00E9\\/", "asu"),
            ("\\u003cb\\u003e é \\u2028", "h"),
            ("\\u000a", "l"),
            ("\\u007f", "d"),
            ("\\ud83d\\ude00", "a"),
        ] {
            let style = Style::of(inner);
            assert_eq!(style.name(), name, "{inner}");
            assert_eq!(Style::parse(name), Some(style));
            let mut out = Vec::new();
            style.write(&unescape(inner).unwrap(), &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), format!("\"{inner}\""));
        }
        assert_eq!(Style::parse("sa"), None);
        assert!(unescape("\\ud83d").is_err() && unescape("\\ude00\\ud83d").is_err());
    }

    proptest! {
        #[test]
        fn any_text_comes_back_in_any_style(text: String, flags in 0u8..64) {
            let name: String = LETTERS.iter().enumerate().filter(|(n, _)| flags >> n & 1 == 1).map(|(_, l)| *l as char).collect();
            let mut out = Vec::new();
            Style::parse(&name).unwrap().write(&text, &mut out);
            let literal = String::from_utf8(out).unwrap();
            prop_assert_eq!(&serde_json::from_str::<String>(&literal).unwrap(), &text);
            prop_assert_eq!(unescape(&literal[1..literal.len() - 1]).unwrap(), text);
        }

        #[test]
        fn no_line_makes_it_panic(line in "[\\{\\}\\[\\]\",:\\\\u0-9a-f tn\\-.eE]{0,60}") {
            let ours = fields(&line).is_ok();
            prop_assert_eq!(ours, serde_json::from_str::<std::collections::BTreeMap<String, serde::de::IgnoredAny>>(&line).is_ok()
                || (ours && line.contains("\\ud")));
        }
    }
}
