//! Whoever wants a record to say something else, and what sees it: our verifier, and an audit by stock tools that are
//! not ours, typed as docs/audit.md has it. Each attacker makes every hash fit again that is not signed.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod common;

use common::forge::{BINARY, DIRTY, FINE, Forge, base, copy_of, drop_edits, twice};
use common::keys::{SIGNER, make, sign_by_openssh, trust};
use common::{Ran, files};
use scrubjay::digest::Digest;
use scrubjay::record::canonical;
use scrubjay::record::run::extend_history;
use scrubjay::sign::Trust;
use scrubjay::verify::{Asked, Level, verify_with};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

/// Where nobody can name a document: it is gone without a trace, or the lie is in what the signature covers alone.
const RUN: &str = "run.json";
const SIG: &str = "run.json.sig";
const HISTORY: &str = "history.jsonl";

/// Who sees an attack.
#[derive(Clone, Copy, PartialEq)]
enum Seen {
    /// Level sealed, also without any signature; and the steps of the stock audit after the first.
    Unsigned,
    /// Level sealed and the stock audit, by the signature.
    Signed,
    /// Whoever kept a checkpoint.
    Kept,
    /// Whoever runs the stages again.
    Replay,
}

struct Attack {
    name: &'static str,
    /// A finding with this code about this document or file must be among those of our verifier.
    code: &'static str,
    id: &'static str,
    exit: i32,
    seen: Seen,
    forge: fn(&Forge),
}

#[rustfmt::skip]
macro_rules! attack {
    ($name:literal, $code:literal, $id:expr, $exit:literal, $seen:ident, $forge:expr) => {
        Attack { name: $name, code: $code, id: $id, exit: $exit, seen: Seen::$seen, forge: $forge }
    };
}

