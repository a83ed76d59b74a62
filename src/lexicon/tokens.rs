//! The words of a line, folded so that spellings of one word meet.

use crate::shape::{case_of, is_combining, is_spaceless, letter_or_number};
use std::sync::OnceLock;

/// A word of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    pub(super) hash: u64,
    /// First byte.
    pub start: u32,
    /// End byte, exclusive.
    pub end: u32,
    /// It hangs on the word before with nothing between, where its script would set a blank.
    pub glued: bool,
    /// Nothing but digits.
    pub number: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// Marks that make no difference: seen through.
    Nothing,
    Lower,
    Upper,
    Digit,
    /// A letter of a script without blanks: each is a word.
    Alone,
    /// Blanks and punctuation: between words.
    Between,
}

/// Letters of the longest phrase that is looked for in a run.
const RUN: usize = 28;
const SEED: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// The words of a line; `None` when there are more than `limit`.
pub fn tokens(line: &str, limit: usize) -> Option<Vec<Token>> {
    let mut out: Vec<Token> = Vec::with_capacity(12);
    let mut open = false;
    let (mut hash, mut start, mut end, mut chars, mut last) = (SEED, 0usize, 0usize, 0u32, Class::Between);
    let (mut glued, mut joined) = (false, false);
    let mut close = |hash: u64, start: usize, end: usize, glued: bool, last: Class| {
        let number = last == Class::Digit;
        let hash = if number { fold_number() } else { hash };
        out.push(Token { hash, start: start as u32, end: end as u32, glued, number });
        out.len() <= limit
    };
    let look_up = table();
    let look_up = |c: char| look_up.get(c as usize).copied().unwrap_or_else(|| slow_entry(c));
    let mut rest = line.char_indices();
    let mut next = rest.next();
    while let Some((mut at, c)) = next {
        let mut entry = look_up(c);
        let class = entry.class;
        if class == Class::Lower && open && matches!(last, Class::Lower | Class::Upper) {
            // The rest of a word, which is most of every line.
            while entry.class == Class::Lower {
                hash = (hash ^ u64::from(u32::from(entry.folded))).wrapping_mul(PRIME);
                chars += 1;
                next = rest.next();
                at = next.map_or(line.len(), |(at, _)| at);
                entry = next.map_or(Entry::BETWEEN, |(_, c)| look_up(c));
            }
            (end, last, joined) = (at, Class::Lower, false);
            continue;
        }
        next = rest.next();
        if class == Class::Nothing {
            continue;
        }
        // `e-mail` is one word, the same as `email`.
        if open && chars == 1 && matches!(c, '-' | '\u{2010}' | '\u{2011}') && matches!(last, Class::Lower | Class::Upper) {
            joined = true;
            continue;
        }
        let splits = match (last, class) {
            (_, Class::Between) | (Class::Alone, _) | (_, Class::Alone) => true,
            (Class::Digit, Class::Digit) => false,
            (Class::Digit, _) | (_, Class::Digit) => true,
            (Class::Lower, Class::Upper) => !joined,
            _ => false,
        };
        if open && splits {
            if !close(hash, start, end, glued, last) {
                return None;
            }
            open = false;
            glued = class == Class::Upper && last == Class::Lower;
        }
        joined = false;
        if class == Class::Between {
            (last, glued) = (Class::Between, false);
            continue;
        }
        if !open {
            (open, hash, start, chars) = (true, SEED, at, 0);
        }
        hash = (hash ^ u64::from(u32::from(entry.folded))).wrapping_mul(PRIME);
        (end, last) = (at + c.len_utf8(), class);
        chars += 1;
    }
    if open && !close(hash, start, end, glued, last) {
        return None;
    }
    Some(out)
}

/// Each letter of a line as a token of its own, blanks and marks left out.
pub(super) fn letters(line: &str) -> Vec<Token> {
    let plain = |c: char| !matches!(class(c), Class::Nothing | Class::Between);
    let token = |at: usize, c: char| Token {
        hash: u64::from(u32::from(fold(c))),
        start: at as u32,
        end: (at + c.len_utf8()) as u32,
        glued: false,
        number: false,
    };
    line.char_indices().filter(|(_, c)| plain(*c)).map(|(at, c)| token(at, c)).collect()
}

/// The hash of the longest run that begins with the first letter of a line; `None` when it has fewer than two letters.
pub(super) fn run(line: &str) -> Option<u64> {
    let plain = |c: char| !matches!(class(c), Class::Nothing | Class::Between);
    let letters = line.chars().filter(|c| plain(*c)).map(|c| u64::from(u32::from(fold(c))));
    let (n, hash) = letters.take(RUN).fold((0, SEED), |(n, hash), letter| (n + 1, (hash ^ letter).wrapping_mul(PRIME)));
    (n > 1).then_some(hash)
}

/// The lengths and hashes of the runs that begin with the first letter.
pub(super) fn prefixes(letters: &[Token]) -> impl Iterator<Item = (usize, u64)> {
    let mut hash = SEED;
    letters.iter().take(RUN).enumerate().map(move |(i, t)| {
        hash = (hash ^ t.hash).wrapping_mul(PRIME);
        (i + 1, hash)
    })
}

