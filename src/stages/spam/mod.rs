//! Keyword spam: lists of sites and search words that were put into a page for machines to read.
//!
//! Evidence, not a word list alone: a piece goes when its words are spam's own AND its shape, its syntax or its disguise
//! say that no person wrote it, AND together with place, script and subject this makes enough points ([`score`]).

use crate::rule::Rule;

mod about;
mod cut;
mod disguise;
mod fold;
mod glued;
mod hidden;
mod judge;
mod lexicon;
mod link_list;
mod measure;
mod score;
mod stems;
mod tail;

/// All of them, in the order in which they propose.
pub const RULES: &[&Rule] = &[&hidden::RULE, &glued::RULE, &link_list::RULE, &tail::RULE];
