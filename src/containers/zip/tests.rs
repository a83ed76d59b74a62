//! Zips with something amiss, made by hand.

use super::mended::mend_at_most;
use super::pages::{Pages, WINDOW};
use super::{Entries, EntriesOut};
use crate::containers::{Part, Settings};
use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

const TEXTS: [(&str, &str); 4] =
    [("a.txt", "One ferry left."), ("empty.txt", ""), ("notes/ř.txt", "Nobody waved, PK\x07\x08 or not. "), ("z.txt", "The last.")];

/// A zip with sizes before the entries, or behind them.
fn written(behind: bool, method: CompressionMethod) -> Vec<u8> {
    fn fill<W: Write + Seek>(out: &mut ZipWriter<W>, method: CompressionMethod) {
        let options = SimpleFileOptions::default().compression_method(method);
        out.add_directory("notes/", options).unwrap();
        for (name, text) in TEXTS {
            out.start_file(name, options).unwrap();
            out.write_all(text.repeat(9).as_bytes()).unwrap();
        }
    }
    if behind {
        let mut out = ZipWriter::new_stream(Vec::new());
        fill(&mut out, method);
        return out.finish().unwrap().into_inner();
    }
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    fill(&mut out, method);
    out.finish().unwrap().into_inner()
}

const KINDS: [(bool, CompressionMethod); 4] = [
    (true, CompressionMethod::Stored),
    (true, CompressionMethod::Deflated),
    (false, CompressionMethod::Stored),
    (false, CompressionMethod::Deflated),
];

#[derive(Debug, Default)]
struct Seen {
    documents: Vec<(String, String)>,
    damage: Vec<(u64, String)>,
    others: usize,
    /// Names and texts of the zip that was written again.
    out: Vec<(String, String)>,
}

impl Seen {
    #[track_caller]
    fn is(&self, documents: &[(&str, &str)], damage: &[&str]) {
        let ours: Vec<(&str, &str)> = self.documents.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
        assert_eq!(ours, documents, "{self:#?}");
        assert_eq!(self.damage.len(), damage.len(), "{self:#?}");
        for (word, (_, reason)) in damage.iter().zip(&self.damage) {
            assert!(reason.contains(word), "{word:?} is not said: {self:#?}");
        }
        let out: Vec<(&str, &str)> = self.out.iter().map(|(n, t)| (n.as_str(), t.as_str())).filter(|(n, _)| !n.ends_with('/')).collect();
        assert_eq!(out, documents, "{self:#?}");
    }
}

/// Reads a zip and writes it again, each other text anew.
fn drive(write: impl FnOnce(&mut File)) -> io::Result<Seen> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.zip");
    write(&mut File::create(&path).unwrap());
    let mut reader = Entries::open(&path, &Settings::default())?;
    let to = folder.path().join("out.zip");
    let mut writer = EntriesOut::create(Box::new(File::create(&to).unwrap()), &path)?;
    let mut seen = Seen::default();
    while let Some(part) = reader.next()? {
        match part {
            Part::Damage(damage) => seen.damage.push((damage.at, damage.reason)),
            Part::Other(origin) => {
                seen.others += 1;
                writer.put(origin, None)?;
            }
            Part::Document(record) => {
                let text = String::from_utf8_lossy(&record.bytes).into_owned();
                match seen.documents.len() % 2 {
                    0 => writer.put(record.origin, Some(&text))?,
                    _ => writer.keep(record.origin, &text)?,
                }
                seen.documents.push((String::from_utf8_lossy(&record.key).into_owned(), text));
            }
        }
    }
    writer.finish()?;
    let mut archive = ZipArchive::new(File::open(&to).unwrap())?;
    for index in 0..archive.len() {
        let mut bytes = Vec::new();
        // A folder is copied as it is, even when its header says that it is packed as nothing is.
        let mut file = archive.by_index(index)?;
        if !file.is_dir() {
            file.read_to_end(&mut bytes)?;
        }
        seen.out.push((file.name()?.into_owned(), String::from_utf8_lossy(&bytes).into_owned()));
    }
    Ok(seen)
}

fn read(bytes: &[u8]) -> io::Result<Seen> {
    drive(|file| file.write_all(bytes).unwrap())
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, b| (0..8).fold(crc ^ u32::from(*b), |crc, _| crc >> 1 ^ (0xedb8_8320 & (crc & 1).wrapping_neg())))
}

/// An entry made by hand, stored.
#[derive(Clone, Copy)]
struct Made<'a> {
    name: &'a str,
    text: &'a str,
    flags: u16,
    /// Whether its header tells sizes; they are of eight bytes in a field when that is wide.
    told: bool,
    wide: bool,
    /// Whether a note stands behind it, whether with a mark, and bytes of its sizes.
    note: Option<(bool, usize)>,
    extra: &'a [u8],
}

