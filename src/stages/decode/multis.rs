//! Encodings of more bytes a character: what their structure refuses first, then what the characters of the rest cost.

use super::catalogue::{ALL, Entry, Kind};
use super::detect::Candidate;
use super::model::{CASE, class, fold, models};
use super::pairs::{self, Pairs, Unit, han_costs};
use super::sample::{Sample, is_break};
use super::score::{FULL, LIGHT};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// Units after which a structure that does not fit is known not to.
const SOON: usize = 48;

/// All readings worth naming, in no order.
pub fn candidates(sample: &Sample) -> Vec<Candidate> {
    static MULTI: OnceLock<Vec<(&'static Entry, &'static Pairs)>> = OnceLock::new();
    let multi = MULTI.get_or_init(|| {
        let multi = ALL.iter().filter(|e| e.rarity.is_some() && !matches!(e.kind, Kind::Single));
        multi.filter_map(|e| Some((e, pairs::of(e)?))).take(Cells::MOST).collect()
    });
    let spots = spots(&sample.bytes);
    let mut found: Vec<Candidate> = Vec::with_capacity(Cells::MOST);
    // Whether the last one was priced by characters that it writes in this very way, when it is one that a wider one takes in.
    let mut plain = None;
    for (at, (entry, pairs)) in multi.iter().enumerate() {
        // GB 18030 reads as GBK does, and writes its characters in the same way.
        if let ("gb18030", Some(fits)) = (entry.label, plain.take()) {
            let same = found.last().filter(|_| fits).map(|c| Candidate::new(entry, c.language, c.cost));
            found.extend(same);
            continue;
        }
        let priced = fits(pairs, at, &sample.bytes, &spots).then(|| price(entry, pairs, at, &sample.bytes)).flatten();
        plain = (entry.label == "gbk").then_some(&priced).and_then(|p| p.as_ref().map_or(Some(false), |p| p.1.then_some(true)));
        found.extend(priced.map(|p| p.0));
    }
    found
}

/// What two bytes are at the begin of a unit in each of the encodings, side by side: many are asked of the same bytes. What a
/// plain character of both bytes costs in the four languages, or one of the marks below.
struct Cells(Box<[Cell; 128 * 256]>);

/// One for each of the encodings; 0 where nobody has asked yet.
#[repr(align(32))]
struct Cell([AtomicU32; Cells::MOST]);

/// A plain character of one byte.
const ONE: u32 = 251;
/// A byte that means nothing.
const BAD: u32 = 252;
/// What is to be looked up.
const OTHER: u32 = 253;

impl Cells {
    /// Encodings that there is room for.
    const MOST: usize = 8;

    fn all() -> &'static Cells {
        static CELLS: OnceLock<Cells> = OnceLock::new();
        let cell = || Cell([const { AtomicU32::new(0) }; Cells::MOST]);
        CELLS.get_or_init(|| {
            let cells: Box<[Cell]> = (0..128 * 256).map(|_| cell()).collect();
            Cells(cells.try_into().unwrap_or_else(|_| Box::new([const { Cell([const { AtomicU32::new(0) }; Cells::MOST]) }; 128 * 256])))
        })
    }

    #[inline(always)]
    fn at(&self, place: usize, lead: u8, trail: u8) -> &AtomicU32 {
        &self.0[(usize::from(lead) << 8 | usize::from(trail)) & 0x7fff].0[place % Cells::MOST]
    }

    /// What a plain character of two bytes costs, when it is known to be one.
    #[inline(always)]
    fn plain(&self, place: usize, bytes: [u8; 2]) -> Option<u32> {
        let known = self.at(place, bytes[0], bytes[1]).load(Relaxed);
        (known.wrapping_sub(ONE) > OTHER - ONE && known != 0).then_some(known)
    }

    /// What stands at the begin of `bytes` in the encoding at this place.
    #[inline]
    fn of(&self, pairs: &Pairs, place: usize, bytes: &[u8]) -> u32 {
        let [lead, trail, ..] = bytes else { return OTHER };
        let cell = self.at(place, *lead, *trail);
        match cell.load(Relaxed) {
            0 => Cells::fill(cell, pairs.unit(bytes)),
            known => known,
        }
    }

    #[cold]
    fn fill(cell: &AtomicU32, unit: Unit) -> u32 {
        let found = match (unit.is_bad(), unit.is_plain(), unit.len()) {
            (true, ..) => BAD,
            (_, true, 1) => ONE,
            (_, true, _) if (1..ONE).contains(&(unit.costs() & 0xff)) => unit.costs(),
            _ => OTHER,
        };
        cell.store(found, Relaxed);
        found
    }
}

