//! Where a corpus is and how it is cleaned: what the commands take that clean something.

use crate::cli::signals;
use clap::{Args as ClapArgs, ValueEnum};
use scrubjay::against::Against;
use scrubjay::config::{Config, Strength};
use scrubjay::decisions::Decisions;
use scrubjay::event::Observer;
use scrubjay::output::Places;
use scrubjay::run::Options;
use scrubjay::{Error, Result};
use std::path::{Path, PathBuf};

/// Where a corpus is and how it is cleaned: shared by `clean` and `check`.
#[derive(Debug, ClapArgs)]
pub struct Corpus {
    /// The folder of raw documents
    #[arg(default_value = "raw")]
    pub raw: PathBuf,
    /// Where the clean documents go (or are, for `check`)
    #[arg(long, value_name = "DIR", default_value = "clean")]
    pub clean: PathBuf,
    /// Where the record goes (or is, for `check`)
    #[arg(long, value_name = "DIR", default_value = "manifests")]
    pub manifests: PathBuf,
    #[command(flatten)]
    pub how: How,
    /// The record of an earlier run (its manifests folder): what it learnt of its sites is added to what this corpus teaches, so
    /// that a small delivery is cleaned with what a large corpus taught
    #[arg(long, value_name = "OLD_MANIFESTS")]
    pub against: Option<PathBuf>,
    /// Leave corpus.diff out of the record
    #[arg(long)]
    pub no_diff: bool,
    /// Threads to work on [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
}

/// How documents are cleaned.
#[derive(Debug, ClapArgs)]
pub struct How {
    /// The configuration [default: scrubjay.toml when it exists]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// How much loss the corpus bears; overrides the configuration
    #[arg(long, value_enum)]
    pub strength: Option<StrengthArg>,
    /// The stages that run, by name with commas between (decode always runs); overrides the configuration
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub stages: Option<Vec<String>>,
    /// What a person decided [default: decisions.toml beside the configuration when it exists]
    #[arg(long, value_name = "FILE")]
    pub decisions: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum StrengthArg {
    /// Loses next to nothing
    Careful,
    /// For corpora where some loss is fine
    Thorough,
}

impl How {
    /// The configuration: defaults, then the file, then what was typed.
    pub fn config(&self) -> Result<Config> {
        let mut config = match &self.config {
            Some(path) => Config::read(path)?,
            None => match Path::new("scrubjay.toml") {
                path if path.exists() => Config::read(path)?,
                _ => Config::default(),
            },
        };
        if let Some(strength) = self.strength {
            config.strength = match strength {
                StrengthArg::Careful => Strength::Careful,
                StrengthArg::Thorough => Strength::Thorough,
            };
        }
        if let Some(stages) = &self.stages {
            let wrong = |what| Error::Config { place: "--stages".to_owned(), what };
            config.set_stages(stages.iter().map(|s| s.trim())).map_err(wrong)?;
        }
        if let Some(path) = self.decisions.clone().or_else(|| beside(self.config.as_deref())) {
            let wrong = |what| Error::Config { place: path.display().to_string(), what };
            config.decide(Decisions::read(&path)?).map_err(wrong)?;
        }
        Ok(config)
    }
}

/// The decisions beside a configuration, when there are some.
pub fn beside(config: Option<&Path>) -> Option<PathBuf> {
    Some(config.unwrap_or(Path::new("")).with_file_name("decisions.toml")).filter(|path| path.exists())
}

impl Corpus {
    /// Where the output is.
    pub fn places(&self) -> Result<Places> {
        if !self.raw.exists() {
            return Err(Error::Usage(format!("no such folder: {}; give the folder that holds the raw documents", self.raw.display())));
        }
        Places::new(&self.raw, &self.clean, &self.manifests)
    }

    /// What an earlier run learnt, when one is named.
    pub fn against(&self, places: &Places) -> Result<Option<Against>> {
        let Some(old) = &self.against else { return Ok(None) };
        if old.canonicalize().is_ok_and(|old| old == places.manifests) {
            return Err(Error::Usage(format!(
                "--against {}: that record is to be replaced by this run, and the next would count its documents again; name the \
                 record of a delivery before, and give this one folders of its own (--clean, --manifests)",
                old.display()
            )));
        }
        Against::of_run(old).map(Some)
    }

    pub fn threads(&self) -> usize {
        threads(self.threads)
    }

    /// What a run needs to know, with nothing to take over.
    pub fn options<'a>(&self, against: Option<&'a Against>, observer: &'a dyn Observer) -> Options<'a> {
        Options { threads: self.threads(), diff: !self.no_diff, against, observer, stop: &signals::stopped, earlier: &[] }
    }
}

pub fn threads(asked: Option<u16>) -> usize {
    match asked {
        Some(n) => usize::from(n),
        None => std::thread::available_parallelism().map_or(1, usize::from),
    }
}
