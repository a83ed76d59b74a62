//! `scrubjay clean`

use super::End;
use super::args::{Clean, Corpus};
use super::progress::Progress;
use super::render::{bytes, count, number, percent, safe, said};
use super::signals;
use scrubjay::config::Config;
use scrubjay::current;
use scrubjay::output::{Places, Staging};
use scrubjay::record::row::Status;
use scrubjay::record::run::{attestation_sum, extend_history, names};
use scrubjay::record::{self, write::run_digest};
use scrubjay::reuse::Place;
use scrubjay::run::{self, Options, Outcome, Targets};
use scrubjay::{Error, Result};
use std::io::Write;
use std::path::Path;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

pub fn run(args: &Clean) -> std::result::Result<u8, End> {
    let config = args.corpus.how.config()?;
    let places = args.corpus.places()?;
    let against = args.corpus.against(&places)?;
    let started = Instant::now();
    signals::catch();
    let progress = Progress::new(args.quiet, args.json);
    let options = args.corpus.options(against.as_ref(), &progress);
    let result = if args.dry_run {
        run::run(&args.corpus.raw, Targets::default(), &config, &options)
    } else {
        write(&args.corpus.raw, &places, &config, &options, started, args.fresh)
    };
    progress.end();
    let outcome = result?;
    let mut out = said();
    if args.json {
        writeln!(out, "{}", json(&outcome))?;
    } else if !args.quiet {
        summary(&mut out, &outcome, &args.corpus, args.dry_run)?;
    }
    Ok(u8::from(outcome.totals.not_cleaned() > 0))
}

fn write(raw: &Path, places: &Places, config: &Config, options: &Options, started: Instant, fresh: bool) -> Result<Outcome> {
    let staging = Staging::begin(places)?;
    let program = program();
    let mut earlier = staging.earlier().to_vec();
    earlier.retain(|place| !fresh && program.is_some() && made_by(place) == program && place.has(config));
    let current = earlier.iter().find(|place| place.ended).map(|last| current::outcome(raw, last, config, options)).transpose()?.flatten();
    if current.is_some() || earlier.iter().all(|place| place.ended) {
        staging.forget_part()?;
    }
    if let Some(outcome) = current {
        return Ok(outcome);
    }
    // Should this run be killed, the next one is to know whose work it finds.
    let begun = record::canonical(&serde_json::json!({"binary_sha256": program, "v": record::VERSION})) + "\n";
    let path = staging.manifests.join(names::ATTESTATION);
    std::fs::write(&path, begun).map_err(Error::io("write", &path))?;
    let targets = Targets { clean: Some(&staging.clean), manifests: Some(&staging.manifests) };
    let outcome = run::run(raw, targets, config, &Options { earlier: &earlier, ..*options })?;
    seal(&staging, places, &outcome, options.threads, started, program)?;
    staging.commit()?;
    Ok(outcome)
}

/// Digest of this program: another build may have other rules.
pub fn program() -> Option<String> {
    std::env::current_exe().ok().and_then(|path| scrubjay::digest::of_file(&path).ok()).map(|(_, digest)| digest.to_string())
}

/// Which program wrote a record, by its own account. It is asked only to know whether work can be spared.
fn made_by(place: &Place) -> Option<String> {
    let text = std::fs::read_to_string(place.manifests.join(names::ATTESTATION)).ok()?;
    let said: serde_json::Value = serde_json::from_str(&text).ok()?;
    said.get("binary_sha256")?.as_str().map(str::to_owned)
}

/// Adds what stands beside the run: the history, and the attestation of time and place.
pub fn seal(
    staging: &Staging,
    places: &Places,
    outcome: &Outcome,
    threads: usize,
    started: Instant,
    program: Option<String>,
) -> Result<()> {
    let old = places.manifests.join(names::HISTORY);
    let before = match std::fs::read_to_string(&old) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(e) => return Err(Error::io("read", &old)(e)),
    };
    let digest = run_digest(&outcome.run);
    let documents = outcome.totals.statuses.values().sum();
    let history = extend_history(&before, digest, documents).map_err(|what| Error::Record {
        place: old.display().to_string(),
        what: format!("{what}; put the history right or move it away"),
    })?;
    let put = |name: &str, bytes: &[u8]| {
        let path = staging.manifests.join(name);
        std::fs::write(&path, bytes).map_err(Error::io("write", &path))
    };
    put(names::HISTORY, history.as_bytes())?;
    // A signature over the same run.json is as good as before.
    let signed = std::fs::read(places.manifests.join(names::RUN)).is_ok_and(|run| run == outcome.run.as_bytes());
    if signed && let Ok(signature) = std::fs::read(places.manifests.join(names::SIGNATURE)) {
        put(names::SIGNATURE, &signature)?;
    }
    let mut attestation = serde_json::json!({
        "binary_sha256": program,
        "duration_ms": started.elapsed().as_millis() as u64,
        "finished_unix": SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs()),
        "host": rustix_host(),
        "run_sha256": digest.to_string(),
        "threads": threads,
        "v": record::VERSION,
    });
    // Nothing vouches for it, but a byte of it that rots is to be seen.
    attestation["sha256"] = serde_json::json!(attestation_sum(&attestation));
    put(names::ATTESTATION, (record::canonical(&attestation) + "\n").as_bytes())
}

fn rustix_host() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

