//! What is known of each line and its neighbourhood, worked out once a text, in time that grows with its lines.

use super::count::{Class, Count, per_mille};
use super::lexicon::Said;
use super::phrases::{self, COMMENTS, HEAD, NAV, RELATED, REPLY, WHOLE};
use super::sheet::Sheet;
use super::tally::{Sums, Tally};

/// Farther than this all distances are alike.
pub const FAR: i32 = 200;

pub struct View<'a> {
    pub sheet: &'a Sheet,
    pub lines: &'a [Count],
    pub said: &'a [Said],
    pub prose: Vec<i32>,
    pub words: Sums,
    pub prose_words: Sums,
    pub capital: Sums,
    pub cased: Sums,
    pub ended: Sums,
    pub numeric: Sums,
    pub repeated: Sums,
    /// Short lines that stand elsewhere too, numbers aside.
    pub templates: Sums,
    pub phrases: Sums,
    pub replies: Sums,
    pub known: Sums,
    pub weight: Sums,
    /// Copies of the line above it and in the whole text, and with all numbers alike.
    pub copies_above: Vec<i32>,
    pub copies: Vec<i32>,
    pub masked: Vec<i32>,
    /// Copies of the nearest line up and down that is no paragraph.
    pub label_up: Vec<i32>,
    pub label_down: Vec<i32>,
    pub block: Vec<(u32, u32)>,
    pub run: Vec<(u32, u32)>,
    /// Per mille of the line's words that the first line has.
    pub title: Vec<i32>,
    /// Where the first line stands again, as the headline.
    pub headline: Option<usize>,
    pub since_title: Vec<i32>,
    pub since_comments: Vec<i32>,
    pub since_related: Vec<i32>,
    pub until_related: Vec<i32>,
    pub since_nav: Vec<i32>,
    /// Words of paragraphs since a heading of comments or of related articles.
    pub prose_since: Vec<i32>,
    pub first_prose: i32,
    pub last_prose: i32,
    /// The stretch where paragraphs are densest.
    pub core: (i32, i32),
    pub gaps: i32,
}

impl<'a> View<'a> {
    pub fn new(sheet: &'a Sheet, said: &'a [Said]) -> View<'a> {
        let lines: &[Count] = &sheet.lines;
        let n = lines.len();
        let prose: Vec<i32> = lines.iter().map(Count::prose).collect();
        let short = |i: usize| prose[i] == 0 && lines[i].words <= 8;
        let (copies_above, copies, masked) = copies(lines);
        let (title, headline) = title(sheet);
        let found: Vec<_> = lines.iter().enumerate().map(|(i, c)| phrases::of(sheet.words(i), c)).collect();
        let head = |i: usize, class: usize| found[i][class] >= HEAD && lines[i].words <= 7;
        let any = |i: usize| lines[i].words <= 12 && found[i].iter().any(|f| *f >= HEAD);
        let since = |f: &dyn Fn(usize) -> bool| since((0..n).map(f));
        let mut prose_since = Vec::with_capacity(n);
        let mut sum = 0;
        for i in 0..n {
            if head(i, COMMENTS) || head(i, RELATED) {
                sum = 0;
            }
            prose_since.push(sum);
            sum += if prose[i] == 2 { lines[i].words } else { 0 };
        }
        let mut until_related = self::since((0..n).rev().map(|i| head(i, RELATED)));
        until_related.reverse();
        let mut label_down = labels((0..n).rev(), &prose, &masked);
        label_down.reverse();
        View {
            words: Sums::new(lines.iter().map(|c| c.words)),
            prose_words: Sums::new(lines.iter().zip(&prose).map(|(c, p)| c.words * p / 2)),
            capital: Sums::new(lines.iter().map(|c| c.capital)),
            cased: Sums::new(lines.iter().map(|c| c.cased)),
            ended: Sums::new(lines.iter().map(|c| i32::from(c.last == Class::End))),
            numeric: Sums::new(lines.iter().map(|c| c.numeric)),
            repeated: Sums::new(copies.iter().map(|c| i32::from(*c > 0))),
            templates: Sums::new((0..n).map(|i| i32::from(short(i) && masked[i] > 0))),
            phrases: Sums::new((0..n).map(|i| i32::from(any(i)))),
            replies: Sums::new((0..n).map(|i| i32::from(found[i][REPLY] >= HEAD && lines[i].words <= 8))),
            known: Sums::new(said.iter().map(|s| s.known)),
            weight: Sums::new(said.iter().map(|s| s.sum.clamp(-200, 200))),
            block: stretches(n, |i| !sheet.gap[i]),
            run: stretches(n, |i| short(i) && short(i - 1)),
            since_title: since(&|i| i > 0 && title[i] >= 600 && lines[i].words >= 3),
            since_comments: since(&|i| head(i, COMMENTS)),
            since_related: since(&|i| head(i, RELATED)),
            since_nav: since(&|i| found[i][NAV] == WHOLE),
            until_related,
            prose_since,
            label_up: labels(0..n, &prose, &masked),
            label_down,
            first_prose: prose.iter().position(|p| *p == 2).unwrap_or(0) as i32,
            last_prose: prose.iter().rposition(|p| *p == 2).unwrap_or(n.saturating_sub(1)) as i32,
            core: core(lines, &prose),
            gaps: sheet.gap.iter().filter(|g| **g).count() as i32,
            sheet,
            lines,
            said,
            prose,
            copies_above,
            copies,
            masked,
            title,
            headline,
        }
    }
}

