//! How often detection is right, by confidence and by length: `calibrate FOLDER` of UTF-8 texts.
//!
//! Every text that an encoding can write is written in it, cut to several lengths at several places, and decoded with no
//! floor. One line a confidence: answers, wrong ones; then the same by length.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use scrubjay::stages::decode::{Hints, decode, encode_char, labels};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

fn texts(path: &Path, out: &mut Vec<String>) {
    if path.is_dir() {
        let mut entries: Vec<_> = std::fs::read_dir(path).unwrap().map(|e| e.unwrap().path()).collect();
        entries.sort();
        entries.iter().for_each(|p| texts(p, out));
    } else if let Ok(text) = String::from_utf8(std::fs::read(path).unwrap())
        && text.chars().filter(|c| !c.is_ascii()).count() >= 3
    {
        out.push(text.replace("\r\n", "\n"));
    }
}

/// The texts, and all texts of a folder one behind the other: single ones are not long enough for the longest cuts.
fn together(path: &Path, out: &mut Vec<String>) {
    texts(path, out);
    let mut folders: Vec<_> = std::fs::read_dir(path).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_dir()).collect();
    folders.sort();
    for folder in folders {
        let mut all = Vec::new();
        texts(&folder, &mut all);
        out.push(all.join("\n"));
    }
}

fn encode(label: &str, text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    for c in text.chars() {
        out.extend_from_slice(encode_char(label, c)?.as_slice());
    }
    Some(out)
}

/// Whether anybody would write such a text in such an encoding: no Greek in an encoding for Chinese, though it could.
fn fits(label: &str, text: &str) -> bool {
    let wide = text.chars().any(|c| matches!(u32::from(c), 0x3040..=0xd7a3));
    let asian = ["gb", "big5", "euc", "shift", "johab", "iso-2022", "hz"].iter().any(|p| label.starts_with(p));
    let stated_only = matches!(label, "ibm273" | "ibm1026" | "ibm1140");
    asian == wide && !stated_only && !["Ã", "Â", "â€", "Рµ"].iter().any(|m| text.contains(m))
}

/// Cuts of about so many characters, at word borders, spread over the text.
fn cuts(text: &str, length: usize) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() <= length {
        return Vec::new();
    }
    (0..4).map(|i| chars[(chars.len() - length) * i / 4..][..length].iter().collect::<String>()).collect()
}

fn main() {
    let mut all = Vec::new();
    together(Path::new(&std::env::args().nth(1).unwrap()), &mut all);
    let verbose = std::env::args().nth(2).is_some();
    let mut by_confidence: BTreeMap<u16, (u32, u32)> = BTreeMap::new();
    let mut by_length: BTreeMap<usize, (u32, u32, u32)> = BTreeMap::new();
    for text in &all {
        let mut seen = BTreeSet::new();
        for label in labels().filter(|l| !l.starts_with("utf") && *l != "cesu-8") {
            for length in [20, 60, 200, 1000, 5000] {
                for cut in cuts(text, length) {
                    let Some(bytes) = encode(label, &cut).filter(|_| fits(label, &cut)) else { continue };
                    // What several encodings write alike is one document; what has next to no letters is none.
                    let plain = cut.is_ascii() && bytes == cut.as_bytes();
                    if plain || cut.chars().filter(|c| c.is_alphabetic()).count() < 8 || !seen.insert(bytes.clone()) {
                        continue;
                    }
                    let got = decode(&bytes, &Hints::default());
                    let slot = by_length.entry(length).or_default();
                    slot.0 += 1;
                    match got {
                        Ok(d) => {
                            let wrong = u32::from(d.text != cut);
                            let c = by_confidence.entry(d.confidence).or_default();
                            (c.0, c.1) = (c.0 + 1, c.1 + wrong);
                            slot.1 += u32::from(d.confidence < 900);
                            slot.2 += u32::from(d.confidence >= 900 && wrong == 1);
                            if wrong == 1 && verbose {
                                println!("{label} {length} {} {} {cut:?} {:?}", d.coding.label, d.confidence, d.text);
                            }
                        }
                        Err(_) => slot.1 += 1,
                    }
                }
            }
        }
    }
    println!("confidence answers wrong");
    by_confidence.iter().for_each(|(c, (n, w))| println!("{c:10} {n:7} {w:5}"));
    println!("length documents refused wrong (at the floor of 900)");
    by_length.iter().for_each(|(l, (n, r, w))| println!("{l:6} {n:9} {r:7} {w:5}"));
}
