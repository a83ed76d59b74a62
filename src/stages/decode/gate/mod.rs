//! Whether a line's letters follow each other as in no language: the cheap look that good text pays for.

mod pairs;
mod seen;

use pairs::{Pairs, pairs};
use seen::{Plane, Seen, plane};
use std::sync::OnceLock;

/// What the gate looks things up in.
struct Gate {
    pairs: &'static Pairs,
    plane: &'static Plane,
    /// Characters of two bytes.
    low: [Seen; 0x800],
    /// Of Latin letters and signs, from U+0080 on: between which characters of ASCII they stand oddly.
    beside: Vec<OnceLock<Beside>>,
}

/// A bit for each character of ASCII: whether one stands oddly right behind it, and right before it.
#[derive(Clone, Copy)]
struct Beside {
    behind: u128,
    before: u128,
}

/// Characters from U+0080 on that stand alone in ASCII more often than not.
const ALONE: usize = 0x200;

fn tables() -> &'static Gate {
    static GATE: OnceLock<Gate> = OnceLock::new();
    GATE.get_or_init(|| Gate {
        pairs: pairs(),
        plane: plane(),
        low: std::array::from_fn(|i| char::from_u32(i as u32).map_or(Seen(Seen::NEUTRAL), Seen::new)),
        beside: (0..ALONE).map(|_| OnceLock::new()).collect(),
    })
}

impl Gate {
    /// Whether two characters that differ do not stand side by side.
    #[inline]
    fn is_odd_pair(&self, before_c: char, before: Seen, c: char, now: Seen) -> bool {
        if now.is(Seen::NEUTRAL) || (before.is(Seen::NEUTRAL) && now.is(Seen::LETTER)) {
            false
        } else if before.is(Seen::LETTER) && now.is(Seen::LETTER) {
            self.pairs.is_odd(before, now)
        } else if now.is(Seen::WIDE) && before.is(Seen::WIDE | Seen::NEUTRAL) {
            now.is(Seen::RARE)
        } else {
            is_odd_beside(before_c, before, c, now)
        }
    }

    /// How many of the two pairs are odd that a character of two bytes makes with those of ASCII on both sides of it: what
    /// stands at `at`, when it is such a one.
    #[inline]
    fn alone(&self, bytes: &[u8], at: usize, before: char) -> Option<u32> {
        let Some(&[a @ 0xc2..0xe0, b, after @ 0x20..0x7f]) = bytes.get(at..at + 3) else { return None };
        let code = u32::from(a & 0x1f) << 6 | u32::from(b & 0x3f);
        let known = self.beside.get(code as usize - 0x80)?;
        let sides = known.get_or_init(|| self.sides(code));
        Some((sides.behind >> u32::from(before) & 1) as u32 + (sides.before >> after & 1) as u32)
    }

    #[cold]
    fn sides(&self, code: u32) -> Beside {
        let c = char::from_u32(code).unwrap_or(' ');
        let now = self.plane.of(c);
        let mut sides = Beside { behind: 0, before: 0 };
        for other in (0..0x80u8).map(char::from) {
            let seen = self.plane.of(other);
            let quiet = if seen.is(Seen::BAD) { seen.as_neutral() } else { seen };
            sides.behind |= u128::from(self.is_odd_pair(other, quiet, c, now)) << u32::from(other);
            sides.before |= u128::from(self.is_odd_pair(c, now, other, seen)) << u32::from(other);
        }
        sides
    }

