//! `chrome/share-bar`: buttons that share a page in networks.

use super::super::{kinds, page};
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;

pub const RULE: Rule = Rule {
    name: "chrome/share-bar",
    stage: Stage::Chrome,
    version: 10,
    docs: "\
Buttons that share a page in networks.

## What it removes
`Share this article`, `Share on Facebook`, `Copy link`; lines of several networks' names (`Facebook Twitter WhatsApp`), with their
counts; single names and verbs (`Tweet`, `Print`), and buttons in other words that name a network, beside such lines.

## What it keeps
A network's name in a sentence, as a heading, or alone on a line; names of networks right below a question that is no
headline (`Where did you post it?`). `Follow us on foot`: no name follows. A verse that the next
line goes on with in a small letter; calls in a list below a heading of its own; what a letter quotes (`> Share this post`);
what is said at a time of a film (subtitles); a word with which a sentence begins that is broken below it. Rows with numbers
(`Telegram 41 / Facebook 38`), or that say a word again (`More! More!`); a telephone number behind a name (`WhatsApp: 555 0142`);
`OK` or `Copy` as the last line, where nothing else of a page is furniture; `Follow us.` with a full stop between paragraphs.

## Example
`Share | Tweet | WhatsApp` goes; `Share the bread, said the cook.` stays.
",
    find,
};

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    page::of(text).lines(kinds::SHARE).map(|line| Edit::remove(text.whole_lines(line..line + 1), RULE.id())).collect()
}
