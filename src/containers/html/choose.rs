//! Which lines of a page are its text.
//!
//! A crate that knows how articles are laid out names the text. It is heard as a witness and no more: a line that it
//! leaves out goes only when it also looks like no text by itself, and when what the crate says fits the page at all.

use super::lines::{Line, Page};
use dom_smoothie::{Config, Readability, TextMode};
use std::collections::HashSet;
use xxhash_rust::xxh3::xxh3_64;

/// Pages whose elements stand deeper in each other are not shown to the crate: it takes the square of the depth, and more.
const DEEPEST: usize = 256;
/// Nor are larger ones.
const LARGEST: usize = 32 << 20;
/// Nor are those in which so many bytes stand behind ampersands, all ampersands taken together: it reads on from each of them to the
/// next tag.
const BEHIND: u64 = 1 << 30;
/// Characters of a line that make it more than a label.
const PROSE: usize = 40;
/// Per cent of the prose of a page that the crate must have found for its word to count.
const TRUSTED: usize = 80;

/// Takes the text out of a page.
pub fn text(html: &str, page: Page) -> String {
    let Page { lines, title, depth } = page;
    let witness = if depth > DEEPEST || html.len() > LARGEST || behind_ampersands(html) > BEHIND { None } else { witness(html) };
    let keep = witness.and_then(|said| judge(&lines, &title, &said)).unwrap_or_else(|| {
        // Nobody to hear: all that is seen, but for menus where there is anything else.
        let other = lines.iter().any(|line| !line.menu && is_prose(line));
        lines.iter().map(|line| !(other && line.menu)).collect()
    });
    let mut text = String::with_capacity(html.len() / 4);
    let mut apart = false;
    for (line, _) in lines.iter().zip(keep).filter(|(_, keep)| *keep) {
        apart |= line.apart;
        if apart && !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&line.text);
        text.push('\n');
        apart = false;
    }
    text
}

/// For each ampersand the bytes up to the next tag, all together.
fn behind_ampersands(html: &str) -> u64 {
    let stretches = html.as_bytes().split(|b| *b == b'<');
    stretches
        .map(|stretch| memchr::memchr_iter(b'&', stretch).map(|at| (stretch.len() - at) as u64).sum::<u64>())
        .fold(0, u64::saturating_add)
}

/// What the crate takes for the text.
fn witness(html: &str) -> Option<String> {
    crate::caught::answer(|| {
        let config = Config { text_mode: TextMode::Formatted, disable_json_ld: true, ..Config::default() };
        let article = Readability::new(html, None, Some(config)).ok()?.parse().ok()?;
        Some(article.text_content.to_string())
    })
    .flatten()
}

/// Whether each line stays; `None` when the witness missed too much to be heard.
fn judge(lines: &[Line], title: &str, said: &str) -> Option<Vec<bool>> {
    let words: HashSet<u64> = words(said).map(hash).collect();
    let whole: HashSet<u64> = said.lines().map(|line| hash(line.trim())).collect();
    let found = |line: &Line| whole.contains(&hash(&line.text)) || (is_prose(line) && is_in(&line.text, &words));
    let found: Vec<bool> = lines.iter().map(found).collect();
    let (mut all, mut hit) = (0, 0);
    for (line, found) in lines.iter().zip(&found).filter(|(line, _)| is_prose(line) && !line.menu) {
        all += line.text.len();
        hit += if *found { line.text.len() } else { 0 };
    }
    if hit == 0 || hit * 100 < all * TRUSTED {
        return None;
    }
    // What stands between the headline and the last line of the text is part of it, but for menus.
    let headline = |line: &Line| !line.menu && (line.heading || (line.linked == 0 && line.text.len() > 3 && title.contains(&line.text)));
    let text = found.iter().position(|f| *f)?;
    let first = lines[..text].iter().rposition(headline).unwrap_or(text);
    let last = found.iter().rposition(|f| *f)?;
    // The last words may be short ones: the text goes on up to the first link.
    let after = lines[last + 1..].iter().take_while(|line| !line.menu && line.linked * 2 < line.text.len()).count();
    let last = last + after;
    let keep = |(n, line): (usize, &Line)| {
        let within = (first..=last).contains(&n);
        found[n] || (!line.menu && (within || line.heading || is_prose(line)))
    };
    Some(lines.iter().enumerate().map(keep).collect())
}

fn hash(text: &str) -> u64 {
    xxh3_64(text.as_bytes())
}

/// Whether a line reads as text: long enough, and not a link. Scripts that write a word in a character or two need fewer.
fn is_prose(line: &Line) -> bool {
    let long = line.text.len() >= PROSE && (line.text.chars().count() >= PROSE || line.text.len() >= 2 * PROSE);
    long && line.linked * 2 < line.text.len()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty())
}

/// Whether at least four of five words of a line are among these.
fn is_in(line: &str, said: &HashSet<u64>) -> bool {
    let (mut all, mut hit) = (0, 0);
    for word in words(line) {
        all += 1;
        hit += usize::from(said.contains(&hash(word)));
    }
    all > 0 && hit * 5 >= all * 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_that_are_dear_to_read_are_taken_by_their_lines() {
        assert_eq!(behind_ampersands("a & b<i>& &c</i>"), 3 + 4 + 2);
        // A page of links has them by the thousand, each before a tag.
        assert!(behind_ampersands(&"<a href=\"?a=1&amp;b=2\">Ham &amp; eggs</a>".repeat(20_000)) < BEHIND / 100);
        let page = format!("<h1>The mill</h1><p>{}</p>", "& ".repeat(100_000));
        assert!(behind_ampersands(&page) > BEHIND);
        assert!(text(&page, super::super::lines::of(&page)).starts_with("The mill\n"));
    }
}