fn copies(lines: &[Count]) -> (Vec<i32>, Vec<i32>, Vec<i32>) {
    let (mut exact, mut masked) = (Tally::new(lines.len()), Tally::new(lines.len()));
    let mut above = Vec::with_capacity(lines.len());
    for line in lines {
        above.push(exact.add(line.hash) as i32);
        masked.add(line.masked);
    }
    let all = lines.iter().map(|l| exact.get(l.hash) as i32 - 1).collect();
    (above, all, lines.iter().map(|l| masked.get(l.masked) as i32 - 1).collect())
}

fn title(sheet: &Sheet) -> (Vec<i32>, Option<usize>) {
    let n = sheet.lines.len();
    let mut overlap = vec![0; n];
    if n == 0 {
        return (overlap, None);
    }
    let mut first = sheet.words(0).to_vec();
    first.sort_unstable();
    first.dedup();
    first.truncate(64);
    let mut best: Option<(i32, usize)> = None;
    for (i, overlap) in overlap.iter_mut().enumerate().skip(1) {
        let words = sheet.words(i);
        if words.is_empty() || words.len() > 60 {
            continue;
        }
        let (hits, all) = (words.iter().filter(|w| first.binary_search(w).is_ok()).count() as i32, words.len() as i32);
        *overlap = per_mille(hits, all);
        let fits = all >= 2 && hits * 10 >= all * 8 && hits * 2 >= first.len() as i32;
        if fits && best.is_none_or(|b| hits > b.0) {
            best = Some((hits, i));
        }
    }
    (overlap, best.map(|b| b.1))
}

/// Lines since the last for which it held.
fn since(holds: impl Iterator<Item = bool>) -> Vec<i32> {
    let mut distance = FAR;
    holds
        .map(|holds| {
            let here = if holds { 0 } else { distance };
            distance = (here + 1).min(FAR);
            here
        })
        .collect()
}

fn labels(order: impl Iterator<Item = usize>, prose: &[i32], masked: &[i32]) -> Vec<i32> {
    let mut last = 0;
    order
        .map(|i| {
            let here = last;
            if prose[i] != 2 {
                last = masked[i].min(50);
            }
            here
        })
        .collect()
}

/// For each line the stretch it belongs to; `joins(i)` says that line `i` belongs to that of the line above.
fn stretches(n: usize, joins: impl Fn(usize) -> bool) -> Vec<(u32, u32)> {
    let mut all = Vec::with_capacity(n);
    let mut from = 0;
    while from < n {
        let mut to = from + 1;
        while to < n && joins(to) {
            to += 1;
        }
        all.extend((from..to).map(|_| (from as u32, to as u32)));
        from = to;
    }
    all
}

/// The stretch of the greatest sum, where paragraphs count for and other lines against it.
fn core(lines: &[Count], prose: &[i32]) -> (i32, i32) {
    let (mut best, mut core) = (0, (0, lines.len() as i32));
    let (mut sum, mut from) = (0, 0);
    for (i, line) in lines.iter().enumerate() {
        if sum <= 0 {
            sum = 0;
            from = i as i32;
        }
        sum += match prose[i] {
            2 => line.words.min(60),
            1 => line.words,
            _ => -6,
        };
        if sum > best {
            best = sum;
            core = (from, i as i32 + 1);
        }
    }
    core
}
