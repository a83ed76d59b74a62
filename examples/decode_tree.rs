//! Decodes every file below a folder: one JSON line each, for measuring. `decode_tree FOLDER [MIN_CONFIDENCE]`
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use scrubjay::stages::decode::{Hints, decode};
use std::path::{Path, PathBuf};

fn walk(path: &Path, out: &mut Vec<PathBuf>) {
    if path.is_dir() {
        let mut entries: Vec<_> = std::fs::read_dir(path).unwrap().map(|e| e.unwrap().path()).collect();
        entries.sort();
        entries.iter().for_each(|p| walk(p, out));
    } else {
        out.push(path.to_owned());
    }
}

fn main() {
    let mut args = std::env::args().skip(1);
    let root = PathBuf::from(args.next().unwrap());
    let min_confidence = args.next().map_or(0, |n| n.parse().unwrap());
    let mut paths = Vec::new();
    walk(&root, &mut paths);
    for path in paths {
        let bytes = std::fs::read(&path).unwrap();
        let name = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
        let line = match decode(&bytes, &Hints { min_confidence, ..Hints::default() }) {
            Ok(d) => {
                let exact = d.coding.encode(&d.text).as_deref() == Some(bytes.as_slice());
                serde_json::json!({"path": name, "label": d.coding.label, "by": d.by, "confidence": d.confidence, "exact": exact,
                    "raw": d.coding.raw.len(), "spans": d.coding.spans.len(), "text": d.text})
            }
            Err(refusal) => serde_json::json!({"path": name, "reason": refusal.reason}),
        };
        println!("{line}");
    }
}
