//! One spelling of newlines, blanks and characters.
//!
//! The stage runs in passes, each on the text the one before left, and goes over a text until nothing changes: a
//! reference that is decoded can be a no-break space, two halves of a character can come together. What is read
//! wrongly is mended first, because the halves of a character read in the wrong encoding look like dirt to the other
//! rules (`í` as `Ã` and a soft hyphen, `à` as `Ã` and a no-break space); `nearby::is_half` guards those that are left.

use crate::rule::Rule;

mod blanks;
mod bom;
mod control;
mod entities;
mod inline_tags;
mod markdown_bold;
mod markup;
mod meaning;
mod mojibake;
mod nearby;
mod newlines;
mod nfc;
mod reference;
mod tag;
mod zero_width;

/// What is mended before anything else looks at the text.
const MENDING: &[&Rule] = &[&mojibake::RULE];

const CLEANING: &[&Rule] = &[
    &newlines::RULE,
    &bom::RULE,
    &control::RULE,
    &zero_width::RULE,
    &blanks::RULE,
    &inline_tags::RULE,
    &entities::RULE,
    &markdown_bold::RULE,
];

const SPELLING: &[&Rule] = &[&nfc::RULE];

/// All rules, pass by pass, in the order in which they propose.
pub const PASSES: &[&[&Rule]] = &[MENDING, CLEANING, SPELLING];
