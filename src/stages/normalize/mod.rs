//! One spelling of newlines, blanks and characters.

use crate::rule::Rule;

mod newlines;

/// All rules, pass by pass, in the order in which they propose.
pub const PASSES: &[&[&Rule]] = &[&[&newlines::RULE]];
