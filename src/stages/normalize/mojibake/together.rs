//! Legacy text of which several lines were read in the same wrong encoding: together they tell what few of them tell alone.

use super::keep::{is_in_capitals, is_kept, is_one_sign};
use super::layers;
use super::legacy::{GAIN, READ_AS, bytes_of, cheapest};
use super::speaks::{gains_letters, has_words, is_wide, mixed_words};
use crate::stages::decode::catalogue::{Entry, Kind};
use crate::stages::decode::gate::{self, Look};
use crate::stages::decode::model::block;
use crate::stages::decode::{codec, full};

/// Bytes of all lines together that are enough to tell.
const MOST: usize = 3000;
/// Bytes of them that tell whether it is worth looking.
const GLANCE: usize = 200;
/// Eighths of a bit that a character of lines has to cost which do not look odd: text costs about 30.
const DEAR: u64 = 36;
/// The same for one of the far east.
const DEAR_WIDE: u64 = 100;
/// Bits that a line must gain that does not look odd by itself.
const GAIN_OF_ANY: u64 = 8;

/// Of what they cost, the part that lines in capitals have to gain, or one line alone, which do not look odd.
const PART: u64 = 3;

/// A wrong reading: what bytes were read as, and what they are.
pub struct Misreading {
    read_as: &'static str,
    meant: &'static Entry,
    /// Bits that the lines gained together, and how many lines these were.
    gain: u64,
    lines: usize,
}

/// Parts of lines, with what each costs, in bits.
struct Parts<'l> {
    all: Vec<(&'l str, u64)>,
    /// What they cost when they are text.
    usual: u64,
    cost: u64,
}

/// Lines that an encoding has bytes for.
struct Spelt {
    text: String,
    bytes: Vec<u8>,
    lines: usize,
    /// Bits that they cost as they are.
    before: u64,
}

impl Misreading {
    /// The misreading of these lines, which look odd, when one is certain; of each the first `priced` characters are looked at.
    pub fn of_odd(lines: &[&str], priced: usize) -> Option<Misreading> {
        let parts = Parts::of(lines.iter().copied(), priced, MOST);
        Misreading::best(&parts, |spelt| GAIN.max(spelt.before / 40))
    }

    /// The misreading of a document of which these are all lines that hold more than ASCII.
    pub fn of_all<'l, I: Iterator<Item = &'l str>>(lines: impl Fn() -> I, priced: usize) -> Option<Misreading> {
        let dear = |parts: &Parts| parts.cost * 8 > parts.usual;
        if !dear(&Parts::of(lines(), priced, GLANCE)) {
            return None;
        }
        let parts = Parts::of(lines(), priced, MOST);
        let part = |spelt: &Spelt| if spelt.lines == 1 || is_in_capitals(&spelt.text) { PART } else { 10 };
        dear(&parts).then(|| Misreading::best(&parts, |spelt| (GAIN * 2).max(spelt.before / part(spelt)))).flatten()
    }

    /// The one that gains most, of those that gain `enough` of what the lines cost.
    fn best(parts: &Parts, enough: impl Fn(&Spelt) -> u64) -> Option<Misreading> {
        let by = |label: &&'static str| Misreading::by(label, &Spelt::of(parts, label)?, &enough);
        READ_AS.iter().filter_map(by).max_by_key(|found| found.gain)
    }

    /// The best reading of lines of which `read_as` has the bytes.
    fn by(read_as: &'static str, spelt: &Spelt, enough: impl Fn(&Spelt) -> u64) -> Option<Misreading> {
        let most = spelt.before.checked_sub(enough(spelt))?;
        let (meant, text, cost) = cheapest(&spelt.bytes, &spelt.text, most, true)?;
        let speaks = if matches!(meant.kind, Kind::Single) { has_words(&text) } else { is_wide(&text) };
        let certain = speaks && layers::is_plausible(&text, cost, usize::MAX) && !gate::is_odd(&text);
        certain.then(|| Misreading { read_as, meant, gain: spelt.before - cost, lines: spelt.lines })
    }

    /// A line as it was meant. `None` when it does not read better, and when it reads well and only one line told of the misreading.
    pub fn undo(&self, line: &str, look: Look, priced: usize) -> Option<String> {
        if is_kept(line) {
            return None;
        }
        let bytes = bytes_of(line, self.read_as).filter(|bytes| !is_utf8(bytes))?;
        let piece = codec::decode(self.meant, &bytes);
        // A sign that stands for itself in any language, and two that make a sign of the far east.
        let single = matches!(self.meant.kind, Kind::Single);
        let speaks = if single { gains_letters(line, &piece.text) } else { is_wide(&piece.text) };
        if !speaks || look == Look::Even && is_one_sign(line) || mixed_words(&piece.text) > mixed_words(line) {
            return None;
        }
        let before = full::cost(line, priced);
        let gain = match look {
            _ if is_in_capitals(line) => (before / PART).max(GAIN_OF_ANY * 8),
            Look::Odd(_) => 1,
            _ if self.lines == 1 => (before / 10).max(GAIN * 8),
            _ => GAIN_OF_ANY * 8,
        };
        let most = before.checked_sub(gain)?;
        (piece.bad == 0 && piece.text != line && full::cost_under(&piece.text, priced, most + 1) <= most).then_some(piece.text)
    }
}

