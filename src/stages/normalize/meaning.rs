//! Tags that say what no word says: what is struck, raised, lowered, quoted, what a picture shows.

use super::markup::Markup;
use super::tag::{Element, Kind, Tag};
use std::ops::Range;

/// What becomes of a tag that has a meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// It stays: nothing else says it.
    Stays,
    /// This stands for it.
    Mark(String),
}

/// For each tag its meaning, when it has one.
pub fn of(text: &str, markup: &Markup) -> Vec<Option<Meaning>> {
    let mut meanings: Vec<Option<Meaning>> = vec![None; markup.tags.len()];
    for (at, tag) in markup.tags.iter().enumerate() {
        if tag.closing {
            continue;
        }
        let Some(partner) = markup.partner[at] else {
            let image = tag.kind == Kind::Known(Element::Image);
            meanings[at] = description(text, tag).filter(|_| image).map(|said| Meaning::Mark(format!("[{said}]")));
            continue;
        };
        let closer = &markup.tags[partner];
        let inner = &text[tag.span.end..closer.span.start];
        let meaning = if is_struck(text, tag) && !inner.trim().is_empty()
            || is_explained(text, tag)
            || is_raised_letter(text, tag, inner, partner == at + 1)
        {
            Some(Meaning::Stays)
        } else {
            (tag.name.eq_ignore_ascii_case("q") && !is_marked(text, tag, closer, inner)).then(|| Meaning::Mark("\"".to_owned()))
        };
        meanings[at].clone_from(&meaning);
        meanings[partner] = meaning;
    }
    meanings
}

/// `shall <del>not</del> enter`: without its tags, struck text reads as what was agreed on; so does inserted text beside it.
fn is_struck(text: &str, tag: &Tag) -> bool {
    ["del", "ins", "s", "strike"].iter().any(|name| tag.name.eq_ignore_ascii_case(name))
        || tag.attributes && text[tag.span.clone()].to_ascii_lowercase().contains("line-through")
}

/// Bytes on either side of a picture among which its caption stands.
const NEAR: usize = 1000;
/// Words of a description at least.
const DESCRIBES: usize = 3;

/// What a picture shows, when that is more than the name of a file or a button, and the text has it nowhere near: a caption says the same.
fn description<'t>(text: &'t str, tag: &Tag) -> Option<&'t str> {
    let words = |value: &str| value.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).count();
    let said = |value: &&str| words(value) >= DESCRIBES || is_sentence(value);
    let found = ["alt", "title"].iter().filter_map(|name| value(&text[tag.span.clone()], name)).map(str::trim).find(said)?;
    let near = |side: &[u8]| memchr::memmem::find(side, found.as_bytes()).is_some();
    let (before, after) = (&text.as_bytes()[..tag.span.start], &text.as_bytes()[tag.span.end..]);
    let elsewhere = near(&before[before.len().saturating_sub(NEAR)..]) || near(&after[..after.len().min(NEAR)]);
    (!elsewhere && !found.contains(['<', '>', '\n'])).then_some(found)
}

/// Signs that say as much as a few words do, in scripts that set no blanks.
fn is_sentence(value: &str) -> bool {
    value.chars().filter(|c| crate::shape::is_spaceless(*c)).nth(DESCRIBES * 2 - 1).is_some()
}

/// `<abbr title="Committee for Public Safety">KOS</abbr>`.
fn is_explained(text: &str, tag: &Tag) -> bool {
    ["abbr", "acronym", "dfn"].iter().any(|name| tag.name.eq_ignore_ascii_case(name))
        && value(&text[tag.span.clone()], "title").is_some_and(|title| title.trim().chars().nth(1).is_some())
}

/// What an attribute of a tag says.
fn value<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let found = tag.match_indices('=').find(|(at, _)| {
        let before = &tag.as_bytes()[..*at];
        before.len() > name.len()
            && before[before.len() - name.len()..].eq_ignore_ascii_case(name.as_bytes())
            && before[before.len() - name.len() - 1].is_ascii_whitespace()
    });
    let rest = &tag[found?.0 + 1..];
    let quote = rest.chars().next().filter(|c| QUOTES.contains(c) || *c == '\'');
    match quote {
        Some('\'') => rest[1..].split('\'').next(),
        Some(quote) => rest[quote.len_utf8()..].split(QUOTES).next(),
        None => rest.split([' ', '>']).next(),
    }
}

/// Marks around the value of an attribute, as type-setting programs make of straight ones, too.
const QUOTES: &[char] = &['"', '”', '“', '″'];

