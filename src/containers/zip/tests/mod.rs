//! Zips with something amiss, made by hand.

mod changes;
mod forms;
mod hostile;

use super::{Entries, EntriesOut};
use crate::containers::{Part, Settings};
use std::fs::File;
use std::io::{self, Cursor, Read, Seek, Write};
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
