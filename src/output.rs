//! Where the output goes: fresh sibling folders, put in place when they are whole.
//!
//! A run builds `clean.scrubjay-new` and `manifests.scrubjay-new`, has them written to disk, names the second one
//! `manifests.scrubjay-ready`, and then moves both into place. A run that was killed before the `-ready` leaves the old
//! output as it was; one killed after it is finished by the next.

use crate::corpus::tree::{Kind, Walk, path_below};
use crate::digest::Digest;
use crate::document::DocumentId;
use crate::error::{Error, Result};
use crate::record::run::names;
use crate::record::{read, sums};
use crate::reuse::Place;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// The two folders of an output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// The clean tree.
    pub clean: PathBuf,
    /// The record.
    pub manifests: PathBuf,
}

/// Output that is being built. Dropped without [`Staging::commit`], it is removed.
#[derive(Debug)]
pub struct Staging {
    places: Places,
    /// Where clean files go meanwhile.
    pub clean: PathBuf,
    /// Where the record goes meanwhile.
    pub manifests: PathBuf,
    /// Held open and locked, so that two runs never build the same output.
    lock: File,
    done: bool,
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path.as_os_str());
    name.push(suffix);
    PathBuf::from(name)
}

/// Whether a run was stopped while it put its output in place.
pub fn is_half_placed(places: &Places) -> bool {
    beside(&places.manifests, ".scrubjay-ready").exists()
}

impl Places {
    /// The folders as given, without slashes or dots at their ends.
    ///
    /// # Errors
    /// When one holds another, or the raw folder.
    pub fn new(raw: &Path, clean: &Path, manifests: &Path) -> Result<Places> {
        let [raw_at, clean_at, manifests_at] = [raw, clean, manifests].map(absolute);
        let pairs = [
            ("raw", &raw_at, "clean", &clean_at),
            ("raw", &raw_at, "manifests", &manifests_at),
            ("clean", &clean_at, "manifests", &manifests_at),
        ];
        for (a, a_at, b, b_at) in pairs {
            if a_at.starts_with(b_at) || b_at.starts_with(a_at) {
                return Err(Error::Usage(format!(
                    "the {a} folder {} and the {b} folder {} lie within each other; give each a place of its own",
                    a_at.display(),
                    b_at.display()
                )));
            }
        }
        Ok(Places { clean: clean_at, manifests: manifests_at })
    }
}

/// The path from the root, with links resolved as far as it exists.
fn absolute(path: &Path) -> PathBuf {
    if let Ok(path) = path.canonicalize() {
        return path;
    }
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => absolute(parent).join(name),
        // `..` behind a folder that is not there yet.
        (Some(parent), None) => absolute(parent).parent().map_or(path.clone(), Path::to_path_buf),
        _ => path,
    }
}

impl Staging {
    /// Finishes or clears away what an earlier run left, checks that no file of somebody else would be lost, and makes fresh folders.
    ///
    /// # Errors
    /// When the output folders hold files that no record lists, another run is at work, or folders cannot be made.
    pub fn begin(places: &Places) -> Result<Staging> {
        let clean = beside(&places.clean, ".scrubjay-new");
        let manifests = beside(&places.manifests, ".scrubjay-new");
        fs::create_dir_all(&manifests).map_err(Error::io("create", &manifests))?;
        let lock = File::open(&manifests).map_err(Error::io("open", &manifests))?;
        if rustix::fs::flock(&lock, rustix::fs::FlockOperation::NonBlockingLockExclusive).is_err() {
            return Err(Error::Usage(format!("another run is writing to {}; wait for it to end", places.manifests.display())));
        }
        recover(places)?;
        set_aside(places, &clean, &manifests)?;
        fs::create_dir_all(&clean).map_err(Error::io("create", &clean))?;
        let staging = Staging { places: places.clone(), clean, manifests, lock, done: false };
        check_owned(places)?;
        Ok(staging)
    }

    /// Where earlier runs wrote: one that was killed, as far as it came, and the last that ended.
    pub fn earlier(&self) -> [Place; 2] {
        let Places { clean, manifests } = &self.places;
        let part = Place { manifests: beside(manifests, PART), clean: beside(clean, PART), ended: false };
        [part, Place { manifests: manifests.clone(), clean: clean.clone(), ended: true }]
    }

