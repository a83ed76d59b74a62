//! From scores to verdicts: a line is judged with the lines beside it, and a page as a whole before any of it goes.

use super::count::Count;
use super::lexicon::{Lexicon, Said, said};
use super::sheet::{Counted, Sheet};
use super::trees::Model;
use super::view::View;
use crate::config::Strength;
use std::ops::Range;
use std::sync::OnceLock;

/// A text of fewer lines is no page: the model has nothing to compare with.
const FEWEST_LINES: usize = 10;
/// So many lines must go at once, and this share of all in thousandths: a page has furniture in numbers, and the
/// one line that looks odd in a clean text stays.
const FEWEST_GONE: usize = 3;
const LEAST_GONE: usize = 20;
/// Scores beyond this are equal: one line must not outshout its neighbours.
const LOUDEST: i32 = 4000;

static BRAIN: OnceLock<Brain> = OnceLock::new();

/// The data files, read.
#[derive(Debug)]
pub struct Brain {
    /// The trees and their bounds.
    pub model: Model,
    /// What words say.
    pub lexicon: Lexicon,
}

impl Brain {
    /// What comes with the program, unless another was installed before.
    pub fn get() -> &'static Brain {
        BRAIN.get_or_init(|| Brain::read(include_str!("trees.txt"), include_str!("lexicon.txt")).unwrap_or_else(Brain::silent))
    }

    /// For tools that measure other weights: whether it came before the first use.
    pub fn install(brain: Brain) -> bool {
        BRAIN.set(brain).is_ok()
    }

    /// Reads the two data files; `None` when the trees are damaged.
    pub fn read(trees: &str, lexicon: &str) -> Option<Brain> {
        Some(Brain { model: Model::read(trees)?, lexicon: Lexicon::read(lexicon) })
    }

    /// One that takes nothing away.
    fn silent() -> Brain {
        let model = Model { careful: i32::MAX, thorough: i32::MAX, ..Model::default() };
        Brain { model, lexicon: Lexicon::read("") }
    }

    /// What the words of each line say.
    pub fn hear(&self, sheet: &Sheet) -> Vec<Said> {
        self.hear_again(sheet, &[], &[])
    }

    /// The same, when most lines were heard before: `lines` of the text, and what they said.
    fn hear_again(&self, sheet: &Sheet, lines: &[Range<u32>], before: &[Said]) -> Vec<Said> {
        let mut known = lines.iter().zip(before).peekable();
        let hear = |i: usize| {
            let source = &sheet.source[i];
            while known.next_if(|(k, _)| k.start < source.start).is_some() {}
            match known.peek() {
                Some((k, said)) if *k == source => **said,
                _ => said(sheet.words(i), &sheet.lines[i], |_, key| self.lexicon.weight(key)),
            }
        };
        (0..sheet.lines.len()).map(hear).collect()
    }

    /// Above which score a line goes.
    pub fn bound(&self, strength: Strength) -> i32 {
        match strength {
            Strength::Careful => self.model.careful,
            Strength::Thorough => self.model.thorough,
        }
    }
}

/// A sheet with what the model says of its lines.
pub struct Judged {
    pub sheet: Sheet,
    pub said: Vec<Said>,
    /// Own score of each line, and the one that counts.
    pub own: Vec<i32>,
    pub scores: Vec<i32>,
    /// Lines that go: those that score more than this.
    pub gone: Vec<usize>,
    pub over: i32,
}

/// Judges a text without the lines that are gone; `None` when nothing (more) scores over the bound. `before`: what was
/// judged before they went.
pub fn judge(brain: &Brain, counted: &Counted, gone: &[bool], over: i32, before: Option<&Judged>) -> Option<Judged> {
    let sheet = Sheet::without(counted, |i| gone.get(i).copied().unwrap_or(false));
    if sheet.lines.len() < FEWEST_LINES {
        return None;
    }
    let (lines, heard) = before.map_or((&[][..], &[][..]), |b| (&b.sheet.source, &b.said));
    let said = brain.hear_again(&sheet, lines, heard);
    let view = View::new(&sheet, &said);
    let own = brain.model.scores(&view);
    let scores = with_neighbours(&own, &sheet);
    let gone: Vec<usize> = (0..scores.len()).filter(|i| scores[*i] > over && !view.is_table(*i)).collect();
    if gone.len() < FEWEST_GONE || gone.len() * 1000 < LEAST_GONE * scores.len() {
        return None;
    }
    Some(Judged { own, scores, gone, over, said, sheet })
}

/// Half a line's own score, half the mean of the two lines on either side and itself, long lines weighing more.
pub fn with_neighbours(own: &[i32], sheet: &Sheet) -> Vec<i32> {
    let weigh = |line: &Count| i64::from((line.words.min(50) as u32 + 1).isqrt());
    let weights: Vec<i64> = sheet.lines.iter().map(weigh).collect();
    let clipped = |i: usize| i64::from(own[i].clamp(-LOUDEST, LOUDEST));
    (0..own.len())
        .map(|i| {
            let around = i.saturating_sub(2)..(i + 3).min(own.len());
            let (sum, all) = around.fold((0, 0), |(s, w), j| (s + clipped(j) * weights[j], w + weights[j]));
            ((clipped(i) + sum / all) / 2) as i32
        })
        .collect()
}

impl View<'_> {
    /// Whether a line is a row of numbers whose like stands in the text many times, always with other numbers.
    pub fn is_table(&self, i: usize) -> bool {
        let line = &self.lines[i];
        line.numeric * 2 >= line.words && line.words > 0 && self.masked[i] >= 6 && self.copies[i] == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    #[test]
    fn the_data_files_are_whole() {
        let brain = Brain::read(include_str!("trees.txt"), include_str!("lexicon.txt")).expect("trees.txt names features that exist");
        assert!(brain.model.trees.len() >= 100 && brain.model.careful > brain.model.thorough);
        assert!(include_str!("lexicon.txt").lines().count() > 1000);
        assert!(Brain::read("tree no-such-feature 1", "").is_none());
    }

    #[test]
    fn what_each_feature_says_adds_up() {
        let page = include_str!("../../../../tests/rules/chrome/line-model/en.in");
        let (brain, text) = (Brain::get(), Text::new(page));
        let sheet = Sheet::read(&text);
        let said = brain.hear(&sheet);
        let view = View::new(&sheet, &said);
        for (i, score) in brain.model.scores(&view).into_iter().enumerate() {
            let (parts, rest) = brain.model.parts(&view.row(i));
            assert_eq!(rest + parts.iter().sum::<i32>(), score * 8);
        }
    }
}
