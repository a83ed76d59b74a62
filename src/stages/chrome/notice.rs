//! Notices: sentences that a page says about itself in endless variants, known by words that come together.

use super::gate::Gate;
use super::kinds::{self, Kinds};
use crate::lexicon::fold;
use aho_corasick::{AhoCorasick, AhoCorasickKind};
use std::collections::HashMap;
use std::sync::OnceLock;

/// Bytes; a longer line is a paragraph of its own.
const MAX: usize = 700;

struct Notice {
    kind: Kinds,
    /// The first group as the list spells it.
    gate: Vec<&'static str>,
    /// Of each group one must be there, at the start of a word: numbers of words.
    groups: Vec<Vec<usize>>,
}

struct Notices {
    /// The words of all first groups.
    gate: Gate,
    all: Vec<Notice>,
    /// All words of all groups, each once, found in one pass over a line.
    words: AhoCorasick,
    /// Where each of them counts.
    opens: Vec<Opens>,
}

/// Where a word counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Opens {
    Anywhere,
    /// At the start of a word.
    Word,
    /// At the start of a clause: there `apoya` asks, elsewhere it tells what somebody does.
    Clause,
}

fn notices() -> &'static Notices {
    static NOTICES: OnceLock<Notices> = OnceLock::new();
    NOTICES.get_or_init(|| {
        let mut words: Vec<String> = Vec::new();
        let mut numbers: HashMap<String, usize> = HashMap::new();
        let mut number = |word: &str| {
            let word: String = word.chars().map(fold).collect();
            *numbers.entry(word).or_insert_with_key(|word| {
                words.push(word.clone());
                words.len() - 1
            })
        };
        let all: Vec<Notice> = kinds::notice_lines()
            .map(|(kind, line)| {
                let gate = line.split(" & ").next().unwrap_or_default().split('|').collect();
                Notice { kind, gate, groups: line.split(" & ").map(|group| group.split('|').map(&mut number).collect()).collect() }
            })
            .collect();
        let opens = words.iter().map(|word| opens(word)).collect();
        let words = words.iter().map(|word| plain(word));
        let words = AhoCorasick::builder().kind(Some(AhoCorasickKind::ContiguousNFA)).build(words);
        let words = words.expect("a few thousand short words make an automaton");
        // As words are written inside a sentence and at its start: so no line has to be folded to be passed over.
        let capital = |w: &str| w.chars().take(1).flat_map(char::to_uppercase).chain(w.chars().skip(1)).collect::<String>();
        let first: Vec<String> = all.iter().flat_map(|n| &n.gate).map(|w| plain(w)).flat_map(|w| [w.to_owned(), capital(w)]).collect();
        Notices { gate: Gate::of(first), all, words, opens }
    })
}

/// The kinds of notice that a line can be; 0 for most lines.
pub fn of(line: &str) -> Kinds {
    let notices = notices();
    if line.len() > MAX || line.len() < 12 {
        return 0;
    }
    if !notices.gate.is_open(line) {
        return 0;
    }
    let folded: String = line.chars().map(fold).collect();
    let mut there = vec![false; notices.opens.len()];
    for found in notices.words.find_overlapping_iter(&folded) {
        let word = found.pattern().as_usize();
        if !there[word] {
            there[word] = counts(notices.opens[word], &folded, found.start());
        }
    }
    notices.all.iter().filter(|n| n.groups.iter().all(|g| g.iter().any(|word| there[*word]))).fold(0, |kinds, n| kinds | n.kind)
}

/// Whether a line can be a notice of any kind.
pub fn is_notice(line: &str) -> bool {
    of(line) != 0
}

fn counts(opens: Opens, text: &str, at: usize) -> bool {
    match opens {
        Opens::Anywhere => true,
        Opens::Word => begins(text, at),
        Opens::Clause => text[..at].trim_end().chars().next_back().is_none_or(|c| !c.is_alphanumeric()),
    }
}

/// A word as it is looked for: one that counts at the start of a clause has a mark before it in the lists.
fn plain(word: &str) -> &str {
    word.trim_start_matches('^')
}

fn opens(word: &str) -> Opens {
    match word {
        _ if word.starts_with('^') => Opens::Clause,
        _ if opens_a_word(word) => Opens::Word,
        _ => Opens::Anywhere,
    }
}

/// Whether a word counts only where it begins one: not in scripts without blanks, nor in Hebrew and Arabic, where prefixes
/// hang on words.
fn opens_a_word(word: &str) -> bool {
    word.chars().next().is_some_and(|c| c.is_alphabetic() && !crate::shape::is_spaceless(c) && !matches!(c, '\u{590}'..='\u{6ff}'))
}

/// Whether a word can begin there.
fn begins(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() || crate::shape::is_spaceless(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the words were looked for one by one.
    fn one_by_one(line: &str) -> Kinds {
        let folded: String = line.chars().map(fold).collect();
        let hit = |word: &str| {
            let word: String = word.chars().map(fold).collect();
            folded.match_indices(plain(&word)).any(|(at, _)| counts(opens(&word), &folded, at))
        };
        let fits = |line: &str| line.split(" & ").all(|group| group.split('|').any(hit));
        kinds::notice_lines().filter(|(_, line)| fits(line)).fold(0, |kinds, (kind, _)| kinds | kind)
    }

    #[test]
    fn words_found_together_are_those_found_one_by_one() {
        let lines: Vec<&str> = kinds::notice_lines().map(|(_, line)| line).collect();
        for (at, line) in lines.iter().enumerate() {
            let word = |group: &str| plain(group.split('|').nth(at % group.split('|').count()).unwrap()).to_owned();
            let own = line.split(" & ").map(word).collect::<Vec<_>>().join(" ");
            let glued = own.replace(' ', "x");
            let other = lines[(at * 7 + 3) % lines.len()].replace(['|', '&'], " ");
            for line in [own.clone(), glued, format!("x{own}"), format!("{own} {other}")] {
                if (12..=MAX).contains(&line.len()) && notices().gate.is_open(&line) {
                    assert_eq!(of(&line), one_by_one(&line), "{line}");
                }
            }
        }
    }
}
