//! The forms that headers and notes have.

use super::{Made, PLAIN, crc, drive, made, read};
use crate::containers::zip::pages::WINDOW;
use std::io::{Seek, SeekFrom, Write};

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
