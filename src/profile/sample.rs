//! What is counted of a site while it is surveyed: the keys of the lines near the edges of its documents.

use super::MAX_LINE;
use super::key::key_in;
use super::smallest::Smallest;
use super::zones::zones;
use crate::text::Text;
use xxhash_rust::xxh3::xxh3_64;

/// Documents of one site that are kept to count lines in. What recurs in less than a third of them is not furniture, and a share of
/// that size shows in so many within four in a hundred.
pub const SAMPLE: usize = 128;

/// What is counted while a site is surveyed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteSurvey {
    pub(super) sample: Smallest<Sampled>,
}

/// A document of the sample.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sampled {
    /// Of its text.
    pub(super) digest: u64,
    /// The keys of its edge lines: each a letter that says where it stands, the key, a newline.
    pub(super) lines: Box<str>,
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
        if !self.sample.has_room(number) || text.filled().is_empty() {
            return;
        }
        let label = legacy.map(|label| format!("{ENCODING}{label}\n")).unwrap_or_default();
        self.sample.put(number, Sampled { digest, lines: (edge_lines(text) + &label).into() });
        self.trim();
    }

    /// Adds what was counted elsewhere: a commutative sum.
    pub fn merge(&mut self, other: SiteSurvey) {
        self.sample.end_at(other.sample.end());
        for (number, document) in other.sample.into_kept() {
            self.sample.put(number, document);
        }
        self.trim();
    }

    fn trim(&mut self) {
        while self.sample.is_over(SAMPLE) {
            self.sample.let_go();
        }
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
        assert_eq!(survey.sample.end(), SAMPLE as u128);
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