#[rustfmt::skip]
fn attacks() -> Vec<Attack> {
    vec![
        // Files.
        attack!("bit rot in raw", "raw-differs", FINE, 1, Unsigned, |f| flip(f, &format!("raw/{FINE}"))),
        attack!("bit rot in clean", "clean-differs", DIRTY, 1, Unsigned, |f| flip(f, &format!("clean/{DIRTY}"))),
        attack!("extra file in clean", "clean-extra", "site.example/more.txt", 1, Unsigned, |f| f.0.put("clean/site.example/more.txt", "more\n")),
        attack!("extra file in raw", "raw-extra", "site.example/more.txt", 1, Unsigned, |f| f.0.put("raw/site.example/more.txt", "more\n")),
        attack!("extra file in the record", "file-extra", "note.txt", 2, Unsigned, |f| f.write("note.txt", "read me")),
        attack!("symlink with the same bytes, in clean", "clean-differs", FINE, 1, Unsigned, |f| relink(f, "clean")),
        attack!("symlink with the same bytes, in raw", "raw-differs", FINE, 1, Unsigned, |f| relink(f, "raw")),
        attack!("extra link in raw", "raw-extra", "link", 1, Unsigned, |f| std::os::unix::fs::symlink("site.example/fine.txt", f.0.at("raw/link")).unwrap()),
        attack!("clean edited, its hashes redone", "signature-bad", SIG, 4, Signed, |f| { put_words(f, "lighthouse", "lightship!"); f.reseal(); }),
        // Documents and rows.
        attack!("document removed everywhere", "signature-bad", SIG, 4, Signed, |f| { remove_everywhere(f, FINE); f.reseal(); }),
        attack!("document removed from clean and rows, not from raw", "raw-extra", FINE, 1, Unsigned, |f| { let raw = f.0.text(&format!("raw/{FINE}")); remove_everywhere(f, FINE); f.0.put(format!("raw/{FINE}"), raw); f.reseal(); }),
        attack!("rows swapped", "rows-order", DIRTY, 2, Unsigned, |f| { swap_rows(f); f.reseal(); }),
        attack!("row doubled", "rows-order", FINE, 2, Unsigned, twice),
        attack!("edits row lost", "edits-other", BINARY, 2, Unsigned, |f| { drop_edits(f, BINARY); f.reseal(); }),
        attack!("last edits row lost", "edits-missing", LAST, 2, Unsigned, |f| { drop_edits(f, LAST); f.reseal(); }),
        attack!("edits row added", "edits-unasked", "zz", 2, Unsigned, |f| { let mut l = f.lines("edits.jsonl"); l.push(l[0].replace(DIRTY, "zz")); f.write_lines("edits.jsonl", &l); f.reseal(); }),
        attack!("rows cut mid-line", "row-malformed", LAST, 2, Unsigned, |f| { let t = f.read("rows.jsonl"); f.write("rows.jsonl", &t[..t.len() - 60]); f.reseal(); }),
        attack!("rows cut at a line", "clean-extra", LAST, 1, Unsigned, |f| { cut_rows(f); f.reseal(); }),
        attack!("rows cut at a line, the lists of sums left as they were", "sums-differ", LAST, 2, Unsigned, |f| { let mut l = f.lines("rows.jsonl"); l.pop(); f.write_lines("rows.jsonl", &l); drop_edits(f, LAST); f.reseal(); }),
        attack!("status changed", "row-status", FINE, 2, Unsigned, |f| { f.row(FINE, |r| r["status"] = json!("cleaned")); f.reseal(); }),
        attack!("fate changed", "row-fate", DIRTY, 2, Unsigned, |f| { f.row(DIRTY, |r| { r["fate"]["removed"] = json!(0); }); f.reseal(); }),
        attack!("encoding changed", "edits-decode", FINE, 2, Unsigned, |f| { f.row(FINE, |r| r["decode"]["label"] = json!("koi8-r")); f.reseal(); }),
        attack!("stage's hash changed", "row-clean", DIRTY, 2, Unsigned, |f| { f.row(DIRTY, |r| r["stages"][0]["sha256"] = json!(Digest::of(b""))); f.reseal(); }),
        // Edits.
        attack!("rule name falsified", "signature-bad", SIG, 4, Signed, |f| { blame(f); f.reseal(); }),
        attack!("rule name made up", "edits-rule", DIRTY, 2, Unsigned, |f| { f.edits(DIRTY, |l| l.replace("tidy/blank-runs", "tidy/blank-looks")); f.reseal(); }),
        attack!("removed text changed", "signature-bad", SIG, 4, Signed, |f| { f.edits(DIRTY, |l| l.replacen("\"  \"", "\"!!\"", 1)); f.reseal(); }),
        attack!("removed text changed, the row not told", "edits-other", DIRTY, 2, Unsigned, |f| { f.line("edits.jsonl", DIRTY, |l| l.replacen("\"  \"", "\"!!\"", 1)); f.reseal(); }),
        attack!("an operation said in two", "edits-form", DIRTY, 2, Unsigned, |f| { f.edits(DIRTY, |l| l.replacen("[\"=\",15]", "[\"=\",7],[\"=\",8]", 1)); f.reseal(); }),
        // Names and spellings.
        attack!("traversal id", "row-id", "../fine.txt", 1, Unsigned, |f| { rename(f, "../fine.txt"); f.reseal(); }),
        attack!("id spelled another way", "row-id", "site.example/%66ine.txt", 2, Unsigned, |f| { f.line("rows.jsonl", FINE, |l| l.replace("/fine", "/%66ine")); f.reseal(); }),
        attack!("id with a lower-case escape", "row-id", "site.example%2ffine.txt", 2, Unsigned, |f| { f.line("rows.jsonl", FINE, |l| l.replace("/fine", "%2ffine")); f.reseal(); }),
        attack!("duplicate JSON key", "row-malformed", FINE, 2, Unsigned, |f| { f.line("rows.jsonl", FINE, |l| l.replace("\"v\":1", "\"v\":1,\"v\":1")); f.reseal(); }),
        attack!("duplicate JSON key in edits", "edits-malformed", DIRTY, 2, Unsigned, |f| { f.edits(DIRTY, |l| l.replace("\"v\":1", "\"v\":1,\"v\":1")); f.reseal(); }),
        attack!("pretty print", "row-malformed", FINE, 2, Unsigned, |f| { f.line("rows.jsonl", FINE, |l| l.replace("\":", "\": ")); f.reseal(); }),
        attack!("a number as 1.0", "row-malformed", FINE, 2, Unsigned, |f| { f.line("rows.jsonl", FINE, |l| l.replace("\"v\":1", "\"v\":1.0")); f.reseal(); }),
        attack!("a number as 1e0", "row-malformed", FINE, 2, Unsigned, |f| { f.line("rows.jsonl", FINE, |l| l.replace("\"v\":1", "\"v\":1e0")); f.reseal(); }),
        attack!("a number over 2^53", "row-malformed", FINE, 2, Unsigned, |f| { f.line("rows.jsonl", FINE, |l| l.replace("\"v\":1", "\"v\":9007199254740993")); f.reseal(); }),
        attack!("a key of tomorrow", "row-malformed", FINE, 2, Signed, |f| { f.row(FINE, |r| r["w"] = json!(1)); f.reseal(); }),
        // Signatures.
        attack!("signature stripped", "signature-missing", SIG, 4, Signed, |f| f.remove("manifests/run.json.sig")),
        attack!("other key", "signature-untrusted", SIG, 4, Signed, |f| sign_by_openssh(&f.0, "other", "scrubjay-run@v1")),
        attack!("right key, other namespace", "signature-bad", SIG, 4, Signed, |f| sign_by_openssh(&f.0, "key", "file")),
        attack!("expired key", "signature-untrusted", SIG, 4, Signed, |f| sign_by_openssh(&f.0, "expired", "scrubjay-run@v1")),
        attack!("key of another signer", "signature-untrusted", SIG, 4, Signed, |f| sign_by_openssh(&f.0, "colleague", "scrubjay-run@v1")),
        attack!("signature over something else", "signature-bad", SIG, 4, Signed, |f| { let run = f.read(RUN); f.write(RUN, "{}\n"); sign_by_openssh(&f.0, "key", "scrubjay-run@v1"); f.write(RUN, run); }),
        // What the run says of itself.
        attack!("tool version changed", "signature-bad", SIG, 4, Signed, |f| f.run(|r| r["tool"]["version"] = json!("9.9.9"))),
        attack!("profile changed", "signature-bad", SIG, 4, Signed, |f| { f.write("profile.jsonl", "{\"documents\":5,\"lines\":[[\"a line\",5,5,0]],\"site\":\"site.example\",\"v\":1}\n"); f.reseal(); }),
        attack!("configuration changed", "signature-bad", SIG, 4, Signed, |f| { f.replace_in("config.json", "\"max_removed\":900", "\"max_removed\":901"); f.reseal(); }),
        attack!("diff changed", "signature-bad", SIG, 4, Signed, |f| { f.replace_in("corpus.diff", "ferry", "berry"); f.reseal(); }),
        attack!("counts changed", "rows-count", RUN, 2, Unsigned, |f| f.run(|r| r["documents"] = json!(9))),
        attack!("restorable denied", "run-restorable", RUN, 2, Unsigned, |f| f.run(|r| r["restorable"] = json!(false))),
        // What breaks readers.
        attack!("nesting bomb in a row", "row-malformed", FINE, 2, Unsigned, |f| { f.line("rows.jsonl", FINE, |l| l.replace("\"stages\":[]", &format!("\"stages\":{}{}", "[".repeat(30_000), "]".repeat(30_000)))); f.reseal(); }),
        attack!("nesting bomb in edits", "edits-malformed", DIRTY, 2, Unsigned, |f| { f.edits(DIRTY, |l| l.replacen("[\"=\",15]", &format!("{}{}", "[".repeat(200_000), "]".repeat(200_000)), 1)); f.reseal(); }),
        attack!("nesting bomb in config.json", "config-malformed", "config.json", 2, Unsigned, |f| { f.write("config.json", format!("{}{}\n", "[".repeat(200_000), "]".repeat(200_000))); f.reseal(); }),
        attack!("a declared size that lies, of a raw file", "row-stages", FINE, 2, Unsigned, |f| { f.row(FINE, |r| r["raw"]["bytes"] = json!((1u64 << 53) - 1)); f.reseal(); }),
        attack!("a declared size that lies, of a decoded text", "edits-lengths", DIRTY, 2, Unsigned, |f| { f.row(DIRTY, |r| { r["decoded"]["bytes"] = json!(1u64 << 52); r["fate"]["kept"] = json!(1u64 << 52); }); f.reseal(); }),
        attack!("a declared size that lies, of a kept stretch", "edits-lengths", DIRTY, 2, Unsigned, |f| { f.edits(DIRTY, |l| l.replacen("[\"=\",15]", "[\"=\",9007199254740991]", 1)); f.reseal(); }),
        attack!("a declared size that lies, of a file of the record", "file-differs", "edits.jsonl", 2, Unsigned, |f| f.run(|r| { let file = r["files"].as_array_mut().unwrap().iter_mut().find(|f| f["name"] == "edits.jsonl").unwrap(); file["bytes"] = json!(1u64 << 52); })),
        // Time.
        attack!("rollback", "history-rolled-back", HISTORY, 5, Kept, |f| { f.remove("raw"); f.remove("clean"); f.remove("manifests"); common::copy(&f.0.at("older"), f.0.root()); }),
        attack!("rollback with a line of its own", "history-older-run", HISTORY, 5, Kept, rollback_with_a_line),
        attack!("fork", "history-forked", HISTORY, 5, Kept, |f| { f.remove("raw"); f.remove("clean"); f.remove("manifests"); common::copy(&f.0.at("fork"), f.0.root()); }),
        attack!("history made anew", "history-rolled-back", HISTORY, 5, Kept, Forge::history),
        // The signer lies.
        attack!("a signer who blames the wrong rule", "replay-differs", DIRTY, 7, Replay, |f| { blame(f); f.reseal(); sign_by_openssh(&f.0, "key", "scrubjay-run@v1"); }),
        attack!("a signer who removes more and says so", "replay-differs", DIRTY, 7, Replay, |f| { remove_more(f); f.reseal(); sign_by_openssh(&f.0, "key", "scrubjay-run@v1"); }),
    ]
}

