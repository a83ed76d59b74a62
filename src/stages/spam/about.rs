//! What the rest of the document says: its script, its size, and whether it speaks of what spam speaks of.

use super::disguise::plain;
use super::fold::fold;
use super::lexicon::{TOPICS, Weight, lexicon};
use super::measure::{Evidence, measure, script, subjects};
use super::stems::Hit;
use crate::shape::is_alphabetic;
use crate::text::Text;
use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

/// The most bytes of a document that are looked at for this.
const LOOK: usize = 256 * 1024;
/// The bytes of a line that tell its script.
const SCRIPT: usize = 200;
/// The most bytes of one line.
const LINE: usize = 4096;

/// The document around the candidates.
#[derive(Debug, Default)]
pub struct About {
    script: Option<usize>,
    topics: [u32; TOPICS],
    prose: u32,
    letters: u32,
    /// What was looked at.
    pieces: Vec<Range<usize>>,
    talks: OnceCell<bool>,
}

/// What a line says of the document.
#[derive(Clone, Copy, Debug, Default)]
struct Told {
    /// Letters of each script among its first.
    scripts: [u8; 8],
    /// A bit for each topic that it speaks of.
    topics: u16,
}

impl Told {
    fn of(line: &str) -> Told {
        let mut told = Told::default();
        // The first letters of a line tell its script.
        for c in head(line, SCRIPT).chars().filter(|c| is_alphabetic(*c)) {
            told.scripts[script(c)] += 1;
        }
        let lexicon = lexicon();
        let folded = folded(line);
        let hits: Vec<Hit> = lexicon.stems.find_iter(&folded).collect();
        // Most lines of most documents hold no stem that says anything, and need no measuring.
        if hits.iter().any(|hit| lexicon.table[hit.stem].weight >= Weight::Weak) {
            let disguised = line.is_ascii() && matches!(plain(line).0, Cow::Owned(_));
            let e = if disguised { measure(line) } else { subjects(&folded, &hits) };
            if e.strong > 0 || e.weak >= 2 {
                told.topics = e.topics.iter().enumerate().fold(0, |all, (topic, n)| all | u16::from(*n > 0) << topic);
            }
        }
        told
    }
}

impl About {
    /// Looks at every line but those that are `taken`.
    pub fn of(text: &Text, taken: impl Fn(usize) -> bool) -> About {
        let mut about = About::default();
        let mut scripts = [0u64; 8];
        let mut seen = 0;
        for &i in text.filled() {
            let i = i as usize;
            if seen > LOOK {
                break;
            }
            if taken(i) {
                // What hangs at the end of a line says nothing, what stands before it does.
                about.add_head(text, i, &mut scripts);
                continue;
            }
            let line = head(text.inner(i), LINE);
            seen += line.len();
            let shape = text.shape(i);
            about.letters = about.letters.saturating_add(shape.letters + shape.spaceless);
            about.prose += u32::from(shape.words >= 6);
            about.add(text, i, line.len(), &mut scripts);
        }
        about.script = scripts.iter().enumerate().max_by_key(|(i, n)| (**n, usize::MAX - i)).filter(|(_, n)| **n > 0).map(|(i, _)| i);
        about
    }

    /// Looks at the first bytes of a line.
    fn add(&mut self, text: &Text, i: usize, bytes: usize, scripts: &mut [u64; 8]) {
        let inner = text.lines()[i].inner();
        self.pieces.push(inner.start..inner.start + bytes);
        let told = if bytes == inner.len() { *text.of_line(i, Told::of) } else { Told::of(&text.inner(i)[..bytes]) };
        scripts.iter_mut().zip(told.scripts).for_each(|(all, n)| *all += u64::from(n));
        self.topics.iter_mut().enumerate().for_each(|(topic, own)| *own += u32::from(told.topics >> topic & 1));
    }

    /// Whether it has words of regulators, courts, advice; `text` is the one that this is about.
    pub fn talks(&self, text: &Text) -> bool {
        let speaks = |piece: &Range<usize>| {
            let folded = folded(&text.as_str()[piece.clone()]);
            let starts = |at: usize| !folded[..at].chars().next_back().is_some_and(|c| is_alphabetic(c) && script(c) < 7);
            lexicon().about.find_iter(&folded).any(|m| starts(m.start()))
        };
        // Few pieces are such that it matters.
        *self.talks.get_or_init(|| self.pieces.iter().any(speaks))
    }

    fn add_head(&mut self, text: &Text, i: usize, scripts: &mut [u64; 8]) {
        let line = head(text.inner(i), LINE);
        let Some(end) = line.rfind(['.', '!', '?', '。', '।', '؟', '۔', '։']).filter(|e| *e > 20) else { return };
        let line = &line[..end];
        let e = measure(line);
        if e.coverage() < 330 && e.words >= 6 {
            self.prose += 1;
            self.letters = self.letters.saturating_add(e.letters + e.spaceless);
            self.add(text, i, end, scripts);
        }
    }

    /// Lines that speak of the subjects of a piece.
    pub fn lines_on(&self, e: &Evidence) -> u32 {
        let main = e.topics.iter().max().copied().unwrap_or(0);
        self.topics.iter().zip(e.topics).filter(|(_, n)| *n > 0 && *n * 3 >= main).map(|(own, _)| *own).max().unwrap_or(0)
    }

    /// Whether there is enough text to say what it speaks of.
    pub fn is_enough(&self) -> bool {
        self.prose >= 2 && self.letters >= 60 || self.letters >= 200
    }

    /// Whether the rest is an article, not a line or two.
    pub fn is_article(&self) -> bool {
        self.prose >= 3 && self.letters >= 200
    }

    /// Whether a piece is written in another script.
    pub fn is_foreign(&self, e: &Evidence) -> bool {
        let total: u32 = e.scripts.iter().sum();
        self.script.is_some_and(|s| self.letters >= 30 && e.scripts[s] * 4 < total)
    }
}

/// ASCII needs no more than small letters.
fn folded(piece: &str) -> String {
    if piece.is_ascii() { piece.to_ascii_lowercase() } else { fold(piece).text }
}

/// The nearest character boundary at or below a place.
pub fn floor(line: &str, at: usize) -> usize {
    (0..=at.min(line.len())).rev().find(|i| line.is_char_boundary(*i)).unwrap_or(0)
}

fn head(line: &str, most: usize) -> &str {
    &line[..floor(line, most)]
}
