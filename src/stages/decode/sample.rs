//! What detection looks at: a bounded part of a document, from all over it.

/// Bytes a sample has at most.
const MOST: usize = 4096;
/// Stretches it is taken from.
const STRETCHES: usize = 8;

/// The part of a document that is looked at, and counts over all of it.
#[derive(Debug)]
pub struct Sample {
    /// Stretches that begin and end where no multi-byte character can be cut, one behind the other.
    pub bytes: Vec<u8>,
    /// Which bytes the whole document has.
    pub present: [bool; 256],
    /// Adjacent pairs in words that hold a byte beyond ASCII: (first, second, how often).
    pub pairs: Vec<(u8, u8, u32)>,
    /// Adjacent pairs in words of ASCII alone.
    pub ascii: Vec<(u8, u8, u32)>,
    /// How often each byte occurs in the sample's words that hold a byte beyond ASCII.
    pub count: [u32; 256],
}

impl Sample {
    /// Takes a sample.
    pub fn of(bytes: &[u8]) -> Sample {
        let mut present = [false; 256];
        bytes.iter().for_each(|b| present[usize::from(*b)] = true);
        let mut sample = Sample { bytes: stretches(bytes), present, pairs: Vec::new(), ascii: Vec::new(), count: [0; 256] };
        sample.tally();
        sample
    }

    /// All of the bytes, every word of the same weight.
    pub fn full(bytes: &[u8]) -> Sample {
        let mut sample = Sample::of(bytes);
        let light = std::mem::take(&mut sample.ascii);
        for (a, b, n) in &light {
            sample.count[usize::from(*b)] += n;
            sample.pairs.push((*a, *b, *n));
        }
        sample
    }

    fn tally(&mut self) {
        let mut high = vec![0u32; 65536];
        let mut low = vec![0u32; 128 * 128];
        let mut before = b' ';
        for word in self.bytes.split_inclusive(|b| is_break(*b)) {
            let ascii = word.is_ascii();
            for b in word {
                if ascii && before < 128 {
                    low[usize::from(before) * 128 + usize::from(*b)] += 1;
                } else {
                    high[usize::from(before) * 256 + usize::from(*b)] += 1;
                    self.count[usize::from(*b)] += 1;
                }
                before = *b;
            }
        }
        let list = |counts: &[u32], width: usize| {
            let some = counts.iter().enumerate().filter(|(_, n)| **n > 0);
            some.map(|(i, n)| ((i / width) as u8, (i % width) as u8, *n)).collect::<Vec<_>>()
        };
        self.pairs = list(&high, 256);
        self.ascii = list(&low, 128);
    }
}

/// Where words end, in bytes.
pub fn is_break(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'\n' | b'\r' | b'<' | b'>' | b'=' | b'/')
}

fn stretches(bytes: &[u8]) -> Vec<u8> {
    if bytes.len() <= MOST {
        return bytes.to_vec();
    }
    let mut out = Vec::with_capacity(MOST + 16);
    let zone = bytes.len() / STRETCHES;
    let mut end = 0;
    for i in 0..STRETCHES {
        let from = (i * zone).max(end);
        let limit = ((i + 1) * zone).min(bytes.len());
        let Some(high) = bytes.get(from..limit).and_then(|z| z.iter().position(|b| *b >= 0x80)) else { continue };
        // Begin behind a byte that is never the second of a pair, the first stretch at the document's begin.
        let near = (from + high).saturating_sub(48).max(from);
        let start = if i == 0 && high < 48 { 0 } else { next_cut(bytes, near) };
        let Some(start) = start.checked_add(0).filter(|s| *s < bytes.len()) else { continue };
        end = (start + MOST / STRETCHES).min(bytes.len());
        while end < bytes.len() && end > start + MOST / STRETCHES - 128 && bytes[end - 1] > 0x2f {
            end -= 1;
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
