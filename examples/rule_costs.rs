//! Says what each rule costs: `rule_costs FOLDER` runs every rule alone over the documents there, as UTF-8 text.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use scrubjay::corpus::tree::{Kind, Walk};
use scrubjay::pipeline::normalized;
use scrubjay::rule::Context;
use scrubjay::text::Text;
use std::time::{Duration, Instant};

fn main() {
    let folder = std::env::args().nth(1).expect("rule_costs FOLDER");
    let config = scrubjay::config::Config::default();
    let texts: Vec<String> = Walk::new(folder.as_ref())
        .unwrap()
        .filter(|e| matches!(e.kind, Kind::File(_)))
        .filter_map(|e| String::from_utf8(std::fs::read(e.path).ok()?).ok())
        .collect();
    let bytes: usize = texts.iter().map(String::len).sum();
    let start = Instant::now();
    let texts: Vec<String> = texts.into_iter().map(|t| normalized(&t, &config).unwrap_or(t)).collect();
    show("(normalize, all)", start.elapsed(), bytes, 0);
    let start = Instant::now();
    let lines: usize = texts.iter().map(|t| Text::new(t).len()).sum();
    show("(lines)", start.elapsed(), bytes, lines);
    let start = Instant::now();
    let measure = |t: &String| {
        let text = Text::new(t);
        (0..text.len()).filter(|i| text.shape(*i).is_prose()).count()
    };
    let shapes: usize = texts.iter().map(measure).sum();
    show("(shapes)", start.elapsed(), bytes, shapes);
    for rule in scrubjay::stages::rules() {
        let mut edits = 0;
        let mut time = Duration::ZERO;
        for text in &texts {
            let text = Text::new(text);
            let start = Instant::now();
            edits += (rule.find)(&text, &Context::default()).len();
            time += start.elapsed();
        }
        show(rule.name, time, bytes, edits);
    }
}

fn show(name: &str, time: Duration, bytes: usize, n: usize) {
    println!("{name:<32}{:>8.1} s/GB {n:>9}", time.as_secs_f64() * 1e9 / bytes as f64);
}
