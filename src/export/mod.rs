//! A run in formats that others read. Each export is made from a record that was verified, and says nothing that the
//! record does not.

pub mod bagit;
pub mod croissant;
#[cfg(feature = "sign")]
pub mod intoto;
mod names;
mod rocrate;

use crate::digest::Digest;
use crate::error::{Error, Result};
use crate::record::read;
use crate::record::run::{Run, names as files};
use std::path::Path;

/// What a person says of a corpus, since no record can.
#[derive(Clone, Debug)]
pub struct About {
    /// What it is called.
    pub name: String,
    /// What it is.
    pub description: String,
    /// Under which license it is handed on: an address, or a name.
    pub license: String,
    /// The day, `YYYY-MM-DD`.
    pub date: String,
}

/// Reads `run.json`, with its digest.
fn run_of(manifests: &Path) -> Result<(Run, Digest)> {
    let path = manifests.join(files::RUN);
    let run: Run = read::one_line(&path)?;
    let (_, digest) = crate::digest::of_file(&path).map_err(Error::io("read", &path))?;
    Ok((run, digest))
}

/// Writes a file that must not be there yet.
fn write_new(path: &Path, bytes: &[u8]) -> Result<()> {
    use std::io::Write;
    let mut file = std::fs::File::create_new(path).map_err(Error::io("create", path))?;
    file.write_all(bytes).map_err(Error::io("write", path))
}

/// A value as JSON for people: keys sorted, one a line.
fn pretty(value: &serde_json::Value) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("our own shapes have string keys only");
    text.push('\n');
    text
}

/// What scrubjay is called as a program in the exports.
fn program(run: &Run) -> String {
    format!("{} {}", run.tool.name, run.tool.version)
}
