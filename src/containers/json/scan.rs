//! Whether a line is JSON, and where its fields stand.

use crate::escaped::before_escaped;
use memchr::memchr2;
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
        return Err("it does not begin with `{`");
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

    proptest! {
            #[test]
            fn no_line_makes_it_panic(line in "[\\{\\}\\[\\]\",:\\\\u0-9a-f tn\\-.eE]{0,60}") {
                let ours = fields(&line).is_ok();
                prop_assert_eq!(ours, serde_json::from_str::<std::collections::BTreeMap<String, serde::de::IgnoredAny>>(&line).is_ok()
                    || (ours && line.contains("\\ud")));
            }
    }
}
