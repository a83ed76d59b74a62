//! `scrubjay init`

use super::End;
use super::args::Init;
use scrubjay::{Error, keys};
use std::fs::OpenOptions;
use std::io::Write;

pub fn run(args: &Init) -> Result<u8, End> {
    let mut out = std::io::stdout().lock();
    if args.schema {
        write!(out, "{}", keys::schema())?;
        return Ok(0);
    }
    // `create_new`: a configuration that is there is never written over.
    let file = OpenOptions::new().write(true).create_new(true).open(&args.file);
    let mut file = match file {
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {
            let what = format!("{} is there already, and stays as it is; name another file to write to", args.file.display());
            return Err(Error::Usage(what).into());
        }
        file => file.map_err(Error::io("create", &args.file))?,
    };
    file.write_all(keys::toml().as_bytes()).map_err(Error::io("write", &args.file))?;
    writeln!(out, "wrote {}: every key with its default and what it means", args.file.display())?;
    writeln!(out, "`scrubjay try FILE` shows what would be done to one file, `scrubjay clean RAW` cleans a corpus.")?;
    Ok(0)
}
