//! Whether a line's letters follow each other as in no language: the cheap look that good text pays for.

use crate::stages::decode::model::{block, class, fold, generic, is_mark, models};
use std::sync::OnceLock;

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

/// Whether at least a quarter of what is not ASCII stands where no language puts it.
pub fn is_odd(line: &str) -> bool {
    let pairs = pairs();
    let (mut odd, mut all) = (0u32, 0u32);
    let mut before = Seen::of(' ');
    let mut at = 0;
    while at < line.len() {
        // Of ASCII only what stands beside something else counts.
        if before.c.is_ascii() {
            let run = line.as_bytes()[at..].iter().take_while(|b| b.is_ascii()).count();
            if run > 0 {
                before = Seen::of(char::from(line.as_bytes()[at + run - 1]));
                if before.sort == Sort::Bad {
                    before.sort = Sort::Neutral;
                }
                at += run;
                continue;
            }
        }
        let Some(c) = line[at..].chars().next() else { break };
        at += c.len_utf8();
        let now = Seen::of(c);
        // Frames and bars are drawn of such characters side by side.
        if is_box(before.c) && is_box(c) {
            before = now;
            continue;
        }
        all += 1;
        odd += u32::from(match (before.sort, now.sort) {
            (Sort::Letter, Sort::Letter) => {
                (before.case == 1 && now.case == 2)
                    || (before.id != 0 && now.id != 0 && !pairs.likely(usize::from(before.id), usize::from(now.id)))
                    || (before.block != now.block && !now.mark)
            }
            (Sort::Letter, Sort::Wide) | (Sort::Wide, Sort::Letter) => true,
            (Sort::Wide, Sort::Wide) => is_rare(c),
            (Sort::Neutral, Sort::Wide) => is_rare(c),
            (Sort::Letter, Sort::Symbol) | (Sort::Symbol, Sort::Letter) => {
                !before.c.is_ascii() || !c.is_ascii() && matches!(c, '¡'..='¬' | '±'..='¿' | '€' | '–' | '•')
            }
            (Sort::Bad, Sort::Letter | Sort::Bad | Sort::Symbol | Sort::Wide) | (Sort::Letter | Sort::Symbol | Sort::Wide, Sort::Bad) => {
                true
            }
            (Sort::Neutral, Sort::Bad) => matches!(c, '\u{80}'..='\u{9f}' | '\u{ff61}'..='\u{ff9f}'),
            _ => false,
        });
        before = now;
    }
    odd > 0 && odd * 5 >= all
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
}

impl Seen {
    fn of(c: char) -> Seen {
        static PLANE: OnceLock<Box<[Seen]>> = OnceLock::new();
        let plane = PLANE.get_or_init(|| (0..0x3100u32).map(|n| Seen::slow(char::from_u32(n).unwrap_or(' '))).collect());
        plane.get(c as usize).copied().unwrap_or_else(|| Seen::slow(c))
    }

    fn slow(c: char) -> Seen {
        let (lower, case) = fold(c);
        Seen { c, id: pairs().id(lower) as u16, sort: sort(c), case, block: block(c), mark: is_mark(c) }
    }
}

fn is_box(c: char) -> bool {
    matches!(c, '\u{2500}'..='\u{259f}')
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
