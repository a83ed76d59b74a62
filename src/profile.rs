//! What a survey of the corpus learns about each site: the lines that recur near the edges of its documents.
//!
//! A survey is a commutative sum, so shards can be surveyed apart and merged in any order; it is frozen by an integer
//! threshold to a [`Profile`], which is an input of `headers` and part of the record. Of a large site it keeps a sample
//! that does not depend on the order either: the documents the hashes of whose names are smallest. So its memory does not
//! grow with the corpus, and most documents of a large site need not be read for it. Two copies of one document count as
//! one: a text that is there twice is not furniture.

use crate::config;
use crate::dates;
use crate::document::Site;
use crate::furniture::is_furniture;
use crate::shape::{is_alphabetic, is_numeric, is_whitespace, letter_or_number};
use crate::stages::decode::Verdicts;
use crate::text::{Text, is_invisible};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use xxhash_rust::xxh3::xxh3_64;

/// Longer lines (bytes) are not counted: furniture is short, and a paragraph that recurs is text.
pub const MAX_LINE: usize = 320;
/// The top of a document ends at its second paragraph, the bottom begins below the last but one. When that is more filled
/// lines than this, the document is not a text with furniture round it, and has neither.
pub const ZONE: usize = 200;
/// Bytes from which a line is a paragraph, unless it looks like furniture.
const PARAGRAPH: usize = 160;
/// Documents of one site that are kept to count lines in.
pub const SAMPLE: usize = 512;

/// In how many documents of a site a line stands, and where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recurrence {
    /// Documents that have the line at the top or at the bottom.
    pub documents: u32,
    /// Documents that have it at the top.
    pub top: u32,
    /// Documents that have it at the bottom.
    pub bottom: u32,
}

/// The lines that recur on one site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteProfile {
    /// Documents surveyed, copies aside.
    pub documents: u32,
    lines: HashMap<u64, Recurrence>,
    beginnings: Beginnings,
    encoding: Option<String>,
}

impl SiteProfile {
    /// The encoding of most of its documents that are no Unicode.
    pub fn encoding(&self) -> Option<&str> {
        self.encoding.as_deref()
    }

    /// How often a line recurs on the site; `None` for one that does not.
    pub fn recurrence(&self, text: &Text, line: usize) -> Option<Recurrence> {
        /// The digest of a line's key.
        #[derive(Debug)]
        struct Key(Option<u64>);
        if text.lines()[line].inner().len() > MAX_LINE || !self.beginnings.may_begin(text.inner(line)) {
            return None;
        }
        let key = text.of_line(line, |inner| Key(digest_of_key(inner)));
        self.lines.get(&key.0?).copied()
    }

    /// The same for a line that is not part of a [`Text`].
    pub fn recurrence_of(&self, line: &str) -> Option<Recurrence> {
        let key = (line.len() <= MAX_LINE).then(|| digest_of_key(line))??;
        self.lines.get(&key).copied()
    }
}

fn digest_of_key(line: &str) -> Option<u64> {
    let mut room = [0u8; MAX_LINE];
    let key = key_in(line, room.get_mut(..line.len())?)?;
    Some(xxh3_64(key))
}

/// The first letters of the keys of a site's lines: most lines of a text begin like none of them, which is told at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Beginnings {
    /// A bit for each number that the first one to [`LETTERS`] letters of a key give; empty when there are no keys.
    bits: Vec<u64>,
    /// Whether a key begins with the mark of a number.
    number: bool,
}

/// Letters that are looked at.
const LETTERS: usize = 4;

