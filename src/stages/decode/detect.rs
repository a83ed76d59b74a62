//! Which legacy encoding, by models of languages: every candidate's text is priced, the cheapest wins by its margin.

use super::catalogue::Entry;
use super::model::{class, models};
use super::sample::Sample;
use super::{groups, home, multis, pairs, score, singles};
use std::sync::OnceLock;

/// One reading of a document.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The encoding.
    pub entry: &'static Entry,
    /// In which language it reads best.
    pub language: &'static str,
    /// What its text costs, in eighths of a bit times 16.
    pub cost: u64,
    /// Of encodings of one byte a character: those of one number give the same text.
    group: Option<usize>,
}

impl Candidate {
    /// A reading that is none of a group.
    pub fn new(entry: &'static Entry, language: &'static str, cost: u64) -> Candidate {
        Candidate { entry, language, cost, group: None }
    }

    /// Whether it is of one group with another.
    pub fn shares_text(&self, other: &Candidate) -> bool {
        self.group.is_some() && self.group == other.group
    }

    /// One of a group of encodings that give the same text.
    pub fn grouped(self, group: usize) -> Candidate {
        Candidate { group: Some(group), ..self }
    }
}

/// All readings worth naming, the best first.
pub fn candidates(sample: &Sample) -> Vec<Candidate> {
    candidates_under(sample, u64::MAX)
}

/// The same where costs may yet be less by so much.
pub fn candidates_over(sample: &Sample, less: u64) -> Vec<Candidate> {
    all(sample, u64::MAX, less)
}

/// The same where nothing matters that costs `most` or more.
pub fn candidates_under(sample: &Sample, most: u64) -> Vec<Candidate> {
    all(sample, most, 0)
}

fn all(sample: &Sample, most: u64, less: u64) -> Vec<Candidate> {
    let mut found = multis::candidates(sample);
    // In a short text that counts in full the two kinds are not priced alike.
    let limit = found.iter().map(|c| c.cost).min().filter(|_| !sample.even).unwrap_or(u64::MAX);
    // What is no more than so much dearer than a limit is named too.
    let limit = limit.saturating_add(less).min(most.saturating_sub(singles::FAR));
    found.extend(singles::candidates(sample, limit, singles::FAR + less));
    for c in &mut found {
        c.cost += unlikely(c.entry, c.language);
    }
    found.sort_by_key(|c| c.cost);
    found
}

/// What an encoding counts for more that is rare, or was not made for the language.
pub fn unlikely(entry: &Entry, language: &str) -> u64 {
    let away = if home::is_away(entry, language) { home::AWAY } else { 0 };
    (u64::from(entry.rarity.unwrap_or(0)) + away) * 8 * 16
}

/// What bytes cost at least, whatever they are read as that is no wide encoding: controls are dear in every language. `None`
/// where that is not known.
pub fn least(bytes: &[u8]) -> Option<u64> {
    static EACH: OnceLock<u64> = OnceLock::new();
    let each = EACH.get_or_init(|| {
        let languages = models().languages.iter();
        let costs = languages.flat_map(|l| (0..l.classes).map(|before| l.cost(before as u8, class::CONTROL)));
        u64::from(costs.min().unwrap_or(0).min(score::alone('\0', '\0')))
    });
    let count = |sign: u8| memchr::memchr_iter(sign, bytes).count();
    // EBCDIC has other controls.
    if count(0x40) >= count(b' ') {
        return None;
    }
    let controls = bytes.iter().filter(|b| groups::controls()[usize::from(**b)]).count() as u64;
    // In encodings of more bytes words of ASCII alone count less.
    Some(controls * each * u64::from(if bytes.is_ascii() { score::FULL } else { score::LIGHT }))
}

/// Whether two readings give the same text.
pub fn same_text(a: &Candidate, b: &Candidate, sample: &Sample) -> bool {
    match (a.group, b.group) {
        (Some(a), Some(b)) => a == b,
        (None, None) => match (pairs::of(a.entry), pairs::of(b.entry)) {
            (Some(a), Some(b)) => a.agrees(b, &sample.bytes),
            _ => a.entry.label == b.entry.label,
        },
        _ => false,
    }
}