    /// Letters that follow a letter, and what follows its like in the far east, from a place on: most of what is not
    /// ASCII. Gives the place behind them and the last of them.
    #[inline]
    fn run(&self, bytes: &[u8], mut at: usize, (c, seen): (char, Seen), most: u32, found: &mut Tally) -> (usize, char, Seen) {
        let (mut code, mut last) = (u32::from(c), seen);
        let wide = seen.is(Seen::WIDE);
        let sort = if wide { Seen::WIDE } else { Seen::LETTER };
        let (mut all, mut odd) = (found.all, 0);
        while all < most {
            let (next, now, len) = match bytes.get(at..at + 2) {
                Some(&[a @ 0xc0..0xe0, b]) => {
                    let next = u32::from(a & 0x1f) << 6 | u32::from(b & 0x3f);
                    (next, self.low[next as usize & 0x7ff], 2)
                }
                Some(&[a @ 0xe0..0xf0, b]) => {
                    let Some(c) = bytes.get(at + 2) else { break };
                    let next = u32::from(a & 0xf) << 12 | u32::from(b & 0x3f) << 6 | u32::from(c & 0x3f);
                    (next, self.plane.at(next), 3)
                }
                _ => break,
            };
            if !now.is(sort) {
                break;
            }
            (at, all) = (at + len, all + 1);
            if next != code {
                odd += u32::from(if wide { now.is(Seen::RARE) } else { self.pairs.is_odd(last, now) });
                (code, last) = (next, now);
            }
        }
        found.all = all;
        found.odd += odd;
        found.rare += if wide { odd } else { 0 };
        (at, char::from_u32(code).unwrap_or(c), last)
    }
}

/// Characters beyond ASCII up to which a line is looked at whole.
const FEW: usize = 32;
/// Of a line with more of them so many are looked at first, at its begin and in two places further on, and so many when
/// one of these stands oddly.
const GLANCES: [u32; 2] = [4, 12];

/// How the letters of a line stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// As those of some language, as far as this can tell.
    Even,
    /// A character stands where no language puts it.
    Touched,
    /// At least a twentieth of what is not ASCII stands where no language puts it: names do, and text read in a wrong encoding that
    /// turned letters into letters.
    Suspect,
    /// At least a fifth does: so many characters.
    Odd(u32),
}

/// Characters beyond ASCII below which a line is not suspected.
const TELLING: u32 = 12;

/// Whether at least a fifth of what is not ASCII stands where no language puts it.
pub fn is_odd(line: &str) -> bool {
    matches!(look(line), Look::Odd(_))
}

/// The look of a line.
pub fn look(line: &str) -> Look {
    let gate = tables();
    let mut may_be_odd = true;
    if has_many(line.as_bytes()) {
        let mut found = Tally::default();
        for most in GLANCES {
            found = Tally::default();
            for part in 0..3 {
                let from = line.len() / 3 * part;
                let at = (from..line.len()).find(|at| line.is_char_boundary(*at)).unwrap_or(0);
                found.add(tally(gate, line, at, most));
            }
            // Half of what makes a line odd is to be seen in a part of it.
            may_be_odd &= found.odd * 10 >= found.all * found.share();
        }
        if found.odd == 0 {
            return Look::Even;
        }
    }
    let found = tally(gate, line, 0, u32::MAX);
    if may_be_odd && found.odd > 0 && found.odd * 5 >= found.all * found.share() {
        Look::Odd(found.odd)
    } else if found.all >= TELLING && found.odd * 20 >= found.all * found.share() {
        Look::Suspect
    } else if found.odd > found.rare {
        Look::Touched
    } else {
        Look::Even
    }
}

/// How many characters of a line stand where no language puts them.
pub fn odd_in(line: &str) -> u32 {
    let found = tally(tables(), line, 0, u32::MAX);
    found.odd - found.rare
}

/// Whether there are more than [`FEW`] characters beyond ASCII.
fn has_many(line: &[u8]) -> bool {
    let mut left = FEW;
    line.chunks(64).any(|chunk| {
        let found = usize::from(chunk.iter().fold(0u8, |n, b| n + u8::from(*b >= 0xc0)));
        let enough = found > left;
        left = left.saturating_sub(found);
        enough
    })
}

/// Characters beyond ASCII, those that stand oddly, and of these the ones that are only rare.
#[derive(Default)]
struct Tally {
    all: u32,
    odd: u32,
    rare: u32,
}

impl Tally {
    fn add(&mut self, other: Tally) {
        (self.all, self.odd, self.rare) = (self.all + other.all, self.odd + other.odd, self.rare + other.rare);
    }