/// Where runs of bytes beyond ASCII begin.
fn spots(bytes: &[u8]) -> Vec<usize> {
    let mut spots = Vec::with_capacity(256);
    let mut before = 0;
    let mut at = 0;
    while let Some(eight) = bytes.get(at..at + 8).and_then(|e| <[u8; 8]>::try_from(e).ok()) {
        let marks = u64::from_le_bytes(eight) & 0x8080_8080_8080_8080;
        let mut begins = marks & !(marks << 8 | before);
        while begins != 0 {
            spots.push(at + begins.trailing_zeros() as usize / 8);
            begins &= begins - 1;
        }
        (before, at) = (marks >> 56, at + 8);
    }
    for (i, b) in bytes.iter().enumerate().skip(at) {
        if !b.is_ascii() && (i == 0 || bytes[i - 1].is_ascii()) {
            spots.push(i);
        }
    }
    spots
}

/// Whether the first units are not too bad for the structure.
fn fits(pairs: &Pairs, place: usize, bytes: &[u8], spots: &[usize]) -> bool {
    let cells = Cells::all();
    let (mut wide, mut bad, mut at) = (0usize, 0usize, 0);
    for spot in spots {
        at = at.max(*spot);
        while let Some(rest) = bytes.get(at..).filter(|r| r.first().is_some_and(|b| !b.is_ascii())) {
            wide += 1;
            let (is_bad, len) = match cells.of(pairs, place, rest) {
                ONE => (false, 1),
                BAD => (true, 1),
                OTHER => (pairs.unit(rest).is_bad(), pairs.unit(rest).len()),
                _ => (false, 2),
            };
            bad += usize::from(is_bad);
            at += len;
            if wide >= 16 && bad * 3 > wide || wide >= SOON && bad * 6 > wide {
                return false;
            }
        }
        if wide >= 3 * SOON {
            break;
        }
    }
    wide > 0 && bad * if wide < SOON { 10 } else { 8 } <= wide
}

/// What the text costs in the cheapest of the four languages, and whether all of it is plain or bad; `None` when the
/// structure does not fit.
fn price(entry: &'static Entry, pairs: &Pairs, place: usize, bytes: &[u8]) -> Option<(Candidate, bool)> {
    let (cells, steps, nothing) = (Cells::all(), steps(), han_costs('\u{fffd}'));
    let mut wide = Wide::default();
    // Of the word so far: what its ASCII costs, and whether it has anything else.
    let (mut plain, mut full) = (0u64, false);
    let mut narrow = 0u64;
    let mut before = b' ';
    // Units that are not ASCII, those that mean nothing, and stretches that are not written as this encoding writes them.
    let (mut units, mut bad, mut odd) = (0usize, 0usize, 0usize);
    let (mut at, mut within, mut simple) = (0, false, true);
    while let Some(byte) = bytes.get(at).copied() {
        if byte.is_ascii() {
            plain += u64::from(steps[usize::from(before & 0x7f) << 7 | usize::from(byte)]);
            if is_break(byte) {
                narrow += plain * u64::from(if full { FULL } else { LIGHT });
                (plain, full) = (0, false);
            }
            (at, within, before) = (at + 1, false, byte);
            continue;
        }
        (units, full, before) = (units + 1, true, b' ');
        let two = bytes.get(at..at + 2).and_then(|two| <[u8; 2]>::try_from(two).ok());
        if let Some(costs) = two.and_then(|two| cells.plain(place, two)) {
            wide.add(costs);
            (at, within) = (at + 2, false);
            if units >= SOON && bad * 5 > units {
                return None;
            }
            continue;
        }
        let known = cells.of(pairs, place, &bytes[at..]);
        simple &= known != OTHER && known != ONE;
        if known == BAD {
            wide.add(nothing);
            odd += usize::from(!within);
            (at, bad, within) = (at + 1, bad + 1, true);
            if units >= SOON && bad * 5 > units {
                return None;
            }
            continue;
        }
        let unit = match known {
            ONE => Some(pairs.alone(byte)),
            OTHER => Some(pairs.unit(&bytes[at..])),
            _ => None,
        };
        if let Some(unit) = unit.filter(|u| !u.is_plain()) {
            let (mut len, mut is_odd) = (unit.len(), unit.is_odd());
            if unit.is_long() {
                let mut piece = super::codec::Piece::default();
                len = super::codec::step(entry, &bytes[at..], &mut piece);
                bad += piece.bad;
                is_odd = !piece.raw.is_empty();
                piece.text.chars().for_each(|c| wide.add(han_costs(c)));
            } else {
                bad += usize::from(unit.is_bad());
                wide.add(unit.costs());
            }
            odd += usize::from(is_odd && !within);
            (at, within) = (at + len, is_odd);
        } else {
            wide.add(unit.map_or(known, Unit::costs));
            (at, within) = (at + unit.map_or(2, Unit::len), false);
        }
        if units >= SOON && bad * 5 > units {
            return None;
        }
    }
    narrow += plain * u64::from(if full { FULL } else { LIGHT });
    if units == 0 || bad * 10 > units {
        return None;
    }
    let sums = wide.sums().into_iter().zip(&models().han);
    let (cost, language) = sums.map(|(sum, han)| (narrow + sum * u64::from(FULL), han.name)).min_by_key(|c| c.0)?;
    // A raw stretch is a spelling that this encoding's own encoders do not write.
    Some((Candidate::new(entry, language, cost + (bad * 12 + odd) as u64 * 80 * 16), simple))
}