const LAST: &str = "site.example/zz-lines.txt";

fn flip(f: &Forge, path: &str) {
    let mut bytes = fs::read(f.0.at(path)).unwrap();
    bytes[3] ^= 4;
    f.0.put(path, bytes);
}

fn relink(f: &Forge, tree: &str) {
    f.0.put("elsewhere", f.0.text(&format!("{tree}/{FINE}")));
    f.remove(&format!("{tree}/{FINE}"));
    std::os::unix::fs::symlink(f.0.at("elsewhere"), f.0.at(format!("{tree}/{FINE}"))).unwrap();
}

fn drop_lines(f: &Forge, name: &str, id: &str) {
    let lines: Vec<String> = f.lines(name).into_iter().filter(|l| !l.contains(id)).collect();
    f.write_lines(name, &lines);
}

fn remove_everywhere(f: &Forge, id: &str) {
    f.remove(&format!("raw/{id}"));
    f.remove(&format!("clean/{id}"));
    for name in ["rows.jsonl", "edits.jsonl", "raw.sha256", "clean.sha256"] {
        drop_lines(f, name, id);
    }
}

/// Other words of the same length in the clean and the raw file, with every digest of theirs.
fn put_words(f: &Forge, from: &str, to: &str) {
    let old = f.0.text(&format!("clean/{FINE}"));
    let new = old.replace(from, to);
    assert_eq!(old.len(), new.len());
    for tree in ["raw", "clean"] {
        f.0.put(format!("{tree}/{FINE}"), &new);
    }
    for name in ["rows.jsonl", "raw.sha256", "clean.sha256"] {
        f.write(name, f.read(name).replace(&Digest::of(old.as_bytes()).to_string(), &Digest::of(new.as_bytes()).to_string()));
    }
}

