//! Copies are found, exact and near, in files and in containers, and the report is the same every time.
#![allow(clippy::unwrap_used)]

mod common;
#[path = "common/shelf.rs"]
#[allow(dead_code)]
mod shelf;

use common::Place;
use common::forge::Forge;
use serde_json::Value;

/// A text of some length, with so many words at its begin that no other has.
fn text(seed: usize, own: usize) -> String {
    let words = ["heron", "barge", "sluice", "miller", "lantern", "otter", "kettle", "anchor", "willow", "ledger", "ferry", "quay", "rope"];
    let word = |at: usize| words[(((at as u64 + 1) * 2_654_435_761 * (seed as u64 + 7)) >> 13) as usize % 13];
    let line =
        |n: usize| -> String { (n * 20..n * 20 + 20).map(|at| word(at).to_owned() + if at % 20 == 19 { ".\n" } else { " " }).collect() };
    let begin: String = (0..own).map(|n| format!("other{} ", n * 17 + seed)).collect();
    format!("The text {begin}of number {seed}.\n{}", (0..12).map(line).collect::<String>())
}

fn corpus() -> Place {
    let place = Place::new();
    place.put("raw/a.example/one.txt", text(1, 0));
    place.put("raw/a.example/two.txt", text(2, 0));
    place.put("raw/b.example/changed.txt", text(1, 8));
    place.put("raw/b.example/one-again.txt", text(1, 0));
    place.put("raw/b.example/empty.txt", "");
    place.put("raw/b.example/also-empty.txt", "");
    // A copy of a near copy, of another site, in a container.
    let record = |url: &str, text: String| serde_json::json!({"text": text, "url": url}).to_string() + "\n";
    let records = [
        record("https://c.example/1", text(1, 8)),
        record("https://c.example/2", text(3, 0)),
        record("https://d.example/3", text(3, 0)),
        record("https://d.example/4", "港口睡着了，没有人知道渡船什么时候回来。\n".repeat(9)),
        record("https://d.example/5", "港口睡着了，没有人知道渡船什么时候回来。\n".repeat(9) + "再见。\n"),
    ];
    place.put("raw/records.jsonl", records.concat());
    place.run(&["clean", "-q", "--stages", "normalize,tidy"]).says(0, &[]);
    place
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn copies_are_told_cluster_by_cluster() {
    let place = corpus();
    let ran = place.run(&["duplicates", "--json"]);
    ran.says(0, &[]);
    let mut found = lines(&ran.out);
    let totals = found.pop().unwrap();
    let told = |copy: &Value| -> String {
        let id = |key: &str| copy[key].as_str().unwrap().to_owned();
        format!("{} {} {} in {}", id("id"), id("kind"), id("of"), id("cluster"))
    };
    let told: Vec<String> = found.iter().map(told).collect();
    let expected = [
        "b.example/changed.txt near a.example/one.txt in a.example/one.txt",
        "b.example/one-again.txt exact a.example/one.txt in a.example/one.txt",
        "records.jsonl#1 exact b.example/changed.txt in a.example/one.txt",
        "records.jsonl#3 exact records.jsonl#2 in records.jsonl#2",
        "records.jsonl#5 near records.jsonl#4 in records.jsonl#4",
    ];
    assert_eq!(told, expected);
    assert!((805..1000).contains(&found[0]["similarity"].as_u64().unwrap()), "{}", found[0]);
    assert_eq!((totals["clusters"].as_u64(), totals["empty"].as_u64()), (Some(3), Some(2)));
    assert_eq!(totals["near"]["permutations"], 128);
    let site = |name: &str| {
        let figures = &totals["sites"][name];
        ["documents", "exact", "near"].map(|key| figures[key].as_u64().unwrap())
    };
    assert_eq!([site("a.example"), site("b.example"), site("c.example"), site("d.example")], [[2, 0, 0], [4, 1, 1], [2, 1, 0], [3, 1, 1]]);
    assert_eq!(totals["totals"]["exact"], 3);

    let again = place.run(&["duplicates", "--json", "--threads", "2"]);
    assert_eq!((place.run(&["duplicates", "--json", "--threads", "1"]).out, again.out), (ran.out.clone(), ran.out));
    place
        .run(&["duplicates"])
        .says(0, &["same       b.example/one-again.txt", "as b.example/changed.txt", "MinHash of 128 numbers", "b.example"]);
    let exact = place.run(&["duplicates", "--json", "--exact"]);
    assert_eq!(lines(&exact.out).len(), 4);
    place.run(&["verify", "--level", "replay"]).says(0, &[]);
}

#[test]
fn what_cannot_be_read_is_said() {
    let place = corpus();
    place.put("clean/a.example/two.txt", text(2, 0).replace("number", "lumber"));
    place.run(&["duplicates"]).says(2, &["a.example/two.txt", "not the one on record", "scrubjay verify"]);
    place.run(&["duplicates", "--exact"]).says(0, &["Copies of earlier documents"]);
    place.run(&["duplicates", "--manifests", "nowhere"]).says(2, &["nowhere"]);
}

#[test]
fn later_copies_are_dropped_where_the_configuration_says_so() {
    let place = corpus();
    place.put("scrubjay.toml", "[duplicates]\ndrop = true\n");
    let clean: &[&str] = &["clean", "--stages", "normalize,tidy"];
    let ran = place.run(clean);
    ran.says(0, &["duplicate", "Dropped as copies of earlier documents, by site:", "b.example", "c.example", "d.example"]);
    let rows = lines(&place.text("manifests/rows.jsonl"));
    let of = |id: &str| rows.iter().find(|row| row["id"] == id).unwrap()["duplicate_of"].as_str();
    assert_eq!(of("b.example/one-again.txt"), Some("a.example/one.txt"));
    assert_eq!(of("records.jsonl#1"), Some("b.example/changed.txt"));
    assert_eq!(of("records.jsonl#3"), Some("records.jsonl#2"));
    assert_eq!(
        rows.iter().filter(|row| row["status"] == "duplicate").count(),
        3,
        "an empty text is no copy of another, and a near one stays"
    );
    place.run(&["explain", "b.example/one-again.txt"]).says(0, &["a copy of a.example/one.txt"]);
    assert!(!place.at("clean/b.example/one-again.txt").exists() && place.at("clean/a.example/one.txt").exists());
    let records = lines(&place.text("clean/records.jsonl"));
    assert_eq!((records.len(), &records[0]["text"], &records[0]["url"]), (5, &Value::Null, &Value::from("https://c.example/1")));
    assert!(!place.text("manifests/corpus.diff").contains("one-again"));

    // Nothing is lost, nothing depends on the threads or on what was done before, and the record holds at every level.
    let run = place.text("manifests/run.json");
    assert!(run.contains("\"restorable\":true"), "{run}");
    place.run(&["verify", "--level", "replay"]).says(0, &[]);
    place.run(&["restore", "--to", "back"]).says(0, &[]);
    assert_eq!(place.files("back"), place.files("raw"));
    place.run(clean).says(0, &["all of them as an earlier run had cleaned them", "c.example"]);
    for threads in ["1", "2"] {
        place.run(&[clean, &["--fresh", "-q", "--threads", threads]].concat()).says(0, &[]);
        assert_eq!(place.text("manifests/run.json"), run);
    }
    place.put("raw/c.example/new.txt", text(9, 0));
    place.run(&[clean, &["-q"]].concat()).says(0, &[]);
    let again = place.text("manifests/run.json");
    place.run(&[clean, &["-q", "--fresh"]].concat()).says(0, &[]);
    assert_eq!(place.text("manifests/run.json"), again, "what was taken over is the same");
    assert_eq!(lines(&place.run(&["duplicates", "--exact", "--json"]).out).len(), 1, "no exact copy is left");
    let dropped = &lines(&place.run(&[clean, &["--json"]].concat()).out)[0]["dropped"];
    assert_eq!((dropped[0]["site"].as_str(), dropped[0]["documents"].as_u64()), (Some("b.example"), Some(1)));

    // A copy of something that is not there, or of what stands behind it.
    for wrong in ["a.example/none.txt", "b.example/one-again.txt", "records.jsonl#2"] {
        let forge = Forge(Place::new());
        common::copy(place.root(), forge.0.root());
        forge.row("b.example/one-again.txt", |row| row["duplicate_of"] = wrong.into());
        forge.0.run(&["verify", "--level", "sealed"]).says(2, &["row-duplicate  b.example/one-again.txt", wrong]);
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tools/restore.py");
    let restored = std::process::Command::new("python3")
        .arg(script)
        .args(["clean", "manifests", "rebuilt"])
        .current_dir(place.root())
        .output()
        .unwrap();
    assert!(restored.status.success(), "{restored:?}");
    assert_eq!(place.files("rebuilt"), place.files("raw"));
}

#[cfg(all(feature = "parquet", feature = "warc"))]
#[test]
fn later_copies_are_dropped_from_tables_and_archives() {
    let place = Place::new();
    place.put("scrubjay.toml", "[duplicates]\ndrop = true\n");
    let some = |seed| Some(text(seed, 0));
    // Its clean text is what makes a copy, and not its raw one.
    let trailing = |seed| text(seed, 0).replace(".\n", ".  \n");
    let groups: [&[shelf::Row]; 2] = [
        &[(1, "a.example", some(1)), (2, "b.example", some(2)), (3, "a.example", None)],
        &[(4, "b.example", Some(trailing(1))), (5, "a.example", some(5))],
    ];
    place.put("raw/a.parquet", shelf::table(&groups, false));
    place.put("raw/b.parquet", shelf::table(&[&[(1, "c.example", some(2)), (2, "c.example", some(6))]], true));
    let plain = "application/http; msgtype=response";
    let answer = |kind: &str, body: &str| format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n{body}");
    let page = "<html><head><title>The keeper of the weir</title></head><body><h1>The keeper of the weir</h1><p>The keeper of the weir has a \
                lamp in her window, and the boats that come late steer by it.</p><p>Nobody asked her to do so, and she says no more of it.</p></body></html>";
    let archive = [
        shelf::record(1, "d.example", "warcinfo", "application/warc-fields", b"software: none\r\n"),
        shelf::conversion(2, "d.example", &text(6, 0)),
        shelf::conversion(3, "d.example", &text(7, 0)),
        shelf::record(4, "d.example", "response", plain, answer("text/plain; charset=utf-8", &trailing(7)).as_bytes()),
        shelf::record(5, "d.example", "response", plain, answer("text/html", page).as_bytes()),
        shelf::record(6, "e.example", "response", plain, answer("text/html", page).as_bytes()),
    ];
    place.put("raw/c.warc", archive.concat());
    let packed: Vec<u8> = [
        shelf::conversion(1, "e.example", &text(8, 0)),
        shelf::conversion(2, "e.example", &text(7, 0)),
        shelf::record(3, "e.example", "response", plain, answer("image/png", "\u{1}\u{2}").as_bytes()),
    ]
    .iter()
    .flat_map(|record| shelf::gzip(record))
    .collect();
    place.put("raw/d.warc.gz", packed);
    let clean: &[&str] = &["clean", "--stages", "normalize,tidy"];
    place.run(clean).says(0, &["Dropped as copies of earlier documents, by site:", "c.example", "d.example", "e.example"]);

    // The rows say which is a copy of which.
    let c = |n| format!("c.warc#{}", shelf::record_id(n));
    let copies = lines(&place.text("manifests/rows.jsonl")).into_iter().filter(|row| row["status"] == "duplicate").map(|row| {
        let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        (text("id"), text("duplicate_of"))
    });
    let expected = [
        ("a.parquet#4".to_owned(), "a.parquet#1".to_owned()),
        ("b.parquet#1".to_owned(), "a.parquet#2".to_owned()),
        (c(2), "b.parquet#2".to_owned()),
        (c(4), c(3)),
        (c(6), c(5)),
        (format!("d.warc.gz#{}", shelf::record_id(2)), c(3)),
    ];
    assert_eq!(copies.collect::<Vec<_>>(), expected);

    // The clean containers are whole: a table has its rows without these texts, an archive has not these records.
    let url = |host: &str, n: i64| format!("https://{host}/{n}");
    let expected = [
        (1, url("a.example", 1), some(1)),
        (2, url("b.example", 2), some(2)),
        (3, url("a.example", 3), None),
        (4, url("b.example", 4), None),
        (5, url("a.example", 5), some(5)),
    ];
    assert_eq!(shelf::rows(&place.at("clean/a.parquet")), expected);
    let expected = [(1, url("c.example", 1), Some(String::new())), (2, url("c.example", 2), some(6))];
    assert_eq!(shelf::rows(&place.at("clean/b.parquet")), expected, "a text that may not be null is empty");
    let names = |path: &str| shelf::texts(&place.at(path)).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(names("clean/c.warc"), [3, 5].map(shelf::record_id));
    assert_eq!(shelf::texts(&place.at("clean/c.warc"))[0].1, text(7, 0));
    assert_eq!(names("clean/d.warc.gz"), [shelf::record_id(1)]);

    // The record holds, bears the raw text of each copy, and is the same whatever was done before.
    place.run(&["verify", "--level", "replay"]).says(0, &[]);
    place.run(&["restore", "--to", "back", "a.parquet#4", &c(4)]).says(0, &["2 documents"]);
    assert_eq!(place.text("back/a.parquet#4"), trailing(1));
    assert_eq!(place.text(&format!("back/{}", c(4))), trailing(7));
    let run = place.text("manifests/run.json");
    place.run(clean).says(0, &["as an earlier run had cleaned them", "c.example"]);
    assert_eq!(place.text("manifests/run.json"), run);
    for threads in ["1", "2"] {
        place.run(&[clean, &["--fresh", "-q", "--threads", threads]].concat()).says(0, &[]);
        assert_eq!(place.text("manifests/run.json"), run);
    }
    // Cleaned again, what came out has no copy and stays as it is.
    let before = place.files("clean");
    std::fs::remove_dir_all(place.at("raw")).unwrap();
    std::fs::rename(place.at("clean"), place.at("raw")).unwrap();
    place.run(&[clean, &["--fresh"]].concat()).says(0, &[]);
    assert!(!place.text("manifests/rows.jsonl").contains("\"duplicate\""));
    assert!(place.files("clean") == before);
}
