//! What a document was found to be in, kept so that it need not be found out again: the survey looks at all documents that
//! cleaning looks at after it.

use super::catalogue::{self, ALL};
use super::model::models;
use super::{By, Decoded, Evidence};
use std::collections::HashMap;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128_with_seed};

/// What was found out about a document, when it was dear to find out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The one encoding of the whole, when models of languages found it.
    found: Option<Found>,
    even: bool,
}

/// An encoding and what speaks for it, in few bytes: there may be one for each document of a corpus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Found {
    /// The encoding's place in the catalogue.
    entry: u8,
    /// The language's place among the models.
    language: u8,
    /// The rival's place in the catalogue.
    rival: Option<u8>,
    declared: bool,
    confidence: u16,
    margin: u32,
}

impl Found {
    fn of(decoded: &Decoded) -> Option<Found> {
        let declared = match decoded.by {
            By::Declared => true,
            By::Detector => false,
            _ => return None,
        };
        let evidence = decoded.evidence?;
        let place = |label: &str| ALL.iter().position(|e| e.label == label).and_then(|at| u8::try_from(at).ok());
        let (rival, margin) = match evidence.rival {
            Some((label, margin)) => (Some(place(label)?), u32::try_from(margin).ok()?),
            None => (None, 0),
        };
        let language = u8::try_from(languages().position(|name| name == evidence.language)?).ok()?;
        Some(Found { entry: place(&decoded.coding.label)?, language, rival, declared, confidence: decoded.confidence, margin })
    }
}

fn languages() -> impl Iterator<Item = &'static str> {
    let models = models();
    models.languages.iter().map(|l| l.name).chain(models.han.iter().map(|h| h.name))
}

impl Verdict {
    /// On a document that was decoded without a word from its site; `even`: nothing in its text is to be mended. `None`
    /// when there is nothing to keep.
    pub fn of(decoded: &Decoded, even: bool) -> Option<Verdict> {
        let found = Found::of(decoded);
        // Where neither said so, what the site's other documents are in may have cleaning read the bytes otherwise.
        let even = even && (found.is_some() || matches!(decoded.by, By::Bom | By::Utf8 | By::Configured));
        (found.is_some() || even && !decoded.text.is_ascii()).then_some(Verdict { found, even })
    }

    /// The encoding, when models found it and are certain enough.
    pub(super) fn entry(self, min_confidence: u16) -> Option<&'static catalogue::Entry> {
        let found = self.found.filter(|f| f.confidence >= min_confidence)?;
        ALL.get(usize::from(found.entry))
    }

    /// A text in that encoding with all that was found out about it.
    pub(super) fn tell(self, decoded: Decoded<'_>) -> Decoded<'_> {
        let evidence = self.found.and_then(|f| {
            let rival = f.rival.and_then(|at| ALL.get(usize::from(at))).map(|e| (e.label, u64::from(f.margin)));
            Some(Evidence { language: languages().nth(usize::from(f.language))?, rival })
        });
        let (by, confidence) =
            self.found.map_or((decoded.by, decoded.confidence), |f| (if f.declared { By::Declared } else { By::Detector }, f.confidence));
        Decoded { by, confidence, evidence, even: self.even, ..decoded }
    }

    /// Whether nothing in the text was decoded wrongly before, when it is in no encoding that had to be found: [`Verdict::tell`] says
    /// it of one that is.
    pub fn is_even(self) -> bool {
        self.even && self.found.is_none()
    }
}

/// Verdicts on many documents, as many as there is room for. One is found again by the name and all bytes of its document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdicts(HashMap<u64, (u32, Verdict)>);

/// By what a document is found again: a hash of its name and bytes, cut in two.
pub type Key = (u64, u32);

/// Bytes that a verdict takes at most, as the table grows.
const EACH: u64 = 64;

impl Verdicts {
    /// Keeps a verdict, unless they would take more than `most` bytes.
    pub fn keep(&mut self, ((name, check), verdict): (Key, Verdict), most: u64) {
        if self.0.len() as u64 * EACH < most {
            self.0.insert(name, (check, verdict));
        }
    }

    /// The verdict on a document.
    pub fn find(&self, id: &str, bytes: &[u8]) -> Option<Verdict> {
        if self.0.is_empty() {
            return None;
        }
        let (name, check) = Verdicts::key(id, bytes);
        self.0.get(&name).filter(|kept| kept.0 == check).map(|kept| kept.1)
    }

    /// By what a document is found again.
    pub fn key(id: &str, bytes: &[u8]) -> Key {
        let key = xxh3_128_with_seed(bytes, xxh3_64(id.as_bytes()));
        (key as u64, (key >> 64) as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stages::decode::{Coding, Hints, decode};

    fn legacy(label: &str) -> Vec<u8> {
        let text = "Утром на пристани собрались все соседи.\r\nЛодка с письмами пришла только к обеду, и ждали её долго.\r\n";
        let coding = Coding::new(label, false);
        coding.encode(text).expect("the encoding has all these letters")
    }

    #[test]
    fn with_a_verdict_the_text_is_the_same() {
        for label in ["windows-1251", "koi8-r", "ibm866"] {
            let bytes = legacy(label);
            let hints = Hints { min_confidence: 980, ..Hints::default() };
            let found = decode(&bytes, &hints).unwrap();
            let glance = decode(&bytes, &Hints { glance: true, ..hints }).unwrap();
            assert_eq!((&glance.text, &glance.coding, glance.even), (&found.text, &found.coding, found.even));
            let verdict = Verdict::of(&glance, glance.even);
            assert!(verdict.is_some_and(|v| v.entry(980).is_some() && v.even));
            let again = decode(&bytes, &Hints { verdict, site: Some("ibm855"), ..hints }).unwrap();
            assert_eq!((&again.text, &again.coding, again.by), (&found.text, &found.coding, found.by));
            assert_eq!(again.evidence, found.evidence);
            assert_eq!((again.confidence, again.even, again.proven), (found.confidence, true, true));
            // One that is not certain enough is none.
            let harder = Hints { verdict, min_confidence: 1000, ..hints };
            assert!(decode(&bytes, &harder).is_err());
        }
    }

    #[test]
    fn nothing_is_kept_where_a_site_may_decide() {
        // Lines in two encodings: no model says of all of them what they are in, and a site may part them otherwise.
        let bytes = ["windows-1251", "koi8-r"].map(legacy).concat();
        let mixed = decode(&bytes, &Hints::default()).unwrap();
        assert_eq!((mixed.by, mixed.evidence), (By::Detector, None));
        assert_eq!(Verdict::of(&mixed, true), None);
        let plain = decode("Größe".as_bytes(), &Hints::default()).unwrap();
        assert!(Verdict::of(&plain, true).is_some_and(Verdict::is_even));
    }

    #[test]
    fn a_verdict_is_on_one_document_and_there_are_not_too_many() {
        let bytes = legacy("koi8-r");
        let verdict = Verdict::of(&decode(&bytes, &Hints::default()).unwrap(), false).unwrap();
        let mut all = Verdicts::default();
        (0..10).for_each(|i| all.keep((Verdicts::key(&format!("a/{i}"), &bytes), verdict), 4 * EACH));
        assert_eq!(all.find("a/3", &bytes), Some(verdict));
        assert_eq!(all.find("a/4", &bytes), None);
        assert_eq!(all.find("b/3", &bytes), None);
        assert_eq!(all.find("a/3", &bytes[1..]), None);
    }
}
