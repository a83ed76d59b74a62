//! Whether a line's letters follow each other as in no language: the cheap look that good text pays for.

use crate::stages::decode::model::{block, class, fold, generic, is_mark, models};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Pairs dearer than this (in eighths of a bit) in every language are odd.
const DEAR: u32 = 90;

struct Pairs {
    /// A letter's number, by code point; 0: no language's letter.
    ids: Vec<u16>,
    width: usize,
    likely: Vec<u64>,
}

fn pairs() -> &'static Pairs {
    static PAIRS: OnceLock<Pairs> = OnceLock::new();
    PAIRS.get_or_init(|| {
        let models = models();
        let mut ids = vec![0u16; 0x10000];
        let mut next = 1u16;
        for c in models.languages.iter().flat_map(|l| l.all_letters()).chain('a'..='z') {
            let slot = &mut ids[c as usize & 0xffff];
            if *slot == 0 {
                *slot = next;
                next += 1;
            }
        }
        let width = usize::from(next);
        let mut likely = vec![0u64; (width * width).div_ceil(64)];
        for language in &models.languages {
            let letters: Vec<(usize, u8)> =
                language.all_letters().map(|c| (usize::from(ids[c as usize & 0xffff]), language.class(c))).collect();
            for (a, class_a) in &letters {
                for (b, class_b) in &letters {
                    if language.cost(*class_a, *class_b) <= DEAR {
                        let bit = a * width + b;
                        likely[bit / 64] |= 1 << (bit % 64);
                    }
                }
            }
        }
        Pairs { ids, width, likely }
    })
}

impl Pairs {
    fn id(&self, c: char) -> usize {
        self.ids.get(c as usize).map_or(0, |i| usize::from(*i))
    }

