//! Writing a record while documents stream: one pass, every file hashed as it is written.

use super::codecs::Codecs;
use super::row::{Row, Status};
use super::run::{FileLine, Run, TYPE, Tool, names};
use super::sums;
use crate::against::Against;
use crate::config::Config;
use crate::digest::{Digest, Hasher, Merkle, leaf_hasher};
use crate::document::DocumentId;
use crate::error::{Error, Result};
use crate::pipeline::Cleaned;
use crate::rule::Stage;
use crate::totals::by_rule;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// A file of the record: written when there is a folder to write into, hashed in any case.
struct Out {
    name: &'static str,
    path: Option<PathBuf>,
    file: Option<BufWriter<File>>,
    hasher: Hasher,
}

impl Out {
    fn create(folder: Option<&Path>, name: &'static str) -> Result<Out> {
        let path = folder.map(|f| f.join(name));
        let file = match &path {
            Some(path) => Some(BufWriter::with_capacity(1 << 17, File::create(path).map_err(Error::io("create", path))?)),
            None => None,
        };
        Ok(Out { name, path, file, hasher: Hasher::default() })
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.hasher.update(bytes);
        self.put(bytes)
    }

    /// Writes what is hashed already.
    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        match (&mut self.file, &self.path) {
            (Some(file), Some(path)) => file.write_all(bytes).map_err(Error::io("write", path)),
            _ => Ok(()),
        }
    }

    fn flush(&mut self) -> Result<()> {
        match (&mut self.file, &self.path) {
            (Some(file), Some(path)) => file.flush().map_err(Error::io("write", path)),
            _ => Ok(()),
        }
    }

    fn finish(mut self) -> Result<FileLine> {
        self.flush()?;
        let (bytes, sha256) = self.hasher.finish();
        Ok(FileLine { bytes, name: self.name.to_owned(), sha256 })
    }
}

/// Raw bytes after which rows are written to disk, so that a run that is killed loses little.
const FLUSHED: u64 = 32 << 20;

/// Takes in the documents of a run, in the order of ids, and writes the record of it.
pub struct RecordWriter {
    rows: Out,
    edits: Out,
    raw_sums: Out,
    clean_sums: Out,
    profile: Out,
    diff: Option<Out>,
    /// Stands for the diff where there is none.
    no_diff: Hasher,
    codecs: Codecs,
    folder: Option<PathBuf>,
    merkle: Merkle,
    documents: u64,
    /// Raw bytes whose rows may not be on disk yet.
    unflushed: u64,
    sample: Option<u64>,
    against: Option<FileLine>,
    restorable: bool,
    rules: BTreeMap<&'static str, u64>,
    statuses: BTreeMap<Status, u64>,
}

impl RecordWriter {
    /// Begins a record in `folder`; without one nothing is written, and only `run.json` comes out.
    ///
    /// # Errors
    /// When a file cannot be created.
    pub fn create(folder: Option<&Path>, with_diff: bool) -> Result<RecordWriter> {
        Ok(RecordWriter {
            rows: Out::create(folder, names::ROWS)?,
            edits: Out::create(folder, names::EDITS)?,
            raw_sums: Out::create(folder, names::RAW_SUMS)?,
            clean_sums: Out::create(folder, names::CLEAN_SUMS)?,
            profile: Out::create(folder, names::PROFILE)?,
            diff: if with_diff { Some(Out::create(folder, names::DIFF)?) } else { None },
            no_diff: Hasher::default(),
            codecs: Codecs::default(),
            folder: folder.map(Path::to_path_buf),
            merkle: Merkle::default(),
            documents: 0,
            unflushed: 0,
            sample: None,
            against: None,
            restorable: true,
            rules: BTreeMap::new(),
            statuses: BTreeMap::new(),
        })
    }

    /// Says that the survey kept at most so many documents of a site, fewer than usual.
    pub fn sample(&mut self, sample: Option<u64>) {
        self.sample = sample;
    }

