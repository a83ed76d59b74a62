//! The answer of a web server, as a `response` record holds it: its header, and the body under its codings.

use super::frames::split;
use super::head::Head;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use std::borrow::Cow;
use std::io::Read;

/// An answer.
pub struct Answer<'a> {
    /// Status code.
    pub status: u16,
    /// Its header.
    pub head: Head,
    body: &'a [u8],
}

impl<'a> Answer<'a> {
    /// Reads the block of a `response` record; `None` when it is not an answer over HTTP.
    pub fn parse(block: &'a [u8]) -> Option<Answer<'a>> {
        if !block.starts_with(b"HTTP/") {
            return None;
        }
        let (head, end) = split(block)?;
        let line = std::str::from_utf8(head.first_line()).ok()?;
        let status = line.split_ascii_whitespace().nth(1)?.parse().ok()?;
        Some(Answer { status, head, body: &block[end..] })
    }

    /// The body as the page has it. Crawlers often took the codings off and left the header as it was: a body that is
    /// not coded as the header says is taken as it is.
    ///
    /// # Errors
    /// Says what cannot be undone.
    pub fn body(&self, largest: u64, ratio: u64) -> Result<Cow<'a, [u8]>, String> {
        let chunked = self.head.text("Transfer-Encoding").is_some_and(|t| t.to_ascii_lowercase().contains("chunked"));
        let mut body = match chunked.then(|| unchunk(self.body)).flatten() {
            Some(body) => Cow::Owned(body),
            None => Cow::Borrowed(self.body),
        };
        let codings = self.head.text("Content-Encoding").unwrap_or_default().to_ascii_lowercase();
        for coding in codings.split(',').rev().map(str::trim) {
            let most = largest.min((1u64 << 20).saturating_add(ratio.saturating_mul(body.len() as u64)));
            body = match coding {
                "gzip" | "x-gzip" if body.starts_with(&[0x1f, 0x8b]) => Cow::Owned(all(MultiGzDecoder::new(&body[..]), most)?),
                "deflate" => match all(ZlibDecoder::new(&body[..]), most).or_else(|_| all(DeflateDecoder::new(&body[..]), most)) {
                    Ok(plain) => Cow::Owned(plain),
                    Err(why) if text_like(&body) => {
                        let _ = why;
                        body
                    }
                    Err(why) => return Err(why),
                },
                "zstd" if body.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) => {
                    Cow::Owned(all(zstd::stream::read::Decoder::new(&body[..]).map_err(|e| e.to_string())?, most)?)
                }
                "" | "identity" | "gzip" | "x-gzip" | "zstd" => body,
                _ if text_like(&body) => body,
                other => return Err(format!("a page under the content coding `{}`, which is not read", other.escape_default())),
            };
        }
        Ok(body)
    }
}

/// Whether bytes begin as text does, whatever a header says: with a blank or a printable character, and no control.
fn text_like(bytes: &[u8]) -> bool {
    bytes.iter().take(64).all(|b| *b >= 0x20 || b.is_ascii_whitespace())
}

/// Undoes a coding, up to a size.
fn all(from: impl Read, most: u64) -> Result<Vec<u8>, String> {
    let mut plain = Vec::new();
    match from.take(most + 1).read_to_end(&mut plain) {
        Ok(n) if n as u64 > most => Err("a page that is larger unpacked than the limits allow".to_owned()),
        Ok(_) => Ok(plain),
        Err(_) => Err("a page whose content coding is cut off or broken".to_owned()),
    }
}

/// Puts chunks together; `None` when the bytes are not chunked. A last chunk that is cut off is taken as far as it goes.
fn unchunk(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::with_capacity(bytes.len());
    loop {
        let end = memchr::memchr(b'\n', &bytes[..bytes.len().min(256)])?;
        let size = std::str::from_utf8(&bytes[..end]).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        bytes = &bytes[end + 1..];
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(&bytes[..size.min(bytes.len())]);
        bytes = bytes.get(size..).unwrap_or_default();
        bytes = bytes.strip_prefix(b"\r\n").or_else(|| bytes.strip_prefix(b"\n")).unwrap_or(bytes);
        if bytes.is_empty() {
            return Some(body);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn body(head: &str, bytes: &[u8]) -> Result<Vec<u8>, String> {
        let block = [format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n").as_bytes(), bytes].concat();
        Answer::parse(&block).unwrap().body(1 << 20, 100).map(Cow::into_owned)
    }

    #[test]
    fn codings_are_undone_where_they_are_there() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(b"a page").unwrap();
        let gzip = gzip.finish().unwrap();
        let mut chunks = b"5;x=y\r\n".to_vec();
        chunks.extend_from_slice(&gzip[..5]);
        chunks.extend_from_slice(format!("\r\n{:X}\r\n", gzip.len() - 5).as_bytes());
        chunks.extend_from_slice(&gzip[5..]);
        chunks.extend_from_slice(b"\r\n0\r\n\r\n");
        assert_eq!(body("Content-Encoding: gzip\r\nTransfer-Encoding: chunked", &chunks).unwrap(), b"a page");
        assert_eq!(body("Content-Encoding: gzip", &gzip).unwrap(), b"a page");
        assert_eq!(body("Content-Encoding: gzip\r\nTransfer-Encoding: chunked", b"a page").unwrap(), b"a page");
        assert_eq!(body("Content-Encoding: br", b"a page").unwrap(), b"a page");
        assert!(body("Content-Encoding: br", b"\x8b\x02\x80abc").unwrap_err().contains("`br`"));
        assert!(body("Content-Encoding: gzip", &gzip[..gzip.len() - 9]).is_err());
        let zeros = vec![0; 3 << 20];
        let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        bomb.write_all(&zeros).unwrap();
        assert!(body("Content-Encoding: gzip", &bomb.finish().unwrap()).unwrap_err().contains("limits"));
        assert!(Answer::parse(b"dns: x").is_none());
    }
}
