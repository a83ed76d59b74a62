//! Words of pages that texts have, too: what a text is, how it ends, what it is about.

use std::collections::HashSet;
use std::sync::OnceLock;

/// What such a word is of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {
    /// What it is, said above its title: `Letters`, `TELEGRAM`.
    Genre,
    /// What a statement, a letter or a message ends with: `X`, `OK`, `Copy`.
    Seal,
    /// What stands there for a name to be written: `Firma`.
    Signature,
    /// The label of what it is about, as journals and files of cases have: `Keywords`.
    Field,
}

/// Bytes of the longest of them, with marks around it.
const LONGEST: usize = 64;

/// Whether a line, or a label, is such a word, whatever its case and the marks around it.
pub fn is(own: Own, line: &str) -> bool {
    let word = line.trim_matches(|c: char| !c.is_alphanumeric() && !is_mark_of_letter(c));
    word.len() <= LONGEST && words().contains(&(own as u8, word.to_lowercase()))
}

/// A vowel sign of Indic and Thai letters is no punctuation, and no letter either.
fn is_mark_of_letter(c: char) -> bool {
    matches!(c, '\u{900}'..='\u{eff}')
}

fn words() -> &'static HashSet<(u8, String)> {
    static WORDS: OnceLock<HashSet<(u8, String)>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut own = Own::Genre;
        let mut words = HashSet::new();
        for line in include_str!("words/own.txt").lines().filter(|line| !line.starts_with("//")) {
            match line {
                "[genre]" => own = Own::Genre,
                "[seal]" => own = Own::Seal,
                "[signature]" => own = Own::Signature,
                "[field]" => own = Own::Field,
                _ => {
                    words.extend(line.split_once(": ").iter().flat_map(|(_, all)| all.split("; ")).map(|word| (own as u8, word.to_owned())))
                }
            }
        }
        words
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_marks_around_a_word_do_not_count() {
        assert!(is(Own::Genre, "TELEGRAM") && is(Own::Genre, "Статья:") && is(Own::Signature, "Firma ______"));
        assert!(is(Own::Field, "Keywords:") && is(Own::Field, "श्रेणी:"));
        assert!(!is(Own::Genre, "Stories") && !is(Own::Seal, "Author") && !is(Own::Field, "Tags"));
    }
}
