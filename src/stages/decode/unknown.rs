//! Bytes that are not valid UTF-8: which candidate's text reads like a language, and by how much.

use super::catalogue::{self, Entry};
use super::certainty::{confidence, decide, is_uneven, plausible, whole};
use super::codec::{self, Piece};
use super::detect::{self, Candidate};
use super::few::{self, Few};
use super::sample::Sample;
use super::{By, Coding, Decoded, Evidence, Hints, Newlines, Refusal, declared, finish, full, gate, mixed, spans};
use std::sync::OnceLock;

/// First bytes of files that are no text.
const MAGIC: &[&[u8]] = &[
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"GIF8",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"%PDF-",
    b"\x7fELF",
    b"BZh",
    b"\xfd7zXZ",
    b"7z\xbc\xaf",
    b"Rar!",
    b"RIFF",
    b"OggS",
    b"ID3",
    b"\xd0\xcf\x11\xe0",
    b"\xca\xfe\xba\xbe",
    b"MZ\x90",
    b"\x28\xb5\x2f\xfd",
    b"\0asm",
    b"SQLite format 3",
    b"\0\x01\0\0\0",
    b"wOFF",
    b"wOF2",
    b"\0\0\x01\0",
];

/// Bits that a document's own word about its encoding is worth.
const DECLARED: u64 = 16;
/// Bits that the margin of a text of few characters beyond ASCII counts for less.
const DOUBT: u64 = 1;
/// Bits that the encoding of the site's other documents is worth.
const SITE: u64 = 16;

/// Whether bytes are no text in any encoding of one byte a unit: a known kind of file, or too many controls.
pub fn is_binary(bytes: &[u8]) -> bool {
    if MAGIC.iter().any(|m| bytes.starts_with(m)) {
        return true;
    }
    let body = trimmed(bytes);
    let (mut controls, mut seen) = (0usize, 0usize);
    for chunk in body.chunks(8192).step_by((body.len() / 65536).max(1)) {
        seen += chunk.len();
        // Most have none at all, and that is quick to see.
        if has_controls(chunk) {
            controls += chunk.iter().filter(|b| **b < 9 || (14..32).contains(*b) && **b != 0x1b).count();
        }
    }
    controls * 50 > seen
}

/// Whether there are controls that few texts have. Without a branch in it, the inner loop becomes a few vector instructions.
fn has_controls(bytes: &[u8]) -> bool {
    bytes.chunks(64).any(|chunk| chunk.iter().fold(false, |found, b| found | (*b < 9) | ((*b >= 14) & (*b < 32))))
}

/// Without the NULs that pad it.
pub fn trimmed(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|b| *b != 0).map_or(0, |p| p + 1);
    &bytes[..end]
}

/// UTF-16 or UTF-32 without a byte order mark.
pub fn wide(bytes: &[u8]) -> Option<&'static Entry> {
    let head = &bytes[..bytes.len().min(4096)];
    if head.len() < 4 {
        return None;
    }
    for (label, top) in [("utf-32le", 3), ("utf-32be", 0)] {
        let units = &head[..head.len() / 4 * 4];
        // Every unit has a byte that is zero: nearly all that is no UTF-32 ends here.
        if units.chunks(4).any(|unit| unit[top] != 0) {
            continue;
        }
        let entry = catalogue::find(label)?;
        let piece = codec::decode(entry, units);
        if piece.bad == 0 && readable(&piece.text) {
            return Some(entry);
        }
    }
    let odd = has_controls(head);
    let bare = !head.contains(&b' ');
    if !(odd || bare && head.len() <= 128) {
        return None;
    }
    let mut best: Option<(u64, &'static Entry, Piece)> = None;
    for label in if is_little(head) { ["utf-16le", "utf-16be"] } else { ["utf-16be", "utf-16le"] } {
        let entry = catalogue::find(label)?;
        let piece = codec::decode(entry, &head[..head.len() / 2 * 2]);
        let bad = piece.bad as u64 * 240;
        let least = best.as_ref().map_or(u64::MAX, |b| b.0);
        // Of two that cost the same, little-endian is meant.
        let limit = least.saturating_add(u64::from(label == "utf-16le"));
        let cost = full::cost_under(&piece.text, usize::MAX, limit.saturating_sub(bad)).saturating_add(bad);
        if cost < limit {
            best = Some((cost, entry, piece));
        }
    }
    let (cost, entry, piece) = best?;
    let units = piece.text.chars().count() as u64;
    let fits = piece.bad * 100 <= piece.text.len() && cost < units * 13 * 8 && readable(&piece.text);
    (fits && !is_narrow(head, cost)).then_some(entry)
}

