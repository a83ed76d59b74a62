//! `chrome/photo-credit`: who made a picture.

use super::super::{credit, kinds, page};
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;
use std::ops::Range;

pub const RULE: Rule = Rule {
    name: "chrome/photo-credit",
    stage: Stage::Chrome,
    version: 9,
    docs: "\
Who made a picture that is not in the text.

## What it removes
A credit on a line of its own: `Photo: Name / House`, `Image credit: ...`, `**Name / HOUSE**`, a press office or an archive behind
`Photo:`, and `Name Name / HOUSE` at the very top of the page, when it is a house that sells pictures. A credit that hangs on a caption: `...at the pier.Credit...via Name`,
`...the well. **Name / HOUSE**`; the caption stays.

## What it keeps
Captions; bylines and credits of the text (`Images by ...` in a sentence, `Story by`, `Translation by`); records of a catalogue, whose
lines all have a label; `Photo by Name` without a colon, which may head a list of exhibits. Behind `Photo:`, what tells who is on it: an age,
`(left)`, a sentence of small words, a word that says where or with whom somebody is (`Ana Holm y Ida Stern en Marl`);
in scripts without capitals a number, a comma or more than three words, in those whose signs are syllables more than four and no house;
three people. Three such lines in one block: a list of pictures. Where nothing else is furniture, any name behind such a label without a house: it may
be a caption, the scene of a play, an entry of an account. Bold headings (`**Arrest / Interrogation**`, `**Letters to the AP**`).

## Example
`The lifeboat on the slip.Credit…via Marian Hebb` becomes `The lifeboat on the slip.`
",
    find,
};

/// Where the credit stands that hangs on a line.
#[derive(Debug)]
struct Tail(Option<Range<u32>>);

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    let page = page::of(text);
    let mut edits: Vec<Edit> = page.lines(kinds::CREDIT).map(|line| Edit::remove(text.whole_lines(line..line + 1), RULE.id())).collect();
    let tails = text.kept();
    for (mark, verdict) in page.marks.iter().zip(page.verdicts()) {
        let inner = text.lines()[mark.line()].inner();
        if verdict.is_some() || inner.len() > 900 || inner.len() <= credit::CAPTION {
            continue;
        }
        let Tail(tail) = tails.of(mark.line(), |line| Tail(credit::tail(line).map(|tail| tail.start as u32..tail.end as u32)));
        if let Some(tail) = tail {
            edits.push(Edit::remove(inner.start + tail.start as usize..inner.start + tail.end as usize, RULE.id()));
        }
    }
    edits
}