impl Beginnings {
    fn of<'a>(keys: impl Iterator<Item = &'a str>) -> Beginnings {
        let mut all = Beginnings::default();
        for key in keys {
            all.bits.resize(64, 0);
            all.number |= key.starts_with('0');
            let mut sum = 0;
            for c in key.chars().take(LETTERS) {
                sum = mixed(sum, c);
                all.bits[sum as usize >> 26] |= 1 << (sum >> 20 & 63);
            }
        }
        all
    }

    /// False when the key of this line is surely none of them.
    fn may_begin(&self, line: &str) -> bool {
        if self.bits.is_empty() {
            return false;
        }
        let first = line.chars().next().unwrap_or(' ');
        // Some numerals are letters, and stand in keys as these do.
        let number = is_numeric(first) && !is_alphabetic(first);
        // A number gives way to its mark, and so does the name of a month in a line that has a number.
        if self.number && (number || is_alphabetic(first) && line.chars().any(is_numeric)) {
            return true;
        }
        // Letters after the first letter of a line stand in its key as they are.
        let letters = line.chars().take(LETTERS).enumerate().take_while(|(n, c)| *n == 0 || is_alphabetic(*c) && is_alphabetic(first));
        let sum = letters.fold(0, |sum, (_, c)| mixed(sum, c));
        !number && self.bits[sum as usize >> 26] >> (sum >> 20 & 63) & 1 == 1
    }
}

fn mixed(sum: u32, c: char) -> u32 {
    (sum ^ u32::from(c)).wrapping_mul(0x9e37_79b1)
}

/// What the survey learnt, frozen: site by site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    sites: BTreeMap<Site, SiteProfile>,
    /// What the survey found documents to be in, so that cleaning need not find it out again. The result is the same without.
    pub(crate) verdicts: Verdicts,
}

impl Profile {
    /// The profile of a site, when it had enough documents.
    pub fn site(&self, site: &Site) -> Option<&SiteProfile> {
        self.sites.get(site)
    }

    /// Adds a site read back from a record or frozen by a survey.
    pub fn insert(&mut self, line: &SiteLine) {
        let lines = line.lines.iter().map(|(text, documents, top, bottom)| {
            (xxh3_64(text.as_bytes()), Recurrence { documents: *documents, top: *top, bottom: *bottom })
        });
        self.sites.insert(
            Site(line.site.clone()),
            SiteProfile {
                documents: line.documents,
                lines: lines.collect(),
                beginnings: Beginnings::of(line.lines.iter().map(|l| l.0.as_str())),
                encoding: usual(&line.encodings),
            },
        );
    }
}

/// The encoding of at least three documents and of four in five of all: one that says something about the next.
fn usual(encodings: &[(String, u32)]) -> Option<String> {
    let all: u64 = encodings.iter().map(|e| u64::from(e.1)).sum();
    encodings.iter().find(|e| e.1 >= 3 && u64::from(e.1) * 5 >= all * 4).map(|e| e.0.clone())
}

/// A line of `profile.jsonl`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteLine {
    /// Documents surveyed, copies aside.
    pub documents: u32,
    /// (encoding, documents): what its documents that are no Unicode are in, sorted by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub encodings: Vec<(String, u32)>,
    /// (line key, documents, at the top, at the bottom), sorted by the bytes of the key.
    pub lines: Vec<(String, u32, u32, u32)>,
    /// The site, spelled as in an id.
    pub site: String,
    /// Record version.
    pub v: u32,
}

impl SiteLine {
    /// Whether it can stand in a profile, behind the line of the site `previous`.
    ///
    /// # Errors
    /// Says why not.
    pub fn check(&self, previous: Option<&str>) -> Result<(), String> {
        if self.v != crate::record::VERSION {
            return Err(format!("of version {}", self.v));
        }
        if previous.is_some_and(|p| p >= self.site.as_str()) || !self.lines.is_sorted_by(|a, b| a.0 < b.0) {
            return Err("sites or lines out of order".to_owned());
        }
        // One encoding a document, at most.
        let told: u64 = self.encodings.iter().map(|e| u64::from(e.1)).sum();
        let sorted = self.encodings.is_sorted_by(|a, b| a.0 < b.0);
        if !sorted || self.encodings.iter().any(|e| e.1 == 0) || told > u64::from(self.documents) {
            return Err("encodings out of order, of no document, or of more than there are".to_owned());
        }
        Ok(())
    }
}

/// What is counted while a site is surveyed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteSurvey {
    /// By a number that says which documents are kept: those with the smallest.
    sample: BTreeMap<u64, Sampled>,
    /// The smallest number that was let go; none from it on comes in again. One more than the largest when all are there.
    end: u128,
    bytes: u64,
}

