//! Legacy text with few characters beyond ASCII that was read in a wrong encoding: what tells the encoding of such documents tells it here.

use super::better::is_better;
use super::keep::{is_kept, is_one_sign};
use super::layers;
use super::legacy::{READ_AS, bytes_of};
use super::speaks::mixed_words;
use crate::stages::decode::catalogue::Entry;
use crate::stages::decode::certainty::decide;
use crate::stages::decode::codec;
use crate::stages::decode::few::{self, Few};
use crate::stages::decode::gate;
use crate::stages::decode::sample::Sample;

/// Bytes of all lines together that are enough to tell.
const MOST: usize = 6000;
/// Characters of a line that are looked at.
const PART: usize = 600;
/// Bits that all lines must gain together.
const GAIN: u64 = 20;
/// Bits between the best reading and the next.
const CLEAR: u64 = 8;
/// Characters that stand beside no letter, for each that does, at most.
const APART: usize = 2;
/// Bits that an upper control counts for: no text has any.
const CONTROL: u64 = 24;

/// A wrong reading: what bytes were read as, and what they are.
struct Misread {
    read_as: &'static str,
    meant: &'static Entry,
}

/// What another reading gives.
struct Reading {
    misread: Misread,
    /// Bits that it gains, and those between it and the next of the same bytes.
    gain: u64,
    clear: u64,
    /// What these lines are read as, and what they were meant as.
    text: String,
    fixed: String,
    /// Whether they are in English.
    english: bool,
}

/// The lines of a document that hold more than ASCII as they were meant: by their numbers here, those that are certain. `first`: what they may have been
/// read as.
pub fn repairs(lines: &[&str], document: &str, first: &[&str]) -> Vec<(usize, String)> {
    let of = |first_ones: bool| {
        let labels = READ_AS.iter().filter(move |label| first.contains(label) == first_ones);
        labels.filter_map(|label| Reading::of(label, lines, document))
    };
    let mut readings: Vec<Reading> = of(true).collect();
    if !readings.iter().any(Reading::is_certain) {
        return Vec::new();
    }
    readings.extend(of(false));
    // In the order of the list.
    readings.sort_by_key(|reading| READ_AS.iter().position(|label| *label == reading.misread.read_as));
    // Of those that gain the same the first is taken.
    let Some(best) = readings.iter().rev().max_by_key(|reading| reading.gain).filter(|best| best.is_certain()) else { return Vec::new() };
    let near: Vec<&Reading> = readings.iter().filter(|other| other.gain + CLEAR > best.gain).collect();
    let fixed = |line: &str| {
        let fixed = best.misread.undo(line)?;
        near.iter().all(|other| other.misread.undo(line).as_ref() == Some(&fixed)).then_some(fixed)
    };
    let all: Vec<(usize, String)> = lines.iter().enumerate().filter_map(|(at, line)| Some((at, fixed(line)?))).collect();
    let changed = all.len();
    let better: Vec<(usize, String)> = all.into_iter().filter(|(at, fixed)| is_better(lines[*at], fixed, best.english)).collect();
    // Where it makes many lines worse it was not what happened.
    if better.len() * 3 >= changed * 2 { better } else { Vec::new() }
}

impl Misread {
    /// A line as it was meant.
    fn undo(&self, line: &str) -> Option<String> {
        if is_kept(line) {
            return None;
        }
        let bytes = bytes_of(line, self.read_as).filter(|bytes| !was_utf8(line, bytes))?;
        let piece = codec::decode(self.meant, &bytes);
        let better = mixed_words(&piece.text) <= mixed_words(line) && piece.text != line;
        let turned = Turned::of(line, &piece.text);
        (piece.bad == 0 && better && turned.harmed <= turned.helped()).then_some(piece.text)
    }
}

