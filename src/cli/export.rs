//! `scrubjay export`

use super::End;
use super::args::{About, Export, Format};
use super::render::said;
use super::sign::{holds, key};
use scrubjay::export::{self, bagit, croissant, intoto};
use scrubjay::{Error, Result};
use std::fs::File;
use std::io::Write;
use std::path::Path;

pub fn run(args: &Export) -> std::result::Result<u8, End> {
    // A raw folder that does not go along is not looked at.
    let nowhere = Path::new("");
    let (record, raw) = match &args.format {
        Format::Bagit { record, with_raw, .. } => (record, with_raw.as_deref().unwrap_or(nowhere)),
        Format::Croissant { record, .. } | Format::InToto { record, .. } => (record, nowhere),
    };
    if raw != nowhere && !raw.is_dir() {
        return Err(Error::Usage(format!("no such folder: {}", raw.display())).into());
    }
    let to = match &args.format {
        Format::Bagit { to, .. } | Format::Croissant { to, .. } | Format::InToto { to, .. } => std::path::absolute(to),
    };
    for tree in [&record.clean, &record.manifests] {
        // A file more in them, and the record would hold no longer.
        if let (Ok(to), Ok(tree)) = (&to, tree.canonicalize())
            && (to.starts_with(&tree) || to.parent().and_then(|p| p.canonicalize().ok()).is_some_and(|p| p.starts_with(&tree)))
        {
            return Err(Error::Usage(format!("{} would lie in {}, which holds the run alone", to.display(), tree.display())).into());
        }
    }
    if !holds(raw, &record.clean, &record.manifests, "not exported", false)? {
        return Ok(1);
    }
    let mut out = said();
    match &args.format {
        Format::Bagit { about, to, with_raw, .. } => {
            let taken = std::fs::read_dir(to).is_ok_and(|mut entries| entries.next().is_some());
            if taken {
                return Err(Error::Usage(format!("{} is not empty; name a folder that does not exist yet", to.display())).into());
            }
            let source = bagit::Source { clean: &record.clean, manifests: &record.manifests, raw: with_raw.as_deref() };
            let files = bagit::export(&source, &described(about)?, to)?;
            writeln!(out, "{}: a bag of {files} files", to.display())?;
        }
        Format::Croissant { about, to, .. } => {
            let text = croissant::export(&record.manifests, &described(about)?, to.parent().unwrap_or(Path::new(".")))?;
            write(to, &text)?;
            writeln!(out, "{}: a Croissant description", to.display())?;
        }
        Format::InToto { key: file, to, .. } => {
            let statement = intoto::statement(&record.manifests)?;
            let envelope = intoto::envelope(&statement, &key(file.as_deref())?).map_err(Error::from)?;
            write(to, &envelope)?;
            writeln!(out, "{}: a signed in-toto statement", to.display())?;
        }
    }
    Ok(0)
}

fn write(path: &Path, text: &str) -> Result<()> {
    let mut file = File::create_new(path).map_err(|e| match e.kind() {
        std::io::ErrorKind::AlreadyExists => Error::Usage(format!("{} is there already; --to names another file", path.display())),
        _ => Error::io("create", path)(e),
    })?;
    file.write_all(text.as_bytes()).map_err(Error::io("write", path))
}

fn described(about: &About) -> Result<export::About> {
    let date = match &about.date {
        Some(date) => date.parse::<jiff::civil::Date>().map_err(|e| Error::Usage(format!("--date: {e}")))?,
        None => jiff::Zoned::now().date(),
    };
    Ok(export::About {
        name: about.name.clone(),
        description: about.description.clone().unwrap_or_else(|| about.name.clone()),
        license: about.license.clone(),
        date: date.to_string(),
    })
}
