//! Containers: documents in and out of files that hold many.
#![allow(clippy::unwrap_used)]

mod common;

use common::Place;
use proptest::prelude::*;
use scrubjay::containers::{self, Part, Settings};
use scrubjay::verify::Level;
use std::collections::BTreeMap;
use std::fs;
use std::sync::{Arc, Mutex};

/// Lines of every kind: with ids of two sorts and without, twice the same, in several styles of JSON, with text to be cleaned
/// and without, with other fields round it, blank, and damaged.
const LINES: &str = concat!(
    "{\"id\":\"first\",\"text\":\"The ferry left at noon.  \\n\\n\\n\\nNobody waved.\\t\\n\",\"n\": 1.50}\n",
    "{ \"url\" : \"https://www.harbour.example/a?b\", \"text\" : \"P\\u0159\\u00edstav sp\\u00ed \\n\" , \"meta\":{\"text\":[1,2,{}]}}\r\n",
    "\n",
    "{\"id\":17,\"text\":\"Přístav spí\\n\",\"b\":\"\\u00e9\"}\n",
    "{\"id\":\"first\",\"text\":\"a slash \\/ and another \\/ \\n\"}\n",
    "{\"id\":\"a b/../c\",\"text\":\"mixed \\/ and / \\u000a\"}\n",
    "this is no JSON\n",
    "{\"id\":\"null\",\"text\":null}\n",
    "{\"id\":\"none\",\"body\":\"a text in another field \"}\n",
    "{\"id\":\"binary\",\"text\":\"\\u0000\\u0001\\u0002\\u0003\\u0000\\u0001\\u0000\\u0002\"}\n",
    "{\"id\":\"tabs\",\"text\":\"~{a}~ +AGE- \\t \"}\n",
    "{\"id\":\"half\",\"text\":\"\\ud800 \"}\n",
    "{\"text\":\"no newline at the end of the file \"}",
);

#[track_caller]
fn holds(place: &Place) {
    let report = place.verify(Level::Replay);
    assert_eq!(report.exit_code(), 0, "{report:#?}");
}

fn place() -> Place {
    let place = Place::sample();
    place.put("raw/many/lines.jsonl", LINES);
    place
}

#[test]
fn json_lines_are_cleaned_in_place_and_come_back() {
    let place = place();
    place.clean(&[]).says(1, &[]);
    let expected = concat!(
        "{\"id\":\"first\",\"text\":\"The ferry left at noon.\\n\\nNobody waved.\\n\",\"n\": 1.50}\n",
        "{ \"url\" : \"https://www.harbour.example/a?b\", \"text\" : \"P\\u0159\\u00edstav sp\\u00ed\\n\" , \"meta\":{\"text\":[1,2,{}]}}\r\n",
        "\n",
        "{\"id\":17,\"text\":\"Přístav spí\\n\",\"b\":\"\\u00e9\"}\n",
        "{\"id\":\"first\",\"text\":\"a slash \\/ and another \\/\\n\"}\n",
        "{\"id\":\"a b/../c\",\"text\":\"mixed \\/ and \\/\\u000a\"}\n",
        "this is no JSON\n",
        "{\"id\":\"null\",\"text\":null}\n",
        "{\"id\":\"none\",\"body\":\"a text in another field \"}\n",
        "{\"id\":\"binary\",\"text\":\"\"}\n",
        "{\"id\":\"tabs\",\"text\":\"~{a}~ +AGE-\\n\"}\n",
        "{\"id\":\"half\",\"text\":\"\\ud800 \"}\n",
        "{\"text\":\"no newline at the end of the file\\n\"}",
    );
    assert_eq!(place.text("clean/many/lines.jsonl"), expected);
    let rows = place.text("manifests/rows.jsonl");
    let rows: Vec<serde_json::Value> = rows.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let ids: Vec<&str> = rows.iter().map(|r| r["id"].as_str().unwrap()).filter(|id| id.starts_with("many/")).collect();
    let expected =
        ["#first", "#2", "#17", "#first~4", "#a%20b/../c", "#damage-", "#damage-", "#damage-", "#binary", "#tabs", "#damage-", "#12", ""];
    assert_eq!(ids.len(), expected.len(), "{ids:#?}");
    for (id, end) in ids.iter().zip(expected) {
        assert!(id.starts_with(&format!("many/lines.jsonl{end}")), "{ids:#?}");
    }
    let row = |id: &str| rows.iter().find(|r| r["id"] == format!("many/lines.jsonl{id}")).unwrap();
    assert_eq!(row("#2")["site"], "harbour.example");
    assert_eq!(row("#17")["status"], "unchanged");
    assert!(row("#first").get("site").is_none());
    assert_eq!(row("")["container"], serde_json::json!({"damaged": 4, "documents": 8, "format": "jsonl", "restores": "file"}));
    holds(&place);
    let raw = place.files("raw");
    fs::remove_dir_all(place.at("raw")).unwrap();
    place.run(&["restore", "--to", "back"]).says(0, &["16 documents"]);
    assert!(place.files("back") == raw);
    place.run(&["restore", "--to", "one", "many/lines.jsonl#a%20b/../c"]).says(0, &["1 document "]);
    let one = place.files("one");
    assert_eq!(one.into_iter().collect::<Vec<_>>(), [(b"many/lines.jsonl#a%20b%2F..%2Fc".to_vec(), b"mixed / and / \n".to_vec())]);
    place.run(&["restore", "--to", "whole", "many/lines.jsonl"]).says(0, &["1 document "]);
    assert_eq!(place.text("whole/many/lines.jsonl"), LINES);
}