fn fold_number() -> u64 {
    (SEED ^ u64::from(b'0')).wrapping_mul(PRIME)
}

/// Classes and folded forms below this are looked up instead of worked out.
const TABLE: usize = 0x3100;

/// What a character is, and how it is folded.
#[derive(Clone, Copy, Debug)]
struct Entry {
    folded: char,
    class: Class,
}

impl Entry {
    const BETWEEN: Entry = Entry { folded: '\0', class: Class::Between };
}

fn table() -> &'static [Entry] {
    static ENTRIES: OnceLock<Box<[Entry]>> = OnceLock::new();
    ENTRIES.get_or_init(|| (0..TABLE as u32).map(|n| char::from_u32(n).map_or(Entry::BETWEEN, slow_entry)).collect())
}

fn slow_entry(c: char) -> Entry {
    Entry { folded: slow_fold(c), class: slow_class(c) }
}

fn class(c: char) -> Class {
    table().get(c as usize).map_or_else(|| slow_class(c), |entry| entry.class)
}

fn slow_class(c: char) -> Class {
    match c {
        'a'..='z' => Class::Lower,
        'A'..='Z' => Class::Upper,
        '0'..='9' => Class::Digit,
        _ if c.is_ascii() => Class::Between,
        // Vowel points, the joiner, the stretching stroke.
        '\u{64b}'..='\u{65f}'
        | '\u{670}'
        | '\u{591}'..='\u{5bd}'
        | '\u{5bf}'..='\u{5c7}'
        | '\u{640}'
        | '\u{200c}'
        | '\u{200d}'
        | '\u{307}'
        | '\u{93c}'
        | '\u{9bc}' => Class::Nothing,
        // The full stops of India stand among its letters.
        '\u{964}' | '\u{965}' | '\u{970}' | '\u{df4}' => Class::Between,
        _ if crate::text::is_invisible(c) => Class::Nothing,
        _ if is_spaceless(c) => Class::Alone,
        _ => match (letter_or_number(c), case_of(c)) {
            ((_, true), _) => Class::Digit,
            (_, (true, _)) => Class::Upper,
            ((true, _), _) => Class::Lower,
            _ if is_combining(c) => Class::Lower,
            _ => Class::Between,
        },
    }
}

/// One spelling for letters that are written in several ways: case, the Greek accents that capitals lose, `ё`, the
/// letters that Arabic and Persian keyboards set differently, the Turkish `ı`.
pub fn fold(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    table().get(c as usize).map_or_else(|| slow_fold(c), |entry| entry.folded)
}

fn slow_fold(c: char) -> char {
    let c = crate::shape::lower(c).next().unwrap_or(c);
    match c {
        'ё' => 'е',
        'ı' => 'i',
        'ά' => 'α',
        'έ' => 'ε',
        'ή' => 'η',
        'ί' | 'ϊ' | 'ΐ' => 'ι',
        'ό' => 'ο',
        'ύ' | 'ϋ' | 'ΰ' => 'υ',
        'ώ' => 'ω',
        'ς' => 'σ',
        'أ' | 'إ' | 'آ' => 'ا',
        'ى' | 'ی' => 'ي',
        'ک' => 'ك',
        'ۀ' => 'ه',
        // Letters with a dot below, whose dot is a mark of its own in NFC.
        '\u{958}' => 'क',
        '\u{959}' => 'ख',
        '\u{95a}' => 'ग',
        '\u{95b}' => 'ज',
        '\u{95c}' => 'ड',
        '\u{95d}' => 'ढ',
        '\u{95e}' => 'फ',
        '\u{95f}' => 'य',
        '\u{9df}' => 'য',
        '\u{9dc}' => 'ড',
        '\u{9dd}' => 'ঢ',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<&str> {
        tokens(line, 100).unwrap().iter().map(|t| &line[t.start as usize..t.end as usize]).collect()
    }

    #[test]
    fn words_of_many_scripts() {
        assert_eq!(words("HomeNews, E-Mail: 12x"), ["Home", "News", "E-Mail", "12", "x"]);
        assert_eq!(words("首页 News"), ["首", "页", "News"]);
        assert_eq!(words("नमस्ते दुनिया"), ["नमस्ते", "दुनिया"]);
        assert_eq!(words("S’abonner"), ["S", "abonner"]);
        assert_eq!(tokens("a b c", 2), None);
    }

    #[test]
    fn spellings_meet() {
        let hash = |s: &str| tokens(s, 100).unwrap().iter().map(|t| t.hash).collect::<Vec<_>>();
        assert_eq!(hash("e-mail"), hash("EMAIL"));
        assert_eq!(hash("ΔΙΑΒΑΣΤΕ ΕΠΙΣΗΣ"), hash("διαβάστε επίσης"));
        assert_eq!(hash("Ещё"), hash("еще"));
        assert_eq!(hash("12"), hash("3"));
    }
}
