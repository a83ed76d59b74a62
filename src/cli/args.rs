//! The command line as typed.

use super::signals;
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use scrubjay::against::Against;
use scrubjay::config::{Config, Strength};
use scrubjay::decisions::Decisions;
use scrubjay::event::Observer;
use scrubjay::output::Places;
use scrubjay::run::Options;
use scrubjay::{Error, Result};
use std::path::{Path, PathBuf};

/// Cleans corpora of scraped text and keeps a verifiable record of every change.
///
/// raw/ goes in; clean/ and manifests/ come out. From the clean text and the record alone every raw byte comes back.
#[derive(Debug, Parser)]
#[command(name = "scrubjay", version, max_term_width = 100)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Clean(Clean),
    Verify(Verify),
    Sign(Sign),
    Prove(Prove),
    Checkpoint(Checkpoint),
    Export(Export),
    Restore(Restore),
    Diff(Diff),
    Explain(Explain),
    Check(Check),
    Report(Report),
    Review(Review),
    Duplicates(Duplicates),
    Rules(Rules),
    Init(Init),
    Try(Try),
    Completions(Completions),
    Man(Man),
}

/// Clean a corpus: every document below RAW, each with a row in the record.
///
/// Files that hold many documents (JSON Lines, Parquet, WARC, tar, zip; also packed) and pages of HTML are cleaned in place; docs/containers.md says how.
///
/// Exit codes: 0 all done; 1 some documents were quarantined, held or failed (the others are done); 2 it could not run,
/// and nothing was changed.
#[derive(Debug, ClapArgs)]
pub struct Clean {
    #[command(flatten)]
    pub corpus: Corpus,
    /// Clean and say what would change, but write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Clean every document again, also where the last run of this program did the same
    #[arg(long)]
    pub fresh: bool,
    /// Print the summary as one line of JSON
    #[arg(long)]
    pub json: bool,
    /// Print nothing but errors
    #[arg(short, long)]
    pub quiet: bool,
}

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

/// Where a record and what it speaks of are.
#[derive(Debug, ClapArgs)]
pub struct Record {
    /// The folder of clean documents
    #[arg(long, value_name = "DIR", default_value = "clean")]
    pub clean: PathBuf,
    /// The folder of the record
    #[arg(long, value_name = "DIR", default_value = "manifests")]
    pub manifests: PathBuf,
}

/// Verify a record, level by level.
///
/// Exit codes: 0 holds; 1 content differs; 2 record malformed; 3 could not check; 4 signature; 5 history; 6 restore; 7 replay.
#[derive(Debug, ClapArgs)]
pub struct Verify {
    /// The folder of raw documents [default: raw; that one may be absent]
    #[arg(long, value_name = "DIR")]
    pub raw: Option<PathBuf>,
    #[command(flatten)]
    pub record: Record,
    /// How far to check; each level includes those before it
    #[arg(long, value_enum, default_value = "restore")]
    pub level: LevelArg,
    /// Whose keys to trust, in the format of OpenSSH: the record must then be signed by --signer
    #[arg(long, value_name = "FILE", requires = "signer")]
    pub allowed_signers: Option<PathBuf>,
    /// Who must have signed the record, as the allowed signers name them
    #[arg(long, value_name = "NAME", requires = "allowed_signers")]
    pub signer: Option<String>,
    /// Keys that are not to be trusted any more, one public key a line
    #[arg(long, value_name = "FILE", requires = "allowed_signers")]
    pub revoked: Option<PathBuf>,
    /// When the signer's key must be valid, as YYYYMMDD or YYYYMMDDHHMMSS, with Z for UTC [default: now]
    #[arg(long, value_name = "TIME", requires = "allowed_signers")]
    pub verify_time: Option<String>,
    /// An earlier checkpoint of the history (see `scrubjay checkpoint`): the history must go on from there
    #[arg(long, value_name = "FILE")]
    pub checkpoint: Option<PathBuf>,
    /// Threads for a replay [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Print the report as one line of JSON
    #[arg(long)]
    pub json: bool,
}

