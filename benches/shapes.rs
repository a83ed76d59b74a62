//! What cleaning costs, shape by shape, beside `sha256sum` and a plain copy of the same bytes. benches/README.md says how to read it.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

#[allow(dead_code)]
#[path = "../examples/make_corpus.rs"]
mod corpus;

use corpus::{Dice, document};
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// A shape: its name, and what writes about so many bytes of it into a folder.
type Shape = (&'static str, fn(&Path, u64));

const SHAPES: [Shape; 11] = [
    ("many-small", many_small),
    ("articles", articles),
    ("few-large-jsonl", |to, bytes| lines(to, bytes, "jsonl")),
    ("few-large-jsonl.gz", |to, bytes| lines(to, bytes, "jsonl.gz")),
    ("few-large-jsonl.zst", |to, bytes| lines(to, bytes, "jsonl.zst")),
    ("jsonl.gz-stored", |to, bytes| stored(to, bytes, "jsonl.gz")),
    ("jsonl.zst-stored", |to, bytes| stored(to, bytes, "jsonl.zst")),
    ("one-huge", one_huge),
    ("one-line", one_line),
    ("one-word-lines", one_word_lines),
    ("one-block-repeated", one_block_repeated),
];

fn main() {
    let setting = |name: &str, usual: u64| std::env::var(name).ok().map_or(usual, |n| n.parse().unwrap());
    let bytes = setting("BENCH_MB", 100) * 1_000_000;
    let runs = setting("BENCH_RUNS", 3);
    let only = std::env::var("BENCH_SHAPES").unwrap_or_default();
    // Output on tmpfs: the disk is not what is measured.
    let at = std::env::var("BENCH_DIR")
        .map_or_else(|_| if Path::new("/dev/shm").is_dir() { "/dev/shm".into() } else { std::env::temp_dir() }, PathBuf::from);
    let work = tempfile::Builder::new().prefix("scrubjay-bench-").tempdir_in(at).unwrap();
    println!(
        "{:<20} {:>6} | {:>9} {:>6} | {:>6} {:>6} {:>7} {:>6} | {:>6} {:>8}",
        "", "MB", "sha256sum", "copy", "1 thr.", "x sum", "x copy", "wall", "2 thr.", "wall 2/1"
    );
    for (name, write) in SHAPES.iter().filter(|(name, _)| only.is_empty() || only.split(',').any(|o| o == *name)) {
        let folder = work.path().join(name);
        let raw = folder.join("raw");
        fs::create_dir_all(&raw).unwrap();
        write(&raw, bytes);
        let text = Measured::text(&folder, bytes);
        let best =
            |command: &dyn Fn() -> String| (0..runs).map(|_| measure(&folder, &command())).min_by(|a, b| a.cpu.total_cmp(&b.cpu)).unwrap();
        let sum = best(&|| "find raw -type f -print0 | xargs -0 sha256sum".to_owned());
        let copy = best(&|| "rm -rf copy && cp -r raw copy".to_owned());
        fs::remove_dir_all(folder.join("copy")).unwrap();
        let clean = |threads: u32| {
            best(&|| {
                format!("rm -rf clean manifests && {} clean -q --fresh --threads {threads}; test $? -le 1", env!("CARGO_BIN_EXE_scrubjay"))
            })
        };
        let (one, two) = (clean(1), clean(2));
        let gb = |m: &Measured| m.cpu / text * 1e9;
        println!(
            "{name:<20} {:>6.0} | {:>9.2} {:>6.2} | {:>6.2} {:>6.2} {:>7.2} {:>6.2} | {:>6.2} {:>8.2}",
            text / 1e6,
            gb(&sum),
            gb(&copy),
            gb(&one),
            one.cpu / sum.cpu,
            one.cpu / copy.cpu,
            one.wall,
            gb(&two),
            two.wall / one.wall
        );
        fs::remove_dir_all(&folder).unwrap();
    }
    println!("\nCPU seconds (user and system) for 1 GB of text, the least of {runs} runs; wall in seconds.");
}

/// What a command took.
struct Measured {
    cpu: f64,
    wall: f64,
}

impl Measured {
    /// Bytes of raw text: what is packed counts as it is unpacked.
    fn text(folder: &Path, asked: u64) -> f64 {
        let files = walk(&folder.join("raw"));
        let packed = files.iter().any(|(name, _)| name.ends_with(".gz") || name.ends_with(".zst"));
        if packed { asked as f64 } else { files.iter().map(|(_, n)| *n as f64).sum() }
    }
}

fn walk(folder: &Path) -> Vec<(String, u64)> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries
        .flat_map(|e| {
            if e.file_type().unwrap().is_dir() {
                walk(&e.path())
            } else {
                vec![(e.file_name().to_string_lossy().into_owned(), e.metadata().unwrap().len())]
            }
        })
        .collect()
}

/// Runs a command in a folder; bash tells the CPU time of all that it started, in milliseconds.
fn measure(folder: &Path, command: &str) -> Measured {
    let timed = format!("TIMEFORMAT='%3U %3S'; {{ time {{ {command}; }} > /dev/null 2> err; }} 2>&1");
    let began = Instant::now();
    let out = Command::new("bash").args(["-c", &timed]).current_dir(folder).stderr(Stdio::null()).output().unwrap();
    let wall = began.elapsed().as_secs_f64();
    assert!(out.status.success(), "{command}: {}", fs::read_to_string(folder.join("err")).unwrap_or_default());
    let cpu = String::from_utf8(out.stdout).unwrap().split_whitespace().map(|n| n.parse::<f64>().unwrap()).sum();
    Measured { cpu, wall }
}

