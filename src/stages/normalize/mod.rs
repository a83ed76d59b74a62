//! One spelling of newlines, blanks and characters.

use crate::rule::Rule;

mod newlines;

/// All of them, in the order in which they propose.
pub const RULES: &[&Rule] = &[&newlines::RULE];
