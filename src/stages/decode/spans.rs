//! Files with one legacy encoding in some lines and another one in the rest: each line in the one it reads better in.
//!
//! Lines that read as no language in the encoding that suits the whole are the sign. They are told by themselves, and so
//! are the others; then every line goes where it is likelier, neighbours staying together. Both kinds of lines have to be
//! certain by themselves, and every stretch of lines too.

use super::catalogue::{Entry, Kind};
use super::codec;
use super::detect::{self, Candidate};
use super::gate::is_odd;
use super::sample::Sample;
use super::{Decoded, Hints, Refusal, certainty, full, mixed, single, singles, unknown};
use std::rc::Rc;

/// Bits a file with two legacy encodings is rarer than one with a single one.
const RARITY: u64 = 32;
/// Bits that a change from one encoding to the other costs between two lines.
const CHANGE: u64 = 8;
/// Bits that a stretch of lines has to be likelier in its encoding than in the other.
const CERTAIN: u64 = 12;
/// Eighths of a bit that a character costs at most, on the whole, in a text that is in one language and encoding.
pub const EVEN: u64 = 42;
/// The same for a line: short ones vary.
const UNEVEN: u64 = 52;
/// Bits by which a line may be likelier in the other one.
const AGAINST: u64 = 4;
/// Encodings of the whole that are tried for some of the lines.
const TRIED: usize = 4;
/// Bytes of each kind of line that are priced.
const PRICED: usize = 4096;
/// Bytes beyond ASCII that lines must have to be told by themselves.
const ENOUGH: usize = 12;
/// Lines that are looked at; in a longer file all the others are too many to be told one by one.
const LINES: usize = 1 << 18;

/// How many characters beyond ASCII stand in lines that read as no language.
pub fn oddness(text: &str) -> usize {
    text.lines().filter(|l| !l.is_ascii() && is_odd(l)).map(|l| l.chars().filter(|c| !c.is_ascii()).count()).sum()
}

/// Whether so many are enough to tell what their lines are in.
pub fn is_odd_enough(oddness: usize) -> bool {
    oddness >= ENOUGH
}

/// Decides whether the lines are in two encodings; `None` when they are not, and the document is left to others. `found`:
/// the encodings that suit the whole, the best one first.
pub fn decode<'a>(bytes: &'a [u8], found: &[Candidate], sample: &Sample, hints: &Hints) -> Option<Result<Decoded<'a>, Refusal>> {
    let body = unknown::trimmed(bytes);
    let lines: Vec<&[u8]> = mixed::lines_of(body).take(LINES + 1).collect();
    if lines.len() > LINES {
        return None;
    }
    let mut tried: Vec<&Candidate> = Vec::new();
    let mut known = Known::default();
    let mut refused = None;
    for one in found {
        if tried.len() == TRIED || !keeps_ascii(one.entry) || tried.iter().any(|t| detect::same_text(t, one, sample)) {
            continue;
        }
        match two(bytes, &lines, one, &mut known, hints) {
            Some(Two::Done(done)) => return Some(Ok(done)),
            // Whatever the others say of the rest, these lines are told.
            Some(Two::One) => break,
            // What the best reading says about the others is what an archivist should hear.
            Some(Two::Refused(refusal)) => refused = refused.or(Some(Err(refusal))),
            None => {}
        }
        tried.push(one);
    }
    refused
}

/// What came of looking for two encodings.
enum Two<'a> {
    /// They are told.
    Done(Decoded<'a>),
    /// There are two, but not certain enough.
    Refused(Refusal),
    /// There is one: the lines that read oddly are in the same one as the rest, by themselves.
    One,
}

