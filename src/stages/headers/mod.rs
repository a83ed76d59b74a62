//! The rules of stage `headers`: what stands above the article twice, or on every page of the site.

use crate::rule::Rule;

mod admissible;
mod copies;
mod dress;
mod fold;
mod foreign_teasers;
mod head;
mod headings;
mod masthead;
mod page_break;
mod repeated_block;
mod repeated_headline;
mod shared;
mod site_lines;

/// All of them, in the order in which they propose.
pub const RULES: &[&Rule] =
    &[&foreign_teasers::RULE, &repeated_block::RULE, &repeated_headline::RULE, &page_break::RULE, &site_lines::RULE];
