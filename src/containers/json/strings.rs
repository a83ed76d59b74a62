//! What stands between the quotes of a string, as text.

use super::style::{Style, unit};
use memchr::memchr;

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
    while let Some(at) = if rest.as_bytes().first() == Some(&b'\\') { Some(0) } else { memchr(b'\\', rest.as_bytes()) } {
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
    let style = Style::plain(beyond);
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
