//! The top and the bottom of a document: where the furniture of a site stands.

use super::MAX_LINE;
use crate::furniture::is_furniture;
use crate::text::Text;
use std::borrow::Cow;

/// The top of a document ends at its second paragraph, the bottom begins below the last but one. When that is more filled
/// lines than this, the document is not a text with furniture round it, and has neither.
pub const ZONE: usize = 200;
/// Bytes from which a line is a paragraph, unless it looks like furniture.
const PARAGRAPH: usize = 160;

/// How many filled lines make up the top, and at which one the bottom begins. They may overlap in a short text.
pub fn zones(text: &Text) -> (usize, usize) {
    borders(text, 1)
}

/// The lines of a text in which its zones lie, with a paragraph to spare on both sides, and nothing of what is between them.
/// What a survey reads of a document: a rule that turns a paragraph into furniture does not move the borders past it.
pub fn edges<'a>(text: &Text<'a>) -> Cow<'a, str> {
    let (top, bottom) = borders(text, 2);
    let filled = text.filled();
    // No zone, or one that is the whole text.
    if top == 0 || bottom == filled.len() {
        return Cow::Borrowed(text.as_str());
    }
    match (filled.get(top), bottom.checked_sub(1).and_then(|at| filled.get(at))) {
        (Some(first), Some(last)) if top + 2 < bottom => {
            let (top, bottom) = (text.whole_lines(0..*first as usize + 1), text.whole_lines(*last as usize..text.len()));
            Cow::Owned([&text.as_str()[top], &text.as_str()[bottom]].concat())
        }
        _ => Cow::Borrowed(text.as_str()),
    }
}

/// Where the zones end that hold `n` paragraphs each.
fn borders(text: &Text, n: usize) -> (usize, usize) {
    let filled = text.filled();
    let paragraph = |at: &usize| is_paragraph(text, filled[*at] as usize);
    let near = filled.len().min(ZONE + 1);
    let whole = filled.len() <= ZONE;
    let top = (0..near).filter(paragraph).nth(n);
    let bottom = (filled.len() - near..filled.len()).rev().filter(paragraph).nth(n);
    (top.unwrap_or(if whole { filled.len() } else { 0 }), bottom.map_or(if whole { 0 } else { filled.len() }, |at| at + 1))
}

/// Whether a line is long enough to be a paragraph, and does not look like furniture.
pub fn is_paragraph(text: &Text, line: usize) -> bool {
    let len = text.lines()[line].inner().len();
    len >= PARAGRAPH && (len > MAX_LINE || !is_furniture(text, line))
}

#[cfg(test)]
mod tests {
    use super::super::sample::edge_lines;
    use super::*;

    #[test]
    fn zones_end_at_the_second_paragraph() {
        let long = "word ".repeat(40);
        let text = format!("a\nb\n{long}\nc\n{long}\n{long}\nd\n{long}\ne\n");
        assert_eq!(zones(&Text::new(&text)), (4, 6));
    }

    #[test]
    fn edges_have_the_zones_of_the_whole() {
        let long = "word ".repeat(40);
        let middle = format!("{long}\nshort\n").repeat(20);
        let text = format!("a\nb\n{long}\nc\n{long}\n{middle}{long}\nd\n{long}\ne\n");
        let (whole, cut) = (Text::new(&text), edges(&Text::new(&text)).into_owned());
        assert!(cut.len() * 3 < text.len());
        assert_eq!(edge_lines(&Text::new(&cut)), edge_lines(&whole));
        let short = format!("a\n{long}\nb\n{long}\nc\n");
        assert_eq!(edges(&Text::new(&short)), short);
    }
}
