//! Whether what comes of a repair is what somebody wrote: words, and none of two scripts.

use crate::stages::decode::model::block;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// Characters of the far east that a repair into one of its languages has, at least.
const WIDE: usize = 3;

/// Whether a text is one of the far east: a sign of it in a line of Latin letters may be two signs of these (`°F`).
pub fn is_wide(text: &str) -> bool {
    let wide = text.chars().filter(|c| matches!(block(*c), 8..=10)).count();
    wide >= WIDE && wide * 3 >= text.chars().filter(char::is_ascii_alphabetic).count()
}

/// Letters of a word at least.
const WORD: usize = 3;

/// Words that hold letters beyond ASCII.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_ascii())
}

/// Letters beyond ASCII.
fn letters(text: &str) -> usize {
    text.chars().filter(|c| !c.is_ascii() && c.is_alphabetic()).count()
}

/// Whether letters beyond ASCII stand in two words or more, and most of them in words: those of a formula stand beside one letter.
pub fn has_words(text: &str) -> bool {
    let (mut within, mut all, mut found) = (0, 0, BTreeSet::new());
    for word in words(text) {
        let len = word.chars().count();
        all += len;
        if len >= WORD {
            within += len;
            found.insert(word);
        }
    }
    found.len() >= 2 && within * 2 >= all
}

/// Words in which Latin letters stand beside those of another script. In the far east they do, and in Ukrainian of old encodings `i` does.
pub fn mixed_words(text: &str) -> usize {
    let latin = |c: char| c.is_ascii_alphabetic() && c != 'i';
    let other = |c: char| c >= '\u{370}' && !matches!(c, '\u{1e00}'..='\u{1eff}') && !matches!(block(c), 8..=10);
    words(text).filter(|word| word.contains(latin) && word.contains(other)).count()
}

/// Letters for each that is beyond ASCII, in languages that have few of them.
const FEW: usize = 8;

/// Whether a line of signs and letters became one of letters. A price (`£5 – £10`) or a formula becomes letters beside digits; a mark of a
/// footnote, or a letter that no legacy encoding had, something that is no letter.
pub fn gains_letters(line: &str, fixed: &str) -> bool {
    let (before, after) = (letters(line), letters(fixed));
    // Short words with a letter beyond ASCII stand among longer ones without.
    let has_word =
        || words(fixed).any(|word| word.chars().count() >= WORD) || fixed.chars().filter(|c| c.is_alphabetic()).count() >= after * FEW;
    let drawn = |text: &str| text.chars().filter(|c| matches!(c, '\u{2500}'..='\u{259f}')).count();
    if after == 0 || after * 2 < before || before * 4 < after && !has_word() || drawn(fixed) > drawn(line) {
        return false;
    }
    let beside = |c: Option<&char>| c.is_some_and(|c| c.is_ascii_digit() || "+=*/^<>~|±".contains(*c));
    let chars: Vec<char> = fixed.chars().collect();
    let letter = |at: &usize| !chars[*at].is_ascii() && chars[*at].is_alphabetic();
    let counted = |at: &usize| letter(at) && (beside(at.checked_sub(1).and_then(|at| chars.get(at))) || beside(chars.get(at + 1)));
    (0..chars.len()).filter(counted).count() * 2 < after
}

/// Whether a line speaks of text that was read in a wrong encoding: it holds a broken word and the same one as it should be, or what is broken
/// is quoted in it, beside letters that are right.
pub fn is_spoken_of(line: &str, fixed: &str) -> bool {
    let telling = |word: &&str| {
        word.chars().count() >= WORD || matches!(word.chars().next(), Some('À'..='ſ')) && !matches!(*word, "â" | "ã" | "Â" | "Ã")
    };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    words(line).filter(telling).for_each(|word| *counts.entry(word.to_lowercase()).or_default() += 1);
    let both = words(fixed).any(|word| match counts.get_mut(&word.to_lowercase()) {
        Some(0) => true,
        Some(left) => {
            *left -= 1;
            false
        }
        None => false,
    });
    both || {
        let (rest, unquoted) = (without_quotes(line), without_quotes(fixed));
        rest == unquoted && letters(&rest) > 0
    }
}

/// A line without what it quotes.
fn without_quotes(line: &str) -> String {
    let mut rest = String::with_capacity(line.len());
    let mut until: &[char] = &[];
    for c in line.chars() {
        if until.is_empty() {
            rest.push(c);
            until = match c {
                '«' => &['»'],
                '“' => &['”'],
                '„' => &['“', '”'],
                '「' => &['」'],
                '"' => &['"'],
                _ => &[],
            };
        } else if until.contains(&c) {
            until = &[];
        }
    }
    rest
}

/// Whether all letters that a repair made stand alone, in a line with Greek capitals, and are of a script of which one says nothing beside
/// Latin ones: `Χ²` is no ligature of Yiddish.
pub fn is_lone(line: &str, fixed: &str) -> bool {
    let chars: Vec<char> = fixed.chars().collect();
    let made = |at: usize| chars.get(at).is_some_and(|c| !c.is_ascii() && c.is_alphabetic() && !line.contains(*c));
    let far = |c: char| matches!(c, 'Ǳ'..='ǳ') || matches!(c, '\u{400}'..='\u{8ff}');
    let mut all = (0..chars.len()).filter(|at| made(*at)).peekable();
    line.contains(|c| matches!(c, 'Α'..='Ω'))
        && all.peek().is_some()
        && all.all(|at| far(chars[at]) && !at.checked_sub(1).is_some_and(made) && !made(at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_has_the_word_as_it_should_be_speaks_of_it() {
        assert!(is_spoken_of("Ã¤ for ä, Ã¶ for ö", "ä for ä, ö for ö"));
        assert!(is_spoken_of("On lisait « dÃ©jÃ  vu » à la mairie.", "On lisait « déjà vu » à la mairie."));
        assert!(!is_spoken_of("Le cafÃ© « dÃ©jÃ  vu » Ã  la mairie.", "Le café « déjà vu » à la mairie."));
        assert!(!is_spoken_of("The \"cafÃ©\" was closed.", "The \"café\" was closed."));
    }

    #[test]
    fn letters_come_of_letters_and_stand_in_words() {
        assert!(gains_letters("Ïðèâåò", "Привет"));
        assert!(gains_letters("Il va ˆ Paris demain", "Il va à Paris demain"));
        assert!(!gains_letters("Price: £5 – £10; ¥5~¥9", "Price: г5 – г10; е5~е9"));
        assert!(!gains_letters("¶1 In ¶2", "╤1 In ╤2"));
        assert!(has_words("Işık söndü, kimse şaşırmadı") && !has_words("ñx ñy «úz 4ãrı ıà åı"));
        assert_eq!((mixed_words("gosudarstvennaв"), mixed_words("T恤 и дом"), mixed_words("iншi")), (1, 0, 0));
    }

    #[test]
    fn a_square_beside_a_greek_capital_is_no_ligature() {
        assert!(is_lone("Χ²(2) = 5.99", "ײ(2) = 5.99") && !is_lone("×©×œ×•×", "שלום"));
    }
}
