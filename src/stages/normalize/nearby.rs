//! What stands beside a character: the facts about scripts that the rules on invisible marks and blanks share.

/// The character right before `at`.
pub fn before(text: &str, at: usize) -> Option<char> {
    text[..at].chars().next_back()
}

/// The character right at `at`.
pub fn after(text: &str, at: usize) -> Option<char> {
    text[at..].chars().next()
}

/// Marks without a shape, U+200C and U+200D among them.
pub fn is_mark(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{2063}') || crate::text::is_invisible(c)
}

/// How far [`Visible`] looks: a longer run of marks is no writing.
const REACH: usize = 32;

/// What stands around the marks of a text, which are asked about in their order: each run of them is read once.
#[derive(Default)]
pub struct Visible {
    /// The run: from the mark asked about first to its end.
    run: std::ops::Range<usize>,
    /// Its marks, and those right before it, as far as that matters.
    marks: usize,
    before: usize,
    /// The characters beside all of them.
    sides: [Option<char>; 2],
    /// The mark asked about last, and its number in the run.
    last: (usize, usize),
}

impl Visible {
    /// The nearest characters before and after the mark at `at` that are no invisible marks; a newline or an end of the text
    /// is `None`.
    pub fn around(&mut self, text: &str, at: usize) -> (Option<char>, Option<char>) {
        if self.run.contains(&at) {
            let (place, number) = self.last;
            self.last = (at, number + text[place..at].chars().count());
        } else {
            let marks = text[at..].chars().take_while(|c| is_mark(*c));
            let (count, bytes) = marks.fold((0, 0), |(n, bytes), c| (n + 1, bytes + c.len_utf8()));
            self.before = text[..at].chars().rev().take(REACH).take_while(|c| is_mark(*c)).count();
            self.sides = [text[..at].chars().rev().nth(self.before), text[at + bytes..].chars().next()];
            (self.run, self.marks, self.last) = (at..at + bytes, count, (at, 0));
        }
        let number = self.last.1;
        let near = |marks: usize, side: Option<char>| side.filter(|c| marks < REACH && *c != '\n');
        (near(self.before + number, self.sides[0]), near(self.marks.saturating_sub(number + 1), self.sides[1]))
    }
}

/// Whether an invisible mark beside this character can have no effect on it: it belongs to a script whose letters
/// neither join nor stack, and to no emoji. A line's edge (`None`) and blanks count. In doubt: no.
pub fn is_plain(c: Option<char>) -> bool {
    let Some(c) = c else { return true };
    if c.is_ascii() {
        return true;
    }
    match c {
        '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{200c}' | '\u{200d}' => false,
        // Latin, phonetic and modifier letters; Greek, Cyrillic, Armenian.
        '\u{80}'..='\u{2ff}' | '\u{370}'..='\u{3ff}' | '\u{400}'..='\u{482}' | '\u{48a}'..='\u{58f}' => true,
        // Georgian; Hangul; Latin and Greek with marks; punctuation and currency.
        '\u{10a0}'..='\u{11ff}' | '\u{1e00}'..='\u{1fff}' | '\u{2000}'..='\u{206f}' | '\u{20a0}'..='\u{20cf}' => true,
        // Kana, Bopomofo, ideographs, Hangul syllables, wide and narrow forms.
        '\u{3000}'..='\u{318f}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' => true,
        '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}' => true,
        _ => c.is_whitespace(),
    }
}

/// Letters of scripts in which U+200B marks where a word ends (Thai, Lao, Tibetan, Burmese, Khmer and their kin).
pub fn sets_zero_width_spaces(c: Option<char>) -> bool {
    matches!(
        c,
        Some(
            '\u{e00}'..='\u{fff}'
            | '\u{1000}'..='\u{109f}'
            | '\u{1700}'..='\u{17ff}'
            | '\u{1950}'..='\u{19ff}'
            | '\u{1a20}'..='\u{1aaf}'
            | '\u{1b00}'..='\u{1bbf}'
            | '\u{a900}'..='\u{a9ff}'
            | '\u{aa60}'..='\u{aadf}',
        )
    )
}

/// Arabic letters, in which U+200C shows as the break of a join.
pub fn is_arabic(c: Option<char>) -> bool {
    matches!(
        c,
        Some('\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{870}'..='\u{8ff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
    )
}

/// Characters that are written from right to left.
pub fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1eeff}')
}

/// The signs that kill a vowel in Indic scripts: what follows one joins it.
pub fn is_virama(c: Option<char>) -> bool {
    matches!(
        c,
        Some(
            '\u{94d}'
                | '\u{9cd}'
                | '\u{a4d}'
                | '\u{acd}'
                | '\u{b4d}'
                | '\u{bcd}'
                | '\u{c4d}'
                | '\u{ccd}'
                | '\u{d3b}'
                | '\u{d3c}'
                | '\u{d4d}'
                | '\u{dca}'
        )
    )
}

/// Whether the U+00A0, U+00AD or control character at `at` can be the second half of a character that was read as
/// Latin-1 or Windows-1252 (`í` as `Ã` and U+00AD). Such a pair is left to `normalize/mojibake`, which sees it first:
/// taking its half away would make the damage final.
pub fn is_half(text: &str, at: usize) -> bool {
    let mut back = text[..at].chars().rev();
    match back.next() {
        Some('Â' | 'Ã' | 'Ä' | 'Å' | 'Î' | 'Ð' | 'Ø') => true,
        Some('×') => !matches!(back.next(), None | Some(' ' | '\u{a0}' | '0'..='9')),
        Some('\u{80}'..='\u{9f}') => true,
        // Third or fourth in a row: what Windows-1252 has at 0x80 to 0x9F stands before, a lead before that.
        Some('€' | 'ƒ' | 'ˆ' | '˜' | '\u{2010}'..='\u{203a}' | '™' | 'Š' | 'š' | 'Œ' | 'œ' | 'Ž' | 'ž' | 'Ÿ') => {
            matches!(back.next(), Some('â' | 'ã' | 'ä' | 'å' | 'æ' | 'ï' | 'ð' | 'Ÿ' | '\u{80}'..='\u{9f}'))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(20_260_101), ..ProptestConfig::default() })]
        #[test]
        fn a_run_read_once_says_what_each_of_its_marks_sees(text in "([\u{200b}\u{200c}\u{ad}\u{feff}]{0,70}[aé\n]{0,2}){0,5}", some in any::<u64>()) {
            let mut visible = Visible::default();
            for (n, (at, c)) in text.char_indices().filter(|(_, c)| is_mark(*c)).enumerate() {
                if some >> (n % 64) & 1 == 0 {
                    continue;
                }
                let before = text[..at].chars().rev().take(REACH).find(|c| !is_mark(*c)).filter(|c| *c != '\n');
                let after = text[at + c.len_utf8()..].chars().take(REACH).find(|c| !is_mark(*c)).filter(|c| *c != '\n');
                prop_assert_eq!(visible.around(&text, at), (before, after));
            }
        }
    }
}
