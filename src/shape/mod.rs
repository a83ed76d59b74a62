//! The measures of a line: what can be said of it without knowing its language.

mod bytes;
mod class;

use class::class_of;
pub(crate) use class::{
    case_of, is_alphabetic, is_alphanumeric, is_combining, is_numeric, is_small, is_whitespace, letter_or_number, lower,
};
pub use class::{is_closer, is_sentence_end, is_spaceless};

/// How a line ends, quotes and brackets after the mark aside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ending {
    /// With nothing that ends a phrase.
    #[default]
    Open,
    /// With the mark that ends a sentence, in any script.
    Sentence,
    /// With `...` or `…`.
    Ellipsis,
    /// With a colon.
    Colon,
    /// With a comma or semicolon, in any script.
    Comma,
}

/// Counts over one line. All numbers are characters unless they say otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// Characters, blanks included, invisible marks not.
    pub chars: u32,
    /// Letters and the marks that belong to them.
    pub letters: u32,
    /// Upper-case letters.
    pub upper: u32,
    /// Digits of any script.
    pub digits: u32,
    /// Everything that is neither letter, digit nor blank.
    pub marks: u32,
    /// Words: runs without blanks; in scripts that set no blanks, two characters count as one word.
    pub words: u32,
    /// Words that begin with an upper-case letter.
    pub capitalised: u32,
    /// Letters of scripts that set no blanks between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese).
    pub spaceless: u32,
    /// Sentence-ending marks inside the line that a blank or the end follows (or any, in spaceless scripts).
    pub sentences: u32,
    /// How the line ends.
    pub ending: Ending,
    /// Whether it begins with a lower-case letter.
    pub starts_lower: bool,
}

/// Bytes from which on a line is measured many bytes at a time.
const MANY: usize = 32;

impl Shape {
    /// Measures a line that has no blanks at its ends.
    pub fn of(line: &str) -> Shape {
        let by_bytes = if line.len() >= MANY && bytes::is_likely(line) { bytes::of(line) } else { None };
        by_bytes.unwrap_or_else(|| Shape::of_each(line))
    }

    fn of_each(line: &str) -> Shape {
        if line.len() < usize::from(u16::MAX) && line.is_ascii() { Shape::of_ascii(line) } else { Shape::of_any(line) }
    }

    /// The same for ASCII, word by word.
    fn of_ascii(line: &str) -> Shape {
        let bytes = line.as_bytes();
        let (classes, table) = (class::ascii(), class::table());
        let class = |b: u8| table[usize::from(b)];
        let mut s = Shape { chars: bytes.len() as u32, ending: ending(line), ..Shape::default() };
        let mut counts = 0u64;
        let mut at = 0;
        while at < bytes.len() {
            let start = at;
            while at < bytes.len() && classes[usize::from(bytes[at] & 127)] != 0 {
                counts += classes[usize::from(bytes[at] & 127)];
                at += 1;
            }
            if at > start {
                let word = &bytes[start..at];
                s.words += 1;
                s.capitalised += u32::from(class(word[0]) & class::UPPER != 0);
                let open = word.iter().rev().find(|b| class(**b) & class::CLOSER == 0);
                s.sentences += u32::from(open.is_some_and(|b| class(*b) & class::END != 0));
            }
            at += 1;
        }
        s.starts_lower = bytes.first().is_some_and(|b| class(*b) & class::LOWER != 0);
        let lane = |n: u32| (counts >> (16 * n)) as u32 & 0xffff;
        (s.letters, s.upper, s.digits, s.marks) = (lane(0), lane(1), lane(2), lane(3));
        s
    }

