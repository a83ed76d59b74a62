//! Which legacy encoding, by models of languages: every candidate's text is priced, the cheapest wins by its margin.

use super::catalogue::{ALL, Entry, Kind};
use super::model::{CASE, Language, class, fold, models};
use super::sample::Sample;
use super::score::{FULL, LIGHT};
use super::{codec, score, single};
use std::sync::OnceLock;

/// One reading of a document.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The encoding.
    pub entry: &'static Entry,
    /// In which language it reads best.
    pub language: &'static str,
    /// What its text costs, in eighths of a bit times 16.
    pub cost: u64,
}

/// Encodings of one byte a character that go on to the second round.
const SECOND_ROUND: usize = 26;

/// All readings worth naming, the best first.
pub fn candidates(sample: &Sample) -> Vec<Candidate> {
    let mut found = singles(sample);
    found.extend(ALL.iter().filter(|e| e.rarity.is_some() && !matches!(e.kind, Kind::Single)).filter_map(|e| multi(e, sample)));
    for c in &mut found {
        c.cost += u64::from(c.entry.rarity.unwrap_or(0)) * 8 * 16;
    }
    found.sort_by_key(|c| c.cost);
    found
}

/// A multi-byte encoding: the sample is decoded and priced as text.
fn multi(entry: &'static Entry, sample: &Sample) -> Option<Candidate> {
    let piece = codec::decode(entry, &sample.bytes);
    let chars = piece.text.chars().filter(|c| !c.is_ascii()).count();
    if chars == 0 || piece.bad * 10 > chars {
        return None;
    }
    // A raw stretch is a spelling that this encoding's own encoders do not write.
    let cost = score::cost_han(&piece.text)?;
    let odd = (piece.bad * 12 + piece.raw.len()) as u64 * 80 * 16;
    Some(Candidate { entry, language: cost.language, cost: cost.bits + odd })
}

fn singles(sample: &Sample) -> Vec<Candidate> {
    let entries = ALL.iter().enumerate().filter(|(_, e)| e.rarity.is_some() && matches!(e.kind, Kind::Single));
    let mut first: Vec<(u64, usize)> = entries.filter_map(|(i, _)| Some((quick(i, sample)?, i))).collect();
    first.sort_unstable();
    first.truncate(SECOND_ROUND.max(6000 / sample.pairs.len().max(1)));
    let ascii = AsciiCosts::of(sample);
    first.into_iter().filter_map(|(_, i)| second(i, sample, &ascii)).collect()
}

/// What a table makes of each byte.
struct Bytes {
    chars: [char; 256],
    lower: [char; 256],
    case: [u8; 256],
    /// What each costs without regard to language.
    alone: [u16; 256],
    ascii: bool,
    /// 1: a Latin letter, 2: a letter of another script, 0: none.
    scripts: [u8; 256],
    classes: Vec<OnceLock<Box<[u8; 256]>>>,
}

fn bytes_of(i: usize) -> Option<&'static Bytes> {
    static ALL_BYTES: OnceLock<Vec<OnceLock<Option<Bytes>>>> = OnceLock::new();
    let all = ALL_BYTES.get_or_init(|| ALL.iter().map(|_| OnceLock::new()).collect());
    all.get(i)?.get_or_init(|| build(&ALL[i])).as_ref()
}

fn build(entry: &Entry) -> Option<Bytes> {
    let table = single::table(entry.label)?;
    let mut b = Bytes {
        chars: ['\u{fffd}'; 256],
        lower: ['\u{fffd}'; 256],
        case: [0; 256],
        alone: [400; 256],
        ascii: table.ascii,
        scripts: [0; 256],
        classes: models().languages.iter().map(|_| OnceLock::new()).collect(),
    };
    for byte in 0..=255u8 {
        let Some(c) = table.char(byte) else { continue };
        let i = usize::from(byte);
        b.chars[i] = c;
        (b.lower[i], b.case[i]) = fold(c);
        b.scripts[i] = if !c.is_alphabetic() {
            0
        } else if super::model::block(c) == 0 {
            1
        } else {
            2
        };
        b.alone[i] = score::alone(c, b.lower[i]) as u16;
    }
    Some(b)
}

impl Bytes {
    fn classes(&self, at: usize, language: &Language) -> &[u8; 256] {
        self.classes[at].get_or_init(|| {
            let mut out = Box::new([class::RARE; 256]);
            for (slot, lower) in out.iter_mut().zip(&self.lower) {
                *slot = language.class(*lower);
            }
            out
        })
    }

    fn defines(&self, sample: &Sample) -> bool {
        (0..256).all(|i| !sample.present[i] || self.chars[i] != '\u{fffd}')
    }
}

/// First round: every byte for itself.
fn quick(i: usize, sample: &Sample) -> Option<u64> {
    let bytes = bytes_of(i)?;
    if !bytes.defines(sample) {
        return None;
    }
    let alone: u64 = sample.count.iter().zip(&bytes.alone).map(|(n, cost)| u64::from(*n) * u64::from(*cost)).sum();
    // Letters of two scripts side by side are no word.
    let torn = sample.pairs.iter().filter(|p| bytes.scripts[usize::from(p.0)] | bytes.scripts[usize::from(p.1)] == 3);
    Some(alone + torn.map(|p| u64::from(p.2) * 70).sum::<u64>())
}

