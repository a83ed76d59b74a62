//! Lines that look as if they had been misread, and were not: look-alikes, charts, drawings, ornaments.

use std::collections::BTreeSet;

/// Whether a line is none that was read in a wrong encoding, whatever another reading of it would cost.
pub fn is_kept(line: &str) -> bool {
    is_look_alike(line) || is_chart(line) || is_drawn(line) || is_ornament(line) || is_formula(line)
}

/// Whether all that is not ASCII is one sign, and none of words: a mark behind names (`Moser†`), a unit, a Greek letter of a formula. That
/// another letter would read better there is one proof, however often it stands.
pub fn is_one_sign(part: &str) -> bool {
    let mut signs = part.chars().filter(|c| !c.is_ascii());
    let Some(sign) = signs.next() else { return true };
    let within = |word: &&str| {
        let letters = |part: &str| part.chars().filter(char::is_ascii_alphabetic).count();
        let sides = word.split_once(sign).map_or((0, 0), |(head, tail)| (letters(head), letters(tail)));
        sides.0 > 0 && sides.1 > 0 && sides.0 + sides.1 >= WORD
    };
    let words = part.split(|c: char| c != sign && !c.is_ascii_alphabetic()).filter(within).collect::<BTreeSet<_>>();
    words.len() < 2 && signs.all(|c| c == sign)
}

/// Letters beside a sign that make it one of a word.
const WORD: usize = 3;

/// Whether Latin letters stand in the words of a Cyrillic line, and only such as look like Cyrillic ones: a machine that reads print mixes
/// them, and who hides a word from programs. Text that was read in a wrong encoding has other letters beside them, or signs within words; and
/// `i` is no proof, which old Cyrillic encodings did not have.
pub fn is_look_alike(line: &str) -> bool {
    if !line.contains(|c| matches!(c, '\u{400}'..='\u{52f}')) {
        return false;
    }
    if is_hidden(line) {
        return true;
    }
    let cyrillic = |c: char| matches!(c, '\u{400}'..='\u{52f}');
    let latin = |c: char| c.is_ascii_alphabetic();
    let alike = |word: &str| word.chars().all(|c| !latin(c) || "aceopxyiABCEHKMOPTXY".contains(c));
    let proof = |word: &str| word.contains(|c: char| latin(c) && c != 'i');
    let plain = |c: char| c.is_ascii() || cyrillic(c) || matches!(c, '«' | '»' | '„' | '“' | '”' | '’' | '–' | '—' | '…' | '№');
    let count = |is: &dyn Fn(char) -> bool| line.chars().filter(|c| is(*c)).count();
    let mut mixed = line.split(|c: char| !c.is_alphanumeric()).filter(|word| word.contains(cyrillic) && word.contains(latin));
    let mut proved = false;
    line.chars().all(plain)
        && count(&cyrillic) > count(&latin)
        && mixed.all(|word| {
            proved |= proof(word);
            alike(word)
        })
        && proved
}

/// Whether Cyrillic letters stand in the words of a Latin line, and only such as look like Latin ones: who hides a word from programs writes so.
fn is_hidden(line: &str) -> bool {
    let cyrillic = |c: char| matches!(c, '\u{400}'..='\u{52f}');
    let mut found = line.chars().filter(|c| cyrillic(*c)).peekable();
    found.peek().is_some()
        && found.all(|c| "асеорхуіјѕһԁԛԝАВЕКМНОРСТХІЈЅҮ".contains(c))
        && line.chars().all(|c| !c.is_alphabetic() || c.is_ascii() || cyrillic(c))
        && line.chars().any(|c| c.is_ascii_alphabetic())
}

/// Characters that make a chart, at least.
const CHART: usize = 6;
/// The same where some are left out.
const LOOSE_CHART: usize = 10;

/// Whether characters stand in the order of their numbers: an alphabet, a class of a regular expression, a page of a code chart.
fn is_chart(line: &str) -> bool {
    let (mut all, mut next, mut last) = (0, 0, '\0');
    for c in line.chars().filter(|c| !c.is_ascii()) {
        (all, next) = (all + 1, next + usize::from(u32::from(c) == u32::from(last) + 1));
        last = c;
    }
    all >= CHART && next * 2 >= all - 1 || all >= LOOSE_CHART && is_loose_chart(line)
}

/// The same where capitals stand beside small letters, and some are left out.
fn is_loose_chart(line: &str) -> bool {
    if !line.split_whitespace().all(|word| word.chars().nth(2).is_none()) {
        return false;
    }
    let small: Vec<char> = line.chars().filter(|c| !c.is_ascii()).filter_map(|c| c.to_lowercase().next()).collect();
    small.windows(2).filter(|pair| pair[1] >= pair[0]).count() * 8 >= (small.len() - 1) * 7
}