impl<'l> Parts<'l> {
    /// The first `priced` characters of each line, until there are `most` bytes.
    fn of(lines: impl Iterator<Item = &'l str>, priced: usize, most: usize) -> Parts<'l> {
        let mut parts = Parts { all: Vec::new(), usual: 0, cost: 0 };
        let mut left = most;
        for line in lines.filter(|line| !is_kept(line) && !is_one_sign(line)) {
            let part = &line[..line.char_indices().nth(priced).map_or(line.len(), |(at, _)| at)];
            let cost = layers::bits(part, priced);
            parts.all.push((part, cost));
            parts.cost += cost;
            parts.usual += part.chars().map(|c| if matches!(block(c), 8..=10) { DEAR_WIDE } else { DEAR }).sum::<u64>();
            left = left.saturating_sub(part.len());
            if left == 0 {
                break;
            }
        }
        parts
    }
}

/// Whether most bytes beyond ASCII are UTF-8: no legacy text is, and a byte that was lost on the way makes none of it.
fn is_utf8(bytes: &[u8]) -> bool {
    let beyond = |bytes: &[u8]| bytes.iter().filter(|b| !b.is_ascii()).count();
    let valid: usize = bytes.utf8_chunks().map(|chunk| beyond(chunk.valid().as_bytes())).sum();
    valid * 4 > beyond(bytes) * 3
}

impl Spelt {
    fn of(parts: &Parts, label: &str) -> Option<Spelt> {
        let mut spelt = Spelt { text: String::new(), bytes: Vec::new(), lines: 0, before: 0 };
        for (line, cost) in &parts.all {
            let Some(bytes) = bytes_of(line, label).filter(|bytes| !is_utf8(bytes)) else { continue };
            spelt.text.push_str(line);
            spelt.text.push('\n');
            spelt.bytes.extend_from_slice(&bytes);
            spelt.bytes.push(b'\n');
            spelt.lines += 1;
            spelt.before += cost;
        }
        // Marks and controls alone could be the letters of anything.
        let letters = spelt.text.chars().filter(|c| c.is_alphabetic()).count();
        (letters >= 6).then_some(spelt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stages::decode::catalogue;

    /// Text in one encoding, read as another.
    fn misread(text: &str, meant: &str, read_as: &str) -> String {
        let entry = |label| catalogue::find(label).unwrap();
        let mut bytes = Vec::new();
        codec::encode(entry(meant), text, &mut bytes).unwrap();
        codec::decode(entry(read_as), &bytes).text
    }

    const RUSSIAN: &[&str] =
        &["Мельница на речке снова мелет.", "Три года колесо стояло, и хлеб возили из города.", "Старики сидят у колодца."];

    #[test]
    fn lines_together_tell_what_they_were_read_as() {
        for (meant, read_as) in [("koi8-r", "windows-1251"), ("windows-1251", "koi8-r"), ("ibm866", "windows-1252")] {
            let broken: Vec<String> = RUSSIAN.iter().map(|line| misread(line, meant, read_as)).collect();
            let lines: Vec<&str> = broken.iter().map(String::as_str).collect();
            let found = Misreading::of_odd(&lines, 600).or_else(|| Misreading::of_all(|| lines.iter().copied(), 600)).unwrap();
            for (line, want) in lines.iter().zip(RUSSIAN) {
                assert_eq!(found.undo(line, gate::look(line), 600).as_deref(), Some(*want), "{meant} as {read_as}");
            }
        }
    }

    #[test]
    fn right_lines_beside_them_stay() {
        let broken: Vec<String> = RUSSIAN.iter().map(|line| misread(line, "ibm866", "windows-1252")).collect();
        let lines: Vec<&str> = broken.iter().map(String::as_str).collect();
        let found = Misreading::of_odd(&lines, 600).unwrap();
        for line in
            ["Price: £5 – £10; ¢99; €5–€10; ¥5~¥9", "¶1 In the beginning ¶2 and the earth", "ÀÁÂÃÄÅÆÇÈÉÊË", "L’été où Noël fut gâché."]
        {
            assert_eq!(found.undo(line, gate::look(line), 600), None, "{line}");
        }
    }

    #[test]
    fn right_lines_alone_tell_nothing() {
        for lines in [RUSSIAN, &["СССР, РСФСР, ВЦСПС, ЦК ВКП(б), НКВД, ГУЛАГ"], &["±x ² + ±y ³ = ½·z"], &["║ Ж ║ ║ Я ║", "╚═══╝ ╙───╜"]]
        {
            let odd: Vec<&str> = lines.iter().copied().filter(|line| gate::is_odd(line)).collect();
            let found = Misreading::of_odd(&odd, 600).or_else(|| Misreading::of_all(|| lines.iter().copied(), 600));
            let undone = lines.iter().find_map(|line| found.as_ref()?.undo(line, gate::look(line), 600));
            assert_eq!(undone, None, "{lines:?}");
        }
    }
}