    fn likely(&self, a: usize, b: usize) -> bool {
        let bit = a * self.width + b;
        self.likely[bit / 64] >> (bit % 64) & 1 == 1
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

/// Characters beyond ASCII up to which a line is looked at whole.
const FEW: usize = 32;
/// Of a line with more of them so many are looked at first, at its begin and in two places further on.
const GLANCE: u32 = 6;

/// Whether at least a fifth of what is not ASCII stands where no language puts it.
pub fn is_odd(line: &str) -> bool {
    oddness(line) > 0
}

/// How many characters stand oddly, when they are at least a fifth of what is not ASCII; else 0.
pub fn oddness(line: &str) -> u32 {
    let glance = |part: usize| {
        let from = line.len() / 3 * part;
        let at = (from..line.len()).find(|at| line.is_char_boundary(*at)).unwrap_or(0);
        tally(line, at, GLANCE).odd == 0
    };
    if line.bytes().filter(|b| *b >= 0xc0).count() > FEW && (0..3).all(glance) {
        return 0;
    }
    let found = tally(line, 0, u32::MAX);
    // Names and learned words have rare characters too.
    let share = if found.rare * 3 <= found.odd { 1 } else { 2 };
    if found.odd * 5 >= found.all * share { found.odd } else { 0 }
}

/// Characters beyond ASCII, those that stand oddly, and of these the ones that are only rare.
#[derive(Default)]
struct Tally {
    all: u32,
    odd: u32,
    rare: u32,
}

fn tally(line: &str, from: usize, most: u32) -> Tally {
    let (pairs, plane) = (pairs(), plane());
    let mut found = Tally::default();
    let mut before = plane.of(' ');
    let mut at = from;
    while found.all < most {
        // Of ASCII only what stands beside something else counts.
        if before.c.is_ascii() {
            let next = high(line.as_bytes(), at);
            if next >= line.len() {
                break;
            }
            if next > at {
                before = plane.of(char::from(line.as_bytes()[next - 1]));
                if before.sort == Sort::Bad {
                    before.sort = Sort::Neutral;
                }
                at = next;
            }
        }
        let Some(c) = line.get(at..).and_then(|l| l.chars().next()) else { break };
        at += c.len_utf8();
        let mut now = plane.of(c);
        // Frames and bars are drawn of such characters side by side, and laughter of one letter.
        if now.frame && before.frame {
            before = now;
            continue;
        }
        found.all += 1;
        if c == before.c {
            continue;
        }
        let odd = match (before.sort, now.sort) {
            (Sort::Letter, Sort::Letter) => {
                (before.case == 1 && now.case == 2)
                    || (before.id != 0 && now.id != 0 && !pairs.likely(usize::from(before.id), usize::from(now.id)))
                    || (before.block != now.block && !now.mark)
            }
            (Sort::Letter, Sort::Wide) | (Sort::Wide, Sort::Letter) => true,
            (Sort::Wide | Sort::Neutral, Sort::Wide) => {
                found.rare += u32::from(now.rare);
                now.rare
            }
            (Sort::Letter, Sort::Symbol) | (Sort::Symbol, Sort::Letter) => {
                !before.c.is_ascii() || !c.is_ascii() && matches!(c, '¡'..='¬' | '±'..='¿' | '€' | '–' | '•')
            }
            (Sort::Bad, Sort::Letter | Sort::Bad | Sort::Symbol | Sort::Wide) | (Sort::Letter | Sort::Symbol | Sort::Wide, Sort::Bad) => {
                true
            }
            (Sort::Neutral, Sort::Bad) => matches!(c, '\u{80}'..='\u{9f}' | '\u{ff61}'..='\u{ff9f}'),
            _ => false,
        };
        found.odd += u32::from(odd);
        // A mark that opens a quotation stands before letters.
        if before.sort == Sort::Neutral && matches!(c, '„' | '‚' | '‹') {
            now.sort = Sort::Neutral;
        }
        before = now;
    }
    found
}

/// Where the next byte beyond ASCII is, from `at` on.
fn high(bytes: &[u8], mut at: usize) -> usize {
    while let Some(eight) = bytes.get(at..at + 8).and_then(|e| <[u8; 8]>::try_from(e).ok()) {
        let marks = u64::from_le_bytes(eight) & 0x8080_8080_8080_8080;
        if marks != 0 {
            return at + marks.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    at + bytes.get(at..).unwrap_or_default().iter().take_while(|b| b.is_ascii()).count()
}

/// What is asked of a character, worked out once for each of the first plane.
#[derive(Clone, Copy)]
struct Seen {
    c: char,
    id: u16,
    sort: Sort,
    case: u8,
    block: u16,
    mark: bool,
    frame: bool,
    rare: bool,
}

const SORTS: [Sort; 5] = [Sort::Neutral, Sort::Letter, Sort::Wide, Sort::Symbol, Sort::Bad];

/// What was worked out so far; 0: nothing yet.
struct Plane(Box<[AtomicU64]>);

fn plane() -> &'static Plane {
    static PLANE: OnceLock<Plane> = OnceLock::new();
    PLANE.get_or_init(|| Plane((0..0x10000).map(|_| AtomicU64::new(0)).collect()))
}

impl Plane {
    #[inline]
    fn of(&self, c: char) -> Seen {
        let Some(cell) = self.0.get(c as usize) else { return Seen::slow(c) };
        match cell.load(Relaxed) {
            0 => {
                let seen = Seen::slow(c);
                cell.store(seen.pack(), Relaxed);
                seen
            }
            packed => Seen::unpack(c, packed),
        }
    }
}

impl Seen {
    fn pack(self) -> u64 {
        let sort = SORTS.iter().position(|s| *s == self.sort).unwrap_or(0) as u64;
        let flags = u64::from(self.mark) | u64::from(self.frame) << 1 | u64::from(self.rare) << 2;
        u64::from(self.id) | u64::from(self.block) << 16 | sort << 32 | u64::from(self.case) << 40 | flags << 48 | 1 << 63
    }

    fn unpack(c: char, packed: u64) -> Seen {
        Seen {
            c,
            id: packed as u16,
            block: (packed >> 16) as u16,
            sort: SORTS[(packed >> 32 & 7) as usize % SORTS.len()],
            case: (packed >> 40 & 3) as u8,
            mark: packed >> 48 & 1 == 1,
            frame: packed >> 49 & 1 == 1,
            rare: packed >> 50 & 1 == 1,
        }
    }

    fn slow(c: char) -> Seen {
        let (lower, case) = fold(c);
        let frame = matches!(c, '\u{2500}'..='\u{259f}');
        Seen { c, id: pairs().id(lower) as u16, sort: sort(c), case, block: block(c), mark: is_mark(c), frame, rare: is_rare(c) }
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
