//! Which of two lines that say the same may be a copy of the head: no refrain, no entry of a list, no turn of a conversation.

use super::dress::stands_apart;
use super::head::{Head, HeadLine, Kind};
use super::headings::Headings;
use crate::furniture::is_furniture;
use crate::shape::{Ending, Shape};
use crate::text::Text;
use std::collections::HashSet;
use std::ops::Range;

/// Lines below a headline that may be its own.
pub const OWN: usize = 4;
/// Words of a refrain at most.
const REFRAIN: u32 = 8;

/// Whether lines `i` and `j`, which say the same, can be one headline said twice.
pub fn admissible(text: &Text, head: &Head, i: usize, j: usize) -> bool {
    // The shorter of the two is the headline; the other may have the name of the site, too.
    let line = if head.lines[i].key().len() < head.lines[j].key().len() { &head.lines[i] } else { &head.lines[j] };
    let inner = text.inner(line.line);
    let shape = line.shape();
    let spaceless = shape.spaceless * 2 > shape.letters;
    let letters = if spaceless { 3 } else { 6 };
    if line.kind() == Kind::Date || shape.letters < letters || shape.letters * 2 < shape.chars || shape.chars > 300 {
        return false;
    }
    if shape.ending == Ending::Open && head.lines.get(j + 1).is_some_and(|l| goes_on(text, l)) {
        return false;
    }
    // The sign of a heading, on the first line of a document and in the block below it.
    let heading = || i == 0 && head.lines[0].key().starts_with('#') && stands_apart(&head.lines[0], &head.lines[j]);
    if matches!(shape.ending, Ending::Comma | Ending::Colon)
        || inner.contains('\t')
        || inner.contains('|')
        || starts_a_turn(inner) && !heading()
    {
        return false;
    }
    if is_entry(head, i, j) {
        return false;
    }
    let between = &head.lines[i + 1..j];
    // A block said twice: what follows the one copy follows the other.
    let twin = head.lines.get(j + 1).is_some_and(|l| !l.is_long() && between.first().is_some_and(|b| b.key() == l.key()));
    // A sentence as long as those of the text is a headline only where headlines stand.
    let block = twin && between.iter().any(|l| l.kind() == Kind::Date);
    if i > 0 && super::head::is_prose(&shape) && !block && foreign(head, i, j).is_none() {
        return false;
    }
    let strong = shape.words >= 4 || twin && (shape.words >= 2 || spaceless);
    // A short line must stand close to the text, a long one may have a menu or a list of links below it.
    let prose = head.prose_after(
        j,
        match shape.words {
            6.. => 30,
            4.. => 8,
            _ if twin => 8,
            _ => 3,
        },
    );
    if between.is_empty() {
        if is_list(text, head, j) || is_named_twice(text, head, i, &shape) || is_stanza(text, head, j) {
            return false;
        }
        if prose {
            return strong || !matches!(shape.ending, Ending::Sentence | Ending::Ellipsis) && (shape.words >= 2 || spaceless);
        }
        return verse_title(text, head, i, j);
    }
    let sentence = matches!(shape.ending, Ending::Sentence);
    if !prose || shape.words < 3 && !twin || between.len() > 30 || between.iter().any(|l| l.kind() == Kind::Paragraph) {
        return false;
    }
    let dates = between.iter().filter(|l| l.kind() == Kind::Date).count();
    if dates < between.len() && (!strong || sentence && i > 0 && shape.words < 8) {
        return false;
    }
    // A question and its answer, a field and its value come more often than a headline and its teaser.
    if twin && dates == 0 && head.lines.iter().filter(|l| l.key() == head.lines[j].key()).count() > 2 {
        return false;
    }
    // A refrain, a formula between paragraphs: it comes again within the text.
    let again = || head.first_prose(j + 1).is_some_and(|p| head.lines[p..].iter().any(|l| l.key() == line.key()));
    if !twin && dates == 0 && shape.words <= REFRAIN && again() {
        return false;
    }
    // Without a date or a second block, only the very first line is a headline for sure: others may be entries of a list.
    if dates == 0 && !twin && (i > 0 || entries_after(head, j) > 3) {
        return false;
    }
    // One or two lines between two sentences are verse sooner than a head.
    if sentence && dates == 0 && shape.words < 8 {
        return false;
    }
    let below: HashSet<&str> = head.lines[j + 1..].iter().take(between.len() + 4).map(|l| l.key()).collect();
    let mut teasers: Vec<&str> =
        between.iter().filter(|l| l.kind() == Kind::Sentence && !below.contains(l.key())).map(|l| l.key()).collect();
    teasers.sort_unstable();
    teasers.dedup();
    (teasers.len() <= 1 || foreign(head, i, j).is_some()) && !is_contents(text, head, i, j)
}

