//! Where documents come from.

pub mod items;
pub mod tree;
