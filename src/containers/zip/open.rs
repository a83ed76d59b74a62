//! Opening a zip: by its directory, or by one that is made for it.

use super::mended::{self, Mended};
use super::note::{LISTED, number};
use super::pages::Pages;
use super::shown;
use crate::containers::Damage;
use std::fs::File;
use std::io;
use std::path::Path;
use zip::ZipArchive;

pub type Archive = ZipArchive<Pages>;

/// Rows of entries that are left out for their names, at most.
const ROWS: u64 = 1000;

/// A zip.
pub struct Opened {
    pub archive: Archive,
    /// The file once more, with the directory that was made for it.
    pub pages: Pages,
    /// What is amiss with its directory.
    pub damage: Option<Damage>,
}

/// Opens a zip.
pub fn open(path: &Path) -> io::Result<Opened> {
    let mut pages = Pages::new(File::open(path)?)?;
    let first = mended::first(&mut pages)?;
    let (listed, error) = match ZipArchive::new(pages.again()) {
        Ok(archive) if first.is_none() => return Ok(Opened { archive, pages, damage: None }),
        Ok(archive) if archive.offset() > 0 => {
            // It is the one of an archive that is stored in the file.
            (None, format!("the one that stands last counts from byte {}, where another archive begins", archive.offset()))
        }
        Ok(archive) => match incomplete(&archive, &mut pages)? {
            None => return Ok(Opened { archive, pages, damage: None }),
            Some(why) => (Some(archive), why.to_owned()),
        },
        Err(error) if first.is_none() => return Err(error.into()),
        Err(error) => (None, error.to_string()),
    };
    let Mended { pages: mended, entries, end, why } = mended::mend(&mut pages, first.unwrap_or_default())?;
    let found = if entries == 1 { "entry was" } else { "entries were" };
    let found = format!("{entries} {found} found by headers of their own, {why}");
    if let Some(archive) = listed.filter(|listed| listed.len() as u64 > entries) {
        let reason = format!("the directory of the archive is not that of all its entries ({error}); it was used, as only {found}");
        return Ok(Opened { archive, pages, damage: Some(Damage { at: end, reason }) });
    }
    let reason = format!("the directory of the archive cannot be used ({error}): {found}");
    Ok(Opened { archive: ZipArchive::new(mended.again())?, pages: mended, damage: Some(Damage { at: end, reason }) })
}

/// Why the directory of a file that begins with an entry is not that of all its entries.
fn incomplete(archive: &Archive, pages: &mut Pages) -> io::Result<Option<&'static str>> {
    if archive.is_empty() {
        return Ok(Some("it names no entry"));
    }
    let lines = (0..archive.len()).filter_map(|index| archive.by_index_data(index).ok()).map(|entry| entry.central_header_start());
    mended::left_out(pages, lines.max().unwrap_or_else(|| archive.central_directory_start()))
}

/// A row for each entry that is not taken in since another one has its name.
pub fn doubles(archive: &Archive, mut pages: Pages) -> io::Result<Vec<Damage>> {
    if !archive.has_duplicate_names() {
        return Ok(Vec::new());
    }
    // Of entries of one name the last is in the archive. The others are those that the directory has besides.
    let entries = || (0..archive.len()).filter_map(|index| archive.by_index_data(index).ok());
    let sorted = |mut places: Vec<u64>| {
        places.sort_unstable();
        places
    };
    let listed = sorted(entries().map(|entry| entry.central_header_start()).collect());
    let taken = sorted(entries().map(|entry| entry.header_start()).collect());
    let (mut rows, mut more, mut at) = (Vec::new(), 0u64, archive.central_directory_start());
    loop {
        let line = pages.get(at, 46)?;
        if line.len() < 46 || !line.starts_with(LISTED) {
            break;
        }
        let [named, extra, remark] = [28, 30, 32].map(|i| number(&line[i..i + 2]));
        let place = archive.offset().saturating_add(number(&line[42..46]));
        let bare = number(&line[20..24]) == 0;
        let name = pages.get(at + 46, named as usize)?;
        // What is named twice and stands there once is not lost, nor is a folder.
        let lost = listed.binary_search(&at).is_err() && taken.binary_search(&place).is_err() && !(bare && name.ends_with(b"/"));
        if lost && more < ROWS {
            let shown = shown(name);
            rows.push(Damage { at: place, reason: format!("{shown}: a later entry has the same name and stands for it, not taken in") });
        }
        more += u64::from(lost);
        at += 46 + named + extra + remark;
    }
    if more > ROWS {
        let reason = format!("{} more entries have names that later ones have, not taken in", more - ROWS);
        rows.push(Damage { at, reason });
    }
    Ok(rows)
}
