//! The commands that hold a record to what it says, sign it, prove from it, and give the raw bytes back.

use clap::{Args as ClapArgs, ValueEnum};
use scrubjay::{Error, Result};
use std::path::PathBuf;

/// Where a record and what it speaks of are.
#[derive(Debug, ClapArgs)]
pub struct Record {
    /// The folder of clean documents
    #[arg(long, value_name = "DIR", default_value = "clean")]
    pub clean: PathBuf,
    /// The folder of the record
    #[arg(long, value_name = "DIR", default_value = "manifests")]
    pub manifests: PathBuf,
}

/// The raw folder: the one that was named, which must be there, or `raw`, which may be absent.
pub fn raw_folder(named: Option<&PathBuf>) -> Result<PathBuf> {
    match named {
        Some(path) if !path.is_dir() => {
            Err(Error::Usage(format!("no such folder: {}; leave --raw out when the raw files are gone", path.display())))
        }
        Some(path) => Ok(path.clone()),
        None => Ok(PathBuf::from("raw")),
    }
}

/// Verify a record, level by level.
///
/// Exit codes: 0 holds; 1 content differs; 2 record malformed; 3 could not check; 4 signature; 5 history; 6 restore; 7 replay.
/// With several findings, the lowest.
#[derive(Debug, ClapArgs)]
pub struct Verify {
    /// The folder of raw documents [default: raw; that one may be absent]
    #[arg(long, value_name = "DIR")]
    pub raw: Option<PathBuf>,
    #[command(flatten)]
    pub record: Record,
    /// How far to check; each level includes those before it
    #[arg(long, value_enum, default_value = "restore")]
    pub level: LevelArg,
    /// Whose keys to trust, in the format of OpenSSH: the record must then be signed by --signer
    #[arg(long, value_name = "FILE", requires = "signer")]
    pub allowed_signers: Option<PathBuf>,
    /// Who must have signed the record, as the allowed signers name them
    #[arg(long, value_name = "NAME", requires = "allowed_signers")]
    pub signer: Option<String>,
    /// Keys that are not to be trusted any more, one public key a line
    #[arg(long, value_name = "FILE", requires = "allowed_signers")]
    pub revoked: Option<PathBuf>,
    /// When the signer's key must be valid, as YYYYMMDD or YYYYMMDDHHMMSS, with Z for UTC [default: now]
    #[arg(long, value_name = "TIME", requires = "allowed_signers")]
    pub verify_time: Option<String>,
    /// An earlier checkpoint of the history (see `scrubjay checkpoint`): the history must go on from there
    #[arg(long, value_name = "FILE")]
    pub checkpoint: Option<PathBuf>,
    /// Threads for a replay [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Print the report as one line of JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum LevelArg {
    /// Raw and clean files are those of the sums
    Fixity,
    /// The record is whole and contradicts nothing
    Sealed,
    /// The edits backwards give the raw bytes
    Restore,
    /// The stages run again give the same record; needs the raw files, and the version that made it
    Replay,
}

/// Sign a record, as `ssh-keygen -Y sign -n scrubjay-run@v1` does: run.json.sig, over run.json.
///
/// The record is verified first (level sealed), and one that does not hold is not signed. The key is a file, or one that
/// ssh-agent holds: give its public half, or nothing when it holds only one.
///
/// Exit codes: 0 signed; 1 the record does not hold; 2 it could not sign.
#[derive(Debug, ClapArgs)]
pub struct Sign {
    /// The folder of raw documents [default: raw; that one may be absent]
    #[arg(long, value_name = "DIR")]
    pub raw: Option<PathBuf>,
    #[command(flatten)]
    pub record: Record,
    /// The private key, or a public key (.pub) whose private half ssh-agent holds [default: the key in ssh-agent]
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
    /// Put the signature in the place of another one
    #[arg(long)]
    pub replace: bool,
}

/// Prove that a document is in a run: prints the row and the hashes beside its way to the root in run.json, as JSON.
///
/// Whoever has run.json (or its digest, or its signature) can check the row with it, without the other rows: any library
/// for Merkle trees as in RFC 9162 does.
///
/// Exit codes: 0 proved; 2 there is no such document, or the record does not hold.
#[derive(Debug, ClapArgs)]
pub struct Prove {
    /// The folder of the record
    #[arg(long, value_name = "DIR", default_value = "manifests")]
    pub manifests: PathBuf,
    /// The document
    #[arg(value_name = "ID")]
    pub id: String,
}

/// Print the checkpoint of the history: three lines to keep elsewhere, for `verify --checkpoint`.
///
/// The format is the body of a C2SP tlog-checkpoint: which log, how many lines, their Merkle root.
///
/// Exit codes: 0 printed; 1 the history does not go on from the old checkpoint; 2 it cannot be read.
#[derive(Debug, ClapArgs)]
pub struct Checkpoint {
    /// The folder of the record
    #[arg(long, value_name = "DIR", default_value = "manifests")]
    pub manifests: PathBuf,
    /// An old checkpoint: print, as JSON, the proof that the history goes on from there
    #[arg(long, value_name = "FILE")]
    pub since: Option<PathBuf>,
}

/// Rebuild raw documents from clean text and record.
///
/// Exit codes: 0 all came back; 1 some are not carried by the record or differ; 2 it could not run.
#[derive(Debug, ClapArgs)]
pub struct Restore {
    #[command(flatten)]
    pub record: Record,
    /// Where the raw documents go; a folder that does not exist yet, or is empty
    #[arg(long, value_name = "DIR")]
    pub to: PathBuf,
    /// The documents; all of them when none is named. FILE#KEY is one in a container, written to a file of its own
    #[arg(value_name = "ID")]
    pub ids: Vec<String>,
}
