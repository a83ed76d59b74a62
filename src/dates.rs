//! Dates, told by their shape and by the names of months and days in many languages.

use crate::words::Words;
use std::sync::OnceLock;

/// The longest name of a month or a day, in bytes.
const LONGEST: usize = 40;

fn names() -> &'static Words {
    static NAMES: OnceLock<Words> = OnceLock::new();
    NAMES.get_or_init(|| {
        let lines = include_str!("dates.txt").lines().filter(|l| !l.starts_with('#'));
        Words::of(lines.filter_map(|l| l.split_once(':')).flat_map(|(_, words)| words.split_whitespace()))
    })
}

/// Whether a word, in any case, is the name of a month, a day, or a unit that dates are written with.
pub fn is_name(word: &str) -> bool {
    !word.is_empty() && word.len() <= LONGEST && names().has(word)
}

/// What of a line is date and what is not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DateShape {
    /// Runs of digits.
    pub numbers: u32,
    /// Names of months or days.
    pub names: u32,
    /// Other words.
    pub words: u32,
    /// Whether a run of four digits can be a year of any calendar in use.
    pub year: bool,
}

impl DateShape {
    /// Takes a short line apart.
    pub fn of(line: &str) -> DateShape {
        let mut shape = DateShape::default();
        let mut rest = line;
        while let Some(first) = rest.chars().next() {
            let end = if first.is_numeric() {
                let end = rest.find(|c: char| !c.is_numeric()).unwrap_or(rest.len());
                shape.numbers += 1;
                shape.year |= is_year(&rest[..end]);
                end
            } else if is_word(first) {
                let end = rest.find(|c: char| !is_word(c) && c != '-').unwrap_or(rest.len());
                let word = rest[..end].trim_end_matches('-');
                if is_name(word) {
                    shape.names += 1
                } else {
                    shape.words += 1
                }
                end
            } else {
                first.len_utf8()
            };
            rest = &rest[end..];
        }
        shape
    }

    /// Whether the line is a date, or a date with a word or two such as `Updated:`, and nothing else.
    pub fn is_date(&self) -> bool {
        let whole = self.numbers >= 1 && self.names >= 1 || self.numbers >= 3 || self.numbers >= 2 && self.year && self.words <= 3;
        whole && self.numbers <= 9 && self.words <= 4 && (self.year || self.numbers >= 2 || self.words == 0 || self.names >= 2)
    }

    /// Whether it is a date and no other word.
    pub fn is_bare(&self) -> bool {
        self.is_date() && self.words <= 1
    }
}

/// Whether a line is a date: short, with digits, and little else.
pub fn is_date(line: &str) -> bool {
    line.len() <= 120 && line.chars().any(char::is_numeric) && DateShape::of(line).is_date()
}

fn is_word(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '\'' | '’' | '\u{200c}' | '\u{200d}') || is_mark(c)
}

/// Vowel signs and the like, which belong to the word they stand in.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{900}'..='\u{dff}' | '\u{e31}' | '\u{e34}'..='\u{e4e}' | '\u{eb1}'..='\u{ecd}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17d3}')
        && !c.is_numeric()
}

fn is_year(digits: &str) -> bool {
    let value = |c: char| c.to_digit(10).or_else(|| foreign_digit(c));
    let mut year = 0;
    let mut n = 0;
    for c in digits.chars() {
        let Some(d) = value(c) else { return false };
        n += 1;
        if n > 4 {
            return false;
        }
        year = year * 10 + d;
    }
    n == 4 && (1300..=2700).contains(&year)
}

/// Digits of scripts whose ten stand in a row in Unicode.
fn foreign_digit(c: char) -> Option<u32> {
    const ZEROS: [u32; 14] = [0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0x1040, 0xff10];
    ZEROS.iter().find_map(|zero| (c as u32).checked_sub(*zero).filter(|d| *d < 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_many_calendars() {
        for date in [
            "14 March 2019",
            "April 30, 2023",
            "2019年3月14日",
            "9 октября 2018",
            "14 มีนาคม 2562",
            "۲۲ اردیبهشت ۱۴۰۱",
            "آخر تحديث: 14 مارس 2019",
            "2023-04-08",
            "입력 2023.12.02 09:14",
            "Updated: 3 May 2020, 10:15",
            "2023 թվականի մարտի 6",
            "Thursday, 3 June",
            "3.12.2024",
            "ngày 5 tháng 6 năm 2020",
            "21 de agosto de 2024",
        ] {
            assert!(is_date(date), "{date}");
        }
        for other in [
            "Rovers hold champions to a draw",
            "Best viewed at 800x600",
            "Mary Venn, 9",
            "Top 10",
            "Chapter 3",
            "",
            "The election of 2018 in numbers",
            "Сегодня понедельник, 2 октября 2023 г. Уровень воды в озере: 397 см",
            "For: 5  Against: 2 Absent now today: none",
        ] {
            assert!(!is_date(other), "{other}");
        }
    }
}
