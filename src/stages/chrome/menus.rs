//! Menus: in one line, run together, or one item a line.

use super::kinds::lexicon as kinds_lexicon;
use super::kinds::*;
use super::page::Page;
use super::reading::Mark;
use crate::furniture::{is_furniture, opens_menu};
use crate::shape::is_small;
use crate::text::Text;

pub fn judge(page: &mut Page, text: &Text) {
    let bare = page.is_bare();
    for said in 0..page.said.len() {
        let at = page.said[said] as usize;
        // Counts are the text's where nothing else is furniture.
        if !(bare && page.marks[at].is_numbered()) {
            in_line(page, at, text);
        }
    }
    let n = page.marks.len();
    let (head, tail) = page.body.map_or((n.min(12), n), |(first, last)| (first, last + 1));
    for at in (0..head.min(12)).chain(tail.max(head)..n) {
        run_together(page, at, text);
    }
    runs(page, 0, head.min(80), bare, text);
    runs(page, tail.max(head), n, bare, text);
}

/// A line that is a menu by itself.
fn in_line(page: &mut Page, at: usize, text: &Text) {
    let Some(menu) = page.marks[at].menu().filter(|_| !page.marks[at].quoted) else { return };
    let edge = page.in_head(at) || page.in_tail(at);
    let sure = menu.known * 10 >= menu.items * 6;
    let fair = menu.known >= 2 && menu.known * 10 >= menu.items * 4;
    let goes = match (menu.glued, edge) {
        (true, true) => menu.known >= 2 && menu.known * 2 >= menu.items,
        (true, false) => menu.items >= 4 && sure && page.is_alone(at),
        (false, true) => (sure || fair) && !in_table(page, at),
        (false, false) => menu.items >= 4 && menu.known == menu.items && page.is_alone(at),
    };
    if goes && !super::rights::is_row(text.inner(page.marks[at].line())) && !page.is_introduced(at, text) {
        page.put(at, MENU);
    }
}

/// Items run together in a script without capitals: nearly all of its letters are words of menus.
fn run_together(page: &mut Page, at: usize, text: &Text) {
    let mark = &page.marks[at];
    let line = text.inner(mark.line());
    let Some(shape) = mark.shape(text).filter(|s| s.upper == 0 && (9..=80).contains(&s.letters)) else { return };
    if page.verdict(at).is_some() || line.is_ascii() || shape.marks > 1 || line.chars().any(is_small) {
        return;
    }
    let (items, left) = kinds_lexicon().segment(line, NAV | LOGIN | SECTION | LANGUAGE);
    let headline = page.in_tail(at) || (at + 1..page.marks.len().min(at + 4)).any(|i| !page.marks[i].is_covered() && !page.marks[i].prose);
    if items >= 5 && left * 5 <= shape.letters && headline && page.body.is_some() {
        page.put(at, MENU);
    }
}

/// Rows of a table have the marks of a menu: two more lines beside this one with as many items.
fn in_table(page: &Page, at: usize) -> bool {
    let items = |i: usize| page.marks.get(i).and_then(|m| m.menu()).map(|m| m.items);
    let own = items(at);
    let near = [at.wrapping_sub(2), at.wrapping_sub(1), at + 1, at + 2];
    let rows: Vec<usize> = near.into_iter().filter(|i| items(*i) == own).collect();
    // Phrases can cover the head of a table, but not its rows.
    let known = |i: &usize| page.marks[*i].menu().is_some_and(|m| m.known > 0);
    rows.len() >= 2 && (page.marks[at].menu().is_some_and(|m| m.known < m.items) || !rows.iter().any(known))
}

/// One item a line: from the first to the last known one of a run of very short lines.
fn runs(page: &mut Page, from: usize, to: usize, bare: bool, text: &Text) {
    let short = |page: &Page, at: usize| page.marks[at].words <= 4 && !page.marks[at].quoted;
    let row = |mark: &Mark| super::rights::is_row(text.inner(mark.line())) || mark.is_count(text.inner(mark.line()));
    let known = |page: &Page, at: usize| {
        page.verdict(at).is_some()
            || page.marks[at].is_covered() && !row(&page.marks[at]) && !page.is_call(at, text) && !page.is_claimed(at)
    };
    // `Nothing new.` is no entry.
    let sentence = |page: &Page, at: usize| text.inner(page.marks[at].line()).ends_with(['.', '。', '।', '።']);
    // Nor is `der Front` below `Startseite`: verses go on in a small letter.
    let begins = |page: &Page, at: usize| text.inner(page.marks[at].line()).chars().next();
    // `iPad` and `ePaper` are names.
    let named = |page: &Page, at: usize| text.inner(page.marks[at].line()).chars().nth(1).is_some_and(char::is_uppercase);
    let goes_on = |page: &Page, at: usize| {
        begins(page, at).is_some_and(is_small) && !named(page, at) && begins(page, at - 1).is_some_and(char::is_uppercase)
    };
    let menu = |page: &Page, at: usize| page.marks[at].cover().is_some_and(|c| c.any & (NAV | LOGIN | LANGUAGE) != 0);
    let mut at = from;
    while at < to {
        if !short(page, at) || !known(page, at) {
            at += 1;
            continue;
        }
        // Unknown items are taken in only inside one block; a blank line ends the run unless what follows is known.
        let (mut end, mut count, mut i) = (at + 1, 1usize, at + 1);
        while i < to && short(page, i) {
            if known(page, i) {
                count += 1;
                end = i + 1;
            } else if !page.joined(i - 1) || page.is_claimed(i) || sentence(page, i) || goes_on(page, i) {
                break;
            }
            i += 1;
        }
        let span = end - at;
        let entries = (at..end).filter(|i| menu(page, *i)).count();
        if entries >= 2 && count >= 3 && count * 10 >= span * 6 && page.body.is_some() || entries >= 3 && count >= 4 && count == span {
            // `The paper has these sections:` above them: they are the text's.
            if page.is_introduced(at, text) || is_headed(page, at, end, text) || bare && is_counted_up(page, at, end, text) {
                at = end;
                continue;
            }
            let own = of_text(page, at, end, &known, &menu, text);
            (at..end).for_each(|i| page.put(i, MENU));
            own.into_iter().for_each(|i| page.spare(i));
        }
        at = end;
    }
}