/// A document of the sample.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Sampled {
    /// Of its text.
    digest: u64,
    /// The keys of its edge lines: each a letter that says where it stands, the key, a newline.
    lines: Box<str>,
}

impl Default for SiteSurvey {
    fn default() -> SiteSurvey {
        SiteSurvey { sample: BTreeMap::new(), end: 1 << 64, bytes: 0 }
    }
}

impl SiteSurvey {
    /// Takes in one document, as its text is when `headers` sees it.
    pub fn add(&mut self, text: &Text) {
        let digest = xxh3_64(text.as_str().as_bytes());
        self.add_edges(digest, digest, None, text);
    }

    /// Takes in one document of which only the [`edges`] are there: `number` says whether it is kept in a large site, `digest` is
    /// that of the whole text, `legacy` the encoding that its bytes told without doubt.
    pub fn add_edges(&mut self, number: u64, digest: u64, legacy: Option<&str>, text: &Text) {
        if !self.has_room(number) || text.filled().is_empty() {
            return;
        }
        let label = legacy.map(|label| format!("{ENCODING}{label}\n")).unwrap_or_default();
        self.put(number, Sampled { digest, lines: (edge_lines(text) + &label).into() });
        self.trim(SAMPLE);
    }

    /// Whether a document with this number could be kept.
    pub fn has_room(&self, number: u64) -> bool {
        u128::from(number) < self.end
    }

    /// The number from which on no document can be kept any more.
    pub fn end(&self) -> u128 {
        self.end
    }

    /// Adds what was counted elsewhere: a commutative sum.
    pub fn merge(&mut self, other: SiteSurvey) {
        self.merge_within(other, SAMPLE);
    }

    /// The same, with at most so many documents kept.
    pub fn merge_within(&mut self, other: SiteSurvey, most: usize) {
        if other.end < self.end {
            self.end = other.end;
            while self.sample.last_key_value().is_some_and(|(number, _)| !self.has_room(*number)) {
                self.let_go();
            }
        }
        other.sample.into_iter().for_each(|(number, document)| self.put(number, document));
        self.trim(most);
    }

    /// Lets documents go until it holds so many bytes less, or none; gives how many it holds less.
    pub fn shrink(&mut self, bytes: u64) -> u64 {
        let before = self.bytes;
        while before - self.bytes < bytes && self.let_go() {}
        before - self.bytes
    }

    /// Bytes it holds, or nearly so.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// What has one number and two spellings counts once, whichever came first.
    fn put(&mut self, number: u64, document: Sampled) {
        if !self.has_room(number) {
            return;
        }
        let bytes = document.lines.len() as u64 + PER_DOCUMENT;
        let before = match self.sample.entry(number) {
            Entry::Vacant(slot) => {
                slot.insert(document);
                None
            }
            Entry::Occupied(mut slot) if document.lines < slot.get().lines => Some(slot.insert(document)),
            Entry::Occupied(_) => return,
        };
        self.bytes = (self.bytes + bytes).saturating_sub(before.map_or(0, |b| b.lines.len() as u64 + PER_DOCUMENT));
    }

    fn trim(&mut self, most: usize) {
        while self.sample.len() > most && self.let_go() {}
    }

    /// Lets the document with the largest number go, and all that come with larger ones.
    fn let_go(&mut self) -> bool {
        let Some((number, document)) = self.sample.pop_last() else { return false };
        self.bytes -= document.lines.len() as u64 + PER_DOCUMENT;
        self.end = self.end.min(u128::from(number));
        true
    }

    /// The lines of each text of the sample once: copies of one text, be it in two encodings, count as one.
    fn texts(&self) -> BTreeMap<u64, &str> {
        let mut texts: BTreeMap<u64, &str> = BTreeMap::new();
        for document in self.sample.values() {
            let lines = texts.entry(document.digest).or_insert(&document.lines);
            *lines = (*lines).min(&document.lines);
        }
        texts
    }

