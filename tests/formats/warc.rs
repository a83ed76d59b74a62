//! WARC and WET.

use super::Seen;
use crate::common::Place;
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use scrubjay::containers::Settings;
use scrubjay::containers::warc::FORMAT;
use scrubjay::verify::Level;
use std::fs;
use std::io::{self, Write};

fn drive(name: &str, bytes: &[u8], settings: &Settings, clean: impl Fn(&str) -> Option<String>) -> Seen {
    super::drive(&FORMAT, name, bytes, settings, clean).unwrap()
}

fn id(n: u32) -> String {
    format!("{n:08x}-3b1f-4c52-9d0e-5f6a7b8c9d0e")
}

fn record(n: u32, kind: &str, media: &str, block: &[u8]) -> Vec<u8> {
    let id = id(n);
    let mut bytes = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://www.harbour.example/{n}\r\nWARC-Date: 2026-03-01T10:00:00Z\r\n\
         WARC-Record-ID: <urn:uuid:{id}>\r\nContent-Type: {media}\r\nContent-Length: {}\r\n\r\n",
        block.len()
    )
    .into_bytes();
    bytes.extend_from_slice(block);
    bytes.extend_from_slice(b"\r\n\r\n");
    bytes
}

fn page(head: &str, body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n").as_bytes(), body].concat()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn records() -> Vec<Vec<u8>> {
    vec![
        record(1, "warcinfo", "application/warc-fields", b"software: none\r\n"),
        record(2, "conversion", "text/plain", "Die Fähre legt um sechs ab.\n".as_bytes()),
        record(3, "conversion", "text/plain", b"keep me as I am\n"),
        record(
            4,
            "response",
            "application/http; msgtype=response",
            &page("Content-Type: text/plain; charset=latin1\r\nTransfer-Encoding: chunked", b"4\r\nthe \r\n6\r\nferry\n\r\n0\r\n\r\n"),
        ),
        record(5, "response", "application/http; msgtype=response", &page("Content-Type: image/png", b"\x89PNG\r\n\r\nWARC/1.0\r\n")),
        record(6, "conversion", "text/plain", b"drop me\n"),
        record(7, "request", "application/http; msgtype=request", b"GET / HTTP/1.1\r\n\r\n"),
    ]
}

fn tidy(text: &str) -> Option<String> {
    match text {
        "drop me\n" => None,
        "keep me as I am\n" => Some(text.to_owned()),
        other => Some(other.to_uppercase()),
    }
}

#[test]
fn documents_are_converted_and_all_else_passes() {
    let records = records();
    let plain = drive("a.warc", &records.concat(), &Settings::default(), tidy);
    assert!(plain.damage.is_empty(), "{:?}", plain.damage);
    assert_eq!(plain.documents.iter().map(|d| d.0.clone()).collect::<Vec<_>>(), [id(2), id(3), id(4), id(6)]);
    assert_eq!(plain.documents[2].2, b"the ferry\n");
    assert_eq!(plain.documents[2].1.as_deref(), Some("https://www.harbour.example/4"));
    assert_eq!(plain.others, 3);
    for passing in [0, 2, 4, 6] {
        assert_eq!(memchr::memmem::find_iter(&plain.out, &records[passing]).count(), 1, "record {passing}");
    }
    let out = String::from_utf8_lossy(&plain.out);
    assert!(out.contains("DIE FÄHRE LEGT UM SECHS AB.\n\r\n\r\nWARC/1.0\r\n"));
    assert!(out.contains(&format!("WARC-Refers-To: <urn:uuid:{}>\r\nWARC-Date: 2026-03-01T10:00:00Z\r\n", id(4))));
    assert!(!out.contains("drop me") && !out.contains("ferry"));

    // Each packing gives the same records, a member each, and the clean archive has the same keys.
    let again = drive("a.warc", &plain.out, &Settings::default(), |text| Some(text.to_owned()));
    assert_eq!(again.out, plain.out);
    assert_eq!(again.documents.iter().map(|d| d.0.clone()).collect::<Vec<_>>(), [id(2), id(3), id(4)]);
    let gz: Vec<u8> = records.iter().flat_map(|r| gzip(r)).collect();
    let packed = drive("a.warc.gz", &gz, &Settings::default(), tidy);
    assert_eq!(drive("a.warc.gz", &packed.out, &Settings::default(), tidy).documents.len(), 3);
    let mut unpacked = Vec::new();
    io::copy(&mut flate2::read::MultiGzDecoder::new(&packed.out[..]), &mut unpacked).unwrap();
    assert_eq!(unpacked, plain.out);
    assert_eq!(memchr::memmem::find_iter(&packed.out, &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0]).count(), 6);
    let zst: Vec<u8> = records.iter().flat_map(|r| zstd::encode_all(&r[..], 3).unwrap()).collect();
    let packed = drive("a.warc.zst", &zst, &Settings::default(), tidy);
    assert_eq!(zstd::decode_all(&packed.out[..]).unwrap(), plain.out);
}

