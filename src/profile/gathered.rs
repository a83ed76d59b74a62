//! What is held of a site until all of its documents were seen: of most lines their digests only.
//!
//! A corpus in containers has all its sites open until the end, and most lines of a document come once: only of a line that is met a
//! second time the text is wanted, and that document brings it.

use super::sample::{BOTTOM, ENCODING, SAMPLE, Sampled, SiteSurvey, TOP};
use super::smallest::Smallest;
use super::{Digested, Recurrence, SiteLine};
use crate::config;
use crate::document::Site;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::BuildHasherDefault;
use xxhash_rust::xxh3::xxh3_64;

type ByDigest<T> = HashMap<u64, T, BuildHasherDefault<Digested>>;

/// The documents of a site's sample, and the text of the lines that more than one of them has.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gathered {
    sample: Smallest<Known>,
    seen: Seen,
    /// By digest, of lines that were met more than once.
    texts: ByDigest<Box<str>>,
    bytes: u64,
    /// Documents let go since what is held was last gone through for what nobody needs any more.
    gone: usize,
}

/// A document of the sample.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Known {
    /// Of its text.
    digest: u64,
    /// Its edge lines: digests, whose lowest bits say where the line stands.
    lines: Box<[u64]>,
    legacy: Option<Box<str>>,
}

/// The bits of a line that say where it stands.
const PLACE: u64 = 3;
const AT_TOP: u64 = 1;
const AT_BOTTOM: u64 = 2;

/// The digest of a line's key, without the bits of its place.
fn digest(key: &str) -> u64 {
    xxh3_64(key.as_bytes()) & !PLACE
}

impl Known {
    fn bytes(&self) -> u64 {
        PER_DOCUMENT + self.lines.len() as u64 * 8 + self.legacy.as_ref().map_or(0, |label| label.len() as u64)
    }

    fn digests(&self) -> impl Iterator<Item = u64> {
        self.lines.iter().map(|line| line & !PLACE)
    }
}

/// Bytes that a document of the sample takes besides its lines, or nearly so.
const PER_DOCUMENT: u64 = 72;
/// The same of a text.
const PER_TEXT: u64 = 40;

impl Gathered {
    /// The number from which on no document can be kept any more.
    pub(crate) fn end(&self) -> u128 {
        self.sample.end()
    }

    /// Bytes it holds, or nearly so.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Takes in what was counted of some documents; of all so many are kept at most.
    pub(crate) fn take_in(&mut self, counted: SiteSurvey, most: usize) {
        self.sample.end_at(counted.sample.end());
        counted.sample.into_kept().into_iter().for_each(|(number, document)| self.put(number, &document));
        while self.sample.is_over(most) && self.let_go() {}
        if self.gone >= SAMPLE {
            self.forget();
        }
    }

    /// Keeps so many documents at most.
    pub(crate) fn cut(&mut self, most: usize) {
        while self.sample.is_over(most) && self.let_go() {}
        self.forget();
    }

    /// Lets documents go until it holds so many bytes less, or none; gives how many it holds less.
    pub(crate) fn shrink(&mut self, bytes: u64) -> u64 {
        let before = self.bytes;
        while before - self.bytes < bytes && self.let_go() {}
        self.forget();
        before - self.bytes
    }

    fn put(&mut self, number: u64, document: &Sampled) {
        if !self.sample.has_room(number) {
            return;
        }
        let mut known = Known { digest: document.digest, lines: Box::default(), legacy: None };
        let mut lines = Vec::new();
        for (place, key) in document.lines.lines().filter_map(|line| line.split_at_checked(1)) {
            let bits = match place {
                ENCODING => {
                    known.legacy = Some(key.into());
                    continue;
                }
                TOP => AT_TOP,
                BOTTOM => AT_BOTTOM,
                _ => AT_TOP | AT_BOTTOM,
            };
            let digest = digest(key);
            lines.push(digest | bits);
            if self.seen.has(digest) && !self.texts.contains_key(&digest) {
                self.bytes += key.len() as u64 + PER_TEXT;
                self.texts.insert(digest, key.into());
            }
        }
        known.lines = lines.into();
        let bytes = known.bytes();
        if let (true, before) = self.sample.put(number, known) {
            self.bytes = self.bytes + bytes - before.as_ref().map_or(0, Known::bytes);
            self.see(number);
        }
    }