/// What the words of ASCII alone cost in each language: the same in every encoding that keeps ASCII.
struct AsciiCosts {
    each: Vec<u64>,
    /// Languages worth trying, by what the ASCII says.
    order: Vec<usize>,
}

impl AsciiCosts {
    fn of(sample: &Sample) -> AsciiCosts {
        let lower: Vec<(char, u8)> = (0..128u8).map(|b| fold(char::from(b))).collect();
        let languages = &models().languages;
        let mut each = Vec::with_capacity(languages.len());
        let mut near = Vec::with_capacity(languages.len());
        for language in languages {
            let classes: Vec<u8> = lower.iter().map(|l| language.class(l.0)).collect();
            let price = |pairs: &[(u8, u8, u32)]| -> u64 {
                let ascii = pairs.iter().filter(|p| p.0 < 128 && p.1 < 128);
                ascii
                    .map(|(a, b, n)| {
                        let (a, b) = (usize::from(*a), usize::from(*b));
                        let cost = language.cost(classes[a], classes[b]) + CASE[usize::from(lower[a].1)][usize::from(lower[b].1)];
                        u64::from(cost) * u64::from(*n)
                    })
                    .sum()
            };
            each.push(price(&sample.ascii));
            near.push(price(&sample.pairs) * 3 + price(&sample.ascii));
        }
        let english = languages.iter().position(|l| l.name == "en").map_or(u64::MAX, |i| each[i]);
        each.iter_mut().for_each(|c| *c = (*c).min(english));
        let mut order: Vec<usize> = (0..languages.len()).collect();
        order.sort_by_key(|i| (near[*i], *i));
        AsciiCosts { each, order }
    }
}

/// Second round: pairs of letters, in every language that the encoding can write.
fn second(i: usize, sample: &Sample, ascii: &AsciiCosts) -> Option<Candidate> {
    let bytes = bytes_of(i)?;
    let languages = &models().languages;
    let most = (24_000 / sample.pairs.len().max(1)).clamp(10, 64);
    let mut best: Option<(u64, &'static str)> = None;
    let mut latin = 0;
    let scripts = scripts(bytes, sample);
    for at in ascii.order.iter().copied() {
        let language = &languages[at];
        if language.latin {
            latin += 1;
            if latin > most || !scripts.contains(&0) {
                continue;
            }
        } else if !scripts.contains(&language.block()) {
            continue;
        }
        let classes = bytes.classes(at, language);
        let limit = best.map_or(u64::MAX, |b| b.0);
        let base = if bytes.ascii { ascii.each[at] } else { price(bytes, language, classes, &sample.ascii, u64::MAX) };
        let base = base * u64::from(LIGHT);
        if base >= limit {
            continue;
        }
        let room = (limit - base) / u64::from(FULL);
        let sum = price(bytes, language, classes, &sample.pairs, room);
        if sum < room {
            best = Some((base + sum * u64::from(FULL), language.name));
        }
    }
    best.map(|(cost, language)| Candidate { entry: &ALL[i], language, cost })
}

/// The scripts of the letters that the sample's bytes beyond ASCII give.
fn scripts(bytes: &Bytes, sample: &Sample) -> Vec<u16> {
    let mut out = Vec::with_capacity(4);
    for i in (if bytes.ascii { 0x80 } else { 0x40 })..256 {
        let c = bytes.chars[i];
        if sample.count[i] > 0 && c.is_alphabetic() {
            let b = super::model::block(c);
            if !out.contains(&b) {
                out.push(b);
            }
        }
    }
    if out.is_empty() {
        out.push(0);
    }
    out
}

fn price(bytes: &Bytes, language: &Language, classes: &[u8; 256], pairs: &[(u8, u8, u32)], limit: u64) -> u64 {
    let mut sum = 0u64;
    for (a, b, n) in pairs {
        let (a, b) = (usize::from(*a), usize::from(*b));
        let cost = if matches!(classes[b], class::RARE | class::ALIEN) {
            score::stranger(bytes.chars[b], classes[b])
        } else {
            language.cost(classes[a], classes[b])
                + CASE[usize::from(bytes.case[a])][usize::from(bytes.case[b])]
                + score::firm(bytes.chars[b])
        };
        sum += u64::from(cost) * u64::from(*n);
        if sum >= limit {
            return u64::MAX;
        }
    }
    sum
}

/// Whether two readings give the same text.
pub fn same_text(a: &Candidate, b: &Candidate, sample: &Sample) -> bool {
    match (a.entry.kind, b.entry.kind) {
        (Kind::Single, Kind::Single) => match (single::table(a.entry.label), single::table(b.entry.label)) {
            (Some(x), Some(y)) => (0..=255u8).all(|i| !sample.present[usize::from(i)] || x.char(i) == y.char(i)),
            _ => false,
        },
        (Kind::Single, _) | (_, Kind::Single) => false,
        _ => codec::decode(a.entry, &sample.bytes).text == codec::decode(b.entry, &sample.bytes).text,
    }
}
