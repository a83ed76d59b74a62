//! A place of its own for each test: a folder with a corpus, and the program run in it.
#![allow(dead_code, clippy::unwrap_used, clippy::print_stderr)]

pub mod forge;
pub mod keys;

use scrubjay::verify::{Level, Report, Subject, verify};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Documents with something of each kind that a record must bear. What rules make of their words is not of interest.
pub const SAMPLE: &[(&[u8], &[u8])] = &[
    (b"ferry.example/dirty.txt", b"The ferry left at noon.  \n\n\n\nNobody waved.\t\nThe end"),
    (b"ferry.example/fine.txt", b"A short note about the lighthouse.\n"),
    (b"ferry.example/crlf.txt", b"One line\r\nand another \r\n"),
    (b"ferry.example/mixed.txt", b"One line\r\nanother\nand a third\r\n\n\n\nlast\n"),
    (b"ferry.example/bom.txt", b"\xef\xbb\xbfAfter the mark  \n"),
    (b"ferry.example/no-newline.txt", "Přístav spí".as_bytes()),
    (b"ferry.example/script.txt", "المرفأ نائم  \n\n\n\n港口睡着了 \n".as_bytes()),
    (b"with blank/a name.txt", b"blank in the name \n"),
    ("zátoka/přívoz \"u lípy\".txt".as_bytes(), b"quotes and accents \n\n\n\nin the name\n"),
    (b"back\\slash.txt", b"a backslash \n"),
    (b"two\nlines.txt", b"a newline in the name \n"),
    (b"not-\xff-utf8.txt", b"a name of bytes \n"),
    (b"empty.txt", b""),
    (b"only-blanks.txt", b"\n  \n\n\t\n"),
    (b"picture.bin", b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\xff\xfe\x00\x80\x00\x01\x00\x00\xfa\xfb"),
];

/// The stages whose doings these tests may foresee.
pub const PLAIN: &[&str] = &["--stages", "normalize,tidy", "-q"];

pub struct Place {
    dir: tempfile::TempDir,
}

#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    pub fn of(output: Output) -> Ran {
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Ran { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Fails unless the program ended so, and said each of these things.
    #[track_caller]
    pub fn says(&self, code: i32, words: &[&str]) -> &Ran {
        assert_eq!(self.code, code, "{self:#?}");
        for word in words {
            assert!(self.out.contains(word) || self.err.contains(word), "{word:?} is not said: {self:#?}");
        }
        self
    }
}

impl Place {
    pub fn new() -> Place {
        Place { dir: tempfile::tempdir().unwrap() }
    }

    /// A place with the sample corpus in raw/.
    pub fn sample() -> Place {
        let place = Place::new();
        for (path, bytes) in SAMPLE {
            place.put([b"raw/", *path].concat(), bytes);
        }
        place
    }

    /// The sample corpus, cleaned. (Exit code 1: the picture is quarantined.)
    pub fn cleaned() -> Place {
        let place = Place::sample();
        place.clean(&[]).says(1, &[]);
        place
    }

    pub fn root(&self) -> &Path {
        self.dir.path()
    }

    pub fn at(&self, path: impl AsRef<[u8]>) -> PathBuf {
        self.root().join(OsStr::from_bytes(path.as_ref()))
    }

    pub fn put(&self, path: impl AsRef<[u8]>, bytes: impl AsRef<[u8]>) {
        let path = self.at(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub fn text(&self, path: &str) -> String {
        fs::read_to_string(self.at(path)).unwrap()
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_scrubjay"));
        command.args(args).current_dir(self.root()).stdin(Stdio::null());
        command
    }

    pub fn run(&self, args: &[&str]) -> Ran {
        Ran::of(self.command(args).output().unwrap())
    }

    pub fn clean(&self, more: &[&str]) -> Ran {
        self.run(&[&["clean"], PLAIN, more].concat())
    }

    pub fn subject(&self) -> Subject {
        Subject { raw: self.at("raw"), clean: self.at("clean"), manifests: self.at("manifests"), threads: 1 }
    }

    pub fn verify(&self, level: Level) -> Report {
        verify(&self.subject(), level).unwrap()
    }

    /// All files below a folder with their bytes; folders end in a slash.
    pub fn files(&self, folder: &str) -> BTreeMap<Vec<u8>, Vec<u8>> {
        files(&self.at(folder))
    }

    /// The output but for what may differ.
    pub fn output(&self) -> BTreeMap<Vec<u8>, Vec<u8>> {
        let mut all = self.files("clean");
        for (name, bytes) in self.files("manifests") {
            if name != b"attestation.json" {
                all.insert([b"//manifests/", name.as_slice()].concat(), bytes);
            }
        }
        all
    }

    /// Names beside the output that a run must not leave behind.
    pub fn leftovers(&self) -> Vec<String> {
        let names = fs::read_dir(self.root()).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned());
        names.filter(|n| n.contains(".scrubjay-")).collect()
    }
}

pub fn files(root: &Path) -> BTreeMap<Vec<u8>, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries.map(|e| e.unwrap()) {
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
                continue;
            }
            let name = entry.path().strip_prefix(root).unwrap().as_os_str().as_bytes().to_vec();
            all.insert(name, fs::read(entry.path()).unwrap_or_default());
        }
    }
    all
}

/// Copies a folder with all that is below it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for (name, bytes) in files(from) {
        let path = to.join(OsStr::from_bytes(&name));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// Whether a tool is there to be run.
pub fn has(tool: &str) -> bool {
    let there = Command::new(tool).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !there {
        eprintln!("skipped: no `{tool}` here");
    }
    there
}
