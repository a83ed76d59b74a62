//! Where characters stand, and where signs do.

use super::super::model::{block, is_mark};

/// Endings of English words behind an apostrophe, and behind which words they stand; behind any when none is named.
const ENDINGS: &[(&str, &[&str])] = &[
    ("s", &[]),
    ("t", &["n"]),
    ("re", &["you", "we", "they", "who", "there", "what"]),
    ("ve", &["i", "you", "we", "they", "who", "would", "could", "should", "might", "must"]),
    ("ll", &["i", "you", "he", "she", "it", "we", "they", "who", "that", "there", "what"]),
    ("m", &["i"]),
    ("d", &["i", "you", "he", "she", "it", "we", "they", "who", "that", "there"]),
];
/// Measures of which there are squares and cubes.
const MEASURES: &[&str] = &["m", "km", "cm", "mm", "dm", "ft"];
/// Words of French, Italian and Catalan that lose their end before a vowel.
const ELIDED: &[&str] =
    &["l", "d", "c", "s", "n", "j", "m", "t", "qu", "jusqu", "lorsqu", "puisqu", "aujourd", "all", "dell", "nell", "sull", "dall", "un"];

/// Where a character stands: a set, for it may be usual in more places than one.
pub type Place = u32;
/// Between a word and the end of a contraction.
const CONTRACTED: Place = 1 << 0;
/// Between an elided word and the next.
const ELISION: Place = 1 << 1;
/// Behind a blank, before a word.
const OPENING: Place = 1 << 2;
/// Behind a word or a stop, before a blank.
const CLOSING: Place = 1 << 3;
/// Between blanks.
const APART: Place = 1 << 4;
/// Between letters.
const WITHIN: Place = 1 << 5;
/// Between digits.
const DIGITS: Place = 1 << 6;
/// Behind a digit, before no letter but the one of a unit.
const BEHIND_DIGIT: Place = 1 << 7;
/// Before a digit, behind no letter.
const BEFORE_DIGIT: Place = 1 << 8;
/// Behind a word with a capital or a bracket, before a blank or stop.
const BEHIND_NAME: Place = 1 << 9;
/// Before a year.
const BEFORE_YEAR: Place = 1 << 10;
/// Before a word of letters.
const ASKING: Place = 1 << 11;
/// Behind a blank, before a capital.
const BEFORE_CAPITAL: Place = 1 << 12;
/// Behind the letter that stands for a number.
const NUMERO: Place = 1 << 13;
/// Behind a measure: `m²`.
const MEASURE: Place = 1 << 14;
/// Behind a word, before a blank.
const ENDING: Place = 1 << 15;
/// Behind what Irish and French names begin with.
const NAMED: Place = 1 << 16;
/// Between blanks, beside a number.
const BETWEEN_SUMS: Place = 1 << 17;
/// Beside a blank, a stop or a digit.
const FIRM: Place = 1 << 18;

/// Whether a question or an exclamation ends soon.
fn asks(after: &str) -> bool {
    after.chars().take(200).any(|c| matches!(c, '!' | '?'))
}