    /// Remembers that the lines of a document were met.
    fn see(&mut self, number: u64) {
        let Some(new) = self.sample.get(number) else { return };
        if self.seen.takes(new.lines.len()) {
            new.digests().for_each(|digest| self.seen.add(digest));
        } else {
            self.see_again(usize::MAX);
        }
    }

    /// The same of all documents, in as much room as it takes, but in no more than so many words.
    fn see_again(&mut self, most: usize) {
        self.bytes -= self.seen.bytes();
        self.seen = Seen::of(self.sample.values().map(|known| known.lines.len()).sum(), most);
        self.sample.values().flat_map(Known::digests).for_each(|digest| self.seen.add(digest));
        self.bytes += self.seen.bytes();
    }

    /// Lets the document with the largest number go; whether there was one.
    fn let_go(&mut self) -> bool {
        let Some(document) = self.sample.let_go() else { return false };
        self.bytes -= document.bytes();
        self.gone += 1;
        true
    }

    /// Lets go of what was held for the sake of documents that are gone.
    fn forget(&mut self) {
        let held: HashSet<u64, BuildHasherDefault<Digested>> = self.sample.values().flat_map(Known::digests).collect();
        let bytes = &mut self.bytes;
        self.texts.retain(|digest, text| {
            let stays = held.contains(digest);
            *bytes -= if stays { 0 } else { text.len() as u64 + PER_TEXT };
            stays
        });
        self.see_again(self.seen.bits.len());
        self.gone = 0;
    }

    /// Keeps the lines that stand in enough documents, on top of what an `earlier` survey had learnt of the site: its documents and
    /// counts to these, as if both had been surveyed together; of a line that it has not, it counts none. A site with too few
    /// documents stays as it was; `None` for one that there was not, or for one without such a line.
    pub(crate) fn freeze_onto(&self, earlier: Option<&SiteLine>, site: &Site, survey: &config::Survey) -> Option<SiteLine> {
        // Copies of one text, be it in two encodings, count as one.
        let mut texts: BTreeMap<u64, &Known> = BTreeMap::new();
        for known in self.sample.values() {
            let one = texts.entry(known.digest).or_insert(known);
            *one = (*one).min(known);
        }
        let documents = texts.len() as u32;
        if documents < survey.min_documents {
            return earlier.cloned();
        }
        let documents = documents.saturating_add(earlier.map_or(0, |e| e.documents));
        let enough = (u64::from(documents) * u64::from(survey.min_share)).div_ceil(1000).max(3);
        let mut counts: ByDigest<(Recurrence, Option<&str>)> = ByDigest::default();
        let mut encodings: BTreeMap<&str, u32> = BTreeMap::new();
        for known in texts.values() {
            for line in &known.lines {
                let count = &mut counts.entry(line & !PLACE).or_default().0;
                count.documents += 1;
                count.top += u32::from(line & AT_TOP != 0);
                count.bottom += u32::from(line & AT_BOTTOM != 0);
            }
            if let Some(label) = &known.legacy {
                *encodings.entry(label).or_default() += 1;
            }
        }
        if let Some(earlier) = earlier {
            for (key, documents, top, bottom) in &earlier.lines {
                let (count, text) = counts.entry(digest(key)).or_default();
                count.documents = count.documents.saturating_add(*documents);
                count.top = count.top.saturating_add(*top);
                count.bottom = count.bottom.saturating_add(*bottom);
                *text = Some(key);
            }
            for (label, n) in &earlier.encodings {
                let count = encodings.entry(label).or_default();
                *count = count.saturating_add(*n);
            }
        }
        let kept = counts.into_iter().filter(|(_, (count, _))| u64::from(count.documents) >= enough);
        let mut lines: Vec<(String, u32, u32, u32)> = kept
            .filter_map(|(digest, (count, earlier))| {
                // It stands in three documents at least, of which the second brought its text.
                let text = earlier.or_else(|| self.texts.get(&digest).map(|text| &**text))?;
                Some((text.to_owned(), count.documents, count.top, count.bottom))
            })
            .collect();
        let encodings: Vec<(String, u32)> = encodings.into_iter().map(|(label, n)| (label.to_owned(), n)).collect();
        if lines.is_empty() && encodings.is_empty() {
            return None;
        }
        lines.sort_unstable();
        Some(SiteLine { documents, encodings, lines, site: site.0.clone(), v: crate::record::VERSION })
    }
}