    /// Keeps the lines that stand in enough documents; `None` for a site with too few documents or no such line.
    pub fn freeze(self, site: &Site, survey: &config::Survey) -> Option<SiteLine> {
        self.freeze_onto(None, site, survey)
    }

    /// The same on top of what an `earlier` survey had learnt of the site: its documents and counts to these, as if both had been
    /// surveyed together; of a line that it has not, it counts none. A site with too few documents now stays as it was.
    pub fn freeze_onto(self, earlier: Option<&SiteLine>, site: &Site, survey: &config::Survey) -> Option<SiteLine> {
        let texts = self.texts();
        let documents = texts.len() as u32;
        if documents < survey.min_documents {
            return earlier.cloned();
        }
        let documents = documents.saturating_add(earlier.map_or(0, |e| e.documents));
        let enough = (u64::from(documents) * u64::from(survey.min_share)).div_ceil(1000).max(3);
        let mut counts: HashMap<&str, Recurrence> = HashMap::new();
        let mut encodings: BTreeMap<&str, u32> = BTreeMap::new();
        for (place, key) in texts.values().flat_map(|lines| lines.lines()).filter_map(|l| l.split_at_checked(1)) {
            if place == ENCODING {
                *encodings.entry(key).or_default() += 1;
                continue;
            }
            let count = counts.entry(key).or_default();
            count.documents += 1;
            count.top += u32::from(place != BOTTOM);
            count.bottom += u32::from(place != TOP);
        }
        if let Some(earlier) = earlier {
            for (key, documents, top, bottom) in &earlier.lines {
                let count = counts.entry(key).or_default();
                count.documents = count.documents.saturating_add(*documents);
                count.top = count.top.saturating_add(*top);
                count.bottom = count.bottom.saturating_add(*bottom);
            }
            for (label, n) in &earlier.encodings {
                let count = encodings.entry(label).or_default();
                *count = count.saturating_add(*n);
            }
        }
        let mut lines: Vec<(String, u32, u32, u32)> = counts
            .into_iter()
            .filter(|(_, count)| u64::from(count.documents) >= enough)
            .map(|(key, count)| (key.to_owned(), count.documents, count.top, count.bottom))
            .collect();
        let encodings: Vec<(String, u32)> = encodings.into_iter().map(|(label, n)| (label.to_owned(), n)).collect();
        if lines.is_empty() && encodings.is_empty() {
            return None;
        }
        lines.sort_unstable();
        Some(SiteLine { documents, encodings, lines, site: site.0.clone(), v: crate::record::VERSION })
    }
}

/// Bytes that a document of the sample takes besides its lines, or nearly so.
const PER_DOCUMENT: u64 = 56;

const TOP: &str = "t";
const BOTTOM: &str = "b";
const BOTH: &str = "x";
const ENCODING: &str = "e";

/// The keys of the lines near the edges of a text, each once, with the letter of its place.
fn edge_lines(text: &Text) -> String {
    let (top, bottom) = zones(text);
    let filled = text.filled();
    let mut room = [0u8; MAX_LINE];
    // All keys one after the other, and where each of them lies.
    let mut keys: Vec<u8> = Vec::new();
    let mut places: Vec<(std::ops::Range<usize>, &str)> = Vec::new();
    let zones = (0..top).map(|at| (at, TOP)).chain((bottom..filled.len()).map(|at| (at, BOTTOM)));
    for (at, place) in zones {
        let line = text.inner(filled[at] as usize);
        if let Some(key) = room.get_mut(..line.len()).and_then(|room| key_in(line, room)) {
            places.push((keys.len()..keys.len() + key.len(), place));
            keys.extend_from_slice(key);
        }
    }
    places.sort_by(|a, b| keys[a.0.clone()].cmp(&keys[b.0.clone()]));
    let mut out = String::with_capacity(keys.len() + places.len() * 2);
    for same in places.chunk_by(|a, b| keys[a.0.clone()] == keys[b.0.clone()]) {
        let place = same[0].1;
        out.push_str(if same.iter().all(|s| s.1 == place) { place } else { BOTH });
        out.push_str(&String::from_utf8_lossy(&keys[same[0].0.clone()]));
        out.push('\n');
    }
    out
}

