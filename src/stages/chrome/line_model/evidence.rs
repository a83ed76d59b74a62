//! Why a line went: what spoke for it and what against.

use super::features::{GROUPS, Row};
use super::trees::Model;
use super::verdict::Brain;
use super::view::View;
use crate::config::Strength;
use crate::text::Text;

/// The verdict on one line of a text. All numbers are thousandths of a natural logarithm of odds, positive for furniture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Number of the line, from 0.
    pub line: usize,
    /// In which round it went, from 1: what went before is no longer beside it.
    pub round: usize,
    /// What was found out, and what it adds to the score; the heaviest first. They add up to the score, but for rounding.
    pub parts: Vec<(&'static str, i32)>,
    /// The score of the line.
    pub score: i32,
    /// It went because the score is above this.
    pub bound: i32,
}

/// The evidence for every line that goes, in the order of the text.
pub fn evidence(text: &Text, strength: Strength) -> Vec<Evidence> {
    let brain = Brain::get();
    let mut all = Vec::new();
    let mut round = 0;
    super::rounds(brain, text, strength, |judged| {
        round += 1;
        let view = View::new(&judged.sheet, &judged.said);
        for i in &judged.gone {
            let (own, score) = (judged.own[*i], judged.scores[*i]);
            let mut parts = parts(&brain.model, &view.row(*i));
            parts.push(("the scores of the lines beside it", score - own));
            parts.retain(|(_, adds)| *adds != 0);
            parts.sort_by_key(|(name, adds)| (-adds.abs(), *name));
            let of = |line: u32| Evidence { line: line as usize, round, parts: parts.clone(), score, bound: judged.over };
            all.extend(judged.sheet.source[*i].clone().map(of));
        }
    });
    all.sort_by_key(|e| (e.line, e.round));
    all.dedup_by_key(|e| e.line);
    all
}

/// What each group of features adds, and what is said of any line.
fn parts(model: &Model, row: &Row) -> Vec<(&'static str, i32)> {
    let (features, rest) = model.parts(row);
    let mut from = 0;
    let mut parts = vec![("what holds for any line", rest / 8)];
    for (name, count) in GROUPS {
        parts.push((name, features[from..from + count].iter().sum::<i32>() / 8));
        from += count;
    }
    parts
}