/// Letters behind a number that raising makes no power of it: `1<sup>st</sup>`, `19<sup>e</sup>`, `2<sup>a</sup>`.
const ORDINAL: &[char] = &['e', 'o', 'a', 'º', 'ª', 'r', 'd', 'h', 's', 't'];

/// `10<sup>n</sup>` is not 10n: what is raised over a number and is neither a number nor the end of an ordinal one.
fn is_raised_letter(text: &str, tag: &Tag, inner: &str, bare: bool) -> bool {
    if !tag.name.eq_ignore_ascii_case("sup") || !text[..tag.span.start].ends_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    // Other tags inside it, or more than a few digits: nothing can be written for it.
    if !bare || inner.trim() != inner {
        return inner.len() <= NESTED && inner.contains(|c: char| c.is_ascii_digit());
    }
    let letters = inner.contains(char::is_alphabetic);
    let one = inner.chars().count() == 1 && !inner.starts_with(ORDINAL);
    let sum = inner.contains(['+', '-', '−', '/', '=', '.', ',', '½', '¼', '¾']);
    inner.len() <= DIGITS && (letters && one || sum) && set(inner, raise).is_none()
}

/// Bytes of what is raised with tags of its own, at most.
const NESTED: usize = 40;

/// Whether a quotation has marks of its own, inside its tags or around them.
fn is_marked(text: &str, tag: &Tag, closer: &Tag, inner: &str) -> bool {
    const MARKS: &[char] = &['"', '“', '”', '„', '«', '»', '‘', '’', '「', '」', '『', '』', '\''];
    let (before, after) = (&text[..tag.span.start], &text[closer.span.end..]);
    inner.is_empty() || inner.starts_with(MARKS) || inner.ends_with(MARKS) || before.ends_with(MARKS) && after.starts_with(MARKS)
}

/// Bytes of raised digits at most.
const DIGITS: usize = 8;

/// The digits that are raised or lowered, and how they are written then: `10<sup>6</sup>` is not 106, `m<sup>2</sup>` not m2, and `log<sub>10</sub>2` not log102.
pub fn digits<'m>(text: &'m str, markup: &'m Markup) -> impl Iterator<Item = (Range<usize>, String)> + 'm {
    markup.tags.iter().enumerate().filter_map(move |(at, tag)| {
        let partner = markup.partner[at].filter(|p| *p == at + 1)?;
        let inner = tag.span.end..markup.tags[partner].span.start;
        let (before, after) = (&text[..tag.span.start], &text[markup.tags[partner].span.end..]);
        let to = match () {
            () if inner.is_empty() || inner.len() > DIGITS => return None,
            () if tag.name.eq_ignore_ascii_case("sup") && is_power(before, after) => raise,
            // `H2O` says all that `H₂O` says; `log102` does not.
            () if tag.name.eq_ignore_ascii_case("sub") && after.starts_with(|c: char| c.is_ascii_digit()) => lower,
            () => return None,
        };
        set(&text[inner.clone()], to).map(|with| (inner, with))
    })
}

/// Letters of a unit or a quantity at most: behind a word stands the number of a note.
const UNIT: usize = 2;

/// Whether what is raised there is a power, or the number of an isotope.
fn is_power(before: &str, after: &str) -> bool {
    let letters = before.chars().rev().take(UNIT + 1).take_while(|c| c.is_alphabetic()).count();
    let number = before.ends_with(|c: char| c.is_ascii_digit() || c == ')');
    let isotope = letters == 0 && !number && after.starts_with(|c: char| c.is_ascii_uppercase());
    number || (1..=UNIT).contains(&letters) || isotope
}

fn set(inner: &str, to: fn(char) -> Option<char>) -> Option<String> {
    inner.chars().map(to).collect::<Option<String>>().filter(|set| !set.is_empty())
}

fn raise(c: char) -> Option<char> {
    Some(match c {
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4'..='9' => char::from_u32(u32::from('⁴') + (c as u32 - u32::from('4')))?,
        '+' => '⁺',
        '-' | '−' | '–' => '⁻',
        'n' => 'ⁿ',
        _ => return None,
    })
}

fn lower(c: char) -> Option<char> {
    Some(match c {
        '0'..='9' => char::from_u32(u32::from('₀') + (c as u32 - u32::from('0')))?,
        '+' => '₊',
        '-' | '−' | '–' => '₋',
        _ => return None,
    })
}