/// Sign a record, as `ssh-keygen -Y sign -n scrubjay-run@v1` does: run.json.sig, over run.json.
///
/// The record is verified first (level sealed), and one that does not hold is not signed. The key is a file, or one that
/// ssh-agent holds: give its public half, or nothing when it holds only one.
///
/// Exit codes: 0 signed; 1 the record does not hold; 2 it could not sign.
#[derive(Debug, ClapArgs)]
pub struct Sign {
    /// The folder of raw documents [default: raw; that one may be absent]
    #[arg(long, value_name = "DIR")]
    pub raw: Option<PathBuf>,
    #[command(flatten)]
    pub record: Record,
    /// The private key, or a public key (.pub) whose private half ssh-agent holds [default: the key in ssh-agent]
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
    /// Put the signature in the place of another one
    #[arg(long)]
    pub replace: bool,
}

/// Prove that a document is in a run: prints the row and the hashes beside its way to the root in run.json, as JSON.
///
/// Whoever has run.json (or its digest, or its signature) can check the row with it, without the other rows: any library
/// for Merkle trees as in RFC 9162 does.
///
/// Exit codes: 0 proved; 2 there is no such document, or the record does not hold.
#[derive(Debug, ClapArgs)]
pub struct Prove {
    /// The folder of the record
    #[arg(long, value_name = "DIR", default_value = "manifests")]
    pub manifests: PathBuf,
    /// The document
    #[arg(value_name = "ID")]
    pub id: String,
}

/// Print the checkpoint of the history: three lines to keep elsewhere, for `verify --checkpoint`.
///
/// The format is the body of a C2SP tlog-checkpoint: which log, how many lines, their Merkle root.
///
/// Exit codes: 0 printed; 1 the history does not go on from the old checkpoint; 2 it cannot be read.
#[derive(Debug, ClapArgs)]
pub struct Checkpoint {
    /// The folder of the record
    #[arg(long, value_name = "DIR", default_value = "manifests")]
    pub manifests: PathBuf,
    /// An old checkpoint: print, as JSON, the proof that the history goes on from there
    #[arg(long, value_name = "FILE")]
    pub since: Option<PathBuf>,
}

/// Export a run in a format that other tools read. The record is verified first (level sealed).
///
/// Exit codes: 0 exported; 1 the record does not hold; 2 it could not be exported.
#[derive(Debug, ClapArgs)]
pub struct Export {
    #[command(subcommand)]
    pub format: Format,
}