/// The places of a character between these texts.
pub fn place(before: &str, after: &str) -> Place {
    let last = before.chars().next_back().unwrap_or('\n');
    let mut next = after.chars();
    let (next, second) = (next.next().unwrap_or('\n'), next.next().unwrap_or('\n'));
    let begin = before.bytes().rev().take(9).take_while(|b| b.is_ascii_alphabetic()).count();
    let (rest, begun) = before.split_at(before.len() - begin);
    let begins = rest.chars().next_back().is_none_or(|c| !c.is_alphabetic());
    let named = begun.starts_with(|c: char| c.is_ascii_uppercase());
    let sums = before.trim_end().ends_with(|c: char| c.is_ascii_digit()) || after.trim_start().starts_with(|c: char| c.is_ascii_digit());
    let mut place = 0;
    let mut set = |is: bool, of: Place| place |= if is { of } else { 0 };
    let left = last.is_whitespace() || matches!(last, '(' | '[' | '"' | '>' | '“' | '‘' | '—');
    let right = next.is_whitespace() || matches!(next, ')' | ']' | '"' | '<' | '”' | '’' | '—');
    let stop = matches!(next, '.' | ',' | ';' | ':' | '!' | '?');
    set(last.is_alphabetic() && next.is_alphabetic(), WITHIN);
    set(last.is_ascii_digit() && next.is_ascii_digit(), DIGITS);
    set(last.is_whitespace() && next.is_whitespace(), APART);
    set(left && (next.is_alphanumeric() && !second.is_whitespace() || matches!(next, '‘' | '“' | '¿' | '¡')), OPENING);
    set((last.is_alphanumeric() || matches!(last, '.' | ',' | '!' | '?' | ')' | '…' | '’')) && (right || stop), CLOSING);
    set((last.is_alphanumeric() || matches!(last, '”' | '’' | '"')) && right, ENDING);
    set(last.is_ascii_digit() && (right || stop || matches!(next, 'C' | 'F') && !second.is_alphabetic()), BEHIND_DIGIT);
    set(next.is_ascii_digit() && !last.is_alphanumeric(), BEFORE_DIGIT);
    set(left && (next.is_ascii_digit() || next.is_whitespace() && second.is_ascii_digit()), BEFORE_YEAR);
    set((MEASURES.contains(&begun) || last.is_ascii_digit()) && (right || stop), MEASURE);
    set((named || last == ')') && (right || stop), BEHIND_NAME);
    set(last.is_whitespace() && next.is_whitespace() && sums, BETWEEN_SUMS);
    let stops = matches!(next, ':' | ';' | '!' | '?' | '»' | '%' | '€') && last.is_alphanumeric();
    let begins_word = next.is_alphanumeric() && (last.is_ascii_digit() || matches!(last, '.' | ',' | '«' | '–' | '—'));
    set(stops || begins_word, FIRM);
    set(left && next.is_uppercase(), BEFORE_CAPITAL);
    set(matches!(last, 'n' | 'N') && !before[..before.len() - 1].ends_with(char::is_alphabetic), NUMERO);
    set(left && next.is_alphabetic() && second.is_alphabetic() && asks(after), ASKING);
    let end = after.bytes().take(3).take_while(|b| b.is_ascii_alphabetic()).count();
    let ends = after[end..].chars().next().is_none_or(|c| !c.is_alphabetic());
    let is_end = |of: &(&str, &[&str])| {
        let behind = match of.1 {
            [] => true,
            // `n't` ends many words.
            ["n"] => begun.ends_with(['n', 'N']),
            words => begins && words.iter().any(|word| begun.eq_ignore_ascii_case(word)),
        };
        behind && after[..end].eq_ignore_ascii_case(of.0)
    };
    set(ends && last.is_alphabetic() && ENDINGS.iter().any(is_end), CONTRACTED);
    let is_begin = |of: &&str| begins && begun.eq_ignore_ascii_case(of);
    set(next.is_uppercase() && ["O", "D", "L"].iter().any(is_begin), NAMED);
    let open = matches!(next.to_lowercase().next(), Some('a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'h' | 'à'..='ý' | 'œ'));
    set(open && ELIDED.iter().any(is_begin), ELISION);
    place
}

/// What a text has that makes signs in it likely.
#[derive(Clone, Copy)]
pub struct Habits {
    /// Whether it is in English.
    english: bool,
    /// Quotation marks that come in pairs: „ and “ or ”; “ and ”, or ” twice, as in Finnish; ‘ and ’; « and ».
    low: bool,
    high: bool,
    single: bool,
    pointed: bool,
    /// · more than once.
    dots: bool,
}

impl Habits {
    pub fn of(text: &str, english: bool) -> Habits {
        let signs: Vec<(char, Place)> = text
            .char_indices()
            .filter(|(_, c)| matches!(c, '„' | '“' | '”' | '‘' | '’' | '«' | '»' | '·'))
            .map(|(at, c)| (c, place(&text[..at], &text[at + c.len_utf8()..])))
            .collect();
        let count = |of: &[char], places: Place| signs.iter().filter(|(c, place)| of.contains(c) && place & places != 0).count();
        // One of a pair says little without the other.
        let paired = |a: usize, b: usize| a.min(b) > 0 && a.min(b) * 2 >= a.max(b);
        let (opening, closing) = (OPENING | APART, CLOSING | APART);
        Habits {
            english,
            low: paired(count(&['„'], OPENING), count(&['“', '”'], CLOSING)),
            high: paired(count(&['“'], OPENING), count(&['”'], CLOSING)) || paired(count(&['”'], OPENING), count(&['”'], CLOSING)),
            single: paired(count(&['‘'], OPENING), count(&['’'], CLOSING)),
            pointed: paired(count(&['«'], opening), count(&['»'], closing)) || paired(count(&['»'], OPENING), count(&['«'], CLOSING)),
            dots: count(&['·'], APART) > 1,
        }
    }
}

/// Whether a character stands where none of its kind does: a letter of another script or a wide sign in a word of ASCII, or the mark that opens a Spanish
/// question before no word.
pub fn is_lost(c: char, before: char, after: char, place: Place, habits: Habits) -> bool {
    let letter = |c: char| c.is_alphabetic() || c == '\u{a0}';
    match c {
        '\u{a0}' => letter(before) && letter(after),
        '¿' | '¡' => place & ASKING == 0 && !matches!(after, '“' | '«' | '¿' | '¡' | '…'),
        // Behind a plural, or for a `g` that is not spoken.
        '’' if habits.english && !habits.single => {
            place & CLOSING != 0 && before.is_alphabetic() && !matches!(before.to_ascii_lowercase(), 's' | 'x' | 'z' | 'n')
        }
        '‘' | '‚' | '„' => before.is_alphabetic() && !after.is_alphabetic(),
        '“' => before.is_alphabetic() && !habits.low,
        '»' if !habits.pointed => place & OPENING != 0,
        '«' if !habits.pointed => place & CLOSING != 0,
        'ﬁ' | 'ﬂ' => !after.is_alphabetic(),
        _ if c.is_control() => true,
        _ if !(before.is_ascii_alphabetic() || after.is_ascii_alphabetic()) => false,
        '\u{2500}'..='\u{259f}' | '\u{ff01}'..='\u{ffef}' | '\u{3000}'..='\u{303f}' => true,
        _ => block(c) != 0 && (c.is_alphabetic() || is_mark(c)),
    }
}

/// Bits that a character counts for in such places; `None` when it is not usual in any of them.
pub fn usual(c: char, place: Place, habits: Habits) -> Option<u32> {
    let Habits { english, low, high, single, pointed, dots } = habits;
    let each: &[(Place, u32)] = match c {
        '’' if english => &[(CONTRACTED, 2), (NAMED, 3), (CLOSING, 12)],
        '’' if single => &[(ELISION, 2), (CLOSING, 5)],
        '’' => &[(ELISION, 2), (CLOSING, 9)],
        '‘' if single => &[(OPENING, 4)],
        '“' if low => &[(OPENING, 3), (CLOSING, 5)],
        '“' if high => &[(OPENING, 3)],
        '„' if low => &[(OPENING, 5)],
        '”' if high || low => &[(CLOSING, 3)],
        '«' | '»' if pointed => &[(OPENING, 5), (CLOSING, 5), (APART, 6)],
        '–' => &[(APART, 3), (DIGITS, 3)],
        '—' if english && high => &[(APART, 3), (WITHIN, 8)],
        '—' => &[(APART, 3)],
        '…' if english => &[(ENDING, 7)],
        '•' => &[(APART, 5)],
        '·' if dots => &[(APART, 6)],
        '→' | '←' | '↑' | '↓' | '■' | '□' | '●' | '○' | '★' | '☆' | '▪' | '◦' | '✓' | '√' => &[(APART, 8)],
        '©' => &[(BEFORE_YEAR, 3), (APART, 5), (BEFORE_CAPITAL, 7)],
        '®' | '™' => &[(BEHIND_NAME, 8)],
        '°' | 'º' => &[(BEHIND_DIGIT, 4), (NUMERO, 6)],
        'ª' => &[(BEHIND_DIGIT, 4)],
        '£' | '€' => &[(BEFORE_DIGIT, 4), (BEHIND_DIGIT, 6), (BETWEEN_SUMS, 6)],
        '¥' | '±' => &[(BEFORE_DIGIT, 6)],
        '¢' => &[(BEHIND_DIGIT, 6)],
        '½' | '¼' | '¾' => &[(BEHIND_DIGIT, 5), (APART, 7)],
        '×' => &[(DIGITS, 5), (BETWEEN_SUMS, 6)],
        '²' | '³' => &[(MEASURE, 6)],
        '§' => &[(BEFORE_YEAR, 5)],
        '¿' | '¡' => &[(ASKING, 4)],
        '\u{a0}' => &[(FIRM, 4)],
        _ => &[],
    };
    each.iter().filter(|(of, _)| of & place != 0).map(|(_, bits)| *bits).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the only character beyond ASCII counts for, and whether it is lost.
    fn judged(text: &str, english: bool) -> (Option<u32>, bool) {
        let (at, c) = text.char_indices().find(|(_, c)| !c.is_ascii()).unwrap();
        let (left, right) = (&text[..at], &text[at + c.len_utf8()..]);
        let (place, habits) = (place(left, right), Habits::of(text, english));
        let (before, after) = (left.chars().next_back().unwrap_or('\n'), right.chars().next().unwrap_or('\n'));
        (usual(c, place, habits), is_lost(c, before, after, place, habits))
    }

    #[test]
    fn signs_have_their_places() {
        for (text, english, bits) in [
            ("They didn’t come", true, 2),
            ("the baker’s wife", true, 2),
            ("Miss O’Leary", true, 3),
            ("devant l’eau", false, 2),
            ("“It is late,” he said", true, 3),
            ("the dates – the hours", true, 3),
            ("© 2019 Society of Ferrymen", true, 3),
            ("tested at 4° and", true, 4),
            ("for £640, which", true, 4),
            ("a field of 90 m² by the mill", true, 6),
            ("Il dit\u{a0}: rien", false, 4),
        ] {
            assert_eq!(judged(text, english), (Some(bits), false), "{text}");
        }
    }

    #[test]
    fn letters_of_other_encodings_have_none() {
        for text in ["the trial of D’az", "informaci—n", "na’ve", "Peru”", "«epa", "Zo‘ came", "1905– and"] {
            assert_eq!(judged(text, true).0.filter(|bits| *bits < 9), None, "{text}");
        }
    }

    #[test]
    fn what_stands_where_nothing_does_is_lost() {
        for text in ["don┐t", "cafи", "¿ 2026", "Zo‘ came", "don＊t", "the \u{81} end", "D\u{a0}niel"] {
            assert!(judged(text, true).1, "{text}");
        }
    }
}