const PLAIN: Made = Made { name: "a.txt", text: "One ferry left.", flags: 0, told: true, wide: false, note: None, extra: b"" };

impl Made<'_> {
    fn bytes(&self) -> Vec<u8> {
        let (sum, long) = (crc(self.text.as_bytes()), self.text.len() as u64);
        let mut extra = self.extra.to_vec();
        if self.wide {
            extra.extend([1, 0, 16, 0]);
            extra.extend([if self.told { long } else { 0 }.to_le_bytes(); 2].concat());
        }
        let size = if self.wide { u32::MAX } else { u32::try_from(long).unwrap() * u32::from(self.told) };
        let flags = self.flags | u16::from(self.note.is_some()) << 3;
        let mut out = b"PK\x03\x04\x14\x00".to_vec();
        out.extend(flags.to_le_bytes());
        out.extend([0, 0, 0x21, 0x58, 0x21, 0x58]);
        [if self.told { sum } else { 0 }, size, size].iter().for_each(|n| out.extend(n.to_le_bytes()));
        [self.name.len() as u16, extra.len() as u16].iter().for_each(|n| out.extend(n.to_le_bytes()));
        out.extend([self.name.as_bytes(), &extra, self.text.as_bytes()].concat());
        if let Some((marked, width)) = self.note {
            out.extend(if marked { &b"PK\x07\x08"[..] } else { b"" });
            out.extend(sum.to_le_bytes());
            out.extend([&long.to_le_bytes()[..width]; 2].concat());
        }
        out
    }
}

/// Entries one after the other, without a directory.
fn made(entries: &[Made]) -> Vec<u8> {
    entries.iter().flat_map(Made::bytes).collect()
}

#[test]
fn what_stands_whole_before_a_cut_is_found() {
    let all: Vec<(String, String)> = TEXTS.iter().map(|(n, t)| ((*n).to_owned(), t.repeat(9))).collect();
    for (behind, method) in KINDS {
        let bytes = written(behind, method);
        let mut most = 0;
        for cut in 4..bytes.len() {
            let seen = read(&bytes[..cut]).unwrap();
            assert_eq!(seen.documents, all[..seen.documents.len()], "{behind} {method} cut at {cut}");
            assert!(seen.documents.len() >= most && seen.damage.len() == 1, "{behind} {method} cut at {cut}: {seen:?}");
            assert_eq!(seen.out.len(), seen.documents.len() + seen.others);
            most = seen.documents.len();
        }
        assert_eq!(most, all.len(), "{behind} {method}");
    }
    assert!(read(b"no archive").is_err());
}

#[test]
fn nothing_that_is_changed_makes_it_stumble() {
    let all: Vec<(String, String)> = TEXTS.iter().map(|(n, t)| ((*n).to_owned(), t.repeat(9))).collect();
    for (behind, method) in [KINDS[0], KINDS[3]] {
        let whole = written(behind, method);
        let directory = memchr::memmem::find(&whole, b"PK\x01\x02").unwrap();
        for at in 0..whole.len() {
            for to in [0xff, whole[at] ^ 8] {
                let mut bytes = whole.clone();
                bytes[at] = to;
                // With its directory, and without.
                for bytes in [&bytes[..], &bytes[..at.max(directory) + 1]] {
                    let seen = match read(bytes) {
                        Ok(seen) => seen,
                        Err(e) => {
                            assert!(at < 4, "{behind} {method} {at} {to}: {e}");
                            continue;
                        }
                    };
                    let before = all.iter().scan(0, |from, (name, _)| {
                        *from += memchr::memmem::find(&whole[*from..], name.as_bytes()).unwrap();
                        Some(*from)
                    });
                    // The next entry begins 30 bytes before its name.
                    let intact = before.skip(1).take_while(|next| next - 30 <= at).count();
                    if at >= 4 && at < directory {
                        assert!(seen.documents.len() >= intact && seen.documents[..intact] == all[..intact], "{behind} {method} {at} {to}");
                    }
                    // What became a folder or a link goes on as one.
                    let there = seen.documents.len() + seen.others;
                    assert!(seen.out.len() == there, "{behind} {method} {at} {to}: {seen:#?}");
                    assert!(there > all.len() || !seen.damage.is_empty(), "{behind} {method} {at} {to}: {seen:#?}");
                }
            }
        }
    }
}

