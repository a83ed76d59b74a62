//! Copies of a headline in the head of a document, and the blocks that stand below each of them.

use super::dress::{dressed, heading, tagged};
use super::fold::without_blanks;
use super::head::{Head, HeadLine, Kind};
use super::headings::Headings;
use crate::furniture::is_furniture;
use crate::shape::{Ending, Shape, is_small};
use crate::stages::chrome::is_notice;
use crate::text::Text;
use std::collections::HashSet;
use std::ops::Range;

/// What is to go from the head of a document, by the reason why.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Copies {
    /// Copies of the headline.
    pub headlines: Vec<usize>,
    /// Copies of lines of its block, and glued copies of all of it.
    pub blocks: Vec<usize>,
    /// Headlines and dates of other articles.
    pub foreign: Vec<usize>,
}

/// The copies in the head of a document, as numbers of lines; found once for all rules that ask.
pub fn copies<'t>(text: &'t Text) -> Option<&'t Copies> {
    text.memo(find).as_ref()
}

fn find(text: &Text) -> Option<Copies> {
    let mut head = Head::with_copies(text)?;
    let mut all = Copies::default();
    // What goes can bring together what was apart: look again at what is left, until there is nothing more.
    loop {
        let mut found = pass(text, &head);
        // Whose copy went before is the only one now.
        if !all.blocks.is_empty() || !all.headlines.is_empty() {
            found.foreign.clear();
        }
        let lines = |places: &[usize]| places.iter().map(|at| head.lines[*at].line).collect::<Vec<_>>();
        let (headlines, blocks, foreign) = (lines(&found.headlines), lines(&found.blocks), lines(&found.foreign));
        let gone: HashSet<usize> = headlines.iter().chain(&blocks).chain(&foreign).copied().collect();
        if gone.is_empty() {
            break;
        }
        all.headlines.extend(headlines);
        all.blocks.extend(blocks);
        all.foreign.extend(foreign);
        head.lines.retain(|l| !gone.contains(&l.line));
    }
    (all != Copies::default()).then_some(all)
}

/// One look at the head, in places of it.
fn pass(text: &Text, head: &Head) -> Copies {
    let mut found = Copies::default();
    if let Some(chain) = chain(text, head) {
        let keep = chain.iter().position(|c| c.plain).unwrap_or(0);
        for pair in chain.windows(2) {
            found.foreign.extend(foreign(head, pair[0].at, pair[1].at).into_iter().flatten());
        }
        found.headlines.extend(chain.iter().enumerate().filter(|(n, _)| *n != keep).map(|(_, c)| c.at));
        found.blocks.extend(again(head, &chain, &found.foreign));
    }
    for glued in glued(head) {
        if !found.headlines.contains(&glued) && !found.blocks.contains(&glued) && !found.foreign.contains(&glued) {
            found.blocks.push(glued);
        }
    }
    found
}

/// One copy of the headline.
#[derive(Clone, Copy, Debug)]
struct Copy {
    at: usize,
    /// Whether it has nothing that another copy lacks, such as the name of the site.
    plain: bool,
}

/// The copies of the document's headline, each near enough to the one before.
fn chain(text: &Text, head: &Head) -> Option<Vec<Copy>> {
    let body = head.first_prose(0).unwrap_or(head.lines.len());
    for i in 0..head.lines.len() {
        // What comes twice within the text is the text.
        if i > body || i.checked_sub(1).is_some_and(|above| has_begun(text, &head.lines[above])) {
            return None;
        }
        let mut chain = vec![Copy { at: i, plain: true }];
        for j in i + 1..head.lines.len() {
            let last = chain[chain.len() - 1].at;
            let Some(more) = same(&head.lines[i], &head.lines[j]) else { continue };
            if !admissible(text, head, last, j) {
                break;
            }
            // The copy that says more than the others is the one that goes, or the one that stays: see `More`.
            match more {
                More::None => chain.push(Copy { at: j, plain: chain[0].plain }),
                More::First => {
                    chain.iter_mut().for_each(|c| c.plain = false);
                    chain.push(Copy { at: j, plain: true });
                }
                More::Second => chain.push(Copy { at: j, plain: false }),
            }
        }
        if chain.len() > 1 {
            return Some(chain);
        }
    }
    None
}

/// Words of a refrain at most.
const REFRAIN: u32 = 8;
/// Words of a sentence with which a text has begun, though nothing like it follows.
const BEGUN: u32 = 16;

/// Whether the text has begun with a line. Asked of each in turn.
fn has_begun(text: &Text, line: &HeadLine) -> bool {
    line.kind() == Kind::Paragraph || runs(text, line)
}

/// Whether a line is a sentence of running text as long as few teasers are: what comes twice below it are turns of a conversation,
/// fields of a form, names. What a page says of itself stands above headlines.
fn runs(text: &Text, line: &HeadLine) -> bool {
    line.weight() >= BEGUN && super::head::is_prose(&line.shape()) && !is_notice(text.inner(line.line))
}

