//! What of a document is spam: lines, tails of lines, runs of lines.

use super::about::{About, floor};
use super::cut::{self, Cut};
use super::lexicon::{Weight, lexicon};
use super::measure::{Evidence, measure};
use super::score::{Setting, enough, score};
use crate::config::Strength;
use crate::shape::{Ending, Shape};
use crate::text::Text;
use std::ops::Range;

/// Which rule speaks for a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words run together.
    Glued,
    /// A list of words or sites.
    List,
    /// Letters in disguise.
    Hidden,
    /// The end of a line.
    Tail,
}

/// A piece of spam.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What goes.
    pub span: Range<usize>,
    /// Why.
    pub kind: Kind,
}

/// The verdicts on a text; worked out once for all rules of the stage.
pub fn verdicts<'t>(text: &'t Text, strength: Strength) -> &'t [Verdict] {
    text.memo(|text| judge(text, strength)).as_slice()
}

/// A line longer than this is measured in parts.
const PART: usize = 16 * 1024;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Alone,
    Together,
}

fn judge(text: &Text, strength: Strength) -> Vec<Verdict> {
    let candidates = candidates(text);
    if candidates.is_empty() {
        return Vec::new();
    }
    let about = About::of(text, |i| candidates.binary_search_by_key(&i, |c| c.0).is_ok());
    let mut verdicts: Vec<Verdict> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for &(i, look) in &candidates {
        let found = if look == Look::Alone { line(text, i, &about, strength) } else { None };
        match found {
            Some(v) => verdicts.push(v),
            None => open.push(i),
        }
    }
    runs(text, &open, &about, strength, &mut verdicts);
    verdicts.sort_by_key(|v| v.span.start);
    verdicts
}

/// Lines worth a closer look: they do not end as a sentence does and hold several stems.
fn candidates(text: &Text) -> Vec<(usize, Look)> {
    let mut out = Vec::new();
    // Short lines count only in company: three in a row, with strong stems in two of them at least.
    let (mut row, mut strong_rows, mut company) = (0, 0, false);
    let gates = text.kept();
    for (i, l) in text.lines().iter().enumerate() {
        if l.is_blank() {
            continue;
        }
        let inner = l.inner();
        let (mut telling, mut strong, mut hits) = (0, 0, 0);
        if inner.len() >= 6 && !ends_plainly(&text.as_str().as_bytes()[inner.clone()]) {
            Gate { telling, strong, hits } = *gates.of(i, gate);
        }
        if telling >= 3 && (strong >= 1 || hits >= 6) {
            out.push((i, Look::Alone));
            company = true;
        } else if (strong >= 1 || telling >= 2) && inner.len() <= 160 {
            out.push((i, Look::Together));
            (row, strong_rows) = (row + 1, strong_rows + strong.min(1));
            company |= row >= 3 && strong_rows >= 2;
            continue;
        }
        (row, strong_rows) = (0, 0);
    }
    if !company {
        out.clear();
    }
    out
}

/// Whether a line ends as sentences do and its last word is no monster.
fn ends_plainly(line: &[u8]) -> bool {
    let ended = match line.last() {
        Some(b'.' | b'?' | b'"' | b':') => true,
        Some(b) if b.is_ascii() => false,
        _ => [".”", "?”", "!”", "。", "。」", "।", "۔", "؟", "։", "።", ".»", "».", "…"].iter().any(|m| line.ends_with(m.as_bytes())),
    };
    let last = &line[line.len().saturating_sub(40)..];
    ended && (line.len() < 40 || memchr::memchr(b' ', last).is_some() || !last.is_ascii())
}

/// How much of a line's end is searched to see whether a closer look is worth it.
const GATE: usize = 384;

/// Stems at the end of a line that say something, the strong ones among them, and all of them.
#[derive(Clone, Copy, Debug)]
struct Gate {
    telling: u16,
    strong: u16,
    hits: u16,
}

