//! Zips that nobody made in good faith, or that look so.

use super::{Made, PLAIN, TEXTS, made, read, written};
use crate::containers::zip::mended::mend_at_most;
use crate::containers::zip::open::open;
use crate::containers::zip::pages::Pages;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

#[test]
fn of_two_entries_with_one_name_one_is_left_out_and_it_is_said() {
    let (one, two) = (PLAIN, Made { text: "Two ferries left.", ..PLAIN });
    let folder = Made { name: "notes/", text: "", ..PLAIN };
    let last = Made { name: "z.txt", ..PLAIN };
    let bytes = made(&[one, folder, two, folder, last]);
    let seen = read(&bytes).unwrap();
    seen.is(&[("a.txt", two.text), ("z.txt", last.text)], &["`a.txt`: a later entry has the same name", "5 entries were found"]);
    // The same with a directory.
    let path = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(path.path(), &bytes).unwrap();
    let mut with = Vec::new();
    open(path.path()).unwrap().pages.read_to_end(&mut with).unwrap();
    assert!(with.starts_with(&bytes) && with.len() > bytes.len());
    let seen = read(&with).unwrap();
    seen.is(&[("a.txt", two.text), ("z.txt", last.text)], &["`a.txt`: a later entry has the same name"]);
    assert_eq!(seen.damage[0].0, 0);
}

#[test]
fn a_zip_within_a_cut_zip_is_not_taken_for_it() {
    let inner = written(false, CompressionMethod::Stored);
    let mut outer = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in [("first.txt", &b"The first."[..]), ("inner.zip", &inner), ("z.txt", b"The last.")] {
        outer.start_file(name, stored).unwrap();
        outer.write_all(bytes).unwrap();
    }
    let bytes = outer.finish().unwrap().into_inner();
    let end = memchr::memmem::find(&bytes, &inner).unwrap() + inner.len();
    let damage = ["`inner.zip`: a container in a container", "where another archive begins): 2 entries"];
    read(&bytes[..end]).unwrap().is(&[("first.txt", "The first.")], &damage);
    read(&bytes).unwrap().is(&[("first.txt", "The first."), ("z.txt", "The last.")], &damage[..1]);
    // Whoever puts two archives one behind the other has both; another thing before an archive is no part of it.
    let (one, two) = (written(true, CompressionMethod::Deflated), made(&[Made { name: "b.txt", ..PLAIN }]));
    let seen = read(&[&one[..], &two].concat()).unwrap();
    assert_eq!(seen.documents.len(), TEXTS.len() + 1, "{seen:#?}");
    let seen = read(&[b"#!/bin/sh\n", &one[..]].concat()).unwrap();
    assert!(seen.documents.len() == TEXTS.len() && seen.damage.is_empty(), "{seen:#?}");
    // A directory without an entry is none.
    let empty = ZipWriter::new(Cursor::new(Vec::new())).finish().unwrap().into_inner();
    let mut bytes = PLAIN.bytes();
    let place = bytes.len() as u32;
    bytes.extend(&empty);
    let n = bytes.len();
    bytes[n - 6..n - 2].copy_from_slice(&place.to_le_bytes());
    read(&bytes).unwrap().is(&[("a.txt", PLAIN.text)], &["it names no entry"]);
    assert!(read(&empty).unwrap().damage.is_empty());
    // One that is not of all entries is used all the same where it has more than can be found without it.
    let mut bytes = written(false, CompressionMethod::Stored);
    let size = memchr::memmem::find(&bytes, b"a.txt").unwrap() - 12;
    bytes[size] += 7;
    let texts = TEXTS.map(|(name, text)| (name, text.repeat(9)));
    let texts: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    read(&bytes).unwrap().is(&texts, &[]);
    bytes.extend(two);
    read(&bytes).unwrap().is(&texts, &["it was used, as only 2 entries were found"]);
}

#[test]
fn what_is_refused_of_a_whole_zip_is_refused_of_a_cut_one() {
    let last = Made { name: "z.txt", ..PLAIN };
    let name = "n".repeat(65_500);
    let entries = [
        PLAIN,
        Made { name: "../up.txt", ..PLAIN },
        Made { name: "/etc/absolute.txt", ..PLAIN },
        Made { name: "", ..PLAIN },
        Made { name: &name, ..PLAIN },
        Made { name: "secret.txt", flags: 1, told: false, note: Some((true, 4)), ..PLAIN },
        Made { name: "folder/", text: "", told: false, note: Some((true, 4)), ..PLAIN },
        Made { name: "bare/", text: "", flags: 8, ..PLAIN },
        last,
    ];
    let refused = ["a path with `..`", "an absolute path", "a name that is empty", "too long", "`secret.txt`: encrypted", "9 entries"];
    let mut bytes = made(&entries);
    let seen = read(&bytes).unwrap();
    seen.is(&[("a.txt", PLAIN.text), ("z.txt", PLAIN.text)], &refused);
    assert_eq!(seen.others, 2);
    // One that ends within an entry names it.
    bytes.truncate(bytes.len() - 5);
    let refused = [&refused[..5], &["8 entries were found by headers of their own, `z.txt`, at byte"]].concat();
    read(&bytes).unwrap().is(&[("a.txt", PLAIN.text)], &refused);
    // Archives that were to be in several parts begin with a mark.
    read(&[b"PK00", &PLAIN.bytes()[..]].concat()).unwrap().is(&[("a.txt", PLAIN.text)], &["1 entry was found"]);
}

#[test]
fn what_is_made_to_be_slow_or_large_is_neither() {
    let pages = |bytes: &[u8]| {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        Pages::new(file).unwrap()
    };
    // Headers that overlap, and notes that never fit. With work for each pair of bytes this would take hours.
    for mut hostile in [b"PK\x03\x04".repeat(1 << 20), b"PK\x07\x08".repeat(1 << 20), b"PK".repeat(1 << 21)] {
        let head = Made { text: "", told: false, note: Some((true, 4)), ..PLAIN }.bytes();
        hostile.splice(..0, head[..head.len() - 16].iter().copied());
        let mended = mend_at_most(&mut pages(&hostile), 0, 1 << 20).unwrap();
        assert_eq!(mended.entries, 0, "{}", mended.why);
    }
    // A directory has its limit.
    let many = made(&[Made { text: "", ..PLAIN }; 1000]);
    let mended = mend_at_most(&mut pages(&many), 0, 5000).unwrap();
    assert!(mended.entries < 110 && mended.why.contains("no more are taken in"), "{} {}", mended.entries, mended.why);
}