/// Whether the smaller bytes of units are more often the first ones, as far as can be seen at once.
fn is_little(bytes: &[u8]) -> bool {
    let first = bytes.chunks_exact(2).take(256);
    first.map(|unit| i32::from(unit[1] < unit[0]) - i32::from(unit[0] < unit[1])).sum::<i32>() >= 0
}

/// Whether the bytes cost no more than so much as text of one byte a character, or of a legacy encoding.
fn is_narrow(head: &[u8], cost: u64) -> bool {
    if detect::least(head).is_some_and(|least| least > cost.saturating_mul(16)) {
        return false;
    }
    let narrow: String = head.iter().map(|b| char::from(*b)).collect();
    if full::cost_under(&narrow, usize::MAX, cost.saturating_add(1)) <= cost {
        return true;
    }
    let limit = cost.saturating_mul(16);
    detect::candidates_under(&Sample::full(head), limit.saturating_add(1)).first().is_some_and(|c| c.cost <= limit)
}

/// Whether nothing stands in a text that stands in none: controls, private and unassigned places.
fn readable(text: &str) -> bool {
    let (mut bad, mut all) = (0usize, 0usize);
    for c in text.chars() {
        all += 1;
        let control = c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}');
        bad += usize::from(control || matches!(u32::from(c), 0xe000..=0xf8ff | 0xfdd0..=0xfdef | 0xfff0..=0xffff | 0x323b0..));
    }
    all > 0 && bad * 33 <= all
}

/// The encodings with a byte order mark, those first whose mark begins with another's.
fn marks() -> &'static [(&'static Entry, &'static [u8])] {
    static MARKS: OnceLock<Vec<(&'static Entry, &'static [u8])>> = OnceLock::new();
    MARKS.get_or_init(|| {
        let labels = ["utf-32le", "utf-32be", "utf-16le", "utf-16be", "utf-8", "gb18030"];
        let entries = labels.iter().filter_map(|label| catalogue::find(label));
        entries.filter_map(|entry| Some((entry, entry.bom()?))).collect()
    })
}

/// Whether a character beyond ASCII may stand there in UTF-8: without a branch in it, the inner loop becomes a few vector
/// instructions.
fn has_units(bytes: &[u8]) -> bool {
    let (mut found, mut left) = (false, bytes.len().saturating_sub(1));
    let mut from = 0;
    while left > 0 && !found {
        let now = left.min(256);
        let (leads, tails) = (&bytes[from..from + now], &bytes[from + 1..=from + now]);
        found = leads.iter().zip(tails).fold(false, |found, (a, b)| found | ((*a >= 0xc2) & (*b & 0xc0 == 0x80)));
        (from, left) = (from + now, left - now);
    }
    found
}

