//! Writes a corpus of many small documents, for measuring what a row costs: `make_small DEST DOCUMENTS` gives documents of
//! some 200 bytes with a little dirt in each, 1,000 to a site, the same bytes every time.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::path::Path;

const WORDS: [&str; 16] = [
    "harbour", "lantern", "keeper", "winter", "boats", "morning", "bridge", "teacher", "orchard", "ferry", "letters", "snow", "village",
    "council", "night", "road",
];

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let (Some(to), Some(documents)) = (args.get(1), args.get(2).and_then(|n| n.parse::<u64>().ok())) else {
        println!("make_small DEST DOCUMENTS");
        return;
    };
    for n in 0..documents {
        let folder = Path::new(to).join(format!("site-{:05}.example", n / 1000));
        if n % 1000 == 0 {
            std::fs::create_dir_all(&folder).unwrap();
        }
        let word = |k: u64| WORDS[(n.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left((k * 7) as u32) & 15) as usize];
        let text = format!(
            "The {} and the {} of number {n}  \n\n\n\nNobody had seen the {} since the {}, and the {} kept what it knew of the {}.\t\n\nIn the {} the {} came back.",
            word(0),
            word(1),
            word(2),
            word(3),
            word(4),
            word(5),
            word(6),
            word(7)
        );
        std::fs::write(folder.join(format!("{:03}.txt", n % 1000)), text).unwrap();
    }
    println!("{documents} documents in {to}");
}
