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

impl Sheet {
    /// Reads a text without the lines for which `gone` is true.
    pub fn read(text: &Text, gone: impl Fn(usize) -> bool) -> Sheet {
        let mut sheet = Sheet { words: Vec::with_capacity(text.as_str().len() / 6), ..Sheet::default() };
        let mut parts: Vec<(u32, Count, bool)> = Vec::with_capacity(text.len());
        let mut gap = true;
        for (i, line) in text.lines().iter().enumerate() {
            if line.is_blank() {
                gap = true;
            } else if !gone(i) {
                parts.push((i as u32, Count::of(text.inner(i), &mut sheet.words), gap));
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
