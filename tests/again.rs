//! A run over what was cleaned before: what is done again and what is not, and that nobody can tell from the record.
#![allow(clippy::unwrap_used)]

mod common;
#[path = "common/shelf.rs"]
#[allow(dead_code)]
mod shelf;

use common::Place;
use std::process::{Command, Stdio};

/// Some sites with furniture of their own, each document with dirt of its own.
fn put_document(place: &Place, site: usize, n: usize, body: &str) {
    let text = format!(
        "Home | News | Tides | Site {site}\n\nThe lock of day {n}\n\nThe keeper of lock {n} said that the gate &amp; the sluice were shut before noon, {body}.\n\n\
         Nobody at the quay of site {site} had seen water that high since the year the bridge was built, and nobody wrote it down.\n\n\
         Share this: Facebook | WhatsApp | Email\n\nWord {n} of the miller was kept in the book of the house, as it had been for eighty years.\n\n© The Post of Site {site}\n"
    );
    place.put(format!("raw/site{site}.example/{n:03}.txt"), text);
}

fn corpus(documents: usize) -> Place {
    let place = Place::new();
    for n in 0..documents {
        put_document(&place, n % 3, n, "as on every day");
    }
    place
}

/// All bytes of an output but for what may differ.
fn output(place: &Place) -> Vec<(Vec<u8>, Vec<u8>)> {
    place.output().into_iter().filter(|(name, _)| !name.ends_with(b"history.jsonl")).collect()
}

/// Says which files differ, and not how: their bytes would fill the screen.
#[track_caller]
fn assert_same(got: &[(Vec<u8>, Vec<u8>)], expected: &[(Vec<u8>, Vec<u8>)]) {
    let lacking = |a: &[(Vec<u8>, Vec<u8>)], b: &[(Vec<u8>, Vec<u8>)]| -> Vec<String> {
        a.iter().filter(|file| !b.contains(file)).map(|(name, _)| String::from_utf8_lossy(name).into_owned()).collect()
    };
    assert_eq!((lacking(got, expected), lacking(expected, got)), (Vec::new(), Vec::new()));
}

/// The output of a run from scratch on the same raw files.
fn from_scratch(place: &Place) -> Vec<(Vec<u8>, Vec<u8>)> {
    let other = Place::new();
    let copied = Command::new("cp").arg("-r").args([place.at("raw"), other.at("raw")]).status().unwrap();
    assert!(copied.success());
    if place.at("scrubjay.toml").exists() {
        std::fs::copy(place.at("scrubjay.toml"), other.at("scrubjay.toml")).unwrap();
    }
    other.run(&["clean", "--fresh"]).says(0, &[]);
    output(&other)
}

#[test]
fn what_did_not_change_is_not_done_again_and_the_record_is_the_same() {
    let place = corpus(60);
    place.run(&["clean"]).says(0, &["60 documents"]);
    place.run(&["clean"]).says(0, &["all of them as an earlier run had cleaned them"]);
    assert_same(&output(&place), &from_scratch(&place));

    // A container among the files, and a document whose encoding somebody stated.
    place.put("raw/site0.example/a.jsonl", "{\"id\":\"x\",\"text\":\"The weir was shut before noon.\"}\n");
    place.put("raw/old.example/a.txt", "Nothing but ASCII.\n");
    place.put("scrubjay.toml", "[decode.encodings]\n\"old.example/\" = \"windows-1252\"\n");
    place.run(&["clean"]).says(0, &[]);
    assert_same(&output(&place), &from_scratch(&place));
    let figures = place.run(&["clean", "--json", "--fresh"]).out;
    assert_eq!(place.run(&["clean", "--json"]).out, figures, "the same figures when nothing changed");

    // One document edited, one more, one gone: the survey of two sites learns something else, that of the third does not.
    put_document(&place, 0, 3, "but not on that one");
    put_document(&place, 1, 61, "as on no day before");
    std::fs::remove_file(place.at("raw/site1.example/004.txt")).unwrap();
    let ran = place.run(&["clean"]);
    ran.says(0, &["as an earlier run had cleaned them"]);
    let taken: usize =
        ran.out.lines().find(|l| l.contains("as an earlier run")).unwrap().split_whitespace().next().unwrap().parse().unwrap();
    assert!((20..=58).contains(&taken), "{}", ran.out);
    assert_same(&output(&place), &from_scratch(&place));
    place.run(&["verify", "--level", "replay"]).says(0, &[]);
}