fn swap_rows(f: &Forge) {
    for name in ["rows.jsonl", "raw.sha256", "clean.sha256"] {
        let mut lines = f.lines(name);
        lines.swap(0, 1);
        f.write_lines(name, &lines);
    }
}

fn cut_rows(f: &Forge) {
    for name in ["rows.jsonl", "edits.jsonl", "raw.sha256", "clean.sha256"] {
        let mut lines = f.lines(name);
        lines.pop();
        f.write_lines(name, &lines);
    }
    f.remove(&format!("raw/{LAST}"));
}

fn rename(f: &Forge, to: &str) {
    for name in ["rows.jsonl", "raw.sha256", "clean.sha256"] {
        f.write(name, f.read(name).replace(FINE, to));
    }
}

/// Puts down to one rule what another did, wherever it is counted.
fn blame(f: &Forge) {
    f.edits(DIRTY, |l| l.replace("tidy/trailing-blanks", "tidy/blank-runs"));
    f.run(|run| {
        let rules = run["rules"].as_object_mut().unwrap();
        let n = rules.remove("tidy/trailing-blanks").unwrap().as_u64().unwrap() + rules["tidy/blank-runs"].as_u64().unwrap();
        rules["tidy/blank-runs"] = json!(n);
    });
}

/// Takes the last words out of a clean text, under the name of a rule that takes blank lines.
fn remove_more(f: &Forge) {
    let clean = f.0.text(&format!("clean/{DIRTY}"));
    let shorter = clean.replace("\n\nNobody waved\n", "\n\n");
    assert_ne!(clean, shorter);
    f.0.put(format!("clean/{DIRTY}"), &shorter);
    f.edits(DIRTY, |line| {
        let mut edits: Value = serde_json::from_str(line).unwrap();
        let ops = edits["stages"][0]["ops"].as_array_mut().unwrap();
        let (insert, keep) = (ops.pop().unwrap(), ops.pop().unwrap());
        assert_eq!((insert[0].as_str(), keep.clone()), (Some("+"), json!(["=", 12])));
        ops.push(json!(["-", "Nobody waved", "tidy/blank-runs"]));
        canonical(&edits)
    });
    f.row(DIRTY, |row| {
        let sum = json!({"bytes": shorter.len(), "sha256": Digest::of(shorter.as_bytes())});
        row["clean"] = sum.clone();
        let stage = &mut row["stages"][0];
        (stage["bytes"], stage["sha256"]) = (sum["bytes"].clone(), sum["sha256"].clone());
        let kept = row["fate"]["kept"].as_u64().unwrap() - 12;
        let removed = row["fate"]["removed"].as_u64().unwrap() + 12;
        row["fate"] = json!({"added": 0, "changed": 0, "kept": kept, "removed": removed});
    });
    let old = Digest::of(clean.as_bytes()).to_string();
    f.write("clean.sha256", f.read("clean.sha256").replace(&old, &Digest::of(shorter.as_bytes()).to_string()));
    f.run(|run| {
        let rules = run["rules"].as_object_mut().unwrap();
        rules.remove("tidy/final-newline");
        rules["tidy/blank-runs"] = json!(rules["tidy/blank-runs"].as_u64().unwrap() + 1);
    });
}

