//! What is asked of a character, worked out once for each.

use super::pairs::{Pairs, pairs};
use crate::stages::decode::model::{block, class, fold, generic, is_mark, models};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// a bit for all that it is.
#[derive(Clone, Copy)]
pub(super) struct Seen(pub u64);

/// What was worked out so far; 0: nothing yet.
pub(super) struct Plane(Box<[AtomicU64]>);

pub(super) fn plane() -> &'static Plane {
    static PLANE: OnceLock<Plane> = OnceLock::new();
    PLANE.get_or_init(|| Plane((0..0x10000).map(|_| AtomicU64::new(0)).collect()))
}

impl Plane {
    #[inline]
    pub fn of(&self, c: char) -> Seen {
        self.at(u32::from(c))
    }

    #[inline]
    pub fn at(&self, code: u32) -> Seen {
        let new = || char::from_u32(code).map_or(Seen(Seen::NEUTRAL), Seen::new);
        let Some(cell) = self.0.get(code as usize) else { return new() };
        match cell.load(Relaxed) {
            0 => {
                let seen = new();
                cell.store(seen.0, Relaxed);
                seen
            }
            seen => Seen(seen),
        }
    }
}

impl Seen {
    const BLOCK: u64 = 0xffff << 16;
    pub const NEUTRAL: u64 = 1 << 32;
    pub const LETTER: u64 = 1 << 33;
    pub const WIDE: u64 = 1 << 34;
    pub const SYMBOL: u64 = 1 << 35;
    pub const BAD: u64 = 1 << 36;
    const LOWER: u64 = 1 << 40;
    const UPPER: u64 = 1 << 41;
    const MARK: u64 = 1 << 42;
    pub const FRAME: u64 = 1 << 43;
    pub const RARE: u64 = 1 << 44;

    pub fn new(c: char) -> Seen {
        let (lower, case) = fold(c);
        let flag = |is: bool, bit: u64| if is { bit } else { 0 };
        let flags = flag(case == 1, Seen::LOWER)
            | flag(case == 2, Seen::UPPER)
            | flag(is_mark(c), Seen::MARK)
            | flag(matches!(c, '\u{2500}'..='\u{259f}'), Seen::FRAME)
            | flag(is_rare(c), Seen::RARE);
        let sort = match sort(c) {
            Sort::Neutral => Seen::NEUTRAL,
            Sort::Letter => Seen::LETTER,
            Sort::Wide => Seen::WIDE,
            Sort::Symbol => Seen::SYMBOL,
            Sort::Bad => Seen::BAD,
        };
        Seen(pairs().id(lower) as u64 | u64::from(block(c)) << 16 | sort | flags)
    }

    /// Whether it is any of these.
    #[inline]
    pub fn is(self, any: u64) -> bool {
        self.0 & any != 0
    }

    fn id(self) -> usize {
        usize::from(self.0 as u16)
    }

    pub fn as_neutral(self) -> Seen {
        Seen(self.0 & !(Seen::LETTER | Seen::WIDE | Seen::SYMBOL | Seen::BAD) | Seen::NEUTRAL)
    }
}

impl Pairs {
    /// Whether two letters do not stand side by side.
    #[inline]
    pub fn is_odd(&self, before: Seen, now: Seen) -> bool {
        // The bit of small letters stands right below that of capitals.
        (before.0 << 1 & now.0 & Seen::UPPER != 0)
            | !self.likely(before.id(), now.id())
            | ((before.0 ^ now.0) & Seen::BLOCK != 0 && !now.is(Seen::MARK))
    }
}

/// What kind of character, as far as oddness goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Neutral,
    Letter,
    Wide,
    Symbol,
    Bad,
}

fn sort(c: char) -> Sort {
    match generic(c) {
        Some(class::CONTROL) => return Sort::Bad,
        Some(class::SYMBOL) => return Sort::Symbol,
        Some(class::CURLY | class::QUOTE) => {
            return if matches!(c, '‹' | '›' | '‚' | '„' | '–') { Sort::Symbol } else { Sort::Neutral };
        }
        Some(_) => return Sort::Neutral,
        None => {}
    }
    match block(c) {
        8..=10 => Sort::Wide,
        _ if c.is_alphabetic() || is_mark(c) => Sort::Letter,
        _ if matches!(u32::from(c), 0x80..=0xff | 0x2200..=0x22ff | 0x2300..=0x23ff | 0x2500..=0x25ff | 0xff61..=0xff9f | 0xe000..=0xf8ff | 0x2c6..=0x2dd | 0x2020..=0x2044 | 0xfffd) => {
            Sort::Bad
        }
        _ => Sort::Neutral,
    }
}

/// Whether no language of the far east uses this character often.
fn is_rare(c: char) -> bool {
    static COMMON: OnceLock<Vec<u64>> = OnceLock::new();
    let common = COMMON.get_or_init(|| {
        let mut bits = vec![0u64; 1024];
        for han in &models().han {
            for c in han.common(108) {
                bits[usize::from(c) / 64] |= 1 << (c % 64);
            }
        }
        bits
    });
    let code = c as usize;
    !(0x3040..0x3100).contains(&code) && code < 0x10000 && common[code / 64] >> (code % 64) & 1 == 0
}
