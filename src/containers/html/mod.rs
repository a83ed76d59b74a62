//! Pages: a file `.html` holds one document, the text that is taken out of it.
//!
//! What the extraction leaves out is not in the record: the row has the sum of the page, and the page itself stays in
//! the raw corpus. The clean file is a page too, the plainest there is, with the clean text in it; it is read back to
//! the byte.

mod choose;
mod lines;
mod tags;

use super::{Damage, Extracted, Format, Origin, Part, Reader, Record, Settings, Writer};
use crate::record::row::Sum;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

/// See above.
pub static FORMAT: Format = Format::new("html", &[".html", ".htm", ".xhtml"], open, create).declaring();
/// Name and version of the extraction; it goes up when the same page would give another text.
pub const BY: &str = "html/1";

/// The text of a page.
pub fn text_of(page: &str) -> String {
    choose::text(page, lines::of(page))
}

/// What a record says whose bytes are a page still: see [`text_of`].
pub fn page(bytes: &[u8]) -> Extracted {
    Extracted { by: BY, page: Sum::of(bytes) }
}

const HEAD: &str = "<!DOCTYPE html>\n<meta charset=\"utf-8\">\n<meta name=\"generator\" content=\"scrubjay\">\n<pre>\n";
const TAIL: &str = "</pre>\n";

/// The page that holds just this text.
fn wrap(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('\r', "&#13;");
    [HEAD, &text, TAIL].concat()
}

/// The text of a page of our own making; only one that it would be made into again counts as such.
fn unwrap(page: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(page).ok()?.strip_prefix(HEAD)?.strip_suffix(TAIL)?;
    let text = text.replace("&#13;", "\r").replace("&lt;", "<").replace("&amp;", "&");
    (wrap(&text).as_bytes() == page).then_some(text)
}

fn open(path: &Path, settings: &Settings) -> io::Result<Box<dyn Reader>> {
    let file = File::open(path)?;
    let bytes = file.metadata()?.len();
    Ok(Box::new(Pages { file: Some((file, bytes)), most: settings.limits.record }))
}

fn create(to: Box<dyn Write + Send>, _: &Path, _: &Settings) -> io::Result<Box<dyn Writer>> {
    Ok(Box::new(Plain { to }))
}

struct Pages {
    file: Option<(File, u64)>,
    most: u64,
}

impl Reader for Pages {
    fn next(&mut self) -> io::Result<Option<Part>> {
        let Some((file, bytes)) = self.file.take() else { return Ok(None) };
        if bytes > self.most {
            let reason = format!("a page of {bytes} bytes, over containers.limits.record ({})", self.most);
            return Ok(Some(Part::Damage(Damage { at: 0, reason })));
        }
        let mut bytes = Vec::new();
        file.take(self.most).read_to_end(&mut bytes)?;
        if bytes.is_empty() {
            return Ok(None);
        }
        let (bytes, charset, extracted) = match unwrap(&bytes) {
            Some(text) => (text.into_bytes(), Some("utf-8".to_owned()), None),
            None => {
                let extracted = page(&bytes);
                (bytes, None, Some(extracted))
            }
        };
        Ok(Some(Part::Document(Record { key: Vec::new(), url: None, bytes, charset, extracted, origin: Origin(Box::new(())) })))
    }
}

struct Plain {
    to: Box<dyn Write + Send>,
}

impl Writer for Plain {
    fn put(&mut self, _: Origin, text: Option<&str>) -> io::Result<()> {
        text.map_or(Ok(()), |text| self.to.write_all(wrap(text).as_bytes()))
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.to.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_clean_page_gives_its_text_back(text in any::<String>()) {
            prop_assert_eq!(unwrap(wrap(&text).as_bytes()), Some(text));
        }

        #[test]
        fn no_page_is_too_broken(page in "([ -~]|</?(p|div|a|td|script|title|pre|select|h1)( [a-z]=[\"']?)?/?>|<!--|-->|&[a-z#0-9]{1,5};|é|漢){0,60}") {
            text_of(&page);
        }
    }

    #[test]
    fn a_page_without_text_gives_none() {
        for page in ["", "<html></html>", "<script>let a = '<p>x</p>';</script>", "<!-- <p>x</p> -->", "<", "<a", "</"] {
            assert!(text_of(page).len() <= 2, "{page}: {:?}", text_of(page));
        }
    }

    #[test]
    fn blocks_are_lines_and_paragraphs_stand_apart() {
        let page = "<title>T</title><body><h1>Der&nbsp;Hafen</h1>\n<p>Ein <b>Satz</b>,\n der  &amp; weiter&shy;geht.<p>Noch einer.<br>Und eine Zeile."
            .to_owned()
            + "<table><tr><td>a</td><td>b</td></tr></table><pre>x\n  y</pre><script>no</script><div>1 < 2</div>";
        assert_eq!(
            text_of(&page),
            "Der\u{a0}Hafen\n\nEin Satz, der & weiter\u{ad}geht.\n\nNoch einer.\nUnd eine Zeile.\n\na b\n\nx\n  y\n\n1 < 2\n"
        );
    }
}
