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
pub fn edges(text: &str) -> Cow<'_, str> {
    near_edges(text).unwrap_or_else(|| edges_of(&Text::new(text)))
}

/// Bytes at either end of a text in which its edges lie more often than not.
const NEAR: usize = 3 << 10;

/// The edges of a text that lie near its ends, so that the lines between need not be found.
fn near_edges(text: &str) -> Option<Cow<'_, str>> {
    let bytes = text.as_bytes();
    let middle = bytes.get(NEAR..bytes.len().checked_sub(NEAR)?).filter(|middle| !middle.is_empty())?;
    // Whole lines on both sides; a newline is never a part of another character.
    let head = Text::new(&text[..NEAR + memchr::memchr(b'\n', middle)? + 1]);
    let tail = Text::new(&text[NEAR + memchr::memrchr(b'\n', middle)? + 1..]);
    let (top, _) = borders(&head, 2);
    let (_, bottom) = borders(&tail, 2);
    let found = |text: &Text, at: usize| text.filled().get(at).is_some_and(|line| is_paragraph(text, *line as usize));
    // The third paragraph from either end; one that is not here may stand further in. And one more line must part the two.
    let (first, last) = (top > 0 && found(&head, top), (1..tail.filled().len()).contains(&bottom) && found(&tail, bottom - 1));
    if !first || !last || top + 1 >= head.filled().len() {
        return None;
    }
    let top = head.whole_lines(0..head.filled()[top] as usize + 1);
    let bottom = tail.whole_lines(tail.filled()[bottom - 1] as usize..tail.len());
    Some(Cow::Owned([&head.as_str()[top], &tail.as_str()[bottom]].concat()))
}

fn edges_of<'a>(text: &Text<'a>) -> Cow<'a, str> {
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
    use proptest::prelude::*;

    #[test]
    fn zones_end_at_the_second_paragraph() {
        let long = "word ".repeat(40);
        let text = format!("a\nb\n{long}\nc\n{long}\n{long}\nd\n{long}\ne\n");
        assert_eq!(zones(&Text::new(&text)), (4, 6));
    }

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(20_260_101), ..ProptestConfig::default() })]
        #[test]
        fn edges_near_the_ends_are_those_of_the_whole(lines in proptest::collection::vec(prop_oneof![
            9 => "[a-z]{0,9}", 1 => Just("a\n".repeat(150)), 2 => (150usize..330).prop_map(|n| "word ".repeat(n / 5)), 1 => (200usize..900).prop_map(|n| "ab | ".repeat(n / 5)),
        ], 0..120), last in "\n?") {
            let text = lines.join("\n") + &last;
            let whole = edges_of(&Text::new(&text)).into_owned();
            prop_assert_eq!(near_edges(&text).map_or(whole.clone(), Cow::into_owned), whole);
        }
    }

    #[test]
    fn edges_have_the_zones_of_the_whole() {
        let long = "word ".repeat(40);
        let middle = format!("{long}\nshort\n").repeat(20);
        let text = format!("a\nb\n{long}\nc\n{long}\n{middle}{long}\nd\n{long}\ne\n");
        let (whole, cut) = (Text::new(&text), edges(&text).into_owned());
        assert!(cut.len() * 3 < text.len());
        assert_eq!(edge_lines(&Text::new(&cut)), edge_lines(&whole));
        let short = format!("a\n{long}\nb\n{long}\nc\n");
        assert_eq!(edges(&short), short);
    }
}