/// Whether two lines that say the same are entries of a log or a list: beside them stand different days or hours, written alike, or more entries with
/// such dates follow; or turns of who speaks.
fn is_entry(head: &Head, i: usize, j: usize) -> bool {
    // An hour by itself is no date of a page.
    let hour = |l: &HeadLine| l.shape().letters == 0 && l.shape().digits >= 3;
    let date = |at: usize| head.lines.get(at).filter(|l| l.kind() == Kind::Date || hour(l)).map(|l| l.key());
    let differ = |a: Option<&str>, b: Option<&str>| a.zip(b).is_some_and(|(a, b)| a != b && form(a) == form(b));
    let apart = differ(date(i + 1), date(j + 1)) || i > 0 && differ(date(i - 1), date(j - 1));
    // Nothing but a date between them, and the text right below: when it was published, and when it was changed.
    let dated = |at: usize| head.lines.get(at).is_some_and(|l| l.kind() == Kind::Date && !hour(l));
    let header = i == 0 && j == 2 && dated(1) && dated(3) && head.first_prose(4) == Some(4);
    let apart = apart && !header;
    let old = [i + 1, j + 1].into_iter().filter_map(date).any(is_old);
    if apart && foreign(head, i, j).is_none() || old || is_turn(head, i, j) {
        return true;
    }
    // Below the second copy and its date another line, and its date.
    let Some(own) = date(j + 1) else { return false };
    let open = |at: usize| head.lines.get(at).is_some_and(|l| matches!(l.kind(), Kind::Open | Kind::Sentence));
    i > 0 && open(j + 2) && differ(Some(own), date(j + 3))
}

/// Whether who speaks between two lines that say the same speaks again in the text below the second: then these name a speaker, too.
fn is_turn(head: &Head, i: usize, j: usize) -> bool {
    let Some(prose) = head.first_prose(j + 1) else { return false };
    let speaks = |at: usize| {
        let line = &head.lines[at];
        let said = head.lines.get(at + 1).is_some_and(|l| matches!(l.kind(), Kind::Sentence | Kind::Paragraph) || l.weight() >= SAID);
        line.kind() == Kind::Open && line.weight() <= NAMED && said && !is_furniture(line.text(), line.line)
    };
    let again = |at: usize| (prose + 1..head.lines.len()).any(|below| head.lines[below].key() == head.lines[at].key() && speaks(below));
    (i + 1..j).any(|at| speaks(at) && again(at))
}

/// Words of a speaker's name at most, and of what is said in a line at least.
const NAMED: u32 = 6;
const SAID: u32 = 3;

/// The year from which on there are pages.
const PAGES: u32 = 1990;

/// Whether a date is from before there were pages: it is no day on which one was put up.
fn is_old(date: &str) -> bool {
    let year = |number: &str| number.len() == 4 && number.parse().is_ok_and(|year: u32| (1000..PAGES).contains(&year));
    !date.contains(':') && date.split(|c: char| !c.is_ascii_digit()).any(year)
}