/// Files of 1 to 30 KB, a tenth of them dirt, 100 to a site.
fn many_small(to: &Path, bytes: u64) {
    let mut dice = Dice(2026);
    let (mut n, mut written) = (0, 0);
    while written < bytes {
        let folder = to.join(format!("site{:04}.example", n / 100));
        fs::create_dir_all(&folder).unwrap();
        let text = document(&mut dice, n / 100, 30_000);
        fs::write(folder.join(format!("{n:07}.txt")), &text).unwrap();
        (n, written) = (n + 1, written + text.len() as u64);
    }
}

/// The sample corpus again and again, on other sites each time and with words of long lines changed about: what people wrote, in the
/// languages and scripts of the sample, where the other shapes have made-up words.
fn articles(to: &Path, bytes: u64) {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("raw");
    let mut texts = Vec::new();
    for site in fs::read_dir(&samples).unwrap().map(Result::unwrap).filter(|site| site.path().is_dir()) {
        for (name, _) in walk(&site.path()) {
            let read = fs::read_to_string(site.path().join(&name));
            texts.extend(read.ok().map(|text| (site.file_name().into_string().unwrap(), name, text)));
        }
    }
    texts.sort();
    let mut dice = Dice(2026);
    let (mut round, mut written) = (0, 0);
    while written < bytes {
        for (site, name, text) in &texts {
            let folder = to.join(format!("{round}.{site}"));
            fs::create_dir_all(&folder).unwrap();
            let text: String = text.split_inclusive('\n').map(|line| changed_about(line, &mut dice)).collect();
            fs::write(folder.join(name), &text).unwrap();
            written += text.len() as u64;
        }
        round += 1;
    }
}

/// A long line in which one word of six changes places with the next.
fn changed_about(line: &str, dice: &mut Dice) -> String {
    let mut words: Vec<&str> = line.split(' ').collect();
    for at in (1..words.len().saturating_sub(2)).filter(|_| line.len() > 80) {
        if dice.roll(6) == 0 {
            words.swap(at, at + 1);
        }
    }
    words.join(" ")
}

/// Four files of JSON Lines, their records of 1 to 3 KB, the sites mixed.
fn lines(to: &Path, bytes: u64, kind: &str) {
    let mut dice = Dice(2026);
    let mut n = 0;
    for part in 0..4 {
        let file = File::create(to.join(format!("part-{part}.{kind}"))).unwrap();
        let mut out: Box<dyn Write> = match kind {
            "jsonl.gz" => Box::new(flate2::write::GzEncoder::new(file, flate2::Compression::new(6))),
            "jsonl.zst" => Box::new(zstd::Encoder::new(file, 3).unwrap().auto_finish()),
            _ => Box::new(BufWriter::new(file)),
        };
        let mut written = 0;
        while written < bytes / 4 {
            let site = dice.roll((bytes / 200_000) as usize + 1);
            let text = document(&mut dice, site, 3000);
            let line =
                serde_json::json!({"id": n, "url": format!("https://www.site{site:04}.example/{n}"), "text": text}).to_string() + "\n";
            out.write_all(line.as_bytes()).unwrap();
            (n, written) = (n + 1, written + line.len() as u64);
        }
        out.flush().unwrap();
    }
}

/// The same, and the clean ones are not to be compressed.
fn stored(to: &Path, bytes: u64, kind: &str) {
    lines(to, bytes, kind);
    fs::write(to.with_file_name("scrubjay.toml"), "[containers]\ncompress = false\n").unwrap();
}

/// One text, half the size asked for: a book of many chapters.
fn one_huge(to: &Path, bytes: u64) {
    let mut dice = Dice(2026);
    let text = filled(bytes / 2, || document(&mut dice, 1, 30_000));
    fs::write(to.join("huge.txt"), text).unwrap();
}

/// A fifth of it in one line.
fn one_line(to: &Path, bytes: u64) {
    let mut dice = Dice(2026);
    let text = filled(bytes / 5, || document(&mut dice, 1, 30_000).replace('\n', " "));
    fs::write(to.join("line.txt"), text + "\n").unwrap();
}

/// Lines of one word: five million of them at 100 MB of the other shapes would be 40 MB.
fn one_word_lines(to: &Path, bytes: u64) {
    let mut dice = Dice(2026);
    let text = filled(bytes * 2 / 5, || document(&mut dice, 1, 30_000).split_whitespace().flat_map(|word| [word, "\n"]).collect());
    fs::write(to.join("words.txt"), text).unwrap();
}

/// The same block over and over.
fn one_block_repeated(to: &Path, bytes: u64) {
    let block = document(&mut Dice(2026), 1, 3_000);
    fs::write(to.join("block.txt"), filled(bytes / 2, || block.clone())).unwrap();
}

fn filled(bytes: u64, mut piece: impl FnMut() -> String) -> String {
    let mut text = String::new();
    while (text.len() as u64) < bytes {
        text.push_str(&piece());
    }
    text
}
