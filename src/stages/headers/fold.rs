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
        if c.is_ascii_graphic() {
            push(&mut out, &mut blank, c.to_ascii_lowercase());
        } else if c.is_whitespace() {
            blank = true;
        } else if !is_unseen(c) {
            match plain(c) {
                '…' => (0..3).for_each(|_| push(&mut out, &mut blank, '.')),
                p if p.is_ascii() => push(&mut out, &mut blank, p.to_ascii_lowercase()),
                // One letter, written otherwise at the end of a word: capitals know no difference.
                'ς' => push(&mut out, &mut blank, 'σ'),
                p => p.to_lowercase().for_each(|l| push(&mut out, &mut blank, l)),
            }
        }
    }
    out
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
        let lower = if c.is_ascii() { c.to_ascii_lowercase() } else { c.to_lowercase().next().unwrap_or(c) };
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

    #[test]
    fn copies_fold_to_one() {
        assert_eq!(fold("\u{200f}«The  Ferry» – Again…"), "\"the ferry\" - again...");
        assert_eq!(fold("Ｆｅｒｒｙ！"), "ferry!");
        assert_eq!(signature("“The Ferry”"), signature("the ferry"));
        assert_eq!(signature("-"), None);
    }
}