#[test]
fn records_have_ids_everywhere() {
    let place = place();
    place.clean(&[]).says(1, &[]);
    let id = "many/lines.jsonl#first";
    place.run(&["explain", id]).says(0, &["cleaned", "tidy/blank-runs"]);
    place.run(&["diff", id]).says(0, &["--- raw/many/lines.jsonl#first", "-The ferry left at noon.  "]);
    place.run(&["diff", "many/lines.jsonl#a%20b/../c"]).says(0, &["+++ clean/many/lines.jsonl#a%20b%2F..%2Fc"]);
    place.run(&["explain", "many/lines.jsonl"]).says(0, &["8 documents", "4 damaged"]);
    place.run(&["diff", "--site", "harbour.example", "--stat"]).says(0, &["many/lines.jsonl#2"]);
    place.run(&["prove", id]).says(0, &[id]);
    place.run(&["report", "-o", "report.html"]).says(0, &[]);
    place.run(&["check", "--stages", "normalize,tidy"]).says(0, &[]);
    place.run(&["export", "bagit", "--to", "bag", "--name", "Ferries", "--license", "https://licence.example/"]).says(0, &[]);
    assert_eq!(fs::read(place.at("bag/data/clean/many/lines.jsonl")).unwrap(), fs::read(place.at("clean/many/lines.jsonl")).unwrap());
}

#[test]
fn threads_do_not_show() {
    let place = place();
    let mut many = String::new();
    for n in 0..2000 {
        many += &format!(
            "{{\"url\":\"http://site-{}.example/\",\"text\":\"Share this page\\nThe tide of day {n} was low.  \\nAll rights reserved\\n\"}}\n",
            n % 7
        );
    }
    place.put("raw/many/more.ndjson", &many);
    place.run(&["clean", "-q"]).says(1, &[]);
    let one = place.output();
    for threads in ["1", "2", "5"] {
        place.run(&["clean", "-q", "--threads", threads]).says(1, &[]);
        assert!(place.output() == one, "{threads}");
    }
    assert!(place.text("manifests/profile.jsonl").contains("\"site\":\"site-3.example\""));
    holds(&place);
}

#[test]
fn clean_containers_are_clean() {
    let place = place();
    place.clean(&[]).says(1, &[]);
    let clean = place.text("clean/many/lines.jsonl");
    fs::remove_file(place.at("raw/picture.bin")).unwrap();
    place.put("raw/many/lines.jsonl", &clean);
    place.clean(&[]).says(1, &[]);
    assert_eq!(place.text("clean/many/lines.jsonl"), clean);
}

#[test]
fn what_is_no_container_is_never_taken_for_text() {
    let place = Place::new();
    place.put("raw/a.jsonl", "Just a text,\nwith lines.\n");
    place.put("raw/empty.jsonl", "");
    place.put("raw/z.txt", "A text.\n");
    place.run(&["clean"]).says(1, &["a.jsonl: quarantined"]);
    assert!(!place.at("clean/a.jsonl").exists());
    assert!(place.at("clean/empty.jsonl").exists());
    holds(&place);
}

#[test]
fn a_changed_record_is_found() {
    let place = place();
    place.clean(&[]).says(1, &[]);
    let clean = place.text("clean/many/lines.jsonl");
    place.put("clean/many/lines.jsonl", clean.replace("Nobody waved", "Somebody waved"));
    let report = place.verify(Level::Restore);
    let about: Vec<(&str, &str)> = report.findings.iter().map(|f| (f.code, f.id.as_str())).collect();
    assert!(about.contains(&("clean-differs", "many/lines.jsonl#first")), "{about:?}");
    assert!(about.contains(&("clean-differs", "many/lines.jsonl")), "{about:?}");
    assert!(about.contains(&("restore-differs", "many/lines.jsonl#first")), "{about:?}");
}

