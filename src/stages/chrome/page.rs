//! A text read as a page: which of its lines are furniture, and of which kind. The rules of the stage each take the
//! lines of their kind; what makes a line furniture is decided here, in one place, because the kinds lean on each other:
//! a button is known by the notice above it, an empty label by the furniture below it.

use super::kinds::*;
use super::reading::{Mark, read};
use super::{alone, beside, claimed, company, ends, lists, menus, spared, unsure};
use crate::lexicon::tokens;
use crate::shape::{Ending, is_small};
use crate::text::Text;
use std::cell::OnceCell;
use std::collections::BTreeSet;

/// The lines of a text and what they are.
#[derive(Debug)]
pub struct Page {
    /// All filled lines.
    pub marks: Vec<Mark>,
    /// Indices of those that a phrase says something of, and of those that can be notices: few, and a text can have millions of lines.
    pub said: Vec<u32>,
    noticed: Vec<u32>,
    /// For each mark, the kind of furniture it is; 0 for none. Memory that is never written to costs nothing, and most lines are none.
    verdicts: Vec<Kinds>,
    /// Indices (of `marks`) of the first and last line of running text; `None` when there is none.
    pub body: Option<(usize, usize)>,
    /// Whether blank lines part the paragraphs.
    pub spaced: bool,
    /// All kinds that a line was judged to be.
    kinds: Kinds,
    /// The same on the way: some are taken back.
    put: Kinds,
    /// Indices of lines that the text claims: no phrase makes furniture of them.
    claimed: Vec<u32>,
    /// Indices of lines that stay when all is judged, though others lean on them as on furniture.
    spared: BTreeSet<u32>,
    /// Whether more than two lines hold an address; asked for by few.
    pub addressed: OnceCell<bool>,
    /// Whether labelled addresses are as many as in a list of evidence.
    pub listed: OnceCell<bool>,
}

/// Kinds that are furniture wherever a whole line is strong for them, best evidence first.
const ANYWHERE: &[Kinds] = &[FORM, SHARE, PRINT, COOKIE, NEWSLETTER, DONATION, VIDEO, LOGIN, APP, JS];

/// Words of a call at most, and lines of a block that are looked at on either side.
const CALL: u16 = 4;
const CALLS: usize = 8;

/// Words of a verse at most.
const VERSE: u16 = 12;

/// Words of a headline at most, and lines above the running text among which it stands.
const HEADLINE: u16 = 20;
const ABOVE: usize = 8;

/// Words of a line that can be a call said again, at most.
const FEW: usize = 6;

/// Lines of furniture that one colon can bring forward.
const INTRODUCED: usize = 6;

/// The page of a text, worked out once.
pub fn of<'t>(text: &'t Text) -> &'t Page {
    text.memo(Page::read)
}

impl Page {
    fn read(text: &Text) -> Page {
        let (mut said, mut noticed) = (Vec::new(), Vec::new());
        let marks = read(text, |at, mark| {
            said.extend(mark.is_said().then_some(at));
            noticed.extend((mark.notice() != 0).then_some(at));
        });
        let is_body = |m: &Mark| m.prose && !m.is_covered() && m.notice() == 0 && m.label().is_none_or(|l| l.1 & RELATED == 0);
        let first = marks.iter().position(is_body);
        // A site's claim to its rights reads as a sentence, and is no end of the text.
        let last = first.and_then(|_| marks.iter().rposition(|m| is_body(m) && !super::rights::reserves(text.inner(m.line()))));
        let spaced = text.blocks().len() * 3 > marks.len();
        let verdicts = vec![0; marks.len()];
        let mut page = Page {
            marks,
            said,
            noticed,
            verdicts,
            body: first.zip(last),
            spaced,
            kinds: 0,
            put: 0,
            claimed: Vec::new(),
            spared: BTreeSet::new(),
            addressed: OnceCell::new(),
            listed: OnceCell::new(),
        };
        page.claimed = claimed::of(&page, text);
        page.strong(text);
        page.notices(text);
        alone::judge(&mut page, text);
        beside::judge(&mut page, text);
        lists::judge(&mut page, text);
        ends::tail(&mut page, text);
        menus::judge(&mut page, text);
        // Menus bare what leans on them.
        beside::judge(&mut page, text);
        lists::judge(&mut page, text);
        ends::tail(&mut page, text);
        ends::judge(&mut page, text);
        company::judge(&mut page, text);
        if page.is_bare() {
            return page;
        }
        // A page that is nothing but furniture is a text about something else, or a title alone.
        if page.verdicts().all(|v| v.is_some()) {
            page.verdicts.fill(0);
        }
        page.title(text);
        spared::judge(&mut page, text);
        unsure::judge(&mut page, text);
        for at in std::mem::take(&mut page.spared) {
            let verdict = &mut page.verdicts[at as usize];
            *verdict = if *verdict == 0 { 0 } else { SPARED };
        }
        page.kinds = page.verdicts.iter().fold(0, |all, kind| all | kind);
        page
    }

