//! Zips, whole and damaged.

use crate::common::{self, Place};
use crate::holds;
use scrubjay::verify::Level;
use std::fs;
use std::io::{Cursor, Read, Write};
use zip::write::{FullFileOptions, SimpleFileOptions};
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Names, texts and rights.
fn entries(place: &Place, name: &str) -> Vec<(String, String, Option<u32>)> {
    let mut archive = ZipArchive::new(fs::File::open(place.at(name)).unwrap()).unwrap();
    let all = 0..archive.len();
    let entry = |index| {
        let mut file = archive.by_index(index).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        (String::from_utf8_lossy(file.name_raw()).into_owned(), text, file.unix_mode().map(|m| m & 0o777))
    };
    all.map(entry).collect()
}

/// A zip with sizes before the entries, or behind them.
fn written(behind: bool, entries: &[(&str, &str)]) -> Vec<u8> {
    fn fill<W: Write + std::io::Seek>(out: &mut ZipWriter<W>, entries: &[(&str, &str)]) {
        for (name, text) in entries {
            out.start_file(*name, SimpleFileOptions::default()).unwrap();
            out.write_all(text.as_bytes()).unwrap();
        }
    }
    if behind {
        let mut out = ZipWriter::new_stream(Vec::new());
        fill(&mut out, entries);
        return out.finish().unwrap().into_inner();
    }
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    fill(&mut out, entries);
    out.finish().unwrap().into_inner()
}

#[test]
fn zips_are_cleaned_in_place() {
    let place = Place::new();
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored).unix_permissions(0o640);
    let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    out.add_directory("notes/", stored).unwrap();
    for (name, bytes, options) in [
        ("notes/dirty.txt", &b"The ferry left.  \n"[..], packed),
        ("notes/fine.txt", b"Nothing to do.\n", packed),
        ("notes/latin.txt", "Přístav spí \n".as_bytes(), stored),
        ("picture.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\xff\xfe\x00\x80\x00\x01\x00\x00\xfa\xfb", stored),
        ("../up.txt", b"up", stored),
        ("inner.zip", b"PK", stored),
    ] {
        out.start_file(name, options).unwrap();
        out.write_all(bytes).unwrap();
    }
    let bytes = out.finish().unwrap().into_inner();
    place.put("raw/a.zip", &bytes);
    place
        .run(&["clean", "--stages", "normalize,tidy"])
        .says(1, &["picture.png: quarantined", "`../up.txt`: a path with `..`", "`inner.zip`: a container in a container"]);
    let found = entries(&place, "clean/a.zip");
    let names: Vec<(&str, &str)> = found.iter().map(|(name, text, _)| (name.as_str(), text.as_str())).collect();
    let expected = [
        ("notes/", ""),
        ("notes/dirty.txt", "The ferry left.\n"),
        ("notes/fine.txt", "Nothing to do.\n"),
        ("notes/latin.txt", "Přístav spí\n"),
    ];
    assert_eq!(names, expected);
    assert_eq!(found[3].2, Some(0o640));
    holds(&place);
    place.run(&["restore", "--to", "back", "a.zip#notes/dirty.txt"]).says(0, &[]);
    assert_eq!(place.text("back/a.zip#notes%2Fdirty.txt"), "The ferry left.  \n");
    place.run(&["restore", "--to", "all"]).says(1, &["not restored: a.zip:", "the texts come back and not the file"]);
    assert_eq!(place.text("all/a.zip#notes%2Fdirty.txt"), "The ferry left.  \n");
}

