//! What the mojibake rule costs on UTF-8 texts, and how many edits it makes: `gate_rate FOLDER [ROUNDS]`
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use scrubjay::rule::Context;
use scrubjay::stages;
use scrubjay::text::Text;
use std::path::PathBuf;
use std::time::Instant;

fn main() {
    let rule = stages::rule("normalize/mojibake").unwrap();
    let mut args = std::env::args().skip(1);
    let mut stack = vec![PathBuf::from(args.next().unwrap())];
    let rounds: u32 = args.next().map_or(1, |n| n.parse().unwrap());
    let mut texts = Vec::new();
    while let Some(path) = stack.pop() {
        if path.is_dir() {
            stack.extend(std::fs::read_dir(&path).unwrap().map(|e| e.unwrap().path()));
        } else if let Ok(text) = String::from_utf8(std::fs::read(&path).unwrap()) {
            texts.push((path, text));
        }
    }
    let bytes: usize = texts.iter().map(|t| t.1.len()).sum();
    let mut edits = 0;
    for (path, text) in &texts {
        let start = Instant::now();
        let found = (rule.find)(&Text::new(text), &Context::default());
        if start.elapsed().as_micros() as usize * 10 > text.len().max(10_000) {
            println!("slow: {} {} bytes {:?}", path.display(), text.len(), start.elapsed());
        }
        for e in found.iter().take(6) {
            let old: String = text[e.span.clone()].chars().take(60).collect();
            println!("{} {old:?} -> {:?}", path.display(), e.with.chars().take(60).collect::<String>());
        }
        edits += found.len();
    }
    let measured: Vec<Text> = texts.iter().map(|t| Text::new(&t.1)).collect();
    let mut best = f64::MAX;
    for _ in 0..rounds {
        let start = Instant::now();
        measured.iter().for_each(|t| _ = (rule.find)(t, &Context::default()));
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!("{bytes} bytes, {edits} edits, {:.2} s/GB at best", best * 1e9 / bytes as f64);
}