/// Puts an older signed run in the place of the newest, and adds a line of history for it, which nobody signs.
fn rollback_with_a_line(f: &Forge) {
    let history = f.read(HISTORY);
    f.remove("raw");
    f.remove("clean");
    f.remove("manifests");
    common::copy(&f.0.at("older"), f.0.root());
    let (run, documents) = (f.read(RUN), serde_json::from_str::<Value>(&f.read(RUN)).unwrap()["documents"].as_u64().unwrap());
    f.write(HISTORY, extend_history(&history, Digest::of(run.as_bytes()), documents).unwrap());
}

/// A signed record with two runs in its history, the older one of them beside it, and a fork: another second run.
fn signed() -> Forge {
    let f = base();
    for name in ["key", "other", "expired", "colleague"] {
        make(&f.0, name, "ed25519", "");
    }
    let public = |name| common::keys::public(&f.0, name);
    let trusted = format!(
        "{SIGNER} namespaces=\"scrubjay-run@v1\" {}\n{SIGNER} valid-before=\"20200101Z\" {}\ncolleague@library.example {}\n",
        public("key"),
        public("expired"),
        public("colleague")
    );
    let set_aside = |name: &str| {
        for folder in ["raw", "clean", "manifests"] {
            common::copy(&f.0.at(folder), &f.0.at(format!("{name}/{folder}")));
        }
    };
    f.0.run(&["sign", "--key", "key"]).says(0, &[]);
    set_aside("older");
    let bring_back = || {
        for folder in ["raw", "clean", "manifests"] {
            f.remove(folder);
        }
        common::copy(&f.0.at("older"), f.0.root());
    };
    // A second run, the fork: with a document that the honest one does not have.
    f.0.put("raw/site.example/forked.txt", "Another story.\n");
    f.0.clean(&[]).says(1, &[]);
    f.0.run(&["sign", "--key", "key"]).says(0, &[]);
    set_aside("fork");
    bring_back();
    f.0.put("raw/site.example/newer.txt", "A newer story.\n");
    f.0.clean(&[]).says(1, &[]);
    f.0.run(&["sign", "--key", "key"]).says(0, &[]);
    f.0.put("allowed_signers", trusted);
    // What the auditor keeps, for us and for the stock audit.
    f.0.put("checkpoint", f.0.run(&["checkpoint"]).says(0, &[]).out.clone());
    f.0.put("kept", format!("{}\n", f.lines(HISTORY).pop().unwrap()));
    f
}

