//! Writes a corpus for measuring: `make_corpus DEST DOCUMENTS [--jsonl FILES]` gives documents of 1 to 30 KB (of 1 to 3 KB, as lines
//! of so many files of JSON Lines), a tenth of their bytes dirt
//! (half of it between the paragraphs, half below them; keyword spam in one of twenty), 100 to a site, the same bytes every time.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

/// Words by script; made up, but with the lengths and letters that texts have.
const WORDS: [&[&str]; 3] = [
    &[
        "the",
        "harbour",
        "keeper",
        "of",
        "a",
        "said",
        "that",
        "water",
        "had",
        "come",
        "in",
        "night",
        "and",
        "taken",
        "boats",
        "from",
        "their",
        "moorings",
        "while",
        "village",
        "slept",
        "council",
        "asked",
        "for",
        "help",
        "but",
        "road",
        "was",
        "closed",
        "by",
        "snow",
        "until",
        "morning",
        "nobody",
        "knew",
        "how",
        "many",
        "were",
        "still",
        "on",
        "far",
        "side",
        "with",
        "children",
        "school",
        "teacher",
        "who",
        "wrote",
        "names",
        "down",
        "later",
        "remembered",
        "every",
        "one",
        "them",
        "bridge",
        "repaired",
        "spring",
        "old",
        "mill",
        "stands",
        "where",
        "river",
        "bends",
    ],
    &[
        "вода",
        "пришла",
        "ночью",
        "и",
        "унесла",
        "лодки",
        "от",
        "причала",
        "пока",
        "деревня",
        "спала",
        "совет",
        "просил",
        "о",
        "помощи",
        "но",
        "дорога",
        "была",
        "закрыта",
        "снегом",
        "до",
        "утра",
        "никто",
        "не",
        "знал",
        "сколько",
        "людей",
        "осталось",
        "на",
        "другом",
        "берегу",
        "с",
        "детьми",
        "учитель",
        "который",
        "записал",
        "имена",
        "потом",
        "вспоминал",
        "каждого",
        "из",
        "них",
        "мост",
        "починили",
        "весной",
    ],
    &[
        "l’eau",
        "est",
        "venue",
        "la",
        "nuit",
        "et",
        "a",
        "emporté",
        "les",
        "barques",
        "du",
        "quai",
        "pendant",
        "que",
        "le",
        "village",
        "dormait",
        "conseil",
        "demandé",
        "de",
        "l’aide",
        "mais",
        "route",
        "était",
        "fermée",
        "par",
        "neige",
        "jusqu’au",
        "matin",
        "personne",
        "ne",
        "savait",
        "combien",
        "étaient",
        "encore",
        "sur",
        "l’autre",
        "rive",
        "avec",
        "enfants",
        "l’institutrice",
        "qui",
        "noté",
        "noms",
    ],
];

/// What stands between paragraphs.
const BETWEEN: &[&str] = &[
    "Related article: The mill by the river\n",
    "Читайте также: Мост починили весной\n",
    "Trailing blanks here   \n\n\n\nand a &amp; reference, a <u>tag</u> and a no-break\u{a0}space in a line of its own.\n",
    "The boats were tied up at noon.Credit...via Mara Tellin\n",
];

/// What stands below the text.
const BELOW: &[&str] = &[
    "Share\nTweet\nE-mail\nPrint\n",
    "Leave a Reply\n\nYour email address will not be published. Required fields are marked *\n",
    "Home\nNews\nSport\nWeather\nContact\n",
    "We use cookies to improve your experience. Accept all\n",
    "Most read\nThe lantern in the attic\nNine boats and a piano\nWho rang the bell\n",
    "Original url: https://harbour.example/2019/03/14/the-night-of-the-water\n",
    "Back to top\n",
];

/// What stands below the text of one document in twenty.
const SPAM: &str = "bahisovagirişdenemebonusukrallarslotcanlıbahissiteleribetperigüncelsahilcasino\n";

/// Numbers as if by chance, the same every time.
pub struct Dice(pub u64);

impl Dice {
    /// A number below `sides`.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((self.0 >> 33) as usize) % sides
    }
}