#[test]
fn what_is_said_of_an_entry_stays() {
    let place = Place::new();
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, said) in [("a.txt", "given by the keeper"), ("b.txt", "given by Zdeněk")] {
        out.start_file(name, FullFileOptions::default().with_file_comment(said)).unwrap();
        out.write_all(b"The ferry left.  \n").unwrap();
    }
    place.put("raw/a.zip", out.finish().unwrap().into_inner());
    place.run(&["clean", "-q"]).says(0, &[]);
    let mut archive = ZipArchive::new(fs::File::open(place.at("clean/a.zip")).unwrap()).unwrap();
    let said: Vec<String> = (0..2).map(|n| archive.by_index(n).unwrap().comment().to_owned()).collect();
    // What is no ASCII may be in an encoding that nobody states.
    assert_eq!(said, ["given by the keeper", ""]);
    holds(&place);
}

#[test]
fn a_zip_in_which_nothing_changed_comes_back() {
    let place = Place::new();
    place.put("raw/fine.zip", written(false, &[("a.txt", "Nothing to do.\n")]));
    place.put("raw/empty.zip", written(false, &[]));
    place.put("raw/dirty.zip", written(false, &[("a.txt", "The ferry left.  \n")]));
    place.clean(&[]).says(0, &[]);
    let raw = place.files("raw");
    fs::remove_dir_all(place.at("raw")).unwrap();
    place.run(&["restore", "--to", "back"]).says(1, &["3 documents restored", "not restored: dirty.zip:"]);
    let back = place.files("back");
    let names: Vec<&[u8]> = back.keys().map(Vec::as_slice).collect();
    assert_eq!(names, [&b"dirty.zip#a.txt"[..], b"empty.zip", b"fine.zip"]);
    assert!(["empty.zip", "fine.zip"].map(str::as_bytes).iter().all(|name| back[*name] == raw[*name]));
    place.run(&["restore", "--to", "one", "fine.zip"]).says(0, &["1 document restored"]);
    assert!(place.files("one")[&b"fine.zip"[..]] == raw[&b"fine.zip"[..]]);
}

#[test]
fn texts_come_back_whatever_their_names_come_to() {
    let place = Place::new();
    let (long, other) = (format!("{}/a.txt", "x".repeat(260)), format!("{}/b.txt", "x".repeat(260)));
    let dirty = "The ferry left.  \n";
    place.put("raw/a.zip", written(false, &[(&long, dirty), (&other, "Nobody waved.  \n"), ("c.txt", dirty)]));
    // The name that the last one gets is that of a file.
    place.put("raw/a.zip#c.txt", "A file of its own.\n");
    place.clean(&[]).says(0, &[]);
    holds(&place);
    place.run(&["restore", "--to", "back"]).says(1, &["not restored: a.zip%23c.txt: another one stands under its name already"]);
    let back = place.files("back");
    assert_eq!(back.keys().map(Vec::len).collect::<Vec<_>>(), [11, 255, 255]);
    assert_eq!(back.values().map(Vec::as_slice).collect::<Vec<_>>().concat().len(), dirty.len() * 3 - 2);
    assert_eq!(back[&b"a.zip#c.txt"[..]], dirty.as_bytes());
    place.run(&["restore", "--to", "one", "a.zip%23c.txt"]).says(0, &[]);
    assert_eq!(place.text("one/a.zip#c.txt"), "A file of its own.\n");
}

