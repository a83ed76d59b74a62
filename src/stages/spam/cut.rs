//! Where the good text of a line ends and spam begins.

use super::about::floor;
use super::measure::{Evidence, measure};
use crate::shape::{is_closer, is_combining, is_sentence_end, is_spaceless};

/// Only the end of a line is searched for a tail.
pub const WINDOW: usize = 8 * 1024;
/// Letters below which a piece says nothing of itself.
const SHORT: u32 = 12;

/// A place to cut: the good text ends at `end`, spam begins at `start` (between them are blanks).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// End of the good text.
    pub end: usize,
    /// Start of the spam.
    pub start: usize,
    /// Behind the end of a sentence; else only behind a blank.
    pub sentence: bool,
    /// The spam hangs on the mark without a blank.
    pub stuck: bool,
}

/// Last places of a top level that names of sites have; what follows them is no new sentence.
const LEVELS: [&str; 30] = [
    "com", "net", "org", "info", "biz", "xyz", "site", "online", "club", "top", "vip", "pro", "app", "bet", "casino", "live", "link",
    "store", "shop", "example", "mobi", "win", "fun", "space", "website", "asia", "tv", "io", "me", "co",
];

/// The ends of sentences in the last part of a line, in order.
fn sentence_ends(line: &str) -> Vec<Cut> {
    let from = floor(line, line.len().saturating_sub(WINDOW));
    let mut cuts = Vec::new();
    let mut chars = line[from..].char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !is_sentence_end(c) {
            continue;
        }
        let mut end = from + at + c.len_utf8();
        while let Some(&(next, closer)) = chars.peek() {
            // A straight quote may open as well as close: it is counted to what it touches without a blank.
            if !is_closer(closer) && !is_sentence_end(closer) {
                break;
            }
            chars.next();
            end = from + next + closer.len_utf8();
        }
        let rest = &line[end..];
        let trimmed = rest.trim_start_matches(crate::text::is_blank);
        if trimmed.is_empty() {
            continue;
        }
        let start = line.len() - trimmed.len();
        let stuck = start == end;
        if stuck && !may_stick(&line[..end], trimmed, c) {
            continue;
        }
        cuts.push(Cut { end, start, sentence: true, stuck });
    }
    cuts
}

/// Whether a mark with no blank behind it can be the end of a sentence: not inside a number, a name of a site, an abbreviation.
fn may_stick(before: &str, after: &str, mark: char) -> bool {
    // A list of keywords may begin with a picture, as each of them has one.
    let after = after.trim_start_matches(is_picture).trim_start_matches(crate::text::is_blank);
    // So may a link in marks.
    let after = after.strip_prefix("[url=").unwrap_or(after);
    let Some(next) = after.chars().next() else { return false };
    if !next.is_alphanumeric() {
        return false;
    }
    if mark != '.' || before.ends_with(is_closer) {
        return true;
    }
    let label_end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(after.len());
    let label = &after[..label_end];
    // `x.y.` and `3.5` and `www.`: too little stands before the mark.
    let word: String =
        before.chars().rev().skip_while(|c| is_sentence_end(*c) || is_closer(*c)).take_while(|c| c.is_alphanumeric()).collect();
    let letters = label.bytes().take_while(u8::is_ascii_lowercase).count();
    let is_level = |l: &&str| {
        // No top level goes on behind a hyphen: `online-casino`.
        label.get(..l.len()).is_some_and(|own| own.eq_ignore_ascii_case(l))
            && !label[l.len()..].starts_with('-')
            && (letters == l.len() || label.len() == l.len())
    };
    if LEVELS.iter().any(is_level) && !begins_spam(before, &after[label.len()..], &word) {
        return false;
    }
    let digits = word.chars().all(|c| c.is_numeric()) && next.is_numeric();
    word.chars().count() >= 2
        && !digits
        && word != "www"
        && !(label.len() <= 3 && label_end < after.len() && after[label_end..].starts_with('.'))
}

/// Small pictures, and the sign that makes one of another sign.
fn is_picture(c: char) -> bool {
    matches!(c, '\u{2600}'..='\u{27bf}' | '\u{2b50}'..='\u{2b55}' | '\u{fe0f}' | '\u{1f300}'..='\u{1faff}')
}

/// Whether a word that is a top level as well begins the spam: `The town waits.online casino bonus`. Words stand on both sides, and
/// the one before the mark is no name of such a site.
fn begins_spam(before: &str, after: &str, reversed: &str) -> bool {
    let blank = crate::text::is_blank;
    let word: String = reversed.chars().rev().collect();
    let e = measure(&word);
    // A name in the middle of a sentence is one of a site: `They fined Lucky.bet`.
    if word.starts_with(char::is_uppercase) {
        return false;
    }
    // In a row of names of sites the next word is one, too.
    let next = after.trim_start_matches(blank).split(blank).next().unwrap_or("");
    after.starts_with(blank)
        && !next.contains(['.', '/', '@'])
        && before.trim_end_matches(is_sentence_end).rsplit(blank).next().is_some_and(|w| w.ends_with(&word) && !w.contains(['/', '@', '.']))
        && before.contains(blank)
        && e.strong + e.weak == 0
}

