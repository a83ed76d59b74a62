//! Whether a repair of a text with few characters beyond ASCII makes none of them worse: many a right name has the letter that elsewhere is a
//! misread apostrophe (`Luís`, `García`, `Øystein`).

use crate::stages::decode::few;
use crate::stages::decode::full;

/// Stems before `n't`.
const NOT: &[&str] = &[
    "did", "does", "do", "was", "were", "is", "are", "would", "could", "should", "had", "has", "have", "must", "need", "might", "wo", "ca",
    "ai", "sha",
];
/// Words before `'s` that are no names.
const BEFORE_S: &[&str] = &["it", "he", "she", "that", "there", "who", "what", "here", "let", "where", "how"];
/// Words before `'re`, `'ve`, `'ll`, `'d`.
const WE: &[&str] = &["i", "you", "we", "they", "he", "she", "it", "who", "that", "there", "this", "would", "could", "should"];
/// Letters of a noun before `'s` at least.
const NOUN: usize = 4;

/// Whether each character that a repair changes stands better than before.
pub fn is_better(line: &str, fixed: &str, english: bool) -> bool {
    let (old, new): (Vec<char>, Vec<char>) = (line.chars().collect(), fixed.chars().collect());
    if old.len() != new.len() {
        return !english || few::is_usual(fixed);
    }
    let usual = few::usual_signs(fixed, english);
    let mut letters = false;
    let each = (0..old.len()).filter(|at| old[*at] != new[*at]).all(|at| match (old[at].is_alphabetic(), new[at].is_alphabetic()) {
        (true, true) => {
            letters = true;
            is_cased(&new, at) || !is_cased(&old, at)
        }
        (true, false) if is_cased(&old, at) => usual[at] && is_firm(&new, at),
        (_, false) => usual[at] || !old[at].is_alphabetic(),
        (false, true) => is_cased(&new, at),
    });
    each && (!letters || full::cost(fixed, line.len()) < full::cost(line, line.len()))
}

/// Whether a letter has the case that letters beside it ask for.
fn is_cased(text: &[char], at: usize) -> bool {
    let beside = [at.checked_sub(1).map(|at| text[at]), text.get(at + 1).copied()];
    let small = |c: &Option<char>| c.is_some_and(char::is_lowercase);
    let within = beside[0].is_some_and(char::is_alphabetic);
    !(text[at].is_uppercase() && within && beside.iter().any(small))
}

/// Whether a sign that a letter became, which might have been a letter of a word, is none by what stands before and behind it.
fn is_firm(text: &[char], at: usize) -> bool {
    let before: String = text[..at].iter().rev().take_while(|c| c.is_ascii_alphabetic()).collect::<Vec<_>>().into_iter().rev().collect();
    let behind: String = text[at + 1..].iter().take_while(|c| c.is_alphabetic()).collect();
    let lower = before.to_lowercase();
    match text[at] {
        '’' => match behind.as_str() {
            "t" => lower.strip_suffix('n').is_some_and(|stem| NOT.contains(&stem)),
            "s" => BEFORE_S.contains(&lower.as_str()) || lower == before && before.len() >= NOUN,
            "m" => lower == "i",
            "re" | "ve" | "ll" | "d" => WE.contains(&lower.as_str()),
            "" => before.is_empty(),
            _ => false,
        },
        // One of a pair, whose other half stands in the line as well.
        '“' => before.is_empty() && text[at..].contains(&'”'),
        '”' => text[..at].contains(&'“'),
        '‘' => before.is_empty() && text[at..].contains(&'’'),
        _ => before.is_empty() && behind.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_misread_is_better() {
        for (line, fixed) in [
            ("They didnít come.", "They didn’t come."),
            ("DormanÕs sister", "Dorman’s sister"),
            ("the villageís school", "the village’s school"),
            ("ìfreedomî was theirs", "“freedom” was theirs"),
            ("ÒNobody asked us,Ó she said.", "“Nobody asked us,” she said."),
            ("all saferÑand cheaper, “they said”", "all safer—and cheaper, “they said”"),
        ] {
            assert!(is_better(line, fixed, true), "{line}");
        }
    }

    #[test]
    fn what_was_right_is_worse() {
        for (line, fixed) in [
            ("The order of Avís was founded.", "The order of Av’s was founded."),
            ("Reykjavík is there.", "Reykjav’k is there."),
            ("José came.", "JosŽ came."),
            ("LEÓN is there.", "LE”N is there."),
            ("EL NIÑO", "EL NI—O"),
            ("Danít and Ronít", "Dan’t and Ron’t"),
            ("Davíd was there.", "Dav’d was there."),
            ("Æthelred", "’thelred"),
            ("the í is a long i", "the ’ is a long i"),
            ("Zoë and Noël", "Zo‘ and No‘l"),
            ("Øystein", "ÿystein"),
        ] {
            assert!(!is_better(line, fixed, true), "{line}");
        }
    }
}
