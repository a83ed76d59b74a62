//! The command that hands a run on in the formats of others.

use super::record::Record;
use clap::{Args as ClapArgs, Subcommand};
use std::path::PathBuf;

/// Export a run in a format that other tools read. The record is verified first (level sealed).
///
/// Exit codes: 0 exported; 1 the record does not hold; 2 it could not be exported.
#[derive(Debug, ClapArgs)]
pub struct Export {
    #[command(subcommand)]
    pub format: Format,
}

#[derive(Debug, Subcommand)]
pub enum Format {
    /// A BagIt 1.0 bag with an RO-Crate 1.1 inside: clean documents and record, with portable names and the map back
    Bagit {
        #[command(flatten)]
        record: Record,
        #[command(flatten)]
        about: About,
        /// Put the raw documents into the bag too: those of DIR, or of raw when no DIR is given
        #[arg(long, value_name = "DIR", num_args = 0..=1, default_missing_value = "raw")]
        with_raw: Option<PathBuf>,
        /// The bag: a folder that does not exist yet, or is empty
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
    /// A Croissant 1.0 description: the files of the record with their digests, and the rows as records
    Croissant {
        #[command(flatten)]
        record: Record,
        #[command(flatten)]
        about: About,
        /// The file, which must stand above the record
        #[arg(long, value_name = "FILE", default_value = "croissant.json")]
        to: PathBuf,
    },
    /// An in-toto Statement v1 with SLSA provenance about run.json, in a DSSE envelope signed with an Ed25519 key
    InToto {
        #[command(flatten)]
        record: Record,
        /// The private key, or a public key (.pub) whose private half ssh-agent holds [default: the key in ssh-agent]
        #[arg(long, value_name = "FILE")]
        key: Option<PathBuf>,
        /// The file
        #[arg(long, value_name = "FILE", default_value = "run.dsse.json")]
        to: PathBuf,
    },
}

/// What a person says of a corpus.
#[derive(Debug, ClapArgs)]
pub struct About {
    /// What the corpus is called
    #[arg(long, value_name = "TEXT")]
    pub name: String,
    /// What it is [default: its name]
    #[arg(long, value_name = "TEXT")]
    pub description: Option<String>,
    /// The license under which it is handed on: an address, or a name
    #[arg(long, value_name = "URL")]
    pub license: String,
    /// The day it is handed on, as YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
}