    /// Writes the profile of an earlier run that this one has as an input, as it is there.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn against(&mut self, against: &Against) -> Result<()> {
        let mut out = Out::create(self.folder.as_deref(), names::AGAINST)?;
        // In canonical form, as it was read, there is one way to write it.
        against.sites().try_for_each(|site| out.write((super::canonical(site) + "\n").as_bytes()))?;
        self.against = Some(out.finish()?);
        Ok(())
    }

    /// Writes what stands before the first document: the configuration, and the profile, line by line with their newlines.
    /// With these on disk, what a killed run leaves can be taken up again.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn begin(&mut self, config: &Config, profile: &[String]) -> Result<()> {
        self.config(config)?;
        profile.iter().try_for_each(|line| self.profile.write(line.as_bytes()))?;
        self.profile.flush()
    }

    fn config(&self, config: &Config) -> Result<FileLine> {
        let mut out = Out::create(self.folder.as_deref(), names::CONFIG)?;
        out.write(config.to_json().as_bytes())?;
        out.write(b"\n")?;
        out.finish()
    }

    /// Adds the next document with its diff.
    ///
    /// # Errors
    /// When something cannot be written.
    pub fn document(&mut self, id: &DocumentId, cleaned: &Cleaned, diff: &[u8]) -> Result<()> {
        let mut line = row_line(&cleaned.row);
        line.push('\n');
        let edits = cleaned.edits.as_deref().unwrap_or_default().as_bytes();
        let diff_hasher = self.diff.as_mut().map_or(&mut self.no_diff, |out| &mut out.hasher);
        // Side by side the streams are hashed in half the time.
        let mut leaf = leaf_hasher();
        let row = line.as_bytes();
        Hasher::update_all([
            (&mut leaf, &row[..row.len() - 1]),
            (&mut self.rows.hasher, row),
            (&mut self.edits.hasher, edits),
            (diff_hasher, diff),
        ]);
        self.merkle.push_hash(leaf.finish().1);
        self.rows.put(row)?;
        if cleaned.edits.is_some() {
            self.edits.put(edits)?;
            self.edits.write(b"\n")?;
        }
        if let Some(out) = &mut self.diff {
            out.put(diff)?;
        }
        // The lists name files, and a record in a container is none.
        let file = id.container().is_none();
        if let Some(raw) = cleaned.row.raw.filter(|_| file) {
            self.raw_sums.write(&sums::line(raw.sha256, &id.path()))?;
        }
        if let Some(clean) = cleaned.row.clean.filter(|_| file) {
            self.clean_sums.write(&sums::line(clean.sha256, &id.path()))?;
        }
        self.unflushed += cleaned.row.raw.map_or(0, |raw| raw.bytes);
        if self.unflushed >= FLUSHED {
            // A row speaks of its edits, so they go first.
            self.edits.flush()?;
            self.rows.flush()?;
            self.unflushed = 0;
        }
        self.documents += 1;
        self.restorable &= cleaned.row.comes_back();
        *self.statuses.entry(cleaned.row.status).or_default() += 1;
        for (rule, what) in by_rule(cleaned) {
            *self.rules.entry(rule).or_default() += what.edits + what.flags;
        }
        Ok(())
    }

    /// Adds the characters that a document in a legacy encoding uses.
    pub fn codecs(&mut self, codecs: Codecs) {
        self.codecs.merge(codecs);
    }

    /// Ends the record; gives the bytes of `run.json`.
    ///
    /// # Errors
    /// When something cannot be written.
    pub fn finish(self, config: &Config) -> Result<String> {
        let config_line = self.config(config)?;
        let profile_line = self.profile.finish()?;
        let mut codecs_out = Out::create(self.folder.as_deref(), names::CODECS)?;
        codecs_out.write(self.codecs.lines().as_bytes())?;
        let mut files = vec![config_line.clone(), profile_line.clone(), codecs_out.finish()?];
        for out in [self.rows, self.edits, self.raw_sums, self.clean_sums].into_iter().chain(self.diff) {
            files.push(out.finish()?);
        }
        files.extend(self.against.clone());
        files.sort_by(|a, b| a.name.cmp(&b.name));
        let run = Run {
            against_sha256: self.against.map(|line| line.sha256),
            config_sha256: config_line.sha256,
            documents: self.documents,
            files,
            profile_sha256: profile_line.sha256,
            restorable: self.restorable,
            rows_root: self.merkle.root(),
            rules: self.rules.into_iter().map(|(name, n)| (name.to_owned(), n)).collect(),
            stages: config.stages.iter().copied().map(Stage::name).map(str::to_owned).collect(),
            survey_sample: self.sample,
            statuses: self.statuses.into_iter().map(|(status, n)| (status.name().to_owned(), n)).collect(),
            tool: Tool { name: env!("CARGO_PKG_NAME").to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
            r#type: TYPE.to_owned(),
            v: super::VERSION,
        };
        let text = super::canonical(&run) + "\n";
        if let Some(folder) = &self.folder {
            let path = folder.join(names::RUN);
            std::fs::write(&path, &text).map_err(Error::io("write", &path))?;
        }
        Ok(text)
    }
}

/// A row's line without its newline.
pub fn row_line(row: &Row) -> String {
    super::line::row_line(row)
}

/// Digest of a `run.json`.
pub fn run_digest(run: &str) -> Digest {
    Digest::of(run.as_bytes())
}