#[test]
fn a_page_that_passes_does_not_hide_what_is_behind_it() {
    let place = Place::new();
    let coded = page("Content-Type: text/plain\r\nContent-Encoding: br", b"\x0b\x02\x80the ferry\n\x03");
    let text = |n: u32, text: &str| record(n, "conversion", "text/plain", text.as_bytes());
    let passing = record(2, "response", "application/http; msgtype=response", &coded);
    let records = [text(1, "Nobody waved.  \n"), passing.clone(), text(3, "The ferry left.  \n"), passing, text(5, "It was noon.\n")];
    place.put("raw/a.warc", records.concat());
    place.put("raw/b.warc", text(1, "Nobody waved.\n"));
    place.run(&["clean"]).says(1, &["`br`"]);
    let report = place.verify(Level::Replay);
    assert_eq!(report.exit_code(), 0, "{report:#?}");
    assert_eq!(report.checked["restored documents"], 4);
    place.run(&["restore", "--to", "back"]).says(1, &["4 documents restored"]);
    assert_eq!(place.text(&format!("back/a.warc#{}", id(3))), "The ferry left.  \n");
    assert!(place.files("back")[&b"b.warc"[..]] == place.files("raw")[&b"b.warc"[..]]);
}

#[test]
fn an_archive_packed_as_a_whole_is_read() {
    let seen = drive("a.warc.gz", &gzip(&records().concat()), &Settings::default(), tidy);
    assert_eq!((seen.documents.len(), seen.damage.len()), (4, 0));
}

#[test]
fn a_dictionary_is_taken_from_the_file() {
    let words: Vec<u8> = (0..200u32).flat_map(|n| record(n, "conversion", "text/plain", b"x")).collect();
    let mut file = 0x184d_2a5du32.to_le_bytes().to_vec();
    file.extend_from_slice(&(words.len() as u32).to_le_bytes());
    file.extend_from_slice(&words);
    for record in records() {
        let mut encoder = zstd::stream::write::Encoder::with_dictionary(Vec::new(), 3, &words).unwrap();
        encoder.write_all(&record).unwrap();
        file.extend_from_slice(&encoder.finish().unwrap());
    }
    let seen = drive("a.warc.zst", &file, &Settings::default(), tidy);
    assert_eq!((seen.documents.len(), seen.damage), (4, vec![]));
}

#[test]
fn damage_costs_the_record_it_lies_in() {
    let records = records();
    let keys = |seen: &Seen| seen.documents.iter().map(|d| d.0.clone()).collect::<Vec<_>>();
    // A compressed member that is cut off in its middle.
    let mut members: Vec<Vec<u8>> = records.iter().map(|r| gzip(r)).collect();
    members[2].truncate(60);
    let seen = drive("a.warc.gz", &members.concat(), &Settings::default(), tidy);
    assert_eq!(keys(&seen), [id(2), id(4), id(6)]);
    assert_eq!(seen.damage.len(), 1, "{:?}", seen.damage);
    // One byte of it turned: only its sum tells.
    let mut members: Vec<Vec<u8>> = records.iter().map(|r| gzip(r)).collect();
    let n = members[2].len();
    members[2][n - 6] ^= 1;
    let seen = drive("a.warc.gz", &members.concat(), &Settings::default(), tidy);
    assert_eq!((keys(&seen), seen.damage.len()), (vec![id(2), id(4), id(6)], 1));
    // Bytes between two members, and the file cut off.
    let mut members: Vec<Vec<u8>> = records.iter().map(|r| gzip(r)).collect();
    members[1].extend_from_slice(b"not a member \x1f\x8b\x08 nor this");
    members[6].truncate(50);
    let seen = drive("a.warc.gz", &members.concat(), &Settings::default(), tidy);
    assert_eq!((keys(&seen), seen.damage.len()), (vec![id(2), id(3), id(4), id(6)], 2));

    // A length that is too large, too small, none, beyond the file; bytes between records.
    let text = |length: &str| {
        let whole = String::from_utf8(records[2].clone()).unwrap();
        whole.replace("Content-Length: 16", length).into_bytes()
    };
    for length in [
        "Content-Length: 21",
        "Content-Length: 720",
        "Content-Length: 9",
        "Content-Length: x",
        "No-Length: 16",
        "Content-Length: 1700000000000",
    ] {
        let mut records = records.clone();
        records[2] = text(length);
        for (name, bytes) in [("a.warc", records.concat()), ("a.warc.gz", records.iter().flat_map(|r| gzip(r)).collect())] {
            let seen = drive(name, &bytes, &Settings::default(), tidy);
            assert_eq!(keys(&seen), [id(2), id(4), id(6)], "{name} {length}: {:?}", seen.damage);
            assert!((1..=2).contains(&seen.damage.len()), "{name} {length}: {:?}", seen.damage);
        }
    }
    let mut spoilt = records.clone();
    spoilt[1].extend_from_slice(b"WARC\r\nsome lines\r\nthat are no record\r\n\r\n");
    let seen = drive("a.warc", &spoilt.concat(), &Settings::default(), tidy);
    assert_eq!(keys(&seen), [id(2), id(3), id(4), id(6)]);
    assert_eq!(seen.damage.len(), 1);
    assert_eq!(seen.damage[0].0, (records[0].len() + records[1].len()) as u64);
}

