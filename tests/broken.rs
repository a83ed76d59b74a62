//! One broken record for each finding of `verify`: a small whole record, one thing in it forged, and all that stands
//! above it made to fit again, as somebody would who wants it to look whole. Made here and not kept as folders,
//! since a record names the version of every rule. `<code>-<what>` names a case.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod common;

use common::forge::{BINARY, DIRTY, FINE, Forge, base, copy_of, drop_edits, fifo, link, put_another_text, twice};
use scrubjay::digest::Digest;
use scrubjay::record::canonical;
use scrubjay::record::run::extend_history;
use scrubjay::verify::Level::{self, Fixity, Replay, Restore, Sealed};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const LINES: &str = "site.example/lines.jsonl";
const LATER: &str = "site.example/later.txt";

/// Puts a container into the corpus, and cleans again.
fn lines(f: &Forge) {
    f.0.put(format!("raw/{LINES}"), "{\"text\":\"One \\/ \"}\n{\"text\":\"Another \"}\n");
    f.0.clean(&[]).says(1, &[]);
    let run = f.read("run.json");
    f.write("history.jsonl", extend_history("", Digest::of(run.as_bytes()), 7).unwrap());
}

/// Puts a copy of a document into the corpus, and cleans again without copies.
fn copies(f: &Forge) {
    f.0.put(format!("raw/{LATER}"), f.0.text(&format!("raw/{FINE}")));
    f.0.put("scrubjay.toml", "[duplicates]\ndrop = true\n");
    f.0.clean(&[]).says(1, &[]);
    let run = f.read("run.json");
    f.write("history.jsonl", extend_history("", Digest::of(run.as_bytes()), 7).unwrap());
}

/// Moves a row: before the first one of its container, or `by` rows down.
fn move_row(f: &Forge, id: &str, by: usize) {
    let mut rows = f.lines("rows.jsonl");
    let at = rows.iter().position(|l| l.contains(&format!("\"id\":\"{id}\""))).unwrap();
    let row = rows.remove(at);
    let to = if by > 0 { at + by } else { rows.iter().position(|l| l.contains(&format!("\"id\":\"{id}#"))).unwrap() };
    rows.insert(to, row);
    f.write_lines("rows.jsonl", &rows);
}

struct Case {
    code: &'static str,
    what: &'static str,
    /// The document or file that it must name.
    id: &'static str,
    exit: u8,
    level: Level,
    /// Codes that cannot but come with it.
    with: &'static [&'static str],
    forge: fn(&Forge),
}

#[rustfmt::skip]
macro_rules! case {
    ($code:literal, $what:literal, $id:expr, $exit:literal, $level:ident, $with:expr, $forge:expr) => {
        Case { code: $code, what: $what, id: $id, exit: $exit, level: $level, with: &$with, forge: $forge }
    };
}

