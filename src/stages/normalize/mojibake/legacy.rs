//! Legacy text that was read as another legacy encoding: the detector decides what its bytes are.

use super::keep::{is_kept, is_one_sign};
use super::layers;
use super::speaks::{is_wide, mixed_words};
use crate::stages::decode::sample::Sample;
use crate::stages::decode::{catalogue, codec, detect, full, gate};

/// What it is read as.
pub const READ_AS: &[&str] = &["windows-1252", "windows-1251", "gbk", "windows-1250", "macintosh", "koi8-r", "ibm437", "ibm866", "ibm850"];

/// Bits that a repair must gain, at least.
pub const GAIN: u64 = 24;

/// The repair of a line, when one is certain: what was undone, and bits that it costs now.
pub fn repair(line: &str, priced: usize) -> Option<(String, Vec<&'static str>, u64)> {
    let end = line.char_indices().nth(priced).map_or(line.len(), |(i, _)| i);
    let part = &line[..end];
    // Marks and controls alone could be the letters of anything.
    if part.chars().filter(|c| c.is_alphabetic()).count() < 6 {
        return None;
    }
    if is_kept(part) {
        return None;
    }
    let mut best: Option<(&'static str, &'static catalogue::Entry)> = None;
    let before = layers::bits(line, priced);
    // What a repair costs at most.
    let mut after = before.checked_sub(GAIN.max(before / 40))?;
    // One sign is no proof; a character of the far east in a word of Latin letters is.
    let one_sign = is_one_sign(part);
    for label in READ_AS.iter().filter(|label| !one_sign || **label == "gbk") {
        let Some(bytes) = bytes_of(part, label) else { continue };
        if let Some((entry, _, cost)) = cheapest(&bytes, part, after, best.is_none()) {
            (after, best) = (cost, Some((*label, entry)));
        }
    }
    let (label, entry) = best?;
    let bytes = bytes_of(line, label)?;
    let piece = codec::decode(entry, &bytes);
    let wide = matches!(entry.kind, catalogue::Kind::Single) || is_wide(&piece.text);
    let certain = wide
        && piece.bad == 0
        && mixed_words(&piece.text) <= mixed_words(line)
        && layers::is_plausible(&piece.text, after, priced)
        && !gate::is_odd(&piece.text);
    certain.then_some((piece.text, vec![">", label], after))
}

/// The cheapest reading of bytes that does not give `text` again, and bits that it costs: less than `most`, or as many where `equal`.
pub fn cheapest(bytes: &[u8], text: &str, mut most: u64, equal: bool) -> Option<(&'static catalogue::Entry, String, u64)> {
    let sample = Sample::full(bytes);
    // The two kinds are priced on different scales there, so the best of each are priced anew.
    let (single, wide): (Vec<_>, Vec<_>) =
        detect::candidates(&sample).into_iter().partition(|c| matches!(c.entry.kind, catalogue::Kind::Single));
    let mut best = None;
    for candidate in single.iter().take(3).chain(wide.iter().take(2)) {
        let piece = codec::decode(candidate.entry, bytes);
        if piece.bad > 0 || piece.text == text {
            continue;
        }
        let rarity = u64::from(candidate.entry.rarity.unwrap_or(0));
        // Of two that cost the same the first is taken.
        let limit = (most + u64::from(equal && best.is_none())).saturating_sub(rarity) * 8;
        let cost = full::cost_under(&piece.text, usize::MAX, limit);
        if cost < limit {
            most = cost / 8 + rarity;
            best = Some((candidate.entry, piece.text, most));
        }
    }
    best
}

/// The bytes that an encoding has for a text.
pub fn bytes_of(text: &str, label: &str) -> Option<Vec<u8>> {
    let entry = catalogue::find(label)?;
    if !matches!(entry.kind, catalogue::Kind::Single) {
        let mut out = Vec::new();
        return codec::encode(entry, text, &mut out).map(|()| out);
    }
    let table = crate::stages::decode::single::table(label)?;
    text.chars().map(|c| table.byte(c).or((label.starts_with("windows-") && matches!(c, '\u{80}'..='\u{9f}')).then_some(c as u8))).collect()
}
