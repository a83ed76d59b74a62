//! The lines that the model judges. Some dumps break a paragraph at every link: such fragments are one line here, and
//! share one verdict.

use super::count::{Class, Count};
use crate::text::Text;
use std::ops::Range;

/// Fragments are put together up to this many words.
const LONGEST: i32 = 400;

/// The judged lines of a text, and the hashes of their words.
#[derive(Debug, Default)]
pub struct Sheet {
    pub lines: Vec<Count>,
    /// Whether a blank line, or the start of the text, stands above each.
    pub gap: Vec<bool>,
    /// The lines of the text that each is made of. No blank line stands between them.
    pub source: Vec<Range<u32>>,
    pub words: Vec<u32>,
}

/// The filled lines of a text, counted once: whatever goes later, they stay the same.
#[derive(Debug, Default)]
pub struct Counted {
    lines: Vec<(u32, Count)>,
    words: Vec<u32>,
}

impl Counted {
    /// Counts all lines of a text.
    pub fn read(text: &Text) -> Counted {
        let mut counted = Counted { lines: Vec::with_capacity(text.filled().len()), words: Vec::with_capacity(text.as_str().len() / 6) };
        for &line in text.filled() {
            let count = Count::of(text.inner(line as usize), &mut counted.words);
            counted.lines.push((line, count));
        }
        counted
    }
}

impl Sheet {
    /// Reads a whole text.
    pub fn read(text: &Text) -> Sheet {
        Sheet::without(&Counted::read(text), |_| false)
    }

    /// The sheet of a text without the lines for which `gone` is true.
    pub fn without(counted: &Counted, gone: impl Fn(usize) -> bool) -> Sheet {
        let mut sheet = Sheet { words: Vec::with_capacity(counted.words.len()), ..Sheet::default() };
        let mut parts: Vec<(u32, Count, bool)> = Vec::with_capacity(counted.lines.len());
        let (mut gap, mut next) = (true, 0);
        for (line, count) in &counted.lines {
            gap |= *line != next;
            next = line + 1;
            if !gone(*line as usize) {
                let mut part = *count;
                part.from = sheet.words.len() as u32;
                sheet.words.extend_from_slice(&counted.words[count.from as usize..count.to as usize]);
                part.to = sheet.words.len() as u32;
                parts.push((*line, part, gap));
                gap = false;
            }
        }
        for (k, (line, part, gap)) in parts.iter().enumerate() {
            let after = parts.get(k + 1).filter(|p| !p.2).map(|p| &p.1);
            match sheet.lines.last_mut() {
                Some(whole) if !gap && continues(whole, part, after) => {
                    whole.join(part);
                    if let Some(source) = sheet.source.last_mut() {
                        source.end = line + 1;
                    }
                }
                _ => {
                    sheet.lines.push(*part);
                    sheet.gap.push(*gap);
                    sheet.source.push(*line..line + 1);
                }
            }
        }
        sheet
    }

    /// The hashes of the words of line `i`.
    pub fn words(&self, i: usize) -> &[u32] {
        let line = &self.lines[i];
        &self.words[line.from as usize..line.to as usize]
    }
}

/// Whether `part`, right under `whole`, goes on with its sentence. `after` stands right under `part`.
fn continues(whole: &Count, part: &Count, after: Option<&Count>) -> bool {
    if whole.words >= LONGEST {
        return false;
    }
    let starts_with_mark = match part.first {
        Class::Comma => true,
        Class::End => part.words > 0 || part.chars <= 2,
        Class::Close => part.words > 0,
        _ => false,
    };
    if starts_with_mark {
        return true;
    }
    if whole.is_ended() && whole.words > 0 {
        return false;
    }
    if part.first == Class::Lower && whole.letters > 0 || matches!(whole.last, Class::Comma | Class::Open) && whole.words >= 3 {
        return true;
    }
    // A link in the middle of a sentence: what stands under it goes on in lower case.
    let goes_on = |c: &Count| matches!(c.first, Class::Lower | Class::Comma) || (c.first == Class::End && c.chars <= 2);
    after.is_some_and(goes_on) && part.words <= 8 && !part.is_ended() && whole.words >= 4 && whole.lower * 2 > whole.letters
}
