//! How a writer of JSON escapes: told by a string it wrote, and texts written likewise.

use memchr::memchr;

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
    /// The plainest; `ascii`: the plainest that escapes everything that is no ASCII.
    pub(super) fn plain(ascii: bool) -> Style {
        Style { ascii, ..Style::default() }
    }

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

/// The sixteen bits that four hex digits say.
pub(super) fn unit(from: &[u8], at: usize) -> Result<u32, &'static str> {
    let hex = from.get(at..at + 4).and_then(|hex| std::str::from_utf8(hex).ok());
    hex.and_then(|hex| u32::from_str_radix(hex, 16).ok()).ok_or("an escape that is none")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::containers::json::unescape;
    use proptest::prelude::*;

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
    }
}