/// How many filled lines make up the top, and at which one the bottom begins. They may overlap in a short text.
pub fn zones(text: &Text) -> (usize, usize) {
    borders(text, 1)
}

/// The lines of a text in which its zones lie, with a paragraph to spare on both sides, and nothing of what is between them.
/// What a survey reads of a document: a rule that turns a paragraph into furniture does not move the borders past it.
pub fn edges<'a>(text: &Text<'a>) -> Cow<'a, str> {
    let (top, bottom) = borders(text, 2);
    let filled = text.filled();
    // No zone, or one that is the whole text.
    if top == 0 || bottom == filled.len() {
        return Cow::Borrowed(text.as_str());
    }
    match (filled.get(top), bottom.checked_sub(1).and_then(|at| filled.get(at))) {
        (Some(first), Some(last)) if top + 2 < bottom => {
            let (top, bottom) = (text.whole_lines(0..*first as usize + 1), text.whole_lines(*last as usize..text.len()));
            Cow::Owned([&text.as_str()[top], &text.as_str()[bottom]].concat())
        }
        _ => Cow::Borrowed(text.as_str()),
    }
}

/// Where the zones end that hold `n` paragraphs each.
fn borders(text: &Text, n: usize) -> (usize, usize) {
    let filled = text.filled();
    let paragraph = |at: &usize| is_paragraph(text, filled[*at] as usize);
    let near = filled.len().min(ZONE + 1);
    let whole = filled.len() <= ZONE;
    let top = (0..near).filter(paragraph).nth(n);
    let bottom = (filled.len() - near..filled.len()).rev().filter(paragraph).nth(n);
    (top.unwrap_or(if whole { filled.len() } else { 0 }), bottom.map_or(if whole { 0 } else { filled.len() }, |at| at + 1))
}

/// Whether a line is long enough to be a paragraph, and does not look like furniture.
pub fn is_paragraph(text: &Text, line: usize) -> bool {
    let len = text.lines()[line].inner().len();
    len >= PARAGRAPH && (len > MAX_LINE || !is_furniture(text, line))
}

/// What two lines must share to count as one: blanks and invisible marks folded, each run of digits written `0`, and so
/// the names of months and days in a line that has digits.
///
/// `None` when nothing but blanks, digits and such names is left: such lines say nothing about a site.
pub fn line_key(line: &str) -> Option<String> {
    let mut room = vec![0; line.len()];
    key_in(line, &mut room).map(|key| String::from_utf8_lossy(key).into_owned())
}

/// The key of a line, written into `room`, which has as many bytes as the line: a key is never longer.
fn key_in<'r>(line: &str, room: &'r mut [u8]) -> Option<&'r [u8]> {
    let mut key = Key { room, len: 0, blank: false };
    let letters = if line.is_ascii() { ascii_key(line, &mut key) } else { any_key(line, &mut key) };
    let Key { room, len, .. } = key;
    if letters > 0 { room.get(..len) } else { None }
}

/// A key that is being written.
struct Key<'r> {
    room: &'r mut [u8],
    len: usize,
    /// Blanks came that are not written yet.
    blank: bool,
}

impl Key<'_> {
    #[inline]
    fn put(&mut self, b: u8) {
        // There is always room: what is written is no longer than what was read.
        if let Some(slot) = self.room.get_mut(self.len) {
            *slot = b;
            self.len += 1;
        }
    }

    fn put_all(&mut self, bytes: &[u8]) {
        if let Some(room) = self.room.get_mut(self.len..self.len + bytes.len()) {
            room.copy_from_slice(bytes);
            self.len += bytes.len();
        }
    }

    #[inline]
    fn put_char(&mut self, c: char) {
        if c.is_ascii() {
            self.put(c as u8);
        } else {
            c.encode_utf8(&mut [0; 4]).bytes().for_each(|b| self.put(b));
        }
    }

    /// Writes the blank that came before, unless the key begins here.
    #[inline]
    fn part(&mut self) {
        if std::mem::take(&mut self.blank) {
            self.put(b' ');
        }
    }

    /// A digit: one mark for a run of them.
    fn digit(&mut self) {
        if self.len == 0 || self.room[self.len - 1] != b'0' {
            self.put(b'0');
        }
    }

    /// Whether what was written from `start` on is the name of a month or a day.
    fn is_date_name(&self, start: usize) -> bool {
        std::str::from_utf8(&self.room[start..self.len]).is_ok_and(dates::is_name)
    }
}

