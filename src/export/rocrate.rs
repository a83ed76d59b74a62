//! The metadata of an RO-Crate 1.1: what the parts of a bag are, and how the clean text came from the raw files.

use super::{About, pretty, program};
use crate::digest::Digest;
use crate::record::row::Sum;
use crate::record::run::Run;
use serde_json::{Value, json};

/// Its name, which is fixed.
pub const FILE: &str = "ro-crate-metadata.json";

/// The files of the record are entities of their own; of the documents, which may be a million, their trees are.
pub fn metadata(run: &Run, digest: Digest, about: &About, record: &[(String, Sum)], trees: &[(&'static str, u64, u64)]) -> String {
    let reference = |id: &str| json!({"@id": id});
    let folders: Vec<String> = trees.iter().map(|(tree, ..)| format!("{tree}/")).collect();
    let files: Vec<&String> = record.iter().map(|(name, _)| name).collect();
    let parts: Vec<Value> = folders.iter().map(|f| reference(f)).chain(files.iter().map(|f| reference(f))).collect();
    let tool = "#scrubjay";
    let mut graph = vec![
        json!({
            "@id": FILE,
            "@type": "CreativeWork",
            "about": reference("./"),
            "conformsTo": reference("https://w3id.org/ro/crate/1.1"),
        }),
        json!({
            "@id": "./",
            "@type": "Dataset",
            "datePublished": about.date,
            "description": about.description,
            "hasPart": parts,
            "identifier": format!("sha256:{digest}"),
            "license": about.license,
            "mentions": [reference("#clean")],
            "name": about.name,
        }),
        json!({
            "@id": tool,
            "@type": "SoftwareApplication",
            "name": program(run),
            "softwareVersion": run.tool.version,
            "url": "https://crates.io/crates/scrubjay",
        }),
        json!({
            "@id": "#clean",
            "@type": "CreateAction",
            "description": format!("{} documents, each with a row in manifests/rows.jsonl and every edit in manifests/edits.jsonl", run.documents),
            "instrument": reference(tool),
            "name": "Cleaning of scraped text",
            "object": [reference("manifests/raw.sha256")],
            "result": [reference("clean/"), reference("manifests/run.json")],
        }),
    ];
    for (tree, count, bytes) in trees {
        graph.push(json!({
            "@id": format!("{tree}/"),
            "@type": "Dataset",
            "description": format!("{count} files, {bytes} bytes; names.tsv has the names they had"),
            "name": if *tree == "clean" { "The clean documents" } else { "The raw documents" },
        }));
    }
    for (name, sum) in record {
        graph.push(json!({
            "@id": name,
            "@type": "File",
            "contentSize": sum.bytes.to_string(),
            "encodingFormat": format_of(name),
            "name": name,
            "sha256": sum.sha256,
        }));
    }
    pretty(&json!({"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": graph}))
}

fn format_of(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("json") => "application/json",
        Some("jsonl") => "application/jsonl",
        Some("tsv") => "text/tab-separated-values",
        _ => "text/plain",
    }
}
