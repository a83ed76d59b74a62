//! The sums of the texts that a document goes through, taken while it goes through them.

use crate::edit::{Applied, redo};
use crate::record::row::Sum;
use crate::rule::Stage;

/// Those of a small document are hashed all at once, at the end. Those of a large one are hashed two at a time, and let go of when
/// no stage needs them: few of them are in memory at once.
pub(crate) struct StageSums<'t> {
    /// In order: of the raw bytes, of the decoded text when it differs, of each text that a stage made.
    sums: Vec<Sum>,
    /// Texts that no stage made.
    given: usize,
    /// The raw bytes, while they wait for a second text.
    waiting: Option<&'t [u8]>,
    /// The first stage whose text is not hashed.
    next: usize,
    /// Bytes up to which a text waits for all others of its document.
    small: usize,
}

/// The usual [`StageSums::small`].
const SMALL: usize = 1 << 20;

impl<'t> StageSums<'t> {
    /// Of a document; `decoded` when it differs from the raw bytes.
    pub(crate) fn new(raw: &'t [u8], decoded: Option<&'t str>) -> StageSums<'t> {
        match decoded {
            Some(text) => StageSums { sums: Sum::of_all([raw, text.as_bytes()]), given: 2, waiting: None, next: 0, small: SMALL },
            None => StageSums { sums: Vec::new(), given: 1, waiting: Some(raw), next: 0, small: SMALL },
        }
    }

    /// Hashes the texts that came since, and lets go of all but the last. One without a second waits.
    pub(crate) fn take(&mut self, stages: &mut [(Stage, Applied)]) {
        self.hash(stages, false, None);
        let (next, last) = (self.next, stages.len().saturating_sub(1));
        stages[..next.min(last)].iter_mut().for_each(|(_, applied)| applied.text = String::new());
    }

    /// All sums: of the raw bytes, of the decoded text when it differs, of each text that a stage made, and of `more`.
    pub(crate) fn finish(mut self, stages: &[(Stage, Applied)], more: Option<&[u8]>) -> Vec<Sum> {
        self.hash(stages, true, more);
        self.sums
    }

    fn hash(&mut self, stages: &[(Stage, Applied)], all: bool, more: Option<&[u8]>) {
        let fresh = || stages.iter().enumerate().skip(self.next).filter(|(_, (_, applied))| applied.changes > 0);
        let made = fresh().map(|(_, (_, applied))| applied.text.as_bytes());
        let texts: Vec<&[u8]> = self.waiting.into_iter().chain(made).chain(more).collect();
        let ready = match () {
            () if all => texts.len(),
            () if texts.iter().all(|text| text.len() <= self.small) => 0,
            () => texts.len() / 2 * 2,
        };
        if ready == 0 {
            return;
        }
        self.sums.extend(Sum::of_all(texts[..ready].iter().copied()));
        self.next = fresh().next_back().filter(|_| ready < texts.len()).map_or(stages.len(), |(at, _)| at);
        self.waiting = None;
    }

    /// Forgets all stages but the first so many, and gives the last of those its text again. `decoded` is the text before all of them.
    pub(crate) fn back_to(&mut self, kept: usize, stages: &mut Vec<(Stage, Applied)>, decoded: &str) {
        stages.truncate(kept);
        self.next = self.next.min(kept);
        self.sums.truncate(self.given + stages.iter().filter(|(_, applied)| applied.changes > 0).count());
        // With no text in its place the document would be lost; a panic here is a row that says so.
        let redone = stages.iter().try_fold(decoded.to_owned(), |text, (_, applied)| redo(&text, &applied.ops));
        if let Some((_, last)) = stages.last_mut() {
            last.text = redone.expect("ops that were carried out can be carried out again");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::{Edit, RuleId, apply};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(20_260_101), ..ProptestConfig::default() })]
        #[test]
        fn every_text_has_its_sum(
            raw in "[a-z]{8,300}", decoded in prop::option::of("[a-z]{8,300}"),
            cuts in prop::collection::vec((0usize..300, 0usize..4, any::<bool>(), any::<bool>()), 0..9), kept in 0usize..9, back in any::<bool>(),
            small in prop::sample::select(vec![0, 150, SMALL]), more in prop::option::of("[a-z]{0,90}"),
        ) {
            let start = decoded.clone().unwrap_or_else(|| raw.clone());
            let mut sums = StageSums { small, ..StageSums::new(raw.as_bytes(), decoded.as_deref()) };
            let mut stages: Vec<(Stage, Applied)> = Vec::new();
            let mut texts = vec![start.clone()];
            for (at, len, flag, take) in cuts {
                let text = texts.last().unwrap().clone();
                let span = at.min(text.len())..(at + len).min(text.len());
                let applied = apply(&text, vec![Edit::remove(span, RuleId("a/b"))], |_| flag);
                if applied.changes + applied.flags == 0 {
                    continue;
                }
                texts.push(applied.text.clone());
                stages.push((Stage::Chrome, applied));
                if take {
                    sums.take(&mut stages);
                }
                prop_assert_eq!(&stages.last().unwrap().1.text, texts.last().unwrap());
            }
            if back && kept < stages.len() {
                sums.back_to(kept, &mut stages, &start);
                texts.truncate(kept + 1);
                prop_assert!(stages.last().is_none_or(|(_, a)| &a.text == texts.last().unwrap()));
            }
            let changed = stages.iter().zip(&texts[1..]).filter(|((_, a), _)| a.changes > 0).map(|(_, text)| text.as_bytes().to_vec());
            let given = [Some(&raw), decoded.as_ref()].into_iter().flatten().map(|text| text.as_bytes().to_vec());
            let more = more.map(String::into_bytes);
            let all: Vec<Sum> = given.chain(changed).chain(more.clone()).map(|text| Sum::of(&text)).collect();
            prop_assert_eq!(sums.finish(&stages, more.as_deref()), all);
        }
    }
}