/// The same for ASCII, word by word; gives the number of letters.
fn ascii_key(line: &str, key: &mut Key) -> usize {
    let line = line.as_bytes();
    let mask = line.iter().any(u8::is_ascii_digit);
    let (mut at, mut letters) = (0, 0usize);
    while let Some(&b) = line.get(at) {
        if b.is_ascii_alphabetic() {
            key.part();
            let start = key.len;
            while let Some(b) = line.get(at).filter(|b| b.is_ascii_alphabetic()) {
                key.put(*b);
                at += 1;
            }
            letters += key.len - start;
            if mask && key.is_date_name(start) {
                letters -= key.len - start;
                key.len = start;
                key.digit();
            }
            continue;
        }
        at += 1;
        if b.is_ascii_whitespace() || b == 0x0b {
            key.blank = key.len > 0;
            continue;
        }
        key.part();
        if b.is_ascii_digit() {
            key.digit();
        } else {
            key.put(b);
        }
    }
    letters
}

fn any_key(line: &str, key: &mut Key) -> usize {
    // Names of days and months are written as numbers when there is a number in the line, which most lines have not.
    let (letters, numbers) = any_key_with(line, key, false);
    if !numbers {
        return letters;
    }
    (key.len, key.blank) = (0, false);
    any_key_with(line, key, true).0
}

