//! Where a list of other articles' headlines is over, though what follows could be headlines, too.

use super::page::Page;
use crate::shape::Shape;
use crate::text::Text;

/// Headlines of a list that is written without blank lines, at least.
const BLOCK: usize = 2;

/// Where the list from the label `at` to `end` is over: behind a block of several, before one below
/// single lines, and before a remark.
pub fn own_end(page: &Page, at: usize, end: usize, text: &Text) -> usize {
    let line = |i: usize| text.inner(page.marks[i].line());
    let title = |i: &usize| !page.marks[*i].shape(text).as_ref().is_some_and(is_dated);
    let mut from = at + 1;
    while from < end {
        let to = (from + 1..end).find(|i| !page.joined(i - 1)).unwrap_or(end);
        // `Correction: ...` below headlines that have no such word.
        let remark = |i: &usize| is_correction(line(*i)) || *i == from && begins_with_field(line(*i)) && !begins_with_field(line(at + 1));
        if let Some(remark) = (from.max(at + 2)..to).find(remark) {
            return remark;
        }
        if (from..to).filter(title).count() >= BLOCK {
            return if from > at + 1 { from } else { to };
        }
        from = to;
    }
    end
}

/// Whether a line begins with a word and a colon.
fn begins_with_field(line: &str) -> bool {
    line.split_whitespace().next().is_some_and(|word| word.ends_with([':', '：']))
}

/// Words with which papers say what they got wrong.
const CORRECTIONS: &str = "correction corrections corrected clarification erratum errata korrektur berichtigung richtigstellung rectificatif \
    rectification corrección rectificación correção retificação correzione rettifica correctie rättelse rettelse oikaisu sprostowanie oprava \
    helyesbítés rectificare исправление поправка уточнение виправлення уточнення düzeltme تصحيح اصلاحیه תיקון 更正 訂正 정정 koreksi ralat";

fn is_correction(line: &str) -> bool {
    line.split_once([':', '：']).is_some_and(|(word, _)| {
        let word = word.trim().to_lowercase();
        CORRECTIONS.split_whitespace().any(|known| known == word)
    })
}

/// Whether a line can be the date below a headline.
pub fn is_dated(shape: &Shape) -> bool {
    shape.words <= 5 && shape.digits >= 4
}