fn json(outcome: &Outcome) -> String {
    let t = &outcome.totals;
    let statuses: serde_json::Map<_, _> = t.statuses.iter().map(|(s, n)| (s.name().to_owned(), (*n).into())).collect();
    record::canonical(&serde_json::json!({
        "dropped": t.dropped.iter().map(|(site, (documents, bytes))| serde_json::json!({"bytes": bytes, "documents": documents, "site": site.0})).collect::<Vec<_>>(),
        "bytes": {"clean": t.clean, "decoded": t.decoded, "raw": t.raw, "removed": t.removed},
        "idle_encodings": t.idle,
        "losers": t.losers.iter().map(|(removed, bytes, id)| serde_json::json!({"bytes": bytes, "id": id, "removed": removed})).collect::<Vec<_>>(),
        "rules": t.rules,
        "run_sha256": run_digest(&outcome.run).to_string(),
        "sites": t.alarms().iter().map(|(site, s)| serde_json::json!({"bytes": s.bytes, "documents": s.documents, "removed": s.removed, "site": site})).collect::<Vec<_>>(),
        "statuses": statuses,
        "troubled": t.troubled.iter().map(|(id, status, why)| serde_json::json!({"id": id, "reason": why, "status": status.name()})).collect::<Vec<_>>(),
    }))
}

/// Sites whose dropped documents are told of one by one.
const DROPPED: usize = 20;

fn summary(out: &mut impl Write, outcome: &Outcome, places: &Corpus, dry: bool) -> std::io::Result<()> {
    let t = &outcome.totals;
    let documents: u64 = t.statuses.values().sum();
    writeln!(out, "{} of {}, {} of clean text", count(documents, "document", "documents"), bytes(t.raw), bytes(t.clean))?;
    for status in Status::ALL {
        if let Some(n) = t.statuses.get(&status) {
            writeln!(out, "  {:<12}{:>9}", status.name(), number(*n))?;
        }
    }
    if t.taken_over == documents {
        writeln!(out, "  all of them as an earlier run had cleaned them")?;
    } else if t.taken_over > 0 {
        writeln!(out, "  {} as an earlier run had cleaned them", count(t.taken_over, "document", "documents"))?;
    }
    if !t.rules.is_empty() {
        writeln!(out, "\n{} of text removed ({}), by rule:", bytes(t.removed), percent(t.removed, t.decoded))?;
        let mut rules: Vec<_> = t.rules.iter().collect();
        rules.sort_by_key(|(name, r)| (std::cmp::Reverse(r.removed), **name));
        for (name, r) in rules {
            let flags = if r.flags > 0 { format!("  ({} flagged and kept)", number(r.flags)) } else { String::new() };
            writeln!(out, "  {name:<28}{:>9} edits {:>12}{flags}", number(r.edits), bytes(r.removed))?;
        }
    }
    if !t.dropped.is_empty() {
        writeln!(out, "\nDropped as copies of earlier documents, by site:")?;
        let mut sites: Vec<_> = t.dropped.iter().collect();
        sites.sort_by_key(|(site, (_, bytes))| (std::cmp::Reverse(*bytes), *site));
        for (site, (documents, dropped)) in sites.iter().take(DROPPED) {
            let name = scrubjay::duplicates::site_name(&site.0);
            writeln!(out, "  {:<40}{:>9} {:>12}", name, number(*documents), bytes(*dropped))?;
        }
        if let Some(rest) = sites.get(DROPPED..).filter(|rest| !rest.is_empty()) {
            let sum = |of: fn(&(u64, u64)) -> u64| rest.iter().map(|(_, figures)| of(figures)).sum::<u64>();
            let name = format!("and {} more", count(rest.len() as u64, "site", "sites"));
            writeln!(out, "  {name:<40}{:>9} {:>12}", number(sum(|f| f.0)), bytes(sum(|f| f.1)))?;
        }
    }
    if !t.losers.is_empty() {
        writeln!(out, "\nThe documents that lost most:")?;
        for (removed, whole, id) in &t.losers {
            writeln!(out, "  {:>8}  {:>10}  {id}", percent(*removed, *whole), bytes(*removed))?;
        }
    }
    for (site, s) in t.alarms() {
        let name = if site.is_empty() { "the top folder" } else { site };
        writeln!(
            out,
            "\nLook at {name}: {} lost {}, far more than the rest of the corpus",
            count(s.documents, "document", "documents"),
            percent(s.removed, s.bytes)
        )?;
    }
    if !t.idle.is_empty() {
        writeln!(out, "\nEntries of decode.encodings that fit no document: {}", safe(&t.idle.join(", ")))?;
    }
    if t.troubles > 0 {
        writeln!(out, "\n{} without a full cleaning:", count(t.troubles, "document", "documents"))?;
        for (id, status, why) in &t.troubled {
            writeln!(out, "  {id}: {}: {}", status.name(), safe(why))?;
        }
        if t.troubles > t.troubled.len() as u64 {
            writeln!(out, "  and {} more; `status` in {} tells", number(t.troubles - t.troubled.len() as u64), names::ROWS)?;
        }
    }
    if dry {
        return writeln!(out, "\nDry run: nothing was written.");
    }
    writeln!(out, "\nClean text: {}\nRecord:     {}", places.clean.display(), places.manifests.display())?;
    writeln!(out, "`scrubjay explain ID` says what was done to a document, `scrubjay verify` checks it all.")
}
