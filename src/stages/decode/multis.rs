//! Encodings of more bytes a character: what their structure refuses first, then what the characters of the rest cost.

use super::catalogue::{ALL, Entry, Kind};
use super::detect::Candidate;
use super::model::{CASE, class, fold, models};
use super::pairs::{self, Pairs, Unit};
use super::sample::Sample;
use super::score::{self, FULL, LIGHT};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// Units after which a structure that does not fit is known not to.
const SOON: usize = 48;

/// All readings worth naming, in no order.
pub fn candidates(sample: &Sample) -> Vec<Candidate> {
    let multi = ALL.iter().filter(|e| e.rarity.is_some() && !matches!(e.kind, Kind::Single));
    // Where bytes beyond ASCII begin.
    let mut spots = Vec::with_capacity(256);
    let mut before = true;
    for (at, b) in sample.bytes.iter().enumerate() {
        let plain = b.is_ascii();
        if before && !plain {
            spots.push(at);
        }
        before = plain;
    }
    multi.filter_map(|e| one(e, sample, &spots)).collect()
}

fn one(entry: &'static Entry, sample: &Sample, spots: &[usize]) -> Option<Candidate> {
    let pairs = pairs::of(entry)?;
    if !fits(pairs, &sample.bytes, spots) {
        return None;
    }
    let units = units(pairs, entry, &sample.bytes)?;
    let (cost, language) = price(&units.chars)?;
    // A raw stretch is a spelling that this encoding's own encoders do not write.
    let odd = (units.bad * 12 + units.odd) as u64 * 80 * 16;
    Some(Candidate { entry, language, cost: cost + odd })
}

/// Whether the first units are not too bad for the structure.
fn fits(pairs: &Pairs, bytes: &[u8], spots: &[usize]) -> bool {
    let (mut wide, mut bad, mut at) = (0usize, 0usize, 0);
    for spot in spots {
        at = at.max(*spot);
        while let Some(rest) = bytes.get(at..).filter(|r| r.first().is_some_and(|b| !b.is_ascii())) {
            wide += 1;
            at += match pairs.unit(rest) {
                Unit::Char(_, len) => len,
                Unit::Long => 2,
                Unit::Bad => {
                    bad += 1;
                    1
                }
            };
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

struct Units {
    chars: Vec<char>,
    bad: usize,
    /// Stretches that are not written as this encoding writes them.
    odd: usize,
}

/// The characters of a sample; `None` when the structure does not fit.
fn units(pairs: &Pairs, entry: &Entry, bytes: &[u8]) -> Option<Units> {
    let mut units = Units { chars: Vec::with_capacity(bytes.len()), bad: 0, odd: 0 };
    let (mut wide, mut at, mut before) = (0usize, 0, false);
    while let Some(byte) = bytes.get(at) {
        if byte.is_ascii() {
            units.chars.push(char::from(*byte));
            (at, before) = (at + 1, false);
            continue;
        }
        wide += 1;
        let (len, odd) = match pairs.unit(&bytes[at..]) {
            Unit::Char(code, len) => {
                let c = char::from_u32(u32::from(code)).unwrap_or('\u{fffd}');
                let written = if len == 1 { u16::from(*byte) } else { u16::from_be_bytes([*byte, bytes[at + 1]]) };
                units.chars.push(c);
                (len, pairs.bytes(c) != Some(written))
            }
            Unit::Bad => {
                units.chars.push('\u{fffd}');
                units.bad += 1;
                (1, true)
            }
            Unit::Long => {
                let mut piece = super::codec::Piece::default();
                let len = super::codec::step(entry, &bytes[at..], &mut piece);
                units.chars.extend(piece.text.chars());
                units.bad += piece.bad;
                (len, !piece.raw.is_empty())
            }
        };
        units.odd += usize::from(odd && !before);
        (at, before) = (at + len, odd);
        if wide >= SOON && units.bad * 5 > wide {
            return None;
        }
    }
    (wide > 0 && units.bad * 10 <= wide).then_some(units)
}

/// What characters cost in the cheapest of the languages.
fn price(chars: &[char]) -> Option<(u64, &'static str)> {
    let models = models();
    let english = models.language("en")?;
    let mut word = 0;
    let mut sums = [0u64; 4];
    while word < chars.len() {
        let end =
            chars[word..].iter().position(|c| c.is_ascii() && super::sample::is_break(*c as u8)).map_or(chars.len(), |p| word + p + 1);
        let weight = u64::from(if chars[word..end].iter().all(char::is_ascii) { LIGHT } else { FULL });
        let (mut plain, mut wide) = (0u64, [0u64; 4]);
        let mut before = word.checked_sub(1).map_or(' ', |i| chars[i]);
        for c in &chars[word..end] {
            if c.is_ascii() {
                let (a, b) = (ascii(english, before), ascii(english, *c));
                plain += u64::from(english.cost(a.0, b.0) + CASE[usize::from(a.1)][usize::from(b.1)]);
            } else {
                let costs = han_costs(*c).to_le_bytes();
                (0..4).for_each(|i| wide[i] += u64::from(costs[i]));
            }
            before = *c;
        }
        (0..4).for_each(|i| sums[i] += (plain + wide[i]) * weight);
        word = end;
    }
    sums.iter().zip(&models.han).map(|(sum, han)| (*sum, han.name)).min_by_key(|c| c.0)
}

/// The class of an ASCII character and its case; of any other those of a blank.
fn ascii(english: &super::model::Language, c: char) -> (u8, u8) {
    static CLASSES: OnceLock<[(u8, u8); 128]> = OnceLock::new();
    let classes = CLASSES.get_or_init(|| {
        std::array::from_fn(|i| {
            let (lower, case) = fold(char::from(i as u8));
            (english.class(lower), case)
        })
    });
    classes.get(c as usize).copied().unwrap_or((class::BLANK, 0))
}

/// What a character costs in each of the four, a byte each.
fn han_costs(c: char) -> u32 {
    static PLANE: OnceLock<Box<[AtomicU32]>> = OnceLock::new();
    let plane = PLANE.get_or_init(|| (0..0x10000).map(|_| AtomicU32::new(0)).collect());
    let ask = || {
        let mut costs = [250u8; 4];
        for (slot, han) in costs.iter_mut().zip(&models().han) {
            *slot = score::han(han, c).min(250) as u8;
        }
        u32::from_le_bytes(costs)
    };
    match plane.get(c as usize) {
        Some(cell) => match cell.load(Relaxed) {
            0 => {
                let found = ask();
                cell.store(found, Relaxed);
                found
            }
            found => found,
        },
        None => ask(),
    }
}
