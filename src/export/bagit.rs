//! A BagIt 1.0 bag with an RO-Crate 1.1 in its payload: for archives.

use super::names::Portable;
use super::{About, program, rocrate, run_of, write_new};
use crate::digest::{Digest, Hasher};
use crate::error::{Error, Result};
use crate::record::records::Records;
use crate::record::row::Sum;
use crate::record::run::{Run, names as files};
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// What goes into a bag.
#[derive(Clone, Debug)]
pub struct Source<'a> {
    /// The clean tree.
    pub clean: &'a Path,
    /// The record.
    pub manifests: &'a Path,
    /// The raw tree, when it goes along.
    pub raw: Option<&'a Path>,
}

/// A bag while its payload is written.
struct Bag {
    data: PathBuf,
    manifest: BufWriter<File>,
    manifest_hash: Hasher,
    names: BufWriter<File>,
    names_hash: Hasher,
    octets: u64,
    streams: u64,
}

/// Writes the bag into a folder that does not exist yet, or is empty. Gives the number of files in its payload.
///
/// # Errors
/// When a file is not what the record says, or cannot be read or written. What was written so far is no bag then: its
/// `bagit.txt` is written last.
pub fn export(source: &Source, about: &About, to: &Path) -> Result<u64> {
    let (run, digest) = run_of(source.manifests)?;
    let data = to.join("data");
    std::fs::create_dir_all(&data).map_err(Error::io("create", &data))?;
    let create = |path: PathBuf| File::create_new(&path).map(BufWriter::new).map_err(Error::io("create", &path));
    let mut bag = Bag {
        manifest: create(to.join(MANIFEST))?,
        names: create(data.join(NAMES))?,
        data,
        manifest_hash: Hasher::default(),
        names_hash: Hasher::default(),
        octets: 0,
        streams: 0,
    };
    let documents = documents(source, &mut bag)?;
    let listed = run.files.iter().map(|f| (f.name.clone(), Some(Sum { bytes: f.bytes, sha256: f.sha256 })));
    let beside = files::BESIDE.iter().filter(|name| source.manifests.join(name).is_file()).map(|name| ((*name).to_owned(), None));
    let mut record = Vec::new();
    for (name, sum) in listed.chain(beside) {
        let path = format!("manifests/{name}");
        record.push((path.clone(), bag.copy(&source.manifests.join(&name), &path, sum)?));
    }
    let names = bag.end_names()?;
    record.push((NAMES.to_owned(), names));
    let crate_json = rocrate::metadata(&run, digest, about, &record, &documents);
    bag.put(rocrate::FILE, crate_json.as_bytes())?;
    let streams = bag.streams;
    tags(to, bag, &run, digest, about)?;
    Ok(streams)
}

const MANIFEST: &str = "manifest-sha256.txt";
const NAMES: &str = "names.tsv";

/// Copies the documents; gives, for each tree, how many files and bytes it has.
fn documents(source: &Source, bag: &mut Bag) -> Result<Vec<(&'static str, u64, u64)>> {
    let mut trees = vec![("clean", source.clean, 0, 0)];
    trees.extend(source.raw.map(|raw| ("raw", raw, 0, 0)));
    for (tree, root, count, bytes) in &mut trees {
        let mut portable = Portable::default();
        for recorded in Records::open(source.manifests)? {
            let recorded = recorded?;
            if recorded.id.container().is_some() {
                continue;
            }
            let sum = if *tree == "clean" { recorded.row.clean } else { recorded.row.raw };
            let Some(sum) = sum else { continue };
            let name = format!("{tree}/{}", portable.name(recorded.id.as_str()));
            bag.copy(&crate::corpus::tree::path_below(root, &recorded.id), &name, Some(sum))?;
            bag.name(&format!("{name}\t{tree}/{}\n", recorded.id))?;
            *count += 1;
            *bytes += sum.bytes;
        }
    }
    Ok(trees.into_iter().map(|(tree, _, count, bytes)| (tree, count, bytes)).collect())
}

impl Bag {
    /// Copies a file, which must have this sum, and lists it.
    fn copy(&mut self, from: &Path, to: &str, expected: Option<Sum>) -> Result<Sum> {
        let mut source = File::open(from).map_err(Error::io("open", from))?;
        let path = self.data.join(to);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
        }
        let mut target = File::create_new(&path).map_err(Error::io("create", &path))?;
        let mut hasher = Hasher::default();
        let mut buffer = vec![0; 1 << 16];
        loop {
            let n = source.read(&mut buffer).map_err(Error::io("read", from))?;
            if n == 0 {
                break;
            }
            hasher.update(&buffer[..n]);
            target.write_all(&buffer[..n]).map_err(Error::io("write", &path))?;
        }
        let (bytes, sha256) = hasher.finish();
        let sum = Sum { bytes, sha256 };
        if expected.is_some_and(|e| e != sum) {
            return Err(Error::Record { place: from.display().to_string(), what: "not the bytes that the record says".to_owned() });
        }
        self.list(to, sum)?;
        Ok(sum)
    }

    fn put(&mut self, to: &str, bytes: &[u8]) -> Result<()> {
        write_new(&self.data.join(to), bytes)?;
        self.list(to, Sum::of(bytes))
    }

    fn list(&mut self, name: &str, sum: Sum) -> Result<()> {
        self.octets += sum.bytes;
        self.streams += 1;
        let line = format!("{}  data/{name}\n", sum.sha256);
        self.manifest_hash.update(line.as_bytes());
        self.manifest.write_all(line.as_bytes()).map_err(Error::io("write", Path::new(MANIFEST)))
    }

    fn name(&mut self, line: &str) -> Result<()> {
        self.names_hash.update(line.as_bytes());
        self.names.write_all(line.as_bytes()).map_err(Error::io("write", Path::new(NAMES)))
    }

    fn end_names(&mut self) -> Result<Sum> {
        self.names.flush().map_err(Error::io("write", Path::new(NAMES)))?;
        let (bytes, sha256) = std::mem::take(&mut self.names_hash).finish();
        self.list(NAMES, Sum { bytes, sha256 })?;
        Ok(Sum { bytes, sha256 })
    }
}

/// The files about the payload. `bagit.txt` comes last: until then there is no bag.
fn tags(to: &Path, mut bag: Bag, run: &Run, digest: Digest, about: &About) -> Result<()> {
    bag.manifest.flush().map_err(Error::io("write", Path::new(MANIFEST)))?;
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let info = format!(
        "Bag-Software-Agent: {}\nBagging-Date: {}\nExternal-Description: {}\nExternal-Identifier: sha256:{digest}\nPayload-Oxum: {}.{}\n",
        program(run),
        about.date,
        one_line(&format!("{}: {}", about.name, about.description)),
        bag.octets,
        bag.streams
    );
    let declaration = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
    let manifest = bag.manifest_hash.finish().1;
    let tagmanifest = format!(
        "{}  bag-info.txt\n{}  bagit.txt\n{manifest}  {MANIFEST}\n",
        Digest::of(info.as_bytes()),
        Digest::of(declaration.as_bytes())
    );
    write_new(&to.join("bag-info.txt"), info.as_bytes())?;
    write_new(&to.join("tagmanifest-sha256.txt"), tagmanifest.as_bytes())?;
    write_new(&to.join("bagit.txt"), declaration.as_bytes())
}
