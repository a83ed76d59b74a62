//! Legacy text that was read as another legacy encoding: the detector decides what its bytes are.

use super::layers;
use crate::stages::decode::model::block;
use crate::stages::decode::sample::Sample;
use crate::stages::decode::{catalogue, codec, detect, full, gate};
use std::collections::BTreeSet;

/// What it is read as.
const READ_AS: &[&str] = &["windows-1252", "windows-1251", "gbk", "windows-1250", "macintosh", "koi8-r", "ibm437", "ibm866"];

/// Bits that a repair must gain, at least.
const GAIN: u64 = 24;

/// The repair of a line whose reading costs `before`, when one is certain.
pub fn repair(line: &str, priced: usize, before: u64) -> Option<(String, Vec<&'static str>, u64)> {
    let end = line.char_indices().nth(priced).map_or(line.len(), |(i, _)| i);
    let part = &line[..end];
    // Marks and controls alone could be the letters of anything.
    if part.chars().filter(|c| c.is_alphabetic()).count() < 6 {
        return None;
    }
    if is_look_alike(part) {
        return None;
    }
    let mut best: Option<(&'static str, &'static catalogue::Entry)> = None;
    // What a repair costs at most.
    let mut after = before.checked_sub(GAIN.max(before / 40))?;
    // One sign is no proof; a character of the far east in a word of Latin letters is.
    let one_sign = is_one_sign(part);
    for label in READ_AS.iter().filter(|label| !one_sign || **label == "gbk") {
        let Some(bytes) = bytes_of(part, label) else { continue };
        let sample = Sample::full(&bytes);
        // The two kinds are priced on different scales there, so the best of each are priced anew.
        let (single, wide): (Vec<_>, Vec<_>) =
            detect::candidates(&sample).into_iter().partition(|c| matches!(c.entry.kind, catalogue::Kind::Single));
        for candidate in single.iter().take(3).chain(wide.iter().take(2)) {
            let piece = codec::decode(candidate.entry, &bytes);
            if piece.bad > 0 || piece.text == part {
                continue;
            }
            let rarity = u64::from(candidate.entry.rarity.unwrap_or(0));
            // Of two that cost the same the first is taken.
            let most = (after + u64::from(best.is_none())).saturating_sub(rarity) * 8;
            let cost = full::cost_under(&piece.text, usize::MAX, most);
            if cost < most {
                after = cost / 8 + rarity;
                best = Some((label, candidate.entry));
            }
        }
    }
    let (label, entry) = best?;
    let bytes = bytes_of(line, label)?;
    let piece = codec::decode(entry, &bytes);
    let wide = matches!(entry.kind, catalogue::Kind::Single) || is_wide(&piece.text);
    let certain = wide && piece.bad == 0 && layers::is_plausible(&piece.text, after, priced) && !gate::is_odd(&piece.text);
    certain.then_some((piece.text, vec![">", label], after))
}

/// Whether all that is not ASCII is one sign, and none of words: a mark behind names (`Moser†`), a unit, a Greek letter of a formula. That
/// another letter would read better there is one proof, however often it stands.
fn is_one_sign(part: &str) -> bool {
    let mut signs = part.chars().filter(|c| !c.is_ascii());
    let Some(sign) = signs.next() else { return true };
    let within = |word: &&str| {
        let letters = |part: &str| part.chars().filter(char::is_ascii_alphabetic).count();
        let sides = word.split_once(sign).map_or((0, 0), |(head, tail)| (letters(head), letters(tail)));
        sides.0 > 0 && sides.1 > 0 && sides.0 + sides.1 >= WORD
    };
    let words = part.split(|c: char| c != sign && !c.is_ascii_alphabetic()).filter(within).collect::<BTreeSet<_>>();
    words.len() < 2 && signs.all(|c| c == sign)
}

/// Letters beside a sign that make it one of a word.
const WORD: usize = 3;

/// Characters of the far east that a repair into one of its languages has, at least.
const WIDE: usize = 3;

/// Whether a text is one of the far east: a sign of it in a line of Latin letters may be two signs of these (`°F`).
fn is_wide(text: &str) -> bool {
    let wide = text.chars().filter(|c| matches!(block(*c), 8..=10)).count();
    wide >= WIDE && wide * 3 >= text.chars().filter(char::is_ascii_alphabetic).count()
}

/// Whether Latin letters stand in the words of a Cyrillic line, and only such as look like Cyrillic ones: a machine that reads print mixes
/// them, and who hides a word from programs. Text that was read in a wrong encoding has other letters beside them, or signs within words; and
/// `i` is no proof, which old Cyrillic encodings did not have.
fn is_look_alike(line: &str) -> bool {
    let cyrillic = |c: char| matches!(c, '\u{400}'..='\u{52f}');
    let latin = |c: char| c.is_ascii_alphabetic();
    let alike = |word: &str| word.chars().all(|c| !latin(c) || "aceopxyiABCEHKMOPTXY".contains(c));
    let proof = |word: &str| word.contains(|c: char| latin(c) && c != 'i');
    let plain = |c: char| c.is_ascii() || cyrillic(c) || matches!(c, '«' | '»' | '„' | '“' | '”' | '’' | '–' | '—' | '…' | '№');
    let count = |is: &dyn Fn(char) -> bool| line.chars().filter(|c| is(*c)).count();
    let mut mixed = line.split(|c: char| !c.is_alphanumeric()).filter(|word| word.contains(cyrillic) && word.contains(latin));
    let mut proved = false;
    line.chars().all(plain)
        && count(&cyrillic) > count(&latin)
        && mixed.all(|word| {
            proved |= proof(word);
            alike(word)
        })
        && proved
}

fn bytes_of(text: &str, label: &str) -> Option<Vec<u8>> {
    let entry = catalogue::find(label)?;
    if !matches!(entry.kind, catalogue::Kind::Single) {
        let mut out = Vec::new();
        return codec::encode(entry, text, &mut out).map(|()| out);
    }
    let table = crate::stages::decode::single::table(label)?;
    text.chars().map(|c| table.byte(c).or((label.starts_with("windows-") && matches!(c, '\u{80}'..='\u{9f}')).then_some(c as u8))).collect()
}
