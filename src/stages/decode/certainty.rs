//! How certain it is which reading is the right one: by the bits between the best and the next, and by how the text reads by itself.

use super::catalogue::{Entry, Kind};
use super::codec::Piece;
use super::detect::{self, Candidate};
use super::duel::{duel, openings};
use super::few::Few;
use super::sample::Sample;
use super::{score, spans};

/// Bits between two readings that need no closer look.
pub const CLEAR: u64 = 40;

/// Puts the best candidate first; gives the bits between its text and the next different one, and that one's name. `told`:
/// the bits that others' word about an encoding is worth. `few`: when few characters stand beyond ASCII.
///
/// Where the document has more than the sample, those that are near each other are compared in all places where they
/// differ: a sample may have none of them.
pub fn decide(
    found: &mut [Candidate],
    sample: &Sample,
    body: &[u8],
    few: Option<Few>,
    told: &dyn Fn(&str) -> u64,
) -> (u64, Option<&'static str>) {
    let near: Vec<usize> = {
        let best = &found[0];
        let close = |c: &Candidate| c.cost - best.cost < CLEAR * 128 && !detect::same_text(best, c, sample);
        (1..found.len()).filter(|i| close(&found[*i])).take(4).collect()
    };
    let apart = |c: &&Candidate| c.cost - found[0].cost >= CLEAR * 128 && !detect::same_text(&found[0], c, sample);
    let clear = found[1..].iter().find(apart).map(|c| ((c.cost - found[0].cost) / 128, c.entry.label));
    let bonus = |c: &Candidate| told(c.entry.label) as i64 * 128;
    let compare = |a: &Candidate, b: &Candidate| {
        let lines = openings(a, b, body);
        let sampled = b.cost as i64 - a.cost as i64 + lines;
        if body.len() <= sample.bytes.len() {
            return sampled;
        }
        duel(a, b, body, few).map_or(sampled, |d| d + lines + bonus(a) - bonus(b))
    };
    let mut known: Vec<((usize, usize), i64)> = Vec::with_capacity(8);
    let mut between = |a: usize, b: usize| match known.iter().find(|k| k.0 == (a, b) || k.0 == (b, a)) {
        Some((pair, by)) => *by * if *pair == (a, b) { 1 } else { -1 },
        None => {
            let by = compare(&found[a], &found[b]);
            known.push(((a, b), by));
            by
        }
    };
    let mut best = 0;
    for i in &near {
        if between(best, *i) < 0 {
            best = *i;
        }
    }
    let others = std::iter::once(0).chain(near).filter(|i| *i != best);
    let behind = |i: usize| (between(best, i).max(0) as u64 / 128, found[i].entry.label);
    let rival = others.map(behind).chain(clear).min_by_key(|r| r.0);
    found[..=best].rotate_right(1);
    rival.map_or((u64::MAX, None), |(margin, label)| (margin, Some(label)))
}

/// A bound from how the text reads by itself: the best of bad readings is no answer.
pub fn plausible(best: &Candidate, sample: &Sample) -> u16 {
    let wide = !matches!(best.entry.kind, Kind::Single);
    let high: u64 = (128..256).map(|b| u64::from(sample.count[b])).sum();
    let all: u64 = sample.count.iter().map(|n| u64::from(*n)).sum();
    let (units, most) = if wide { (high / 2 + (all - high), 14 * 8) } else { (all, 9 * 8) };
    if dear(best, sample) > units.max(1) * most { 600 } else { 1000 }
}

/// What stands in words beyond ASCII costs in a reading: eighths of a bit.
fn dear(best: &Candidate, sample: &Sample) -> u64 {
    let light = sample.ascii.iter().map(|p| u64::from(p.2)).sum::<u64>() * 5 * 8 * u64::from(score::LIGHT);
    best.cost.saturating_sub(light) / u64::from(score::FULL)
}

/// Whether a reading of one byte a character is dearer than text in one language is.
pub fn is_uneven(best: &Candidate, sample: &Sample) -> bool {
    let all: u64 = sample.count.iter().map(|n| u64::from(*n)).sum();
    matches!(best.entry.kind, Kind::Single) && dear(best, sample) > all * spans::EVEN
}

/// A bound from the units that mean nothing in the whole document: a detector's encoding should explain all bytes.
pub fn whole(entry: &Entry, piece: &Piece) -> u16 {
    if matches!(entry.kind, Kind::Single) || piece.bad == 0 {
        return 1000;
    }
    let cut = piece.text.ends_with('\u{fffd}');
    let bad = piece.bad - usize::from(cut && piece.bad > 0);
    if bad * 500 > piece.text.chars().count() { 700 } else { 1000 }
}

/// Per mille, from the margin in bits: as measured on text of our own (docs/encodings.md).
pub fn confidence(bits: u64) -> u16 {
    match bits {
        0..=1 => 400,
        2..=3 => 690,
        4 => 760,
        5..=6 => 850,
        7..=8 => 890,
        9 => 950,
        10..=11 => 985,
        12..=15 => 995,
        16..=39 => 997,
        _ => 999,
    }
}
