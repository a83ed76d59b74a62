//! `scrubjay check`

use super::End;
use super::args::Check;
use super::clean;
use super::progress::Bar;
use super::render::{count, safe};
use scrubjay::corpus::tree::{Kind, Walk};
use scrubjay::output::Staging;
use scrubjay::record::run::names;
use scrubjay::run::{self, Options, Targets};
use scrubjay::{Error, Result};
use similar::{Algorithm, TextDiff};
use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Differences shown in full; the others are named.
const SHOWN: usize = 20;

pub fn run(args: &Check) -> std::result::Result<u8, End> {
    let config = args.corpus.config()?;
    let places = args.corpus.places()?;
    let started = Instant::now();
    let staging = Staging::begin(&places)?;
    let bar = Bar::new(std::io::stderr().is_terminal());
    let threads = args.corpus.threads();
    let options = Options { threads, diff: !args.corpus.no_diff, observer: &bar, stop: &|| false };
    let targets = Targets { clean: Some(&staging.clean), manifests: Some(&staging.manifests) };
    let outcome = run::run(&args.corpus.raw, targets, &config, &options)?;
    bar.end();
    let mut out = std::io::stdout().lock();
    let mut different = compare(&mut out, &places.clean, &staging.clean, "clean", false)?;
    different += compare(&mut out, &places.manifests, &staging.manifests, "manifests", true)?;
    if different == 0 {
        writeln!(out, "{} as the goldens say", count(outcome.totals.statuses.values().sum(), "document is", "documents are"))?;
        return Ok(0);
    }
    if args.bless {
        clean::seal(&staging, &places, &outcome, threads, started)?;
        staging.commit()?;
        writeln!(out, "blessed: {} now golden", count(different, "file is", "files are"))?;
        return Ok(0);
    }
    writeln!(
        out,
        "{} from the goldens; `scrubjay check --bless` accepts what is new, once it is read",
        count(different, "file differs", "files differ")
    )?;
    Ok(1)
}

fn compare(out: &mut impl Write, golden: &Path, new: &Path, label: &str, record: bool) -> std::result::Result<u64, End> {
    let (old_files, new_files) = (files(golden)?, files(new)?);
    let mut different = 0;
    let mut names: Vec<&String> = old_files.keys().chain(new_files.keys()).collect();
    names.sort();
    names.dedup();
    for name in names {
        // What is not a function of the corpus is no golden.
        if record && names::BESIDE[1..].contains(&name.as_str()) {
            continue;
        }
        let read = |path: Option<&PathBuf>| -> Result<Option<Vec<u8>>> {
            path.map(|p| std::fs::read(p).map_err(Error::io("read", p))).transpose()
        };
        let (old, new) = (read(old_files.get(name))?, read(new_files.get(name))?);
        if old == new {
            continue;
        }
        different += 1;
        match (old, new) {
            (None, _) => writeln!(out, "{label}/{name}: new, the goldens do not have it")?,
            (_, None) => writeln!(out, "{label}/{name}: gone, the goldens have it")?,
            (Some(old), Some(new)) if different as usize <= SHOWN && !record => {
                let (old, new) = (String::from_utf8_lossy(&old), String::from_utf8_lossy(&new));
                // Only shows; the search gives up in time on texts that have nothing in common.
                let diff = TextDiff::configure()
                    .algorithm(Algorithm::Myers)
                    .timeout(Duration::from_secs(2))
                    .diff_lines(old.as_ref(), new.as_ref());
                let text = diff.unified_diff().header(&format!("golden/{name}"), &format!("new/{name}")).to_string();
                write!(out, "{}", safe(&text))?;
            }
            _ => writeln!(out, "{label}/{name}: differs")?,
        }
    }
    Ok(different)
}

fn files(root: &Path) -> Result<BTreeMap<String, PathBuf>> {
    if !root.exists() {
        return Ok(BTreeMap::new());
    }
    let entries = Walk::new(root)?.filter(|e| matches!(e.kind, Kind::File(_)));
    Ok(entries.map(|e| (e.id.to_string(), e.path)).collect())
}
