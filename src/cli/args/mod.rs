//! The command line as typed: the program and its commands here, what each takes in the rooms below.

mod cleaning;
mod corpus;
mod export;
mod record;
mod seeing;
mod setup;

pub use cleaning::{Check, Clean, FormatArg, Try};
pub use corpus::{Corpus, beside, threads};
pub use export::{About, Export, Format};
pub use record::{Checkpoint, LevelArg, Prove, Record, Restore, Sign, Verify, raw_folder};
pub use seeing::{Diff, Duplicates, Explain, Filter, Report, Review};
pub use setup::{Completions, Init, Man, Rules};

use clap::{Parser, Subcommand};

/// Cleans corpora of scraped text and keeps a verifiable record of every change.
///
/// raw/ goes in; clean/ and manifests/ come out. From the clean text and the record alone every raw byte comes back.
#[derive(Debug, Parser)]
#[command(name = "scrubjay", version, max_term_width = 100)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Clean(Clean),
    Verify(Verify),
    Sign(Sign),
    Prove(Prove),
    Checkpoint(Checkpoint),
    Export(Export),
    Restore(Restore),
    Diff(Diff),
    Explain(Explain),
    Check(Check),
    Report(Report),
    Review(Review),
    Duplicates(Duplicates),
    Rules(Rules),
    Init(Init),
    Try(Try),
    Completions(Completions),
    Man(Man),
}