const OURS: &[&str] = &["verify", "--json", "--allowed-signers", "allowed_signers", "--signer", SIGNER];

fn ours(f: &Forge, more: &[&str]) -> (i32, Vec<(String, String)>) {
    let ran = f.0.run(&[OURS, more].concat());
    let report: Value = serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {ran:#?}"));
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    let findings = report["findings"].as_array().unwrap().iter().map(|f| (text(&f["code"]), text(&f["id"]))).collect();
    (ran.code, findings)
}

/// The steps of docs/audit.md, as they stand there: (heading, commands).
fn steps() -> Vec<(String, String)> {
    let (mut steps, mut heading, mut inside) = (Vec::<(String, String)>::new(), String::new(), false);
    for line in include_str!("../docs/audit.md").lines() {
        match line {
            "```bash" => {
                inside = true;
                if steps.last().is_none_or(|(h, _)| *h != heading) {
                    steps.push((heading.clone(), String::new()));
                }
            }
            "```" => inside = false,
            _ if inside => steps.last_mut().unwrap().1 += &format!("{line}\n"),
            _ => heading = line.strip_prefix("## ").map_or(heading, str::to_owned),
        }
    }
    steps
}

/// The heading of the first step that prints something.
fn stock(f: &Forge, steps: &[(String, String)]) -> Option<String> {
    steps.iter().find_map(|(heading, commands)| {
        let output = Command::new("timeout").args(["120", "bash", "-c", commands]).current_dir(f.0.root()).output().unwrap();
        let ran = Ran::of(output);
        (!ran.out.is_empty() || !ran.err.is_empty()).then(|| format!("{heading}: {}{}", ran.out, ran.err))
    })
}

#[test]
fn no_attack_goes_unnoticed() {
    let base = signed();
    let steps = steps();
    assert_eq!(steps.len(), 9, "docs/audit.md has other steps");
    assert_eq!(ours(&base, &["--level", "replay", "--checkpoint", "checkpoint"]), (0, vec![]));
    assert_eq!(stock(&base, &steps), None);
    let mut wrong = Vec::new();
    for attack in attacks() {
        let forged = copy_of(&base);
        (attack.forge)(&forged);
        if attack.seen == Seen::Replay {
            // The lie is in the very run that is audited for the first time.
            forged.remove("kept");
        }
        let mut miss = |what: &str, got: String| wrong.push(format!("{}: {what}: {got}", attack.name));
        let (code, findings) = match attack.seen {
            Seen::Kept => ours(&forged, &["--level", "sealed", "--checkpoint", "checkpoint"]),
            Seen::Replay => ours(&forged, &["--level", "replay"]),
            _ => ours(&forged, &["--level", "sealed"]),
        };
        if code != attack.exit || !findings.iter().any(|(code, id)| (code.as_str(), id.as_str()) == (attack.code, attack.id)) {
            miss("ours", format!("exit {code}, {findings:?}"));
        }
        // What needs no signature to be seen must be seen without one: by us, and by the steps after the first.
        let unsigned = attack.seen == Seen::Unsigned;
        let found = stock(&forged, &steps[usize::from(unsigned)..]);
        match attack.seen {
            Seen::Replay => {
                // As docs/audit.md says: nothing below a replay can tell.
                let lower = ours(&forged, &["--level", "restore"]);
                if found.is_some() || lower != (0, vec![]) {
                    miss("a lower level sees it now", format!("{found:?} {lower:?}"));
                }
            }
            _ if found.is_none() => miss("the stock audit", "nothing".to_owned()),
            _ => {}
        }
        if unsigned {
            let _ = fs::remove_file(forged.0.at("manifests/run.json.sig"));
            let bare = forged.0.run(&["verify", "--json", "--level", "sealed"]);
            if bare.code != attack.exit {
                miss("ours, without a signature", bare.out);
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), attacks().len(), wrong.join("\n"));
}

#[test]
fn every_code_about_signatures_and_checkpoints_has_an_attack() {
    let sources = [include_str!("../src/verify/signature.rs"), include_str!("../src/verify/kept.rs")];
    let codes: BTreeSet<&str> = sources
        .iter()
        .flat_map(|s| s.split('"'))
        .filter(|s| s.split_once('-').is_some_and(|(a, b)| ["signature", "history"].contains(&a) && !b.contains(' ')))
        .collect();
    let mut covered: BTreeSet<&str> =
        attacks().iter().map(|a| a.code).filter(|c| c.starts_with("signature") || c.starts_with("history")).collect();
    // The history is broken too, and so it is found twice.
    covered.insert("history-unlike-checkpoint");
    assert_eq!(codes, covered);
}

#[test]
fn a_line_of_a_gigabyte_takes_no_memory() {
    let base = signed();
    for (name, code, id) in
        [("rows.jsonl", "row-malformed", ""), ("edits.jsonl", "edits-unasked", ""), ("history.jsonl", "history-broken", HISTORY)]
    {
        let forged = copy_of(&base);
        // All of it a hole in the file, which reads as zeros: a line that never ends.
        let file = fs::File::options().write(true).open(forged.0.at(format!("manifests/{name}"))).unwrap();
        file.set_len(1 << 30).unwrap();
        if name != HISTORY {
            reseal_huge(&forged, name);
        }
        let line = format!("ulimit -v 400000; exec {} verify --json --level sealed", env!("CARGO_BIN_EXE_scrubjay"));
        let ran = Ran::of(Command::new("bash").args(["-c", &line]).current_dir(forged.0.root()).output().unwrap());
        let report: Value = serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{name}: {e}: {ran:#?}"));
        let findings = report["findings"].as_array().unwrap();
        assert!(findings.iter().any(|f| f["code"] == code && (id.is_empty() || f["id"] == id)), "{name}: {findings:#?}");
        assert!(stock(&forged, &steps()[..if name == HISTORY { 3 } else { 1 }]).is_some(), "{name}: the stock audit");
    }
}

/// As `reseal`, without reading the file into memory: only its digest and size are told.
fn reseal_huge(f: &Forge, name: &str) {
    let (bytes, digest) = scrubjay::digest::of_file(&f.0.at(format!("manifests/{name}"))).unwrap();
    f.run(|run| {
        let file = run["files"].as_array_mut().unwrap().iter_mut().find(|f| f["name"] == name).unwrap();
        (file["bytes"], file["sha256"]) = (json!(bytes), json!(digest));
    });
}

#[test]
fn any_flipped_byte_of_a_signed_run_is_found() {
    let place = common::Place::new();
    place.put("raw/a.txt", "tide \nlow");
    place.put("raw/b.txt", "\r\n");
    place.put("raw/c", "c\n");
    place.put("raw/d", b"\x00\x01\xff");
    place.put(
        "raw/e.txt",
        b"\xd2\xe8\xf5\xe0\xff \xe3\xe0\xe2\xe0\xed\xfc. \xcf\xe0\xf0\xee\xec \xf3\xf8\xb8\xeb \xe2 \xef\xee\xeb\xe4\xe5\xed\xfc.\n",
    );
    place.clean(&[]).says(1, &[]);
    make(&place, "key", "ed25519", "");
    trust(&place, "key");
    place.run(&["sign", "--key", "key"]).says(0, &[]);
    let trusted = Trust::new(&place.text("allowed_signers"), None, SIGNER, 1_800_000_000).unwrap();
    let asked = Asked { trust: Some(&trusted), ..Asked::default() };
    let exit = |level| verify_with(&place.subject(), level, &asked).map_or(3, |r| r.exit_code());
    assert_eq!(exit(Level::Replay), 0);
    let (mut missed, mut flipped) = (Vec::new(), 0);
    for folder in ["raw", "clean", "manifests"] {
        for (name, bytes) in files(&place.at(folder)) {
            let path = place.at([folder.as_bytes(), b"/", &name].concat());
            for at in 0..bytes.len() {
                let mut broken = bytes.clone();
                broken[at] ^= 1 << (at % 8);
                fs::write(&path, broken).unwrap();
                flipped += 1;
                if exit(Level::Sealed) == 0 {
                    missed.push(format!("{}: byte {at}", path.display()));
                }
            }
            fs::write(&path, bytes).unwrap();
        }
    }
    eprintln!("{flipped} bytes flipped, {} unnoticed", missed.len());
    assert!(missed.is_empty(), "{missed:#?}");
    assert_eq!(exit(Level::Replay), 0);
}
