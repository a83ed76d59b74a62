//! The words that a phrase leaves open: `Follow us on Facebook` is a button, `Follow us on foot` an order.

use super::kinds::*;
use crate::lexicon::{Cover, Token};
use crate::shape::is_numeric;
use std::sync::OnceLock;

/// Words of a phrase that say enough, whatever stands behind them.
const PLAIN: usize = 4;

/// Words of a phrase before the name of who made a page: `powered by`.
const MAKER: usize = 2;

/// What sign-up boxes promise, and where it is sent.
const NEWS: &[&str] = &[
    "news",
    "mail",
    "inbox",
    "briefing",
    "alert",
    "actualit",
    "boîte",
    "notici",
    "notíci",
    "correo",
    "notizi",
    "știri",
    "новост",
    "новин",
];

/// Whether what stands at the open end of a phrase is what such phrases are left open for: a name, or of a version that is to be read
/// the name of a language.
pub fn fits(line: &str, tokens: &[Token], cover: &Cover) -> bool {
    let Some((from, to)) = cover.open.map(|(from, to)| (from as usize, to as usize)) else { return true };
    let part = match (tokens.get(from), tokens.get(to.wrapping_sub(1))) {
        (Some(first), Some(last)) => line.get(first.start as usize..last.end as usize).unwrap_or_default(),
        _ => return true,
    };
    if cover.all & LANGUAGE != 0 {
        let short = tokens.len() - (to - from) <= SHORT;
        return names_language(line) && !line.contains(is_numeric) && (!short || names_at_an_end(part));
    }
    // More from somebody or something that has a name, and not `Mehr aus 40 Jahren` or what is told in a sentence.
    if cover.all & TRENDING != 0 {
        return is_name(part) && !part.contains(is_numeric) && !line.ends_with(['.', '!', '?', '。']);
    }
    // Rights are somebody's, and that is said in any words; who made the page has a name: not `Designed by the prisoners`.
    let said = tokens.len() - (to - from);
    let sure = to < tokens.len() || said >= PLAIN || cover.all & RIGHTS != 0 && said > MAKER;
    sure || is_name(part) || cover.all & NEWSLETTER != 0 && promises_news(part)
}

/// Whether words speak of what a sign-up box gives: `chaque matin l'essentiel de l'actualité`.
fn promises_news(part: &str) -> bool {
    let lower = part.to_lowercase();
    NEWS.iter().any(|word| lower.contains(word))
}

/// Words of a phrase that say little: `read in`.
const SHORT: usize = 2;

/// Whether the first or the last word is that of a language: not `Read in the Polish Senate`.
fn names_at_an_end(part: &str) -> bool {
    part.split_whitespace().next().is_some_and(names_language) || part.split_whitespace().next_back().is_some_and(names_language)
}

/// Whether words can be a name: one has a capital or a digit, or the script has no capitals.
fn is_name(part: &str) -> bool {
    let small = part.chars().any(char::is_lowercase);
    !small || part.chars().any(|c| c.is_uppercase() || c.is_numeric())
}

/// Whether a word begins as the name of a language does.
fn names_language(line: &str) -> bool {
    let lower = line.to_lowercase();
    let begins = |at: usize| lower[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() || is_prefix(c));
    stems().iter().any(|stem| lower.match_indices(stem).any(|(at, _)| begins(at)))
}

/// Where words are not set apart, and in Hebrew and Arabic, where articles and prepositions hang on them, a name can begin anywhere.
fn is_prefix(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{6ff}') || crate::shape::is_spaceless(c)
}

/// Beginnings of the names of languages, and of the word for `language`, in many of them.
fn stems() -> &'static [&'static str] {
    static STEMS: OnceLock<Vec<&'static str>> = OnceLock::new();
    STEMS.get_or_init(|| {
        include_str!("words/languages.txt").lines().filter(|l| !l.starts_with("//")).flat_map(str::split_whitespace).collect()
    })
}
