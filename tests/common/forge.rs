//! A small whole record, and how somebody would forge it who wants it to look whole.

use super::Place;
use scrubjay::digest::{Digest, Merkle, of_file};
use scrubjay::record::canonical;
use scrubjay::record::run::extend_history;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;

/// A record being forged.
pub struct Forge(pub Place);

impl Forge {
    pub fn read(&self, name: &str) -> String {
        self.0.text(&format!("manifests/{name}"))
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        self.0.put(format!("manifests/{name}"), text);
    }

    pub fn remove(&self, path: &str) {
        let path = self.0.at(path);
        if path.is_dir() { fs::remove_dir_all(path).unwrap() } else { fs::remove_file(path).unwrap() }
    }

    pub fn lines(&self, name: &str) -> Vec<String> {
        self.read(name).lines().map(str::to_owned).collect()
    }

    pub fn write_lines(&self, name: &str, lines: &[String]) {
        self.write(name, lines.iter().map(|l| format!("{l}\n")).collect::<String>());
    }

    /// Changes the bytes of the line about a document, whatever comes of it.
    pub fn line(&self, name: &str, id: &str, change: impl Fn(&str) -> String) {
        let mut lines = self.lines(name);
        let ours = lines.iter_mut().find(|l| l.contains(&format!("\"id\":\"{id}\""))).unwrap();
        let new = change(ours);
        assert_ne!(*ours, new, "nothing was forged");
        *ours = new;
        self.write_lines(name, &lines);
    }

    pub fn row(&self, id: &str, change: impl Fn(&mut Value)) {
        self.line("rows.jsonl", id, |line| {
            let mut row: Value = serde_json::from_str(line).unwrap();
            change(&mut row);
            canonical(&row)
        });
    }

    /// Changes a document's edits, and has its row commit to them.
    pub fn edits(&self, id: &str, change: impl Fn(&str) -> String) {
        self.line("edits.jsonl", id, change);
        let line = self.lines("edits.jsonl").into_iter().find(|l| l.contains(&format!("\"id\":\"{id}\""))).unwrap();
        self.row(id, |row| row["edits_sha256"] = json!(Digest::of(line.as_bytes())));
    }

    pub fn config(&self, change: impl Fn(&mut Value)) {
        let mut config: Value = serde_json::from_str(&self.read("config.json")).unwrap();
        change(&mut config);
        self.write("config.json", canonical(&config) + "\n");
    }

    pub fn replace_in(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert!(text.contains(from), "{name} holds no {from:?}: {text}");
        self.write(name, text.replacen(from, to, 1));
    }

    /// Changes run.json, with the history after it.
    pub fn run(&self, change: impl Fn(&mut Value)) {
        let mut run: Value = serde_json::from_str(&self.read("run.json")).unwrap();
        change(&mut run);
        self.write("run.json", canonical(&run) + "\n");
        self.history();
    }

    pub fn history(&self) {
        let run = self.read("run.json");
        let documents = serde_json::from_str::<Value>(&run).ok().and_then(|r| r["documents"].as_u64()).unwrap_or(0);
        self.write("history.jsonl", extend_history("", Digest::of(run.as_bytes()), documents).unwrap());
    }

    /// Makes run.json and the history fit what the other files say now.
    pub fn reseal(&self) {
        let rows = self.lines_lossy("rows.jsonl");
        let mut root = Merkle::default();
        let mut statuses: BTreeMap<String, u64> = BTreeMap::new();
        for row in &rows {
            root.push(row);
            if let Ok(row) = serde_json::from_slice::<Value>(row) {
                *statuses.entry(row["status"].as_str().unwrap_or_default().to_owned()).or_default() += 1;
            }
        }
        self.run(|run| {
            run["rows_root"] = json!(root.root());
            run["documents"] = json!(rows.len());
            run["statuses"] = json!(statuses);
            for file in run["files"].as_array_mut().unwrap() {
                let name = file["name"].as_str().unwrap().to_owned();
                if let Ok((bytes, digest)) = of_file(&self.0.at(format!("manifests/{name}"))) {
                    (file["bytes"], file["sha256"]) = (json!(bytes), json!(digest));
                }
            }
            for (key, name) in [("config_sha256", "config.json"), ("profile_sha256", "profile.jsonl")] {
                run[key] = json!(of_file(&self.0.at(format!("manifests/{name}"))).unwrap().1);
            }
        });
    }

    pub fn lines_lossy(&self, name: &str) -> Vec<Vec<u8>> {
        let bytes = fs::read(self.0.at(format!("manifests/{name}"))).unwrap_or_default();
        bytes.split_inclusive(|b| *b == b'\n').map(|l| l.strip_suffix(b"\n").unwrap_or(l).to_vec()).collect()
    }
}

pub const DIRTY: &str = "site.example/dirty.txt";
pub const FINE: &str = "site.example/fine.txt";
pub const BINARY: &str = "site.example/picture.bin";
pub const CLEAN_TEXT: &str = "The ferry left.\n\nNobody waved\n";

pub fn base() -> Forge {
    let place = Place::new();
    place.put(format!("raw/{DIRTY}"), "The ferry left.  \n\n\n\nNobody waved");
    place.put(format!("raw/{FINE}"), "A note about a lighthouse.\n");
    place.put(format!("raw/{BINARY}"), b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\xff\xfe\x00\x80");
    place.put("raw/site.example/zz-lines.txt", "one\r\ntwo\r\n");
    place.clean(&[]).says(1, &[]);
    assert_eq!(place.text(&format!("clean/{DIRTY}")), CLEAN_TEXT);
    Forge(place)
}

pub fn copy_of(base: &Forge) -> Forge {
    let place = Place::new();
    super::copy(base.0.root(), place.root());
    Forge(place)
}

pub fn link(f: &Forge, path: &str) {
    std::os::unix::fs::symlink("fine.txt", f.0.at(path)).unwrap();
}

pub fn drop_edits(f: &Forge, id: &str) {
    let lines: Vec<String> = f.lines("edits.jsonl").into_iter().filter(|l| !l.contains(&format!("\"id\":\"{id}\""))).collect();
    f.write_lines("edits.jsonl", &lines);
}

/// A document that is counted twice.
pub fn twice(f: &Forge) {
    for (name, needle) in [("rows.jsonl", "fine.txt"), ("raw.sha256", "fine.txt"), ("clean.sha256", "fine.txt")] {
        let mut lines = f.lines(name);
        let at = lines.iter().position(|l| l.contains(needle)).unwrap();
        lines.insert(at, lines[at].clone());
        f.write_lines(name, &lines);
    }
    f.reseal();
}

/// Another text in place of one, with its digest wherever one stands; only its size is as it was.
pub fn put_another_text(f: &Forge) {
    let (truth, lie) = (Digest::of(b"A note about a lighthouse.\n").to_string(), Digest::of(b"lie").to_string());
    f.remove("raw");
    f.0.put(format!("clean/{FINE}"), "lie");
    for name in ["rows.jsonl", "raw.sha256", "clean.sha256"] {
        f.write(name, f.read(name).replace(&truth, &lie));
    }
    f.reseal();
}

/// Something that never ends, for whoever opens it.
pub fn fifo(f: &Forge, path: &str) {
    assert!(std::process::Command::new("mkfifo").arg(f.0.at(path)).status().unwrap().success());
}
