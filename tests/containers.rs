//! Containers: documents in and out of files that hold many.
#![allow(clippy::unwrap_used)]

mod common;
#[cfg(feature = "zip")]
#[path = "containers/zip.rs"]
mod zips;

use common::Place;
use proptest::prelude::*;
use scrubjay::containers::{self, Part, Settings};
use scrubjay::verify::Level;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
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
    place.run(&["try", "--stages", "normalize,tidy", "raw/many/lines.jsonl#17"]).says(0, &["many/lines.jsonl#17: unchanged"]);
    place.run(&["try", "--stages", "normalize,tidy", "raw/many/lines.jsonl#first"]).says(0, &["-The ferry left at noon.  "]);
    place.run(&["try", "raw/many/lines.jsonl#no"]).says(2, &["has no document"]);
    place.run(&["try", "raw/many/lines.jsonl"]).says(2, &["is a container"]);
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

#[test]
fn a_record_that_grew_over_its_limit_is_read_back() {
    let place = Place::new();
    let line = |text: &str| format!("{{\"text\":\"{text}\"}}\n");
    let long = "It was longer than the limit before anybody cleaned it.";
    let texts = [line("One two three and four "), line(long), line("The first of two that grow"), line("The other"), line("and another")];
    // The third line is as long as it may be, and gets a newline at its end.
    let most = texts[2].len();
    place.put("raw/a.jsonl", texts.concat());
    place.put("raw/b.tar", tar(&[member(b"e.txt", b'0', "e\u{301}".repeat(9).as_bytes()), member(b"ne.txt", b'0', &b"n".repeat(most))]));
    place.put("scrubjay.toml", format!("[containers.limits]\nrecord = {most}\n"));
    place.run(&["clean"]).says(1, &["line 2: longer than containers.limits.record"]);
    assert!(place.text("clean/a.jsonl").contains("two that grow\\n"), "{}", place.text("clean/a.jsonl"));
    holds(&place);
    let raw = place.files("raw");
    fs::remove_dir_all(place.at("raw")).unwrap();
    place.run(&["restore", "--to", "back"]).says(0, &[]);
    assert!(place.files("back") == raw);
    // One alone, from behind those.
    place.run(&["restore", "--to", "one", "a.jsonl#5"]).says(0, &[]);
    assert_eq!(place.text("one/a.jsonl#5"), "and another");
    place.run(&["diff", "a.jsonl#3"]).says(0, &["+The first of two that grow"]);
}

#[test]
fn no_name_makes_a_row_that_nobody_reads() {
    let place = Place::new();
    let (long, host) = ("é".repeat(20_000), "h".repeat(60_000));
    place.put("raw/a.jsonl", format!("{{\"id\":\"{long}\",\"url\":\"https://{host}.example/\",\"text\":\"one \"}}\n"));
    let path = |name: &str| {
        let field = format!(" path={name}\n");
        // The length of a field counts its own digits.
        let bytes = field.len() + (field.len() + 5).to_string().len();
        member(b"PaxHeaders/x", b'x', format!("{bytes}{field}").as_bytes())
    };
    let text = || member(b"short", b'0', b"One and two. \n");
    place.put("raw/b.tar", tar(&[path(&"n".repeat(70_000)), text(), path(&format!("../{}", "ü".repeat(40_000))), text()]));
    place.run(&["clean"]).says(1, &[]);
    let rows = place.text("manifests/rows.jsonl");
    assert!(rows.lines().all(|row| row.len() < 4096), "{:?}", rows.lines().map(str::len).collect::<Vec<_>>());
    assert!(rows.contains("\"id\":\"a.jsonl#1\"") && rows.contains("\"id\":\"b.tar#1\""));
    assert!(rows.contains("ü…\"") && !rows.contains("\"site\""));
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

#[cfg(feature = "gzip")]
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(1));
    std::io::Write::write_all(&mut encoder, bytes).unwrap();
    encoder.finish().unwrap()
}

#[cfg(feature = "gzip")]
fn gunzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::MultiGzDecoder::new(bytes), &mut out).unwrap();
    out
}

