//! How often detection is right, by the bits between the two best texts and by length: `calibrate FOLDER` of UTF-8 texts.
//!
//! Every text that an encoding can write is written in it, cut to several lengths at several places, and decoded with no
//! floor. The texts are in two halves: by folder, so that hardly a language is in both, or, with `document` behind the
//! folder, by document. The bits that a floor needs are chosen on each half and measured on the other.
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

/// The texts of each half, and all texts of a folder one behind the other: single ones are not long enough for the
/// longest cuts.
fn halves(path: &Path, by_document: bool) -> [Vec<String>; 2] {
    let mut halves = [Vec::new(), Vec::new()];
    let mut folders: Vec<_> = std::fs::read_dir(path).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_dir()).collect();
    folders.sort();
    for (i, folder) in folders.iter().enumerate() {
        let mut all = Vec::new();
        texts(folder, &mut all);
        for (half, texts) in halves.iter_mut().enumerate() {
            let ours = |at: usize| if by_document { at % 2 == half } else { i % 2 == half };
            let own: Vec<String> = all.iter().enumerate().filter(|(at, _)| ours(*at)).map(|(_, t)| t.clone()).collect();
            texts.push(own.join("\n"));
            texts.extend(own);
        }
    }
    halves
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

/// By the bits between the two best texts (999: told by structure): documents answered, wrong ones.
type Table = BTreeMap<u64, (u32, u32)>;

/// The fewest bits from which on at most one answer in a thousand is wrong.
fn floor(table: &Table) -> u64 {
    let wrong_from = |bits: u64| table.range(bits..999).fold((0, 0), |s, (_, t)| (s.0 + t.0, s.1 + t.1));
    (0..=60).find(|bits| wrong_from(*bits).1 * 1000 <= wrong_from(*bits).0).unwrap_or(60)
}

fn measure(texts: &[String], seen: &mut BTreeSet<Vec<u8>>, lengths: &mut BTreeMap<usize, [u32; 3]>, verbose: bool) -> Table {
    let mut table = Table::new();
    for text in texts {
        for label in labels().filter(|l| !l.starts_with("utf") && *l != "cesu-8") {
            for length in [20, 60, 200, 1000, 5000] {
                for cut in cuts(text, length) {
                    let Some(bytes) = encode(label, &cut).filter(|_| fits(label, &cut)) else { continue };
                    // What several encodings write alike is one document; what has next to no letters is none.
                    let plain = cut.is_ascii() && bytes == cut.as_bytes();
                    if plain || cut.chars().filter(|c| c.is_alphabetic()).count() < 8 || !seen.insert(bytes.clone()) {
                        continue;
                    }
                    let slot = lengths.entry(length).or_default();
                    slot[0] += 1;
                    let Ok(d) = decode(&bytes, &Hints::default()) else { continue };
                    let wrong = u32::from(d.text != cut);
                    // A bound other than the margin, such as too dear a text, refuses it whatever the bits are.
                    let bits = match d.evidence.and_then(|e| e.rival) {
                        _ if d.confidence < 980 && d.confidence < confidence(d.evidence.and_then(|e| e.rival)) => continue,
                        Some((_, bits)) => bits.min(60),
                        None if d.evidence.is_some() => 60,
                        None => 999,
                    };
                    let cell = table.entry(bits).or_default();
                    (cell.0, cell.1) = (cell.0 + 1, cell.1 + wrong);
                    if d.confidence >= 980 {
                        slot[1] += 1;
                        slot[2] += wrong;
                        if wrong == 1 && verbose {
                            println!("{label} {length} {} {} {cut:?} {:?}", d.coding.label, d.confidence, d.text);
                        }
                    }
                }
            }
        }
    }
    table
}

/// What the margin alone gives.
fn confidence(rival: Option<(&str, u64)>) -> u16 {
    if rival.is_none_or(|r| r.1 >= 10) { 985 } else { 0 }
}

fn main() {
    let has = |word: &str| std::env::args().any(|a| a == word);
    let halves = halves(Path::new(&std::env::args().nth(1).unwrap()), has("document"));
    let verbose = has("wrong");
    let (mut seen, mut lengths) = (BTreeSet::new(), BTreeMap::new());
    let tables = halves.map(|half| measure(&half, &mut seen, &mut lengths, verbose));
    println!("bits: answers and wrong ones of the first half, of the second");
    let steps = [0, 2, 4, 5, 7, 9, 10, 12, 16, 40, 999];
    for (i, from) in steps.iter().enumerate() {
        let to = steps.get(i + 1).copied().unwrap_or(1000);
        let of = |t: &Table| t.range(from..&to).fold((0, 0), |s, (_, t)| (s.0 + t.0, s.1 + t.1));
        println!("{from:4} {:?} {:?}", of(&tables[0]), of(&tables[1]));
    }
    for (fit, test) in [(0, 1), (1, 0)] {
        let bits = floor(&tables[fit]);
        let (answers, wrong) = tables[test].range(bits..).fold((0, 0), |s, (_, t)| (s.0 + t.0, s.1 + t.1));
        println!("half {fit} asks for {bits} bits; half {test} then has {answers} answers, {wrong} wrong");
    }
    println!("length: documents, answered at 980, wrong");
    lengths.iter().for_each(|(l, n)| println!("{l:6} {n:?}"));
}
