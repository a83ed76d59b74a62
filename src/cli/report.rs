//! `scrubjay report`

use super::End;
use super::args::Report;
use super::explain::rule;
use super::render::{bytes, count, number};
use scrubjay::Error;
use scrubjay::report::{Options, report};
use std::fs::File;
use std::io::{BufWriter, Write};

pub fn run(args: &Report) -> Result<u8, End> {
    let about = |name: &str| rule(name).and_then(|r| r.docs.lines().next().map(str::to_owned));
    let options = Options { documents: args.documents, about: &about };
    // Beside its place first: a page that is there stays whole until the new one is.
    let mut name = args.output.clone().into_os_string();
    name.push(".scrubjay-new");
    let new = std::path::PathBuf::from(name);
    let file = File::create(&new).map_err(Error::io("create", &new))?;
    let mut page = BufWriter::with_capacity(1 << 17, file);
    let written = report(&args.record.clean, &args.record.manifests, &options, &mut page, &args.output);
    let written = match written {
        Ok(written) => written,
        Err(e) => {
            let _ = std::fs::remove_file(&new);
            return Err(e.into());
        }
    };
    drop(page);
    std::fs::rename(&new, &args.output).map_err(Error::io("write", &args.output))?;
    let size = std::fs::metadata(&args.output).map_or(0, |m| m.len());
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}: {}, {}", args.output.display(), bytes(size), count(written.documents, "document", "documents"))?;
    if written.shown < written.documents {
        let shown = number(written.shown);
        writeln!(out, "  {shown} of them are on the page in full, a sample; its totals are of all (--documents sets how many)")?;
    }
    writeln!(out, "Open it in a browser; it needs no network.")?;
    Ok(0)
}