#[test]
fn large_records_pass_in_pieces_and_bombs_do_not() {
    let mut settings = Settings::default();
    settings.limits.record = 1 << 12;
    let picture: Vec<u8> = (0..3_000_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let mut records = records();
    records[4] = record(5, "response", "application/http; msgtype=response", &page("Content-Type: image/png", &picture));
    records.push(record(8, "conversion", "text/plain", &[b'a'; 5000]));
    records.push(record(9, "conversion", "text/plain", b"the last\n"));
    let gz: Vec<u8> = records.iter().flat_map(|r| gzip(r)).collect();
    for (name, bytes) in [("a.warc", records.concat()), ("a.warc.gz", gz), ("b.warc.gz", gzip(&records.concat()))] {
        let seen = drive(name, &bytes, &settings, |text| Some(text.to_owned()));
        assert_eq!(seen.documents.len(), 5, "{name}");
        assert_eq!(seen.damage.len(), 1);
        assert!(seen.damage[0].1.contains("limits.record"));
        let mut out = Vec::new();
        match name {
            "a.warc" => out = seen.out,
            _ => drop(io::copy(&mut flate2::read::MultiGzDecoder::new(&seen.out[..]), &mut out).unwrap()),
        }
        assert!(memchr::memmem::find(&out, &records[4]).is_some());
    }
    let bomb = record(3, "conversion", "text/plain", &vec![b' '; 20 << 20]);
    settings.limits.ratio = 100;
    let seen = drive("a.warc.gz", &[gzip(&bomb), gzip(&records[8])].concat(), &settings, tidy);
    assert_eq!((seen.documents.len(), seen.damage.len()), (1, 1));
    assert!(seen.damage[0].1.contains("limits.ratio"));
}

#[test]
fn a_text_that_grew_over_its_limit_is_read_back() {
    let most = 60;
    let texts = [
        "A text of the length that it may have, which gets a newline.",
        "Short\n",
        "The second of those that a newline makes longer than allowed",
    ];
    assert!(texts.iter().all(|text| text.len() <= most));
    let conversion = |(n, text): (u32, &&str)| record(n, "conversion", "text/plain", text.as_bytes());
    let mut all: Vec<Vec<u8>> = (0..).zip(&texts).map(conversion).collect();
    // A document once more is allowed to be, and no document that is as large.
    all.insert(1, conversion((7, &&*"x".repeat(most + 1))));
    all.insert(3, record(8, "response", "application/http; msgtype=response", &page("Content-Type: text/plain", &[b'y'; 200])));
    let place = Place::new();
    place.put("raw/a.warc", all.concat());
    place.put("raw/b.warc.gz", all.iter().flat_map(|record| gzip(record)).collect::<Vec<u8>>());
    place.put("scrubjay.toml", format!("[containers.limits]\nrecord = {most}\n"));
    place.run(&["clean"]).says(1, &["over containers.limits.record"]);
    assert!(place.text("clean/a.warc").contains("gets a newline.\n\r\n"));
    assert_eq!(place.verify(Level::Replay).exit_code(), 0, "{:#?}", place.verify(Level::Replay));
    // One alone, from behind another that grew.
    for file in ["a.warc", "b.warc.gz"] {
        place.run(&["diff", &format!("{file}#{}", id(2))]).says(0, &["+The second of those"]);
    }
    // One that is there and in no row is found.
    let mut clean = fs::read(place.at("clean/a.warc")).unwrap();
    clean.extend(conversion((9, &&*"z".repeat(most + 1))));
    place.put("clean/a.warc", clean);
    assert_ne!(place.verify(Level::Sealed).exit_code(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_on_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400), name in "(a\\.warc(\\.gz|\\.zst)?)") {
        drive(&name, &bytes, &Settings::default(), tidy);
    }

    #[test]
    fn nothing_panics_on_a_broken_archive(turned in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6), cut in any::<prop::sample::Index>(), packing in 0..3) {
        let (name, mut bytes) = match packing {
            0 => ("a.warc", records().concat()),
            1 => ("a.warc.gz", records().iter().flat_map(|r| gzip(r)).collect()),
            _ => ("a.warc.zst", records().iter().flat_map(|r| zstd::encode_all(&r[..], 3).unwrap()).collect::<Vec<u8>>()),
        };
        for (at, with) in turned {
            let at = at.index(bytes.len());
            bytes[at] = with;
        }
        bytes.truncate(cut.index(bytes.len()) + 1);
        let seen = drive(name, &bytes, &Settings::default(), tidy);
        prop_assert!(seen.documents.len() <= 8);
    }
}
