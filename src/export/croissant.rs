//! Croissant 1.0, for whoever trains models: the rows as records, with digests that a loader checks.

use super::{About, pretty, run_of};
use crate::error::{Error, Result};
use crate::record::run::names;
use serde_json::{Value, json};
use std::path::Path;

/// The text of a `croissant.json` that stands in `folder`, from which the record can be reached by going down.
///
/// # Errors
/// When the record is not below the folder, or cannot be read.
pub fn export(manifests: &Path, about: &About, folder: &Path) -> Result<String> {
    let (run, digest) = run_of(manifests)?;
    let whole = |path: &Path| path.canonicalize().map_err(Error::io("open", path));
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let below = whole(manifests)?.strip_prefix(whole(folder)?).ok().and_then(|p| p.to_str().map(str::to_owned)).ok_or_else(|| {
        Error::Usage(format!(
            "{} is not below {}: a Croissant file names files from where it stands, so put it above the record",
            manifests.display(),
            folder.display()
        ))
    })?;
    let files: Vec<Value> = run
        .files
        .iter()
        .map(|file| {
            json!({
                "@id": file.name,
                "@type": "cr:FileObject",
                "contentSize": format!("{} B", file.bytes),
                "contentUrl": if below.is_empty() { file.name.clone() } else { format!("{below}/{}", file.name) },
                "encodingFormat": if file.name.ends_with(".jsonl") { "application/jsonlines" } else { format_of(&file.name) },
                "name": file.name,
                "sha256": file.sha256,
            })
        })
        .collect();
    Ok(pretty(&json!({
        "@context": context(),
        "@type": "sc:Dataset",
        "citeAs": format!("{}, {}, sha256:{digest}", about.name, about.date),
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "datePublished": about.date,
        "description": about.description,
        "distribution": files,
        "license": about.license,
        "name": about.name,
        "recordSet": [{
            "@id": "documents",
            "@type": "cr:RecordSet",
            "description": "One record for every raw file: sums before and after, what became of it.",
            "field": fields(),
            "key": {"@id": "documents/id"},
            "name": "documents",
        }],
        "url": format!("urn:sha256:{digest}"),
        "version": run.tool.version,
    })))
}

fn format_of(name: &str) -> &'static str {
    if name.ends_with(".json") { "application/json" } else { "text/plain" }
}

/// The fields that every row has; the others are in the same file, for whoever reads it as it is.
fn fields() -> Vec<Value> {
    let field = |name: &str, what: &str, kind: &str, source: Value| {
        json!({
            "@id": format!("documents/{name}"),
            "@type": "cr:Field",
            "dataType": kind,
            "description": what,
            "name": name,
            "source": {"extract": source, "fileObject": {"@id": names::ROWS}},
        })
    };
    vec![
        field("id", "The path below the clean folder, percent-encoded.", "sc:Text", json!({"column": "id"})),
        field("status", "unchanged, cleaned, duplicate, held, quarantined or failed.", "sc:Text", json!({"column": "status"})),
        field("v", "Version of the record.", "sc:Integer", json!({"column": "v"})),
    ]
}

/// The context that Croissant 1.0 has.
fn context() -> Value {
    let mut context = json!({
        "@language": "en",
        "@vocab": "https://schema.org/",
        "cr": "http://mlcommons.org/croissant/",
        "data": {"@id": "cr:data", "@type": "@json"},
        "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
        "dct": "http://purl.org/dc/terms/",
        "equivalentProperty": "cr:equivalentProperty",
        "examples": {"@id": "cr:examples", "@type": "@json"},
        "rai": "http://mlcommons.org/croissant/RAI/",
        "sc": "https://schema.org/",
        "conformsTo": "dct:conformsTo",
        "citeAs": "cr:citeAs",
    });
    for term in [
        "column",
        "extract",
        "field",
        "fileObject",
        "fileProperty",
        "fileSet",
        "format",
        "includes",
        "isLiveDataset",
        "jsonPath",
        "key",
        "md5",
        "parentField",
        "path",
        "recordSet",
        "references",
        "regex",
        "repeated",
        "replace",
        "samplingRate",
        "separator",
        "source",
        "subField",
        "transform",
    ] {
        context[term] = json!(format!("cr:{term}"));
    }
    context
}