/// How a date is written: its digits are all alike.
fn form(date: &str) -> String {
    date.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect()
}

/// Whether a line is the rest of a sentence: it begins with a small letter, and it is no date and no byline.
fn goes_on(text: &Text, line: &HeadLine) -> bool {
    let rest = matches!(line.kind(), Kind::Sentence | Kind::Paragraph) && line.weight() >= REST;
    rest && line.shape().starts_lower && text.inner(line.line).starts_with(crate::shape::is_small)
}

/// Words of the rest of a sentence at least.
const REST: u32 = 6;

/// Whether line `j` is followed, without a blank line, by more lines than the head of an article has: then it is an entry.
fn is_list(text: &Text, head: &Head, j: usize) -> bool {
    let key = head.lines[j].key();
    let more = text.block_of(head.lines[j].line).map_or(0, |b| b.end - head.lines[j].line - 1);
    let rest = head.lines[j + 1..].iter().take(more.min(12));
    let loose = rest.clone().filter(|l| l.kind() == Kind::Open).count();
    let running = rest.clone().any(|l| l.kind() == Kind::Paragraph || super::head::is_prose(&l.shape()));
    loose > 3 && !running || entries_after(head, j) > 8 || head.lines.iter().filter(|l| l.key() == key).count() > 4
}

/// Whether a short line that comes twice begins a stanza: more short lines follow it in its block, and none is a date.
fn is_stanza(text: &Text, head: &Head, j: usize) -> bool {
    let line = &head.lines[j];
    let Some(block) = text.block_of(line.line).filter(|block| block.contains(&head.lines[j - 1].line)) else { return false };
    let mut rest = head.lines[j + 1..].iter().take_while(|l| block.contains(&l.line)).take(STANZA);
    let short = |l: &HeadLine| matches!(l.kind(), Kind::Open | Kind::Sentence) && !is_furniture(text, l.line);
    line.weight() <= SUNG && block.end - line.line > 2 && rest.all(|l| short(l) && l.weight() <= VERSE)
}

/// Lines of a stanza that are looked at,
const STANZA: usize = 6;
/// words of one that comes twice,
const SUNG: u32 = 4;
/// and of any at most.
const VERSE: u32 = 10;

/// Whether a line that can be an entry comes twice in the block below another headline: grandfather and grandson, two unknown men.
fn is_named_twice(text: &Text, head: &Head, i: usize, shape: &Shape) -> bool {
    let Some(above) = i.checked_sub(1).map(|above| &head.lines[above]) else { return false };
    let line = head.lines[i].line;
    let entry = shape.words <= 8 && shape.digits == 0 && shape.ending == Ending::Open;
    let joined = head.lines[i + 1].line == line + 1 && line - above.line <= 2;
    entry && joined && above.kind() == Kind::Open && above.weight() >= 3 && !is_furniture(text, above.line)
}

/// How many lines stand between line `j` and the text that are neither dates nor sentences.
fn entries_after(head: &Head, j: usize) -> usize {
    let end = head.first_prose(j + 1).unwrap_or(j + 1);
    head.lines[j + 1..end.max(j + 1)].iter().filter(|l| l.kind() == Kind::Open).count()
}

/// Lines that begin as an item, a turn of a dialogue or an entry of a log does.
pub fn starts_a_turn(inner: &str) -> bool {
    inner.starts_with(['-', '–', '—', '•', '*', '>', '#', '+', '―', '·', '▪', '●'])
}

