//! From counts to a decision: integer points for each kind of evidence.

use super::measure::Evidence;
use crate::config::Strength;

/// Where a piece stands and what the document says about its subject.
#[derive(Clone, Copy, Debug, Default)]
pub struct Setting {
    /// It begins behind a sentence as the next one does, and counts up a few things: `He did not come back. Rummy, poker, dice`.
    pub counted: bool,
    /// Its script is not the document's.
    pub foreign: bool,
    /// Lines elsewhere in the document that speak of its subject.
    pub about: u32,
    /// Whether the rest of the document is large enough to say that it never speaks of it.
    pub rest: bool,
    /// At the top or the bottom of the document.
    pub edge: bool,
    /// Points for the way it hangs on a line: behind a full stop and yet not begun as a sentence.
    pub hangs: i32,
    /// The line above announces a list.
    pub announced: bool,
    /// It ends as a sentence does.
    pub ends_sentence: bool,
    /// It is several lines.
    pub block: bool,
    /// It stands within the text: running text of the same script is the next that stands above it and below it.
    pub within: bool,
    /// Lines of it.
    pub lines: u32,
}

/// Points, and the number of independent kinds of evidence they come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Score {
    /// The sum.
    pub points: i32,
    /// Kinds of evidence that gave points.
    pub kinds: u32,
}

/// Judges one piece.
pub fn score(e: &Evidence, s: &Setting) -> Score {
    let nothing = Score { points: 0, kinds: 0 };
    let telling = e.strong + e.weak;
    let coverage = e.coverage();
    // The subject: without stems of spam's own there is no case at all.
    if e.strong == 0 && e.glued_hits < 6 || telling.saturating_sub(e.repeats) < 3 || e.letters < 16 {
        return nothing;
    }
    let subject = match coverage {
        700.. => 3,
        500.. => 2,
        330.. => 1,
        _ => return nothing,
    };
    let shape = shape(e);
    let quiet = e.function == 0 && e.sentences == 0;
    let syntax = match e.words {
        12.. if quiet => 3,
        8.. if quiet => 2,
        5.. if quiet => 1,
        8.. if e.function * 8 <= e.words && e.sentences * 12 <= e.words => 1,
        _ => 0,
    };
    let hidden = match e.disguised {
        n if n >= 4 && n * 3 >= e.letters => 3,
        4.. => 2,
        2.. => 1,
        _ => 0,
    };
    if shape + syntax + hidden == 0 {
        return nothing;
    }
    let mixture = (e.mixture().saturating_sub(1) as i32).min(2);
    let strange = match s.about {
        0 if s.rest => 2,
        _ => 0,
    };
    let foreign = if s.foreign { 2 } else { 0 };
    let repeats = i32::from(e.repeats >= 2);
    let kinds = [subject, shape, syntax, hidden, mixture, strange, foreign, repeats, s.hangs];
    let mut points: i32 = kinds.iter().sum::<i32>() + i32::from(s.edge);
    points -= (e.quotes.min(2) * 2) as i32 + (e.sentences.saturating_sub(u32::from(e.words >= 12)).min(3) * 2) as i32;
    // `Gambling, payday loans, betting: the debts of a harbour`.
    let labelled = e.colons > 0 && (coverage < 900 || e.colons == 1 && e.words < 14);
    points -= if labelled { 4 } else { 0 };
    let little = e.words < 14 || e.spaceless * 2 > e.letters;
    points -= if e.function > 0 && little && coverage < 750 && s.hangs < 3 { 2 } else { 0 };
    points -= if e.function * 5 > e.words { 3 } else { 0 };
    points -= if s.counted { 2 } else { 0 };
    points -= if (s.within || s.counted) && are_things(e, s) { 4 } else { 0 };
    points -= if s.announced { 3 } else { 0 } + if s.ends_sentence { 2 } else { 0 };
    points -= match s.about {
        0 => 0,
        1 | 2 => 1,
        _ => 2,
    };
    // So many stems in so long a word are evidence of two kinds by themselves.
    let kinds = kinds.iter().filter(|k| **k > 0).count() as u32 + u32::from(shape >= 4);
    Score { points, kinds }
}

/// Things of a list at least, words of it at most, and words that it can have more than things.
const THINGS: u32 = 4;
const LIST: u32 = 9;
const PAIRS: u32 = 2;

/// Whether a piece counts up a few different things, in a word or two each, and nothing that advertises any: what lay in a cell, what
/// games there were on a ship. Spam says where to get it: online, free, without a prescription.
fn are_things(e: &Evidence, s: &Setting) -> bool {
    let things = if s.block { s.lines } else { e.commas + 1 };
    let plain = e.filler == 0 && e.repeats == 0 && e.glued_hits == 0 && e.domains == 0 && e.numbered == 0 && e.disguised == 0;
    // Two signs of a script without blanks are counted as a word.
    let words = if e.spaceless * 2 > e.letters { e.words / 2 } else { e.words };
    plain && !s.foreign && things >= THINGS && words <= LIST && words <= things + PAIRS
}

/// Words glued together, names of sites, keywords in chunks where the script sets no blanks.
fn shape(e: &Evidence) -> i32 {
    let glued = match (e.glued_longest, e.glued_hits) {
        (60.., 7..) => 4,
        (36.., 5..) => 3,
        (24.., 4..) => 2,
        _ => 0,
    };
    let sites = match e.stem_domains {
        4.. => 3,
        3 => 2,
        _ => 0,
    };
    let chunks = if e.spaceless >= 20 && e.spaceless_blanks >= 3 { 2 } else { 0 };
    glued.max(sites).max(chunks) + i32::from(e.numbered >= 2)
}

/// Whether a score is enough.
pub fn enough(score: Score, strength: Strength) -> bool {
    let points = match strength {
        Strength::Careful => 7,
        Strength::Thorough => 6,
    };
    score.points >= points && score.kinds >= 3
}