/// Gives the number of letters, and whether there are digits; `mask` when names of days and months are to be written as these are.
fn any_key_with(line: &str, key: &mut Key, mask: bool) -> (usize, bool) {
    let (mut letters, mut numbers) = (0usize, false);
    // Where in the key the word begins that is being read, and how many letters it has.
    let mut word: Option<(usize, usize)> = None;
    let end_word = |key: &mut Key, letters: &mut usize, word: Option<(usize, usize)>| {
        if let Some((start, n)) = word
            && mask
            && key.is_date_name(start)
        {
            key.len = start;
            key.digit();
            *letters -= n;
        }
    };
    let mut rest = line.char_indices();
    let mut next = rest.next();
    while let Some((at, c)) = next {
        next = rest.next();
        if is_invisible(c) {
            continue;
        }
        let (letter, numeric) = letter_or_number(c);
        // Some numerals are letters, too.
        numbers |= numeric;
        if letter {
            // A run of letters, copied as one.
            let mut n = 1;
            while let (true, numeric) = next.map_or((false, false), |(_, c)| letter_or_number(c)) {
                numbers |= numeric;
                next = rest.next();
                n += 1;
            }
            key.part();
            let (start, before) = word.unwrap_or((key.len, 0));
            word = Some((start, before + n));
            letters += n;
            key.put_all(&line.as_bytes()[at..next.map_or(line.len(), |(at, _)| at)]);
            continue;
        }
        let blank = is_whitespace(c);
        if word.is_some() && !c.is_ascii() && !blank && !numeric && !crate::shape::is_closer(c) {
            key.part();
            letters += 1;
            word = word.map(|(start, n)| (start, n + 1));
            key.put_char(c);
            continue;
        }
        end_word(key, &mut letters, word.take());
        if blank {
            key.blank = key.len > 0;
            continue;
        }
        key.part();
        if numeric {
            key.digit();
        } else {
            key.put_char(c);
        }
    }
    end_word(key, &mut letters, word);
    (letters, numbers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keys_mask_what_changes_from_day_to_day() {
        let key = |line| line_key(line).unwrap_or_default();
        assert_eq!(key("Wednesday, 19 March 2025 · Issue 11,217"), key("Friday, 7 May 2024 · Issue 9,003"));
        assert_eq!(key("Сегодня понедельник, 2 октября 2023 г. Вода: 397"), key("Сегодня среда, 17 мая 2022 г. Вода: 4"));
        assert_eq!(key("  a\u{200b}  b "), "a b");
        assert_eq!(line_key("14 March 2019"), None);
        assert_eq!(line_key("2019年3月14日"), None);
        assert_eq!(key("March of the penguins"), "March of the penguins");
        assert_ne!(key("Issue 3: the storm"), key("Issue 4: the calm"));
    }

    fn survey(documents: &[String]) -> SiteSurvey {
        let mut survey = SiteSurvey::default();
        documents.iter().for_each(|d| survey.add(&Text::new(d)));
        survey
    }

    #[test]
    fn a_document_that_is_there_twice_counts_once() {
        let documents: Vec<String> = (0..6).map(|_| "The Ferry Post\n\nOne text\n".to_owned()).collect();
        assert_eq!(survey(&documents).freeze(&Site::default(), &config::Survey::default()), None);
    }

    #[test]
    fn zones_end_at_the_second_paragraph() {
        let long = "word ".repeat(40);
        let text = format!("a\nb\n{long}\nc\n{long}\n{long}\nd\n{long}\ne\n");
        assert_eq!(zones(&Text::new(&text)), (4, 6));
    }

    #[test]
    fn edges_have_the_zones_of_the_whole() {
        let long = "word ".repeat(40);
        let middle = format!("{long}\nshort\n").repeat(20);
        let text = format!("a\nb\n{long}\nc\n{long}\n{middle}{long}\nd\n{long}\ne\n");
        let (whole, cut) = (Text::new(&text), edges(&Text::new(&text)).into_owned());
        assert!(cut.len() * 3 < text.len());
        assert_eq!(edge_lines(&Text::new(&cut)), edge_lines(&whole));
        let short = format!("a\n{long}\nb\n{long}\nc\n");
        assert_eq!(edges(&Text::new(&short)), short);
    }

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(20_260_101), ..ProptestConfig::default() })]
        #[test]
        fn surveys_add_up_in_any_order(documents in proptest::collection::vec("[abA1 \n]{0,40}", 0..40), cut in 0usize..40, turn in 0usize..40) {
            let whole = survey(&documents);
            let (left, right) = documents.split_at(cut.min(documents.len()));
            let (mut one, mut two) = (survey(left), survey(right));
            one.merge(survey(right));
            two.merge(survey(left));
            let mut turned = documents.clone();
            turned.rotate_left(turn % documents.len().max(1));
            prop_assert_eq!(&one, &whole);
            prop_assert_eq!(&two, &whole);
            prop_assert_eq!(survey(&turned), whole);
        }

        #[test]
        fn both_ways_to_a_key_agree(line in "([a-cMay0-9 .,\\t\u{b}-]|March|may |Friday){0,30}") {
            let written = |write: fn(&str, &mut Key) -> usize| {
                let mut room = vec![0; line.len()];
                let mut key = Key { room: &mut room, len: 0, blank: false };
                let letters = write(&line, &mut key);
                let len = key.len;
                room.truncate(len);
                (letters > 0).then_some(room)
            };
            prop_assert_eq!(written(ascii_key), written(any_key));
        }

        #[test]
        fn no_line_of_a_site_is_passed_over(line in "([a-cMay0-9 .,é\\t©-]|\u{ad}|March|may |Friday|5月|märz|Ⅳ|〇){0,12}", others in proptest::collection::vec("[a-c0 ]{0,4}", 0..3)) {
            let line = line.trim_matches(crate::text::is_blank);
            if let Some(key) = line_key(line) {
                let keys: Vec<&str> = others.iter().map(String::as_str).chain([key.as_str()]).collect();
                prop_assert!(Beginnings::of(keys.into_iter()).may_begin(line));
            }
        }

        #[test]
        fn a_key_is_its_own_key(line in "[a-c0-9 .März·]{0,30}") {
            if let Some(key) = line_key(&line) {
                prop_assert!(!key.contains('\n'));
                prop_assert_eq!(line_key(&key), Some(key.clone()));
            }
        }
    }
}
