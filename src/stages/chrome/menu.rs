//! Menus in one line: items with marks between them, or run together.

use super::kinds;
use crate::lexicon::{Cover, Token};

/// A line read as a menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Menu {
    /// Number of items.
    pub items: u32,
    /// How many of them are phrases of pages.
    pub known: u32,
    /// Whether the items hang together without blanks or marks.
    pub glued: bool,
}

/// Words of one item at most.
const ITEM: usize = 5;

/// Reads a line as a menu; `None` when it has not the form of one.
pub fn of(line: &str, tokens: &[Token], cover: Option<&Cover>) -> Option<Menu> {
    if tokens.len() < 2 {
        return None;
    }
    let glued = tokens.iter().filter(|t| t.glued).count();
    if glued >= 2 {
        let cuts = |_: &Token, next: &Token| next.glued;
        let menu = split(tokens, cuts, true);
        // A name such as `HeadlineNews World` has blanks inside its items.
        let covered = cover.filter(|c| c.glued > 0 && c.phrases >= 3).map(|c| Menu { items: c.phrases, known: c.phrases, glued: true });
        return covered.or(menu.filter(|m| m.items >= 3));
    }
    if let Some(c) = cover
        && c.glued > 0
        && c.phrases >= 3
    {
        return Some(Menu { items: c.phrases, known: c.phrases, glued: true });
    }
    let between = |a: &Token, b: &Token| is_mark(&line[a.end as usize..b.start as usize]);
    if let Some(menu) = split(tokens, between, false).filter(|m| m.items >= 3) {
        return Some(menu);
    }
    // Items with mere blanks between them, when every one is known.
    let commas = line.contains([',', '.', '!', '?', ':', ';', '，', '。', '、', '،']);
    cover.filter(|c| c.phrases >= 4 && !commas).map(|c| Menu { items: c.phrases, known: c.phrases, glued: false })
}

fn split(tokens: &[Token], cuts: impl Fn(&Token, &Token) -> bool, glued: bool) -> Option<Menu> {
    let (mut items, mut known, mut start) = (0u32, 0u32, 0usize);
    for end in 1..=tokens.len() {
        if end < tokens.len() && !cuts(&tokens[end - 1], &tokens[end]) {
            continue;
        }
        let item = &tokens[start..end];
        if item.len() > ITEM && item.iter().any(|t| t.end - t.start > 3) {
            return None;
        }
        items += 1;
        known += u32::from(kinds::lexicon().cover(item).is_some());
        start = end;
    }
    Some(Menu { items, known, glued })
}

/// Whether what stands between two words parts items of a menu.
fn is_mark(between: &str) -> bool {
    let marks = between.trim();
    if marks.is_empty() {
        return between.contains('\t') || between.len() >= 3;
    }
    match marks {
        "-" | "–" | "—" | "/" | ">" | "*" => between.starts_with(' ') && between.ends_with(' '),
        _ => {
            marks.chars().any(|c| matches!(c, '|' | '·' | '•' | '»' | '›' | '→' | '◆' | '■' | '｜' | '│' | '¦' | '‣' | '∙' | '⋅' | '・'))
                && !marks.contains(['«', '.'])
                || matches!(marks, "::" | "][" | "] [" | ">>")
        }
    }
}
