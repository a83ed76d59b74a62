//! The commands that show what was done: edits, pages, decisions, copies.

use super::record::Record;
use clap::Args as ClapArgs;
use std::path::PathBuf;

/// Which edits are shown; all of them when none is named. Each can be given several times.
#[derive(Debug, ClapArgs)]
pub struct Filter {
    /// Only edits of this stage
    #[arg(long = "stage", value_name = "STAGE")]
    pub stages: Vec<String>,
    /// Only edits of this rule
    #[arg(long = "rule", value_name = "RULE")]
    pub rules: Vec<String>,
    /// Only documents of this site: the folder that holds them or, of records in a container, the host of their address
    #[arg(long = "site", value_name = "SITE")]
    pub sites: Vec<String>,
}

/// Show what changed between decoded raw text and clean text, as a unified diff.
///
/// On a terminal it is coloured, with the words that differ brought out, and goes through $PAGER when it is long. With
/// --stage or --rule, a diff of each pass that made such edits, as if it had made no other.
///
/// Exit codes: 0 shown, also when nothing changed; 2 it could not run.
#[derive(Debug, ClapArgs)]
pub struct Diff {
    #[command(flatten)]
    pub record: Record,
    #[command(flatten)]
    pub filter: Filter,
    /// Lines of context round a change: 3 on a terminal, else 1, as in corpus.diff
    #[arg(short = 'U', long, value_name = "LINES")]
    pub unified: Option<usize>,
    /// Count edits and bytes instead, by document and by rule
    #[arg(long, conflicts_with = "unified")]
    pub stat: bool,
    /// The documents; all of them when none is named
    #[arg(value_name = "ID")]
    pub ids: Vec<String>,
}

/// Explain a document (each edit with its rule, place and text) or a rule (what it removes and keeps).
///
/// Exit codes: 0 explained; 2 there is no such document or rule.
#[derive(Debug, ClapArgs)]
pub struct Explain {
    #[command(flatten)]
    pub record: Record,
    #[command(flatten)]
    pub filter: Filter,
    /// Count the edits by rule instead of showing each
    #[arg(long)]
    pub stat: bool,
    /// A document's id, or a rule's name; with --stage, --rule or --site it may be left out, for all documents
    #[arg(value_name = "ID|RULE", required_unless_present_any = ["stages", "rules", "sites"])]
    pub what: Option<String>,
}

/// Write a page that shows what was done: the corpus, each site, each document with every edit.
///
/// One HTML file that opens from disk, with no network. Exit codes: 0 written; 2 it could not run.
#[derive(Debug, ClapArgs)]
pub struct Report {
    #[command(flatten)]
    pub record: Record,
    /// Where the page goes
    #[arg(short, long, value_name = "FILE", default_value = "report.html")]
    pub output: PathBuf,
    /// Documents shown in full; of a larger corpus a sample, the same every time, and besides the 60 that lost most and 60 without
    /// a full cleaning
    #[arg(long, value_name = "N", default_value_t = 400)]
    pub documents: usize,
}

/// List what a person decided, and name the decisions that match nothing any more.
///
/// The report exports decisions as decisions.toml; the next `scrubjay clean` reads it. Exit codes: 0 all of them are in the
/// record and match something; 1 some match nothing, or are not in the record yet; 2 it could not run.
#[derive(Debug, ClapArgs)]
pub struct Review {
    #[command(flatten)]
    pub record: Record,
    /// The decisions [default: decisions.toml beside the configuration]
    #[arg(long, value_name = "FILE")]
    pub decisions: Option<PathBuf>,
    /// The configuration, for its own rules [default: scrubjay.toml when it exists]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// List documents with the same clean text, and those with nearly the same, cluster by cluster.
///
/// Of each cluster the first in the record is named, then its copies. Nothing is changed. The same means the same bytes
/// (SHA-256); `drop = true` under [duplicates] in scrubjay.toml has the next `clean` drop those. Near is told by MinHash over runs of five words: 128 numbers of each text, compared where one of 16 groups of
/// eight is the same; texts are near when 103 of them are, which is about four fifths of their runs in common. At that bound one
/// pair in 20 shares no group and is missed, at nine tenths one in 8,000. It is all whole numbers: the same record gives the
/// same report. In memory are about 400 bytes for each distinct text.
///
/// Exit codes: 0 done, whatever was found; 2 it could not run.
#[derive(Debug, ClapArgs)]
pub struct Duplicates {
    #[command(flatten)]
    pub record: Record,
    /// Only texts that are the same: no text is read
    #[arg(long)]
    pub exact: bool,
    /// Threads to work on [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Print a line of JSON for each copy, and one for the whole
    #[arg(long)]
    pub json: bool,
}
