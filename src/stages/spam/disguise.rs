//! ASCII in disguise: `v1agra`, `c a s i n o`.

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

#[cfg(test)]
mod tests {
    use super::plain;

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
