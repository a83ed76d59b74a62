//! A document, its id and its site.

use std::fmt;

/// The one ASCII spelling of a document's place below the corpus root.
///
/// Path bytes, percent-encoded: the unreserved characters of RFC 3986 and `/` stand for themselves, every other
/// byte is `%` and two upper-case hex digits. A record inside a container is `<path>#<key>`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId(String);

impl DocumentId {
    /// The id of a path given as bytes, `/` between its elements.
    ///
    /// # Errors
    /// Says which kind of element is not allowed: empty, `.`, `..`, or one with a NUL.
    pub fn from_path(path: &[u8]) -> Result<DocumentId, &'static str> {
        check_elements(path)?;
        Ok(DocumentId(encode(path)))
    }

    /// Reads an id; any spelling but the one that [`DocumentId::from_path`] gives is refused.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn parse(id: &str) -> Result<DocumentId, &'static str> {
        let (path, key) = match id.split_once('#') {
            Some((path, key)) => (path, Some(key)),
            None => (id, None),
        };
        let bytes = decode(path).ok_or("not percent-encoded as an id is")?;
        check_elements(&bytes)?;
        let mut again = encode(&bytes);
        if let Some(key) = key {
            let key = decode(key).ok_or("key not percent-encoded as an id is")?;
            if key.is_empty() {
                return Err("empty key");
            }
            again.push('#');
            again.push_str(&encode(&key));
        }
        if again != id {
            return Err("spelled in another way than the one allowed");
        }
        Ok(DocumentId(again))
    }

    /// The id of a record in the container with this id, by its key.
    pub fn of_record(&self, key: &[u8]) -> DocumentId {
        DocumentId(format!("{}#{}", self.0, encode(key)))
    }

    /// The id of the container, for a record in one.
    pub fn container(&self) -> Option<&str> {
        self.0.split_once('#').map(|(path, _)| path)
    }

    /// The id as it stands in the record.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path bytes (of the container, for a record in one).
    pub fn path(&self) -> Vec<u8> {
        let path = self.0.split('#').next().unwrap_or_default();
        decode(path).expect("an id is well-formed by construction")
    }

    /// The path bytes of a file that holds this document alone: its own, or, for a record, that of the container with `#`
    /// and the key as it is spelled, a slash in it as `%2F`.
    pub fn path_alone(&self) -> Vec<u8> {
        let mut path = self.path();
        if let Some((_, key)) = self.0.split_once('#') {
            path.push(b'#');
            path.extend_from_slice(key.replace('/', "%2F").as_bytes());
        }
        path
    }

    /// The site by the default rule: the folder that holds the document, empty for one at the root.
    pub fn site(&self) -> Site {
        let path = self.0.split('#').next().unwrap_or_default();
        Site(path.rsplit_once('/').map(|(folder, _)| folder.to_owned()).unwrap_or_default())
    }
}

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Documents of one source: by default the folder right above the document, spelled as in an id.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Site(pub String);

impl Site {
    /// The host of an address, in lower case, without port and without `www.` in front; `None` when there is none.
    pub fn of_url(url: &str) -> Option<Site> {
        let url = url.trim();
        let rest = url.split_once("//").map_or(url, |(_, rest)| rest);
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host = authority.rsplit('@').next().unwrap_or_default();
        let host = match host.split_once(']') {
            Some((address, _)) => address.trim_start_matches('['),
            None => host.split(':').next().unwrap_or_default(),
        };
        let host = host.trim_end_matches('.').to_lowercase();
        let host = host.strip_prefix("www.").unwrap_or(&host);
        // What is longer than a host can be is none.
        (!host.is_empty() && host.len() <= 255).then(|| Site(encode(host.as_bytes())))
    }
}

/// One text of a corpus, as raw bytes.
#[derive(Clone, Debug)]
pub struct Document {
    /// Where it stands.
    pub id: DocumentId,
    /// Whose documents it is one of.
    pub site: Site,
    /// What it holds.
    pub bytes: Vec<u8>,
}

fn check_elements(path: &[u8]) -> Result<(), &'static str> {
    for element in path.split(|b| *b == b'/') {
        match element {
            b"" => return Err("empty path element"),
            b"." | b".." => return Err("path element `.` or `..`"),
            e if e.contains(&0) => return Err("NUL in a path"),
            _ => {}
        }
    }
    Ok(())
}

/// Percent-encodes bytes as ids are; the order of encoded names is the order of rows.
pub(crate) fn encode(bytes: &[u8]) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let plain = |b: u8| b.is_ascii_alphanumeric() | matches!(b, b'-' | b'.' | b'_' | b'~' | b'/');
    // Most names are spelled as they are.
    if bytes.iter().all(|b| plain(*b))
        && let Ok(name) = std::str::from_utf8(bytes)
    {
        return name.to_owned();
    }
    let mut out = String::with_capacity(bytes.len());
    for &b in bytes {
        if plain(b) {
            out.push(b as char);
        } else {
            out.push('%');
            out.push(HEX[usize::from(b >> 4)] as char);
            out.push(HEX[usize::from(b & 15)] as char);
        }
    }
    out
}

pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(b) = bytes.next() {
        if b == b'%' {
            let high = (bytes.next()? as char).to_digit(16)?;
            let low = (bytes.next()? as char).to_digit(16)?;
            out.push((high * 16 + low) as u8);
        } else {
            out.push(b);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_has_one_spelling() {
        let id = DocumentId::from_path(b"a b/\xff#.txt").unwrap();
        assert_eq!(id.as_str(), "a%20b/%FF%23.txt");
        assert_eq!(id.path(), b"a b/\xff#.txt");
        assert_eq!(id.site().0, "a%20b");
        assert_eq!(DocumentId::parse(id.as_str()).unwrap(), id);
        for bad in ["a%2fb", "%41", "a//b", "../a", "a/.", "", "a b", "%4", "a#", "a#b#c", "%00"] {
            assert!(DocumentId::parse(bad).is_err(), "{bad:?} was taken");
        }
        assert!(DocumentId::parse("file.jsonl#17").is_ok());
        let record = DocumentId::from_path(b"a b/c.zip").unwrap().of_record(b"x/../y z");
        assert_eq!(record.as_str(), "a%20b/c.zip#x/../y%20z");
        assert_eq!(record.path_alone(), b"a b/c.zip#x%2F..%2Fy%20z");
        assert_eq!((record.container(), record.site().0.as_str()), (Some("a%20b/c.zip"), "a%20b"));
    }

    #[test]
    fn a_site_is_the_host_of_an_address() {
        for (url, site) in [
            ("https://www.Harbour.example:8080/a?b#c", Some("harbour.example")),
            ("http://me:pw@harbour.example./", Some("harbour.example")),
            ("//harbour.example", Some("harbour.example")),
            ("harbour.example/page", Some("harbour.example")),
            ("http://[::1]:80/", Some("%3A%3A1")),
            ("https://гавань.example/", Some("%D0%B3%D0%B0%D0%B2%D0%B0%D0%BD%D1%8C.example")),
            ("https:///x", None),
            ("", None),
        ] {
            assert_eq!(Site::of_url(url).map(|s| s.0).as_deref(), site, "{url}");
        }
    }
}
