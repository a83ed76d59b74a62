//! Lines of the head that come again as headings of the text, as those of a table of contents do.

use super::head::LINES;
use crate::text::Text;
use std::collections::HashMap;

/// Where the first lines of a text stand for the last time as headings; found in one pass, which all copies of a headline
/// share: a text can be one block a million times.
#[derive(Debug)]
pub struct Headings(HashMap<usize, Heading>);

/// Places among the filled lines.
#[derive(Clone, Copy, Debug, Default)]
pub struct Heading {
    /// Above a paragraph.
    pub above: Option<usize>,
    /// Between two.
    pub between: Option<usize>,
}

impl Headings {
    /// Looks for them.
    pub fn read(text: &Text) -> Headings {
        let filled = text.filled();
        let mut first: HashMap<&str, Vec<usize>> = HashMap::new();
        for line in filled.iter().take(LINES) {
            first.entry(text.inner(*line as usize)).or_default().push(*line as usize);
        }
        let longest = first.keys().map(|line| line.len()).max().unwrap_or(0);
        let mut found: HashMap<usize, Heading> = HashMap::new();
        let long = |n: usize| text.lines()[filled[n] as usize].inner().len() > 80;
        for n in (0..filled.len().saturating_sub(1)).filter(|n| long(n + 1)) {
            let line = text.inner(filled[n] as usize);
            let Some(same) = Some(line).filter(|line| line.len() <= longest).and_then(|line| first.get(line)) else { continue };
            for first in same {
                let heading = found.entry(*first).or_default();
                // A longer one is no entry of a table of contents.
                if line.len() < 300 {
                    heading.above = Some(n);
                }
                if n > 0 && long(n - 1) {
                    heading.between = Some(n);
                }
            }
        }
        Headings(found)
    }

    /// Where this line of the head does.
    pub fn of(&self, line: usize) -> Heading {
        self.0.get(&line).copied().unwrap_or_default()
    }
}