#[rustfmt::skip]
fn cases() -> Vec<Case> {
    vec![
        // Files.
        case!("raw-differs", "byte", FINE, 1, Fixity, [], |f| f.0.put(format!("raw/{FINE}"), "A note about a lightship!!\n")),
        case!("raw-differs", "link", FINE, 1, Fixity, [], |f| { f.remove(&format!("raw/{FINE}")); link(f, &format!("raw/{FINE}")); }),
        case!("raw-missing", "file", FINE, 1, Fixity, [], |f| f.remove(&format!("raw/{FINE}"))),
        case!("raw-extra", "file", "site.example/more.txt", 1, Fixity, [], |f| f.0.put("raw/site.example/more.txt", "more\n")),
        case!("raw-extra", "link", "site.example/link", 1, Fixity, [], |f| link(f, "raw/site.example/link")),
        case!("clean-differs", "byte", DIRTY, 1, Fixity, [], |f| f.0.put(format!("clean/{DIRTY}"), "The ferry left.\n\nNobody saved\n")),
        case!("clean-missing", "file", FINE, 1, Fixity, [], |f| f.remove(&format!("clean/{FINE}"))),
        case!("clean-missing", "folder", "", 1, Fixity, [], |f| f.remove("clean")),
        case!("clean-extra", "file", BINARY, 1, Fixity, [], |f| f.0.put(format!("clean/{BINARY}"), "x")),
        case!("clean-extra", "link", "link", 1, Fixity, [], |f| link(f, "clean/link")),
        case!("sums-malformed", "line", "clean.sha256:1", 1, Fixity, ["clean-extra"], |f| f.replace_in("clean.sha256", "  site", " *site")),
        case!("sums-malformed", "cut", "raw.sha256", 1, Fixity, ["raw-extra"], |f| { let t = f.read("raw.sha256"); f.write("raw.sha256", t.trim_end()); }),
        case!("sums-malformed", "gone", "raw.sha256", 2, Fixity, [], |f| f.remove("manifests/raw.sha256")),
        case!("sums-order", "swapped", DIRTY, 2, Fixity, [], |f| { let mut l = f.lines("raw.sha256"); l.swap(0, 1); f.write_lines("raw.sha256", &l); }),
        // Containers: their rows, the order of their documents, and the way back.
        case!("row-container", "counts", LINES, 2, Sealed, [], |f| { lines(f); f.row(LINES, |r| r["container"]["documents"] = json!(9)); f.reseal(); }),
        case!("row-container", "of-a-file", FINE, 1, Sealed, ["clean-differs"], |f| { f.row(FINE, |r| r["container"] = json!({"damaged": 0, "documents": 0, "format": "jsonl", "restores": "file"})); f.reseal(); }),
        case!("row-container", "site-of-a-file", FINE, 2, Sealed, [], |f| { f.row(FINE, |r| r["site"] = json!("other.example")); f.reseal(); }),
        case!("row-container", "kind", LINES, 2, Sealed, [], |f| { lines(f); f.row(LINES, |r| r["container"]["format"] = json!("jsonl.zst")); f.reseal(); }),
        case!("row-container", "promise", LINES, 2, Sealed, ["run-restorable"], |f| { lines(f); f.row(LINES, |r| r["container"]["restores"] = json!("content")); f.reseal(); }),
        case!("row-container", "a-copy", LINES, 2, Sealed, ["row-duplicate"], |f| { lines(f); f.row(LINES, |r| r["duplicate_of"] = json!(FINE)); f.reseal(); }),
        case!("rows-order", "container-first", "site.example/lines.jsonl#1", 1, Sealed, ["row-container", "clean-differs"], |f| { lines(f); move_row(f, LINES, 0); f.reseal(); }),
        case!("rows-order", "container-late", "site.example/picture.bin", 2, Sealed, ["sums-differ"], |f| { lines(f); move_row(f, LINES, 1); f.reseal(); }),
        case!("rows-order", "key-twice", "site.example/lines.jsonl#1", 2, Sealed, [], |f| {
            lines(f);
            for name in ["rows.jsonl", "edits.jsonl"] { f.write(name, f.read(name).replace("lines.jsonl#2\"", "lines.jsonl#1\"")); }
            let edits = f.lines("edits.jsonl");
            let ours: Vec<&String> = edits.iter().filter(|l| l.contains("lines.jsonl#1\"")).collect();
            let mut rows = f.lines("rows.jsonl");
            for (row, edits) in rows.iter_mut().filter(|l| l.contains("lines.jsonl#1\"")).zip(ours) {
                let mut value: Value = serde_json::from_str(row).unwrap();
                value["edits_sha256"] = json!(Digest::of(edits.as_bytes()));
                *row = canonical(&value);
            }
            f.write_lines("rows.jsonl", &rows);
            f.reseal();
        }),
        case!("clean-differs", "in-a-container", "site.example/lines.jsonl#1", 1, Sealed, [], |f| {
            lines(f);
            f.0.put("clean/site.example/lines.jsonl", f.0.text("clean/site.example/lines.jsonl").replace("One", "Two"));
        }),
        case!("restore-container", "spelling", LINES, 6, Restore, [], |f| { lines(f); f.edits("site.example/lines.jsonl#1", |l| l.replace("\"spelling\":\"s\",", "")); f.reseal(); }),
        // run.json and what it lists.
        case!("run-malformed", "blank", "run.json", 2, Sealed, [], |f| { f.replace_in("run.json", ":", ": "); f.history(); }),
        case!("run-malformed", "unknown-field", "run.json", 2, Sealed, [], |f| f.run(|r| r["also"] = json!(1))),
        case!("run-malformed", "duplicate-key", "run.json", 2, Sealed, [], |f| { f.replace_in("run.json", "\"documents\":4", "\"documents\":9,\"documents\":4"); f.history(); }),
        case!("run-malformed", "no-newline", "run.json", 2, Sealed, [], |f| { let t = f.read("run.json"); f.write("run.json", t.trim_end()); f.history(); }),
        case!("run-version", "of-tomorrow", "run.json", 3, Sealed, [], |f| f.run(|r| r["v"] = json!(2))),
        case!("run-version", "of-another-kind", "run.json", 3, Sealed, [], |f| f.run(|r| r["type"] = json!("magpie-run@v1"))),
        case!("run-stages", "left-out", "run.json", 2, Sealed, ["edits-stages"], |f| f.run(|r| r["stages"] = json!(["decode"]))),
        case!("run-restorable", "denied", "run.json", 2, Sealed, [], |f| f.run(|r| r["restorable"] = json!(false))),
        case!("run-restorable", "claimed", "run.json", 2, Sealed, [], |f| { drop_edits(f, BINARY); f.row(BINARY, |r| { r.as_object_mut().unwrap().remove("edits_sha256"); }); f.reseal(); }),
        case!("files-list", "out-of-order", "clean.sha256", 2, Sealed, ["file-extra"], |f| f.run(|r| r["files"].as_array_mut().unwrap().swap(0, 1))),
        case!("files-list", "above", "../raw", 2, Sealed, [], |f| f.run(|r| r["files"].as_array_mut().unwrap().insert(0, json!({"bytes": 0, "name": "../raw", "sha256": Digest::of(b"")})))),
        case!("files-list", "rows-unlisted", "rows.jsonl", 2, Sealed, ["file-extra"], |f| f.run(|r| r["files"].as_array_mut().unwrap().retain(|x| x["name"] != "rows.jsonl"))),
        case!("files-list", "config-of-another-run", "config.json", 2, Sealed, [], |f| f.run(|r| r["config_sha256"] = json!(Digest::of(b"")))),
        case!("file-differs", "diff", "corpus.diff", 2, Sealed, [], |f| f.replace_in("corpus.diff", "ferry", "berry")),
        case!("file-missing", "diff", "corpus.diff", 2, Sealed, [], |f| f.remove("manifests/corpus.diff")),
        case!("file-extra", "note", "note.txt", 2, Sealed, [], |f| f.write("note.txt", "")),
        case!("file-extra", "folder", "more", 2, Sealed, [], |f| f.write("more/note.txt", "")),
        case!("profile-malformed", "line", "profile.jsonl", 2, Sealed, [], |f| { f.write("profile.jsonl", "{}\n"); f.reseal(); }),
        case!("profile-malformed", "order", "profile.jsonl", 2, Sealed, [], |f| { f.write("profile.jsonl", ["b", "a"].map(|s| format!("{{\"documents\":5,\"lines\":[],\"site\":\"{s}\",\"v\":1}}\n")).concat()); f.reseal(); }),
        case!("config-malformed", "blank", "config.json", 2, Sealed, [], |f| { f.replace_in("config.json", ":", ": "); f.reseal(); }),
        case!("config-malformed", "unknown-key", "config.json", 2, Sealed, [], |f| { f.config(|c| c["also"] = json!(1)); f.reseal(); }),
        case!("config-malformed", "version", "config.json", 2, Sealed, [], |f| { f.config(|c| c["v"] = json!(2)); f.reseal(); }),
        case!("config-malformed", "a-rule-twice", "config.json", 2, Sealed, [], |f| { f.config(|c| { let r = c["rules"][0].clone(); c["rules"].as_array_mut().unwrap().push(r); }); f.reseal(); }),
        case!("config-malformed", "a-stage-of-its-own", "config.json", 2, Sealed, [], |f| { f.config(|c| c["stages"].as_array_mut().unwrap().push(json!("magic"))); f.run(|r| r["stages"].as_array_mut().unwrap().push(json!("magic"))); f.reseal(); }),
        case!("codecs-malformed", "order", "codecs.jsonl", 2, Sealed, [], |f| { f.write("codecs.jsonl", ["koi8-r", "ibm866"].map(|l| format!("{{\"label\":\"{l}\",\"map\":[],\"v\":1}}\n")).concat()); f.reseal(); }),
        case!("codecs-malformed", "no-bytes", "codecs.jsonl", 2, Sealed, [], |f| { f.write("codecs.jsonl", "{\"label\":\"koi8-r\",\"map\":[[\"\u{444}\",\"\"]],\"v\":1}\n"); f.reseal(); }),
        case!("profile-malformed", "a-line-twice", "profile.jsonl", 2, Sealed, [], |f| { f.write("profile.jsonl", "{\"documents\":5,\"lines\":[[\"x\",3,0,0],[\"x\",4,0,0]],\"site\":\"a\",\"v\":1}\n"); f.reseal(); }),
        case!("attestation-differs", "byte", "attestation.json", 2, Sealed, [], |f| f.replace_in("attestation.json", "\"threads\":", "\"threads\":1")),
        case!("attestation-differs", "cut", "attestation.json", 2, Sealed, [], |f| f.write("attestation.json", "")),
        case!("rows-root", "other", "run.json", 2, Sealed, [], |f| f.run(|r| r["rows_root"] = json!(Digest::of(b"")))),
        case!("rows-count", "more", "run.json", 2, Sealed, [], |f| f.run(|r| r["documents"] = json!(5))),
        case!("status-counts", "fewer", "run.json", 2, Sealed, [], |f| f.run(|r| r["statuses"]["cleaned"] = json!(1))),
        case!("rule-counts", "more", "run.json", 2, Sealed, [], |f| f.run(|r| r["rules"]["tidy/blank-runs"] = json!(7))),
        // Rows and edits.
        case!("row-malformed", "duplicate-key", FINE, 2, Sealed, [], |f| { f.line("rows.jsonl", FINE, |l| l.replace("\"v\":1", "\"v\":2,\"v\":1")); f.reseal(); }),
        case!("row-malformed", "blank", FINE, 2, Sealed, [], |f| { f.line("rows.jsonl", FINE, |l| l.replacen(',', ", ", 1)); f.reseal(); }),
        case!("row-malformed", "number-spelled-otherwise", FINE, 2, Sealed, [], |f| { f.line("rows.jsonl", FINE, |l| l.replace("\"v\":1", "\"v\":1.0")); f.reseal(); }),
        case!("row-malformed", "number-too-large", FINE, 2, Sealed, [], |f| { f.row(FINE, |r| r["raw"]["bytes"] = json!(1u64 << 53)); f.reseal(); }),
        case!("row-malformed", "character-spelled-otherwise", FINE, 2, Sealed, [], |f| { f.line("rows.jsonl", FINE, |l| l.replace("\"confidence\"", "\"confidenc\\u0065\"")); f.reseal(); }),
        case!("row-malformed", "unknown-field", FINE, 2, Sealed, [], |f| { f.row(FINE, |r| r["also"] = json!(1)); f.reseal(); }),
        case!("row-malformed", "null-field", FINE, 2, Sealed, [], |f| { f.row(FINE, |r| r["reason"] = Value::Null); f.reseal(); }),
        case!("row-malformed", "cut", "site.example/zz-lines.txt", 2, Sealed, [], |f| { let t = f.read("rows.jsonl"); f.write("rows.jsonl", t.trim_end()); f.reseal(); }),
        case!("row-malformed", "cut-before-its-id", "site.example/zz-lines.txt", 2, Sealed, [], |f| { let t = f.read("rows.jsonl"); let at = t.rfind("{\"clean").unwrap(); f.write("rows.jsonl", &t[..at + 40]); f.reseal(); }),
        case!("row-malformed", "not-utf8", DIRTY, 2, Sealed, [], |f| { let mut b = f.read("rows.jsonl").into_bytes(); b[20] = 0xff; f.write("rows.jsonl", b); f.reseal(); }),
        case!("row-malformed", "too-long", FINE, 2, Sealed, [], |f| { f.line("rows.jsonl", FINE, |l| l.replace("{\"clean\"", &format!("{{\"a\":\"{}\",\"clean\"", "x".repeat(70_000)))); f.reseal(); }),
        case!("row-id", "spelled-otherwise", "site.example/%66ine.txt", 2, Sealed, [], |f| { f.line("rows.jsonl", FINE, |l| l.replace("/fine", "/%66ine")); f.reseal(); }),
        case!("row-id", "climbs", "../fine.txt", 2, Sealed, [], |f| { f.line("rows.jsonl", FINE, |l| l.replace("site.example/fine", "../fine")); f.reseal(); }),
        case!("row-decode", "more-than-certain", FINE, 2, Sealed, [], |f| { f.row(FINE, |r| r["decode"]["confidence"] = json!(1001)); f.reseal(); }),
        case!("edits-missing", "last", "site.example/zz-lines.txt", 2, Sealed, [], |f| { drop_edits(f, "site.example/zz-lines.txt"); f.reseal(); }),
        case!("edits-other", "dropped", BINARY, 2, Sealed, [], |f| { drop_edits(f, BINARY); f.reseal(); }),
        case!("edits-other", "swapped", DIRTY, 2, Sealed, [], |f| { let mut l = f.lines("edits.jsonl"); l.swap(0, 1); f.write_lines("edits.jsonl", &l); f.reseal(); }),
        case!("edits-other", "not-committed-to", DIRTY, 2, Sealed, [], |f| { f.line("edits.jsonl", DIRTY, |l| l.replace("  ", " \\t")); f.reseal(); }),
        case!("edits-other", "of-another-document", DIRTY, 2, Sealed, [], |f| { let l = f.lines("edits.jsonl")[0].replace(DIRTY, FINE); f.line("edits.jsonl", DIRTY, |_| l.clone()); f.row(DIRTY, |r| r["edits_sha256"] = json!(Digest::of(l.as_bytes()))); f.reseal(); }),
        case!("edits-unasked", "more", "zz", 2, Sealed, [], |f| { let mut l = f.lines("edits.jsonl"); l.push(l[0].replace(DIRTY, "zz")); f.write_lines("edits.jsonl", &l); f.reseal(); }),
        case!("edits-malformed", "cut", "site.example/zz-lines.txt", 2, Sealed, [], |f| { let t = f.read("edits.jsonl"); f.write("edits.jsonl", &t[..t.len() - 9]); f.reseal(); }),
        case!("edits-malformed", "op-unknown", DIRTY, 2, Sealed, [], |f| { f.edits(DIRTY, |l| l.replacen("[\"=\"", "[\"!\"", 1)); f.reseal(); }),
        case!("edits-malformed", "op-of-too-many-parts", DIRTY, 2, Sealed, [], |f| { f.edits(DIRTY, |l| l.replacen("[\"=\",15]", "[\"=\",15,1]", 1)); f.reseal(); }),
        case!("edits-malformed", "nested", DIRTY, 2, Sealed, [], |f| { f.edits(DIRTY, |l| l.replacen("[\"=\",15]", &format!("[\"=\",15,{}{}]", "[".repeat(200_000), "]".repeat(200_000)), 1)); f.reseal(); }),
        case!("edits-version", "of-tomorrow", DIRTY, 2, Sealed, [], |f| { f.edits(DIRTY, |l| l.replace("\"v\":1", "\"v\":2")); f.reseal(); }),
        case!("edits-form", "two-keeps", DIRTY, 2, Sealed, [], |f| { f.edits(DIRTY, |l| l.replacen("[\"=\",15]", "[\"=\",7],[\"=\",8]", 1)); f.reseal(); }),
        case!("edits-form", "empty-keep", DIRTY, 2, Sealed, [], |f| { f.edits(DIRTY, |l| l.replacen("[\"=\",15]", "[\"?\",0,\"tidy/blank-runs\"],[\"=\",15]", 1)); f.reseal(); }),
        case!("edits-form", "nothing-removed", DIRTY, 2, Sealed, [], |f| { f.edits(DIRTY, |l| l.replacen("[\"=\",15]", "[\"=\",15],[\"-\",\"\",\"tidy/blank-runs\"]", 1)); f.reseal(); }),
        case!("edits-form", "replaced-by-itself", DIRTY, 2, Sealed, [], |f| { f.edits(DIRTY, |l| l.replacen("[\"=\",15]", "[\"=\",14],[\"~\",\".\",\".\",\"tidy/blank-runs\"]", 1)); f.reseal(); }),
        case!("edits-decode", "hex", BINARY, 2, Sealed, [], |f| { f.edits(BINARY, |l| l.replace("89504e47", "89504E47")); f.reseal(); }),
        case!("edits-decode", "carried-in-two-pieces", BINARY, 2, Sealed, [], |f| { f.edits(BINARY, |l| l.replace("[0,0,\"89504e47", "[0,0,\"89\"],[0,0,\"504e47")); f.reseal(); }),
        case!("edits-decode", "past-the-end", DIRTY, 2, Sealed, [], |f| { f.edits(DIRTY, |l| l.replace("\"newlines\":\"lf\"", "\"newlines\":\"lf\",\"raw\":[[9999,1,\"00\"]]")); f.reseal(); }),
        case!("sums-differ", "another-digest", FINE, 1, Sealed, ["clean-differs", "row-clean"], |f| { f.row(FINE, |r| r["clean"]["sha256"] = json!(Digest::of(b""))); let l = f.read("clean.sha256").replace(&Digest::of(b"A note about a lighthouse.\n").to_string(), &Digest::of(b"x").to_string()); f.write("clean.sha256", l); f.reseal(); }),
        case!("sums-differ", "of-nobody", "zz", 1, Sealed, ["raw-missing"], |f| { let mut t = f.read("raw.sha256"); t += &format!("{}  zz\n", Digest::of(b"")); f.write("raw.sha256", t); f.reseal(); }),
        case!("rows-order", "twice", FINE, 2, Sealed, ["sums-order"], twice),
        case!("row-version", "of-tomorrow", FINE, 2, Sealed, [], |f| { f.row(FINE, |r| r["v"] = json!(2)); f.reseal(); }),
        case!("row-duplicate", "of-a-later-one", LATER, 2, Sealed, [], |f| { copies(f); f.row(LATER, |r| r["duplicate_of"] = json!("site.example/zebra.txt")); f.reseal(); }),
        case!("row-status", "cleaned-but-the-same", FINE, 2, Sealed, [], |f| { f.row(FINE, |r| r["status"] = json!("cleaned")); f.reseal(); }),
        case!("row-status", "unchanged-but-for-a-reason", FINE, 2, Sealed, [], |f| { f.row(FINE, |r| r["reason"] = json!("none")); f.reseal(); }),
        case!("row-status", "raw-sum-left-out", DIRTY, 2, Sealed, [], |f| { f.row(DIRTY, |r| { r.as_object_mut().unwrap().remove("raw"); }); let l: Vec<String> = f.lines("raw.sha256").into_iter().filter(|l| !l.contains(DIRTY)).collect(); f.write_lines("raw.sha256", &l); f.reseal(); }),
        case!("row-status", "quarantined-with-a-text", FINE, 2, Sealed, [], |f| { f.row(FINE, |r| r["status"] = json!("quarantined")); f.reseal(); }),
        case!("row-stages", "without-edits", FINE, 2, Sealed, [], |f| { f.row(FINE, |r| r["stages"] = json!([{"bytes": 27, "edits": 1, "name": "tidy", "sha256": r["clean"]["sha256"]}])); f.reseal(); }),
        case!("row-clean", "not-the-last-output", DIRTY, 2, Sealed, [], |f| { f.row(DIRTY, |r| r["stages"][0]["sha256"] = json!(Digest::of(b""))); f.reseal(); }),
        case!("row-fate", "kept-more", DIRTY, 2, Sealed, [], |f| { f.row(DIRTY, |r| { let n = r["fate"]["removed"].as_u64().unwrap(); r["fate"]["removed"] = json!(n - 1); r["fate"]["kept"] = json!(r["fate"]["kept"].as_u64().unwrap() + 1); }); f.reseal(); }),
        case!("edits-decode", "label", DIRTY, 2, Sealed, [], |f| { f.edits(DIRTY, |l| l.replace("utf-8", "koi8-r")); f.reseal(); }),
        case!("edits-stages", "name", DIRTY, 2, Sealed, [], |f| { f.edits(DIRTY, |l| l.replace("\"name\":\"tidy\"", "\"name\":\"spam\"")); f.reseal(); }),
        case!("edits-stages", "left-out", DIRTY, 2, Sealed, [], |f| { f.edits(DIRTY, |l| { let mut e: Value = serde_json::from_str(l).unwrap(); e["stages"] = json!([]); canonical(&e) }); f.reseal(); }),
        case!("edits-lengths", "keep", DIRTY, 2, Sealed, [], |f| { f.edits(DIRTY, |l| l.replacen("[\"=\",15]", "[\"=\",16]", 1)); f.reseal(); }),
        case!("edits-stages", "of-no-run", DIRTY, 2, Sealed, [], |f| { f.edits(DIRTY, |l| l.replace("\"name\":\"tidy\"", "\"name\":\"spam\"")); f.row(DIRTY, |r| r["stages"][0]["name"] = json!("spam")); f.reseal(); }),
        case!("edits-rule", "unknown", DIRTY, 2, Sealed, [], |f| { f.edits(DIRTY, |l| l.replacen("tidy/", "tidy/un", 1)); f.reseal(); }),
        case!("edits-rule", "of-another-stage", DIRTY, 2, Sealed, [], |f| { f.edits(DIRTY, |l| l.replacen("tidy/trailing-blanks", "normalize/newlines", 1)); f.reseal(); }),
        case!("edits-count", "more", DIRTY, 2, Sealed, [], |f| { f.row(DIRTY, |r| r["stages"][0]["edits"] = json!(9)); f.reseal(); }),
        // The history.
        case!("history-broken", "chain", "history.jsonl", 5, Sealed, [], |f| f.replace_in("history.jsonl", "e3b0", "e3b1")),
        case!("history-broken", "number", "history.jsonl", 5, Sealed, [], |f| f.replace_in("history.jsonl", "\"n\":0", "\"n\":1")),
        case!("history-broken", "gone", "history.jsonl", 5, Sealed, [], |f| f.remove("manifests/history.jsonl")),
        case!("history-broken", "the-same-run-again", "history.jsonl", 5, Sealed, [], |f| { let l = f.lines("history.jsonl").remove(0); let again = l.replace("\"n\":0", "\"n\":1").replace(&Digest::of(b"").to_string(), &Digest::of(l.as_bytes()).to_string()); f.write_lines("history.jsonl", &[l, again]); }),
        case!("history-broken", "too-long", "history.jsonl", 5, Sealed, [], |f| f.write("history.jsonl", "x".repeat(10_000) + "\n")),
        case!("history-empty", "file", "history.jsonl", 5, Sealed, [], |f| f.write("history.jsonl", "")),
        case!("history-other-run", "digest", "history.jsonl", 5, Sealed, [], |f| f.write("history.jsonl", extend_history("", Digest::of(b"x"), 4).unwrap())),
        case!("history-documents", "count", "history.jsonl", 5, Sealed, [], |f| f.replace_in("history.jsonl", "\"documents\":4", "\"documents\":5")),
        // The way back.
        case!("restore-no-text", "file-gone", FINE, 1, Restore, ["clean-missing"], |f| f.remove(&format!("clean/{FINE}"))),
        case!("restore-no-text", "a-fifo", FINE, 1, Restore, ["clean-differs"], |f| { f.remove(&format!("clean/{FINE}")); fifo(f, &format!("clean/{FINE}")); }),
        case!("record-unreadable", "a-fifo", "rows.jsonl", 2, Restore, ["file-missing", "file-extra"], |f| { f.remove("manifests/rows.jsonl"); fifo(f, "manifests/rows.jsonl"); }),
        case!("file-missing", "a-link", "corpus.diff", 2, Restore, ["file-extra"], |f| { std::fs::rename(f.0.at("manifests/corpus.diff"), f.0.at("diff")).unwrap(); std::os::unix::fs::symlink("../diff", f.0.at("manifests/corpus.diff")).unwrap(); }),
        case!("run-malformed", "a-fifo", "run.json", 2, Replay, ["history-other-run", "replay-unchecked"], |f| { f.remove("manifests/run.json"); fifo(f, "manifests/run.json"); }),
        case!("restore-ends", "edits-missing", BINARY, 2, Restore, ["edits-other"], |f| { drop_edits(f, BINARY); f.reseal(); }),
        case!("record-unreadable", "rows-gone", "rows.jsonl", 2, Restore, ["file-missing"], |f| f.remove("manifests/rows.jsonl")),
        case!("restore-no-text", "of-another-size", FINE, 6, Restore, [], put_another_text),
        case!("restore-differs", "removed-words", DIRTY, 6, Restore, [], |f| { f.edits(DIRTY, |l| l.replacen("\"  \"", "\"!!\"", 1)); f.reseal(); }),
        case!("restore-unfit", "inserted-words", DIRTY, 6, Restore, [], |f| { f.edits(DIRTY, |l| l.replace("[\"+\",\"\\n\"", "[\"+\",\"x\"")); f.reseal(); }),
        case!("codecs-differ", "more", "codecs.jsonl", 6, Restore, [], |f| { f.write("codecs.jsonl", "{\"label\":\"koi8-r\",\"map\":[[\"\u{444}\",\"c6\"]],\"v\":1}\n"); f.reseal(); }),
        // The stages run again.
        case!("replay-differs", "version-of-the-program", "run.json", 7, Replay, [], |f| f.run(|r| r["tool"]["version"] = json!("9.9.9"))),
        case!("replay-unchecked", "no-raw-files", "raw", 3, Replay, [], |f| f.remove("raw")),
        case!("replay-unchecked", "version-of-a-rule", "", 3, Replay, [], |f| { f.replace_in("config.json", "\"version\":", "\"version\":9"); f.reseal(); }),
    ]
}

