//! What detection looks at: a bounded part of a document, from all over it.

use std::cell::RefCell;

/// Bytes a sample has at most.
const MOST: usize = 4096;
/// Stretches it is taken from.
const STRETCHES: usize = 8;
/// Bytes beyond ASCII after which a stretch has said enough.
const ENOUGH: usize = 144;
/// Documents up to this size are looked at whole.
const WHOLE: usize = 1024;

/// Pairs that give a rough price.
pub const OFTEN: usize = 48;

/// Two bytes side by side, and how often.
pub type Pair = (u8, u8, u32);

/// The part of a document that is looked at, and counts over all of it.
#[derive(Clone, Debug)]
pub struct Sample {
    /// Stretches that begin and end where no multi-byte character can be cut, one behind the other.
    pub bytes: Vec<u8>,
    /// Which bytes the whole document has: a bit each.
    pub present: [u64; 4],
    /// Adjacent pairs with a byte beyond ASCII; the [`OFTEN`] that occur most stand first.
    pub high: Vec<Pair>,
    /// Pairs of ASCII in words that hold a byte beyond ASCII.
    pub low: Vec<Pair>,
    /// Pairs in words of ASCII alone.
    pub ascii: Vec<Pair>,
    /// Whether all words have the same weight.
    pub even: bool,
    /// How often each byte occurs in the sample's words that hold a byte beyond ASCII.
    pub count: [u32; 256],
    /// Which of these counts are not zero: a bit each.
    pub counted: [u64; 4],
}

impl Sample {
    /// Takes a sample.
    pub fn of(bytes: &[u8]) -> Sample {
        Sample::taken(stretches(bytes), present(bytes), false)
    }

    /// All of the bytes, every word of the same weight.
    pub fn full(bytes: &[u8]) -> Sample {
        let mut sample = Sample::taken(bytes[..bytes.len().min(MOST)].to_vec(), present(bytes), true);
        let light = std::mem::take(&mut sample.ascii);
        for (_, b, n) in &light {
            sample.count[usize::from(*b)] += n;
        }
        sample.low.extend(light);
        sample.note();
        sample
    }

    fn taken(bytes: Vec<u8>, present: [u64; 4], even: bool) -> Sample {
        let (high, low, ascii) = (Vec::with_capacity(512), Vec::with_capacity(512), Vec::with_capacity(512));
        let mut sample = Sample { bytes, present, high, low, ascii, even, count: [0; 256], counted: [0; 4] };
        COUNTS.with_borrow_mut(|counts| sample.tally(counts));
        // A wrong reading is known for one the sooner.
        often_first(&mut sample.high, OFTEN);
        sample.note();
        sample
    }

    /// Notes which bytes were counted.
    fn note(&mut self) {
        self.counted = bits(|i| self.count[i] > 0);
    }

    fn tally(&mut self, counts: &mut [u32]) {
        // Two pairs of ASCII may be counted on either side, so the second list has cells of its own.
        const LIGHT: usize = 1 << 16;
        let bytes = std::mem::take(&mut self.bytes);
        let mut before = b' ';
        let mut rest = &bytes[..];
        while !rest.is_empty() {
            let mut all = 0;
            let end = rest.iter().position(|b| {
                all |= b;
                is_break(*b)
            });
            let (word, tail) = rest.split_at(end.map_or(rest.len(), |p| p + 1));
            rest = tail;
            if (before | all) < 0x80 {
                for b in word {
                    let cell = &mut counts[LIGHT + (usize::from(before) << 8 | usize::from(*b))];
                    if *cell == 0 {
                        self.ascii.push((before, *b, 0));
                    }
                    *cell += 1;
                    before = *b;
                }
                continue;
            }
            // Fifty dashes before fifty lines are one habit, not fifty witnesses.
            if let [sign, end] = word
                && *sign >= 0x80
                && is_break(before)
                && is_break(*end)
                && counts[usize::from(before) << 8 | usize::from(*sign)] > 2
            {
                before = *end;
                continue;
            }
            for b in word {
                let cell = &mut counts[usize::from(before) << 8 | usize::from(*b)];
                if *cell == 0 {
                    let list = if before | *b >= 0x80 { &mut self.high } else { &mut self.low };
                    list.push((before, *b, 0));
                }
                *cell += 1;
                before = *b;
            }
        }
        for (list, base) in [(&mut self.high, 0), (&mut self.low, 0), (&mut self.ascii, LIGHT)] {
            for (a, b, n) in list {
                let cell = base + (usize::from(*a) << 8 | usize::from(*b));
                *n = std::mem::take(&mut counts[cell]);
            }
        }
        for (_, b, n) in self.high.iter().chain(&self.low) {
            self.count[usize::from(*b)] += n;
        }
        self.bytes = bytes;
    }