/// Decides.
pub fn decode<'a>(bytes: &'a [u8], hints: &Hints) -> Result<Decoded<'a>, Refusal> {
    // A verdict is on documents that come through all that stands before the models.
    if let Some(verdict) = hints.verdict
        && let Some(entry) = verdict.entry(hints.min_confidence)
    {
        let (piece, coding) = (codec::decode(entry, bytes), Coding::new(entry.label, false));
        return finish::build(bytes, piece, coding, By::Detector, 0).map(|decoded| verdict.tell(decoded));
    }
    for (entry, bom) in marks() {
        if let Some(body) = bytes.strip_prefix(*bom)
            && let head = codec::decode(entry, &body[..body.len().min(1024)])
            && head.bad * 10 <= head.text.len()
            && (head.text.is_empty() || readable(&head.text))
        {
            return finish::one(bytes, entry, By::Bom, 1000);
        }
    }
    if let Some(entry) = wide(bytes) {
        return finish::one(bytes, entry, By::Detector, 990);
    }
    if is_binary(bytes) {
        return Err(Refusal { reason: "binary data, not text".to_owned() });
    }
    let body = trimmed(bytes);
    if has_units(body) {
        if let Some(entry) = damaged(body) {
            return finish::one(bytes, entry, By::Detector, 990);
        }
        if let Some(done) = mixed::decode(bytes, hints) {
            return done;
        }
    }
    let sample = Sample::of(body);
    let few = Few::of(&sample, body);
    let (sample, mut found) = match few {
        Some(few) => few::candidates(&sample, few),
        None => {
            let found = detect::candidates(&sample);
            (sample, found)
        }
    };
    let declared = hints.declared.and_then(declared::usual).or_else(|| declared::label(bytes));
    if let Some(c) = found.iter_mut().find(|c| declared.is_some_and(|d| d == c.entry.label)) {
        c.cost = c.cost.saturating_sub(DECLARED * 128);
        found.sort_by_key(|c| c.cost);
    }
    if found.is_empty() {
        return Err(Refusal { reason: "the encoding cannot be told: no candidate fits".to_owned() });
    }
    let mut by = if declared == Some(found[0].entry.label) { By::Declared } else { By::Detector };
    let told = |site: Option<&'static str>| {
        move |label: &str| u64::from(declared == Some(label)) * DECLARED + u64::from(site == Some(label)) * SITE
    };
    let mut decided = decide(&mut found, &sample, body, few, &told(None));
    if confidence(decided.0) < hints.min_confidence
        && let Some(at) = found.iter().position(|c| hints.site == Some(c.entry.label))
        && found[at].cost <= found[0].cost + SITE * 128
        && !gate::is_odd(&codec::decode(found[at].entry, &sample.bytes).text)
    {
        // What the site's other documents are in breaks a tie; it never outweighs what the text itself says.
        found[at].cost = found[at].cost.saturating_sub(SITE * 128);
        found.sort_by_key(|c| c.cost);
        let site = found.iter().map(|c| c.entry.label).find(|label| hints.site == Some(label));
        decided = decide(&mut found, &sample, body, few, &told(site));
        by = By::Site;
    }
    let (margin, rival) = decided;
    // Few witnesses are wrong sooner than many.
    let certain = if few.is_some() { margin - margin.min(DOUBT) } else { margin };
    let best = &found[0];
    if by != By::Site || hints.site != Some(best.entry.label) {
        by = if declared == Some(best.entry.label) { By::Declared } else { By::Detector };
    }
    let mut confidence = confidence(certain).min(if by == By::Declared { 1000 } else { plausible(best, &sample) });
    let piece = (confidence >= hints.min_confidence).then(|| codec::decode(best.entry, bytes));
    if let Some(piece) = &piece {
        confidence = confidence.min(whole(best.entry, piece));
    }
    let Some(piece) = piece.filter(|_| confidence >= hints.min_confidence) else {
        if let Some(done) = spans::decode(bytes, &found, &sample, hints) {
            return done;
        }
        return Err(Refusal { reason: format!("the encoding cannot be told: {}", list(&found, &sample)) });
    };
    let odd = spans::oddness(&piece.text);
    if (is_uneven(best, &sample) || spans::is_odd_enough(odd))
        && let Some(done) = spans::decode(bytes, &found, &sample, hints)
    {
        return done;
    }
    let evidence = Evidence { language: best.language, rival: rival.map(|r| (r, margin)) };
    let finish = if hints.glance { finish::glance } else { finish::build };
    finish(bytes, piece, Coding::new(best.entry.label, false), by, confidence).map(|decoded| {
        // Where CR alone ends lines, those that were looked at are not the lines of the text.
        let lines = decoded.coding.newlines == Newlines::CrLf || memchr::memchr(b'\r', decoded.text.as_bytes()).is_none();
        let lines = lines && decoded.coding.newlines != Newlines::Cr;
        Decoded { evidence: Some(evidence), even: odd == 0 && lines, ..decoded }
    })
}

/// Whether there is a pair of surrogates, three bytes each.
fn has_surrogates(bytes: &[u8]) -> bool {
    memchr::memchr_iter(0xed, bytes).any(|at| matches!(bytes.get(at + 1..at + 5), Some([0xa0..=0xaf, _, 0xed, 0xb0..=0xbf])))
}

/// UTF-8 or CESU-8 with little in it that is neither.
fn damaged(bytes: &[u8]) -> Option<&'static Entry> {
    let head = &bytes[..bytes.len().min(1 << 16)];
    if has_surrogates(head) {
        let cesu = catalogue::find("cesu-8")?;
        let piece = codec::decode(cesu, head);
        if piece.bad == 0 && piece.text.chars().any(|c| c > '\u{ffff}') {
            return Some(cesu);
        }
    }
    let (mut good, mut bad, mut left) = (0usize, 0usize, head.len());
    for chunk in head.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        left -= chunk.valid().len() + chunk.invalid().len();
        // A character that was cut at the end says nothing against the rest.
        let cut = left == 0 && std::str::from_utf8(chunk.invalid()).is_err_and(|e| e.error_len().is_none());
        bad += usize::from(!chunk.invalid().is_empty() && !cut);
        // So much that is wrong so soon is no damage.
        if bad >= 32 && bad * 4 > good {
            return None;
        }
    }
    (good >= 3 && bad * 12 <= good).then(|| catalogue::find("utf-8")).flatten()
}

/// The first candidates, for an archivist to choose from.
pub fn list(found: &[Candidate], sample: &Sample) -> String {
    let mut shown: Vec<&Candidate> = Vec::new();
    for c in found {
        if !shown.iter().any(|s| detect::same_text(s, c, sample)) {
            shown.push(c);
        }
        if shown.len() == 4 {
            break;
        }
    }
    let each: Vec<String> =
        shown.iter().map(|c| format!("{} ({}, +{} bits)", c.entry.label, c.language, c.cost.saturating_sub(shown[0].cost) / 128)).collect();
    format!("candidates {}", each.join(", "))
}
