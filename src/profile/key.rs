//! Keys of lines: what two lines must share to count as one.

use crate::dates;
use crate::shape::{is_whitespace, letter_or_number};
use crate::text::is_invisible;

/// What two lines must share to count as one: blanks and invisible marks folded, each run of digits written `0`, and so
/// the names of months and days in a line that has digits.
///
/// `None` when nothing but blanks, digits and such names is left: such lines say nothing about a site.
pub fn line_key(line: &str) -> Option<String> {
    let mut room = vec![0; line.len()];
    key_in(line, &mut room).map(|key| String::from_utf8_lossy(key).into_owned())
}

/// The key of a line, written into `room`, which has as many bytes as the line: a key is never longer.
pub fn key_in<'r>(line: &str, room: &'r mut [u8]) -> Option<&'r [u8]> {
    let mut key = Key { room, len: 0, blank: false };
    let letters = if line.is_ascii() { ascii_key(line, &mut key) } else { any_key(line, &mut key) };
    let Key { room, len, .. } = key;
    if letters > 0 { room.get(..len) } else { None }
}

/// A key that is being written.
struct Key<'r> {
    room: &'r mut [u8],
    len: usize,
    /// Blanks came that are not written yet.
    blank: bool,
}

impl Key<'_> {
    #[inline]
    fn put(&mut self, b: u8) {
        // There is always room: what is written is no longer than what was read.
        if let Some(slot) = self.room.get_mut(self.len) {
            *slot = b;
            self.len += 1;
        }
    }

    fn put_all(&mut self, bytes: &[u8]) {
        if let Some(room) = self.room.get_mut(self.len..self.len + bytes.len()) {
            room.copy_from_slice(bytes);
            self.len += bytes.len();
        }
    }

    #[inline]
    fn put_char(&mut self, c: char) {
        if c.is_ascii() {
            self.put(c as u8);
        } else {
            c.encode_utf8(&mut [0; 4]).bytes().for_each(|b| self.put(b));
        }
    }

    /// Writes the blank that came before, unless the key begins here.
    #[inline]
    fn part(&mut self) {
        if std::mem::take(&mut self.blank) {
            self.put(b' ');
        }
    }

    /// A digit: one mark for a run of them.
    fn digit(&mut self) {
        if self.len == 0 || self.room[self.len - 1] != b'0' {
            self.put(b'0');
        }
    }

    /// Whether what was written from `start` on is the name of a month or a day.
    fn is_date_name(&self, start: usize) -> bool {
        std::str::from_utf8(&self.room[start..self.len]).is_ok_and(dates::is_name)
    }
}

/// The same for ASCII, word by word; gives the number of letters.
fn ascii_key(line: &str, key: &mut Key) -> usize {
    let line = line.as_bytes();
    let mask = line.iter().any(u8::is_ascii_digit);
    let (mut at, mut letters) = (0, 0usize);
    while let Some(&b) = line.get(at) {
        if b.is_ascii_alphabetic() {
            key.part();
            let start = key.len;
            while let Some(b) = line.get(at).filter(|b| b.is_ascii_alphabetic()) {
                key.put(*b);
                at += 1;
            }
            letters += key.len - start;
            if mask && key.is_date_name(start) {
                letters -= key.len - start;
                key.len = start;
                key.digit();
            }
            continue;
        }
        at += 1;
        if b.is_ascii_whitespace() || b == 0x0b {
            key.blank = key.len > 0;
            continue;
        }
        key.part();
        if b.is_ascii_digit() {
            key.digit();
        } else {
            key.put(b);
        }
    }
    letters
}

fn any_key(line: &str, key: &mut Key) -> usize {
    // Names of days and months are written as numbers when there is a number in the line, which most lines have not.
    let (letters, numbers) = any_key_with(line, key, false);
    if !numbers {
        return letters;
    }
    (key.len, key.blank) = (0, false);
    any_key_with(line, key, true).0
}

/// Gives the number of letters, and whether there are digits; `mask` when names of days and months are to be written as these are.
fn any_key_with(line: &str, key: &mut Key, mask: bool) -> (usize, bool) {
    let (mut letters, mut numbers) = (0usize, false);
    // Where in the key the word begins that is being read, and how many letters it has.
    let mut word: Option<(usize, usize)> = None;
    let end_word = |key: &mut Key, letters: &mut usize, word: Option<(usize, usize)>| {
        if let Some((start, n)) = word
            && mask
            && key.is_date_name(start)
        {
            key.len = start;
            key.digit();
            *letters -= n;
        }
    };
    let mut rest = line.char_indices();
    let mut next = rest.next();
    while let Some((at, c)) = next {
        next = rest.next();
        if is_invisible(c) {
            continue;
        }
        let (letter, numeric) = letter_or_number(c);
        // Some numerals are letters, too.
        numbers |= numeric;
        if letter {
            // A run of letters, copied as one.
            let mut n = 1;
            while let (true, numeric) = next.map_or((false, false), |(_, c)| letter_or_number(c)) {
                numbers |= numeric;
                next = rest.next();
                n += 1;
            }
            key.part();
            let (start, before) = word.unwrap_or((key.len, 0));
            word = Some((start, before + n));
            letters += n;
            key.put_all(&line.as_bytes()[at..next.map_or(line.len(), |(at, _)| at)]);
            continue;
        }
        let blank = is_whitespace(c);
        if word.is_some() && !c.is_ascii() && !blank && !numeric && !crate::shape::is_closer(c) {
            key.part();
            letters += 1;
            word = word.map(|(start, n)| (start, n + 1));
            key.put_char(c);
            continue;
        }
        end_word(key, &mut letters, word.take());
        if blank {
            key.blank = key.len > 0;
            continue;
        }
        key.part();
        if numeric {
            key.digit();
        } else {
            key.put_char(c);
        }
    }
    end_word(key, &mut letters, word);
    (letters, numbers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keys_mask_what_changes_from_day_to_day() {
        let key = |line| line_key(line).unwrap_or_default();
        assert_eq!(key("Wednesday, 19 March 2025 · Issue 11,217"), key("Friday, 7 May 2024 · Issue 9,003"));
        assert_eq!(key("Сегодня понедельник, 2 октября 2023 г. Вода: 397"), key("Сегодня среда, 17 мая 2022 г. Вода: 4"));
        assert_eq!(key("  a\u{200b}  b "), "a b");
        assert_eq!(line_key("14 March 2019"), None);
        assert_eq!(line_key("2019年3月14日"), None);
        assert_eq!(key("March of the penguins"), "March of the penguins");
        assert_ne!(key("Issue 3: the storm"), key("Issue 4: the calm"));
    }

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(20_260_101), ..ProptestConfig::default() })]
        #[test]
        fn both_ways_to_a_key_agree(line in "([a-cMay0-9 .,\\t\u{b}-]|March|may |Friday){0,30}") {
            let written = |write: fn(&str, &mut Key) -> usize| {
                let mut room = vec![0; line.len()];
                let mut key = Key { room: &mut room, len: 0, blank: false };
                let letters = write(&line, &mut key);
                let len = key.len;
                room.truncate(len);
                (letters > 0).then_some(room)
            };
            prop_assert_eq!(written(ascii_key), written(any_key));
        }

        #[test]
        fn a_key_is_its_own_key(line in "[a-c0-9 .März·]{0,30}") {
            if let Some(key) = line_key(&line) {
                prop_assert!(!key.contains('\n'));
                prop_assert_eq!(line_key(&key), Some(key.clone()));
            }
        }
    }
}