fn sentence(dice: &mut Dice, words: &[&str], out: &mut String) {
    let n = 8 + dice.roll(18);
    for i in 0..n {
        // Two words make a third one, so that the vocabulary is as wide as that of real texts.
        let joined = format!("{}{}", words[dice.roll(words.len())], words[dice.roll(words.len())]);
        let word = if dice.roll(3) == 0 { joined.as_str() } else { words[dice.roll(words.len())] };
        if i == 0 {
            let mut chars = word.chars();
            out.extend(chars.next().unwrap().to_uppercase());
            out.push_str(chars.as_str());
        } else {
            out.push_str(word);
        }
        out.push_str(if i + 1 == n {
            "."
        } else if dice.roll(12) == 0 {
            ", "
        } else {
            " "
        });
    }
}

/// A document of a site, of 1,000 to about `most` bytes.
pub fn document(dice: &mut Dice, site: usize, most: usize) -> String {
    let words = WORDS[if site % 4 == 3 {
        1
    } else if site % 4 == 2 {
        2
    } else {
        0
    }];
    let size = 1000 + dice.roll(most - 1000);
    let mut out = String::with_capacity(size + 1000);
    let _ = writeln!(out, "Site {site} of the river country\nHome | News | Archive | About\n");
    let mut dirt = 0;
    sentence(dice, words, &mut out);
    out.push_str("\n\n");
    while out.len() < size {
        if dirt * 20 < out.len() {
            let piece = BETWEEN[dice.roll(BETWEEN.len())];
            dirt += piece.len();
            out.push_str(piece);
            out.push('\n');
        }
        for _ in 0..2 + dice.roll(5) {
            sentence(dice, words, &mut out);
            out.push(' ');
        }
        out.pop();
        out.push_str("\n\n");
    }
    while dirt * 10 < out.len() {
        let piece = BELOW[dice.roll(BELOW.len())];
        dirt += piece.len();
        out.push_str(piece);
        out.push('\n');
    }
    if dice.roll(20) == 0 {
        out.push_str(SPAM);
    }
    let _ = writeln!(out, "Copyright Site {site}. Printed on day {}.", dice.roll(365));
    out
}

/// The same as JSON Lines, the sites of the documents mixed.
fn lines(dest: &Path, documents: usize, files: usize) {
    std::fs::create_dir_all(dest).unwrap();
    let mut dice = Dice(2026);
    let each = documents.div_ceil(files);
    let mut bytes = 0;
    for file in 0..files {
        let out = std::fs::File::create(dest.join(format!("part-{file:04}.jsonl"))).unwrap();
        let mut out = std::io::BufWriter::new(out);
        for n in file * each..documents.min((file + 1) * each) {
            let site = dice.roll(documents.div_ceil(100));
            let text = document(&mut dice, site, 3000);
            bytes += text.len();
            let line = serde_json::json!({"id": n, "url": format!("https://www.site{site:04}.example/{n}"), "text": text, "lang": "xx"});
            writeln!(out, "{line}").unwrap();
        }
        out.flush().unwrap();
    }
    println!("{documents} documents, {bytes} bytes of text");
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let (dest, documents, files) = match args.as_slice() {
        [_, dest, documents] => (dest, documents, None),
        [_, dest, documents, flag, files] if flag == "--jsonl" => (dest, documents, Some(files.parse::<usize>().unwrap())),
        _ => return println!("make_corpus DEST DOCUMENTS [--jsonl FILES]"),
    };
    if let Some(files) = files {
        return lines(Path::new(dest), documents.parse().unwrap(), files);
    }
    let mut dice = Dice(2026);
    let mut bytes = 0;
    for n in 0..documents.parse::<usize>().unwrap() {
        let folder = Path::new(dest).join(format!("site{:04}.example", n / 100));
        if n % 100 == 0 {
            std::fs::create_dir_all(&folder).unwrap();
        }
        let text = document(&mut dice, n / 100, 30_000);
        bytes += text.len();
        std::fs::write(folder.join(format!("{n:07}.txt")), text).unwrap();
    }
    println!("{documents} documents, {bytes} bytes");
}
