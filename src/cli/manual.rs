//! `scrubjay completions` and `scrubjay man`: both from the one definition of the command line.

use super::End;
use super::args::{Args, Completions, Man};
use clap::CommandFactory;
use scrubjay::Error;
use std::io::Write;

pub fn completions(args: &Completions) -> Result<u8, End> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "scrubjay", &mut script);
    std::io::stdout().lock().write_all(&script)?;
    Ok(0)
}

pub fn pages(args: &Man) -> Result<u8, End> {
    std::fs::create_dir_all(&args.dir).map_err(Error::io("create", &args.dir))?;
    // The date of a page would differ from build to build.
    clap_mangen::generate_to(Args::command(), &args.dir).map_err(Error::io("write", &args.dir))?;
    writeln!(std::io::stdout().lock(), "manual pages written to {}", args.dir.display())?;
    Ok(0)
}
