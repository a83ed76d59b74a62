//! What furniture looks like, in any language: lists of links, menus run together, marks of copyright.

use crate::shape::{Shape, case_of, is_whitespace};
use crate::text::{Text, is_invisible};
use crate::words::Words;
use std::sync::OnceLock;

/// Whether a recurring line is furniture by its looks, in any language.
pub fn is_furniture(text: &Text, line: usize) -> bool {
    #[derive(Debug)]
    struct Furniture(bool);
    text.of_line(line, |inner| Furniture(looks_it(inner, text.shape(line)))).0
}

/// Whether nothing but a word of web pages makes a line look like furniture: a title can have it, too (`A video published on YouTube`).
pub fn is_furniture_by_word(text: &Text, line: usize) -> bool {
    let (inner, shape) = (text.inner(line), text.shape(line));
    is_menu_word(inner, shape) && !looks_built(inner, shape)
}

fn looks_it(inner: &str, shape: &Shape) -> bool {
    is_menu_word(inner, shape) || looks_built(inner, shape)
}

/// Whether a line is built as furniture is, whatever its words.
fn looks_built(inner: &str, shape: &Shape) -> bool {
    memchr::memchr_iter(0xc2, inner.as_bytes()).any(|at| inner.as_bytes().get(at + 1) == Some(&0xa9))
        || is_link_list(inner)
        || is_glued_menu(inner, shape)
        || (has_long_word(inner) && shape.spaceless * 4 < shape.letters && shape.digits < DIGEST && !inner.contains("://"))
}

/// Whether so many characters stand together with no blank between them as in no word that people write.
fn has_long_word(inner: &str) -> bool {
    const LONG: usize = 40;
    let apart = memchr::memchr_iter(b' ', inner.as_bytes()).chain([inner.len()]);
    let mut from = 0;
    // Other blanks only make them shorter.
    let may = inner.len() >= LONG && apart.into_iter().any(|at| at - std::mem::replace(&mut from, at) >= LONG);
    let is_long = |word: &str| word.chars().filter(|c| !is_invisible(*c)).count() >= LONG;
    may && inner.split(is_whitespace).any(is_long)
}

/// Digits of a line that says a file's digest, at least.
const DIGEST: u32 = 12;

/// Short items set apart by bars, dots, arrows, or each in brackets.
fn is_link_list(inner: &str) -> bool {
    // ASCII has one bar and brackets; what else parts links begins with one of three bytes.
    let marked = memchr::memchr2(b'|', b'[', inner.as_bytes()).is_some();
    if !marked && memchr::memchr3(0xc2, 0xe2, 0xef, inner.as_bytes()).is_none() {
        return false;
    }
    if inner.starts_with('[') && inner.ends_with(']') && inner.matches('[').count() >= 3 {
        return true;
    }
    let is_mark = |c: char| matches!(c, '|' | '·' | '•' | '｜' | '»' | '›' | '▪' | '∙' | '¦');
    let marks = inner.matches(is_mark).count();
    if marks == 0 {
        return false;
    }
    let items: Vec<&str> = inner.split(is_mark).map(str::trim).filter(|i| !i.is_empty()).collect();
    let short = |i: &&str| i.split(' ').count() <= 5 && i.chars().count() <= 48;
    // Two items with one bar between them are a pair of links when both are very short.
    let tiny = |i: &&str| i.split(' ').count() <= 3 && i.chars().count() <= 24 && !i.ends_with(['.', '!', '?', ',', '。']);
    match marks {
        1 => items.len() == 2 && inner.contains(['|', '｜']) && items.iter().all(tiny),
        _ => items.len() >= 2 && items.iter().filter(|i| short(i)).count() * 4 >= items.len() * 3,
    }
}

/// Menu words that were run together: `HomeNewsSportContact`.
fn is_glued_menu(inner: &str, shape: &Shape) -> bool {
    // A seam is a capital inside a word. Some numerals have cases, too.
    if shape.upper + shape.digits < shape.capitalised + 3 {
        return false;
    }
    if inner.is_ascii() {
        let seam = |pair: &&[u8]| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase();
        return inner.as_bytes().windows(2).filter(seam).count() >= 3;
    }
    let mut small = false;
    let mut seams = 0;
    for (capital, next) in inner.chars().map(case_of) {
        seams += u32::from(small & capital);
        small = next;
    }
    seams >= 3
}

/// Whether a line is, or begins with, what the first entry of a menu says: further down such a word is the text's own.
pub fn opens_menu(inner: &str) -> bool {
    let (_, firsts) = word_lists();
    inner.split_whitespace().next().is_some_and(|word| firsts.has(word))
}

/// Words that only pages have, and first entries of menus.
fn word_lists() -> &'static (Words, Words) {
    static WORDS: OnceLock<(Words, Words)> = OnceLock::new();
    WORDS.get_or_init(|| {
        let lists = include_str!("furniture.txt");
        let (words, firsts) = lists.split_once(FIRSTS).unwrap_or((lists, ""));
        let of = |list: &'static str| Words::of(list.lines().filter(|l| !l.starts_with('#')).flat_map(str::split_whitespace));
        (of(words), of(firsts))
    })
}

/// A short line with a word that stands on web pages only, or that begins as a menu does: `Home News`, not `carry me home`.
fn is_menu_word(inner: &str, shape: &Shape) -> bool {
    if shape.words > 10 || shape.chars > 80 {
        return false;
    }
    let (words, firsts) = word_lists();
    let mut named =
        inner.split(|c: char| c.is_whitespace() || matches!(c, ',' | ':' | '(' | ')' | '[' | ']' | '/')).filter(|w| !w.is_empty());
    let mut after = named.clone();
    let first = after.next().is_some_and(|word| firsts.has(word));
    // An entry of its own follows: `Inicio del relato` is none.
    first && after.next().is_none_or(|next| !next.starts_with(char::is_lowercase)) || named.any(|word| words.has(word))
}

/// What parts the two lists.
const FIRSTS: &str = "# First entries of menus, in many languages.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn furniture_and_text() {
        let looks = |line: &str| looks_it(line, &Shape::of(line));
        for line in [
            "Home | News | Tides",
            "[Start] [Guests] [Camera]",
            "RU | EN",
            "© 2021 The Bell",
            "StartNewsSportContact",
            "Find us on Facebook",
            "首页",
        ] {
            assert!(looks(line), "{line}");
        }
        for line in [
            "Bulletin of the lower weir",
            "Yours,",
            "Ada Corran",
            "No change is expected before the evening.",
            "It was 3 | 4, they said, and then nobody spoke for a while.",
            "O river, carry me home",
            "Inicio del relato",
            "",
        ] {
            assert!(!looks(line), "{line}");
        }
    }
}
