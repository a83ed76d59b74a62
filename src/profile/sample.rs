//! What is counted of a site while it is surveyed: the keys of the lines near the edges of its documents.

use super::MAX_LINE;
use super::key::key_in;
use super::zones::zones;
use crate::text::Text;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use xxhash_rust::xxh3::xxh3_64;

/// Documents of one site that are kept to count lines in. What recurs in less than a third of them is not furniture, and a share of
/// that size shows in so many within four in a hundred.
pub const SAMPLE: usize = 128;

/// What is counted while a site is surveyed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteSurvey {
    /// By a number that says which documents are kept: those with the smallest.
    sample: BTreeMap<u64, Sampled>,
    /// The smallest number that was let go; none from it on comes in again. One more than the largest when all are there.
    end: u128,
}

/// A document of the sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sampled {
    /// Of its text.
    pub(super) digest: u64,
    /// The keys of its edge lines: each a letter that says where it stands, the key, a newline.
    pub(super) lines: Box<str>,
}

impl Default for SiteSurvey {
    fn default() -> SiteSurvey {
        SiteSurvey { sample: BTreeMap::new(), end: 1 << 64 }
    }
}

impl SiteSurvey {
    /// Takes in one document, as its text is when `headers` sees it.
    pub fn add(&mut self, text: &Text) {
        let digest = xxh3_64(text.as_str().as_bytes());
        self.add_edges(digest, digest, None, text);
    }

    /// Takes in one document of which only the [`edges`] are there: `number` says whether it is kept in a large site, `digest` is
    /// that of the whole text, `legacy` the encoding that its bytes told without doubt.
    pub fn add_edges(&mut self, number: u64, digest: u64, legacy: Option<&str>, text: &Text) {
        if !self.has_room(number) || text.filled().is_empty() {
            return;
        }
        let label = legacy.map(|label| format!("{ENCODING}{label}\n")).unwrap_or_default();
        self.put(number, Sampled { digest, lines: (edge_lines(text) + &label).into() });
        self.trim(SAMPLE);
    }

    /// Whether a document with this number could be kept.
    pub fn has_room(&self, number: u64) -> bool {
        u128::from(number) < self.end
    }

    /// The number from which on no document can be kept any more.
    pub fn end(&self) -> u128 {
        self.end
    }

    /// Adds what was counted elsewhere: a commutative sum.
    pub fn merge(&mut self, other: SiteSurvey) {
        if other.end < self.end {
            self.end = other.end;
            while self.sample.last_key_value().is_some_and(|(number, _)| !self.has_room(*number)) {
                self.let_go();
            }
        }
        other.sample.into_iter().for_each(|(number, document)| self.put(number, document));
        self.trim(SAMPLE);
    }

    /// The documents by their numbers, and the number from which on there are none.
    pub(super) fn into_sample(self) -> (BTreeMap<u64, Sampled>, u128) {
        (self.sample, self.end)
    }

    /// What has one number and two spellings counts once, whichever came first.
    fn put(&mut self, number: u64, document: Sampled) {
        if !self.has_room(number) {
            return;
        }
        match self.sample.entry(number) {
            Entry::Vacant(slot) => {
                slot.insert(document);
            }
            Entry::Occupied(mut slot) if document.lines < slot.get().lines => {
                slot.insert(document);
            }
            Entry::Occupied(_) => {}
        }
    }

    fn trim(&mut self, most: usize) {
        while self.sample.len() > most && self.let_go() {}
    }

    /// Lets the document with the largest number go, and all that come with larger ones.
    fn let_go(&mut self) -> bool {
        let Some((number, _)) = self.sample.pop_last() else { return false };
        self.end = self.end.min(u128::from(number));
        true
    }
}

pub(super) const TOP: &str = "t";
pub(super) const BOTTOM: &str = "b";
const BOTH: &str = "x";
pub(super) const ENCODING: &str = "e";

/// The keys of the lines near the edges of a text, each once, with the letter of its place.
pub(super) fn edge_lines(text: &Text) -> String {
    let (top, bottom) = zones(text);
    let filled = text.filled();
    let mut room = [0u8; MAX_LINE];
    // All keys one after the other, and where each of them lies.
    let mut keys: Vec<u8> = Vec::new();
    let mut places: Vec<(std::ops::Range<usize>, &str)> = Vec::new();
    let zones = (0..top).map(|at| (at, TOP)).chain((bottom..filled.len()).map(|at| (at, BOTTOM)));
    for (at, place) in zones {
        let line = text.inner(filled[at] as usize);
        if let Some(key) = room.get_mut(..line.len()).and_then(|room| key_in(line, room)) {
            places.push((keys.len()..keys.len() + key.len(), place));
            keys.extend_from_slice(key);
        }
    }
    places.sort_by(|a, b| keys[a.0.clone()].cmp(&keys[b.0.clone()]));
    let mut out = String::with_capacity(keys.len() + places.len() * 2);
    for same in places.chunk_by(|a, b| keys[a.0.clone()] == keys[b.0.clone()]) {
        let place = same[0].1;
        out.push_str(if same.iter().all(|s| s.1 == place) { place } else { BOTH });
        out.push_str(&String::from_utf8_lossy(&keys[same[0].0.clone()]));
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;
    use crate::document::Site;
    use proptest::prelude::*;

    fn survey(documents: &[String]) -> SiteSurvey {
        let mut survey = SiteSurvey::default();
        documents.iter().for_each(|d| survey.add(&Text::new(d)));
        survey
    }

    #[test]
    fn a_document_that_is_there_twice_counts_once() {
        let documents: Vec<String> = (0..6).map(|_| "The Ferry Post\n\nOne text\n".to_owned()).collect();
        assert_eq!(survey(&documents).freeze(&Site::default(), &config::Survey::default()), None);
    }

    #[test]
    fn copies_under_several_names_count_once() {
        let mut survey = SiteSurvey::default();
        let text = Text::new("The Ferry Post\n\nOne text\n");
        (0..6).for_each(|name| survey.add_edges(name, 1, None, &text));
        assert_eq!(survey.clone().freeze(&Site::default(), &config::Survey::default()), None);
        (6..12).for_each(|name| survey.add_edges(name, name, None, &text));
        let line = survey.freeze(&Site::default(), &config::Survey::default()).unwrap();
        assert_eq!((line.documents, line.lines[1].1), (7, 7));
    }

    #[test]
    fn what_was_let_go_does_not_come_in_again() {
        let text = Text::new("The Ferry Post\n");
        let mut survey = SiteSurvey::default();
        (0..SAMPLE as u64 + 9).rev().for_each(|name| survey.add_edges(name, name, None, &text));
        assert_eq!(survey.end(), SAMPLE as u128);
        let before = survey.clone();
        survey.add_edges(SAMPLE as u64, 0, None, &text);
        assert_eq!(survey, before);
    }

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(20_260_101), ..ProptestConfig::default() })]
        #[test]
        fn surveys_add_up_in_any_order(documents in proptest::collection::vec("[abA1 \n]{0,40}", 0..40), cut in 0usize..40, turn in 0usize..40) {
            let whole = survey(&documents);
            let (left, right) = documents.split_at(cut.min(documents.len()));
            let (mut one, mut two) = (survey(left), survey(right));
            one.merge(survey(right));
            two.merge(survey(left));
            let mut turned = documents.clone();
            turned.rotate_left(turn % documents.len().max(1));
            prop_assert_eq!(&one, &whole);
            prop_assert_eq!(&two, &whole);
            prop_assert_eq!(survey(&turned), whole);
        }
    }
}
