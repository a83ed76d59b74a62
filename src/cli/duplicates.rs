//! `scrubjay duplicates`

use super::End;
use super::args::{Duplicates, threads};
use super::progress::Progress;
use super::render::{bytes, count, number, percent};
use super::signals;
use scrubjay::duplicates::{self, Asked, Copy, Figures, Found, Kind, PARAMETERS, site_name};
use scrubjay::record::canonical;
use std::io::{BufWriter, Write};

pub fn run(args: &Duplicates) -> Result<u8, End> {
    signals::catch();
    let progress = Progress::new(false, args.json);
    let asked = Asked {
        clean: args.record.clean.clone(),
        manifests: args.record.manifests.clone(),
        near: !args.exact,
        threads: threads(args.threads),
        observer: &progress,
        stop: &signals::stopped,
    };
    let found = duplicates::find(&asked);
    progress.end();
    let found = found?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    if args.json {
        json(&mut out, &found, args.exact)?
    } else {
        told(&mut out, &found, args.exact)?
    }
    out.flush()?;
    Ok(0)
}

/// A line for each copy, and one for the whole.
fn json(out: &mut impl Write, found: &Found, exact: bool) -> std::io::Result<()> {
    for copy in &found.copies {
        writeln!(out, "{}", canonical(copy))?;
    }
    let totals = serde_json::json!({
        "clusters": found.clusters,
        "empty": found.empty,
        "near": if exact { serde_json::Value::Null } else { serde_json::json!(PARAMETERS) },
        "sites": found.sites,
        "totals": found.totals,
    });
    writeln!(out, "{}", canonical(&totals))
}

fn told(out: &mut impl Write, found: &Found, exact: bool) -> std::io::Result<()> {
    for cluster in found.copies.chunk_by(|a, b| a.cluster == b.cluster) {
        let Some(Copy { cluster: first, .. }) = cluster.first() else { continue };
        writeln!(out, "{first}")?;
        for copy in cluster {
            match copy.kind {
                Kind::Exact if copy.of == *first => writeln!(out, "  same       {}", copy.id)?,
                Kind::Exact => writeln!(out, "  same       {}  as {}", copy.id, copy.of)?,
                Kind::Near => writeln!(out, "  {:>7}    {}", percent(u64::from(copy.similarity), 1000), copy.id)?,
            }
        }
    }
    let t = &found.totals;
    if !found.copies.is_empty() {
        writeln!(out, "\nCopies of earlier documents, by site:")?;
        let mut sites: Vec<(&String, &Figures)> = found.sites.iter().filter(|(_, f)| f.exact + f.near > 0).collect();
        sites.sort_by_key(|(site, f)| (std::cmp::Reverse(f.exact_bytes + f.near_bytes), *site));
        for (site, f) in sites {
            writeln!(
                out,
                "  {:<40} {:>9} of {:>9} the same ({}), {} near ({})",
                site_name(site),
                number(f.exact),
                number(f.documents),
                bytes(f.exact_bytes),
                number(f.near),
                bytes(f.near_bytes)
            )?;
        }
        writeln!(out)?;
    }
    write!(
        out,
        "{} with a clean text; {} the text of an earlier one ({})",
        count(t.documents, "document", "documents"),
        have(t.exact),
        bytes(t.exact_bytes)
    )?;
    if exact {
        return writeln!(out, ".");
    }
    let p = PARAMETERS;
    writeln!(
        out,
        ", {} nearly that ({}).\nNear: an estimated {} or more of their runs of {} words in common (MinHash of {} numbers in {} groups of {}). Texts of fewer \
         words are not looked at.",
        have(t.near),
        bytes(t.near_bytes),
        percent(u64::from(p.alike), 1000),
        p.shingle,
        p.permutations,
        p.bands,
        p.rows
    )
}

fn have(n: u64) -> String {
    format!("{} {}", number(n), if n == 1 { "has" } else { "have" })
}
