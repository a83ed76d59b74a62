//! The line that says whose the page is.

use super::caption::is_person;
use super::kinds::{RIGHTS, lexicon};
use super::page::Page;
use crate::lexicon::tokens;
use crate::shape::is_numeric;
use crate::text::Text;

/// Lines at the foot of a page that can claim its rights.
pub const FOOT: usize = 15;

pub fn is(page: &Page, at: usize, line: &str, text: &Text) -> bool {
    let n = page.marks.len();
    if !page.in_tail(at) || n - at > FOOT || line.len() > 300 || page.marks[at].prose && page.marks[at].words > 30 {
        return false;
    }
    if is_item(line) || is_third(page, at, line, text) || is_article(page, at, text) {
        return false;
    }
    let marked = claims(line);
    let year = line.as_bytes().windows(4).any(|w| w.iter().all(u8::is_ascii_digit) && (w[0] == b'1' || w[0] == b'2'));
    let inside = line.contains('©') && (year || page.marks[at].words <= 10);
    (marked && (year || line.starts_with('©')) || inside || n - at <= 4 && page.marks[at].words <= 25 && reserves(line)) && n > 1
}

/// What stands before the mark of a line that has it further in, and what behind: `The gate of the camp © Ida Stern`.
fn parts(line: &str) -> Option<(&str, &str)> {
    let (before, after) = line.split_once('©')?;
    let claimed = |word: &str| ["copyright", "rights", "content", "contents"].iter().any(|c| word.eq_ignore_ascii_case(c));
    // Bars and dots part what pages say in one line.
    let parted = line.contains(['|', '·', '•', '∙']);
    let (before, after) = (before.trim(), after.trim());
    (before.contains(char::is_alphabetic) && !parted && !before.split_whitespace().any(claimed) && !reserves(line))
        .then_some((before, after))
}

fn begins_with_a_year(after: &str) -> bool {
    leading_digits(after) == 4
}

/// Whether a mark stands behind what it is of, and before whose that is: a caption, a title, a letter. Of itself a page says the year first.
pub fn is_of_something(line: &str) -> bool {
    parts(line).is_some_and(|(_, after)| after.contains(char::is_alphabetic) && !begins_with_a_year(after))
}

/// Words of a sentence at least.
const SENTENCE: usize = 4;

/// Whether a sentence stands before the mark: what is on a picture, what a map shows.
pub fn is_of_a_picture(line: &str) -> bool {
    is_of_something(line)
        && parts(line).is_some_and(|(before, _)| before.ends_with('.') && before.split_whitespace().nth(SENTENCE - 1).is_some())
}

/// Whether several lines of a page claim the rights of something, each for somebody else: a list of pictures, of books, of poems.
pub fn are_several(page: &Page, text: &Text) -> bool {
    let foot = page.marks.len().saturating_sub(FOOT);
    let mut owners = page.marks[foot..].iter().map(|m| text.inner(m.line())).filter(|line| is_of_something(line)).filter_map(parts);
    let first = owners.next();
    first.is_some_and(|(_, first)| owners.any(|(_, other)| other != first))
}

/// The first year of pages that claim rights.
const PAGES: u32 = 1995;

/// How the names of companies end.
const COMPANIES: &str = "Inc LLC Ltd Limited GmbH AG Corp Corporation Media Press News Group SA SRL BV AB AS Oy Kft SpA";

fn years(line: &str) -> impl Iterator<Item = u32> {
    line.split(|c: char| !c.is_ascii_digit()).filter(|n| n.len() == 4).filter_map(|n| n.parse().ok())
}

/// Whether a claim may be the text's own: who wrote a poem, whose the letters are, who designed what the text tells of.
pub fn is_doubtful(page: &Page, at: usize, line: &str) -> bool {
    if page.marks[at].is_covered() && !line.contains(['©', '®', '™']) {
        let words: Vec<&str> = line.split_whitespace().collect();
        return words.len() >= 3 && is_person(&words[words.len() - 2..].join(" ")) && !words[0].eq_ignore_ascii_case("powered");
    }
    let year = |c: char| c.is_ascii_digit() || " ,.–-".contains(c);
    let claimed = ["©", "(c) ", "(C) ", "Copyright ", "COPYRIGHT "].iter().find_map(|p| line.strip_prefix(p));
    let claimed = claimed.map(|owner| owner.trim_start_matches(['©', ' ']));
    // A page says the year first, and it is one of its own: there were none before.
    let owner = claimed.filter(|c| !begins_with_a_year(c) || years(c).all(|year| year < PAGES)).map(|owner| owner.trim_matches(year));
    let owner = owner.filter(|owner| !COMPANIES.split(' ').any(|end| owner.rsplit([' ', ',']).next() == Some(end)));
    let said = page.marks[at].is_covered() || reserves(line);
    !said && (owner.is_some_and(is_person) || is_of_something(line))
}