#[test]
fn what_a_run_depends_on_is_looked_at() {
    let place = corpus(30);
    place.run(&["clean"]).says(0, &[]);
    // A clean file that somebody changed is made again.
    place.put("clean/site0.example/000.txt", "something else\n");
    place.run(&["clean"]).says(0, &["as an earlier run had cleaned them"]);
    assert_same(&output(&place), &from_scratch(&place));
    // A line of the record that somebody changed is not believed.
    let rows = place.text("manifests/rows.jsonl");
    place.put("manifests/rows.jsonl", rows.replacen("\"edits\":1", "\"edits\":2", 1));
    let ran = place.run(&["clean"]);
    assert!(!ran.out.contains("earlier run"), "{}", ran.out);
    assert_same(&output(&place), &from_scratch(&place));
    // Nor one that its run.json, history or attestation does not know.
    let was = place.text("manifests/run.json");
    place.put("manifests/run.json", was.replacen("\"documents\":30", "\"documents\":31", 1));
    place.run(&["clean"]).says(0, &["30 documents"]);
    assert_eq!(place.text("manifests/run.json"), was);
    let was = place.text("manifests/history.jsonl");
    place.put("manifests/history.jsonl", was.replacen("\"n\":0", "\"n\":00", 1));
    place.run(&["clean"]).says(2, &["history.jsonl"]);
    place.put("manifests/history.jsonl", was);
    std::fs::remove_file(place.at("manifests/run.json")).unwrap();
    let ran = place.run(&["clean"]);
    assert!(!ran.out.contains("earlier run"), "{}", ran.out);
    assert_same(&output(&place), &from_scratch(&place));
    // Other settings, other results.
    place.put("scrubjay.toml", "strength = \"thorough\"\n");
    let ran = place.run(&["clean"]);
    ran.says(0, &[]);
    assert!(!ran.out.contains("earlier run"), "{}", ran.out);
    std::fs::remove_file(place.at("scrubjay.toml")).unwrap();
    // Another program, as far as its account goes.
    place.run(&["clean"]).says(0, &[]);
    let said = place.text("manifests/attestation.json");
    let digest = said.split('"').nth(3).unwrap().to_owned();
    place.put("manifests/attestation.json", said.replace(&digest, &"0".repeat(64)));
    let ran = place.run(&["clean"]);
    assert!(!ran.out.contains("earlier run"), "{}", ran.out);
    let ran = place.run(&["clean", "--fresh"]);
    assert!(!ran.out.contains("earlier run"), "{}", ran.out);
    // A record without a diff is another record.
    place.run(&["clean", "--no-diff"]).says(0, &[]);
    assert!(!place.at("manifests/corpus.diff").exists());
    place.run(&["clean"]).says(0, &[]);
    assert_same(&output(&place), &from_scratch(&place));
}

#[test]
fn a_run_that_was_killed_at_any_moment_is_gone_on_with() {
    let place = corpus(400);
    let expected = from_scratch(&place);
    let program = env!("CARGO_BIN_EXE_scrubjay");
    for round in 0..12u64 {
        let mut child = Command::new(program)
            .args(["clean", "-q", "--threads", "2"])
            .current_dir(place.root())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(5 + round * 29 % 230));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    // The clean tree of a killed run is gone: its work is lost, and nothing else.
    place.put("manifests.scrubjay-new/rows.jsonl", "x".repeat(1 << 20));
    place.run(&["clean"]).says(0, &[]);
    assert_same(&output(&place), &expected);
    for left in
        ["clean.scrubjay-new", "clean.scrubjay-part", "manifests.scrubjay-new", "manifests.scrubjay-part", "manifests.scrubjay-ready"]
    {
        assert!(!place.at(left).exists(), "{left} is left");
    }
    place.run(&["verify", "--level", "restore"]).says(0, &[]);
}