/// Lines that phrases cover on a page that was dumped whole, at least: names between them are entries.
const DUMPED: usize = 8;

/// What a run asks of a line.
type IsLine<'a> = &'a dyn Fn(&Page, usize) -> bool;

/// Words of a headline at least, where no blank lines part it from a menu.
const HEADLINE: u16 = 4;

/// Lines of a run that are the text's: items that no phrase knows count only when there are two known ones above them and one below them in the
/// same block, and that one is an entry. `Log in`, `My brother`, `To your house` above the foot of a page are verses. What remains
/// of the run is a menu when it would be one without them, and where it is none the lines beside them stay as well.
fn of_text(page: &Page, from: usize, to: usize, known: IsLine, menu: IsLine, text: &Text) -> Vec<usize> {
    let covered = || page.said.iter().filter(|at| page.marks[**at as usize].is_covered()).nth(DUMPED).is_some();
    if (from..to).all(|i| known(page, i)) || covered() {
        return Vec::new();
    }
    // Above the running text menus have names of a paper's own between two entries.
    let head = page.body.is_some() && page.in_head(from);
    // `Name *` is a field of a form.
    let field = |i: usize| text.inner(page.marks[i].line()).ends_with('*');
    let headline = |i: usize| head && !page.spaced && page.marks[i].words >= HEADLINE;
    let mut goes = vec![false; to - from];
    let mut at = from;
    while at < to {
        if !known(page, at) {
            at += 1;
            continue;
        }
        let (mut end, mut count, mut i) = (at, 0usize, at);
        while i < to {
            // Unknown ones at the end of a block are the text's, and so are those between one entry and a button of another kind.
            let parted = !head && i > at && end < i && !page.joined(i - 1);
            let between = !head && end < i && known(page, i) && (count < 2 || !menu(page, i) && page.verdict(i) != Some(MENU));
            if parted || between || !known(page, i) && headline(i) {
                break;
            }
            if known(page, i) {
                count += 1;
                end = i + 1;
            }
            i += 1;
        }
        let entries = (at..end).filter(|i| menu(page, *i)).count();
        if entries >= 2 && count >= 3 && count * 10 >= (end - at) * 6 {
            goes[at - from..end - from].fill(true);
        }
        at = end;
    }
    let mut own = Vec::new();
    let mut at = from;
    while at < to {
        let end = (at + 1..to).find(|i| !page.joined(i - 1)).unwrap_or(to);
        let stays = |i: &usize| !goes[*i - from] && page.verdict(*i).is_none();
        // What stands beside them in their block, and no longer in a menu, stays with them.
        if (at..end).any(|i| stays(&i) && !known(page, i) && !field(i)) {
            own.extend((at..end).filter(stays));
        }
        at = end;
    }
    own
}

/// Lines of a list that a text counts up at most.
const COUNTED: usize = 12;

/// Whether a run can be a list of the text on a page on which nothing else is furniture: common words below the text, or with counts. A menu
/// has an entry that only menus have.
fn is_counted_up(page: &Page, from: usize, to: usize, text: &Text) -> bool {
    let common = |at: usize| {
        let any = page.marks[at].cover().map_or(NAV, |c| c.any);
        page.marks[at].is_numbered() || any & NAV != 0 && any & LOGIN == 0 && !is_furniture(text, page.marks[at].line())
    };
    let numbered = (from..to).filter(|at| page.marks[*at].is_numbered()).count();
    (from..to).all(common) && (page.in_tail(from) && to - from <= COUNTED || numbered * 2 > to - from)
}

/// Lines of a list above its first known one, or below its last, at most.
const LIST: usize = 20;

/// Whether a line that no phrase knows heads a run, as `Damage by sector` heads `Health`, `Education`, `Energy`: words that other texts
/// have as well. One that only pages have, or other furniture beside it, shows the run to be a menu.
fn is_headed(page: &Page, from: usize, to: usize, text: &Text) -> bool {
    let heading =
        |at: usize| !page.marks[at].is_covered() && page.verdict(at).is_none() && !page.marks[at].prose && page.marks[at].words <= 12;
    let beside = from > 0 && page.joined(from - 1) && heading(from - 1);
    // The list can begin above its first known line. A menu begins with the way home, or with the name of the site and that; further down
    // `Home` is a word like others.
    let start = (0..from).rev().take(LIST).take_while(|i| page.joined(*i)).last().unwrap_or(from);
    let furniture = |at: usize| {
        let line = page.marks[at].line();
        page.verdict(at).is_some() || is_furniture(text, line) && (at == start || at == from || !opens_menu(text.inner(line)))
    };
    let below = page.joined(to - 1) && page.verdict(to).is_some();
    let first = from < 2 || !page.joined(from - 2);
    // In a block of their own between a heading and a paragraph: below a menu the headline follows.
    let stop = (to..page.marks.len()).take(LIST).take_while(|i| page.joined(i - 1)).last().map_or(to, |last| last + 1);
    let apart = start > 0 && !page.joined(start - 1) && heading(start - 1) && !page.joined(stop - 1);
    let between = apart && page.marks.get(stop).is_some_and(|m| m.prose);
    (beside && first || between) && !below && !(from..to).any(furniture)
}