impl SiteSurvey {
    /// Keeps the lines that stand in enough documents; `None` for a site with too few documents or no such line.
    pub fn freeze(self, site: &Site, survey: &config::Survey) -> Option<SiteLine> {
        let mut gathered = Gathered::default();
        gathered.take_in(self, SAMPLE);
        gathered.freeze_onto(None, site, survey)
    }
}

/// Which digests were met: surely those that were, and a few in a hundred of the others.
#[derive(Clone, Debug, Default)]
struct Seen {
    bits: Vec<u64>,
    /// Digests added.
    added: usize,
}

impl Seen {
    /// Bits for each digest, at least.
    const EACH: usize = 8;

    /// With room for so many digests and half as many again, but of no more than so many words.
    fn of(digests: usize, most: usize) -> Seen {
        let words = ((digests + digests / 2) * Seen::EACH).div_ceil(64);
        Seen { bits: vec![0; words.min(most)], added: 0 }
    }

    fn bytes(&self) -> u64 {
        self.bits.len() as u64 * 8
    }

    fn takes(&self, more: usize) -> bool {
        (self.added + more) * Seen::EACH <= self.bits.len() * 64
    }

    /// Two of the bits.
    fn places(&self, digest: u64) -> [(usize, u64); 2] {
        [digest >> 32, digest & u64::from(u32::MAX)].map(|part| {
            // Its part of all numbers of 32 bits is its part of the bits.
            let bit = (part * (self.bits.len() as u64 * 64)) >> 32;
            ((bit / 64) as usize, 1 << (bit % 64))
        })
    }

    fn has(&self, digest: u64) -> bool {
        !self.bits.is_empty() && self.places(digest).iter().all(|(word, bit)| self.bits[*word] & bit != 0)
    }

    fn add(&mut self, digest: u64) {
        self.places(digest).iter().for_each(|(word, bit)| self.bits[*word] |= bit);
        self.added += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;
    use proptest::prelude::*;

    /// What a site is by its definition: the documents with the smallest numbers, each text once, lines counted as they stand.
    fn plainly(documents: &[(u64, String)], most: usize) -> Vec<(String, u32)> {
        let mut documents: Vec<&(u64, String)> = documents.iter().filter(|(_, text)| !Text::new(text).filled().is_empty()).collect();
        documents.sort();
        documents.dedup_by_key(|(number, _)| *number);
        documents.truncate(most);
        let texts: HashSet<&str> = documents.iter().map(|(_, text)| text.as_str()).collect();
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        for text in &texts {
            let lines = super::super::sample::edge_lines(&Text::new(text));
            lines.lines().for_each(|line| *counts.entry(line[1..].to_owned()).or_default() += 1);
        }
        let enough = (texts.len() as u32 * 3).div_ceil(10).max(3);
        if texts.len() < 5 { Vec::new() } else { counts.into_iter().filter(|(_, n)| *n >= enough).collect() }
    }

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(20_260_101), ..ProptestConfig::default() })]
        #[test]
        fn a_site_is_what_its_definition_says(
            texts in proptest::collection::vec("([a-f]{1,2}\n){0,6}", 0..60), most in 3usize..40, together in 1usize..9, cut in 0usize..60,
        ) {
            let numbered = |n: usize| (n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let documents: Vec<(u64, String)> = texts.into_iter().enumerate().map(|(n, text)| (numbered(n), text)).collect();
            let mut gathered = Gathered::default();
            for (n, some) in documents.chunks(together).enumerate() {
                let mut counted = SiteSurvey::default();
                for (number, text) in some {
                    counted.add_edges(*number, xxh3_64(text.as_bytes()), None, &Text::new(text));
                }
                gathered.take_in(counted, most);
                if n == cut {
                    gathered.forget();
                }
                let texts: u64 = gathered.texts.values().map(|text| text.len() as u64 + PER_TEXT).sum();
                let held = gathered.sample.values().map(Known::bytes).sum::<u64>() + gathered.seen.bytes() + texts;
                prop_assert_eq!(gathered.bytes(), held);
            }
            let frozen = gathered.freeze_onto(None, &Site::default(), &config::Survey::default());
            let lines: Vec<(String, u32)> = frozen.into_iter().flat_map(|site| site.lines).map(|line| (line.0, line.1)).collect();
            prop_assert_eq!(lines, plainly(&documents, most));
            gathered.shrink(u64::MAX);
            prop_assert_eq!((gathered.bytes(), gathered.texts.len()), (gathered.seen.bytes(), 0));
        }
    }
}
