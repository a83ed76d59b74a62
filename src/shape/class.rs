//! What a character is, looked up instead of worked out: every character of a corpus goes through here.

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
    let letter = !digit && (alphabetic || is_combining(c));
    let wide = is_wide_end(c);
    set(letter, LETTER)
        | set(letter && upper, UPPER)
        | set(letter && lower, LOWER)
        | set(letter && is_spaceless(c), SPACELESS)
        | set(digit, DIGIT)
        | set(!letter && is_sentence_end(c) && !wide, END)
        | set(wide, WIDE_END)
        | set(is_closer(c), CLOSER)
        | set(alphabetic, ALPHABETIC)
        | set(upper, CAPITAL)
        | set(lower, SMALL)
}

/// Bits of what a character is, looked up.
#[inline]
pub fn class_of(c: char) -> u16 {
    table().get(c as usize).copied().unwrap_or_else(|| of(c))
}

/// `char::is_alphabetic`, looked up.
#[inline]
pub(crate) fn is_alphabetic(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphabetic() } else { class_of(c) & ALPHABETIC != 0 }
}

/// `char::is_alphanumeric`, looked up.
#[inline]
pub(crate) fn is_alphanumeric(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { class_of(c) & (ALPHABETIC | DIGIT) != 0 }
}

/// `char::is_numeric`, looked up.
#[inline]
pub(crate) fn is_numeric(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_digit() } else { class_of(c) & DIGIT != 0 }
}

/// `char::is_alphabetic` and `char::is_numeric`, looked up together.
#[inline]
pub(crate) fn letter_or_number(c: char) -> (bool, bool) {
    let class = class_of(c);
    (class & ALPHABETIC != 0, class & DIGIT != 0)
}

/// `char::is_uppercase` and `char::is_lowercase`, looked up: whether it is the one, and the other.
#[inline]
pub(crate) fn case_of(c: char) -> (bool, bool) {
    let class = class_of(c);
    (class & CAPITAL != 0, class & SMALL != 0)
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
    if c.is_ascii() { c.is_whitespace() } else { class_of(c) & BLANK != 0 }
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
