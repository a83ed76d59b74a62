//! The page round the data: one file, nothing fetched, nothing of a document's ever run.
//!
//! The data stands in a script element that is none (`application/json`), with every character escaped that could end
//! it. The policy allows the one script and the one style sheet by their digests and nothing else, and the script makes
//! elements and text nodes only: no string of a document is ever read as HTML.

use sha2::{Digest as _, Sha256};
use std::io::{self, Write};

const HTML: &str = include_str!("page.html");
const CSS: &str = include_str!("page.css");
const JS: &str = concat!(
    "\"use strict\";\n",
    include_str!("js/dom.js"),
    include_str!("js/state.js"),
    include_str!("js/decisions.js"),
    include_str!("js/corpus.js"),
    include_str!("js/site.js"),
    include_str!("js/edits.js"),
    include_str!("js/document.js"),
    include_str!("js/main.js"),
);

/// The page up to its data.
///
/// # Errors
/// When it cannot be written.
pub fn head(out: &mut impl Write) -> io::Result<()> {
    let policy = format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
        base64(&Sha256::digest(JS)),
        base64(&Sha256::digest(CSS)),
    );
    let (head, _) = parts();
    out.write_all(head.replace("{{policy}}", &policy).replace("{{style}}", CSS).as_bytes())
}

/// The page after its data.
///
/// # Errors
/// When it cannot be written.
pub fn tail(out: &mut impl Write) -> io::Result<()> {
    let (_, tail) = parts();
    out.write_all(tail.replace("{{script}}", JS).as_bytes())
}

fn parts() -> (&'static str, &'static str) {
    HTML.split_once("{{data}}").unwrap_or((HTML, ""))
}

/// JSON that cannot end the element it stands in. All five characters occur inside of strings only.
pub fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + json.len() / 32);
    for c in json.chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            c => out.push(c),
        }
    }
    out
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let n = chunk.iter().fold(0u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        for i in 0..4 {
            out.push(if i <= chunk.len() { LETTERS[(n >> (18 - 6 * i) & 63) as usize] as char } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_as_everybody_writes_it() {
        for (from, to) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")] {
            assert_eq!(base64(from.as_bytes()), to);
        }
    }

    #[test]
    fn nothing_in_the_script_reads_text_as_html() {
        for word in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "DOMParser", "srcdoc", "{{"] {
            assert!(!JS.contains(word), "{word}");
        }
        assert!(!JS.contains("</script") && !CSS.contains("</style"));
    }

    #[test]
    fn escaped_json_is_the_same_json() {
        let value = serde_json::json!({"a": "</script><!-- & \u{2028}"});
        let text = escaped(&value.to_string());
        assert!(!text.contains(['<', '>', '&', '\u{2028}']));
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }
}
