//! `scrubjay restore`

use super::End;
use super::args::Restore;
use super::render::{count, safe, said};
use scrubjay::{Error, restore};
use std::io::Write;

pub fn run(args: &Restore) -> Result<u8, End> {
    let to = &args.to;
    let taken = match std::fs::read_dir(to) {
        Ok(mut entries) => entries.next().is_some(),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => false,
        Err(e) => return Err(Error::io("list", to)(e).into()),
    };
    if taken {
        return Err(Error::Usage(format!(
            "{} is not empty; name a folder that does not exist yet, so that nothing is overwritten",
            to.display()
        ))
        .into());
    }
    let done = restore::restore(&args.record.clean, &args.record.manifests, to, &args.ids)?;
    let mut out = said();
    writeln!(out, "{} restored to {}, each with the digest its row says", count(done.written, "document", "documents"), to.display())?;
    for (id, lost) in &done.lost {
        writeln!(out, "not restored: {id}: {}", safe(&lost.to_string()))?;
    }
    Ok(u8::from(!done.lost.is_empty()))
}