    fn of_any(line: &str) -> Shape {
        let mut s = Shape::default();
        let mut previous_blank = true;
        let mut pending_sentence = false;
        let mut first = true;
        let table = class::table();
        let class_of = |c: char| table.get(c as usize).copied().unwrap_or_else(|| class::of(c));
        let mut chars = line.chars();
        let mut next = chars.next();
        while let Some(c) = next {
            let class = class_of(c);
            if class & (class::LETTER | class::SPACELESS) == class::LETTER {
                // A run of letters, which is most of every line.
                let upper = class & class::UPPER != 0;
                s.words += u32::from(previous_blank);
                s.capitalised += u32::from(upper & previous_blank);
                s.starts_lower |= first & (class & class::LOWER != 0);
                (previous_blank, first, pending_sentence) = (false, false, false);
                let (mut letters, mut capitals, mut class) = (0, 0, class);
                while class & (class::LETTER | class::SPACELESS) == class::LETTER {
                    letters += 1;
                    capitals += u32::from(class & class::UPPER != 0);
                    next = chars.next();
                    class = next.map_or(0, class_of);
                }
                (s.chars, s.letters, s.upper) = (s.chars + letters, s.letters + letters, s.upper + capitals);
                continue;
            }
            next = chars.next();
            if class & (class::INVISIBLE | class::BLANK) != 0 {
                if class & class::INVISIBLE != 0 {
                    continue;
                }
                s.chars += 1;
                s.sentences += u32::from(pending_sentence);
                pending_sentence = false;
                previous_blank = true;
                continue;
            }
            s.chars += 1;
            s.words += u32::from(previous_blank);
            if class & class::LETTER != 0 {
                // A letter of a script without blanks; some have capitals in their blocks.
                s.letters += 1;
                s.spaceless += 1;
                let upper = class & class::UPPER != 0;
                s.upper += u32::from(upper);
                s.capitalised += u32::from(upper & previous_blank);
                s.starts_lower |= first & (class & class::LOWER != 0);
                pending_sentence = false;
            } else {
                s.digits += u32::from(class & class::DIGIT != 0);
                s.marks += u32::from(class & class::DIGIT == 0);
                s.sentences += u32::from(class & class::WIDE_END != 0);
                pending_sentence = class & class::END != 0 || pending_sentence & (class & class::CLOSER != 0);
            }
            previous_blank = false;
            first = false;
        }
        s.sentences += u32::from(pending_sentence);
        // A run of spaceless script is one run of non-blanks; two characters stand for a word.
        s.words += (s.spaceless / 2).saturating_sub(u32::from(s.spaceless > 0));
        s.ending = ending(line);
        s
    }

    /// Whether the line reads as running text: long enough, and ended as a sentence is.
    pub fn is_prose(&self) -> bool {
        self.words >= 8 && self.letters * 2 > self.chars && matches!(self.ending, Ending::Sentence | Ending::Ellipsis | Ending::Colon)
            || self.words >= 20 && self.sentences > 0
    }

    /// Per mille of letters that are upper case.
    pub fn upper_permille(&self) -> u32 {
        (u64::from(self.upper) * 1000 / u64::from(self.letters.max(1))) as u32
    }
}

/// How a line ends, closing quotes and brackets aside.
fn ending(line: &str) -> Ending {
    let body = line.trim_end_matches(|c| is_closer(c) || crate::text::is_blank(c));
    match body.chars().next_back() {
        Some('…') => Ending::Ellipsis,
        Some('.') if body.ends_with("...") => Ending::Ellipsis,
        Some(c) if is_sentence_end(c) => Ending::Sentence,
        Some(':' | '：' | '՝') => Ending::Colon,
        Some(',' | ';' | '،' | '؛' | '、' | '，' | '；') => Ending::Comma,
        _ => Ending::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn small_letters_are_those_of_the_library() {
        ('\0'..=char::MAX).for_each(|c| assert!(lower(c).eq(c.to_lowercase()), "{c:?}"));
    }

    #[test]
    fn what_is_looked_up_is_what_the_library_says() {
        for c in '\0'..=char::MAX {
            assert_eq!(is_alphabetic(c), c.is_alphabetic(), "{c:?}");
            assert_eq!(is_numeric(c), c.is_numeric(), "{c:?}");
            assert_eq!(is_alphanumeric(c), c.is_alphanumeric(), "{c:?}");
            assert_eq!(is_whitespace(c), c.is_whitespace(), "{c:?}");
            assert_eq!(case_of(c), (c.is_uppercase(), c.is_lowercase()), "{c:?}");
        }
    }

    #[test]
    fn each_letter_is_measured_alike_both_ways() {
        for c in ('\0'..='\u{33ff}').chain('\u{fe00}'..='\u{ffff}').filter(|c| !crate::text::is_blank(*c)) {
            for line in
                [format!("{c}a some words, and then others. {c} x. {c}y and more, {c}"), format!("Words as any others have them.{c} B")]
            {
                bytes::of(&line).into_iter().for_each(|shape| assert_eq!(shape, Shape::of_any(&line), "{line}"));
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(20_260_101), ..ProptestConfig::default() })]
        #[test]
        fn both_ways_to_measure_ascii_agree(line in "[ -~\\t\u{b}\u{1c}]{0,60}") {
            let line = line.trim();
            prop_assert_eq!(Shape::of_ascii(line), Shape::of_any(line));
        }

        #[test]
        fn many_bytes_at_a_time_and_each_character_agree(line in "([a-zA-Z0-9 .!?\"')*\\t]{1,14}|[éЖ”’»…–€]{1,2}){0,40}") {
            let line = line.trim();
            bytes::of(line).into_iter().for_each(|shape| assert_eq!(shape, Shape::of_any(line), "{line}"));
            assert!(bytes::of(line).is_some() || !line.is_ascii());
        }

        #[test]
        fn sentences_end_alike(line in "[aB1 .?!\"')*,]{0,30}") {
            let line = line.trim();
            prop_assert_eq!(Shape::of_ascii(line), Shape::of_any(line));
        }
    }
}