/// A line of a container: one of many records with dirt and furniture, on two sites.
fn line(n: usize, body: &str) -> String {
    // Digits are all one to a survey, and a line that recurs tells of its site.
    let name: String = n.to_string().bytes().map(|b| char::from(b - b'0' + b'k')).collect();
    let text = format!(
        "Home | News | Tides | Site {0}\n\nThe ferry of day {n}\n\nThe ferryman {name} said that the rope &amp; the bell were wet, {body}.\n\n\
         Nobody on the bank had waited that long since the winter of the ice, and nobody wrote down how long.\n\n© The Post of Site {0}",
        n % 2
    );
    let record = serde_json::json!({"id": format!("r{n}"), "url": format!("https://site{}.example/{n}", n % 2), "text": text});
    // Some are written in a way that does not follow from the text.
    let line = record.to_string();
    if n.is_multiple_of(7) { line.replacen("The ferry", "The\\u0020ferry", 1) + "\n" } else { line + "\n" }
}

#[test]
fn records_that_did_not_change_are_not_done_again() {
    let place = Place::new();
    let lines = |of: &dyn Fn(usize) -> Option<String>| (0..300).filter_map(of).collect::<String>();
    place.put("raw/a.jsonl", lines(&|n| Some(line(n, "as on every day"))));
    place.put("raw/b/c.jsonl", lines(&|n| Some(line(n + 1000, "as on every day"))));
    put_document(&place, 0, 1, "as on every day");
    place.run(&["clean"]).says(0, &["603 documents"]);
    let taken = |place: &Place| -> usize {
        let ran = place.run(&["clean"]);
        ran.says(0, &[]);
        let said = ran.out.lines().find(|l| l.contains("as an earlier run")).unwrap_or("0").trim().to_owned();
        assert_same(&output(place), &from_scratch(place));
        said.split_whitespace().next().unwrap().replace(',', "").parse().unwrap()
    };

    // Records edited, taken out and put in, as many as before on each site; one that is only written otherwise.
    let more = lines(&|n| match n {
        40 => Some(line(n, "but not on that one")),
        41 | 90 => None,
        91 => Some(line(5001, "as never before") + &line(n, "as on every day")),
        150 => Some(line(n, "as on every day").replacen("The ferryman", "\\u0054he ferryman", 1)),
        _ => Some(line(n, "as on every day")),
    });
    let more = more + &line(6000, "as never after");
    place.put("raw/a.jsonl", &more);
    let n = taken(&place);
    assert!((590..=598).contains(&n), "{n}: all but those put in, edited or written otherwise");

    // The same lines in another order.
    let mut turned: Vec<&str> = more.lines().collect();
    turned.rotate_left(20);
    place.put("raw/a.jsonl", turned.join("\n"));
    let n = taken(&place);
    assert!(n >= 570, "{n}");
    place.run(&["verify", "--level", "replay"]).says(0, &[]);

    // Many that are gone from the front are passed over, and so is a new file before the container.
    let long: String = (0..900).map(|n| line(n + 7000, "as on every day")).collect();
    place.put("raw/d.jsonl", &long);
    taken(&place);
    let short: String =
        (330..900).map(|n| line(n + 7000, "as on every day")).chain((0..330).map(|n| line(n + 9000, "as on every day"))).collect();
    place.put("raw/d.jsonl", short);
    place.put("raw/c.txt", "A file before it, of another site.\n");
    let n = taken(&place);
    assert!(n >= 600 + 500, "{n}");

    // What the record says is believed only where the bytes are those it speaks of.
    place.put("raw/a.jsonl", turned.join("\n").replace("the rope", "the rops"));
    taken(&place);
}

