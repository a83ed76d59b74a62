//! Letters in disguise: `v1agra`, `c a s i n o`, `каз1но`.

use std::borrow::Cow;

/// Digits and signs that stand for letters, in how many words at least.
const WORDS: usize = 3;
/// Letters set apart, at least.
const APART: usize = 12;

/// ASCII as it is read, and how many letters were in disguise. Most lines are given back as they are, after one quick look.
pub fn plain(line: &str) -> (Cow<'_, str>, u32) {
    let bytes = line.as_bytes();
    let digits = bytes.iter().filter(|b| b.is_ascii_digit()).count();
    let blanks = bytes.iter().filter(|b| **b == b' ').count();
    if blanks * 5 >= bytes.len() * 2
        && bytes.len() >= 2 * APART
        && let Some(closed) = closed(bytes)
    {
        let n = closed.len() as u32;
        return (Cow::Owned(closed), n);
    }
    if digits >= WORDS && digits * 4 <= bytes.len() {
        return lettered(line);
    }
    (Cow::Borrowed(line), 0)
}

/// Letters with one blank after each, closed up; two blanks part words. `None` when other words stand between.
fn closed(bytes: &[u8]) -> Option<String> {
    let mut out = String::with_capacity(bytes.len());
    let (mut at, mut apart) = (0, 0);
    while at < bytes.len() {
        if bytes[at] == b' ' {
            let run = bytes[at..].iter().take_while(|b| **b == b' ').count();
            if run > 1 {
                out.push(' ');
            }
            at += run;
            continue;
        }
        let word = bytes[at..].iter().take_while(|b| **b != b' ').count();
        if word > 1 || !bytes[at].is_ascii_alphanumeric() {
            return None;
        }
        out.push(bytes[at].to_ascii_lowercase() as char);
        apart += 1;
        at += 1;
    }
    (apart >= APART).then_some(out)
}

/// Digits between letters read as the letters they look like, when several words have them.
fn lettered(line: &str) -> (Cow<'_, str>, u32) {
    let mut bytes = line.as_bytes().to_ascii_lowercase();
    let (mut changed, mut words, mut in_word) = (0, 0, false);
    for at in 0..bytes.len() {
        let letter = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_alphabetic);
        let after = letter(at + 1);
        let before = at > 0 && letter(at - 1);
        let first = at == 0 || bytes[at - 1] == b' ';
        if bytes[at] == b' ' {
            in_word = false;
        }
        let read = match bytes[at] {
            b'0' => b'o',
            b'1' => b'i',
            b'3' => b'e',
            b'4' => b'a',
            b'5' => b's',
            b'7' => b't',
            b'@' => b'a',
            b'$' => b's',
            _ => continue,
        };
        if after && (before || first && bytes[at] == b'0') {
            bytes[at] = read;
            changed += 1;
            words += usize::from(!std::mem::replace(&mut in_word, true));
        }
    }
    match String::from_utf8(bytes) {
        Ok(text) if words >= WORDS => (Cow::Owned(text), changed),
        _ => (Cow::Borrowed(line), 0),
    }
}

/// The same for a line that is not all ASCII: which letter a digit stands for, its neighbours say.
pub fn plain_wide(line: &str) -> Option<(String, u32)> {
    // Hardly a line has digits that are not by themselves.
    let bytes = line.as_bytes();
    let inside = |w: &[u8]| is_sign(w[0]) && (w[1].is_ascii_alphabetic() || w[1] >= 0xc3);
    bytes.windows(2).filter(|w| inside(w)).nth(WORDS - 1)?;
    let (mut out, mut changed, mut words, mut in_word) = (String::with_capacity(line.len() + 8), 0, 0, false);
    let mut before = ' ';
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        in_word &= !c.is_whitespace();
        let after = chars.peek().copied().filter(|next| next.is_alphabetic());
        let read = after.filter(|_| before.is_alphabetic() || c == '0' && !before.is_alphanumeric()).and_then(|next| letter_of(c, next));
        if read.is_some() {
            // Machines read a round letter as a nought.
            changed += u32::from(c != '0');
            words += usize::from(!std::mem::replace(&mut in_word, true));
        }
        before = read.unwrap_or(c);
        out.push(before);
    }
    (words >= WORDS).then_some((out, changed))
}

fn is_sign(b: u8) -> bool {
    matches!(b, b'0' | b'1' | b'3' | b'4' | b'5' | b'7' | b'@' | b'$')
}

/// The letter that a sign stands for before another one: a Latin letter, or a Cyrillic one.
fn letter_of(sign: char, next: char) -> Option<char> {
    let letters = match next {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => "oieasats",
        '\u{400}'..='\u{52f}' => "оиеасатс",
        _ => return None,
    };
    "01345@7$".chars().position(|s| s == sign).and_then(|at| letters.chars().nth(at))
}

#[cfg(test)]
mod tests {
    use super::{plain, plain_wide};

    #[test]
    fn letters_behind_digits_in_any_alphabet() {
        assert_eq!(plain_wide("0нлайн каз1но ст@вки").map(|p| p.0), Some("онлайн казино ставки".into()));
        assert_eq!(plain_wide("den3me b0nusu ver3n g1riş"), Some(("deneme bonusu veren giriş".into(), 3)));
        for line in ["ё", "4 мая 1994 года, 12 тонн и 5кг", "T34 и Т80, К19, П24", "ç1 a2 b3 c4", "mail@host.example, a@b.example ç"]
        {
            assert_eq!(plain_wide(line), None, "{line}");
        }
    }

    #[test]
    fn letters_behind_digits_and_blanks() {
        assert_eq!(plain("v1agra c1al1s ch3ap 0nline").0, "viagra cialis cheap online");
        assert_eq!(plain("v1agra c1al1s ch3ap 0nline").1, 5);
        assert_eq!(plain("c a s i n o   b o n u s   f r e e").0, "casino bonus free");
        for line in [
            "r a i n",
            "B2B and H2O",
            "1.e4 c5 2.Nf3 d6 3.d4 cxd4",
            "4 a b c d 5 e f g h 6 i",
            "2021-10-07 gauge1 ok",
            "",
            "a b and c d e f g h i j k l m",
        ] {
            assert_eq!(plain(line), (line.into(), 0), "{line}");
        }
    }
}
