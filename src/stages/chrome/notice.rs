//! Notices: sentences that a page says about itself in endless variants, known by words that come together.

use super::gate::Gate;
use super::kinds::{self, Kinds};
use crate::lexicon::fold;
use std::sync::OnceLock;

/// Bytes; a longer line is a paragraph of its own.
const MAX: usize = 700;

struct Notice {
    kind: Kinds,
    /// The first group as the list spells it.
    gate: Vec<&'static str>,
    /// Of each group one must be there, at the start of a word.
    groups: Vec<Vec<String>>,
}

struct Notices {
    /// The words of all first groups.
    gate: Gate,
    all: Vec<Notice>,
}

fn notices() -> &'static Notices {
    static NOTICES: OnceLock<Notices> = OnceLock::new();
    NOTICES.get_or_init(|| {
        let all: Vec<Notice> = kinds::notice_lines()
            .map(|(kind, line)| {
                let words = |group: &str| group.split('|').map(|w| w.chars().map(fold).collect()).collect();
                let gate = line.split(" & ").next().unwrap_or_default().split('|').collect();
                Notice { kind, gate, groups: line.split(" & ").map(words).collect() }
            })
            .collect();
        // As words are written inside a sentence and at its start: so no line has to be folded to be passed over.
        let capital = |w: &str| w.chars().take(1).flat_map(char::to_uppercase).chain(w.chars().skip(1)).collect::<String>();
        let first: Vec<String> = all.iter().flat_map(|n| &n.gate).flat_map(|w| [(*w).to_owned(), capital(w)]).collect();
        Notices { gate: Gate::of(first), all }
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
    let hit = |word: &String| find_word(&folded, word);
    notices.all.iter().filter(|n| n.groups.iter().all(|g| g.iter().any(hit))).fold(0, |kinds, n| kinds | n.kind)
}

/// Whether `word` begins a word of `text`; in scripts without blanks, whether it is there.
fn find_word(text: &str, word: &str) -> bool {
    let spaced = word.chars().next().is_some_and(|c| c.is_alphabetic() && !crate::shape::is_spaceless(c));
    // Prefixes hang on words in Hebrew and Arabic.
    let prefixed = word.chars().next().is_some_and(|c| matches!(c, '\u{590}'..='\u{6ff}'));
    text.match_indices(word).any(|(at, _)| {
        !spaced || prefixed || text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() || crate::shape::is_spaceless(c))
    })
}
