//! Names of records: the key of a document, and the id of the record that holds its clean text.
//!
//! The id follows from the record that the text came from and from the text, so that the same run gives the same bytes
//! on every machine. It is a UUID of version 8, which is for ids that are made from a digest. A reader that meets such a
//! record sees by the same rule that it is one of ours, and calls the document what it was called before it was cleaned.

use super::head::Head;
use crate::digest::Digest;

/// The key of a document: the UUID of its record, or its place when the record has no id.
pub fn key(at: u64, head: &Head, block: &[u8]) -> Vec<u8> {
    let Some(id) = head.get("WARC-Record-ID") else { return at.to_string().into_bytes() };
    let source = head.get("WARC-Refers-To");
    // Only ids of version 8 are worth a digest of the block.
    let ours = source.filter(|source| id.get(24) == Some(&b'8') && clean_id(source, &Digest::of(block)).as_bytes() == id);
    let id = ours.unwrap_or(id);
    let bare = id.strip_prefix(b"<").unwrap_or(id);
    let bare = bare.strip_suffix(b">").unwrap_or(bare);
    let bare = bare.strip_prefix(b"urn:uuid:").unwrap_or(bare);
    if bare.is_empty() { at.to_string().into_bytes() } else { bare.to_vec() }
}

/// The id of the record that holds the clean text of `source`, with its angle brackets.
pub fn clean_id(source: &[u8], block: &Digest) -> String {
    let mut name = b"scrubjay clean record\0".to_vec();
    name.extend_from_slice(source);
    name.push(0);
    name.extend_from_slice(&block.0);
    let mut bytes = Digest::of(&name).0;
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = crate::digest::hex(&bytes[..16]);
    format!("<urn:uuid:{}-{}-{}-{}-{}>", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clean_record_goes_by_the_name_of_its_source() {
        let source = "<urn:uuid:0b9a7c1e-52d3-4f6b-8a4e-3c1d2e5f6a70>";
        let head = |id: &str, more: &str| Head::parse(format!("WARC/1.0\r\nWARC-Record-ID: {id}\r\n{more}\r\n").into_bytes());
        let raw = head(source, "");
        assert_eq!(key(7, &raw, b"raw"), b"0b9a7c1e-52d3-4f6b-8a4e-3c1d2e5f6a70");
        let id = clean_id(source.as_bytes(), &Digest::of(b"clean"));
        assert_eq!(id.len(), source.len());
        assert_eq!(id.as_bytes()[24], b'8');
        let clean = head(&id, &format!("WARC-Refers-To: {source}\r\n"));
        assert_eq!(key(9, &clean, b"clean"), key(7, &raw, b"raw"));
        assert_ne!(key(9, &clean, b"other"), key(7, &raw, b"raw"));
        assert_eq!(key(9, &head("", ""), b""), b"9");
        assert_eq!(key(9, &head("<http://a.example/1>", ""), b""), b"http://a.example/1");
    }
}
