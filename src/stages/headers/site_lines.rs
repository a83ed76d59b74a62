//! `headers/site-lines`: furniture that the documents of a site share at the top or at the bottom.

use super::head::is_prose;
use super::masthead::{names_keeper, names_paper, names_site, tells_origin};
use super::shared::{self, Shared, is_field, is_numbered, is_strong, run};
use crate::config::Strength;
use crate::dates;
use crate::edit::Edit;
use crate::profile::{self, Recurrence, SiteProfile};
use crate::rule::{Context, Rule, Stage};
use crate::shape::{Ending, Shape};
use crate::stages::chrome::{is_notice, is_phrase};
use crate::text::Text;

pub const RULE: Rule = Rule {
    name: "headers/site-lines",
    stage: Stage::Headers,
    version: 8,
    docs: "\
Lines that the documents of a site share at the top or at the bottom, learnt by a survey of the corpus.

## What it removes
Runs of recurring lines that begin at the very first or end at the very last line, when the run shows that it is furniture:
lists of links set apart by bars or dots, a row of short menu words, a copyright mark, words run together as menus are, spam
without blanks. Numbers and dates in a line may change from one document to the next. Short lines that stand in such a run,
or that close a page whose top is furniture, go with it. Two templates on one site are two sets of lines.
A masthead that calls the site a paper, a magazine, a page, or by the name in its address, when it stands at the top of much of the
site, the document's own headline follows and then paragraphs of its own; with it what closes the page as often. An address of electronic
mail with few words at the foot of much of the site. None of these lines has a number in it.

## What it keeps
Everything on a site with too few documents. Everything in a document that has little text of its own: memorial pages,
forms, registers, daily bulletins, song books. Every line inside the text; recurring sentences next to it; sign-offs and the
names below them; bylines; dates; the line above the text that may be its title. A line with a number or a date that does not
look like furniture: `Testimony number 317` says of each document what it says of no other. A line that may be a warning, a formula, the
title of a series as well as a motto, also beside furniture (with strength `careful`); a sentence with an address in it (`If you knew
him, write to ...`); rows of a table, a road from place to place and names with marks between them, when none is an entry of
menus; a title with a word of web pages in it (`Transcript of a video published on YouTube`); what says how a text came about (`Recorded with the consent of the witness`, a court's name);
a field with a word for its value (`Body recovered: no`, `Login: none`), and one with a number of four digits or more, which may be another one each time;
what stands in quotation marks or below a sentence with a colon; items with a number before them; tables of contents; the word `Home` further
down in a list; what is above a sentence at the very end of a text. A block between two pieces of furniture that has none itself, when one
of its lines has a number, or is a field, a sentence or a clause that no page says (`Recorded on 4 May` between a box and the
footer), also a remark of editors behind its label. Rows of short lines none of which is an
entry of menus: judges who sign, where and by whom something was taken down.

## Example
`Home | News | Sport` at the top and `© The Ferry Post` at the bottom of each document of a site: both lines go, in all of them.
",
    find,
};

/// Lines of a masthead at most.
const MASTHEAD: usize = 2;
/// Lines below the furniture of a page that do not recur.
const HUNG: usize = 2;

fn find(text: &Text, context: &Context) -> Vec<Edit> {
    let Some(site) = context.site else { return Vec::new() };
    let filled = text.filled();
    let (top_end, bottom_start) = profile::zones(text);
    let enough = enough(site);
    // A paragraph ends the run, so that what is removed never moves the borders of the zones.
    let recurrence = |at: usize| {
        let line = filled[at] as usize;
        if profile::is_paragraph(text, line) { None } else { site.recurrence(text, line) }
    };
    let mut top = run(text, (0..top_end).map_while(|at| recurrence(at).filter(|r| r.top >= enough).map(|r| (at, r.top))));
    let from = bottom_start.max(top.len());
    let at_bottom = |at: usize| recurrence(at).filter(|r| r.bottom >= enough).map(|r| (at, r.bottom));
    // What somebody hung on below the page, a line of spam or an address, must not hide the furniture above it.
    let may_hang = |at: &usize| at_bottom(*at).is_none() && hangs(text.shape(filled[*at] as usize));
    let hung = (from..filled.len()).rev().take(HUNG).take_while(may_hang).count();
    let end = filled.len() - hung;
    let mut bottom = run(text, (from..end).rev().map_while(at_bottom));
    if top.is_empty() && bottom.is_empty() || top.len() + bottom.len() >= filled.len() {
        return Vec::new();
    }
    for run in [&mut top, &mut bottom] {
        shared::mark(text, run);
    }
    if hung > 0 && !bottom.iter().any(|l| l.strong) {
        bottom.clear();
    }
    let end = if bottom.is_empty() { filled.len() } else { end };
    let next = filled[top.len()] as usize;
    let looks: Vec<usize> = top.iter().chain(&bottom).filter(|l| l.strong).map(|l| l.line).collect();
    let dressed = top.iter().any(|l| l.strong);
    let plain = !dressed && is_masthead(text, &top, next, site);
    let above = if plain { top.len() } else { furniture_top(text, &top, next, site) };
    let below = furniture_bottom(text, &bottom, &top, plain, site);
    let by_looks = dressed || bottom.iter().any(|l| l.strong);
    let (top, bottom) = (above, below);
    if top + bottom == 0 || !has_own_text(text, top..end - bottom, site, dressed, by_looks) {
        return Vec::new();
    }
    let gone: Vec<usize> = (0..top).chain(end - bottom..end).map(|at| filled[at] as usize).collect();
    // A formula that stands beside furniture is the site's own word, or the witness's: it stays. So does what may be the title of a text that
    // has no headline.
    let careful = !plain && context.strength == Strength::Careful;
    let headed = has_headline(text, next, site);
    let own = |line: usize| {
        let unsaid = || is_unsaid(text, line, site) && (is_formula(text, line) || !headed && line < next && may_head(text, line));
        careful && (is_numbered(text, line) || line < next && is_telegram(text.inner(line)) || unsaid())
    };
    let apart = |line: usize| careful && is_unsaid(text, line, site) && tells(text, line, line < next && !headed);
    // Below `Subscribe to our letter` stands what else its box says.
    let boxed = |lines: &[usize]| lines.iter().any(|l| is_said(text, *l));
    let clause = |lines: &[usize]| lines.iter().any(|l| is_clause(text.shape(*l)) && is_unsaid(text, *l, site)) && !boxed(lines);
    let remove = |line: usize| Edit::remove(text.whole_lines(line..line + 1), RULE.id());
    let of_text = |lines: &[usize]| lines.iter().any(|l| own(*l) || apart(*l)) || careful && clause(lines);
    by_block(text, &gone)
        .filter(|lines| lines.iter().any(|l| looks.contains(l)) || !of_text(lines))
        .flatten()
        .copied()
        .filter(|line| !own(*line))
        .map(remove)
        .collect()
}

/// Lines, those of one block at a time. A block between two pieces of furniture that has none itself may be the text's, below a box or above
/// a bar: it goes whole or stays whole.
fn by_block<'l>(text: &'l Text, lines: &'l [usize]) -> impl Iterator<Item = &'l [usize]> {
    lines.chunk_by(|a, b| text.block_of(*a).is_some_and(|block| block.contains(b)))
}

/// Whether a line in such a block may say of its document what it says of no other: it has a number, it is a field or a short sentence. A
/// date does where it may be the title.
fn tells(text: &Text, line: usize, title: bool) -> bool {
    let (inner, shape) = (text.inner(line), text.shape(line));
    if is_day(inner) { title } else { shape.digits > 0 || !is_weak(text, line, shape) }
}

/// Whether a line is the head of a telegram, or says from when one is: `TELEGRAM`, `Telegram No. 203`. The network's name has neither capitals nor a
/// number.
fn is_telegram(line: &str) -> bool {
    let names = ["telegram", "телеграм", "télégramm", "telegrama"];
    let named = names.iter().any(|name| line.to_lowercase().starts_with(name));
    let shouted = !line.chars().any(char::is_lowercase) && line.split_whitespace().nth(2).is_none();
    named && !line.contains("/") && (shouted || line.contains(|c: char| c.is_ascii_digit()))
}

/// Whether a line is some words not all of which have a capital: `Read and approved`.
fn is_clause(shape: &Shape) -> bool {
    shape.words >= 3 && shape.capitalised < shape.words
}

/// Digits of a date and an hour at most, and of one number of it: those of a card or a telephone part into as many.
const DATE: usize = 14;
const YEAR: usize = 4;

/// Whether a line is a date and nothing else: `22:23 1 killed` is none.
fn is_day(line: &str) -> bool {
    let digits = |word: &str| word.chars().filter(|c| c.is_numeric()).count();
    let short = line.split(|c: char| !c.is_numeric()).all(|number| digits(number) <= YEAR);
    short && digits(line) <= DATE && dates::is_date(line) && dates::DateShape::of(line).words == 0
}

/// Whether a line can be hung on below a page: no sentence of the text, and no row of a table.
fn hangs(shape: &Shape) -> bool {
    let sentence = is_prose(shape) && (shape.ending == Ending::Sentence || shape.spaceless > 0);
    !sentence && shape.letters > shape.digits
}

/// In how many documents a line must stand on one side. The survey's threshold counts both sides together.
fn enough(site: &SiteProfile) -> u32 {
    (site.documents / 5).max(3)
}

/// How many lines of the run at the top are furniture.
fn furniture_top(text: &Text, run: &[Shared], next: usize, site: &SiteProfile) -> usize {
    let Some(last) = run.iter().rposition(|l| l.strong) else { return 0 };
    // Lines below the last strong one go when they are one block with it, and a headline of the document's own follows.
    let block = text.block_of(run[last].line).unwrap_or(0..0);
    let own = has_headline(text, next, site);
    let weak = |l: &&Shared| own && block.contains(&l.line) && !block.contains(&next) && is_weak(text, l.line, &l.shape);
    // A row of menu words may end in the title of a text that has no headline of its own.
    let title = !own && !text.blocks().is_empty() && text.block_of(run[last].line) == text.block_of(next);
    last + usize::from(!title) + if title { 0 } else { run[last + 1..].iter().take_while(weak).count() }
}

/// Whether a run at the top is the name of the site with what stands below it, though none of its lines looks like
/// furniture: it stands on much of the site, and the document's own headline follows.
fn is_masthead(text: &Text, run: &[Shared], next: usize, site: &SiteProfile) -> bool {
    let named = |l: &Shared| l.shape.words >= 3 && !is_name(&l.shape);
    (1..=MASTHEAD).contains(&run.len())
        && run.iter().all(|l| is_often(l, site) && is_weak(text, l.line, &l.shape) && is_literal(l))
        && run.iter().any(named)
        && run.iter().map(|l| text.inner(l.line)).any(|line| names_paper(line) || names_site(line, site.name()))
        && has_headline(text, next, site)
}

/// Whether a line stands on two in five of the site's documents.
fn is_often(line: &Shared, site: &SiteProfile) -> bool {
    line.count >= 4 && line.count * 5 >= site.documents * 2
}

/// Whether the site's other documents have the very same line: numbers and dates are one in the profile, and a line that has one
/// may say of each document what it says of no other (`Testimony number 317`).
fn is_literal(line: &Shared) -> bool {
    line.shape.digits == 0
}

/// Words beside an address at most, where it is the site's own.
const ADDRESSED: usize = 4;

/// Whether a line is an address of electronic mail with few words, or that of a paper. A sentence asks for something: `If you knew
/// him, write to ...`.
fn is_contact(line: &str) -> bool {
    let sentence = || line.contains([',', '،', '?', '؟']) || line.split_whitespace().count() > ADDRESSED + 1;
    memchr::memchr(b'@', line.as_bytes()).is_some()
        && (!sentence() || line.split_whitespace().filter(|w| !w.contains('@')).any(names_paper))
}

/// Whether a line can be the headline of its document: short, and no other document has it.
fn has_headline(text: &Text, line: usize, site: &SiteProfile) -> bool {
    let shape = text.shape(line);
    !is_prose(shape) && shape.letters > 0 && !dates::is_date(text.inner(line)) && site.recurrence(text, line).is_none()
}

/// How many lines of the run at the bottom are furniture. The run goes from the last line upward.
fn furniture_bottom(text: &Text, run: &[Shared], top: &[Shared], plain: bool, site: &SiteProfile) -> usize {
    let template = top.iter().filter(|l| l.strong || plain).map(|l| l.count).max();
    let goes = match run.iter().rposition(|l| l.strong) {
        Some(last) => {
            let block = text.block_of(run[last].line).unwrap_or(0..0);
            let whole = run.last().is_some_and(|inmost| inmost.line <= block.start);
            let weak = |l: &&Shared| whole && block.contains(&l.line) && is_weak(text, l.line, &l.shape);
            last + 1 + run[last + 1..].iter().take_while(weak).count()
        }
        // A short line or two that close a page whose top is furniture, in as many documents as that.
        None => match template {
            Some(count) if run.len() <= 3 => {
                let weak = |l: &&Shared| {
                    l.shape.words >= 3
                        && is_literal(l)
                        && is_weak(text, l.line, &l.shape)
                        && !is_name(&l.shape)
                        && l.count * 10 >= count * 6
                        && l.count * 10 <= count * 14
                };
                let n = run.iter().take_while(weak).count();
                if n == run.len() { n } else { 0 }
            }
            // Where to write to: by itself at the foot of much of the site.
            None if run.len() <= 3
                && run.iter().all(|l| is_often(l, site) && is_weak(text, l.line, &l.shape) && is_literal(l))
                && run.iter().any(|l| is_contact(text.inner(l.line))) =>
            {
                run.len()
            }
            _ => 0,
        },
    };
    // A sign-off keeps the names below it.
    let formula = (0..run.len()).rev().find(|at| run[*at].shape.ending == Ending::Comma);
    match formula {
        Some(at) if at < goes || at + 1 >= goes => run[..at.min(goes)].iter().position(|l| !l.strong).map_or(goes.min(at), |n| n.min(goes)),
        _ => goes,
    }
}

/// A short line that is no sentence, no date, no sign-off.
fn is_weak(text: &Text, line: usize, s: &Shape) -> bool {
    let inner = text.inner(line);
    s.words <= 14
        && !is_prose(s)
        && !matches!(s.ending, Ending::Comma | Ending::Colon)
        && (s.words <= 4 || s.ending != Ending::Sentence || s.digits > 0)
        && !dates::is_date(inner)
        && !tells_origin(text, line)
        && !is_field(inner)
}

/// Words of a formula at least.
const FORMULA: u32 = 4;

/// A line of several words, without a number and without an address: when no page says it, it may be a motto, or `We do not forget, we do
/// not forgive`.
fn is_formula(text: &Text, line: usize) -> bool {
    let (inner, s) = (text.inner(line), text.shape(line));
    // Buttons have no comma.
    let clauses = inner.contains([',', '،', '，', '、']);
    // `Comments were forbidden.`
    let told = s.ending == Ending::Sentence && s.words >= 2 && s.capitalised < s.words;
    (s.digits == 0 || told && s.words >= FORMULA)
        && !is_contact(inner)
        && (told || s.words >= FORMULA && s.capitalised < s.words || s.spaceless >= FORMULA * 2 || clauses || tells_origin(text, line))
}

/// Whether a line that no page says can head a text: some words, and no date.
fn may_head(text: &Text, line: usize) -> bool {
    let (inner, s) = (text.inner(line), text.shape(line));
    s.words >= FORMULA && s.letters > s.digits * 2 && !dates::is_date(inner) && !inner.contains('·')
}

/// Whether a line is a phrase of pages.
#[derive(Debug)]
struct Said(bool);

/// Whether a line is a phrase of pages, or one of their notices.
fn is_said(text: &Text, line: usize) -> bool {
    text.kept().of(line, |inner| Said(is_phrase(inner) || is_notice(inner))).0
}

/// Whether a line neither looks like furniture nor names a paper, the site, or those who keep it, nor is a phrase of pages.
fn is_unsaid(text: &Text, line: usize, site: &SiteProfile) -> bool {
    let inner = text.inner(line);
    // What most lines of a page are, is known of them already; the lists of words are long.
    !is_strong(text, line)
        && !inner.contains('|')
        && !inner.contains("://")
        && !is_said(text, line)
        && (!names_keeper(text, line) || is_remark(inner, text.shape(line)))
        && !names_site(inner, site.name())
}

/// Words behind a label at least, where they are a remark.
const REMARK: usize = 3;

/// Whether a line is a label and a sentence, as remarks of editors are: `Editors: the name of the witness was changed.` Where they sit has numbers.
fn is_remark(line: &str, shape: &Shape) -> bool {
    let rest = || line.split_once([':', '：']).map_or("", |(_, rest)| rest);
    shape.ending == Ending::Sentence && shape.digits == 0 && rest().split_whitespace().count() >= REMARK
}

/// Two to four words, all with a capital, or in a script that has none: it may be who wrote the text.
fn is_name(shape: &Shape) -> bool {
    shape.words <= 4 && (shape.capitalised == shape.words || shape.upper == 0 && !shape.starts_lower)
}

/// Whether enough text is left that no other document of the site has.
fn has_own_text(text: &Text, kept: std::ops::Range<usize>, site: &SiteProfile, dressed: bool, by_looks: bool) -> bool {
    let filled = text.filled();
    let (mut own, mut shared, mut own_prose, mut paragraphs) = (0u32, 0u32, 0u32, 0u32);
    for at in kept {
        let line = filled[at] as usize;
        let inner = text.inner(line);
        if inner.len() > profile::MAX_LINE {
            own_prose += 40;
            paragraphs += 1;
            own += inner.len() as u32;
        } else if site.recurrence(text, line).is_some_and(|r: Recurrence| r.documents > 0) {
            shared += inner.len() as u32;
        } else {
            let shape = *text.shape(line);
            own += inner.len() as u32;
            if is_prose(&shape) {
                own_prose += shape.words;
                paragraphs += 1;
            }
        }
        if own_prose >= 400 && (by_looks || paragraphs >= 2) {
            return true;
        }
    }
    own_prose
        >= if dressed {
            18
        } else if by_looks {
            40
        } else {
            30
        }
        && paragraphs >= if by_looks { 1 } else { 2 }
        && shared <= own
}
