//! What a text holds that the rules of `normalize` could want, found in one fast look: most texts hold none of it.

use crate::text::Text;

/// Which bytes and characters occur. A flag that is not set is proof; one that is set is a hint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Census {
    /// A control character of ASCII other than tab and newline.
    pub control: bool,
    /// `<`
    pub less: bool,
    /// `&`
    pub ampersand: bool,
    /// `*`
    pub asterisk: bool,
    /// U+0080 to U+00A0, U+00AD, the spaces of a fixed width, marks without a shape, separators of lines.
    pub marks: bool,
    /// U+0085, U+2028, U+2029: what parts lines and is no newline.
    pub separators: bool,
    /// U+FEFF
    pub byte_order_mark: bool,
    /// A character that normalization form C may change, alone or beside another.
    pub composing: bool,
}

/// The census of a text, taken once.
pub fn of(text: &Text) -> Census {
    text.census()
}

impl Census {
    /// All that a text can hold.
    pub const ANYTHING: Census = Census {
        control: true,
        less: true,
        ampersand: true,
        asterisk: true,
        marks: true,
        separators: true,
        byte_order_mark: true,
        composing: true,
    };

    /// Looks at a text of which it is known that it holds no more than `most`: what is not in question is not looked for.
    pub fn take(text: &str, most: Census) -> Census {
        let bytes = text.as_bytes();
        let holds = |asked: bool, b: u8| asked && memchr::memchr(b, bytes).is_some();
        let mut census = Census {
            control: most.control && any(bytes, |b| (b < 0x20) & (b != b'\t') & (b != b'\n') | (b == 0x7f)),
            less: holds(most.less, b'<'),
            ampersand: holds(most.ampersand, b'&'),
            asterisk: holds(most.asterisk, b'*'),
            ..Census::default()
        };
        if !(most.marks | most.separators | most.byte_order_mark | most.composing) || bytes.is_ascii() {
            return census;
        }
        if most.composing {
            census.composing = any(bytes, composes) || next_to(bytes, 0xd2).any(|(second, _)| matches!(second, 0x83..=0x87));
        }
        census.byte_order_mark = most.byte_order_mark && next_to(bytes, 0xef).any(|next| next == (0xbb, 0xbf));
        if most.marks | most.separators {
            for (second, _) in next_to(bytes, 0xc2) {
                census.marks |= matches!(second, 0x80..=0xa0 | 0xad);
                census.separators |= second == 0x85;
            }
        }
        if (most.marks && !census.marks) || most.separators || (most.composing && !census.composing) {
            for (second, third) in next_to(bytes, 0xe2) {
                match second {
                    0x80 => {
                        census.marks |= matches!(third, 0x87 | 0x8b..=0x8f | 0xa8..=0xaf);
                        census.separators |= matches!(third, 0xa8 | 0xa9);
                        census.composing |= matches!(third, 0x80 | 0x81);
                    }
                    0x81 => census.marks |= third >= 0xa0,
                    0x82 => {}
                    _ => census.composing = true,
                }
            }
        }
        census
    }

    /// What a text can hold at most that was made of two.
    pub fn or(self, other: Census) -> Census {
        Census {
            control: self.control | other.control,
            less: self.less | other.less,
            ampersand: self.ampersand | other.ampersand,
            asterisk: self.asterisk | other.asterisk,
            marks: self.marks | other.marks,
            separators: self.separators | other.separators,
            byte_order_mark: self.byte_order_mark | other.byte_order_mark,
            composing: self.composing | other.composing,
        }
    }
}

/// Whether a byte is there of which this holds. Without a branch in it, the inner loop becomes a few vector instructions.
#[inline(always)]
fn any(bytes: &[u8], is: impl Fn(u8) -> bool) -> bool {
    bytes.chunks(64).any(|chunk| chunk.iter().fold(false, |any, b| any | is(*b)))
}

/// The two bytes after each that begins a character of some block.
fn next_to(bytes: &[u8], first: u8) -> impl Iterator<Item = (u8, u8)> {
    let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
    memchr::memchr_iter(first, bytes).map(move |at| (byte(at + 1), byte(at + 2)))
}

/// Whether this byte begins a character of a block in which some compose, are composed otherwise, or change places.
/// The blocks left out, U+0483 to U+0487 and parts of U+2000 to U+2FFF aside, hold none: Latin up to U+02FF, most of Greek's
/// second half, Cyrillic, Armenian, the Arabic letters of U+0680 to U+06BF, ideographs, Hangul syllables.
#[inline(always)]
fn composes(b: u8) -> bool {
    let safe = matches!(b, 0..=0xcb | 0xcf..=0xd5 | 0xda | 0xe4..=0xe9 | 0xeb..=0xed);
    !safe & (b != 0xe2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use icu_normalizer::ComposingNormalizerBorrowed;
    use icu_normalizer::properties::{CanonicalCombiningClassMapBorrowed, CanonicalCompositionBorrowed};

    fn take(text: &str) -> Census {
        Census::take(text, Census::ANYTHING)
    }

    #[test]
    fn what_is_there_is_seen_wherever_it_stands() {
        assert_eq!(take("plain text\nwith\ttabs, Größe, Цена, 新聞, “quotes” – dashes…"), Census::default());
        for (held, seen) in [
            ("\u{7}", Census { control: true, ..Census::default() }),
            ("\r", Census { control: true, ..Census::default() }),
            ("<", Census { less: true, ..Census::default() }),
            ("&", Census { ampersand: true, ..Census::default() }),
            ("*", Census { asterisk: true, ..Census::default() }),
            ("\u{a0}", Census { marks: true, ..Census::default() }),
            ("\u{85}", Census { marks: true, separators: true, ..Census::default() }),
            ("\u{200b}", Census { marks: true, ..Census::default() }),
            ("\u{2028}", Census { marks: true, separators: true, ..Census::default() }),
            ("\u{2066}", Census { marks: true, ..Census::default() }),
            ("\u{301}", Census { composing: true, ..Census::default() }),
            ("\u{2126}", Census { composing: true, ..Census::default() }),
        ] {
            for at in 0..140 {
                assert_eq!(take(&format!("{}{held}", "x".repeat(at))), seen, "{held:?} at {at}");
            }
        }
        assert!(take("\u{feff}").byte_order_mark);
    }

    #[test]
    fn no_character_that_composes_is_overlooked() {
        let nfc = ComposingNormalizerBorrowed::new_nfc();
        let classes = CanonicalCombiningClassMapBorrowed::new();
        let composition = CanonicalCompositionBorrowed::new();
        let quiet: Vec<char> = ('\0'..=char::MAX).filter(|c| !take(&c.to_string()).composing).collect();
        assert!(quiet.len() > 20_000);
        for c in &quiet {
            assert!(nfc.is_normalized(&c.to_string()), "{c:?} is written otherwise");
            assert_eq!(classes.get_u8(*c), 0, "{c:?} combines");
        }
        // None of them is taken in by a letter before it.
        let letters: Vec<char> = quiet.iter().copied().filter(|c| (*c as u32) < 0x600 || (*c as u32).is_multiple_of(97)).collect();
        for second in &quiet {
            assert!(letters.iter().step_by(41).all(|first| composition.compose(*first, *second).is_none()), "{second:?} is taken in");
        }
    }
}