#[test]
fn every_forged_record_is_found_out() {
    let base = base();
    assert_eq!(base.0.verify(Replay).exit_code(), 0);
    let resealed = copy_of(&base);
    resealed.reseal();
    assert!(resealed.0.files("manifests") == base.0.files("manifests"), "an honest record is its own forgery");
    let mut wrong = Vec::new();
    for case in cases() {
        let forged = copy_of(&base);
        (case.forge)(&forged);
        let report = forged.0.verify(case.level);
        let codes: BTreeSet<&str> = report.findings.iter().map(|f| f.code).collect();
        let expected: BTreeSet<&str> = std::iter::once(case.code).chain(case.with.iter().copied()).collect();
        let named = report.findings.iter().any(|f| f.code == case.code && f.id == case.id);
        if codes != expected || !named || report.exit_code() != case.exit {
            wrong.push(format!("{}-{}: exit {}, {:#?}", case.code, case.what, report.exit_code(), report.findings));
        }
    }
    assert!(wrong.is_empty(), "{} cases\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_code_has_a_forged_record() {
    let sources = [
        include_str!("../src/verify/mod.rs"),
        include_str!("../src/verify/fixity.rs"),
        include_str!("../src/verify/sealed.rs"),
        include_str!("../src/verify/rows.rs"),
        include_str!("../src/verify/agree.rs"),
        include_str!("../src/verify/order.rs"),
        include_str!("../src/verify/history.rs"),
        include_str!("../src/record/records.rs"),
        include_str!("../src/verify/restored.rs"),
        include_str!("../src/verify/replay.rs"),
    ];
    let is_code = |s: &&str| s.contains('-') && s.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') && *s != "kebab-case";
    let codes: BTreeSet<&str> =
        sources.iter().flat_map(|s| s.lines()).flat_map(|l| l.split('"').skip(1).step_by(2)).filter(is_code).collect();
    let covered: BTreeSet<&str> = cases().iter().map(|c| c.code).collect();
    assert_eq!(codes, covered);
}

#[test]
fn the_command_line_ends_with_the_code_of_the_finding() {
    for (level, exit, forge) in [
        ("fixity", 1, (|f: &Forge| f.remove(&format!("clean/{FINE}"))) as fn(&Forge)),
        ("sealed", 2, |f| f.write("note.txt", "")),
        ("sealed", 3, |f| f.run(|r| r["v"] = json!(2))),
        ("sealed", 5, |f| f.write("history.jsonl", "")),
        ("restore", 6, |f| {
            f.edits(DIRTY, |l| l.replacen("\"  \"", "\"!!\"", 1));
            f.reseal();
        }),
        ("replay", 7, |f| f.run(|r| r["tool"]["version"] = json!("9.9.9"))),
        ("fixity", 3, |f| f.remove("manifests")),
    ] {
        let forged = base();
        forge(&forged);
        forged.0.run(&["verify", "--level", level]).says(exit, &[]);
        let json = forged.0.run(&["verify", "--level", level, "--json"]);
        assert_eq!(json.code, exit);
        if !json.out.is_empty() {
            assert_eq!(serde_json::from_str::<Value>(&json.out).unwrap()["exit_code"], exit);
        }
    }
}
