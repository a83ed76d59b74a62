//! Two encodings that differ in few characters: all places of the document where they differ, and nothing else.

use super::detect::Candidate;
use super::few::{self, Few};
use super::home;
use super::model::models;
use super::reading::{self, Reading, Set};
use super::sample::Sample;

/// Bytes on either side of a place that are looked at.
const AROUND: usize = 20;
/// Places that are enough.
const PLACES: usize = 96;

/// What it costs a reading, in eighths of a bit times 16, when a line begins with a mark and a small letter where another
/// reading has a letter: lines begin with capitals, and a quotation does too.
const ODD_OPENING: i64 = 4 * 128;

/// What the second reading costs more than the first in all places where they differ: eighths of a bit times 16, rarity
/// included. `few`: when few characters of the document stand beyond ASCII. `None` when they cannot be told apart in this way.
pub fn duel(first: &Candidate, second: &Candidate, bytes: &[u8], few: Option<Few>) -> Option<i64> {
    let (a, b) = (reading::of(first.entry)?, reading::of(second.entry)?);
    let differs: [bool; 256] = std::array::from_fn(|i| a.chars[i] != b.chars[i]);
    let mut spots: Vec<std::ops::Range<usize>> = Vec::new();
    let mut end = 0;
    let mut found = 0;
    for (at, _) in bytes.iter().enumerate().filter(|(_, b)| differs[usize::from(**b)]) {
        if at < end {
            end = end.max((at + AROUND).min(bytes.len()));
            if let Some(last) = spots.last_mut() {
                *last = last.start..end;
            }
            continue;
        }
        if found == PLACES {
            break;
        }
        found += 1;
        let from = at.saturating_sub(AROUND).max(end);
        end = (at + AROUND).min(bytes.len());
        spots.push(from..end);
    }
    let mut near = Vec::with_capacity(spots.len() * (2 * AROUND + 1));
    for spot in spots {
        near.extend_from_slice(&bytes[spot]);
        near.push(b'\n');
    }
    // A word that comes again is the same witness.
    let near = if few.is_some() { few::once(&near) } else { near };
    let sample = Sample::full(&near);
    let languages = [first.language, second.language];
    let sets = [Set::of(&sample.high), Set::of(&sample.low)];
    let costs = |c: &Candidate, r: &Reading| {
        let each = languages.iter().filter_map(|name| models().languages.iter().position(|l| l.name == *name));
        let ready = sets.each_ref().map(|set| (set, r.ready(set)));
        let price = |at: usize| {
            let price = ready.iter().map(|(set, ready)| r.price(at, set, ready, u64::MAX)).sum::<u64>();
            let language = models().languages[at].name;
            let less = few.map_or(0, |few| few::fits(&near, c.entry, language, few));
            let away = if home::is_away(c.entry, language) { home::AWAY } else { 0 };
            i64::try_from(price * 16 + away * 128).ok().map(|price| price - less)
        };
        let least = each.filter_map(price).min()?;
        Some(least + i64::from(c.entry.rarity.unwrap_or(0)) * 128)
    };
    Some(costs(second, b)? - costs(first, a)?)
}

/// What the second of two readings costs more than the first for how lines begin.
pub fn openings(first: &Candidate, second: &Candidate, bytes: &[u8]) -> i64 {
    let (Some(a), Some(b)) = (reading::of(first.entry), reading::of(second.entry)) else { return 0 };
    let mut lines = bytes.split(|b| *b == b'\n').filter(|l| l.first().is_some_and(|b| *b >= 0x80)).take(PLACES);
    let differ = |l: &&[u8]| a.chars[usize::from(l[0])] != b.chars[usize::from(l[0])];
    let odd = lines.by_ref().filter(differ).fold(0, |sum, l| sum + i64::from(opens_oddly(b, l)) - i64::from(opens_oddly(a, l)));
    odd.clamp(-2, 2) * ODD_OPENING
}

fn opens_oddly(reading: &Reading, bytes: &[u8]) -> bool {
    let char = |at: usize| bytes.get(at).map(|b| reading.chars[usize::from(*b)]);
    char(0).is_some_and(|c| !c.is_alphanumeric()) && char(1).is_some_and(|c| c.is_lowercase())
}