    /// `About us` above nothing but text is its title: a page that has a menu has more furniture, or a headline below it.
    fn title(&mut self, text: &Text) {
        let alone = self.verdicts.first() == Some(&NAV) && self.verdicts[1..].iter().all(|v| *v == 0);
        let sentence = |m: &Mark| m.prose || m.shape(text).is_some_and(|s| s.ending == Ending::Sentence);
        let phrase = |m: &Mark| m.words <= 4 && m.menu().is_none() && m.cover().is_some_and(|c| c.phrases == 1);
        if alone && self.marks.first().is_some_and(phrase) && self.marks.get(1).is_some_and(sentence) {
            self.verdicts[0] = 0;
        }
    }

    /// Line numbers of the lines of one kind.
    pub fn lines(&self, kind: Kinds) -> impl Iterator<Item = usize> {
        // Many rules ask, each for its own kind, and most texts have none.
        let some = if self.kinds & kind == 0 { 0 } else { self.verdicts.len() };
        self.verdicts[..some].iter().zip(&self.marks).filter(move |(v, _)| **v == kind).map(|(_, m)| m.line())
    }

    /// The kind of furniture that a line is.
    pub fn verdict(&self, at: usize) -> Option<Kinds> {
        Some(self.verdicts[at]).filter(|kind| *kind != 0)
    }

    /// Those of all lines, in order.
    pub fn verdicts(&self) -> impl ExactSizeIterator<Item = Option<Kinds>> {
        self.verdicts.iter().map(|kind| Some(*kind).filter(|kind| *kind != 0))
    }

    /// Gives a line a verdict, when it has none and the text does not claim it.
    pub fn put(&mut self, at: usize, kind: Kinds) {
        if self.is_claimed(at) {
            return;
        }
        if self.verdicts[at] == 0 {
            self.verdicts[at] = kind;
        }
        self.put |= kind;
    }

    /// Lets a line stay when all is judged; until then it is what it was taken for.
    pub fn spare(&mut self, at: usize) {
        self.spared.insert(at as u32);
    }

    /// Whether a line stays when all is judged.
    pub fn is_spared(&self, at: usize) -> bool {
        self.spared.contains(&(at as u32))
    }

    /// Whether any line was taken for one of these kinds, also such as were taken back.
    pub fn has_put(&self, kinds: Kinds) -> bool {
        self.put & kinds != 0
    }

    /// Whether the text claims a line.
    pub fn is_claimed(&self, at: usize) -> bool {
        self.claimed.binary_search(&(at as u32)).is_ok()
    }

    /// Whether no line has a verdict.
    pub fn is_bare(&self) -> bool {
        self.put == 0
    }

    /// Whether a line stands above the running text.
    pub fn in_head(&self, at: usize) -> bool {
        self.body.map_or(at < 4, |(first, _)| at < first) && at < 80
    }

    /// Whether a line stands below the running text.
    pub fn in_tail(&self, at: usize) -> bool {
        self.body.map_or(at + 8 > self.marks.len(), |(_, last)| at > last)
    }

    /// Whether a line is the only one of its block, furniture aside.
    pub fn is_alone(&self, at: usize) -> bool {
        let line = self.marks[at].line();
        let joins = |other: usize| self.marks[other].line().abs_diff(line) == 1 && self.verdict(other).is_none();
        let joined = at > 0 && joins(at - 1) || at + 1 < self.marks.len() && joins(at + 1);
        !joined
    }

    /// Whether a line and the next filled one stand in one block.
    pub fn joined(&self, at: usize) -> bool {
        at + 1 < self.marks.len() && self.marks[at + 1].line() == self.marks[at].line() + 1
    }

    /// Whether a line heads running text: nothing but a newline stands between them.
    pub fn heads_text(&self, at: usize) -> bool {
        self.spaced && self.joined(at) && self.marks[at + 1].prose && self.verdict(at + 1).is_none()
    }

