//! When two lines say the same.

use crate::text::is_invisible;

/// A line without what may differ between two copies of it: case, kind of quotes and dashes, blanks, invisible marks.
pub fn fold(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut blank = false;
    if line.is_ascii() {
        // Words as they are, one blank between two of them.
        for word in line.split(char::is_whitespace).filter(|w| !w.is_empty()) {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
        }
        out.make_ascii_lowercase();
        return out;
    }
    for c in line.chars() {
        if c.is_whitespace() {
            blank = true;
        } else {
            each_folded(c, |c| push(&mut out, &mut blank, c));
        }
    }
    out
}

/// Calls `take` with what stands in a folded line for a character that is no blank.
fn each_folded(c: char, mut take: impl FnMut(char)) {
    if c.is_ascii_graphic() {
        take(c.to_ascii_lowercase());
    } else if !is_unseen(c) {
        match plain(c) {
            '…' => (0..3).for_each(|_| take('.')),
            p if p.is_ascii() => take(p.to_ascii_lowercase()),
            // One letter, written otherwise at the end of a word: capitals know no difference.
            'ς' => take('σ'),
            p => crate::shape::lower(p).for_each(take),
        }
    }
}

/// The first and the last letters and digits of a folded line: what tells quickly of most pairs of lines that neither begins or ends
/// with the other.
#[derive(Debug)]
pub struct Edges {
    first: [char; Edges::MOST],
    last: [char; Edges::MOST],
    /// How many there are of each.
    len: usize,
}

impl Edges {
    /// Letters and digits on each side.
    const MOST: usize = 4;

    /// Those of a line.
    pub fn of(line: &str) -> Edges {
        let (first, len) = Edges::taken(line.chars());
        let (last, _) = Edges::taken(line.chars().rev());
        Edges { first, last, len }
    }

    fn taken(chars: impl Iterator<Item = char>) -> ([char; Edges::MOST], usize) {
        let (mut taken, mut len) = (['\0'; Edges::MOST], 0);
        for c in chars {
            // Of a capital that folds to several characters one is a letter: their order makes no difference.
            each_folded(c, |c| {
                if len < Edges::MOST && crate::shape::is_alphanumeric(c) {
                    taken[len] = c;
                    len += 1;
                }
            });
            if len == Edges::MOST {
                break;
            }
        }
        (taken, len)
    }

    /// Whether the one line can begin or end with the other. Sure only when it cannot.
    pub fn may_share(&self, other: &Edges) -> bool {
        let len = self.len.min(other.len);
        self.first[..len] == other.first[..len] || self.last[..len] == other.last[..len]
    }
}

/// A folded line without blanks: what lines that were run together still share.
pub fn without_blanks(folded: &str) -> String {
    folded.chars().filter(|c| *c != ' ').collect()
}

/// The first letters and digits of a line, folded: two lines that say the same have the same signature.
/// `None` for a line that has fewer than two.
pub fn signature(line: &str) -> Option<u64> {
    let mut sum = 0u64;
    let mut n = 0;
    for c in line.chars() {
        let c = if c.is_ascii() { c } else { plain(c) };
        if !crate::shape::is_alphanumeric(c) {
            continue;
        }
        let lower = if c.is_ascii() { c.to_ascii_lowercase() } else { crate::shape::lower(c).next().unwrap_or(c) };
        sum = sum.wrapping_mul(0x100_0003) ^ u64::from(lower as u32);
        n += 1;
        if n == 8 {
            break;
        }
    }
    (n >= 2).then_some(sum)
}

fn push(out: &mut String, blank: &mut bool, c: char) {
    if std::mem::take(blank) && !out.is_empty() {
        out.push(' ');
    }
    out.push(c);
}

fn is_unseen(c: char) -> bool {
    is_invisible(c) || matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe0f}')
}

fn plain(c: char) -> char {
    match c {
        '“' | '”' | '„' | '«' | '»' | '″' | '״' | '‟' | '「' | '」' | '『' | '』' => '"',
        '‘' | '’' | '‚' | '′' | '‛' | '‹' | '›' | 'ʼ' | '`' | '´' => '\'',
        '–' | '—' | '−' | '‐' | '‑' | '―' | '－' => '-',
        '！'..='～' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn copies_fold_to_one() {
        assert_eq!(fold("\u{200f}«The  Ferry» – Again…"), "\"the ferry\" - again...");
        assert_eq!(fold("Ｆｅｒｒｙ！"), "ferry!");
        assert_eq!(signature("“The Ferry”"), signature("the ferry"));
        assert_eq!(signature("-"), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(20_260_101), ..ProptestConfig::default() })]
        #[test]
        fn lines_one_of_which_begins_or_ends_with_the_other_may_share(
            line in "[aBcİςΣ。…“ :|\u{ad}\u{301}Ｆｅ12-]{0,12}", more in "[aBcİςΣ。… :|\u{301}Ｆ3-]{0,8}", end in "[.…]{0,3}",
        ) {
            let longer = [format!("{line}{more}"), format!("{more}{line}"), line.to_uppercase(), line.to_lowercase(), format!("{line}{end}")];
            for longer in longer {
                let (a, b) = (fold(&line), fold(&longer));
                let related = b.starts_with(&a) || b.ends_with(&a) || a.starts_with(&b) || a.ends_with(&b);
                let may = Edges::of(&line).may_share(&Edges::of(&longer));
                prop_assert!(may || !related, "{line:?} {longer:?}");
                prop_assert_eq!(may, Edges::of(&longer).may_share(&Edges::of(&line)));
            }
        }
    }

    #[test]
    fn most_pairs_of_lines_are_told_apart() {
        let may = |a: &str, b: &str| Edges::of(a).may_share(&Edges::of(b));
        assert!(!may("The ferry is late again", "A mill by the weir"));
        assert!(may("The ferry is late", "The ferry is late | Ferry Post") && may("Updated: «The ferry»", "the FERRY"));
        assert!(may("…", "anything"));
    }
}
