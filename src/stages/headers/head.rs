//! The head of a document: what stands above its text, line by line.

use super::dress::without_tags;
use super::fold::{Edges, fold, signature};
use crate::dates;
use crate::shape::{Ending, Shape};
use crate::text::Text;
use std::cell::OnceCell;

/// How many filled lines are looked at.
pub const LINES: usize = 60;
/// Bytes from which a line is surely a paragraph; below the third of them there is no head.
const PARAGRAPH: usize = 400;
/// Words of a sentence that begins a text though a short one follows.
const LEAD: u32 = 12;

/// What a line of the head can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A date, with a word or two.
    Date,
    /// Short, not ended as a sentence is: a headline, a byline, a label.
    Open,
    /// Ended as a sentence is, or a little longer: a teaser, or a short paragraph.
    Sentence,
    /// A paragraph of the text.
    Paragraph,
}

/// One filled line.
#[derive(Debug)]
pub struct HeadLine<'t> {
    /// Its number in the text.
    pub line: usize,
    inner: &'t str,
    text: &'t Text<'t>,
    read: &'t Read,
}

/// What of a line of the head depends on the line alone, worked out when it is asked for: below the first paragraphs few lines are.
#[derive(Debug, Default)]
struct Read {
    kind: OnceCell<Kind>,
    /// Folded: most lines are compared with no other.
    key: OnceCell<Box<str>>,
    edges: OnceCell<Edges>,
}

impl<'t> HeadLine<'t> {
    fn of(text: &'t Text, line: usize) -> HeadLine<'t> {
        HeadLine { line, inner: text.inner(line), text, read: text.of_line(line, |_| Read::default()) }
    }

    /// The text that it is a line of.
    pub fn text(&self) -> &'t Text<'t> {
        self.text
    }

    /// Its measures; all 0 for a long paragraph.
    pub fn shape(&self) -> Shape {
        if self.is_long() { Shape::default() } else { *self.text.shape(self.line) }
    }

    /// What it can be.
    pub fn kind(&self) -> Kind {
        *self.read.kind.get_or_init(|| if self.is_long() { Kind::Paragraph } else { kind(self.inner, &self.shape()) })
    }

    /// Its folded form; empty for a long paragraph.
    pub fn key(&self) -> &'t str {
        self.read.key.get_or_init(|| if self.is_long() { "".into() } else { fold(without_tags(self.inner)).into() })
    }

    /// Whether its folded form can begin or end with that of another line, or the other way round: asked before dearer questions.
    pub fn may_share_an_end(&self, other: &HeadLine) -> bool {
        self.edges().may_share(other.edges())
    }

    fn edges(&self) -> &'t Edges {
        self.read.edges.get_or_init(|| Edges::of(without_tags(self.inner)))
    }

    /// Whether tags of a page stand around all of it.
    pub fn has_tags(&self) -> bool {
        without_tags(self.inner).len() < self.inner.len()
    }

    /// Whether it is of a length that several lines run together have.
    pub fn can_be_glued(&self) -> bool {
        self.inner.len() >= 16 && !self.is_long()
    }

    /// Whether it is too long to be compared with others.
    pub fn is_long(&self) -> bool {
        self.inner.len() > PARAGRAPH * 3
    }

    /// How many words of weight it has: in scripts without blanks two characters make one.
    pub fn weight(&self) -> u32 {
        self.shape().words
    }
}

/// The head of a document and what follows it, as far as it was looked at.
#[derive(Debug)]
pub struct Head<'t> {
    /// The first filled lines.
    pub lines: Vec<HeadLine<'t>>,
    /// Where they stand again; asked for by few.
    pub headings: OnceCell<super::headings::Headings>,
}

