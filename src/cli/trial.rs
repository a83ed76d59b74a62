//! `scrubjay try`

use super::End;
use super::args::Try;
use super::paint::Paint;
use super::patch::painted;
use super::render::{bytes, count, percent, safe, said};
use scrubjay::config::Config;
use scrubjay::containers;
use scrubjay::corpus::items::{Item, Items, Member};
use scrubjay::corpus::tree::{Entry, Kind};
use scrubjay::document::{Document, DocumentId};
use scrubjay::edit::Op;
use scrubjay::fate::Follow;
use scrubjay::page::taken_out;
use scrubjay::pipeline::{Within, clean_within};
use scrubjay::profile::Profile;
use scrubjay::record::read::Lines;
use scrubjay::record::row::Status;
use scrubjay::record::run::names;
use scrubjay::unified::{SHOWN, unified};
use scrubjay::{Error, Result};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::{IsTerminal, Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

pub fn run(args: &Try) -> std::result::Result<u8, End> {
    let config = args.how.config()?;
    let profile = profile(&args.manifests.join(names::PROFILE))?;
    let (document, charset, taken) = document(args, &config)?;
    let cleaned = clean_within(&document, &profile, &config, &Within { charset: charset.as_deref(), spelling: &|| None, taken });
    let (row, raw) = (&cleaned.row, &document.bytes);
    let terminal = std::io::stdout().is_terminal();
    let paint = Paint::for_stdout();
    let mut out = said();
    if let (Some(old), Some(new)) = (cleaned.decoded_text(raw), cleaned.clean_bytes(raw)) {
        let mut follow = Follow::new(old.len());
        cleaned.stages.iter().for_each(|(_, applied)| follow.stage(&applied.ops));
        let diff = unified(&document.id.path_alone(), old, &String::from_utf8_lossy(new), follow.pieces(), SHOWN);
        let diff = String::from_utf8_lossy(&diff);
        let shown = if terminal { painted(&diff, paint) } else { diff.into_owned() };
        out.write_all(shown.as_bytes())?;
    }
    let mut rules: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for op in cleaned.stages.iter().flat_map(|(_, applied)| &applied.ops) {
        let (rule, edits, flags) = match op {
            Op::Keep(_) => continue,
            Op::Flag(_, rule) => (rule, 0, 1),
            Op::Remove(_, rule) | Op::Replace(_, _, rule) | Op::Insert(_, rule) => (rule, 1, 0),
        };
        let total = rules.entry(rule.0).or_default();
        *total = (total.0 + edits, total.1 + flags);
    }
    // A diff that is piped on stays a diff: what is said besides goes to people only.
    let mut say = std::io::stderr().lock();
    let mut told = format!("{}: {}", safe(row.id.as_str()), row.status.name());
    if let (Some(decode), Some(decoded), Some(fate)) = (&row.decode, row.decoded, row.fate) {
        let lost = percent(fate.removed, decoded.bytes);
        told += &format!(", {} of text as {}, {} removed ({lost})", bytes(decoded.bytes), decode.label, bytes(fate.removed));
    }
    writeln!(say, "{told}")?;
    if let Some(reason) = &row.reason {
        writeln!(say, "  {}", safe(reason))?;
    }
    for (rule, (edits, flags)) in rules {
        let flags = if flags > 0 { format!(", {} flagged and kept", count(flags, "span", "spans")) } else { String::new() };
        writeln!(say, "  {rule:<28}{}{flags}", count(edits, "edit", "edits"))?;
    }
    Ok(u8::from(!matches!(row.status, Status::Unchanged | Status::Cleaned)))
}

/// What is to be cleaned, the encoding that its container states, and whether it was taken out of a page.
type Given = (Document, Option<String>, bool);

/// Finds it.
fn document(args: &Try, config: &Config) -> std::result::Result<Given, End> {
    let file = args.file.as_path();
    let whole = |id: DocumentId, bytes| Ok((Document { site: id.site(), id, bytes }, None, false));
    if file == Path::new("-") {
        let mut raw = Vec::new();
        std::io::stdin().lock().read_to_end(&mut raw).map_err(Error::io("read", Path::new("standard input")))?;
        return whole(id(args, file), raw);
    }
    let is_container =
        |path: &Path| path.file_name().is_some_and(|name| containers::of_file(name.as_bytes(), &config.containers).is_some());
    let marks = file.as_os_str().as_bytes().iter().enumerate().filter(|(_, b)| **b == b'#').map(|(at, _)| at);
    let parts = marks.map(|at| file.as_os_str().as_bytes().split_at(at)).map(|(path, key)| (Path::new(OsStr::from_bytes(path)), &key[1..]));
    if let Some((path, key)) = parts.into_iter().find(|(path, _)| !file.exists() && is_container(path) && path.is_file()) {
        let wanted = format!("{}#{}", id(args, path), String::from_utf8_lossy(key));
        return record(args, path, &wanted, config);
    }
    let raw = std::fs::read(file).map_err(Error::io("read", file))?;
    if is_container(file) {
        let named = file.file_name().and_then(|name| containers::of_file(name.as_bytes(), &config.containers));
        if named.is_some_and(|format| format.name == "html") {
            return record(args, file, &format!("{}#1", id(args, file)), config);
        }
        let what = format!("{} is a container; name one of its documents: {}#KEY", file.display(), file.display());
        return Err(Error::Usage(what).into());
    }
    whole(id(args, file), raw)
}

/// The document with this id in a container.
fn record(args: &Try, path: &Path, wanted: &str, config: &Config) -> std::result::Result<Given, End> {
    let bytes = std::fs::metadata(path).map_err(Error::io("read", path))?.len();
    let entry = Entry { id: id(args, path), path: path.to_path_buf(), kind: Kind::File(bytes), siblings: 1 };
    let folder = entry.id.site();
    for item in Items::new(std::iter::once(entry), config) {
        let Item::Parts(chunk) = item else { continue };
        for part in chunk.parts {
            match part {
                Member::Document(id, site, record) if id.as_str() == wanted => {
                    let record = taken_out(record, &id, config);
                    let document = Document { id, site: site.unwrap_or(folder), bytes: record.bytes };
                    return Ok((document, record.charset, record.extracted.is_some()));
                }
                Member::Damage(id, reason) if id.as_str() == wanted => return Err(Error::Usage(format!("{id}: {reason}")).into()),
                _ => {}
            }
        }
    }
    Err(Error::Usage(format!("{} has no document `{wanted}`", path.display())).into())
}

/// The id of a file in its corpus; outside of it, its name.
fn id(args: &Try, path: &Path) -> DocumentId {
    let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let (file, raw) = (whole(path), whole(&args.raw));
    let inside = file.strip_prefix(&raw).ok().and_then(|p| DocumentId::from_path(p.as_os_str().as_bytes()).ok());
    let name = || DocumentId::from_path(path.file_name().unwrap_or(OsStr::new("-")).as_bytes()).ok();
    inside.or_else(name).unwrap_or_else(|| DocumentId::parse("-").expect("a dash is an id"))
}

/// What the last run learnt about the sites; nothing when there was none.
fn profile(path: &Path) -> Result<Profile> {
    let mut profile = Profile::default();
    if path.exists() {
        let mut lines = Lines::open(path)?;
        while let Some((_, site)) = lines.site()? {
            profile.insert(&site);
        }
    }
    Ok(profile)
}
