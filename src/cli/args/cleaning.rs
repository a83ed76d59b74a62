//! The commands that clean: a corpus, beside a golden one, a single file.

use super::corpus::{Corpus, How};
use clap::{Args as ClapArgs, ValueEnum};
use std::path::PathBuf;

/// Clean a corpus: every document below RAW, each with a row in the record.
///
/// Files that hold many documents (JSON Lines, Parquet, WARC, tar, zip; also packed) and pages of HTML are cleaned in place; docs/containers.md says how.
///
/// Exit codes: 0 all done; 1 some documents were quarantined, held or failed (the others are done); 2 it could not run,
/// and nothing was changed; 130 stopped by Ctrl-C, and nothing was changed.
#[derive(Debug, ClapArgs)]
pub struct Clean {
    #[command(flatten)]
    pub corpus: Corpus,
    /// Clean and say what would change, but write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Clean every document again, also where the last run of this program did the same
    #[arg(long)]
    pub fresh: bool,
    /// Print the summary as one line of JSON
    #[arg(long)]
    pub json: bool,
    /// Print nothing but errors
    #[arg(short, long)]
    pub quiet: bool,
}

/// Clean again beside the golden clean/ and manifests/, and show where the results differ.
///
/// Exit codes: 0 they are the same, or blessed; 1 they differ; 2 it could not run; 130 stopped by Ctrl-C.
#[derive(Debug, ClapArgs)]
pub struct Check {
    #[command(flatten)]
    pub corpus: Corpus,
    /// Take the new results for the golden ones: they replace clean/ and manifests/
    #[arg(long)]
    pub bless: bool,
    /// How the differences are told
    #[arg(long, value_enum, default_value = "human")]
    pub format: FormatArg,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    /// Diffs, for people
    Human,
    /// One line of canonical JSON
    Json,
    /// JUnit XML: a test case a file
    Junit,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations on a pull request, as GitHub Actions reads them
    Github,
}

/// Clean one file and show what changes as a diff; nothing is written.
///
/// What recurs on the file's site is known only where a record of the corpus is there. Exit codes: 0 shown, also when
/// nothing changes; 1 the file would be quarantined, held or failed; 2 it could not be read.
#[derive(Debug, ClapArgs)]
pub struct Try {
    /// The file; `-` for standard input; FILE#KEY for a document in a container
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The folder of raw documents: a file below it gets its id and its site from there
    #[arg(long, value_name = "DIR", default_value = "raw")]
    pub raw: PathBuf,
    /// The record that knows what recurs on the file's site, when there is one
    #[arg(long, value_name = "DIR", default_value = "manifests")]
    pub manifests: PathBuf,
    #[command(flatten)]
    pub how: How,
}