/// The lines in two encodings, one of which is `one` when that suits some of them; `None` when nothing can be said.
fn two<'a>(bytes: &'a [u8], lines: &[&[u8]], one: &Candidate, known: &mut Known, hints: &Hints) -> Option<Two<'a>> {
    let odd: Vec<bool> = lines.iter().map(|l| !l.is_ascii() && reads_oddly(l, one)).collect();
    let first = told(lines, &odd, known)?;
    if first.iter().all(|g| g.best.entry.label == one.entry.label && g.margin >= CERTAIN) {
        return Some(Two::One);
    }
    if first[0].best.entry.label == first[1].best.entry.label || first.iter().any(|g| !keeps_ascii(g.best.entry)) {
        return None;
    }
    // The lines change places; then both kinds have to be told as they were.
    let (place, certain) = places(lines, &first[0].best, &first[1].best);
    let groups = told(lines, &place, known)?;
    let same = groups.iter().zip(&first).all(|(g, f)| g.best.entry.label == f.best.entry.label);
    let gain = apart(&groups).checked_sub(RARITY * 128)? / 128;
    let margin = groups[0].margin.min(groups[1].margin).min(gain);
    let confidence = certainty::confidence(margin).min(groups[0].plausible).min(groups[1].plausible);
    let reads = |g: &Group, of: bool| {
        let own = || place.iter().zip(lines).filter(|(p, l)| **p == of && !l.is_ascii()).map(|(_, l)| l);
        own().filter(|l| is_odd(&codec::decode(g.best.entry, l).text)).count() * 4 <= own().count()
    };
    if gain >= certainty::CLEAR && !(reads(&groups[0], false) && reads(&groups[1], true)) {
        return None;
    }
    if !certain || !same || gain < certainty::CLEAR || confidence < hints.min_confidence {
        // That the whole is in one encoding may be out of the question all the same.
        let list = |g: &Group| unknown::list(&g.found, &g.sample);
        let reason = format!("the encoding cannot be told: lines in two; {}; of the others {}", list(&groups[0]), list(&groups[1]));
        return (gain >= certainty::CLEAR).then_some(Two::Refused(Refusal { reason }));
    }
    // The encoding of most lines is the document's, that of the others stands in the spans.
    let count = |of: bool| place.iter().zip(lines).filter(|(p, l)| **p == of && !l.is_ascii()).count();
    let home = usize::from(count(true) > count(false));
    let entries = [groups[home].best.entry, groups[1 - home].best.entry];
    let pieces = lines.iter().zip(&place).map(|(line, p)| (*line, !line.is_ascii() && usize::from(*p) != home));
    let behind = &bytes[unknown::trimmed(bytes).len()..];
    Some(mixed::build(bytes, behind, entries, pieces, confidence).map_or_else(Two::Refused, Two::Done))
}

/// Whether a line reads as no language, or not as that of the whole.
fn reads_oddly(line: &[u8], one: &Candidate) -> bool {
    let text = codec::decode(one.entry, line).text;
    // Words of ASCII are left out of both: they are cheap in every reading.
    let words = || text.split_inclusive([' ', '\t']).filter(|w| !w.is_ascii());
    let far_east = !matches!(one.entry.kind, Kind::Single);
    is_odd(&text)
        || !far_east && {
            let all: String = words().collect();
            full::cost_in(&all, one.language) / 16 > all.chars().count() as u64 * UNEVEN
        }
}

/// Whether ASCII is itself: only then lines are lines, whatever the encoding.
fn keeps_ascii(entry: &Entry) -> bool {
    match entry.kind {
        Kind::Single => single::table(entry.label).is_some_and(|t| t.ascii),
        Kind::Multi(_) | Kind::Johab | Kind::EucTw => true,
        _ => false,
    }
}

/// What it costs at least when one encoding is all lines', more than when either kind has its own.
fn apart(groups: &[Rc<Group>; 2]) -> u64 {
    // What was not worth naming is farther away than this.
    let far = |g: &Group, label: &str| {
        let of = g.found.iter().find(|c| c.entry.label == label);
        of.map_or(singles::FAR, |c| c.cost.saturating_sub(g.best.cost).min(singles::FAR))
    };
    let labels = groups.iter().flat_map(|g| g.found.iter()).map(|c| c.entry.label);
    labels.map(|label| far(&groups[0], label) + far(&groups[1], label)).min().unwrap_or(0)
}

