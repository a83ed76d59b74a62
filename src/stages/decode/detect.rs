//! Which legacy encoding, by models of languages: every candidate's text is priced, the cheapest wins by its margin.

use super::catalogue::{Entry, Kind};
use super::sample::Sample;
use super::{codec, multis, single, singles};

/// One reading of a document.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The encoding.
    pub entry: &'static Entry,
    /// In which language it reads best.
    pub language: &'static str,
    /// What its text costs, in eighths of a bit times 16.
    pub cost: u64,
}

/// All readings worth naming, the best first.
pub fn candidates(sample: &Sample) -> Vec<Candidate> {
    let mut found = multis::candidates(sample);
    // In a short text that counts in full the two kinds are not priced alike.
    let limit = found.iter().map(|c| c.cost).min().filter(|_| !sample.even).unwrap_or(u64::MAX);
    found.extend(singles::candidates(sample, limit));
    for c in &mut found {
        c.cost += u64::from(c.entry.rarity.unwrap_or(0)) * 8 * 16;
    }
    found.sort_by_key(|c| c.cost);
    found
}

/// Whether two readings give the same text.
pub fn same_text(a: &Candidate, b: &Candidate, sample: &Sample) -> bool {
    match (a.entry.kind, b.entry.kind) {
        (Kind::Single, Kind::Single) => match (single::table(a.entry.label), single::table(b.entry.label)) {
            (Some(x), Some(y)) => (0..=255u8).all(|i| !sample.has(i) || x.char(i) == y.char(i)),
            _ => false,
        },
        (Kind::Single, _) | (_, Kind::Single) => false,
        _ => codec::decode(a.entry, &sample.bytes).text == codec::decode(b.entry, &sample.bytes).text,
    }
}