    /// Removes what a killed run had done.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn forget_part(&self) -> Result<()> {
        forget_part(&self.places)
    }

    /// Has everything written to disk and moves it into place.
    ///
    /// # Errors
    /// When the disk refuses; the old output is then still there, or the next run finishes the move.
    pub fn commit(mut self) -> Result<()> {
        sync(&self.lock, &self.manifests)?;
        let ready = beside(&self.places.manifests, ".scrubjay-ready");
        fs::rename(&self.manifests, &ready).map_err(Error::io("rename", &self.manifests))?;
        self.done = true;
        put_in_place(&self.places)?;
        forget_part(&self.places)
    }

    /// Takes all of it away again.
    pub fn discard(self) {}
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.done {
            // Nothing more can be done about a folder that cannot be removed; the next run clears it. Without its rows it is
            // not taken for that of a killed run.
            let _ = fs::remove_file(self.manifests.join(names::ROWS));
            let _ = fs::remove_dir_all(&self.clean);
            let _ = fs::remove_dir_all(&self.manifests);
        }
    }
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn sync(folder: &File, path: &Path) -> Result<()> {
    rustix::fs::syncfs(folder).map_err(|e| Error::io("sync", path)(e.into()))
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn sync(folder: &File, path: &Path) -> Result<()> {
    folder.sync_all().map_err(Error::io("sync", path))
}

/// What a killed run had done is kept beside the output for the next, until one ends.
const PART: &str = ".scrubjay-part";

fn forget_part(places: &Places) -> Result<()> {
    // The rows first: without them the rest is no run.
    remove_file(&beside(&places.manifests, PART).join(names::ROWS))?;
    remove_tree(&beside(&places.clean, PART))?;
    remove_tree(&beside(&places.manifests, PART))
}

/// Empties the folders of a run that was killed: what it had done is set aside when it is more than what was set aside before.
fn set_aside(places: &Places, clean: &Path, manifests: &Path) -> Result<()> {
    let rows = |folder: &Path| fs::metadata(folder.join(names::ROWS)).map_or(0, |m| m.len());
    let (part, part_clean) = (beside(&places.manifests, PART), beside(&places.clean, PART));
    let more = rows(manifests) > rows(&part);
    if more {
        fs::create_dir_all(&part).map_err(Error::io("create", &part))?;
        // Rows speak of what lies beside them: they go first and come last, so that a kill in between costs work and no more.
        for name in [names::ROWS, names::RUN] {
            remove_file(&part.join(name))?;
        }
    }
    // The folder itself stays: it is locked.
    for entry in fs::read_dir(manifests).map_err(Error::io("list", manifests))? {
        let entry = entry.map_err(Error::io("list", manifests))?;
        let path = entry.path();
        if !more {
            fs::remove_file(&path).map_err(Error::io("remove", &path))?;
        } else if entry.file_name() != names::ROWS {
            fs::rename(&path, part.join(entry.file_name())).map_err(Error::io("rename", &path))?;
        }
    }
    if more {
        if clean.exists() {
            remove_tree(&part_clean)?;
            fs::rename(clean, &part_clean).map_err(Error::io("rename", clean))?;
        }
        let rows = manifests.join(names::ROWS);
        fs::rename(&rows, part.join(names::ROWS)).map_err(Error::io("rename", &rows))?;
    }
    remove_tree(clean)
}

fn remove_file(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(Error::io("remove", path)(e)),
        _ => Ok(()),
    }
}

/// Rolls forward a move that was begun, or clears away what never became whole.
fn recover(places: &Places) -> Result<()> {
    if is_half_placed(places) {
        return put_in_place(places);
    }
    for place in [&places.clean, &places.manifests] {
        remove_tree(&beside(place, ".scrubjay-old"))?;
    }
    Ok(())
}

fn put_in_place(places: &Places) -> Result<()> {
    let ready = beside(&places.manifests, ".scrubjay-ready");
    let new_clean = beside(&places.clean, ".scrubjay-new");
    swap(&new_clean, &places.clean)?;
    swap(&ready, &places.manifests)?;
    for place in [&places.clean, &places.manifests] {
        remove_tree(&beside(place, ".scrubjay-old"))?;
    }
    Ok(())
}

