//! Weak lines that are known by furniture beside them, and the clocks of players.

use super::company;
use super::kinds::*;
use super::page::Page;
use super::player::{Clock, clock};
use crate::text::Text;

/// Kinds whose weak lines are known by a strong one beside them.
const NEIGHBOURLY: &[Kinds] = &[FORM, COOKIE, NEWSLETTER, DONATION, SHARE, VIDEO, LOGIN, APP, PRINT, JS];

/// Judges weak lines beside furniture that is known.
pub fn judge(page: &mut Page, text: &Text) {
    if !page.has_put(NEIGHBOURLY.iter().fold(0, |all, kind| all | kind)) {
        return;
    }
    let n = page.marks.len();
    for at in 0..n {
        let Some(kind) = page.verdict(at).filter(|k| NEIGHBOURLY.contains(k)) else { continue };
        // What a line takes that is spared itself is spared, too.
        let mut spares = kind == VIDEO && page.is_spared(at);
        for i in at + 1..n {
            match page.verdict(i) {
                None if is_beside(page, i, kind, text) => take(page, i, at, &mut spares, text),
                None => break,
                Some(other) if other == kind => break,
                Some(_) => {}
            }
        }
        let mut spares = kind == VIDEO && page.is_spared(at);
        for i in (0..at).rev() {
            match page.verdict(i) {
                None if is_beside(page, i, kind, text) => take(page, i, at, &mut spares, text),
                None => break,
                Some(other) if other == kind => break,
                Some(_) => {}
            }
        }
    }
}

fn is_beside(page: &Page, at: usize, kind: Kinds, text: &Text) -> bool {
    let mark = &page.marks[at];
    mark.weak() & kind != 0 || kind == VIDEO && is_digits(text.inner(mark.line()))
}

/// Takes a line beside furniture, and spares it where it is no clock of a player.
fn take(page: &mut Page, at: usize, beside: usize, spares: &mut bool, text: &Text) {
    let Some(kind) = page.verdict(beside) else { return };
    let mark = &page.marks[at];
    *spares |= mark.weak() & kind == 0 && !is_clock_of(page, at, beside, text);
    page.put(at, kind);
    if *spares {
        page.spare(at);
    }
}

/// Whether a line of digits is the clock of the player beside it: no date, no telephone number, no count, and no hour above a line of the
/// text. In the place of a post stands no player.
fn is_clock_of(page: &Page, at: usize, beside: usize, text: &Text) -> bool {
    let heads = || page.joined(at) && page.verdict(at + 1).is_none() && !is_beside(page, at + 1, VIDEO, text);
    match clock(text.inner(page.marks[at].line())) {
        Some(Clock::Player) => true,
        Some(Clock::Either) => !heads() && !company::names_network(text.inner(page.marks[beside].line())),
        None => false,
    }
}

/// `0:00 / 1:24`, `12%`, `1x`, and other lines of digits.
fn is_digits(line: &str) -> bool {
    line.len() <= 20 && line.bytes().any(|b| b.is_ascii_digit()) && line.bytes().all(|b| b.is_ascii_digit() || b" :/%x.-+".contains(&b))
}
