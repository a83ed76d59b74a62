//! The way of a text through the stages: what it is now, what each of them did to it, and the sums of all that it was.

use crate::digest::Hasher;
use crate::edit::{Applied, Steps, done, redo};
use crate::in_place::{changed, has_room};
use crate::record::row::Sum;
use crate::rule::Stage;

/// Of a small document all texts are kept, and hashed at once at the end: side by side takes half as long. Of a large one there is one
/// text, which is changed in its own room and hashed on the way.
pub(crate) struct Way<'t> {
    decoded: &'t str,
    /// The texts that no stage made: the raw bytes, and the decoded text when it differs.
    given: Vec<&'t [u8]>,
    /// What was done, in order. Of a large document only the last has its text.
    stages: Vec<(Stage, Applied)>,
    /// Of the texts in order, those of a large document that are hashed: all, or all but the one that it is now.
    sums: Vec<Sum>,
    large: bool,
}

/// Bytes of the largest small document.
const SMALL: usize = 1 << 20;

impl<'t> Way<'t> {
    /// Of a document; `same`: its raw bytes are those of its text.
    pub(crate) fn new(raw: &'t [u8], decoded: &'t str, same: bool) -> Way<'t> {
        Way::up_to(SMALL, raw, decoded, same)
    }

    /// Of a text whose sums nobody asks for.
    pub(crate) fn of_text(text: &'t str) -> Way<'t> {
        Way::up_to(usize::MAX, text.as_bytes(), text, true)
    }

    fn up_to(small: usize, raw: &'t [u8], decoded: &'t str, same: bool) -> Way<'t> {
        let large = decoded.len() > small;
        let given = if same { vec![raw] } else { vec![raw, decoded.as_bytes()] };
        let sums = if large && !same { Sum::of_all(given.iter().copied()) } else { Vec::new() };
        Way { decoded, given, stages: Vec::new(), sums, large }
    }

    /// The text as it is now.
    pub(crate) fn current(&self) -> &str {
        self.stages.last().map_or(self.decoded, |(_, applied)| applied.text.as_str())
    }

    /// What was done so far.
    pub(crate) fn stages(&self) -> &[(Stage, Applied)] {
        &self.stages
    }

    /// The same, for keeping.
    pub(crate) fn into_stages(self) -> Vec<(Stage, Applied)> {
        self.stages
    }

    /// Goes on by the steps of a stage.
    pub(crate) fn go(&mut self, stage: Stage, steps: Steps) {
        let Steps { ops, changes, flags } = steps;
        let applied = Applied { text: String::new(), ops, changes, flags };
        let text = if self.large { self.next(&applied) } else { done(self.current(), &applied.ops) };
        self.stages.push((stage, Applied { text, ..applied }));
    }

    /// The next text of a large document, made of the one that it is now.
    fn next(&mut self, step: &Applied) -> String {
        let open = self.sums.len() < self.texts();
        let old = self.stages.last_mut().map(|(_, last)| std::mem::take(&mut last.text));
        match old {
            Some(old) if step.changes == 0 => old,
            Some(old) if has_room(&step.ops) && open => {
                let (mut before, mut after) = (Hasher::default(), Hasher::default());
                let new = changed(old, &step.ops, |old, new| Hasher::update_all([(&mut before, old), (&mut after, new)]));
                self.sums.extend([before, after].map(Sum::end));
                new
            }
            Some(old) if has_room(&step.ops) => changed(old, &step.ops, |_, _| {}),
            old => {
                let old = old.as_deref().unwrap_or(self.decoded);
                let new = done(old, &step.ops);
                if open && step.changes > 0 {
                    self.sums.extend(Sum::of_all([old.as_bytes(), new.as_bytes()]));
                }
                new
            }
        }
    }

    /// How many texts there were.
    fn texts(&self) -> usize {
        self.given.len() + self.stages.iter().filter(|(_, applied)| applied.changes > 0).count()
    }

    /// Goes back to where only so many steps were done.
    pub(crate) fn back_to(&mut self, kept: usize) {
        self.stages.truncate(kept);
        self.sums.truncate(self.texts());
        if self.large && kept > 0 {
            // With no text in its place the document would be lost; a panic here is a row that says so.
            let redone = self.stages.iter().try_fold(self.decoded.to_owned(), |text, (_, applied)| redo(&text, &applied.ops));
            if let Some((_, last)) = self.stages.last_mut() {
                last.text = redone.expect("ops that were carried out can be carried out again");
            }
        }
    }

    /// All sums: of the raw bytes, of the decoded text when it differs, of each text that a stage made, and of `more`.
    pub(crate) fn sums(&mut self, more: Option<&[u8]>) -> Vec<Sum> {
        let mut sums = std::mem::take(&mut self.sums);
        let made = || self.stages.iter().filter(|(_, applied)| applied.changes > 0).map(|(_, applied)| applied.text.as_bytes());
        let texts: Vec<&[u8]> = match () {
            () if !self.large => self.given.iter().copied().chain(made()).chain(more).collect(),
            () if sums.len() < self.texts() => [self.current().as_bytes()].into_iter().chain(more).collect(),
            () => more.into_iter().collect(),
        };
        sums.extend(Sum::of_all(texts));
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::{Edit, RuleId, steps};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(20_260_101), ..ProptestConfig::default() })]
        #[test]
        fn every_text_has_its_sum(
            raw in "[a-z]{8,300}", decoded in prop::option::of("[a-z]{8,300}"),
            cuts in prop::collection::vec((0usize..300, 0usize..4, "[a-z]{0,5}", any::<bool>()), 0..9), kept in 0usize..9, back in 0usize..10,
            small in prop::sample::select(vec![0, 150, SMALL]), more in prop::option::of("[a-z]{0,90}"),
        ) {
            let start = decoded.clone().unwrap_or_else(|| raw.clone());
            let mut way = Way::up_to(small, raw.as_bytes(), &start, raw == start);
            let mut texts = vec![(start.clone(), true)];
            for (n, (at, len, with, flag)) in cuts.into_iter().enumerate() {
                if n == back && kept < way.stages().len() {
                    way.back_to(kept);
                    texts.truncate(kept + 1);
                }
                let text = texts.last().unwrap().0.clone();
                let span = at.min(text.len())..(at + len).min(text.len());
                let steps = steps(&text, vec![Edit { span, with: with.into(), rule: RuleId("a/b") }], |_| flag);
                if steps.changes + steps.flags == 0 {
                    continue;
                }
                texts.push((done(&text, &steps.ops), steps.changes > 0));
                way.go(Stage::Chrome, steps);
                prop_assert_eq!(way.current(), &texts.last().unwrap().0);
            }
            let changed = texts.iter().skip(1).filter(|(_, changed)| *changed).map(|(text, _)| text.clone());
            let given = [Some(raw.clone()), decoded.clone().filter(|decoded| *decoded != raw)].into_iter().flatten();
            let all: Vec<Sum> = given.chain(changed).chain(more.clone()).map(|text| Sum::of(text.as_bytes())).collect();
            prop_assert_eq!(way.sums(more.as_deref().map(str::as_bytes)), all);
            prop_assert_eq!(way.current(), &texts.last().unwrap().0);
        }
    }
}