/// Moves `new` to `place`, what stood there to its `-old`. Does nothing where that was done before.
fn swap(new: &Path, place: &Path) -> Result<()> {
    if !new.exists() {
        return Ok(());
    }
    let old = beside(place, ".scrubjay-old");
    if place.exists() {
        remove_tree(&old)?;
        fs::rename(place, &old).map_err(Error::io("rename", place))?;
    }
    fs::rename(new, place).map_err(Error::io("rename", new))
}

fn remove_tree(path: &Path) -> Result<()> {
    match fs::remove_dir_all(path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(Error::io("remove", path)(e)),
        _ => Ok(()),
    }
}

/// Refuses to replace folders that hold files which no record of ours lists.
fn check_owned(places: &Places) -> Result<()> {
    let foreign = |folder: &Path, what: &str| {
        Err(Error::Usage(format!(
            "{} holds {what}, which no record of scrubjay lists; nothing was written. Move it away, or choose another folder",
            folder.display()
        )))
    };
    let manifests = &places.manifests;
    if manifests.exists() {
        let own = [
            names::ROWS,
            names::EDITS,
            names::PROFILE,
            names::CONFIG,
            names::RAW_SUMS,
            names::CLEAN_SUMS,
            names::DIFF,
            names::CODECS,
            names::AGAINST,
        ];
        for entry in fs::read_dir(manifests).map_err(Error::io("list", manifests))? {
            let name = entry.map_err(Error::io("list", manifests))?.file_name();
            if !own.iter().chain(&names::BESIDE).any(|n| name == **n) {
                return foreign(manifests, &format!("`{}`", name.to_string_lossy().escape_debug()));
            }
        }
    }
    if !places.clean.exists() {
        return Ok(());
    }
    let list = manifests.join(names::CLEAN_SUMS);
    let mut listed = if list.exists() { Some(read::Lines::open(&list)?) } else { None };
    let mut next: Option<DocumentId> = None;
    for entry in Walk::new(&places.clean)? {
        // Both come in the order of ids, so one step down the list at a time is enough.
        while next.as_ref().is_none_or(|n| *n < entry.id) {
            let Some(line) = listed.as_mut().map(read::Lines::bytes).transpose()?.flatten() else { break };
            next = sums::parse(&line).and_then(|(_, path)| DocumentId::from_path(&path).ok());
        }
        if next.as_ref() != Some(&entry.id) || !matches!(entry.kind, Kind::File(_)) {
            return foreign(&places.clean, &format!("`{}`", entry.id));
        }
    }
    Ok(())
}

/// Writes one clean file, making its folder when it is the first in it.
///
/// # Errors
/// When the disk refuses.
pub fn write_clean(root: &Path, id: &DocumentId, bytes: &[u8]) -> Result<()> {
    write_at(path_below(root, id), bytes)
}

/// Writes a document on its own: one that stands in a container as a file beside it. False when something stands there already:
/// ids of two kinds can come to one name, and so can two names where the file system makes no difference between letters.
///
/// # Errors
/// When the disk refuses.
pub fn write_alone(root: &Path, id: &DocumentId, bytes: &[u8]) -> Result<bool> {
    let path = root.join(std::ffi::OsStr::from_bytes(&name_alone(id)));
    path.parent().map_or(Ok(()), fs::create_dir_all).map_err(Error::io("create", &path))?;
    match File::create_new(&path) {
        Ok(mut file) => file.write_all(bytes).map_err(Error::io("write", &path)).map(|()| true),
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(e) => Err(Error::io("write", &path)(e)),
    }
}

/// Bytes of a name that file systems take.
const LONGEST_NAME: usize = 255;

/// The path of a document on its own. A key has any length, a file name has not: what is too long is cut, and ends with `~` and the
/// digest of the id.
fn name_alone(id: &DocumentId) -> Vec<u8> {
    let mut path = id.path_alone();
    let folder = path.iter().rposition(|b| *b == b'/').map_or(0, |slash| slash + 1);
    if id.container().is_some() && path.len() - folder > LONGEST_NAME {
        let ending = format!("~{}", Digest::of(id.to_string().as_bytes()));
        path.truncate(folder + LONGEST_NAME - ending.len());
        path.extend_from_slice(ending.as_bytes());
    }
    path
}

fn write_at(path: PathBuf, bytes: &[u8]) -> Result<()> {
    match fs::write(&path, bytes) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
            }
            fs::write(&path, bytes).map_err(Error::io("write", &path))
        }
        other => other.map_err(Error::io("write", &path)),
    }
}