/// Sums of four costs of a byte each, side by side in one number.
#[derive(Default)]
struct Wide {
    sums: [u64; 4],
    lanes: u64,
    held: u32,
}

impl Wide {
    #[inline(always)]
    fn add(&mut self, costs: u32) {
        let costs = u64::from(costs);
        let apart = (costs | costs << 16) & 0x0000_ffff_0000_ffff;
        self.lanes += (apart | apart << 8) & 0x00ff_00ff_00ff_00ff;
        self.held += 1;
        // More might not fit into sixteen bits.
        if self.held == 256 {
            self.flush();
        }
    }

    #[cold]
    fn flush(&mut self) {
        (0..4).for_each(|i| self.sums[i] += self.lanes >> (16 * i) & 0xffff);
        (self.lanes, self.held) = (0, 0);
    }

    fn sums(mut self) -> [u64; 4] {
        self.flush();
        self.sums
    }
}

/// By two characters of ASCII, seven bits each: what it costs in English that the second follows the first.
pub fn steps() -> &'static [u16; 1 << 14] {
    static STEPS: OnceLock<Box<[u16; 1 << 14]>> = OnceLock::new();
    STEPS.get_or_init(|| {
        let english = models().language("en");
        let classes: [(u8, u8); 128] = std::array::from_fn(|i| {
            let (lower, case) = fold(char::from(i as u8));
            (english.map_or(class::BLANK, |l| l.class(lower)), case)
        });
        let step = |i: usize| {
            let (a, b) = (classes[i >> 7], classes[i & 0x7f]);
            english.map_or(0, |l| l.cost(a.0, b.0)) + CASE[usize::from(a.1)][usize::from(b.1)]
        };
        Box::new(std::array::from_fn(|i| step(i) as u16))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stages::decode::catalogue;

    #[test]
    fn what_is_plain_in_gbk_is_the_same_in_gb18030() {
        let of = |label| pairs::of(catalogue::find(label).unwrap()).unwrap();
        let (gbk, gb18030) = (of("gbk"), of("gb18030"));
        for bytes in (0x8000..=0xffffu16).map(u16::to_be_bytes) {
            let (a, b) = (gbk.unit(&bytes), gb18030.unit(&bytes));
            assert_eq!((a.is_bad(), a.len()), (b.is_bad(), b.len()), "{bytes:x?}");
            assert!(!a.is_plain() || a.len() < 2 || a == b, "{bytes:x?}");
        }
    }
}
