//! What a recurring line above or below the texts of a site says of itself: that it is a paper's name, or how the texts came about.

use crate::text::Text;
use aho_corasick::{AhoCorasick, AhoCorasickKind};
use std::sync::OnceLock;

/// What the words of a line tell, a bit each: it calls its site a paper, a magazine, a page of the web, or is the address of one, for nothing
/// else tells a motto from a warning or from the title of a series of trials;
const PAPER: u8 = 1;
/// it says how a text came about, by whose leave, before which court;
const ORIGIN: u8 = 1 << 1;
/// it speaks of those who keep the site.
const OFFICE: u8 = 1 << 2;

/// Whether a line names a paper: see [`PAPER`].
pub fn names_paper(line: &str) -> bool {
    told(line) & PAPER != 0
}

/// Fewest letters of a name that says something: shorter ones are words of any language.
const NAME: usize = 6;

/// Whether words of a line, one behind the other, are what a site is called in its address: `The Harbour Post` of `harbour-post.example`.
pub fn names_site(line: &str, name: &str) -> bool {
    if name.chars().count() < NAME {
        return false;
    }
    let mut words = line.split_whitespace();
    loop {
        let from = words.clone();
        if words.next().is_none() {
            return false;
        }
        if spells(from, name) {
            return true;
        }
    }
}

/// Whether some words, from the first on, are a name when they are written as one.
fn spells<'a>(words: impl Iterator<Item = &'a str>, name: &str) -> bool {
    let mut rest = name.chars();
    for word in words {
        let mut small = word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
        if !small.all(|c| rest.next() == Some(c)) {
            return false;
        }
        if rest.as_str().is_empty() {
            return true;
        }
    }
    false
}

/// Whether a line says how a text came about: `Recorded with the consent of the witness`. On a site of testimony each text has it, and it is
/// part of each.
pub fn tells_origin(text: &Text, line: usize) -> bool {
    told_of(text, line) & ORIGIN != 0
}

/// Whether a line names a paper or speaks of those who keep the site: `Reprints with leave of the editors`. Above the texts of a site that
/// may be their note to the text, beside furniture it is the page's.
pub fn names_keeper(text: &Text, line: usize) -> bool {
    told_of(text, line) & (PAPER | OFFICE) != 0
}

/// The same for a line of a text: each is looked at once.
fn told_of(text: &Text, line: usize) -> u8 {
    #[derive(Debug)]
    struct Told(u8);
    text.of_line(line, |inner| Told(told(inner))).0
}

fn told(line: &str) -> u8 {
    let lower = line.to_lowercase();
    let words = words();
    let found = words.finder.find_overlapping_iter(&lower).filter(|found| {
        let word = &words.all[found.pattern()];
        let (before, after) = (lower[..found.start()].chars().next_back(), lower[found.end()..].chars().next());
        (word.grows_before || !before.is_some_and(is_of_word)) && (word.grows || !after.is_some_and(is_of_word))
    });
    let site = if line.split_whitespace().any(is_site) { PAPER } else { 0 };
    found.fold(site, |told, found| told | words.all[found.pattern()].tells)
}

/// `ferry-post.example`.
fn is_site(word: &str) -> bool {
    let name = word.trim_matches(|c: char| !c.is_alphanumeric());
    let level = name.rsplit_once('.').filter(|(front, _)| front.len() >= 4 && !front.contains('@')).map_or("", |(_, level)| level);
    (2..=8).contains(&level.len()) && level.bytes().all(|b| b.is_ascii_lowercase())
}

/// Letters, digits, signs that stand inside of words, and vowels of scripts that write them as marks.
fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{200c}' | '\u{200d}' | '\u{300}'..='\u{36f}' | '\u{900}'..='\u{dff}')
}

/// A word of the lists.
#[derive(Debug)]
struct Word {
    /// Whether letters of its word may stand before it,
    grows_before: bool,
    /// and behind it.
    grows: bool,
    tells: u8,
}

#[derive(Debug)]
struct Words {
    all: Vec<Word>,
    finder: AhoCorasick,
}

fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| {
        let (mut all, mut spelled, mut tells) = (Vec::new(), Vec::new(), 0);
        for line in include_str!("masthead.txt").lines().filter(|line| !line.starts_with('#')) {
            if let Some((name, _)) = line.strip_prefix('[').and_then(|line| line.split_once(']')) {
                tells =
                    [("paper", PAPER), ("origin", ORIGIN), ("office", OFFICE)].iter().find(|(n, _)| *n == name).map_or(0, |(_, bit)| *bit);
                continue;
            }
            for entry in line.split_whitespace() {
                all.push(Word { grows_before: entry.starts_with('*'), grows: entry.ends_with('*'), tells });
                spelled.push(entry.trim_matches('*'));
            }
        }
        let finder = AhoCorasick::builder().kind(Some(AhoCorasickKind::ContiguousNFA)).build(&spelled);
        Words { all, finder: finder.expect("a short list of words fits an automaton") }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn papers_and_addresses_are_told_from_warnings() {
        for line in ["A paper for both banks", "Der Hafenanzeiger, seit 1880", "柳塘日报", "ferry-post.example", "Газета обоих берегов"]
        {
            assert!(names_paper(line), "{line}");
        }
        for line in ["Warning: this account describes torture", "Report 2.4", "Write to a.b", "Voice of the besieged town", "Суд"] {
            assert!(!names_paper(line), "{line}");
        }
    }

    #[test]
    fn a_site_is_known_by_its_address() {
        for (line, name) in [
            ("The Harbour Post", "harbourpost"),
            ("Kestrel Point: the island's board", "kestrelpoint"),
            ("Гавань-сегодня о море", "гаваньсегодня"),
        ] {
            assert!(names_site(line, name), "{line}");
        }
        for (line, name) in [
            ("The Harbour", "harbourpost"),
            ("Harbour and Post", "harbourpost"),
            ("Marl", "marl"),
            ("Anything", ""),
            ("A harbourpost", "harbourposts"),
        ] {
            assert!(!names_site(line, name), "{line}");
        }
    }

    #[test]
    fn every_word_is_in_lower_case_and_tells_something() {
        let lines = include_str!("masthead.txt").lines().filter(|line| !line.starts_with(['#', '[']));
        for word in lines.flat_map(str::split_whitespace).map(|entry| entry.trim_matches('*')) {
            assert_eq!(word, word.to_lowercase());
            assert!(word.chars().count() >= 2 && told(word) != 0, "{word}");
        }
        assert!(words().all.iter().all(|word| word.tells != 0));
    }
}
