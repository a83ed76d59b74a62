//! Copies of a headline in the head of a document, and the blocks that stand below each of them.

use super::admissible::{OWN, admissible, foreign, starts_a_turn};
use super::dress::{More, dressed, heading, stands_apart, tagged};
use super::fold::without_blanks;
use super::head::{Head, HeadLine, Kind};
use crate::stages::chrome::is_notice;
use crate::text::Text;
use std::collections::HashSet;

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