/// A doubled first line of a text without paragraphs: the title of a song or a poem. A first line of verse, or an entry
/// of a list, that comes twice is not one.
fn verse_title(text: &Text, head: &Head, i: usize, j: usize) -> bool {
    let (title, shape) = (&head.lines[j], head.lines[j].shape());
    let inner = text.inner(title.line);
    let alone = text.block_of(title.line).is_some_and(|b| b.end == title.line + 1);
    let first = i == 0 && shape.words >= 4 && shape.digits == 0 && !inner.contains([':', '：']);
    if !first || !alone || matches!(shape.ending, Ending::Sentence | Ending::Ellipsis | Ending::Comma) || head.lines.len() < j + 3 {
        return false;
    }
    let rest = &head.lines[j + 1..];
    let again = rest.iter().any(|l| l.key() == title.key());
    let doubled = rest.windows(2).any(|w| w[0].key() == w[1].key());
    // Entries of a list: as long as the title, and none ends as verse or prose does.
    let ended = rest.iter().filter(|l| l.shape().ending != Ending::Open).count();
    !again && !doubled && ended * 3 >= rest.len()
}

/// Whether the lines between are entries of a table of contents, which come again as headings of the text.
fn is_contents(text: &Text, head: &Head, i: usize, j: usize) -> bool {
    let from = head.first_prose(j + 1).unwrap_or(j + 1);
    let last = head.lines[from.min(head.lines.len() - 1)].line;
    let own = head.lines[i].line;
    let start = text.filled().partition_point(|f| (*f as usize) <= last);
    let headings = head.headings.get_or_init(|| Headings::read(text));
    let mut entries = head.lines[..j].iter().enumerate().filter(|(n, l)| *n != i && l.kind() != Kind::Date && l.weight() >= 3);
    // The headline itself, when it heads a paragraph again: then it is a heading.
    headings.of(own).between.is_some_and(|at| at > start) || entries.any(|(_, l)| headings.of(l.line).above.is_some_and(|at| at >= start))
}

/// The lines between two copies of the headline when they are headlines and dates of other articles.
pub fn foreign(head: &Head, i: usize, j: usize) -> Option<Range<usize>> {
    let between = &head.lines[i + 1..j];
    let dates = between.iter().filter(|l| l.kind() == Kind::Date).count();
    let others = between.len() - dates;
    let old = || between.iter().any(|l| l.kind() == Kind::Date && is_old(l.key()));
    if dates < 2 || others < dates || others > dates * 2 || !head.prose_after(j, 8) || old() {
        return None;
    }
    // What stands below the second copy as well is the article's own: its teaser, who wrote it.
    let below: HashSet<&str> = head.lines[j + 1..].iter().take(OWN).filter(|l| l.kind() != Kind::Paragraph).map(|l| l.key()).collect();
    if between.iter().any(|l| l.kind() != Kind::Date && below.contains(l.key())) {
        return None;
    }
    // Each date belongs to the headline above it, or each to the one below.
    let (first, last) = (between.first()?, between.last()?);
    let paired = match (first.kind() == Kind::Date, last.kind() == Kind::Date) {
        (false, true) | (true, false) => between.windows(2).all(|w| w[0].kind() != Kind::Date || w[1].kind() != Kind::Date),
        _ => false,
    };
    // Each has a headline; a label of a word or two may stand by it.
    let headlines = between.iter().filter(|l| l.kind() != Kind::Date && l.weight() >= 4);
    let worthy = headlines.clone().count() >= dates
        && between
            .iter()
            .all(|l| l.weight() <= 40 && l.kind() != Kind::Paragraph && (l.kind() == Kind::Date || l.shape().ending != Ending::Colon));
    // One headline alone, ended as a sentence: the article's own teaser, said twice.
    let kinds: HashSet<&str> = headlines.clone().map(|l| l.key()).collect();
    let own = kinds.len() == 1 && headlines.clone().all(|l| l.kind() == Kind::Sentence);
    // Two lines a date, and as many dates as lines: a block of the article's own (teaser, date, updated) has fewer.
    let distinct: HashSet<&str> = between.iter().filter(|l| l.kind() == Kind::Date).map(|l| l.key()).collect();
    (paired && worthy && !own && (kinds.len() >= 2 || distinct.len() == 1)).then_some(i + 1..j)
}