impl<'t> Head<'t> {
    /// Looks at the head of a document. `None` when no two lines of it begin alike, which is said quickly.
    pub fn with_copies(text: &'t Text) -> Option<Head<'t>> {
        let filled = text.filled();
        let mut seen = [0u64; LINES];
        let (mut n, mut paragraphs, mut alike) = (0, 0, false);
        for &line in filled.iter().take(LINES) {
            let inner = text.inner(line as usize);
            if inner.len() > PARAGRAPH {
                paragraphs += 1;
                if paragraphs == 3 {
                    break;
                }
                continue;
            }
            // A copy may have a word before a colon that the other lacks.
            let inner = without_tags(inner);
            let tail = behind_label(inner).and_then(signature);
            for s in [signature(inner), tail].into_iter().flatten() {
                alike |= seen[..n].contains(&s);
                if n < LINES {
                    seen[n] = s;
                    n += 1;
                }
            }
            if alike {
                return Some(Head::of(text));
            }
        }
        None
    }

    /// Looks at the head of a document.
    pub fn of(text: &'t Text) -> Head<'t> {
        let filled = text.filled();
        Head { lines: filled.iter().take(LINES).map(|i| HeadLine::of(text, *i as usize)).collect(), headings: OnceCell::new() }
    }

    /// Whether running text follows soon after line `at`: a paragraph, or two sentences in a row that are long enough.
    pub fn prose_after(&self, at: usize, within: usize) -> bool {
        self.first_prose(at + 1).is_some_and(|p| p <= at + within)
    }

    /// The first line from `at` on with which running text begins.
    pub fn first_prose(&self, at: usize) -> Option<usize> {
        let sentence = |i: usize| self.lines.get(i).is_some_and(|l| l.kind() == Kind::Paragraph || is_prose(&l.shape()));
        (at..self.lines.len()).find(|&i| {
            let l = &self.lines[i];
            let long = l.kind() == Kind::Paragraph && (l.is_long() || l.weight() >= 25);
            // A text of a paragraph and short sentences.
            let short = |i: usize| self.lines.get(i).is_some_and(|l| l.kind() == Kind::Sentence);
            let begins = || l.weight() >= LEAD && is_prose(&l.shape()) && (short(i + 1) || short(i + 2));
            long || sentence(i) && (sentence(i + 1) || sentence(i + 2)) || begins()
        })
    }
}

/// Bytes of the longest label before a colon.
const LABEL: usize = 40;

/// What follows the first colon or bar, when that stands where a label can end.
fn behind_label(inner: &str) -> Option<&str> {
    const WIDE: &str = "：";
    let head = &inner.as_bytes()[..inner.len().min(LABEL + WIDE.len())];
    // The name of the site ends in a bar.
    let is_colon = |at: &usize| matches!(head[*at], b':' | b'|') || head[*at..].starts_with(WIDE.as_bytes());
    let at = (0..head.len()).find(is_colon).filter(|at| *at <= LABEL)?;
    Some(&inner[at + if head[at].is_ascii() { 1 } else { WIDE.len() }..])
}

/// Whether a line reads as running text. Scripts without sentence marks are judged by length alone.
pub fn is_prose(shape: &Shape) -> bool {
    let spaceless = shape.spaceless * 2 > shape.letters;
    (shape.is_prose() && shape.words >= 10) || (shape.letters * 2 > shape.chars && shape.words >= if spaceless { 40 } else { 25 })
}

fn kind(inner: &str, shape: &Shape) -> Kind {
    if dates::is_date(inner) {
        return Kind::Date;
    }
    let paragraph = if shape.spaceless * 2 > shape.letters { 50 } else { 40 };
    if shape.words >= paragraph || shape.sentences >= 3 && shape.words >= 25 {
        return Kind::Paragraph;
    }
    if is_prose(shape) || (matches!(shape.ending, Ending::Sentence | Ending::Ellipsis) && shape.words >= 3) || shape.words > 20 {
        Kind::Sentence
    } else {
        Kind::Open
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(20_260_101), ..ProptestConfig::default() })]
        #[test]
        fn a_label_ends_at_the_first_colon(before in "[aé’＊]{0,22}[a]{0,22}", after in "[aé’:：|]{0,5}") {
            for line in [format!("{before}{after}"), format!("{before}:{after}"), format!("{before}：{after}"), format!("{before}|{after}")] {
                let split = line.split_once([':', '：', '|']).filter(|(label, _)| label.len() <= LABEL).map(|(_, tail)| tail);
                prop_assert_eq!(behind_label(&line), split);
            }
        }
    }
}