/// Which of two copies has something more that may go with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum More {
    None,
    First,
    Second,
}

fn same(a: &HeadLine, b: &HeadLine) -> Option<More> {
    if !a.may_share_an_end(b) || a.kind() == Kind::Paragraph || b.kind() == Kind::Paragraph || a.key().is_empty() || b.key().is_empty() {
        return None;
    }
    if a.key() == b.key() {
        return Some(tagged(a, b).unwrap_or(More::None));
    }
    if let Some(more) = marked(a, b) {
        return Some(more);
    }
    let longer = a.key().len() > b.key().len();
    let (long, short) = if longer { (a.key(), b.key()) } else { (b.key(), a.key()) };
    let (more, less) = if longer { (More::First, More::Second) } else { (More::Second, More::First) };
    if let Some(cut) = short.strip_suffix("...") {
        // Cut short: the copy that says all of it stays.
        let words = a.weight().min(b.weight());
        return ((words >= 5 || words >= 3 && cut.chars().count() >= 14)
            && long.starts_with(cut.trim_end())
            && long.len() < short.len() * 3)
            .then_some(less);
    }
    if let Some(rest) = long.strip_prefix(short) {
        return match site_name(rest)? {
            // The title of a page.
            Sure::No if tagged(a, b) == Some(more) => Some(more),
            // Nothing but the name of a site: the copy that has it goes.
            Sure::Yes => Some(more),
            // It may be the name of an author: the copy that has it stays.
            Sure::No => (super::head::Kind::Open == a.kind() && a.weight().min(b.weight()) >= 4).then_some(less),
        };
    }
    let front = long.strip_suffix(short)?.trim_end();
    let label = front.strip_suffix(':').or_else(|| front.strip_suffix(']').map(|f| f.trim_start_matches('[')))?.trim();
    let words = label.split(' ').count();
    if words > 2 || label.chars().count() > 24 || a.weight().min(b.weight()) < 3 {
        return None;
    }
    let updated = include_str!("updated.txt").lines().filter(|l| !l.starts_with('#')).flat_map(str::split_whitespace);
    Some(if updated.into_iter().any(|w| w.replace('_', " ") == label) { more } else { less })
}

/// Lines below a headline that may be its own.
const OWN: usize = 4;

/// Which of two copies has something that the other lacks: the sign of a heading; see [`dressed`].
fn marked(a: &HeadLine, b: &HeadLine) -> Option<More> {
    let (key, other) = (a.key(), b.key());
    if key.starts_with('#') && heading(key) == heading(other) {
        // Two with signs: the first one stays.
        let more = if heading(other) == other { More::First } else { More::Second };
        return (b.weight() >= 3 && stands_apart(a, b)).then_some(more);
    }
    dressed(a, b).filter(|_| stands_apart(a, b))
}

/// Whether the one line is the first of the document and alone, and the other comes next with a blank line between and is not gone on with:
/// what is said again with another mark elsewhere are turns, verses, fields.
fn stands_apart(a: &HeadLine, b: &HeadLine) -> bool {
    let text = a.text();
    text.above(a.line).is_none()
        && text.above(b.line) == Some(a.line)
        && b.line > a.line + 1
        && text.block_of(b.line).is_none_or(|block| block.end == b.line + 1 || !text.inner(b.line + 1).starts_with(is_small))
}

enum Sure {
    Yes,
    No,
}

/// Whether the end of a page's title is the name of a site.
fn site_name(rest: &str) -> Option<Sure> {
    let bar = rest.trim_start().starts_with(['|', '·', '•', '»', '_', ':']) && !rest.starts_with(':');
    let name = rest.trim_start_matches([' ', '|', '·', '•', '»', '_', ':', '-', '\'', '<', '>']).trim();
    if name.is_empty() || name.chars().count() > 48 || name.split(' ').count() > 6 || name.ends_with(['.', '!', '?', '。']) {
        return None;
    }
    let dash = rest.starts_with(" - ") || rest.starts_with(" < ") || rest.starts_with('-') && !name.is_ascii();
    let domain = name.contains('.') && !name.contains(' ');
    match (bar, dash) {
        (true, _) => Some(Sure::Yes),
        (_, true) if domain => Some(Sure::Yes),
        (_, true) => Some(Sure::No),
        _ => None,
    }
}

