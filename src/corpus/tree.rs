//! A corpus that is a tree of files, walked in the order of ids.

use crate::document::{DocumentId, encode};
use crate::error::{Error, Result};
use std::ffi::OsString;
use std::fs::{self, FileType};
use std::io::{ErrorKind, Read as _};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};

/// One thing found below the root that is no folder.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its id.
    pub id: DocumentId,
    /// Where it is.
    pub path: PathBuf,
    /// What it is.
    pub kind: Kind,
    /// Number of regular files in its folder: documents of its site.
    pub siblings: u32,
}

/// What an entry is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A regular file of this many bytes.
    File(u64),
    /// Something that is never followed or opened, and why.
    Refused(&'static str),
    /// A folder that could not be listed, and what the system said.
    Unlisted(String),
}

/// Walks a tree depth first, so that ids come in the order of their bytes. Holds the open folders only.
#[derive(Debug)]
pub struct Walk {
    stack: Vec<Level>,
}

#[derive(Debug)]
struct Level {
    path: PathBuf,
    id: Vec<u8>,
    siblings: u32,
    /// (sort key, name, type), last first.
    rest: Vec<(String, OsString, FileType)>,
}

impl Walk {
    /// Starts at `root`.
    ///
    /// # Errors
    /// When the root is no folder or cannot be listed; folders below it that cannot be listed are entries.
    pub fn new(root: &Path) -> Result<Walk> {
        let meta = fs::metadata(root).map_err(Error::io("open", root))?;
        if !meta.is_dir() {
            return Err(Error::Usage(format!("{} is a file; give the folder that holds the raw documents", root.display())));
        }
        let level = Level::list(root.to_path_buf(), Vec::new()).map_err(Error::io("list", root))?;
        Ok(Walk { stack: vec![level] })
    }
}

impl Level {
    fn list(path: PathBuf, id: Vec<u8>) -> std::io::Result<Level> {
        let mut rest = Vec::new();
        let mut siblings = 0;
        for entry in fs::read_dir(&path)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            siblings += u32::from(kind.is_file());
            let mut key = encode(entry.file_name().as_bytes());
            // What stands below a folder begins with its name and a slash; that decides its place.
            if kind.is_dir() {
                key.push('/');
            }
            rest.push((key, entry.file_name(), kind));
        }
        rest.sort_unstable_by(|a, b| b.0.cmp(&a.0));
        Ok(Level { path, id, siblings, rest })
    }
}

impl Iterator for Walk {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        loop {
            let level = self.stack.last_mut()?;
            let Some((_, name, kind)) = level.rest.pop() else {
                self.stack.pop();
                continue;
            };
            let path = level.path.join(&name);
            let mut id = level.id.clone();
            if !id.is_empty() {
                id.push(b'/');
            }
            id.extend_from_slice(name.as_bytes());
            let siblings = level.siblings;
            let entry = |kind| {
                let id = DocumentId::from_path(&id).ok()?;
                Some(Entry { id, path: path.clone(), kind, siblings })
            };
            if kind.is_dir() {
                match Level::list(path.clone(), id.clone()) {
                    Ok(level) => self.stack.push(level),
                    Err(e) => return entry(Kind::Unlisted(format!("folder cannot be listed: {}", e.kind()))),
                }
                continue;
            }
            let kind = if kind.is_file() {
                // A file that vanished meanwhile is noticed when it is read.
                Kind::File(fs::symlink_metadata(&path).map(|m| m.len()).unwrap_or_default())
            } else {
                Kind::Refused(refusal(kind))
            };
            // A name that is no id cannot come from a directory listing.
            if let Some(entry) = entry(kind) {
                return Some(entry);
            }
        }
    }
}

fn refusal(kind: FileType) -> &'static str {
    if kind.is_symlink() {
        "symbolic link, not followed"
    } else if kind.is_fifo() {
        "fifo, not opened"
    } else if kind.is_socket() {
        "socket, not opened"
    } else {
        "device, not opened"
    }
}

/// Bytes up to which a file is read into a buffer of the size that the walk saw; for a larger one it pays to ask again.
const SMALL: u64 = 1 << 20;

/// All bytes of a file of which the walk saw that it has `expected`: more or fewer when it changed since.
///
/// # Errors
/// What the system says when it cannot be read.
pub fn read(path: &Path, expected: u64) -> std::io::Result<Vec<u8>> {
    if expected > SMALL {
        return fs::read(path);
    }
    let mut file = fs::File::open(path)?;
    // One byte more, so that the end is seen without growing.
    let mut bytes = vec![0; expected as usize + 1];
    let mut len = 0;
    loop {
        match file.read(&mut bytes[len..]) {
            Ok(0) => break,
            Ok(n) => len += n,
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
        if len == bytes.len() {
            bytes.resize(len * 2, 0);
        }
    }
    bytes.truncate(len);
    Ok(bytes)
}

/// The path of a document below a root.
pub fn path_below(root: &Path, id: &DocumentId) -> PathBuf {
    root.join(std::ffi::OsStr::from_bytes(&id.path()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_changed_since_is_read_whole() {
        let path = tempfile::NamedTempFile::new().unwrap().into_temp_path();
        for len in [0, 1, 5, 4096, 70_000] {
            let bytes: Vec<u8> = (0..len).map(|n| (n % 251) as u8).collect();
            fs::write(&path, &bytes).unwrap();
            for expected in [0, 1, 4, 5, 6, 4095, 100_000, SMALL, SMALL + 1] {
                assert_eq!(read(&path, expected).unwrap(), bytes, "{len} bytes, {expected} expected");
            }
        }
        assert!(read(Path::new("/nowhere/at-all"), 3).is_err());
    }

    #[test]
    fn ids_come_in_the_order_of_their_bytes() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["a/x", "a-b", "a.c", "a/b/y", "b", "a0", "é", "a b", "Z"] {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        std::os::unix::fs::symlink("b", dir.path().join("link")).unwrap();
        let ids: Vec<String> = Walk::new(dir.path()).unwrap().map(|e| e.id.to_string()).collect();
        let mut sorted = ids.clone();
        sorted.sort();
        assert_eq!(ids, sorted);
        assert_eq!(ids.len(), 10);
        let link = Walk::new(dir.path()).unwrap().find(|e| e.id.as_str() == "link").unwrap();
        assert_eq!(link.kind, Kind::Refused("symbolic link, not followed"));
        assert!(Walk::new(&dir.path().join("b")).is_err());
    }
}