/// Counts the stems at the end of a line.
/// Spam reaches to the end of its line, so that its last words must tell.
fn gate(line: &str) -> Gate {
    let lexicon = lexicon();
    let part = &line[floor(line, line.len().saturating_sub(GATE))..];
    let count = |s: &str| {
        let (mut hits, mut telling, mut strong) = (0, 0, 0);
        for m in lexicon.stems.find_iter(s) {
            let stem = &lexicon.table[m.stem];
            // A short stem inside a word is an accident more often than not.
            let sure =
                stem.letters >= 5 || !s.as_bytes()[m.start].is_ascii() || m.start == 0 || !s.as_bytes()[m.start - 1].is_ascii_alphabetic();
            hits += u16::from(stem.weight > Weight::None);
            telling += u16::from(stem.weight >= Weight::Weak);
            strong += u16::from(stem.weight == Weight::Strong && (sure || stem.suffix && ends_word(s, m.end)));
        }
        Gate { telling, strong, hits }
    };
    if part.is_ascii() { count(&super::disguise::plain(part).0.to_ascii_lowercase()) } else { count(&super::fold::fold(part).text) }
}

fn ends_word(s: &str, at: usize) -> bool {
    s.as_bytes().get(at).is_none_or(|b| b.is_ascii() && !b.is_ascii_alphabetic())
}

/// Judges one line by itself: its tail first, then the whole.
fn line(text: &Text, i: usize, about: &About, strength: Strength) -> Option<Verdict> {
    let inner = text.lines()[i].inner();
    let content = text.inner(i);
    let tail = |cut: Cut| {
        let piece = &content[cut.start..];
        let e = measure(piece);
        let mut s = setting(text, i, &e, about, piece);
        s.hangs = cut::hangs(content, cut);
        s.announced = false;
        s.counted = !cut.stuck && e.commas >= 2 && e.words < 9 && piece.trim_start().starts_with(char::is_uppercase);
        // `Room 2. Roulette, poker, ...`: what stands before it is the number of an item.
        s.within &= is_label(content[..cut.end].trim());
        let whole = cut.end == 0;
        if !cut.stuck && leads(&e) && !about.is_foreign(&e) {
            return None;
        }
        (!whole && enough(score(&e, &s), strength) && !plain_sites(&e))
            .then(|| Verdict { span: inner.start + cut.end..text.lines()[i].span().end, kind: Kind::Tail })
    };
    if let Some(cut) = cut::behind_sentence(content) {
        return tail(cut).or_else(|| whole(text, i, about, strength).filter(|_| cut.end < 3));
    }
    let blank = cut::behind_blank(content);
    // Good words in the document's script, then spam in another: the words stay whatever the rest is.
    let script = cut::behind_script(content).filter(|cut| {
        // Of what hangs on a good word without a blank, the token that holds both says nothing.
        let from = blank.map_or(0, |b| b.start);
        let good = measure(&content[from.min(cut.end)..cut.end]);
        blank.is_none_or(|b| b.start < cut.start) && good.words >= 2 && good.coverage() < 330 && !about.is_foreign(&good)
    });
    match (script, blank) {
        (Some(cut), _) => return tail(cut),
        (None, Some(cut)) if cut.end > 0 => return tail(cut),
        _ => {}
    }
    whole(text, i, about, strength)
}

fn whole(text: &Text, i: usize, about: &About, strength: Strength) -> Option<Verdict> {
    let content = text.inner(i);
    let mut e = Evidence::default();
    let mut at = content.len();
    // From the end: a long line that turns out to be text is given up at once.
    while at > 0 {
        let start = if at > PART { floor(content, at - PART) } else { 0 };
        let part = measure(&content[start..at]);
        if content.len() > PART && (part.coverage() < 330 || part.function * 5 > part.words) {
            return None;
        }
        e.add(&part);
        at = start;
    }
    // It begins with words that are not spam's: perhaps a heading, and where it ends is not certain.
    if (e.lead >= 4 || leads(&e) && !about.is_foreign(&e)) && e.glued_letters * 2 < e.letters {
        return None;
    }
    let s = setting(text, i, &e, about, content);
    if plain_sites(&e) && !sites_may_go(text, i, i, about) || !enough(score(&e, &s), strength) {
        return None;
    }
    let kind = match () {
        () if e.disguised >= 4 => Kind::Hidden,
        () if e.glued_letters * 2 >= e.letters => Kind::Glued,
        () => Kind::List,
    };
    Some(Verdict { span: text.whole_lines(i..i + 1), kind })
}

/// Whether a short piece begins as a headline may: with words that are not spam's, among others that are not.
fn leads(e: &Evidence) -> bool {
    e.lead >= 2 && e.words < 12 && e.coverage() < 700
}

