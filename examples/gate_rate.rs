//! How many lines of UTF-8 texts the mojibake rule looks at twice, and how many it would change: `gate_rate FOLDER`
#![allow(clippy::print_stdout, clippy::unwrap_used)]
use scrubjay::rule::Context;
use scrubjay::stages;
use scrubjay::text::Text;
fn main() {
    let rule = stages::rule("normalize/mojibake").unwrap();
    let mut stack = vec![std::path::PathBuf::from(std::env::args().nth(1).unwrap())];
    let (mut bytes, mut edits) = (0, 0);
    let start = std::time::Instant::now();
    while let Some(p) = stack.pop() {
        if p.is_dir() {
            stack.extend(std::fs::read_dir(&p).unwrap().map(|e| e.unwrap().path()));
            continue;
        }
        if let Ok(text) = String::from_utf8(std::fs::read(&p).unwrap()) {
            bytes += text.len();
            let t = Text::new(&text);
            let before = std::time::Instant::now();
            let found = (rule.find)(&t, &Context::default());
            for e in found.iter().take(6) {
                println!(
                    "{} {:?} -> {:?}",
                    p.display(),
                    &text[e.span.clone()].chars().take(60).collect::<String>(),
                    e.with.chars().take(60).collect::<String>()
                );
            }
            edits += found.len();
            let took = before.elapsed().as_micros();
            if took as usize * 10 > text.len() {
                println!("{} {} bytes {took} us", p.display(), text.len());
            }
        }
    }
    println!("{bytes} bytes {edits} edits {:?}", start.elapsed());
}