/// Lines above an item that can hold the ones before it.
const ITEMS: usize = 24;

/// Whether a line is the third item of a list, not a claim: `(b)` stands above its `(c)`.
fn is_third(page: &Page, at: usize, line: &str, text: &Text) -> bool {
    let second = |line: &str| ["(b)", "(B)"].iter().any(|b| line.starts_with(b));
    line.starts_with(['(']) && (at.saturating_sub(ITEMS)..at).any(|i| second(text.inner(page.marks[i].line())))
}

/// Whether a line stands right below the heading of an article of law: `Article 5. Rights of authors`.
pub fn is_article(page: &Page, at: usize, text: &Text) -> bool {
    let number = |word: &str| {
        let digits = leading_digits(word);
        (1..=3).contains(&digits) && word.chars().skip(digits).all(|c| matches!(c, '.' | ':'))
    };
    let mut above = text.inner(page.marks[at.saturating_sub(1)].line()).split_whitespace();
    // `Issue 45` is no article: that has a heading.
    let mut next = |fits: &dyn Fn(&str) -> bool| above.next().is_some_and(fits);
    at > 0 && page.joined(at - 1) && next(&|word| !word.contains(is_numeric)) && next(&number) && next(&|_| true)
}

/// Whether a line begins as a claim of copyright does.
pub fn claims(line: &str) -> bool {
    let claimed = ["Copyright ", "COPYRIGHT "].iter().find_map(|p| line.strip_prefix(p));
    let marked = line.starts_with('©') || claimed.is_some_and(|rest| !goes_on(rest));
    // A list has a third item: a year follows the mark, or a name and then the year.
    let rest = ["(c) ", "(C) "].iter().find_map(|p| line.strip_prefix(p));
    marked || rest.is_some_and(|rest| rest.split_whitespace().count() <= 6 || rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether a title goes on behind `Copyright`: `Copyright Act 1911`, `Copyright in Letters`.
fn goes_on(rest: &str) -> bool {
    const TITLES: &str = "act law laws ordinance code bill treaty convention rules regulations directive decree office tribunal order";
    let word = rest.split_whitespace().next().unwrap_or("").trim_matches(|c: char| !c.is_alphanumeric());
    TITLES.split(' ').any(|title| word.eq_ignore_ascii_case(title))
        || word.starts_with(char::is_lowercase) && !matches!(word, "c" | "by" | "of" | "notice" | "the" | "reserved")
}

fn leading_digits(line: &str) -> usize {
    line.chars().take_while(|c| is_numeric(*c)).count()
}

/// Whether a line is numbered as the rules of a house are: one or two digits and a mark.
pub fn is_item(line: &str) -> bool {
    let digits = leading_digits(line);
    (1..=2).contains(&digits) && line.chars().nth(digits).is_some_and(|c| matches!(c, '.' | ')' | '、' | '．' | '）'))
}

/// Whether a line is an item or a row of something: `5. Print the page`, `18:00 News`, `9h30 Sport`, `Sport ....... 4`. A page
/// numbers no button.
pub fn is_row(line: &str) -> bool {
    // A search for several bytes takes longer to begin than most lines take.
    let has = |dots: &str| memchr::memchr(dots.as_bytes()[0], line.as_bytes()).is_some() && line.contains(dots);
    if has("....") || has("……") {
        return true;
    }
    let digits = leading_digits(line);
    if !(1..=2).contains(&digits) {
        return false;
    }
    let mut after = line.chars().skip(digits);
    let mark = after.next();
    let rest: Vec<char> = after.take(3).collect();
    let clock = rest.len() == 3 && rest[..2].iter().all(|c| is_numeric(*c)) && rest[2].is_whitespace();
    match mark {
        Some('.' | ')') => rest.first().is_some_and(|c| c.is_whitespace()) || clock && mark == Some('.'),
        Some('、' | '．' | '）') => true,
        Some(':' | '：' | 'h') => clock,
        _ => false,
    }
}

/// Whether one of the sentences of a line says, in words that all pages use, that rights are reserved.
pub fn reserves(line: &str) -> bool {
    if line.len() > 240 {
        return false;
    }
    let covered = |part: &str| tokens(part, 24).and_then(|t| lexicon().cover(&t).filter(|c| super::open::fits(part, &t, c)));
    let says = |part: &&str| covered(part).is_some_and(|c| c.all & c.strong & RIGHTS != 0);
    let (claims, others): (Vec<&str>, Vec<&str>) = line.split(['.', '。', '।', '։', '|']).map(str::trim).partition(says);
    // Whose they are takes a few words; more than that is about something.
    let (words, chars) = others.iter().fold((0, 0), |(w, c), o| (w + o.split_whitespace().count(), c + o.chars().count()));
    claims.iter().any(|c| c.len() >= 6) && words <= 4 && chars <= 40
}
