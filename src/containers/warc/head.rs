//! The header of a record, kept as its bytes: names and order come out as they went in.

use std::ops::Range;

/// A header.
#[derive(Clone, Debug, Default)]
pub struct Head {
    /// All of it, with the empty line at its end.
    pub bytes: Vec<u8>,
    fields: Vec<Field>,
}

#[derive(Clone, Debug)]
struct Field {
    name: Range<usize>,
    value: Range<usize>,
}

impl Head {
    /// Reads `name: value` lines after a first line of another kind; a line that begins with a blank belongs to the one before it.
    pub fn parse(bytes: Vec<u8>) -> Head {
        let mut fields: Vec<Field> = Vec::new();
        let mut at = memchr::memchr(b'\n', &bytes).map_or(bytes.len(), |n| n + 1);
        while at < bytes.len() {
            let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |n| at + n + 1);
            let line = &bytes[at..end];
            if line.first().is_some_and(|b| matches!(b, b' ' | b'\t')) {
                if let Some(field) = fields.last_mut() {
                    field.value.end = at + line.trim_ascii_end().len();
                }
            } else if let Some(colon) = memchr::memchr(b':', line) {
                let name = at..at + line[..colon].trim_ascii_end().len();
                let from = at + colon + 1;
                let gap = bytes[from..end].iter().take_while(|b| b.is_ascii_whitespace()).count();
                let value = (from + gap).min(end)..(from + gap).min(end) + bytes[from..end].trim_ascii().len();
                fields.push(Field { name, value });
            }
            at = end;
        }
        Head { bytes, fields }
    }

    /// The value of a field, the first of its name.
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        let field = self.fields.iter().find(|f| self.bytes[f.name.clone()].eq_ignore_ascii_case(name.as_bytes()))?;
        Some(&self.bytes[field.value.clone()])
    }

    /// The same as text.
    pub fn text(&self, name: &str) -> Option<&str> {
        std::str::from_utf8(self.get(name)?).ok()
    }

    /// The value without what comes after a `;`, in lower case: the bare media type.
    pub fn media(&self, name: &str) -> Option<String> {
        let bare = self.text(name)?.split(';').next()?;
        Some(bare.trim().to_ascii_lowercase())
    }

    /// A parameter of a media type, such as its charset.
    pub fn parameter(&self, name: &str, parameter: &str) -> Option<String> {
        self.text(name)?.split(';').skip(1).find_map(|part| {
            let (key, value) = part.split_once('=')?;
            let value = value.trim().trim_matches(['"', '\'']);
            (key.trim().eq_ignore_ascii_case(parameter) && !value.is_empty()).then(|| value.to_owned())
        })
    }

    /// A number.
    pub fn number(&self, name: &str) -> Option<u64> {
        let digits = self.text(name)?;
        digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
    }

    /// The first line, without its end.
    pub fn first_line(&self) -> &[u8] {
        self.bytes[..memchr::memchr(b'\n', &self.bytes).unwrap_or(self.bytes.len())].trim_ascii_end()
    }
}

/// Where a header ends: behind its empty line.
pub fn end(bytes: &[u8]) -> Option<usize> {
    memchr::memchr_iter(b'\n', bytes).find_map(|at| match &bytes[at + 1..] {
        [b'\n', ..] => Some(at + 2),
        [b'\r', b'\n', ..] => Some(at + 3),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_whatever_their_spelling() {
        let head = Head::parse(
            b"WARC/1.0\r\nWARC-Type: response\r\ncontent-length:12 \r\nX: a\r\n b\r\nContent-Type: Text/Plain; Charset=\"utf-8\"\r\n\r\n"
                .to_vec(),
        );
        assert_eq!(head.text("warc-type"), Some("response"));
        assert_eq!(head.number("Content-Length"), Some(12));
        assert_eq!(head.text("x"), Some("a\r\n b"));
        assert_eq!(head.media("content-type").as_deref(), Some("text/plain"));
        assert_eq!(head.parameter("content-type", "charset").as_deref(), Some("utf-8"));
        assert_eq!(head.first_line(), b"WARC/1.0");
        assert_eq!(end(&head.bytes), Some(head.bytes.len()));
        assert_eq!(end(b"WARC/1.0\n\nx"), Some(10));
        for odd in [&b""[..], b":", b"\n:", b"a\n :\n", b"\n\xff: \xff"] {
            let _ = Head::parse(odd.to_vec()).number("");
        }
    }
}