#[test]
fn notes_are_found_in_all_their_forms() {
    for note in [(true, 4), (true, 8), (false, 4), (false, 8)] {
        for (told, wide) in [(false, false), (false, true), (true, false), (true, true)] {
            let entry = |name, text| Made { name, text, told, wide, note: Some(note), ..PLAIN };
            let plain = Made { name: "told.txt", ..PLAIN };
            let three = [entry("a.txt", "One ferry left.\n"), entry("none.txt", ""), entry("c.txt", "PK\x07\x08 and PK\x03\x04 are words")];
            let documents = three.map(|made| (made.name, made.text));
            let mut bytes = made(&three);
            read(&bytes).unwrap().is(&documents, &["3 entries were found by headers of their own, up to the end of the file"]);
            bytes.extend(plain.bytes());
            read(&bytes).unwrap().is(&[&documents[..], &[("told.txt", PLAIN.text)]].concat(), &["4 entries"]);
            // Half a note is none.
            let cut = made(&three).len() - 3;
            let seen = read(&bytes[..cut]).unwrap();
            assert_eq!(seen.documents[..2], documents[..2].iter().map(|(n, t)| ((*n).into(), (*t).into())).collect::<Vec<_>>());
            let said = if told { "3 entries" } else { "`c.txt`" };
            assert!(seen.damage.iter().any(|(_, reason)| reason.contains(said)), "{seen:#?}");
        }
    }
}

#[test]
fn notes_are_found_where_windows_meet() {
    for note in [(true, 4), (false, 8)] {
        for more in 0..80 {
            let text = "x".repeat(WINDOW - 100 + more);
            let long = Made { name: "long.txt", text: &text, told: false, note: Some(note), ..PLAIN };
            let short = Made { name: "short.txt", ..long };
            read(&made(&[long, Made { text: "short", ..short }]))
                .unwrap()
                .is(&[("long.txt", &text), ("short.txt", "short")], &["2 entries"]);
        }
    }
}

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
    super::open::open(path.path()).unwrap().pages.read_to_end(&mut with).unwrap();
    assert!(with.starts_with(&bytes) && with.len() > bytes.len());
    let seen = read(&with).unwrap();
    seen.is(&[("a.txt", two.text), ("z.txt", last.text)], &["`a.txt`: a later entry has the same name"]);
    assert_eq!(seen.damage[0].0, 0);
}

#[test]
fn names_in_utf_8_beside_the_name_are_heard() {
    let extra = |name: &str| {
        let body = [&[1][..], &crc(b"?.txt").to_le_bytes(), name.as_bytes()].concat();
        [&0x7075u16.to_le_bytes()[..], &(body.len() as u16).to_le_bytes(), &body].concat()
    };
    let (one, two, broken) = (extra("ř.txt"), extra("ž.txt"), [0x75, 0x70, 2, 0, 1, 1]);
    let entry = |extra, text| Made { name: "?.txt", extra, text, ..PLAIN };
    let seen = read(&made(&[entry(&one, "One."), entry(&two, "Two."), entry(&broken, "Three.")])).unwrap();
    seen.is(&[("ř.txt", "One."), ("ž.txt", "Two."), ("?.txt", "Three.")], &["3 entries"]);
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
    read(&[b"PK00", &PLAIN.bytes()[..]].concat()).unwrap().is(&[("a.txt", PLAIN.text)], &["1 entries"]);
}

#[test]
fn entries_and_places_may_need_more_bytes_than_once() {
    let names: Vec<String> = (0..70_000).map(|n| n.to_string()).collect();
    let bytes = made(&names.iter().map(|name| Made { name, text: "", ..PLAIN }).collect::<Vec<_>>());
    let seen = read(&bytes).unwrap();
    assert!(seen.documents.len() == 70_000 && seen.damage.len() == 1 && seen.damage[0].1.contains(": 70000 entries"));
    // Behind an entry of more than four GiB, of which nothing is written.
    let long = (5u64 << 30).to_le_bytes();
    let mut big = Made { name: "big.txt", text: "", told: false, wide: true, ..PLAIN }.bytes();
    let n = big.len();
    big[n - 16..].copy_from_slice(&[long, long].concat());
    let seen = drive(|file| {
        file.write_all(&big).unwrap();
        file.seek(SeekFrom::Start(n as u64 + (5 << 30))).unwrap();
        file.write_all(&made(&[PLAIN, Made { name: "z.txt", ..PLAIN }])).unwrap();
    });
    seen.unwrap().is(&[("a.txt", PLAIN.text), ("z.txt", PLAIN.text)], &["over containers.limits.record", "3 entries"]);
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
    assert!(mended.entries < 110 && mended.why.contains("no more are taken in"), "{mended:?}");
}