#[derive(Debug, Subcommand)]
pub enum Format {
    /// A BagIt 1.0 bag with an RO-Crate 1.1 inside: clean documents and record, with portable names and the map back
    Bagit {
        #[command(flatten)]
        record: Record,
        #[command(flatten)]
        about: About,
        /// Put the raw documents into the bag too
        #[arg(long, value_name = "DIR", num_args = 0..=1, default_missing_value = "raw")]
        with_raw: Option<PathBuf>,
        /// The bag: a folder that does not exist yet, or is empty
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
    /// A Croissant 1.0 description: the files of the record with their digests, and the rows as records
    Croissant {
        #[command(flatten)]
        record: Record,
        #[command(flatten)]
        about: About,
        /// The file, which must stand above the record
        #[arg(long, value_name = "FILE", default_value = "croissant.json")]
        to: PathBuf,
    },
    /// An in-toto Statement v1 with SLSA provenance about run.json, in a DSSE envelope signed with an Ed25519 key
    InToto {
        #[command(flatten)]
        record: Record,
        /// The private key, or a public key (.pub) whose private half ssh-agent holds [default: the key in ssh-agent]
        #[arg(long, value_name = "FILE")]
        key: Option<PathBuf>,
        /// The file
        #[arg(long, value_name = "FILE", default_value = "run.dsse.json")]
        to: PathBuf,
    },
}

/// What a person says of a corpus.
#[derive(Debug, ClapArgs)]
pub struct About {
    /// What the corpus is called
    #[arg(long, value_name = "TEXT")]
    pub name: String,
    /// What it is [default: its name]
    #[arg(long, value_name = "TEXT")]
    pub description: Option<String>,
    /// The license under which it is handed on: an address, or a name
    #[arg(long, value_name = "URL")]
    pub license: String,
    /// The day it is handed on, as YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
}

/// The raw folder: the one that was named, which must be there, or `raw`, which may be absent.
pub fn raw_folder(named: Option<&PathBuf>) -> Result<PathBuf> {
    match named {
        Some(path) if !path.is_dir() => {
            Err(Error::Usage(format!("no such folder: {}; leave --raw out when the raw files are gone", path.display())))
        }
        Some(path) => Ok(path.clone()),
        None => Ok(PathBuf::from("raw")),
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum LevelArg {
    /// Raw and clean files are those of the sums
    Fixity,
    /// The record is whole and contradicts nothing
    Sealed,
    /// The edits backwards give the raw bytes
    Restore,
    /// The stages run again give the same record
    Replay,
}

/// Rebuild raw documents from clean text and record.
///
/// Exit codes: 0 all came back; 1 some are not carried by the record or differ; 2 it could not run.
#[derive(Debug, ClapArgs)]
pub struct Restore {
    #[command(flatten)]
    pub record: Record,
    /// Where the raw documents go; a folder that does not exist yet, or is empty
    #[arg(long, value_name = "DIR")]
    pub to: PathBuf,
    /// The documents; all of them when none is named. FILE#KEY is one in a container, written to a file of its own
    #[arg(value_name = "ID")]
    pub ids: Vec<String>,
}

/// Which edits are shown; all of them when none is named. Each can be given several times.
#[derive(Debug, ClapArgs)]
pub struct Filter {
    /// Only edits of this stage
    #[arg(long = "stage", value_name = "STAGE")]
    pub stages: Vec<String>,
    /// Only edits of this rule
    #[arg(long = "rule", value_name = "RULE")]
    pub rules: Vec<String>,
    /// Only documents of this site: the folder that holds them
    #[arg(long = "site", value_name = "SITE")]
    pub sites: Vec<String>,
}

/// Show what changed between decoded raw text and clean text, as a unified diff.
///
/// On a terminal it is coloured, with the words that differ brought out, and goes through $PAGER when it is long. With
/// --stage or --rule, a diff of each pass that made such edits, as if it had made no other.
#[derive(Debug, ClapArgs)]
pub struct Diff {
    #[command(flatten)]
    pub record: Record,
    #[command(flatten)]
    pub filter: Filter,
    /// Lines of context round a change: 3 on a terminal, else 1, as in corpus.diff
    #[arg(short = 'U', long, value_name = "LINES")]
    pub unified: Option<usize>,
    /// Count edits and bytes instead, by document and by rule
    #[arg(long, conflicts_with = "unified")]
    pub stat: bool,
    /// The documents; all of them when none is named
    #[arg(value_name = "ID")]
    pub ids: Vec<String>,
}

/// Explain a document (each edit with its rule, place and text) or a rule (what it removes and keeps).
#[derive(Debug, ClapArgs)]
pub struct Explain {
    #[command(flatten)]
    pub record: Record,
    #[command(flatten)]
    pub filter: Filter,
    /// Count the edits by rule instead of showing each
    #[arg(long)]
    pub stat: bool,
    /// A document's id, or a rule's name; with --stage, --rule or --site it may be left out, for all documents
    #[arg(value_name = "ID|RULE", required_unless_present_any = ["stages", "rules", "sites"])]
    pub what: Option<String>,
}

/// Clean again beside the golden clean/ and manifests/, and show where the results differ.
///
/// Exit codes: 0 they are the same; 1 they differ; 2 it could not run.
#[derive(Debug, ClapArgs)]
pub struct Check {
    #[command(flatten)]
    pub corpus: Corpus,
    /// Take the new results for the golden ones
    #[arg(long)]
    pub bless: bool,
    /// How the differences are told
    #[arg(long, value_enum, default_value = "human")]
    pub format: FormatArg,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    /// Diffs, for people
    Human,
    /// One line of canonical JSON
    Json,
    /// JUnit XML: a test case a file
    Junit,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations on a pull request, as GitHub Actions reads them
    Github,
}

/// Write a page that shows what was done: the corpus, each site, each document with every edit.
///
/// One HTML file that opens from disk, with no network. Exit codes: 0 written; 2 it could not run.
#[derive(Debug, ClapArgs)]
pub struct Report {
    #[command(flatten)]
    pub record: Record,
    /// Where the page goes
    #[arg(short, long, value_name = "FILE", default_value = "report.html")]
    pub output: PathBuf,
    /// Documents shown in full; of a larger corpus a sample, the same every time
    #[arg(long, value_name = "N", default_value_t = 400)]
    pub documents: usize,
}

/// List what a person decided, and name the decisions that match nothing any more.
///
/// The report exports decisions as decisions.toml; the next `scrubjay clean` reads it. Exit codes: 0 all of them are in the
/// record and match something; 1 some match nothing, or are not in the record yet; 2 it could not run.
#[derive(Debug, ClapArgs)]
pub struct Review {
    #[command(flatten)]
    pub record: Record,
    /// The decisions [default: decisions.toml beside the configuration]
    #[arg(long, value_name = "FILE")]
    pub decisions: Option<PathBuf>,
    /// The configuration, for its own rules [default: scrubjay.toml when it exists]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// List documents with the same clean text, and those with nearly the same, cluster by cluster.
///
/// Of each cluster the first in the record is named, then its copies. Nothing is changed. The same means the same bytes
/// (SHA-256); `drop = true` under [duplicates] in scrubjay.toml has the next `clean` drop those. Near is told by MinHash over runs of five words: 128 numbers of each text, compared where one of 16 groups of
/// eight is the same; texts are near when 103 of them are, which is about four fifths of their runs in common. At that bound one
/// pair in 20 shares no group and is missed, at nine tenths one in 8,000. It is all whole numbers: the same record gives the
/// same report. In memory are about 400 bytes for each distinct text.
///
/// Exit codes: 0 done, whatever was found; 2 it could not run.
#[derive(Debug, ClapArgs)]
pub struct Duplicates {
    #[command(flatten)]
    pub record: Record,
    /// Only texts that are the same: no text is read
    #[arg(long)]
    pub exact: bool,
    /// Threads to work on [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Print a line of JSON for each copy, and one for the whole
    #[arg(long)]
    pub json: bool,
}

/// List the rules: stage, setting, version, what each is about.
#[derive(Debug, ClapArgs)]
pub struct Rules {
    /// The configuration [default: scrubjay.toml when it exists]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Print the documentation of all rules as Markdown
    #[arg(long)]
    pub markdown: bool,
}

/// Write a scrubjay.toml with every key, its default and what it means.
///
/// Exit codes: 0 written; 2 it could not be written, or is there already.
#[derive(Debug, ClapArgs)]
pub struct Init {
    /// The file to write
    #[arg(value_name = "FILE", default_value = "scrubjay.toml")]
    pub file: PathBuf,
    /// Print the JSON Schema of scrubjay.toml instead, for editors
    #[arg(long)]
    pub schema: bool,
}

/// Clean one file and show what changes as a diff; nothing is written.
///
/// What recurs on the file's site is known only where a record of the corpus is there. Exit codes: 0 shown, also when
/// nothing changes; 1 the file would be quarantined or held; 2 it could not be read.
#[derive(Debug, ClapArgs)]
pub struct Try {
    /// The file; `-` for standard input; FILE#KEY for a document in a container
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The folder of raw documents: a file below it gets its id and its site from there
    #[arg(long, value_name = "DIR", default_value = "raw")]
    pub raw: PathBuf,
    /// The record that knows what recurs on the file's site, when there is one
    #[arg(long, value_name = "DIR", default_value = "manifests")]
    pub manifests: PathBuf,
    #[command(flatten)]
    pub how: How,
}

/// Print the completions of a shell.
///
/// For bash: `scrubjay completions bash > ~/.local/share/bash-completion/completions/scrubjay`
#[derive(Debug, ClapArgs)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// Write the manual pages: one of the program, one of each command.
#[derive(Debug, ClapArgs)]
pub struct Man {
    /// The folder they go to; it is made when it does not exist
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
}