#[cfg(all(feature = "gzip", feature = "zstd"))]
#[test]
fn packed_lines_are_cleaned_like_plain_ones() {
    let (head, tail) = LINES.as_bytes().split_at(200);
    let place = Place::new();
    place.put("raw/a.jsonl", LINES);
    place.put("raw/b.jsonl.gz", [gzip(head), gzip(tail)].concat());
    place.put("raw/c.ndjson.zst", [zstd::encode_all(head, 1).unwrap(), zstd::encode_all(tail, 1).unwrap()].concat());
    let fine = gzip(b"{\"text\":\"Nothing to do.\\n\"}\n");
    place.put("raw/d.JSONL.GZ", &fine);
    place.clean(&[]).says(1, &[]);
    let plain = fs::read(place.at("clean/a.jsonl")).unwrap();
    assert!(gunzip(&fs::read(place.at("clean/b.jsonl.gz")).unwrap()) == plain);
    assert!(zstd::decode_all(&fs::read(place.at("clean/c.ndjson.zst")).unwrap()[..]).unwrap() == plain);
    assert!(fs::read(place.at("clean/d.JSONL.GZ")).unwrap() == fine, "what does not change is not packed again");
    let rows = place.text("manifests/rows.jsonl");
    assert!(rows.contains("\"format\":\"jsonl.zst\",\"restores\":\"content\""));
    let of = |name: &str| rows.lines().filter(|l| l.contains(&format!("{name}#"))).map(|l| l.replace(name, "")).collect::<Vec<_>>();
    assert_eq!(of("a.jsonl").len(), 12);
    let no_edits = |rows: Vec<String>| rows.iter().map(|r| r.split("\"edits_sha256\"").next().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(no_edits(of("a.jsonl")), no_edits(of("b.jsonl.gz")));
    assert_eq!(no_edits(of("a.jsonl")), no_edits(of("c.ndjson.zst")));
    holds(&place);
    place.run(&["restore", "--to", "back"]).says(0, &["4 documents"]);
    assert!(gunzip(&fs::read(place.at("back/b.jsonl.gz")).unwrap()) == LINES.as_bytes());
    assert!(fs::read(place.at("back/d.JSONL.GZ")).unwrap() == fine);
}

#[cfg(feature = "gzip")]
#[test]
fn a_container_that_does_not_come_back_stands_under_no_name_of_its_own() {
    let place = Place::new();
    let dirty = "{\"text\":\"The ferry left at noon.  \\n\",\"by\":\"Ada\"}\n";
    let fine = "{\"text\":\"Nobody waved.\\n\",\"by\":\"Ada\"}\n";
    for (name, bytes) in
        [("a", dirty.into()), ("b", fine.into()), ("c", gzip(dirty.as_bytes())), ("d", gzip(fine.as_bytes()))] as [(&str, Vec<u8>); 4]
    {
        place.put(format!("raw/{name}.jsonl{}", if name < "c" { "" } else { ".gz" }), bytes);
    }
    place.clean(&[]).says(0, &[]);
    // What no document's sum covers: another field.
    for name in ["a.jsonl", "b.jsonl"] {
        place.put(format!("clean/{name}"), place.text(&format!("clean/{name}")).replace("Ada", "Eve"));
    }
    for name in ["c.jsonl.gz", "d.jsonl.gz"] {
        let text = String::from_utf8(gunzip(&fs::read(place.at(format!("clean/{name}"))).unwrap())).unwrap();
        place.put(format!("clean/{name}"), gzip(text.replace("Ada", "Eve").as_bytes()));
    }
    let names = ["a.jsonl", "b.jsonl", "c.jsonl.gz", "d.jsonl.gz"];
    place.run(&["restore", "--to", "back"]).says(1, &names);
    for name in names {
        assert!(!place.at(format!("back/{name}")).exists(), "{name}");
        assert!(place.at(format!("back/{name}.scrubjay-part")).exists(), "{name}");
    }
}

#[cfg(all(feature = "gzip", feature = "zstd"))]
#[test]
fn packed_lines_need_not_be_compressed_again() {
    let place = Place::new();
    place.put("raw/a.jsonl", LINES);
    place.put("raw/b.jsonl.gz", gzip(LINES.as_bytes()));
    place.put("raw/c.jsonl.zst", zstd::encode_all(LINES.as_bytes(), 1).unwrap());
    let fine = gzip(b"{\"text\":\"Nothing to do.\\n\"}\n");
    place.put("raw/d.jsonl.gz", &fine);
    place.put("scrubjay.toml", "[containers]\ncompress = false\n");
    place.clean(&[]).says(1, &[]);
    let plain = fs::read(place.at("clean/a.jsonl")).unwrap();
    let [b, c] = ["clean/b.jsonl.gz", "clean/c.jsonl.zst"].map(|name| fs::read(place.at(name)).unwrap());
    assert!(gunzip(&b) == plain && zstd::decode_all(&c[..]).unwrap() == plain);
    for packed in [&b, &c] {
        assert!(packed.windows(plain.len()).any(|piece| piece == plain), "the bytes stand there as they are");
    }
    assert!(fs::read(place.at("clean/d.jsonl.gz")).unwrap() == fine, "what does not change is copied");
    holds(&place);
    place.run(&["restore", "--to", "back"]).says(0, &["4 documents"]);
    let back = fs::read(place.at("back/b.jsonl.gz")).unwrap();
    assert!(gunzip(&back) == LINES.as_bytes() && back.len() < LINES.len(), "what comes back is compressed");
    assert!(zstd::decode_all(&fs::read(place.at("back/c.jsonl.zst")).unwrap()[..]).unwrap() == LINES.as_bytes());
}

#[cfg(all(feature = "gzip", feature = "zstd"))]
#[test]
fn what_can_be_read_of_a_cut_stream_is_cleaned() {
    let lines: String = (0..5000).map(|n| format!("{{\"id\":{n},\"text\":\"Day {n}, {}  \"}}\n", n * 7919 % 1000)).collect();
    let place = Place::new();
    let (one, two) = (gzip(lines.as_bytes()), zstd::encode_all(lines.as_bytes(), 3).unwrap());
    place.put("raw/a.jsonl.gz", &one[..one.len() / 2]);
    place.put("raw/b.jsonl.zst", &two[..two.len() - 9]);
    place.put("raw/c.jsonl.gz", [one.clone(), b"garbage".to_vec()].concat());
    place.put("raw/d.jsonl.zst", "no frame at all");
    place
        .run(&["clean", "--stages", "normalize,tidy"])
        .says(1, &["a.jsonl.gz#damage-", "cannot be read further", "d.jsonl.zst: quarantined"]);
    let clean = gunzip(&fs::read(place.at("clean/a.jsonl.gz")).unwrap());
    assert!(clean.starts_with(b"{\"id\":0,\"text\":\"Day 0, 0\\n\"}\n") && clean.len() > 10_000, "{}", clean.len());
    assert!(gunzip(&fs::read(place.at("clean/c.jsonl.gz")).unwrap()).len() > 100_000);
    assert!(!place.at("clean/d.jsonl.zst").exists());
    holds(&place);
}

#[cfg(all(feature = "gzip", feature = "zstd"))]
#[test]
fn bombs_are_not_unpacked() {
    let place = Place::new();
    let bomb = format!("{{\"text\":\"{}\"}}\n", "0".repeat(5_000_000));
    place.put("raw/a.jsonl.gz", gzip(bomb.as_bytes()));
    place.put("raw/b.jsonl.zst", zstd::encode_all(bomb.as_bytes(), 3).unwrap());
    place.put("scrubjay.toml", "[containers.limits]\nratio = 100\n");
    place.run(&["clean"]).says(1, &["a.jsonl.gz", "b.jsonl.zst", "containers.limits.ratio (100)"]);
    holds(&place);
}

#[cfg(all(feature = "gzip", feature = "zstd"))]
#[test]
fn a_clean_container_may_pack_better_than_a_raw_one_is_allowed_to() {
    let mut dice = 2026u64;
    let mut blanks = || {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (0..48).map(|bit| if dice >> (bit + 12) & 1 == 0 { " " } else { "\\t" }).collect::<String>()
    };
    let lines: String = (0..6000).map(|_| format!("{{\"text\":\"A day at the lock.{}\"}}\n", blanks())).collect();
    let place = Place::new();
    place.put("raw/a.jsonl.gz", gzip(lines.as_bytes()));
    place.put("raw/b.jsonl.zst", zstd::encode_all(lines.as_bytes(), 3).unwrap());
    place.put("scrubjay.toml", "[containers.limits]\nratio = 40\n");
    place.run(&["clean"]).says(0, &[]);
    for name in ["a.jsonl.gz", "b.jsonl.zst"] {
        let size = std::fs::metadata(place.at(format!("clean/{name}"))).unwrap().len();
        assert!(6000 * 29 > size.max(4096) * 40, "{name}: {size}");
    }
    holds(&place);
}

/// What the rows say of the containers, by id.
#[cfg(feature = "gzip")]
fn said(place: &Place) -> BTreeMap<String, serde_json::Value> {
    let rows = place.text("manifests/rows.jsonl");
    let rows = rows.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    rows.filter_map(|row| Some((row["id"].as_str()?.to_owned(), row.get("container")?.clone()))).collect()
}

#[cfg(feature = "gzip")]
#[test]
fn nobody_says_what_is_packed_in_a_container_that_was_not_read_to_its_end() {
    let lines: String = (0..4000).map(|n| format!("{{\"id\":{n},\"text\":\"Day {n} at the lock  \"}}\n")).collect();
    let members: Vec<Vec<u8>> = (0..800).map(|n| member(format!("{n}.txt").as_bytes(), b'0', b"A day at the lock. \n")).collect();
    let mut torn = members.clone();
    torn[3][150] ^= 1;
    let place = Place::new();
    place.put("raw/a.jsonl.gz", gzip(lines.as_bytes()));
    place.put("raw/b.tar.gz", gzip(&tar(&members)));
    place.put("raw/c.tar.gz", gzip(&tar(&torn)));
    place.clean(&[]).says(1, &[]);
    let whole = said(&place);
    let sum = |bytes: &[u8]| serde_json::json!({"bytes": bytes.len(), "sha256": scrubjay::digest::Digest::of(bytes).to_string()});
    assert_eq!((&whole["a.jsonl.gz"]["content"], &whole["a.jsonl.gz"]["restores"]), (&sum(lines.as_bytes()), &"content".into()));
    assert_eq!(whole["b.tar.gz"]["content"], sum(&tar(&members)));
    assert_eq!((whole["c.tar.gz"].get("content"), &whole["c.tar.gz"]["restores"]), (None, &"documents".into()));
    holds(&place);

    for (limit, most) in [("entries", 300), ("ratio", 5)] {
        place.put("scrubjay.toml", format!("[containers.limits]\n{limit} = {most}\n"));
        place.run(&["clean", "--stages", "normalize,tidy"]).says(1, &[&format!("containers.limits.{limit}")]);
        for (id, container) in said(&place) {
            assert_eq!((container.get("content"), &container["restores"]), (None, &"documents".into()), "{id}");
        }
        holds(&place);
    }
    place.run(&["restore", "--to", "back"]).says(1, &["not restored: a.jsonl.gz"]);
}

/// A member of a tar archive: its header and its blocks.
fn member(name: &[u8], kind: u8, bytes: &[u8]) -> Vec<u8> {
    let mut header = vec![0; 512];
    header[..name.len()].copy_from_slice(name);
    header[100..108].copy_from_slice(b"0000644\0");
    header[108..116].copy_from_slice(b"0001750\0");
    header[124..136].copy_from_slice(format!("{:011o}\0", bytes.len()).as_bytes());
    header[136..148].copy_from_slice(b"14371573052\0");
    header[148..156].fill(b' ');
    header[156] = kind;
    header[257..265].copy_from_slice(b"ustar\x0000");
    let sum: u32 = header.iter().map(|b| u32::from(*b)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    header.extend_from_slice(bytes);
    header.resize(header.len().next_multiple_of(512), 0);
    header
}

fn tar(members: &[Vec<u8>]) -> Vec<u8> {
    [members.concat(), vec![0; 1024]].concat()
}

#[test]
fn a_tar_comes_back_byte_for_byte() {
    let place = Place::new();
    let pax = member(b"PaxHeaders/x", b'x', b"30 path=notes/a long name.txt\n11 size=13\n22 mtime=1700000000.5\n");
    let odd = {
        let mut odd = member(b"odd.txt", b'0', b"A size spelled in another way. \n");
        odd[124..136].copy_from_slice(b"         40 ");
        odd[148..156].fill(b' ');
        let sum: u32 = odd[..512].iter().map(|b| u32::from(*b)).sum();
        odd[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        odd
    };
    let whole = tar(&[
        member(b"notes/", b'5', b""),
        member(b"notes/fine.txt", b'0', b"Nothing to do.\n"),
        member(b"notes/dirty.txt", b'0', b"The ferry left.  \r\nNobody waved.\r\n"),
        member(b"link", b'2', b""),
        pax,
        member(b"short", b'0', b"Long named. \n"),
        odd,
    ]);
    place.put("raw/a.tar", &whole);
    #[cfg(feature = "gzip")]
    place.put("raw/b.tgz", gzip(&whole));
    place.clean(&[]).says(0, &[]);
    let clean = tar(&[
        member(b"notes/", b'5', b""),
        member(b"notes/fine.txt", b'0', b"Nothing to do.\n"),
        member(b"notes/dirty.txt", b'0', b"The ferry left.\nNobody waved.\n"),
        member(b"link", b'2', b""),
        member(b"PaxHeaders/x", b'x', b"30 path=notes/a long name.txt\n22 mtime=1700000000.5\n"),
        member(b"short", b'0', b"Long named.\n"),
        member(b"odd.txt", b'0', b"A size spelled in another way.\n"),
    ]);
    assert!(fs::read(place.at("clean/a.tar")).unwrap() == clean);
    let rows = place.text("manifests/rows.jsonl");
    assert!(rows.contains("\"id\":\"a.tar#notes/a%20long%20name.txt\""), "{rows}");
    assert!(rows.contains("{\"damaged\":0,\"documents\":4,\"format\":\"tar\",\"restores\":\"file\"}"), "{rows}");
    holds(&place);
    let raw = place.files("raw");
    fs::remove_dir_all(place.at("raw")).unwrap();
    place.run(&["restore", "--to", "back"]).says(0, &[]);
    assert!(fs::read(place.at("back/a.tar")).unwrap() == raw[&b"a.tar"[..]]);
    #[cfg(feature = "gzip")]
    assert!(gunzip(&fs::read(place.at("back/b.tgz")).unwrap()) == whole);
}

#[test]
fn members_that_nobody_should_unpack_are_kept_out() {
    let place = Place::new();
    let picture = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\xff\xfe\x00\x80\x00\x01\x00\x00\xfa\xfb";
    place.put(
        "raw/a.tar",
        tar(&[
            member(b"../up.txt", b'0', b"up"),
            member(b"/etc/absolute.txt", b'0', b"absolute"),
            member(b"picture.png", b'0', picture),
            member(b"inner.jsonl", b'0', b"{\"text\":\"x \"}\n"),
            member(b"fine.txt", b'0', b"Fine.  \n"),
            member(b"../link", b'2', b""),
        ]),
    );
    place.run(&["clean", "--stages", "normalize,tidy"]).says(
        1,
        &[
            "`../up.txt`: a path with `..`",
            "`/etc/absolute.txt`: an absolute path",
            "picture.png: quarantined",
            "`inner.jsonl`: a container in a container",
            "`../link`",
        ],
    );
    assert!(fs::read(place.at("clean/a.tar")).unwrap() == tar(&[member(b"fine.txt", b'0', b"Fine.\n")]));
    assert!(place.text("manifests/rows.jsonl").contains("\"restores\":\"documents\""));
    holds(&place);
    place.run(&["restore", "--to", "back", "a.tar#picture.png"]).says(0, &[]);
    assert_eq!(fs::read(place.at("back/a.tar#picture.png")).unwrap(), picture);
}

#[test]
fn a_tar_without_blocks_at_its_end_comes_back_without_them() {
    let place = Place::new();
    place.put("raw/dirty.tar", member(b"dirty.txt", b'0', b"The ferry left.  \r\nNobody waved.\r\n"));
    place.put("raw/fine.tar", member(b"fine.txt", b'0', b"Nothing to do.\n"));
    place.put("raw/folder.tar", member(b"notes/", b'5', b""));
    place.put("raw/nothing.tar", "");
    place.put("raw/nothing.jsonl", "");
    place.put("raw/blank.jsonl", "\n \n");
    place.clean(&[]).says(0, &[]);
    assert!(fs::read(place.at("clean/dirty.tar")).unwrap() == member(b"dirty.txt", b'0', b"The ferry left.\nNobody waved.\n"));
    holds(&place);
    place.run(&["verify", "--level", "restore"]).says(0, &[]);
    let raw = place.files("raw");
    place.run(&["restore", "--to", "back"]).says(0, &[]);
    assert!(place.files("back") == raw);
    if common::has("python3") {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tools/restore.py");
        let ran = std::process::Command::new("python3")
            .arg(script)
            .args([place.at("clean"), place.at("manifests"), place.at("by-python")])
            .output();
        assert!(ran.unwrap().status.success());
        assert!(place.files("by-python") == raw);
    }
}

#[test]
fn what_can_be_read_of_a_cut_tar_is_cleaned() {
    let whole = tar(&[
        member(b"one.txt", b'0', b"One.  \n"),
        member(b"two.txt", b'0', &b"Two.  \n".repeat(200)),
        member(b"three.txt", b'0', b"3 \n"),
    ]);
    let place = Place::new();
    place.put("raw/a.tar", &whole[..2000]);
    let mut broken = whole.clone();
    broken[1024 + 150] ^= 1;
    place.put("raw/b.tar", &broken);
    place.put("raw/c.tar", "no archive at all");
    place.put("raw/d.tar", [vec![0; 1024], b"behind the end".to_vec()].concat());
    place.run(&["clean", "--stages", "normalize,tidy"]).says(1, &["ends within a member", "at byte 1024: no header", "c.tar: quarantined"]);
    let one = tar(&[member(b"one.txt", b'0', b"One.\n")]);
    assert!(fs::read(place.at("clean/a.tar")).unwrap() == one);
    assert!(fs::read(place.at("clean/b.tar")).unwrap() == one);
    assert!(fs::read(place.at("clean/d.tar")).unwrap() == fs::read(place.at("raw/d.tar")).unwrap());
    holds(&place);
}
