//! `chrome/video-player`: words and controls of a player.

use super::super::{kinds, page};
use crate::edit::Edit;
use crate::rule::{Context, Rule, Stage};
use crate::text::Text;

pub const RULE: Rule = Rule {
    name: "chrome/video-player",
    stage: Stage::Chrome,
    version: 10,
    docs: "\
Words and controls of a player.

## What it removes
Lines that only players say (`Media playback is unsupported on your device`, `Play Video`), and the controls and clocks beside them:
`Unmute`, `0:00 / 1:24`. What stands in the place of a post or a picture: `View this post on Instagram`, `Click to enlarge`.

## What it keeps
A clock or a `Pause` with no player beside it: timetables, plays, minutes. A field of a record (`Duration: 12:40`).
Dates, telephone numbers, coordinates and counts beside a player or a post; an hour right above a line of the text (`18:05`, and then what happened), and
beside a post on a network any time that can be an hour.

## Example
`Play Video`, `00:00 / 02:17` go.
",
    find,
};

fn find(text: &Text, _: &Context) -> Vec<Edit> {
    page::of(text).lines(kinds::VIDEO).map(|line| Edit::remove(text.whole_lines(line..line + 1), RULE.id())).collect()
}