fn setting(text: &Text, i: usize, e: &Evidence, about: &About, piece: &str) -> Setting {
    let (above, below) = text.position(i);
    let before = text.above(i).map(|a| text.inner(a));
    let shape = Shape::of(&piece[floor(piece, piece.len().saturating_sub(64))..]);
    Setting {
        foreign: about.is_foreign(e),
        about: about.lines_on(e),
        rest: about.is_enough(),
        edge: above == 0 || below <= 2,
        hangs: 0,
        announced: before.is_some_and(|b| b.ends_with([':', '：'])),
        ends_sentence: shape.ending == Ending::Sentence,
        block: false,
        within: is_within(text, i, i),
        lines: 1,
        counted: false,
    }
}

/// Words of an item's label at most.
const LABEL: u32 = 3;

fn is_label(kept: &str) -> bool {
    kept.trim_end_matches(['.', ')', ':']).ends_with(|c: char| c.is_ascii_digit()) && Shape::of(kept).words <= LABEL
}

/// Whether the next filled lines above and below some lines are sentences.
fn is_within(text: &Text, first: usize, last: usize) -> bool {
    let sentence = |line: usize| {
        let shape = text.shape(line);
        shape.is_prose() && shape.ending == Ending::Sentence
    };
    text.above(first).is_some_and(sentence) && text.below(last).is_some_and(sentence)
}

/// A list of names of sites and nothing else: it may be somebody's list of blocked sites.
fn plain_sites(e: &Evidence) -> bool {
    e.stem_domains >= 2 && e.domains * 5 >= e.words && e.glued_letters == 0
}

/// Names of sites go only from an article that does not speak of such things, and never from under a heading.
fn sites_may_go(text: &Text, first: usize, last: usize, about: &About) -> bool {
    let heading = text.above(first).is_some_and(|a| !Shape::of(text.inner(a)).is_prose());
    let (above, below) = (text.position(first).0, text.position(last).1);
    let row = first == last && !text.above(first).is_some_and(|a| text.inner(a).ends_with([':', '：']));
    about.is_article() && (row && !(heading && about.talks(text)) || !heading && (above == 0 || below == 0) && !about.talks(text))
}

/// Words of a heading at most.
const HEADING: u32 = 12;

/// Whether the first line of a block is a heading of the line below it: what he played, what was found in a flat. Spam hangs on the last
/// line of a text, or stands by itself.
fn is_headed(text: &Text, first: usize) -> bool {
    let heading = |above: usize| {
        let shape = text.shape(above);
        shape.ending == Ending::Open && !shape.is_prose() && shape.letters > 0 && shape.words <= HEADING
    };
    first > 0 && text.block_of(first).is_some_and(|block| block.start + 1 == first) && heading(first - 1)
}

/// Runs of short lines that are nothing but keywords or sites.
fn runs(text: &Text, open: &[usize], about: &About, strength: Strength, verdicts: &mut Vec<Verdict>) {
    let filled = text.filled();
    let mut from = 0;
    while from < open.len() {
        let mut to = from;
        let mut sum = Evidence::default();
        let mut place = filled.partition_point(|f| (*f as usize) < open[from]);
        while to < open.len() && filled.get(place).is_some_and(|f| *f as usize == open[to]) {
            let e = measure(text.inner(open[to]));
            // `Karl Moser, escort Berlin`: who or what a line speaks of stands first.
            let led = e.lead > 0 && e.glued_letters == 0 && e.domains == 0;
            // A row of a table: `Call girls Delhi 120`.
            let numbered = |last: &str| !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit());
            let row = text.inner(open[to]).rsplit([' ', '\t', '|']).next().is_some_and(numbered);
            if led || row || e.coverage() < 800 && e.stem_domains == 0 || e.function > 1 || e.quotes > 0 || e.words > 12 {
                break;
            }
            sum.add(&e);
            (to, place) = (to + 1, place + 1);
        }
        if to >= from + 3 {
            let (first, last) = (open[from], open[to - 1]);
            let mut s = setting(text, first, &sum, about, "");
            s.edge = text.position(first).0 == 0 || text.position(last).1 <= 1;
            s.block = true;
            s.lines = (to - from) as u32;
            s.within = is_within(text, first, last);
            // At the end of a text it hangs on whatever stands there: who wrote it, where.
            s.announced |= text.position(last).1 > 0 && is_headed(text, first);
            let sites = plain_sites(&sum);
            if enough(score(&sum, &s), strength) && s.rest && s.about == 0 && (!sites || sites_may_go(text, first, last, about)) {
                verdicts.push(Verdict { span: text.whole_lines(first..last + 1), kind: Kind::List });
            }
        }
        from = to.max(from + 1);
    }
}
