//! What decoding costs: `decode_rate FOLDER [ROUNDS]` reads all files, decodes them again and again, and prints CPU time.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use scrubjay::stages::decode::{Hints, decode};
use std::path::{Path, PathBuf};

fn walk(path: &Path, out: &mut Vec<PathBuf>) {
    if path.is_dir() {
        let mut entries: Vec<_> = std::fs::read_dir(path).unwrap().map(|e| e.unwrap().path()).collect();
        entries.sort();
        entries.iter().for_each(|p| walk(p, out));
    } else {
        out.push(path.to_owned());
    }
}

/// User time of this process in hundredths of a second.
fn ticks() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    stat.rsplit(')').next().unwrap().split_whitespace().nth(11).unwrap().parse().unwrap()
}

fn main() {
    let mut args = std::env::args().skip(1);
    let mut paths = Vec::new();
    walk(Path::new(&args.next().unwrap()), &mut paths);
    let rounds: u32 = args.next().map_or(1, |n| n.parse().unwrap());
    let documents: Vec<Vec<u8>> = paths.iter().map(|p| std::fs::read(p).unwrap()).collect();
    let run = || documents.iter().filter(|d| decode(d, &Hints::default()).is_err()).count();
    // Tables are built once.
    let refused = run();
    let before = ticks();
    (0..rounds).for_each(|_| _ = run());
    let bytes = documents.iter().map(|d| d.len() as f64).sum::<f64>() * f64::from(rounds);
    let took = (ticks() - before) / 100.0;
    println!("{} documents, {refused} refused, {:.1} CPU s/GB", documents.len(), took * 1e9 / bytes);
}