/// Whether all lines and corners stand in drawings: alone, or in rows in which one stands beside its like.
fn is_drawn(line: &str) -> bool {
    let drawn = |c: char| matches!(c, '\u{2500}'..='\u{257f}');
    let is_row = |word: &str| {
        let mut last = ' ';
        word.chars().all(|c| !c.is_alphanumeric())
            && (word.chars().count() < 3 || word.chars().any(|c| drawn(c) && std::mem::replace(&mut last, c) == c))
    };
    line.contains(drawn) && line.split_whitespace().filter(|word| word.contains(drawn)).all(is_row)
}

/// Characters that an ornament is made of, at most.
const FEW: usize = 6;

/// Whether a few signs come again and again, beside no letters of a word (`¸.·´¯`·.¸¸.·´¯`·.¸`).
fn is_ornament(line: &str) -> bool {
    let mut signs: Vec<char> = Vec::with_capacity(FEW + 1);
    let (mut all, mut letters) = (0, 0);
    for c in line.chars().filter(|c| !c.is_ascii()) {
        if !signs.contains(&c) {
            signs.push(c);
        }
        if signs.len() > FEW {
            return false;
        }
        all += 1;
        letters += usize::from(c.is_alphabetic() && !matches!(c, 'ª' | 'º'));
    }
    let mut words = line.split_whitespace().filter(|word| !word.is_ascii());
    all >= 2 * signs.len() && letters * 2 <= all && !words.any(|word| word.contains(|c: char| c.is_ascii_alphanumeric()))
}

/// Names of functions, which stand before what they are taken of.
const FUNCTIONS: &[&str] = &["sin", "cos", "tan", "cot", "log", "exp", "lim", "max", "min", "det"];
/// Letters of ASCII that a name in a formula has beside others, at most.
const NAME: usize = 2;

/// Whether all that is not ASCII are Greek letters, digits above and below and signs of mathematics, and none stands in a word: `4πr²`,
/// `sin²α`. French that was read as DOS text has Greek letters too, in words.
fn is_formula(line: &str) -> bool {
    let raised = |c: char| matches!(c, '²' | '³' | '¹' | '\u{2070}'..='\u{209c}');
    let sign = |c: char| matches!(c, 'Α'..='ω' | 'ϑ' | 'ϕ' | 'ϵ' | '±' | '×' | '÷' | '·' | '°' | 'µ' | 'ħ' | 'ℏ' | '\u{2190}'..='\u{22ff}');
    let dash = |c: char| matches!(c, '–' | '—' | '−' | '…' | '’' | '“' | '”');
    let is_name = |word: &str| {
        let rest = FUNCTIONS.iter().find_map(|function| word.strip_prefix(function)).unwrap_or(word);
        rest.chars().filter(char::is_ascii_alphabetic).count() <= NAME
    };
    let calculates = |c: char| raised(c) || matches!(c, '=' | '+' | '±' | '×' | '÷' | '\u{2200}'..='\u{22ff}');
    let mut words = line.split(|c: char| !c.is_alphabetic() && !raised(c) && !sign(c)).filter(|word| !word.is_ascii());
    line.contains(calculates) && line.chars().all(|c| c.is_ascii() || raised(c) || sign(c) || dash(c)) && words.all(is_name)
}

/// Whether a line that is not Latin has next to no small letters: abbreviations are of no language, and between two Cyrillic
/// encodings capitals are small letters.
pub fn is_in_capitals(line: &str) -> bool {
    let count = |is: fn(char) -> bool| line.chars().filter(|c| is(*c)).count();
    line.contains(|c: char| c >= '\u{370}' && c.is_uppercase()) && count(char::is_lowercase) * 16 <= count(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charts_drawings_and_ornaments_are_none_that_was_misread() {
        for line in [
            "àáâãäåæçèé",
            "À Â Ã Ä È É Ê Î Ï Ô Œ Ù Û Ü",
            "Áá Ðð Éé Íí Óó Úú Ýý",
            "╚═══╝ ╙───╜",
            "│ Ж │ Я │",
            "├── файл",
            "¸.·´¯`·.¸¸.·´¯`·.¸ hello",
            "2πr, 4πr², sin²α",
            "The surface is 4πr², and sin²α + cos²α = 1.",
            "ρ = m/V; σ² = Σ(x−μ)²/n; Δx·Δp ≥ ħ/2",
        ] {
            assert!(is_kept(line), "{line}");
        }
    }

    #[test]
    fn text_that_was_misread_is_none_of_these() {
        for line in
            ["Ïðèâåò, ìèð", "Ï Ð È Ê À Ç", "T„r und T”r „ffnen „rgerlich sch”n", "╧╥╔╫┼╘ ═╔╥", "оПХБЕР", "ÉÀÎÑ", "La fiΦvre ± 2 τa gΩne"]
        {
            assert!(!is_kept(line), "{line}");
        }
    }
}
