//! What quotation marks and dashes are often misread as, where an English text has these: the look that good text pays for.

/// What a text may have been read as whose quotation marks and dashes look so: a bit each.
#[derive(Clone, Copy, Debug, Default)]
pub struct Told(u8);

const WINDOWS: u8 = 1;
const MAC: u8 = 2;
const DOS: u8 = 4;

/// Short words before `'s`.
const SHORT: &[&[u8]] = &[b"it", b"he", b"she", b"who", b"let"];

impl Told {
    /// Of a line: a letter before the end of a contraction, behind a stop, or between blanks, or an upper control.
    pub fn of(line: &str) -> Told {
        let bytes = line.as_bytes();
        let each = memchr::memchr2_iter(0xc2, 0xc3, bytes).map(|at| told(&bytes[..at], &bytes[at..]));
        Told(each.fold(0, |all, of| all | of))
    }

    pub fn or(self, other: Told) -> Told {
        Told(self.0 | other.0)
    }

    pub fn is_any(self) -> bool {
        self.0 > 0
    }

    /// Names of the encodings.
    pub fn labels(self) -> Vec<&'static str> {
        let all = [(WINDOWS, "windows-1252"), (MAC, "macintosh"), (DOS, "ibm437"), (DOS, "ibm850")];
        all.iter().filter(|(of, _)| self.0 & of > 0).map(|(_, label)| *label).collect()
    }
}

/// Of a character of two bytes, and what stands before it.
fn told(before: &[u8], rest: &[u8]) -> u8 {
    let [lead, tail, behind @ ..] = rest else { return 0 };
    let contracted = || is_contracted(before, behind);
    let closes = || matches!(before, [.., b'.' | b',' | b'!' | b'?']) && matches!(behind, [] | [b' ' | b'\n', ..]);
    let apart = || matches!((before, behind), ([.., b' '], [b' ', ..]));
    match (lead, tail) {
        (0xc2, 0x85 | 0x91..=0x97) => WINDOWS,
        (0xc2, _) => 0,
        // `í` and `Õ` and `Æ` are `’`; `î` and `Ó` and `ö` are `”`; `ñ`, `ó` and `Ð`, `Ñ` and `û`, `ù` are dashes.
        (_, 0xad) if contracted() => MAC,
        (_, 0x95) if contracted() => WINDOWS,
        (_, 0x86) if contracted() => DOS,
        (_, 0xae) if closes() => MAC,
        (_, 0x93) if closes() => WINDOWS,
        (_, 0xb6) if closes() => DOS,
        (_, 0xb1 | 0xb3) if apart() => MAC,
        (_, 0x90 | 0x91) if apart() => WINDOWS,
        (_, 0xbb | 0xb9) if apart() => DOS,
        _ => 0,
    }
}

/// Whether the end of a contraction stands behind a word. Names end in `ís`, but few long ones.
fn is_contracted(before: &[u8], behind: &[u8]) -> bool {
    let begin = before.iter().rev().take_while(|b| b.is_ascii_alphabetic()).count();
    let word = &before[before.len() - begin..];
    let end = behind.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    if behind.get(end).is_some_and(|b| !b.is_ascii()) {
        return false;
    }
    match &behind[..end] {
        b"t" => matches!(word, [_, .., b'n']),
        b"s" => word.len() >= 4 || SHORT.iter().any(|short| word.eq_ignore_ascii_case(short)),
        b"re" | b"ve" | b"ll" | b"d" | b"m" => !word.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_misread_tell_what_by() {
        for (line, labels) in [
            ("They didn\u{92}t come.", &["windows-1252"][..]),
            ("They didnÕt come.", &["windows-1252"]),
            ("Nobody came,Ó she said.", &["windows-1252"]),
            ("The river Ñ or what was left of it.", &["windows-1252"]),
            ("They didnít come.", &["macintosh"]),
            ("Itís late.", &["macintosh"]),
            ("Nobody came,î", &["macintosh"]),
            ("TheyÆre late.", &["ibm437", "ibm850"]),
            ("The river û or what was left of it.", &["ibm437", "ibm850"]),
        ] {
            assert_eq!(Told::of(line).labels(), labels, "{line}");
        }
    }

    #[test]
    fn names_and_foreign_words_tell_nothing() {
        for line in
            ["Luís came from Solís.", "El país es París.", "très tôt, l’été", "José, Zoë and Ó Briain", "Æsir and Encyclopædia", "don’t"]
        {
            assert!(!Told::of(line).is_any(), "{line}");
        }
    }
}
