//! Which texts the model looks at: those that show by other signs that they are dumps of web pages.
//!
//! Lists of names, verses, minutes and tables can look like menus in all that the model counts. What they do not hold is
//! lines that are phrases of pages from end to end, of several kinds: a search field, a share button, a cookie notice.

use super::super::page;
use crate::config::Strength;
use crate::text::Text;

/// What a text must hold before a line of it is judged.
struct Evidence {
    /// Filled lines.
    lines: usize,
    /// Lines that phrases of pages cover, and the share of all that they are, in thousandths.
    covered: usize,
    share: usize,
    /// Kinds of furniture among them.
    kinds: u32,
    /// Lines that are no running text, and of which neither phrases nor other rules say anything: without them there is
    /// nothing to judge.
    left: usize,
}

const CAREFUL: Evidence = Evidence { lines: 30, covered: 6, share: 20, kinds: 3, left: 24 };
const THOROUGH: Evidence = Evidence { lines: 20, covered: 4, share: 10, kinds: 2, left: 20 };

/// A text of more filled lines is no page: it is many texts in one file, and what the model says of the whole says nothing
/// of any of them. Its numbers do not go beyond 32,000 either.
const MOST_LINES: usize = 10_000;

/// Whether a text is a page with enough furniture on it.
pub fn is_page(text: &Text, strength: Strength) -> bool {
    let least = match strength {
        Strength::Careful => CAREFUL,
        Strength::Thorough => THOROUGH,
    };
    if !(least.lines..=MOST_LINES).contains(&text.filled().len()) {
        return false;
    }
    let page = page::of(text);
    let left = page.marks.iter().zip(page.verdicts()).filter(|(m, v)| !m.prose && v.is_none() && !m.is_covered()).count();
    if left < least.left {
        return false;
    }
    let (covered, kinds) = page.marks.iter().filter(|m| m.is_covered()).fold((0, 0), |(n, kinds), m| (n + 1, kinds | m.weak()));
    covered >= least.covered && covered * 1000 >= least.share * page.marks.len() && kinds.count_ones() >= least.kinds
}
