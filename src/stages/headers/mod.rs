//! The rules of stage `headers`.

use crate::rule::Rule;

/// All of them, in the order in which they propose.
pub const RULES: &[&Rule] = &[];
