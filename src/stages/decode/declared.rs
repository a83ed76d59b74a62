//! What a document says about its own encoding: heard, never trusted against its bytes.

use super::catalogue;

/// Where declarations stand.
const HEAD: usize = 2048;

/// The canonical name of the encoding that the first bytes speak of.
pub fn label(bytes: &[u8]) -> Option<&'static str> {
    let head = bytes[..bytes.len().min(HEAD)].to_ascii_lowercase();
    for key in [&b"charset"[..], b"encoding", b"coding"] {
        for at in memchr::memmem::find_iter(&head, key) {
            let rest = &head[at + key.len()..];
            let gap = rest.iter().take_while(|b| matches!(b, b' ' | b'=' | b':' | b'"' | b'\'' | b'\t')).count();
            let name = &rest[gap..];
            let len = name.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')).count();
            if gap == 0 || !(3..=24).contains(&len) {
                continue;
            }
            if let Some(label) = std::str::from_utf8(&name[..len]).ok().and_then(usual) {
                return Some(label);
            }
        }
    }
    None
}

/// The canonical name of what is meant by a label: who says latin-1 means what the web means by it.
pub fn usual(label: &str) -> Option<&'static str> {
    Some(match catalogue::find(label)?.label {
        "iso-8859-1" => "windows-1252",
        "iso-8859-9" => "windows-1254",
        "iso-8859-11" => "windows-874",
        other => other,
    })
}