    fn strong(&mut self, text: &Text) {
        for said in 0..self.said.len() {
            let at = self.said[said] as usize;
            let strong = self.marks[at].strong();
            if strong == 0 {
                self.weak_bars(at, text);
                continue;
            }
            let edge = self.in_head(at) || self.in_tail(at);
            if self.is_introduced(at, text)
                || self.is_told(at, text)
                || strong & VIDEO == 0 && super::rights::is_row(text.inner(self.marks[at].line()))
            {
                continue;
            }
            if let Some(kind) = ANYWHERE.iter().find(|k| strong & **k != 0) {
                self.put(at, *kind);
            } else if strong & RIGHTS != 0 && self.in_tail(at) && !super::rights::is_item(text.inner(self.marks[at].line())) {
                self.put(at, RIGHTS);
            } else if strong & (TOP | LANGUAGE) != 0 && (edge && self.body.is_some() || self.is_alone(at)) {
                self.put(at, strong & (TOP | LANGUAGE));
            } else if strong & TIME != 0 && (self.in_head(at) || at < 10) {
                self.put(at, TIME);
            } else if strong & NAV != 0 && edge && !self.heads_text(at) {
                self.put(at, NAV);
            } else if strong & ADVERT != 0 && self.marks[at].words >= 3 {
                self.put(at, ADVERT);
            }
        }
        // A switch is written as one kind only.
        for at in &self.said {
            let verdict = &mut self.verdicts[*at as usize];
            *verdict = if *verdict & TOP != 0 { TOP } else { *verdict };
        }
    }

    /// Lines of several weak phrases: names of networks, names of languages.
    fn weak_bars(&mut self, at: usize, text: &Text) {
        let mark = &self.marks[at];
        let Some(cover) = mark.cover().filter(|c| c.phrases >= 2 && c.numbers == 0 && !mark.quoted) else { return };
        let line = text.inner(mark.line());
        if self.is_introduced(at, text) || says_again(line) {
            return;
        }
        let edge = self.in_head(at) || self.in_tail(at);
        // Buttons have no commas: `Instagram, TikTok, Telegram` is what somebody counts up.
        let counted = || line.contains([',', '،', '、', '，']);
        if cover.all & SHARE != 0 && (cover.phrases >= 3 || (edge && self.is_alone(at))) && !counted() {
            self.put(at, SHARE);
        } else if cover.all & LANGUAGE != 0 && line.contains(['|', '/', '·', '•', '»', '｜', '\t']) && !line.contains([',', '.', ':'])
        {
            self.put(at, LANGUAGE);
        }
    }

    /// Whether the text itself brings a line forward: a sentence that ends in a colon stands above it, or above lines of
    /// the same sort. What a page says is then quoted.
    pub fn is_introduced(&self, at: usize, text: &Text) -> bool {
        let furniture = |m: &Mark| m.notice() != 0 || m.is_covered();
        let above = (at.saturating_sub(INTRODUCED)..at).rev().find(|i| !furniture(&self.marks[*i]));
        above.is_some_and(|i| {
            let mark = &self.marks[i];
            mark.words >= 5 && !mark.is_covered() && text.inner(mark.line()).ends_with([':', '：'])
        })
    }

    /// Whether the text itself says a line: as the subject of a sentence, or as one of several calls.
    fn is_told(&self, at: usize, text: &Text) -> bool {
        self.is_subject(at, text) || self.is_enjambed(at, text) || self.is_call(at, text)
    }

    /// Whether the next line of the same block goes on with a line in a small letter that no page says: `Follow us`, and then `down to the
    /// river`, as verses do.
    fn is_enjambed(&self, at: usize, text: &Text) -> bool {
        let verse = |line: &str| {
            let plain = !line.trim_end_matches('.').contains(['.', '/', '@', '|', '=']);
            plain && line.starts_with(is_small)
        };
        let goes_on = |m: &Mark| m.words >= 2 && m.words <= VERSE && !m.is_said() && m.notice() == 0 && verse(text.inner(m.line()));
        let one = self.marks[at].cover().is_some_and(|c| c.phrases == 1);
        (self.spaced || self.body.is_none()) && one && self.joined(at) && goes_on(&self.marks[at + 1])
    }

    /// Whether the sentence that a line begins goes on below it in a small letter, and nothing above it was left open: `Leave a comment`, and
    /// then `was the last line that her mother saw`.
    fn is_subject(&self, at: usize, text: &Text) -> bool {
        let goes_on = |m: &Mark| m.prose && text.inner(m.line()).starts_with(is_small);
        let ended = |m: &Mark| !m.prose || m.shape(text).is_none_or(|s| s.ending != Ending::Open);
        self.marks.get(at + 1).is_some_and(goes_on) && at > 0 && ended(&self.marks[at - 1])
    }

