//! Where a list of other articles' headlines is over, though what follows could be headlines, too.

use super::page::Page;
use crate::shape::Shape;
use crate::text::Text;

/// Headlines of a list that is written without blank lines, at least.
const BLOCK: usize = 2;

/// Words of a teaser at least.
const TEASER: u16 = 6;

/// Where the list from the label `at` to `end` is over: behind a block of several, before one below
/// single lines, and before a remark.
pub fn own_end(page: &Page, at: usize, end: usize, text: &Text) -> usize {
    let line = |i: usize| text.inner(page.marks[i].line());
    let title = |i: &usize| !page.marks[*i].shape(text).as_ref().is_some_and(is_dated);
    let mut from = at + 1;
    while from < end {
        let to = (from + 1..end).find(|i| !page.joined(i - 1)).unwrap_or(end);
        let remark = |i: &usize| is_correction(line(*i));
        if let Some(remark) = (from.max(at + 2)..to).find(remark) {
            return remark;
        }
        // Single headlines may follow, and others with a teaser each.
        let next = (to + 1..end).find(|i| !page.joined(i - 1)).unwrap_or(end);
        let like = next - to == 1 || next - to == to - from && page.marks[to + 1].words >= TEASER;
        if (from..to).filter(title).count() >= BLOCK && !(to < end && from == at + 1 && like) {
            return if from > at + 1 { from } else { to };
        }
        from = to;
    }
    end
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