#[cfg(all(feature = "parquet", feature = "warc"))]
#[test]
fn rows_and_records_of_archives_that_did_not_change_are_not_done_again() {
    let text = |n: usize, body: &str| -> String {
        let record: serde_json::Value = serde_json::from_str(&line(n, body)).unwrap();
        record["text"].as_str().unwrap().to_owned()
    };
    let usual = "as on every day";
    let host = |n: usize| if n.is_multiple_of(2) { "site0.example" } else { "site1.example" };
    let table = |changed: Option<usize>| {
        let body = |n| if changed == Some(n) { "but not on that one" } else { usual };
        let rows: Vec<shelf::Row> = (0..200).map(|n| (n as i64, host(n), (n % 9 != 4).then(|| text(n, body(n))))).collect();
        shelf::table(&[&rows[..90], &rows[90..91], &rows[91..]], false)
    };
    let archive = |changed: Option<usize>, packed: bool| -> Vec<u8> {
        let body = |n| if changed == Some(n) { "but not on that one" } else { usual };
        let answer = |n: usize, media: &str, body: &str| {
            let block = format!("HTTP/1.1 200 OK\r\nContent-Type: {media}\r\n\r\n{body}");
            shelf::record(n as u32, host(n), "response", "application/http", block.as_bytes())
        };
        let record = |n: usize| match n % 10 {
            7 => answer(n, "image/png", "\u{1}"),
            3 => answer(
                n,
                "text/html",
                &format!("<title>A day</title><p>{}</p>", text(n + if packed { 2000 } else { 1000 }, body(n)).replace("\n\n", "</p><p>")),
            ),
            _ => shelf::conversion(n as u32, host(n), &text(n + if packed { 2000 } else { 1000 }, body(n))),
        };
        (0..100).map(record).flat_map(|record| if packed { shelf::gzip(&record) } else { record }).collect()
    };
    let place = Place::new();
    place.put("raw/a.parquet", table(None));
    place.put("raw/b.warc", archive(None, false));
    place.put("raw/c.warc.gz", archive(None, true));
    let rows = |place: &Place| -> Vec<String> { place.text("manifests/rows.jsonl").lines().map(str::to_owned).collect() };
    let taken = |place: &Place| -> usize {
        let ran = place.run(&["clean"]);
        ran.says(0, &[]);
        assert_same(&output(place), &from_scratch(place));
        let said = ran.out.lines().find(|l| l.contains("an earlier run had cleaned")).unwrap_or("0").trim().to_owned();
        if said.starts_with("all of them") { usize::MAX } else { said.split_whitespace().next().unwrap().replace(',', "").parse().unwrap() }
    };
    // 178 texts in the table, 90 in each archive, and three containers.
    assert_eq!(taken(&place), 0);
    let (first, bytes) = (rows(&place), output(&place));
    assert_eq!(first.len(), 178 + 90 + 90 + 3);
    assert_eq!(taken(&place), usize::MAX, "nothing changed");
    assert_same(&output(&place), &bytes);

    // One row, then one record of each archive: those are cleaned anew, and all other rows are the same to the byte.
    for (name, bytes, id) in [
        ("a.parquet", table(Some(60)), "a.parquet#60".to_owned()),
        ("b.warc", archive(Some(60), false), format!("b.warc#{}", shelf::record_id(60))),
        ("c.warc.gz", archive(Some(63), true), format!("c.warc.gz#{}", shelf::record_id(63))),
    ] {
        let before = rows(&place);
        place.put(format!("raw/{name}"), bytes);
        assert_eq!(taken(&place), 178 + 90 + 90 - 1, "{name}");
        let after = rows(&place);
        let ids = |row: &String| serde_json::from_str::<serde_json::Value>(row).unwrap()["id"].as_str().unwrap().to_owned();
        let differ: Vec<String> = before.iter().zip(&after).filter(|(a, b)| a != b).map(|(a, _)| ids(a)).collect();
        assert_eq!(differ, [id, name.to_owned()]);
    }
    place.run(&["verify", "--level", "replay"]).says(0, &[]);
    // What a header states of an encoding does not matter for a text that has but one.
    let declared = String::from_utf8(archive(Some(60), false)).unwrap().replace("text/plain", "text/plain; charset=windows-1252");
    place.put("raw/b.warc", declared);
    assert_eq!(taken(&place), 178 + 90 + 90);
    // It does for one that may be read in two ways.
    for media in ["text/plain; charset=utf-8", "text/plain; charset=hz-gb-2312"] {
        let text = b"The sign on the quay of the old town says ~{VPND~} in two characters, and nobody reads it.\n";
        place.put("raw/d.warc", shelf::record(1, "site2.example", "conversion", media, text));
        assert_eq!(taken(&place), 178 + 90 + 90, "{media}");
    }
}
