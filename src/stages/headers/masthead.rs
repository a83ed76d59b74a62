//! What a recurring line above or below the texts of a site says of itself: that it is a paper's name, or how the texts came about.

use crate::text::Text;
use std::sync::OnceLock;

/// Whether a line calls its site a paper, a magazine, a page of the web, or is the address of one: nothing else tells a motto from a
/// warning or from the title of a series of trials.
pub fn names_paper(line: &str) -> bool {
    let [paper, ..] = lists();
    paper.has_one_in(line) || line.split_whitespace().any(is_site)
}

/// Fewest letters of a name that says something: shorter ones are words of any language.
const NAME: usize = 6;

/// Whether words of a line, one behind the other, are what a site is called in its address: `The Harbour Post` of `harbour-post.example`.
pub fn names_site(line: &str, name: &str) -> bool {
    let small = |word: &str| word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let words: Vec<String> = line.split_whitespace().map(small).collect();
    let spelled = |from: &[String]| {
        let mut rest = name;
        from.iter().any(|word| match rest.strip_prefix(word.as_str()) {
            Some(more) => {
                rest = more;
                rest.is_empty()
            }
            None => {
                rest = "\n";
                false
            }
        })
    };
    name.chars().count() >= NAME && (0..words.len()).any(|at| spelled(&words[at..]))
}

/// Whether a line says how a text came about, by whose leave, before which court: `Recorded with the consent of the witness`. On a site of
/// testimony each text has it, and it is part of each.
pub fn tells_origin(text: &Text, line: usize) -> bool {
    #[derive(Debug)]
    struct Origin(bool);
    let [_, origin, _] = lists();
    text.of_line(line, |inner| Origin(origin.has_one_in(inner))).0
}

/// Whether a line speaks of those who keep the site: `Reprints with leave of the editors`. Above the texts of a site that may be their
/// note to the text, beside furniture it is the page's.
pub fn names_office(line: &str) -> bool {
    let [_, _, office] = lists();
    office.has_one_in(line)
}

/// `ferry-post.example`.
fn is_site(word: &str) -> bool {
    let name = word.trim_matches(|c: char| !c.is_alphanumeric());
    let level = name.rsplit_once('.').filter(|(front, _)| front.len() >= 4 && !front.contains('@')).map_or("", |(_, level)| level);
    (2..=8).contains(&level.len()) && level.bytes().all(|b| b.is_ascii_lowercase())
}

/// Words, by where their letters may go on.
#[derive(Debug, Default)]
struct List {
    whole: Vec<&'static str>,
    starts: Vec<&'static str>,
    ends: Vec<&'static str>,
    anywhere: Vec<&'static str>,
}

impl List {
    fn add(&mut self, entry: &'static str) {
        let word = entry.trim_matches('*');
        let place = match (entry.starts_with('*'), entry.ends_with('*')) {
            (false, false) => &mut self.whole,
            (false, true) => &mut self.starts,
            (true, false) => &mut self.ends,
            (true, true) => &mut self.anywhere,
        };
        place.push(word);
    }

    fn has_one_in(&self, line: &str) -> bool {
        let lower = line.to_lowercase();
        let words = lower.split(|c: char| !(c.is_alphanumeric() || is_mark(c))).filter(|w| !w.is_empty());
        let fits = |word: &str| {
            self.whole.contains(&word) || self.starts.iter().any(|s| word.starts_with(s)) || self.ends.iter().any(|e| word.ends_with(e))
        };
        self.anywhere.iter().any(|part| lower.contains(part)) || words.into_iter().any(fits)
    }
}

/// Signs that stand inside of words, and vowels of scripts that write them as marks.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{300}'..='\u{36f}' | '\u{900}'..='\u{dff}')
}

fn lists() -> &'static [List; 3] {
    static LISTS: OnceLock<[List; 3]> = OnceLock::new();
    LISTS.get_or_init(|| {
        let mut lists = [List::default(), List::default(), List::default()];
        let mut at = 0;
        for line in include_str!("masthead.txt").lines().filter(|line| !line.starts_with('#')) {
            if line.starts_with('[') {
                at = ["[paper]", "[origin]", "[office]"].iter().position(|name| line.starts_with(name)).unwrap_or(0);
                continue;
            }
            line.split_whitespace().for_each(|entry| lists[at].add(entry));
        }
        lists
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
    fn every_word_is_in_lower_case_and_long_enough_to_say_something() {
        for list in lists() {
            for word in list.whole.iter().chain(&list.starts).chain(&list.ends).chain(&list.anywhere) {
                assert_eq!(**word, word.to_lowercase(), "{word}");
                assert!(word.chars().count() >= 2, "{word}");
            }
        }
    }
}
