//! Cleans corpora of scraped text and keeps a verifiable record of every change.
#![warn(clippy::print_stdout, clippy::print_stderr)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod against;
mod book;
pub mod caught;
mod census;
mod cleaned;
mod columns;
pub mod config;
mod contained;
pub mod containers;
mod copies;
pub mod corpus;
pub mod current;
pub mod dates;
pub mod decisions;
pub mod digest;
pub mod document;
pub mod duplicates;
pub mod edit;
pub mod error;
mod escaped;
pub mod event;
pub mod export;
pub mod fate;
pub mod furniture;
mod in_place;
pub mod keys;
pub mod lexicon;
mod line;
mod moved;
mod numbered;
mod ordered;
pub mod output;
pub mod own;
pub mod page;
pub mod pipeline;
pub mod profile;
pub mod prove;
mod rebuild;
pub mod record;
pub mod report;
pub mod restore;
pub mod reuse;
pub mod rule;
pub mod run;
pub mod shape;
#[cfg(feature = "sign")]
pub mod sign;
pub mod stages;
pub mod survey;
pub mod text;
pub mod texts;
pub mod totals;
pub mod unified;
pub mod verify;
mod way;
mod words;

pub use error::{Error, Result};
