//! Cleans corpora of scraped text and keeps a verifiable record of every change.
#![warn(clippy::print_stdout, clippy::print_stderr)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod config;
pub mod digest;
pub mod document;
pub mod edit;
pub mod error;
pub mod fate;
pub mod lexicon;
pub mod pipeline;
pub mod profile;
pub mod record;
pub mod rule;
pub mod shape;
pub mod stages;
pub mod text;

pub use error::{Error, Result};