    /// Whether a line is one of several short ones in a block that end in a full stop, of which no phrase knows some: `Stay with us.` above
    /// or below `Follow us.`, as litanies have them. Buttons have no full stop.
    pub fn is_call(&self, at: usize, text: &Text) -> bool {
        let short = |i: usize| self.marks[i].words <= CALL && text.inner(self.marks[i].line()).ends_with(['.', '。', '।']);
        let own = |i: usize| !self.marks[i].is_said() && self.marks[i].notice() == 0;
        if !short(at) {
            return false;
        }
        let below = (at + 1..self.marks.len().min(at + CALLS)).take_while(|i| self.joined(i - 1) && short(*i));
        let above = (at.saturating_sub(CALLS)..at).rev().take_while(|i| self.joined(*i) && short(*i));
        below.chain(above).any(own)
    }

    /// Whether the first line names a policy and more: `Privacy policy of the rowing club` is the title of a text.
    fn is_titled_policy(&self, text: &Text) -> bool {
        let Some(first) = self.marks.first().filter(|m| !m.is_covered() && m.notice() == 0 && m.words <= 12 && !self.joined(0)) else {
            return false;
        };
        let Some(tokens) = tokens(text.inner(first.line()), 16) else { return false };
        let mut named = first.words >= 3 && self.body.is_some() && text.inner(first.line()).to_lowercase().contains("cookie");
        (0..tokens.len()).for_each(|at| {
            lexicon()
                .phrases_at(&tokens, at, &mut |end, m, _| named |= end - at >= 2 && m.strong & (COOKIE | NAV) != 0 && self.body.is_some());
        });
        named && self.verdicts.iter().all(|v| *v == 0)
    }

    /// Whether a headline names cookies: then what the text tells of notices is no notice.
    fn is_about_cookies(&self, text: &Text) -> bool {
        let first = self.body.map_or(0, |(first, _)| first);
        let headline = |m: &&Mark| m.words >= 3 && m.words <= HEADLINE && !m.is_covered() && m.notice() == 0 && m.menu().is_none();
        let above = self.marks[..first].iter().rev().take(ABOVE).filter(headline);
        above.into_iter().any(|m| text.inner(m.line()).to_lowercase().contains("cookie"))
    }

    fn notices(&mut self, text: &Text) {
        // Lines of each kind, counted once: a text can have a million of them.
        let mut counts = [0u32; Kinds::BITS as usize];
        for mark in self.noticed.iter().map(|at| &self.marks[*at as usize]) {
            counts.iter_mut().enumerate().for_each(|(bit, count)| *count += mark.notice() >> bit & 1);
        }
        let cookies = counts[COOKIE.trailing_zeros() as usize] > 0;
        let titled = cookies && self.is_titled_policy(text);
        let about = cookies && !titled && self.is_about_cookies(text);
        for noticed in 0..self.noticed.len() {
            let at = self.noticed[noticed] as usize;
            let mark = &self.marks[at];
            if (titled || about && !self.in_head(at) && !self.in_tail(at)) && mark.notice() & COOKIE != 0 {
                continue;
            }
            if mark.quoted || self.verdict(at).is_some() {
                continue;
            }
            // A text that speaks of the thing more often is about it.
            let line = text.inner(mark.line());
            if self.is_introduced(at, text) || self.is_subject(at, text) || reports(line) || super::rights::is_row(line) {
                continue;
            }
            let kind = 1 << mark.notice().trailing_zeros();
            let like = counts[mark.notice().trailing_zeros() as usize];
            let (sentences, chars) = mark.shape(text).map_or((4, u32::MAX), |s| (s.sentences, s.chars));
            // Of scripts and browsers many texts speak, and in long sentences.
            let told = |c: &[char]| text.inner(mark.line()).contains(c);
            let fits = kind != JS
                || chars <= 200
                    && !told(&['"', '“', '„', '«', '(', '`'])
                    && sentences <= 3
                    && (self.in_head(at) || self.in_tail(at) || self.is_alone(at));
            if like <= 3 && sentences <= 4 && fits && !(at == 0 && self.marks.len() == 1) {
                self.put(at, kind);
            }
        }
    }
}

/// Whether a line of few words says one of them again: `More! More! More!`, `x o x`. A bar has each button once.
pub fn says_again(line: &str) -> bool {
    let lower = line.to_lowercase();
    let words = || lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words().nth(FEW).is_none() && words().enumerate().any(|(at, word)| words().take(at).any(|other| other == word))
}

/// Whether a sentence tells what somebody says or wrote: a colon, and then a quotation.
fn reports(line: &str) -> bool {
    line.match_indices([':', '：'])
        .any(|(at, colon)| line[at + colon.len()..].trim_start().starts_with(['“', '„', '«', '"', '「', '『', '‘']))
}
