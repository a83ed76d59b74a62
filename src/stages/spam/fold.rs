//! One spelling for matching: lower case, no accents, no disguise.

/// A piece of text as stems are matched against it.
#[derive(Debug, Default)]
pub struct Folded {
    /// The folded text.
    pub text: String,
    /// Letters that wore a disguise: full-width, mathematical and circled letters, and look-alikes from another alphabet.
    pub disguised: u32,
}

/// Folds a piece of text.
pub fn fold(piece: &str) -> Folded {
    let mut out = Folded { text: String::with_capacity(piece.len() + 8), disguised: 0 };
    if piece.is_ascii() {
        let (plain, disguised) = super::disguise::plain(piece);
        out.text.extend(plain.bytes().map(|b| b.to_ascii_lowercase() as char));
        out.disguised = disguised;
        return out;
    }
    let plain = super::disguise::plain_wide(piece);
    let piece = plain.as_ref().map_or(piece, |(text, disguised)| {
        out.disguised = *disguised;
        text.as_str()
    });
    let mut word = Word::default();
    for c in piece.chars() {
        let before = out.text.len();
        let inside = if c.is_ascii() {
            out.text.push(c.to_ascii_lowercase());
            word.latin += u32::from(c.is_ascii_alphabetic());
            c.is_ascii_alphanumeric()
        } else {
            push(c, &mut out);
            crate::shape::is_alphanumeric(c) || is_mark(c)
        };
        if !inside {
            word.close(&mut out, before);
            word.start = out.text.len();
        } else if matches!(c, '\u{370}'..='\u{52f}') {
            word.other += 1;
        }
    }
    let end = out.text.len();
    word.close(&mut out, end);
    out
}

/// A word that holds both Latin letters and look-alikes from Greek or Cyrillic is read as Latin.
#[derive(Default)]
struct Word {
    start: usize,
    latin: u32,
    other: u32,
}

impl Word {
    fn close(&mut self, out: &mut Folded, end: usize) {
        if self.latin > 0
            && self.other > 0
            && out.text[self.start..end].chars().all(|c| c.is_ascii_alphanumeric() || look_alike(c).is_some())
        {
            let tail = out.text.split_off(end);
            let word = out.text.split_off(self.start);
            out.text.extend(word.chars().map(|c| look_alike(c).unwrap_or(c)));
            out.text.push_str(&tail);
            out.disguised += self.other;
        } else if self.latin > 0 && self.other > self.latin / 2 {
            self.cyrillic(out, end);
        }
        (self.latin, self.other) = (0, 0);
    }
}

impl Word {
    /// A Cyrillic word in which Latin letters stand for those that look the same.
    fn cyrillic(&self, out: &mut Folded, end: usize) {
        let word = &out.text[self.start..end];
        if !word.chars().all(|c| matches!(c, '\u{400}'..='\u{52f}') || c.is_ascii_digit() || cyrillic(c).is_some()) {
            return;
        }
        let read: String = word.chars().map(|c| cyrillic(c).unwrap_or(c)).collect();
        // Who reads a text with a machine mixes them as well: it is no proof.
        out.text.replace_range(self.start..end, &read);
    }
}

/// The small Cyrillic letter that looks like a Latin one.
fn cyrillic(c: char) -> Option<char> {
    // The last five look so as capitals.
    let at = "aceopxyikmthb".chars().position(|x| x == c)?;
    "асеорхуікмтнв".chars().nth(at)
}

fn look_alike(c: char) -> Option<char> {
    let at = "асеорхуіјѕһԁвкмнтαοεικντυρχ".chars().position(|x| x == c)?;
    "aceopxyijshdbkmhtaoeikvtupx".chars().nth(at)
}

