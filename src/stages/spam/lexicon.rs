//! The word lists of the stage, parsed once.

use super::fold::fold;
use super::stems::Stems;
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use std::collections::HashSet;
use std::sync::OnceLock;

/// Topics that can be told apart: more than there are, and a bit for each fits `about`'s mask.
pub const TOPICS: usize = 16;

/// What a stem says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Nothing: an ordinary word that holds a stem.
    None,
    /// A word of any advertisement.
    Filler,
    /// An ordinary word that spam leans on.
    Weak,
    /// Hardly anywhere else in such numbers.
    Strong,
}

/// One stem.
#[derive(Clone, Copy, Debug)]
pub struct Stem {
    /// Number of its topic; 0 for words of any advertisement.
    pub topic: u8,
    /// What it says.
    pub weight: Weight,
    /// Letters of it.
    pub letters: u32,
    /// Whether it may stand at the end of a longer word though it is short.
    pub suffix: bool,
}

/// All word lists.
pub struct Lexicon {
    /// The stems over folded text.
    pub stems: Stems,
    /// What number `i` of `stems` is.
    pub table: Vec<Stem>,
    /// Little words that sentences need.
    pub function: HashSet<String>,
    /// Pieces of grammar of scripts that set no blanks.
    pub particles: AhoCorasick,
    /// Words of texts about such sites.
    pub about: AhoCorasick,
}

/// The word lists.
pub fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(parse)
}

fn parse() -> Lexicon {
    let mut stems: Vec<(String, Stem)> = Vec::new();
    let mut topics: Vec<&str> = vec!["plain"];
    let (mut topic, mut weight) = (0, Weight::None);
    let mut beside: Option<&str> = None;
    for line in lines(include_str!("stems.txt")) {
        if let Some(head) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            let (name, value) = head.split_once(' ').unwrap_or((head, "filler"));
            let (value, with) = value.split_once(" with ").map_or((value, None), |(value, with)| (value, Some(with)));
            beside = with;
            weight = match (name, value) {
                ("none", _) => Weight::None,
                (_, "strong") => Weight::Strong,
                (_, "weak") => Weight::Weak,
                _ => Weight::Filler,
            };
            topic = topics.iter().position(|t| *t == name).unwrap_or_else(|| {
                topics.push(name);
                topics.len() - 1
            }) as u8;
            continue;
        }
        for entry in line.split_whitespace() {
            let suffix = entry.starts_with('~');
            let folded = fold(entry.trim_matches(['~', '_'])).text;
            let own = match beside {
                Some(word) => [format!("{folded}_{word}"), format!("{word}_{folded}")].iter().flat_map(|pair| spellings(pair)).collect(),
                None => spellings(&folded),
            };
            for spelling in own {
                let letters = spelling.chars().filter(|c| c.is_alphanumeric()).count() as u32;
                stems.push((spelling, Stem { topic, weight, letters, suffix }));
            }
        }
    }
    // A word may stand in several sections: the one that says most counts. `None` is meant to hide a shorter stem, never an equal one.
    stems.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.weight.cmp(&a.1.weight)).then(b.1.suffix.cmp(&a.1.suffix)));
    stems.dedup_by(|a, b| a.0 == b.0);
    let (patterns, table): (Vec<String>, Vec<Stem>) = stems.into_iter().unzip();
    let words = |text: &'static str| lines(text).flat_map(str::split_whitespace).map(|w| fold(w).text.replace('_', " "));
    Lexicon {
        stems: Stems::of(patterns),
        table,
        function: words(include_str!("function.txt")).collect(),
        particles: automaton(&words(include_str!("particles.txt")).collect::<Vec<_>>()),
        about: automaton(&words(include_str!("about.txt")).collect::<Vec<_>>()),
    }
}

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|l| !l.is_empty() && !l.starts_with('#'))
}

/// With a blank, and without, where an entry has `_`.
fn spellings(entry: &str) -> Vec<String> {
    if !entry.contains('_') {
        return vec![entry.to_owned()];
    }
    vec![entry.replace('_', " "), entry.replace('_', "-"), entry.replace('_', "")]
}

fn automaton(patterns: &[String]) -> AhoCorasick {
    AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .kind(Some(AhoCorasickKind::ContiguousNFA))
        .build(patterns)
        .expect("the word lists of the program are small")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_parse() {
        let lexicon = lexicon();
        assert!(lexicon.table.len() > 1500, "{}", lexicon.table.len());
        assert!(lexicon.table.iter().all(|s| s.letters > 0));
        assert!(lexicon.stems.find_iter("onlinecasino").next().is_some());
    }
}
