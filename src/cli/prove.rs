//! `scrubjay prove` and `scrubjay checkpoint`

use super::End;
use super::args;
use super::render::said;
use scrubjay::record::canonical;
use scrubjay::record::checkpoint::{Checkpoint, Log};
use scrubjay::{Error, Result, prove};
use std::io::Write;
use std::path::Path;

pub fn run(args: &args::Prove) -> std::result::Result<u8, End> {
    let proof = prove::inclusion(&args.manifests, &args.id)?;
    writeln!(std::io::stdout().lock(), "{}", canonical(&proof))?;
    Ok(0)
}

pub fn checkpoint(args: &args::Checkpoint) -> std::result::Result<u8, End> {
    let mut out = said();
    let Some(old) = &args.since else {
        let log = Log::read(&args.manifests)?;
        let checkpoint = log.checkpoint(log.size());
        write!(out, "{}", checkpoint.map(|c| c.text()).unwrap_or_default())?;
        return Ok(0);
    };
    match prove::consistency(&args.manifests, &read_checkpoint(old)?)? {
        Some(proof) => {
            writeln!(out, "{}", canonical(&proof))?;
            Ok(0)
        }
        None => {
            writeln!(out, "the history does not go on from {}: `scrubjay verify --checkpoint` says how it differs", old.display())?;
            Ok(1)
        }
    }
}

/// Reads a checkpoint that somebody kept.
pub fn read_checkpoint(path: &Path) -> Result<Checkpoint> {
    let text = std::fs::read_to_string(path).map_err(Error::io("read", path))?;
    Checkpoint::parse(&text).map_err(|e| Error::Usage(format!("{}: {e}", path.display())))
}