    /// How many fifths have to stand oddly: names and learned words have rare characters too.
    fn share(&self) -> u32 {
        if self.rare * 3 <= self.odd { 1 } else { 2 }
    }
}

fn tally(gate: &Gate, line: &str, from: usize, most: u32) -> Tally {
    let plane = gate.plane;
    let bytes = line.as_bytes();
    let mut found = Tally::default();
    let (mut before_c, mut before) = (' ', plane.of(' '));
    let mut at = from;
    while found.all < most {
        // Of ASCII only what stands beside something else counts.
        if before_c.is_ascii() {
            let next = high(bytes, at);
            if next >= bytes.len() {
                break;
            }
            if next > at {
                before_c = char::from(bytes[next - 1]);
            }
            if let Some(odd) = gate.alone(bytes, next, before_c) {
                (found.all, found.odd) = (found.all + 2, found.odd + odd);
                at = next + 3;
                before_c = char::from(bytes[at - 1]);
                before = plane.of(before_c);
                continue;
            }
            if next > at {
                before = plane.of(before_c);
                if before.is(Seen::BAD) {
                    before = before.as_neutral();
                }
                at = next;
            }
        }
        let Some((c, len)) = char_at(bytes, at) else { break };
        at += len;
        let mut now = plane.of(c);
        // Frames and bars are drawn of such characters side by side, and laughter of one letter.
        if now.is(Seen::FRAME) && before.is(Seen::FRAME) {
            (before_c, before) = (c, now);
            continue;
        }
        found.all += 1;
        if c == before_c {
            continue;
        }
        let odd = gate.is_odd_pair(before_c, before, c, now);
        if odd {
            found.odd += 1;
            found.rare += u32::from(now.is(Seen::WIDE) && before.is(Seen::WIDE | Seen::NEUTRAL));
        }
        // A mark that opens a quotation stands before letters.
        if before.is(Seen::NEUTRAL) && matches!(c, '„' | '‚' | '‹') {
            now = now.as_neutral();
        }
        (before_c, before) = (c, now);
        if now.is(Seen::LETTER | Seen::WIDE) && !c.is_ascii() {
            (at, before_c, before) = gate.run(bytes, at, (c, now), most, &mut found);
        }
    }
    found
}

/// Of characters of which one is neither a letter nor of the far east nor neutral.
fn is_odd_beside(before_c: char, before: Seen, c: char, now: Seen) -> bool {
    let any = Seen::LETTER | Seen::SYMBOL | Seen::WIDE;
    if before.is(Seen::LETTER) && now.is(Seen::SYMBOL) || before.is(Seen::SYMBOL) && now.is(Seen::LETTER) {
        return !before_c.is_ascii() || !c.is_ascii() && matches!(c, '¡'..='¬' | '±'..='¿' | '€' | '–' | '•');
    }
    (before.is(Seen::LETTER) && now.is(Seen::WIDE) || before.is(Seen::WIDE) && now.is(Seen::LETTER))
        || (before.is(Seen::BAD) && now.is(any | Seen::BAD) || before.is(any) && now.is(Seen::BAD))
        || (before.is(Seen::NEUTRAL) && now.is(Seen::BAD) && matches!(c, '\u{80}'..='\u{9f}' | '\u{ff61}'..='\u{ff9f}'))
}

/// The character that begins at a place in UTF-8, and its bytes.
#[inline]
fn char_at(bytes: &[u8], at: usize) -> Option<(char, usize)> {
    let rest = bytes.get(at..)?;
    let tail = |b: u8| u32::from(b & 0x3f);
    let (code, len) = match *rest {
        [a @ ..0x80, ..] => (u32::from(a), 1),
        [a @ 0x80..0xe0, b, ..] => (u32::from(a & 0x1f) << 6 | tail(b), 2),
        [a @ 0xe0..0xf0, b, c, ..] => (u32::from(a & 0xf) << 12 | tail(b) << 6 | tail(c), 3),
        [a, b, c, d, ..] => (u32::from(a & 7) << 18 | tail(b) << 12 | tail(c) << 6 | tail(d), 4),
        _ => return None,
    };
    Some((char::from_u32(code)?, len))
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