/// Folds a character that is no ASCII.
fn push(c: char, out: &mut Folded) {
    match c {
        // Latin, Greek and their supplements: the letter below the accent.
        '\u{c0}'..='\u{24f}' | '\u{370}'..='\u{3ff}' | '\u{1e00}'..='\u{1fff}' => match c {
            'ı' | 'İ' => out.text.push('i'),
            'ł' | 'Ł' => out.text.push('l'),
            'ø' | 'Ø' => out.text.push('o'),
            'đ' | 'Đ' | 'ð' | 'Ð' => out.text.push('d'),
            'ß' => out.text.push_str("ss"),
            'æ' | 'Æ' => out.text.push_str("ae"),
            'ς' => out.text.push('σ'),
            _ => decompose(c, out, 0),
        },
        '\u{ff01}'..='\u{ff5e}' | '\u{1d400}'..='\u{1d7ff}' | '\u{24b6}'..='\u{24e9}' | '\u{1f130}'..='\u{1f149}' => {
            decompose(c, out, u32::from(c.is_alphabetic() || c > '\u{1f000}'))
        }
        '\u{ff61}'..='\u{ff9f}' => decompose(c, out, 0),
        // Arabic: the spellings of one letter, and the signs that come and go.
        'ي' | 'ى' => out.text.push('ی'),
        'ك' => out.text.push('ک'),
        'ة' | 'ۀ' => out.text.push('ه'),
        'أ' | 'إ' | 'آ' | 'ٱ' => out.text.push('ا'),
        '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{300}'..='\u{36f}' | '\u{93c}' | '\u{9bc}' | '\u{200c}' | '\u{200d}' => {}
        'ё' | 'Ё' => out.text.push('е'),
        _ if crate::text::is_invisible(c) => {}
        _ => out.text.extend(crate::shape::lower(c)),
    }
}

fn decompose(c: char, out: &mut Folded, disguised: u32) {
    out.disguised += disguised;
    let nfkd = icu_normalizer::DecomposingNormalizerBorrowed::new_nfkd();
    for d in nfkd.normalize_iter(std::iter::once(c)) {
        if !matches!(d, '\u{300}'..='\u{36f}') {
            out.text.extend(d.to_lowercase());
        }
    }
}

/// Signs that belong to the letter before them.
pub fn is_mark(c: char) -> bool {
    c >= '\u{ad}'
        && matches!(c, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}' | '\u{962}' | '\u{963}' | '\u{981}'..='\u{983}' | '\u{9bc}'..='\u{9cd}' | '\u{a01}'..='\u{a03}' | '\u{a3c}'..='\u{a4d}' | '\u{abc}'..='\u{acd}' | '\u{b3c}'..='\u{b4d}' | '\u{bbe}'..='\u{bcd}' | '\u{c3e}'..='\u{c4d}' | '\u{cbc}'..='\u{ccd}' | '\u{d3e}'..='\u{d4d}' | '\u{dca}'..='\u{ddf}' | '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}' | '\u{eb1}' | '\u{eb4}'..='\u{ebc}' | '\u{ec8}'..='\u{ece}' | '\u{102b}'..='\u{103e}' | '\u{17b6}'..='\u{17d3}' | '\u{200c}' | '\u{200d}' | '\u{ad}' | '\u{200b}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling() {
        assert_eq!(fold("Canlı Kaçak GİRİŞ").text, "canli kacak giris");
        assert_eq!(fold("ｃａｓｉｎｏ").text, "casino");
        assert_eq!(fold("ｃａｓｉｎｏ").disguised, 6);
        assert_eq!(fold("𝐜𝐚𝐬𝐢𝐧𝐨").text, "casino");
        assert_eq!(fold("a cаsinо b").text, "a casino b", "two letters are Cyrillic");
        assert_eq!((fold("кaзинo oнлaйн").text.as_str(), fold("кaзинo oнлaйн").disguised), ("казино онлайн", 0));
        assert_eq!(fold("т34 в2в").disguised, 0);
        assert_eq!(fold("شرط‌بندي").text, "شرطبندی");
        assert_eq!(fold("ΚΑΖΊΝΟ").text, "καζινο");
        assert_eq!(fold("казино").text, "казино");
    }
}
