//! Cleans corpora of scraped text and keeps a verifiable record of every change.
//!
//! One document, without any files: [`pipeline::clean_document`] is a pure function. What it gives has the clean text and the row and
//! the line of edits that a record would have of it.
//!
//! ```
//! use scrubjay::config::Config;
//! use scrubjay::document::{Document, DocumentId};
//! use scrubjay::pipeline::clean_document;
//! use scrubjay::profile::Profile;
//!
//! let id = DocumentId::parse("quaypost.example/ferry.txt").expect("an id");
//! let bytes = b"The ferry is back\n\n\n\nShare this: Facebook | WhatsApp | Email\n".to_vec();
//! let document = Document { site: id.site(), id, bytes };
//! // What a survey of the site's other documents has learnt; here nothing.
//! let cleaned = clean_document(&document, &Profile::default(), &Config::default());
//! assert_eq!(cleaned.clean_text(&document.bytes), Some("The ferry is back\n"));
//! assert_eq!(cleaned.row.fate.map(|fate| (fate.kept, fate.removed)), Some((18, 43)));
//! ```
//!
//! A corpus: [`run::run`] walks, surveys, cleans and writes it, [`verify::verify`] holds a record to what it says,
//! [`restore::restore`] gives the raw files back, [`report::report`] makes a page of it. What stops them is an [`Error`]; what befalls
//! a document is its row. Without its default features the library has no command line, no signatures (feature `sign`), and no containers
//! but JSON Lines and tar that are not packed (`gzip`, `zstd`, `zip`, `html`, `parquet`, `warc`). docs/architecture.md says how it all hangs together, docs/record.md specifies the record.
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