/// Lines of one kind, told by themselves.
struct Group {
    sample: Sample,
    found: Vec<Candidate>,
    best: Candidate,
    /// Bits to the next text.
    margin: u64,
    plausible: u16,
}

/// Groups of lines that were told: other readings of the whole part its lines alike.
type Known = Vec<(Vec<u8>, Option<Rc<Group>>)>;

/// Both kinds of lines; `None` when either cannot be told.
fn told(lines: &[&[u8]], kinds: &[bool], known: &mut Known) -> Option<[Rc<Group>; 2]> {
    // Most have too little of one kind, and that is quick to see.
    let (first, second) = (of_kind(lines, kinds, false)?, of_kind(lines, kinds, true)?);
    Some([tell(first, known)?, tell(second, known)?])
}

/// The lines of one kind, when there is enough in them.
fn of_kind(lines: &[&[u8]], kinds: &[bool], kind: bool) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for (line, _) in lines.iter().zip(kinds).filter(|(l, k)| **k == kind && !l.is_ascii()) {
        if bytes.len() < PRICED {
            bytes.extend_from_slice(&line[..line.len().min(PRICED)]);
            bytes.push(b'\n');
        }
    }
    (bytes.iter().filter(|b| !b.is_ascii()).count() >= ENOUGH).then_some(bytes)
}

fn tell(bytes: Vec<u8>, known: &mut Known) -> Option<Rc<Group>> {
    if let Some((_, group)) = known.iter().find(|k| k.0 == bytes) {
        return group.clone();
    }
    let sample = Sample::of(&bytes);
    let mut found = detect::candidates(&sample);
    let margin = if found.is_empty() { 0 } else { certainty::decide(&mut found, &sample, &bytes, None, &|_| 0).0 };
    let group = found.first().cloned().map(|best| {
        let plausible = certainty::plausible(&best, &sample);
        Rc::new(Group { sample, found, best, margin, plausible })
    });
    known.push((bytes, group.clone()));
    group
}

/// For each line whether it is in the second encoding: the likeliest way through, a change costing its price; and whether
/// every stretch of lines is certain and no line speaks against where it is.
fn places(lines: &[&[u8]], first: &Candidate, second: &Candidate) -> (Vec<bool>, bool) {
    let price = |line: &[u8], c: &Candidate| {
        let piece = codec::decode(c.entry, line);
        full::cost_in(&piece.text, c.language) + piece.bad as u64 * 240 * 16
    };
    let gains: Vec<i64> = lines.iter().map(|l| if l.is_ascii() { 0 } else { price(l, first) as i64 - price(l, second) as i64 }).collect();
    // What the way so far costs when it ends in each of the two, and for each line whether it came from the other one.
    let change = (CHANGE * 128) as i64;
    let mut cost = [0i64; 2];
    let mut from = Vec::with_capacity(lines.len());
    for gain in &gains {
        let changed = [cost[1] + change < cost[0], cost[0] + change < cost[1]];
        cost = [cost[0].min(cost[1] + change), cost[1].min(cost[0] + change) - gain];
        from.push(changed);
    }
    let mut now = usize::from(cost[1] < cost[0]);
    let mut out = vec![false; lines.len()];
    for i in (0..lines.len()).rev() {
        out[i] = now == 1;
        now = if from[i][now] { 1 - now } else { now };
    }
    let (mut certain, mut sum) = (true, 0i64);
    for i in 0..out.len() {
        let own = if out[i] { gains[i] } else { -gains[i] };
        sum += own;
        certain &= own > -((AGAINST * 128) as i64);
        if i + 1 == out.len() || out[i + 1] != out[i] {
            certain &= sum >= (CERTAIN * 128) as i64;
            sum = 0;
        }
    }
    (out, certain)
}