    /// Whether the document has this byte.
    pub fn has(&self, byte: u8) -> bool {
        self.present[usize::from(byte >> 6)] >> (byte & 63) & 1 == 1
    }
}

/// Puts the `many` pairs that occur most in front.
pub fn often_first(pairs: &mut [Pair], many: usize) {
    if pairs.len() > many {
        pairs.select_nth_unstable_by_key(many, |p| u64::from(u32::MAX - p.2) << 16 | u64::from(p.0) << 8 | u64::from(p.1));
    }
}

thread_local! {
    /// All zero but while a sample is tallied.
    static COUNTS: RefCell<Vec<u32>> = RefCell::new(vec![0; 2 << 16]);
}

fn present(bytes: &[u8]) -> [u64; 4] {
    let mut seen = [false; 256];
    bytes.iter().for_each(|b| seen[usize::from(*b)] = true);
    bits(|i| seen[i])
}

fn bits(of: impl Fn(usize) -> bool) -> [u64; 4] {
    std::array::from_fn(|word| (0..64).fold(0, |bits, i| bits | u64::from(of(64 * word + i)) << i))
}

/// Where words end, in bytes.
#[inline]
pub fn is_break(b: u8) -> bool {
    const BREAKS: [bool; 256] = {
        let (mut breaks, mut i) = ([false; 256], 0);
        while i < 8 {
            breaks[b" \t\n\r<>=/"[i] as usize] = true;
            i += 1;
        }
        breaks
    };
    BREAKS[usize::from(b)]
}

fn stretches(bytes: &[u8]) -> Vec<u8> {
    if bytes.len() <= WHOLE {
        return bytes.to_vec();
    }
    let mut out = Vec::with_capacity(MOST + 16);
    let zone = bytes.len() / STRETCHES;
    let mut end = 0;
    for i in 0..STRETCHES {
        let from = (i * zone).max(end);
        let limit = if i + 1 == STRETCHES { bytes.len() } else { ((i + 1) * zone).min(bytes.len()) };
        let Some(high) = bytes.get(from..limit).and_then(|z| z.iter().position(|b| *b >= 0x80)) else { continue };
        // Begin behind a byte that is never the second of a pair, the first stretch at the document's begin.
        let near = (from + high).saturating_sub(48).max(from);
        let start = if i == 0 && high < 48 { 0 } else { next_cut(bytes, near) };
        let most = (start + MOST / STRETCHES).min(bytes.len());
        let Some(stretch) = bytes.get(start..most) else { continue };
        let mut left = ENOUGH;
        let full = stretch.iter().position(|b| {
            let found = *b >= 0x80 && left == 0;
            left -= usize::from(*b >= 0x80 && left > 0);
            found
        });
        end = full.map_or(most, |at| start + at);
        if end < bytes.len() {
            let tail = bytes[start..end].iter().rposition(|b| *b <= 0x2f).map_or(end, |p| start + p + 1);
            end = if end - tail < 128 { tail } else { end };
        }
        out.extend_from_slice(&bytes[start..end]);
        out.push(b'\n');
    }
    out
}

fn next_cut(bytes: &[u8], from: usize) -> usize {
    let window = &bytes[from..bytes.len().min(from + 4096)];
    window.iter().position(|b| *b <= 0x2f).map_or(bytes.len(), |p| from + p + 1)
}