/// Whether lines `i` and `j`, which say the same, can be one headline said twice.
fn admissible(text: &Text, head: &Head, i: usize, j: usize) -> bool {
    // The shorter of the two is the headline; the other may have the name of the site, too.
    let line = if head.lines[i].key().len() < head.lines[j].key().len() { &head.lines[i] } else { &head.lines[j] };
    let inner = text.inner(line.line);
    let shape = line.shape();
    let spaceless = shape.spaceless * 2 > shape.letters;
    let letters = if spaceless { 3 } else { 6 };
    if line.kind() == Kind::Date || shape.letters < letters || shape.letters * 2 < shape.chars || shape.chars > 300 {
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
fn starts_a_turn(inner: &str) -> bool {
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
fn foreign(head: &Head, i: usize, j: usize) -> Option<Range<usize>> {
    let between = &head.lines[i + 1..j];
    let dates = between.iter().filter(|l| l.kind() == Kind::Date).count();
    let others = between.len() - dates;
    if dates < 2 || others < dates || others > dates * 2 || !head.prose_after(j, 8) {
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

/// Lines that stand below more than one copy of the headline: all but the first of each.
fn again(head: &Head, chain: &[Copy], foreign: &[usize]) -> Vec<usize> {
    let own: HashSet<usize> = chain.iter().map(|c| c.at).collect();
    let first = chain[0].at;
    let last = chain[chain.len() - 1].at;
    // A date or a byline may stand above the headline.
    let mut seen: HashSet<&str> =
        head.lines[first.saturating_sub(2)..first].iter().filter(|l| l.kind() == Kind::Date).map(|l| l.key()).collect();
    let mut out = Vec::new();
    for at in first + 1..last {
        let line = &head.lines[at];
        if own.contains(&at) || foreign.contains(&at) || line.kind() == Kind::Paragraph {
            continue;
        }
        if !seen.insert(line.key()) && is_block_line(line) || is_cut_from(line, &head.lines[last + 1..]) {
            out.push(at);
        }
    }
    let mut strange = 0;
    for at in last + 1..head.lines.len() {
        let line = &head.lines[at];
        if line.kind() == Kind::Paragraph {
            break;
        }
        if seen.contains(line.key()) && is_block_line(line) {
            out.push(at);
            continue;
        }
        strange += 1;
        if strange > 2 || super::head::is_prose(&line.shape()) {
            break;
        }
    }
    out
}

/// Whether a teaser was cut short of one that stands below the last copy.
fn is_cut_from(line: &HeadLine, below: &[HeadLine]) -> bool {
    let Some(cut) = line.key().strip_suffix("...").map(str::trim_end).filter(|_| line.weight() >= 5) else { return false };
    let near = below.iter().take(OWN).take_while(|l| l.kind() != Kind::Paragraph);
    near.map(HeadLine::key).any(|whole| !whole.ends_with("...") && whole.starts_with(cut) && whole.len() < cut.len() * 3)
}

/// A line that can belong to the block of a headline and is worth saying once only.
fn is_block_line(line: &HeadLine) -> bool {
    line.kind() == Kind::Date || line.weight() >= 2 || line.shape().spaceless >= 3
}

/// Lines that say what the lines next to them say, all run together: the line that is run together goes.
fn glued(head: &Head) -> Vec<usize> {
    // Letters and digits: few lines have as many as some lines beside them together, and only those are compared.
    let mut sizes: Vec<u32> = Vec::with_capacity(head.lines.len());
    let mut out = Vec::new();
    for (at, line) in head.lines.iter().enumerate() {
        // Below the second paragraph nobody asks for them.
        let asked = head.lines.iter().take(at + 7).skip(sizes.len());
        sizes.extend(asked.map(|l| l.shape().letters + l.shape().digits));
        let size = sizes[at];
        if line.shape().letters < 8 || !line.can_be_glued() {
            continue;
        }
        if head.lines[..at].iter().filter(|l| l.kind() == Kind::Paragraph).count() > 1 {
            break;
        }
        let below = (at + 2..=(at + 6).min(head.lines.len() - 1)).map(|end| at + 1..end + 1);
        let above = (at.saturating_sub(6)..at.saturating_sub(1)).map(|start| start..at);
        let parts = below.chain(above).find(|parts| {
            sizes[parts.clone()].iter().sum::<u32>() == size && joins(&head.lines[parts.clone()], &without_blanks(head.lines[at].key()))
        });
        let Some(parts) = parts else { continue };
        let lines = &head.lines[parts.clone()];
        let differ = lines.windows(2).any(|w| w[0].key() != w[1].key());
        let after = parts.end.max(at + 1) - 1;
        let dated = lines.iter().any(|l| l.kind() == Kind::Date);
        if differ && (head.prose_after(after, 10) || dated && lines.len() > 2) && !lines.iter().any(|l| starts_a_turn(l.key())) {
            out.push(at);
        }
    }
    out
}

/// Whether the parts, one after the other, make up the whole.
fn joins(parts: &[HeadLine], whole: &str) -> bool {
    let mut rest = whole;
    for part in parts {
        let part = without_blanks(part.key());
        match rest.strip_prefix(part.as_str()) {
            Some(r) if !part.is_empty() => rest = r,
            _ => return false,
        }
    }
    rest.is_empty() && parts.len() > 1
}
