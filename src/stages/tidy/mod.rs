//! Blank lines and line ends: the last stage, which leaves every text in the same dress.

use crate::rule::Rule;

mod blank_runs;
mod final_newline;
mod trailing_blanks;

/// All of them, in the order in which they propose.
pub const RULES: &[&Rule] = &[&trailing_blanks::RULE, &blank_runs::RULE, &final_newline::RULE];
