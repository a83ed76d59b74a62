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

    /// The same sample of fewer bytes.
    pub fn again(&self, bytes: Vec<u8>) -> Sample {
        Sample::taken(bytes, self.present, false)
    }

    fn taken(bytes: Vec<u8>, present: [u64; 4], even: bool) -> Sample {
        let (high, low, ascii) = (Vec::new(), Vec::with_capacity(256), Vec::new());
        let mut sample = Sample { bytes, present, high, low, ascii, even, count: [0; 256], counted: [0; 4] };
        TABLES.with_borrow_mut(|tables| sample.tally(tables));
        // A wrong reading is known for one the sooner.
        often_first(&mut sample.high, OFTEN);
        sample.note();
        sample
    }

    /// Notes which bytes were counted.
    fn note(&mut self) {
        self.counted = bits(|i| self.count[i] > 0);
    }

    fn tally(&mut self, tables: &mut Tables) {
        let bytes = std::mem::take(&mut self.bytes);
        let (mut full, mut light) = (0, 0);
        let mut before = b' ';
        let mut rest = &bytes[..];
        while !rest.is_empty() {
            let (end, high) = word(rest);
            let (word, tail) = rest.split_at(end);
            rest = tail;
            if !high && before < 0x80 {
                for b in word {
                    // The bytes of a word of ASCII have seven bits.
                    let pair = u16::from(before) << 7 | u16::from(*b);
                    light += tables.light.count(pair, light);
                    before = *b;
                }
                continue;
            }
            // Fifty dashes before fifty lines are one habit, not fifty witnesses.
            if let [sign, end] = word
                && *sign >= 0x80
                && is_break(before)
                && is_break(*end)
                && tables.full.times(u16::from_be_bytes([before, *sign])) > 2
            {
                before = *end;
                continue;
            }
            for b in word {
                full += tables.full.count(u16::from_be_bytes([before, *b]), full);
                before = *b;
            }
        }
        self.high.reserve(full);
        tables.full.take(full, |pair, n| {
            let [a, b] = pair.to_be_bytes();
            let list = if a | b >= 0x80 { &mut self.high } else { &mut self.low };
            list.push((a, b, n));
            self.count[usize::from(b)] += n;
        });
        self.ascii.reserve(light);
        tables.light.take(light, |pair, n| self.ascii.push(((pair >> 7) as u8, (pair & 0x7f) as u8, n)));
        self.bytes = bytes;
    }
}

/// Puts the `many` pairs that occur most in front.
fn often_first(pairs: &mut [Pair], many: usize) {
    if pairs.len() > many {
        // Numbers are compared sooner than pairs.
        let number = |p: &Pair| u64::from(u32::MAX - p.2) << 16 | u64::from(p.0) << 8 | u64::from(p.1);
        let mut order: Vec<u64> = pairs.iter().map(number).collect();
        order.select_nth_unstable(many);
        for (pair, number) in pairs.iter_mut().zip(order) {
            *pair = ((number >> 8) as u8, number as u8, u32::MAX - (number >> 16) as u32);
        }
    }
}

/// Counts of pairs, and in which order these came.
struct Table<const N: usize> {
    /// All zero but while a sample is tallied.
    counts: Box<[u16; N]>,
    /// There are no more pairs than bytes in a sample.
    order: Box<[u16; 2 * MOST]>,
}

impl<const N: usize> Table<N> {
    fn new() -> Table<N> {
        let counts = vec![0; N].into_boxed_slice().try_into();
        let order = vec![0; 2 * MOST].into_boxed_slice().try_into();
        Table { counts: counts.unwrap_or_else(|_| Box::new([0; N])), order: order.unwrap_or_else(|_| Box::new([0; 2 * MOST])) }
    }

    /// Counts a pair, where `known` are known: 1 when it is new. Without a branch: whether a pair is new nobody can guess.
    #[inline]
    fn count(&mut self, pair: u16, known: usize) -> usize {
        let cell = &mut self.counts[usize::from(pair) % N];
        let new = usize::from(*cell == 0);
        *cell += 1;
        self.order[known % (2 * MOST)] = pair;
        new
    }

    fn times(&self, pair: u16) -> u16 {
        self.counts[usize::from(pair) % N]
    }

    fn take(&mut self, known: usize, mut each: impl FnMut(u16, u32)) {
        for pair in self.order.iter().take(known) {
            each(*pair, u32::from(std::mem::take(&mut self.counts[usize::from(*pair) % N])));
        }
    }
}

/// Two pairs of ASCII may be counted on either side, so words of ASCII have a table of their own.
struct Tables {
    full: Table<{ 1 << 16 }>,
    light: Table<{ 1 << 14 }>,
}

thread_local! {
    static TABLES: RefCell<Tables> = RefCell::new(Tables { full: Table::new(), light: Table::new() });
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
        let Some(high) = bytes.get(from..limit).and_then(|z| after(z, 1)) else { continue };
        // Begin behind a byte that is never the second of a pair, the first stretch at the document's begin.
        let near = (from + high).saturating_sub(48).max(from);
        let start = if i == 0 && high < 48 { 0 } else { next_cut(bytes, near) };
        let most = (start + MOST / STRETCHES).min(bytes.len());
        let Some(stretch) = bytes.get(start..most) else { continue };
        let full = after(stretch, ENOUGH + 1);
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

/// Where the first word ends, behind what breaks it, and whether it holds a byte beyond ASCII.
#[inline]
fn word(bytes: &[u8]) -> (usize, bool) {
    let (mut at, mut high) = (0, 0);
    while let Some(eight) = bytes.get(at..at + 8).and_then(|e| <[u8; 8]>::try_from(e).ok()) {
        let all = u64::from_le_bytes(eight);
        // All that breaks words is below 0x40: both of the highest bits are clear.
        let mut low = !(all | all << 1) & 0x8080_8080_8080_8080;
        while low != 0 {
            let place = low.trailing_zeros() as usize / 8;
            if is_break(eight[place & 7]) {
                return (at + place + 1, (high | (all & ((1 << (8 * place)) - 1))) & 0x8080_8080_8080_8080 != 0);
            }
            low &= low - 1;
        }
        (at, high) = (at + 8, high | all & 0x8080_8080_8080_8080);
    }
    let rest = bytes.get(at..).unwrap_or_default();
    let end = rest.iter().position(|b| is_break(*b)).map_or(rest.len(), |p| p + 1);
    (at + end, high != 0 || !rest[..end].is_ascii())
}

/// Where the byte beyond ASCII stands that is the `count`th.
fn after(bytes: &[u8], count: usize) -> Option<usize> {
    let (mut at, mut left) = (0, count);
    while let Some(eight) = bytes.get(at..at + 8).and_then(|e| <[u8; 8]>::try_from(e).ok()) {
        // The highest bits side by side are summed up in the highest byte.
        let marks = u64::from_le_bytes(eight) >> 7 & 0x0101_0101_0101_0101;
        let found = (marks.wrapping_mul(0x0101_0101_0101_0101) >> 56) as usize;
        if found >= left {
            break;
        }
        (at, left) = (at + 8, left - found);
    }
    let more = bytes.get(at..)?.iter().position(|b| {
        left -= usize::from(*b >= 0x80);
        left == 0
    });
    more.map(|more| at + more)
}

fn next_cut(bytes: &[u8], from: usize) -> usize {
    let window = &bytes[from..bytes.len().min(from + 4096)];
    window.iter().position(|b| *b <= 0x2f).map_or(bytes.len(), |p| from + p + 1)
}
