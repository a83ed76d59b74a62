//! `headers/page-break`: page counts with the headline again, in the middle of the text.

use super::fold::fold;
use super::head::{Head, Kind};
use crate::edit::Edit;
use crate::line::position_of;
use crate::rule::{Context, Rule, Stage};
use crate::shape::is_numeric;
use crate::text::Text;
use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

pub const RULE: Rule = Rule {
    name: "headers/page-break",
    stage: Stage::Headers,
    version: 4,
    docs: "\
Page breaks of an article that was cut into pages.

## What it removes
A line such as `Page 2 of 3`, in many languages, beside which the document's headline stands again, and that copy of the
headline, with the date or byline that came along. When a document has one such break, its other page counts go too. At the top, a
count in words right beside a copy of the headline that goes.

## What it keeps
The headline at the top. Page counts beside which no headline comes again; tables of contents; sentences that speak of pages;
between the headline and its copy, numbers without a word for `page`: `12/2023`, `8/10`.

## Example
`Page 2 of 3` and `Night ferry runs again` between two paragraphs, in a document with that headline: both lines go.
",
    find,
};

/// Bytes of the longest line that is a page count.
const LONGEST: usize = 64;

/// Whether a line is a page count.
#[derive(Debug)]
struct PageCount(bool);

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    let filled = text.filled();
    let mut counts: Vec<usize> = Vec::new();
    let known = text.kept();
    for line in text.lines_with(LONGEST, |bytes| position_of(bytes, may_count)) {
        let PageCount(counted) = known.of(line, |line| PageCount(is_page_count(line)));
        if *counted {
            counts.extend(filled.binary_search(&(line as u32)));
        }
    }
    if counts.is_empty() || counts.len() == filled.len() {
        return Vec::new();
    }
    // The head comes first: of two copies of a line one must stay, and each rule knows only what it takes itself. But a count beside
    // a copy that goes has then nothing more to be known by.
    if let Some(copies) = super::copies::copies(text) {
        let lines = counts.into_iter().filter(|at| *at > 0).map(|at| filled[at] as usize);
        let beside = lines.filter(|line| is_beside_copy(text, *line, &copies.headlines));
        return beside.map(|line| Edit::remove(text.whole_lines(line..line + 1), RULE.id())).collect();
    }
    let head = Head::of(text);
    // What the breaks may repeat: the lines above the text.
    let body = head.first_prose(0).or_else(|| head.lines.iter().position(|l| super::head::is_prose(&l.shape()))).unwrap_or(0);
    let mut known: HashMap<&str, usize> = HashMap::new();
    for (at, line) in head.lines.iter().enumerate().take(body) {
        if line.kind() != Kind::Paragraph && !line.key().is_empty() && !counts.contains(&at) {
            known.entry(line.key()).or_insert(at);
        }
    }
    let headline = |key: &str| known.get(key).is_some_and(|at| is_headline(&head, *at));
    let mut gone: BTreeSet<usize> = BTreeSet::new();
    for &count in counts.iter().filter(|c| **c > body) {
        let copies = |order: &mut dyn Iterator<Item = usize>| {
            let mut lines = Vec::new();
            for at in order {
                let inner = text.inner(filled[at] as usize);
                let key = if inner.len() > 800 { String::new() } else { fold(inner) };
                if !known.contains_key(key.as_str()) {
                    break;
                }
                lines.push((at, headline(&key)));
            }
            if lines.iter().any(|l| l.1) { lines.into_iter().map(|l| l.0).collect() } else { Vec::new() }
        };
        let below = copies(&mut (count + 1..filled.len().min(count + 6)));
        let above = copies(&mut (body.max(count.saturating_sub(5))..count).rev());
        gone.extend(if below.is_empty() { above } else { below });
    }
    if gone.is_empty() {
        return Vec::new();
    }
    let beside = |at: usize| gone.contains(&(at + 1)) || at > 0 && gone.contains(&(at - 1));
    let more: Vec<usize> = counts.into_iter().filter(|c| beside(*c) || is_count_of(text.inner(filled[*c] as usize))).collect();
    gone.extend(more);
    gone.into_iter().map(|at| filled[at] as usize).map(|line| Edit::remove(text.whole_lines(line..line + 1), RULE.id())).collect()
}

