//! The measures of a line: what can be said of it without knowing its language.

mod bytes;

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

/// Classes of characters, looked up instead of worked out: every character of a corpus goes through here.
mod class {
    use std::sync::OnceLock;

    pub const LETTER: u16 = 1;
    pub const UPPER: u16 = 2;
    pub const LOWER: u16 = 4;
    pub const DIGIT: u16 = 8;
    pub const BLANK: u16 = 16;
    /// Ends a sentence when a blank follows.
    pub const END: u16 = 32;
    /// Ends a sentence whatever follows.
    pub const WIDE_END: u16 = 64;
    pub const CLOSER: u16 = 128;
    pub const INVISIBLE: u16 = 256;
    pub const SPACELESS: u16 = 512;
    /// What the standard library takes for alphabetic.
    pub const ALPHABETIC: u16 = 1024;
    /// What the standard library takes for upper and lower case; numerals are among them.
    pub const CAPITAL: u16 = 2048;
    pub const SMALL: u16 = 4096;

    /// Below this stand the alphabets, the marks and kana; above it mostly ideographs and syllables.
    const TABLE: usize = 0x3100;

    pub fn table() -> &'static [u16] {
        static CLASSES: OnceLock<Box<[u16]>> = OnceLock::new();
        CLASSES.get_or_init(|| (0..TABLE as u32).map(|n| char::from_u32(n).map_or(0, slow)).collect())
    }

    /// For each ASCII character what it adds to the counts of letters, capitals, digits and marks, in lanes of 16 bits;
    /// 0 for blanks, which part words.
    pub fn ascii() -> &'static [u64; 128] {
        static LANES: OnceLock<[u64; 128]> = OnceLock::new();
        LANES.get_or_init(|| {
            std::array::from_fn(|n| {
                let class = table()[n];
                let one = |class: bool, lane: u32| u64::from(class) << (16 * lane);
                match () {
                    () if class & BLANK != 0 => 0,
                    () if class & LETTER != 0 => one(true, 0) | one(class & UPPER != 0, 1),
                    () => one(class & DIGIT != 0, 2) | one(class & DIGIT == 0, 3),
                }
            })
        })
    }

    /// The class of a character beyond the table.
    pub fn of(c: char) -> u16 {
        match c {
            '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' => LETTER | SPACELESS | ALPHABETIC,
            '\u{ac00}'..='\u{d7a3}' => LETTER | ALPHABETIC,
            _ => slow(c),
        }
    }

    fn slow(c: char) -> u16 {
        let set = |yes: bool, class: u16| if yes { class } else { 0 };
        if crate::text::is_invisible(c) {
            return INVISIBLE;
        }
        if c.is_whitespace() {
            return BLANK;
        }
        // Each is asked once: the library looks long for them. What has a case is alphabetic.
        let (digit, alphabetic) = (c.is_numeric(), c.is_alphabetic());
        let (upper, lower) = (alphabetic && c.is_uppercase(), alphabetic && c.is_lowercase());
        let letter = !digit && (alphabetic || super::is_combining(c));
        let wide = super::is_wide_end(c);
        set(letter, LETTER)
            | set(letter && upper, UPPER)
            | set(letter && lower, LOWER)
            | set(letter && super::is_spaceless(c), SPACELESS)
            | set(digit, DIGIT)
            | set(!letter && super::is_sentence_end(c) && !wide, END)
            | set(wide, WIDE_END)
            | set(super::is_closer(c), CLOSER)
            | set(alphabetic, ALPHABETIC)
            | set(upper, CAPITAL)
            | set(lower, SMALL)
    }
}

/// Bits of what a character is, looked up.
#[inline]
fn class_of(c: char) -> u16 {
    class::table().get(c as usize).copied().unwrap_or_else(|| class::of(c))
}

/// `char::is_alphabetic`, looked up.
#[inline]
pub(crate) fn is_alphabetic(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphabetic() } else { class_of(c) & class::ALPHABETIC != 0 }
}

/// `char::is_alphanumeric`, looked up.
#[inline]
pub(crate) fn is_alphanumeric(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { class_of(c) & (class::ALPHABETIC | class::DIGIT) != 0 }
}

/// `char::is_numeric`, looked up.
#[inline]
pub(crate) fn is_numeric(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_digit() } else { class_of(c) & class::DIGIT != 0 }
}

/// `char::is_alphabetic` and `char::is_numeric`, looked up together.
#[inline]
pub(crate) fn letter_or_number(c: char) -> (bool, bool) {
    let class = class_of(c);
    (class & class::ALPHABETIC != 0, class & class::DIGIT != 0)
}

/// `char::is_uppercase` and `char::is_lowercase`, looked up: whether it is the one, and the other.
#[inline]
pub(crate) fn case_of(c: char) -> (bool, bool) {
    let class = class_of(c);
    (class & class::CAPITAL != 0, class & class::SMALL != 0)
}

/// `char::to_lowercase`, which looks long for what has no case: most scripts have none.
#[inline]
pub(crate) fn lower(c: char) -> impl Iterator<Item = char> {
    let caseless = matches!(c, '\u{590}'..='\u{109f}' | '\u{1100}'..='\u{139f}' | '\u{2e80}'..='\u{a63f}' | '\u{ac00}'..='\u{d7ff}');
    let other = if caseless { None } else { Some(c.to_lowercase()) };
    caseless.then_some(c).into_iter().chain(other.into_iter().flatten())
}

/// `char::is_whitespace`, looked up.
#[inline]
pub(crate) fn is_whitespace(c: char) -> bool {
    if c.is_ascii() { c.is_whitespace() } else { class_of(c) & class::BLANK != 0 }
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

/// Marks that end a sentence, in any script.
pub fn is_sentence_end(c: char) -> bool {
    matches!(c, '.' | '!' | '?')
        || (!c.is_ascii() && matches!(c, '…' | '؟' | '۔' | '।' | '॥' | '።' | '։' | '՞' | '՜' | '။' | '។' | '‽' | '⸮') || is_wide_end(c))
}

/// Sentence ends of scripts that set no blank after them.
fn is_wide_end(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '．' | '｡')
}

/// Quotes and brackets that may follow the end of a sentence.
pub fn is_closer(c: char) -> bool {
    matches!(c, '"' | '\'' | ')' | ']' | '}' | '*' | '_')
        || (!c.is_ascii() && matches!(c, '”' | '’' | '»' | '›' | '“' | '‘' | '」' | '』' | '）' | '】' | '》' | '〉' | '＂'))
}

/// Letters of scripts that set no blanks between words.
pub fn is_spaceless(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether a letter is a small one beside capitals that the script uses. Georgian has capitals in the tables alone.
pub(crate) fn is_small(c: char) -> bool {
    c.is_lowercase() && !matches!(c, '\u{10d0}'..='\u{10ff}')
}

/// Marks that are written on or under a letter, in the blocks where scripts keep them.
pub(crate) fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6ed}' | '\u{900}'..='\u{dff}' | '\u{e31}' | '\u{e34}'..='\u{e4e}' | '\u{200c}' | '\u{200d}')
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
