//! Where documents come from.

pub mod tree;