/// Whether a count in words stands in one block with a copy of the headline that goes, and with nothing else: below another line it
/// may be the page of that, in a table of contents; without a word it may be a date or what a critic gave.
fn is_beside_copy(text: &Text, line: usize, going: &[usize]) -> bool {
    let near = |line: usize| (line < text.len() && !text.lines()[line].is_blank()).then_some(line);
    let beside: Vec<usize> = [line.checked_sub(1).and_then(near), near(line + 1)].into_iter().flatten().collect();
    let Some(copy) = beside.iter().find(|line| going.contains(line)) else { return false };
    let headline = fold(text.inner(*copy));
    parts(text.inner(line)).1 > 0 && beside.iter().all(|line| going.contains(line) || fold(text.inner(*line)) == headline)
}

fn is_headline(head: &Head, at: usize) -> bool {
    let line = &head.lines[at];
    line.kind() != Kind::Date && (line.weight() >= 3 || line.shape().spaceless >= 4) && line.shape().letters * 2 > line.shape().chars
}

/// Whether a number can have this byte.
fn may_count(b: u8) -> bool {
    b.is_ascii_digit() | !b.is_ascii()
}

/// Whether a line says which page this is: numbers, a word for `page`, perhaps one for `of`, and nothing else.
fn is_page_count(line: &str) -> bool {
    if !line.chars().any(is_numeric) {
        return false;
    }
    let (numbers, pages, others) = parts(line);
    (1..=2).contains(&numbers)
        && others == 0
        && ((1..=numbers).contains(&pages) || pages == 0 && numbers == 2 && line.len() <= 12 && line.contains(['/', '／']))
}

/// Whether it says how many pages there are, too, in words.
fn is_count_of(line: &str) -> bool {
    let (numbers, pages, _) = parts(line);
    numbers == 2 && pages > 0
}

/// Numbers, words for `page`, and words that are neither that nor `of`.
fn parts(line: &str) -> (u32, u32, u32) {
    let (mut numbers, mut pages, mut others) = (0, 0, 0);
    let mut rest = line.trim_matches(|c: char| c.is_ascii_punctuation() || matches!(c, '–' | '—' | '·' | '«' | '»'));
    while let Some(c) = rest.chars().next() {
        let end = if is_numeric(c) {
            numbers += 1;
            rest.find(|c: char| !is_numeric(c)).unwrap_or(rest.len())
        } else if c.is_whitespace() || matches!(c, '/' | '／' | '(' | ')' | ',' | '、' | '，' | ':' | '.' | '-' | '–') {
            c.len_utf8()
        } else {
            let end = rest
                .find(|c: char| is_numeric(c) || c.is_whitespace() || matches!(c, '/' | '／' | ',' | '，' | '(' | ')' | ':' | '.'))
                .unwrap_or(rest.len());
            match words().get(rest[..end].to_lowercase().as_str()) {
                Some(true) => pages += 1,
                Some(false) => {}
                None => others += 1,
            }
            end
        };
        if others > 0 || numbers > 2 {
            return (numbers, pages, 1);
        }
        rest = &rest[end..];
    }
    (numbers, pages, others)
}

/// Words for `page` (true) and for `of` (false).
fn words() -> &'static HashMap<&'static str, bool> {
    static WORDS: OnceLock<HashMap<&'static str, bool>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut words = HashMap::new();
        for line in include_str!("page_words.txt").lines() {
            let Some((kind, list)) = line.split_once(' ').filter(|(k, _)| *k == "p" || *k == "o") else { continue };
            for word in list.split_whitespace() {
                words.entry(word).or_insert(kind == "p");
            }
        }
        words
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_counts_of_many_languages() {
        for line in [
            "Page 2 of 3",
            "Seite 2 von 3",
            "Página 2 de 3",
            "第2页",
            "第 2 页，共 3 页",
            "2／3ページ",
            "Страница 2 из 3",
            "صفحة 2 من 3",
            "หน้า 2 จาก 3",
            "2 / 3",
            "- Page 2 -",
            "Strona 2 z 3",
            "2쪽",
            "Page 2/4",
            "צפון 2".replace("צפון", "עמוד").as_str(),
            "Pagina 2 di 2",
            "Sayfa 2 / 3",
        ] {
            assert!(is_page_count(line), "{line}");
        }
        for line in ["Page 2 is missing", "Chapter 2", "2", "14 March 2019", "Table 2 of 3", "Pages", "", "12.5", "For: 5  Against: 2"] {
            assert!(!is_page_count(line), "{line}");
        }
    }
}
