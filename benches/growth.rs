//! How cleaning one text grows with its lines, shape by shape: four times the lines should take about four times the time.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use scrubjay::config::Config;
use scrubjay::document::{Document, DocumentId};
use scrubjay::pipeline::clean_document;
use scrubjay::profile::Profile;
use std::time::{Duration, Instant};

/// Lines of the smaller text: a loop over all lines for each of them is many times dearer than all the rest by then.
const LINES: usize = 12_000;

fn word(i: usize) -> String {
    let mut n = i + 1000;
    let mut word = String::new();
    while n > 0 {
        word.push(b"bcdfghklmnprstvw"[n % 16] as char);
        word.push(b"aeiou"[n / 16 % 5] as char);
        n /= 80;
    }
    word
}

fn lines(n: usize, line: impl Fn(usize) -> String) -> String {
    (0..n).flat_map(|i| [line(i), "\n".to_owned()]).collect()
}

const PARAGRAPH: &str =
    "The keeper of the harbour said that the water had come in the night, and had taken the boats from their moorings.\n\n";

/// Its name, and how it is made of a number of lines.
type Shape = (&'static str, fn(usize) -> String);

/// Texts that once were dear, and some that could be: so many lines of one kind.
const SHAPES: &[Shape] = &[
    ("words", |n| lines(n, word)),
    ("numbers", |n| lines(n, |i| i.to_string())),
    ("one word", |n| lines(n, |_| "harbour".to_owned())),
    ("words and blank lines", |n| lines(n, |i| word(i) + "\n")),
    ("a block again and again", |n| PARAGRAPH.repeat(n / 2)),
    ("buttons", |n| lines(n, |i| ["Share", "Facebook", "Print", "Read more", "Subscribe", "Comments"][i % 6].to_owned())),
    ("labels of lists", |n| lines(n, |i| ["Most read", "Trending", "News"][i % 3].to_owned())),
    ("labels below a text", |n| PARAGRAPH.repeat(9) + &lines(n, |i| ["Tags", "Author", "Sport"][i % 3].to_owned())),
    ("labels above a text", |n| lines(n, |i| ["Sport\n", "Culture\n"][i % 2].to_owned()) + &PARAGRAPH.repeat(9)),
    ("lists of tags", |n| PARAGRAPH.to_owned() + &lines(n, |i| format!("Tags: {}", word(i)))),
    ("advertisements", |n| lines(n, |i| if i % 2 == 0 { PARAGRAPH.to_owned() } else { "Advertisement\n".to_owned() })),
    ("sources", |n| PARAGRAPH.to_owned() + &lines(n, |i| format!("Source: www.{}.example", word(i)))),
    ("notices", |n| lines(n, |_| "This site uses cookies to improve your experience.".to_owned())),
    ("players", |n| lines(n, |i| format!("{:02}:{:02} / 02:17", i % 60, i / 60 % 60))),
    ("form feeds", |n| format!("word{}end", "\u{c}".repeat(n * 8))),
    ("blanks", |n| format!("word{}end", " ".repeat(n * 8))),
    ("marks without a shape", |n| format!("word{}end", "\u{200b}".repeat(n * 4))),
    ("one line", |n| PARAGRAPH.trim().repeat(n / 8)),
];

fn time(text: String) -> Duration {
    let id = DocumentId::from_path(b"site/text.txt").unwrap();
    let document = Document { site: id.site(), id, bytes: text.into_bytes() };
    let started = Instant::now();
    clean_document(&document, &Profile::default(), &Config::default());
    started.elapsed()
}

fn main() {
    // The word lists are read once.
    time(lines(100, word));
    println!("{:<24} {:>10} {:>7}", "", "CPU s/GB", "4N / N");
    for (name, shape) in SHAPES {
        let (small, large) = (shape(LINES), shape(LINES * 4));
        let bytes = large.len() as f64;
        let best = |text: &String| (0..3).map(|_| time(text.clone())).min().unwrap_or_default().as_secs_f64();
        let (one, four) = (best(&small), best(&large));
        println!("{name:<24} {:>10.1} {:>7.1}", four / bytes * 1e9, four / one);
    }
    println!("\nWhat grows with the square of the lines takes 16 times as long for four times as many.");
}