#[test]
fn what_can_be_read_of_a_damaged_zip_is_cleaned() {
    let texts = [
        ("notes/dirty.txt", "The ferry left.  \n"),
        ("notes/fine.txt", "Nothing to do.\n"),
        ("z.txt", "Nobody waved. \n"),
        ("last.txt", "The end \n"),
    ];
    let clean = [
        ("notes/dirty.txt", "The ferry left.\n"),
        ("notes/fine.txt", "Nothing to do.\n"),
        ("z.txt", "Nobody waved.\n"),
        ("last.txt", "The end\n"),
    ];
    let place = Place::new();
    for (folder, behind) in [("told", false), ("behind", true)] {
        let whole = written(behind, &texts);
        let at = |what: &[u8]| memchr::memmem::find(&whole, what).unwrap();
        // Without the end of its directory, without the whole of an entry, with another text within, and with only the beginning.
        place.put(format!("raw/{folder}/a.zip"), &whole[..whole.len() - 30]);
        place.put(format!("raw/{folder}/b.zip"), &whole[..at(b"z.txt") + 12]);
        let mut broken = whole[..at(b"PK\x01\x02")].to_vec();
        broken[at(b"notes/fine.txt") + 17] ^= 0x55;
        place.put(format!("raw/{folder}/c.zip"), &broken);
        place.put(format!("raw/{folder}/d.zip"), &whole[..40]);
    }
    place.put("raw/none.zip", "no archive at all");
    // A directory that has a name twice.
    let double = written(false, &[("a.txt", "The first. \n"), ("b.txt", "The second. \n"), ("z.txt", "The last. \n")]);
    let mut double = double;
    for at in memchr::memmem::find_iter(&double.clone(), b"b.txt") {
        double[at] = b'a';
    }
    place.put("raw/double.zip", &double);
    let said = [
        "told/a.zip#damage-",
        "4 entries were found by headers of their own",
        "behind/b.zip#damage-",
        "2 entries were found by headers of their own, `z.txt`, at byte",
        "`notes/fine.txt`: cannot be read",
        "told/d.zip: quarantined",
        "0 entries were found by headers of their own, `notes/dirt",
        "none.zip: quarantined",
        "`a.txt`: a later entry has the same name",
    ];
    place.run(&["clean", "--stages", "normalize,tidy"]).says(1, &said);
    let is = |name: &str, expected: &[(&str, &str)]| {
        let found = entries(&place, name);
        let found: Vec<(&str, &str)> = found.iter().map(|(name, text, _)| (name.as_str(), text.as_str())).collect();
        assert_eq!(found, expected, "{name}");
    };
    for folder in ["told", "behind"] {
        is(&format!("clean/{folder}/a.zip"), &clean);
        is(&format!("clean/{folder}/b.zip"), &clean[..2]);
        is(&format!("clean/{folder}/c.zip"), &[clean[0], clean[2], clean[3]]);
        assert!(!place.at(format!("clean/{folder}/d.zip")).exists());
    }
    assert!(!place.at("clean/none.zip").exists());
    is("clean/double.zip", &[("a.txt", "The second.\n"), ("z.txt", "The last.\n")]);
    for level in Level::ALL {
        assert_eq!(place.verify(level).exit_code(), 0, "{level:?}");
    }
    // The same again, taken over and from scratch.
    let first = place.output();
    for more in [&["--stages", "normalize,tidy"][..], &["--stages", "normalize,tidy", "--fresh"]] {
        place.run(&[&["clean"], more].concat()).says(1, &said);
        assert!(place.output() == first, "{more:?}");
    }
    place.run(&["restore", "--to", "back", "behind/b.zip#notes/dirty.txt"]).says(0, &[]);
    assert_eq!(place.text("back/behind/b.zip#notes%2Fdirty.txt"), texts[0].1);
    place.run(&["restore", "--to", "all"]).says(1, &["not restored: told/a.zip:", "the texts come back and not the file"]);
    assert_eq!(place.text("all/told/a.zip#last.txt"), texts[3].1);
    let names =
        ["told/a", "told/b", "told/c", "behind/a", "behind/b", "behind/c", "double"].map(|name| place.at(format!("clean/{name}.zip")));
    if common::has("python3") {
        let script = "import sys, zipfile\nfor name in sys.argv[1:]:\n    assert zipfile.ZipFile(name).testzip() is None";
        assert!(std::process::Command::new("python3").args(["-c", script]).args(&names).status().unwrap().success());
    }
    // What is copied beside what is written anew: unzip wants each byte to be that of one entry.
    if common::has("unzip") {
        for name in &names {
            let ran = std::process::Command::new("unzip").arg("-tq").arg(name).output().unwrap();
            assert!(ran.status.success(), "{ran:?}");
        }
    }
}