impl Reading {
    fn of(read_as: &'static str, lines: &[&str], document: &str) -> Option<Reading> {
        let (mut bytes, mut text) = (Vec::new(), String::new());
        for line in lines.iter().map(|line| begin(line, PART)).filter(|line| !is_kept(line)) {
            let Some(spelt) = bytes_of(line, read_as).filter(|bytes| !was_utf8(line, bytes)) else { continue };
            bytes.extend_from_slice(&spelt);
            bytes.push(b'\n');
            text.push_str(line);
            text.push('\n');
            if bytes.len() > MOST {
                break;
            }
        }
        let sample = Sample::full(&bytes);
        let few = Few::of(&sample, document.as_bytes())?;
        let (sample, mut found) = few::candidates(&sample, few);
        let (clear, _) = decide(&mut found, &sample, &bytes, Some(few), &|_| 0);
        let best = found.first()?;
        let controls = text.chars().filter(|c| matches!(c, '\u{80}'..='\u{9f}')).count() as u64;
        let now = match found.iter().find(|c| c.entry.label == read_as) {
            _ if controls > 0 => best.cost + controls * CONTROL * 128,
            Some(now) => few::bare(now, &sample.bytes, few),
            None => found.last()?.cost,
        };
        let gain = (now.saturating_sub(best.cost) / 128).saturating_sub(unlikely(read_as, best.entry.label));
        let fixed = codec::decode(best.entry, &bytes).text;
        let misread = Misread { read_as, meant: best.entry };
        (fixed != text).then_some(Reading { misread, gain, clear, text, fixed, english: few.english })
    }

    /// Whether it is certain by itself.
    fn is_certain(&self) -> bool {
        let Reading { gain, clear, text, fixed, english, .. } = self;
        // One sign may be of anything, but where it is a usual one.
        let proof = !is_one_sign(text) || *english && few::is_usual(fixed);
        // Of what was broken in more than one way, one is left.
        let broken = *english && (few::is_broken(fixed) || few::used(self.misread.meant.label) == 0);
        let turned = Turned::of(text, fixed);
        // Letters by themselves may be such as a text speaks of: they are no dashes by what they say alone.
        let enough = turned.harmed * 4 <= turned.helped() && turned.apart <= turned.beside * APART;
        let plain = || layers::is_plausible(fixed, layers::bits(fixed, usize::MAX), usize::MAX) && !gate::is_odd(fixed);
        *gain >= GAIN && *clear >= CLEAR && proof && !broken && enough && plain()
    }
}

/// The first characters of a line.
fn begin(line: &str, most: usize) -> &str {
    &line[..line.char_indices().nth(most).map_or(line.len(), |(at, _)| at)]
}

/// Whether some of a line was UTF-8, which was misread in another way: its bytes are, or what was left of it when its second half became a blank.
fn was_utf8(line: &str, bytes: &[u8]) -> bool {
    let rest = |(at, sign): (usize, &str)| !line[at + sign.len()..].starts_with(char::is_alphabetic);
    bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii()) || line.match_indices('Â').any(rest) || line.contains("â€")
}

/// What a repair does to the characters of a text.
#[derive(Default)]
struct Turned {
    /// Signs that stand by words, not within them, and become letters.
    harmed: usize,
    /// Other characters that change: beside a letter or no text at all, and beside none.
    beside: usize,
    apart: usize,
}

impl Turned {
    fn of(line: &str, fixed: &str) -> Turned {
        let mut turned = Turned::default();
        if line.chars().count() != fixed.chars().count() {
            return Turned { beside: 1, ..turned };
        }
        let sign = |c: char| "¶»«©®™•·…§°→←–—‘’“”".contains(c);
        let mut last = ' ';
        let mut old = line.chars().peekable();
        for new in fixed.chars() {
            let Some(c) = old.next() else { break };
            let letters = [Some(last), old.peek().copied()].into_iter().flatten().filter(|c| c.is_alphabetic()).count();
            match letters {
                _ if new == c => {}
                0 | 1 if sign(c) && new.is_alphabetic() => turned.harmed += 1,
                0 if !c.is_control() => turned.apart += 1,
                _ => turned.beside += 1,
            }
            last = c;
        }
        turned
    }

    fn helped(&self) -> usize {
        self.beside + self.apart
    }
}

/// Bits that a misreading counts for less because it is rare: most were by Windows, or of what was written on it.
fn unlikely(read_as: &str, meant: &str) -> u64 {
    let by = match read_as {
        "windows-1252" => 0,
        "windows-1250" | "windows-1251" | "macintosh" | "ibm437" | "ibm850" => 2,
        _ => 8,
    };
    by + if read_as.starts_with("windows-") || meant.starts_with("windows-") { 0 } else { 16 }
}

/// Whether lines have few characters beyond ASCII.
pub fn is_few(lines: &[&str]) -> bool {
    let high = |line: &&str| line.chars().filter(|c| !c.is_ascii()).count();
    let all: usize = lines.iter().map(high).sum();
    let letters: usize = lines.iter().map(|line| line.bytes().filter(u8::is_ascii_alphabetic).count()).sum();
    all * few::FEW <= letters
}