/// Whether a piece is made of spam words, whatever the whole says.
fn spammy(e: &Evidence, sentence: bool) -> bool {
    let telling = e.strong + e.weak;
    let need = if sentence { (700, 2) } else { (400, 1) };
    e.coverage() >= need.0 && telling >= need.1 && e.function * 6 <= e.words && e.quotes == 0
        || e.glued_longest >= 24 && e.glued_letters * 2 >= e.letters
}

/// The earliest end of a sentence behind which everything is spam.
pub fn behind_sentence(line: &str) -> Option<Cut> {
    let ends = sentence_ends(line);
    let mut found = None;
    let mut stop = line.len();
    for cut in ends.iter().rev().take(64) {
        let piece = &line[cut.start..stop];
        let e = measure(piece);
        // A piece that is closed by a mark of its own may be a good sentence about the subject.
        let closed = stop < line.len() && !ends.iter().any(|c| c.end == stop && c.stuck);
        if spammy(&e, closed) {
            found = Some(*cut);
        } else if e.letters >= SHORT || e.function > 0 {
            break;
        }
        stop = cut.end;
        if cut == &ends[0] && found.is_some() && spammy(&measure(line[..stop].trim_end_matches(is_sentence_end)), false) {
            return Some(Cut { end: 0, start: 0, sentence: false, stuck: false });
        }
    }
    found
}

/// The earliest blank behind which everything is glued keywords.
pub fn behind_blank(line: &str) -> Option<Cut> {
    let from = floor(line, line.len().saturating_sub(WINDOW));
    let mut found = None;
    let mut stop = line.len();
    let (mut glued, mut idle) = (false, 0);
    for _ in 0..256 {
        let Some(token) = line[from..stop].split(crate::text::is_blank).next_back() else { break };
        let start = stop - token.len();
        let e = measure(token);
        // A sentence may end inside the token, and what stands before its end is not ours to judge here.
        let first = token.split(is_sentence_end).next().unwrap_or(token);
        if spammy(&e, false) && (first.len() == token.len() || spammy(&measure(first), false)) {
            glued |= e.glued_letters > 0;
            idle = 0;
            let end = line[..start].trim_end_matches(crate::text::is_blank).len();
            found = Some(Cut { end, start, sentence: false, stuck: false });
        } else {
            idle += 1;
        }
        if idle > 2 || start <= from || e.function > 0 || is_sentence_end(token.chars().next_back().unwrap_or(' ')) && idle > 0 {
            break;
        }
        stop = from + line[from..start].trim_end_matches(crate::text::is_blank).len();
    }
    found.filter(|_| glued)
}

/// The last change from one script to another that holds to the end of the line.
pub fn behind_script(line: &str) -> Option<Cut> {
    let from = floor(line, line.len().saturating_sub(WINDOW));
    let last = line[from..].chars().rev().find(|c| c.is_alphabetic())?;
    let own = super::measure::script(last);
    let mut start = line.len();
    for (at, c) in line[from..].char_indices().rev() {
        if c.is_alphabetic() && super::measure::script(c) != own {
            let after = from + at + c.len_utf8();
            let between = &line[after..start];
            let end = match between.find(crate::text::is_blank) {
                Some(gap) => after + gap,
                // Glued on: nothing stands between but marks that close the good text. A name is set in without a blank, too.
                None if between.chars().all(|c| is_closer(c) || is_sentence_end(c) || is_combining(c))
                    && !line[start..].starts_with(char::is_uppercase) =>
                {
                    start
                }
                None => return None,
            };
            // Marks that close the good text stay with it; a bracket that stays open there says that it goes on.
            let rest = line[end..].trim_start_matches(crate::text::is_blank);
            let opener = line[after..end].contains(['(', '«', '“', '「', '（']);
            return (!opener && !rest.is_empty()).then_some(Cut { end, start: line.len() - rest.len(), sentence: false, stuck: false });
        }
        if c.is_alphabetic() {
            start = from + at;
        }
    }
    None
}

/// Points for how the spam hangs on the good text.
pub fn hangs(line: &str, cut: Cut) -> i32 {
    if !cut.sentence {
        return 1;
    }
    let first = line[cut.start..].chars().next().unwrap_or(' ');
    match (cut.stuck, first) {
        (true, c) if !is_spaceless(c) => 3,
        (_, c) if c.is_lowercase() || c.is_numeric() => 3,
        (_, c) if !c.is_uppercase() => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_across_the_window_are_no_place_to_cut() {
        for blanks in [0, 1, 40, WINDOW - 30, WINDOW - 14, WINDOW - 13, WINDOW - 12, WINDOW - 1, WINDOW, WINDOW + 1] {
            let line = format!("a word before them{}casinobonusfreespinsslotsbetting", " ".repeat(blanks));
            for end in (line.len().saturating_sub(60)..=line.len()).filter(|end| line.is_char_boundary(*end)) {
                assert!(behind_blank(&line[..end]).is_none_or(|cut| cut.end <= cut.start && cut.start <= end));
            }
        }
    }
}
