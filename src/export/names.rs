//! Names that every file system and every archive format can bear.
//!
//! An id is ASCII already; here `%` becomes `=` (which no id has), names that Windows keeps for itself get a `=`, long ones are
//! cut, and of two that differ in case only the later one gets a number. The map back is part of what is exported.

use crate::digest::Digest;
use std::collections::HashSet;
use xxhash_rust::xxh3::xxh3_64;

/// Characters of the longest part of a path. File systems bear 255, and some tools add to a name.
const LONGEST: usize = 200;

/// Gives out names, no two of which differ in case only.
#[derive(Debug, Default)]
pub struct Portable {
    /// Hashes of the names of files and folders in lower case. Two names that share one by chance cost a number, no more.
    files: HashSet<u64>,
    folders: HashSet<u64>,
}

impl Portable {
    /// The name for an id.
    pub fn name(&mut self, id: &str) -> String {
        let mut path = String::new();
        let mut parts = id.split('/').map(part).peekable();
        while let Some(own) = parts.next() {
            let last = parts.peek().is_none();
            let mut next = format!("{path}{own}");
            for n in 2u64.. {
                if self.take(&next, last) {
                    break;
                }
                next = format!("{path}{}", numbered(&own, n));
            }
            path = next;
            if !last {
                path.push('/');
            }
        }
        path
    }

    fn take(&mut self, path: &str, file: bool) -> bool {
        let key = xxh3_64(path.to_ascii_lowercase().as_bytes());
        if file {
            !self.folders.contains(&key) && self.files.insert(key)
        } else {
            // Folders that differ in case only may become one; their files are told apart below it.
            self.folders.insert(key);
            !self.files.contains(&key)
        }
    }
}

fn part(name: &str) -> String {
    let mut name = name.replace('%', "=").replace('#', "=#");
    if name.len() > LONGEST {
        let digest = Digest::of(name.as_bytes()).to_string();
        name = format!("{}=-{}", &name[..LONGEST - 20], &digest[..16]);
    }
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let device = matches!(stem.as_str(), "con" | "prn" | "aux" | "nul")
        || (stem.len() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) && stem.ends_with(|c: char| c.is_ascii_digit()));
    if device {
        name.insert(stem.len(), '=');
    }
    if name.ends_with('.') || name.starts_with('~') {
        name.push('=');
    }
    name
}

/// With a number before its ending.
fn numbered(name: &str, n: u64) -> String {
    match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => format!("{stem}=({n}).{ending}").replace(['(', ')'], "_"),
        _ => format!("{name}=_{n}_"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_can_be_borne_and_none_is_given_twice() {
        let mut names = Portable::default();
        let long = "%C3%A9".repeat(85);
        for (id, name) in [
            ("a/b.txt", "a/b.txt"),
            ("a%20b/c.txt", "a=20b/c.txt"),
            ("A/B.TXT", "A/B=_2_.TXT"),
            ("a", "a=_2_"),
            ("con.txt", "con=.txt"),
            ("LPT1", "LPT1="),
            ("com/nul.tar.gz", "com/nul=.tar.gz"),
            ("end.", "end.="),
            ("two%0Alines", "two=0Alines"),
        ] {
            assert_eq!(names.name(id), name);
        }
        let name = names.name(&long);
        assert!(name.len() <= LONGEST && name.is_ascii());
        assert_ne!(name, names.name(&format!("{long}x")));
        // A file where a folder is already, in another case.
        assert_eq!(names.name("Folder/x"), "Folder/x");
        assert_eq!(names.name("folder"), "folder=_2_");
        assert_eq!(names.name("FOLDER=_2_/y"), "FOLDER=_2_=_2_/y");
    }
}
