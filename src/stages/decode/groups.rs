//! First round of telling encodings of one byte a character apart: every byte for itself, those that write the sample in
//! the same way together.

use super::catalogue::{ALL, Kind};
use super::lanes::Lanes;
use super::model::{class, generic};
use super::reading::{Reading, bits, reading};
use super::sample::{Pair, Sample};
use std::sync::OnceLock;

/// Letters of two scripts side by side are no word.
const TORN: u64 = 70;

/// Encodings that write the sample in the same way: the first stands for all.
#[derive(Clone, Copy)]
pub struct Group {
    /// Their places among the encodings of one byte: a bit each.
    members: u128,
    /// The place of the first in the catalogue.
    pub first: usize,
    pub reading: &'static Reading,
    pub cost: u64,
}

impl Group {
    /// The places of all in the catalogue.
    pub fn members(&self) -> impl Iterator<Item = usize> {
        let places = [self.members as u64, (self.members >> 64) as u64, 0, 0];
        bits(places).filter_map(|at| singles().all.get(at)).map(|s| s.0)
    }
}

/// The encodings of one byte that may be guessed.
struct Singles {
    /// Place in the catalogue, and what it makes of bytes.
    all: Vec<(usize, &'static Reading)>,
    /// By byte what it costs in each.
    alone: Lanes<u16, 40>,
    /// The places of two that read alike.
    alike: Option<(usize, usize)>,
}

fn singles() -> &'static Singles {
    static SINGLES: OnceLock<Singles> = OnceLock::new();
    SINGLES.get_or_init(|| {
        let guessed = ALL.iter().enumerate().filter(|(_, e)| e.rarity.is_some() && matches!(e.kind, Kind::Single));
        // A set has a bit for each.
        let all: Vec<(usize, &Reading)> = guessed.filter_map(|(i, _)| Some((i, reading(i)?))).take(128).collect();
        let alone = Lanes::new(256, all.len(), |byte, at| all[at].1.alone[byte]);
        let place = |label: &str| all.iter().position(|s| ALL[s.0].label == label);
        Singles { alike: place("ibm864").zip(place("iso-8859-6")), alone, all }
    })
}

/// Bytes that are controls in all encodings of one byte that keep ASCII, and in those of more bytes.
pub fn controls() -> &'static [bool; 256] {
    static CONTROLS: OnceLock<[bool; 256]> = OnceLock::new();
    CONTROLS.get_or_init(|| {
        let ascii = || singles().all.iter().filter(|s| s.1.ascii);
        let is = |byte: usize| byte < 0x20 && ascii().all(|s| generic(s.1.chars[byte]) == Some(class::CONTROL));
        std::array::from_fn(is)
    })
}

/// First round: every byte for itself. ASCII costs the same in all that keep it, but in EBCDIC it does not.
pub fn groups(sample: &Sample) -> Vec<Group> {
    let singles = singles();
    let costs = singles.alone.sums(bits(sample.counted).map(|byte| (byte, sample.count[byte])));
    // Blanks are 0x40 there.
    let ebcdic = memchr::memchr_iter(0x40, &sample.bytes).count() >= memchr::memchr_iter(b' ', &sample.bytes).count();
    let mut groups: Vec<Group> = Vec::with_capacity(singles.all.len());
    // Groups by cost: where one begins to be looked for, and on from there.
    let mut slots = [u8::MAX; 256];
    let mut far = 0u128;
    for (at, ((first, reading), cost)) in singles.all.iter().copied().zip(costs).enumerate() {
        if !(reading.ascii || ebcdic) || !reading.defines(sample) {
            continue;
        }
        // IBM 864 reads the letters of ISO-8859-6 as letters too, in one form each: what that one can read is that one.
        if singles.alike.is_some_and(|(one, other)| at == one && far >> other & 1 == 1) {
            continue;
        }
        far |= 1 << at;
        let mut slot = cost.wrapping_mul(0x9e37_79b9_7f4a_7c15) as usize >> 56;
        loop {
            match groups.get_mut(usize::from(slots[slot])) {
                Some(group) if group.cost == cost && same_chars(group.reading, reading, sample) => {
                    group.members |= 1 << at;
                    break;
                }
                Some(_) => slot = (slot + 1) & 255,
                None => {
                    slots[slot] = groups.len() as u8;
                    groups.push(Group { members: 1 << at, first, reading, cost });
                    break;
                }
            }
        }
    }
    groups
}

/// Whether two encodings read all bytes of a document alike.
fn same_chars(a: &Reading, b: &Reading, sample: &Sample) -> bool {
    let [low, middle, high, top] = sample.present;
    let asked = if a.seven && b.seven { [0, 0, high, top] } else { [low, middle, high, top] };
    bits(asked).all(|i| a.chars[i] == b.chars[i])
}

/// What letters of two scripts side by side cost; when that is more than `most`, then no less.
pub fn torn(reading: &Reading, sample: &Sample, most: u64) -> u64 {
    if !reading.mixes(sample.present) {
        return 0;
    }
    let low = if reading.ascii { &[][..] } else { &sample.low };
    let mut sum = 0;
    for pairs in sample.high.chunks(32).chain(low.chunks(32)) {
        let torn = |p: &&Pair| reading.scripts[usize::from(p.0)] | reading.scripts[usize::from(p.1)] == 3;
        sum += pairs.iter().filter(torn).map(|p| u64::from(p.2)).sum::<u64>() * TORN;
        if sum > most {
            break;
        }
    }
    sum
}