#[test]
fn fields_can_be_named() {
    let place = Place::new();
    place.put("raw/a.jsonl", "{\"id\":1,\"text\":\"not this  \",\"story\":\"but this  \",\"nr\":\"x\"}\n");
    place.put("scrubjay.toml", "[containers]\ntext = \"story\"\nid = \"nr\"\n");
    place.clean(&[]).says(0, &[]);
    assert_eq!(place.text("clean/a.jsonl"), "{\"id\":1,\"text\":\"not this  \",\"story\":\"but this\\n\",\"nr\":\"x\"}\n");
    assert!(place.text("manifests/rows.jsonl").contains("\"id\":\"a.jsonl#x\""));
    holds(&place);
}

#[test]
fn limits_are_kept() {
    let place = Place::new();
    let long = format!("{{\"text\":\"{}\"}}\n", "long ".repeat(100_000));
    place.put("raw/a.jsonl", format!("{{\"text\":\"one \"}}\n{long}{{\"text\":\"three \"}}\n{{\"text\":\"four \"}}\n"));
    place.put("scrubjay.toml", "[containers.limits]\nrecord = 1000\n");
    place.run(&["clean"]).says(1, &["line 2", "containers.limits.record"]);
    assert_eq!(
        place.text("clean/a.jsonl"),
        format!("{{\"text\":\"one\\n\"}}\n{long}{{\"text\":\"three\\n\"}}\n{{\"text\":\"four\\n\"}}\n")
    );
    assert_eq!(place.verify(Level::Replay).exit_code(), 0);
    place.put("scrubjay.toml", "[containers.limits]\nentries = 2\n");
    place.run(&["clean"]).says(1, &["containers.limits.entries"]);
    holds(&place);
}

/// Where a writer of a test writes.
#[derive(Clone, Default)]
struct Buffer(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Writes a container again; `with` gives the text of each document.
fn rewritten(bytes: &[u8], with: impl Fn(&str) -> Option<String>) -> Vec<u8> {
    let place = Place::new();
    place.put("a.jsonl", bytes);
    let (format, settings) = (containers::of_name(b"a.jsonl").unwrap(), Settings::default());
    let mut reader = (format.open)(&place.at("a.jsonl"), &settings).unwrap();
    let out = Buffer::default();
    let mut writer = (format.create)(Box::new(out.clone()), &place.at("a.jsonl"), &settings).unwrap();
    while let Some(part) = reader.next().unwrap() {
        match part {
            Part::Document(record) => {
                let text = String::from_utf8(record.bytes).unwrap();
                match with(&text) {
                    Some(text) => writer.put(record.origin, Some(&text)).unwrap(),
                    None => writer.keep(record.origin, &text).unwrap(),
                }
            }
            Part::Other(origin) => writer.put(origin, None).unwrap(),
            Part::Damage(_) => {}
        }
    }
    writer.finish().unwrap();
    let out = out.0.lock().unwrap();
    out.clone()
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<String>().prop_map(Into::into),
    ];
    leaf.prop_recursive(3, 20, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Into::into),
            prop::collection::btree_map("[a-z\"\\\\é]{0,6}", inner, 0..5)
                .prop_map(|m| m.into_iter().collect::<serde_json::Map<_, _>>().into()),
        ]
    })
}

proptest! {
    #[test]
    fn the_same_text_is_the_same_line(fields in prop::collection::btree_map("[a-z\"\\\\é]{0,8}", json(), 0..5), text: String, new: String) {
        let mut object: BTreeMap<String, serde_json::Value> = fields;
        object.insert("text".to_owned(), text.clone().into());
        let line = serde_json::to_string(&object).unwrap() + "\n";
        let same = rewritten(line.as_bytes(), |_| None);
        prop_assert_eq!(&same, line.as_bytes());
        let same = rewritten(line.as_bytes(), |t| Some(t.to_owned()));
        prop_assert_eq!(&same, line.as_bytes());
        let other = rewritten(line.as_bytes(), |_| Some(new.clone()));
        object.insert("text".to_owned(), new.into());
        prop_assert_eq!(serde_json::from_slice::<BTreeMap<String, serde_json::Value>>(&other).unwrap(), object);
    }

    #[test]
    fn any_bytes_go_through(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert_eq!(rewritten(&bytes, |_| None), bytes);
    }

    #[test]
    fn any_lines_go_through(lines in "(\\{\"(text|id)\":[\"0-9a-z\\\\]{0,8}\\}?\n?){0,5}") {
        prop_assert_eq!(rewritten(lines.as_bytes(), |_| None), lines.as_bytes());
    }
}
