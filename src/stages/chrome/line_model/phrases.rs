//! Phrases of page furniture in many languages, as signals: none of them is a verdict.

use super::count::{Count, NUMBER, mix};
use std::sync::OnceLock;

/// How a phrase stands in a line.
pub const WITHIN: u8 = 1;
pub const HEAD: u8 = 2;
pub const WHOLE: u8 = 3;

/// What a phrase belongs to.
pub const COMMENTS: usize = 0;
pub const REPLY: usize = 1;
pub const RELATED: usize = 2;
pub const NAV: usize = 5;
const CLASSES: [&str; 10] = ["comments", "reply", "related", "share", "account", "nav", "legal", "ads", "credit", "byline"];
const LIST: &str = include_str!("phrases.txt");
/// The most words of a phrase.
const LONGEST: usize = 8;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mode {
    Anywhere,
    AtEnd,
    WholeLine,
}

struct Table {
    keys: Vec<(u32, usize, Mode)>,
    bloom: Vec<u64>,
}

impl Table {
    fn read() -> Table {
        let mut keys = Vec::new();
        for line in LIST.lines().filter(|l| !l.starts_with('#')) {
            let Some((class, phrases)) = line.split_once(": ") else { continue };
            let Some(class) = CLASSES.iter().position(|c| *c == class) else { continue };
            for phrase in phrases.split('|') {
                let (mode, phrase) = match phrase.split_at_checked(1) {
                    Some(("=", rest)) => (Mode::WholeLine, rest),
                    Some(("$", rest)) => (Mode::AtEnd, rest),
                    _ => (Mode::Anywhere, phrase),
                };
                let mut words = Vec::new();
                Count::of(phrase, &mut words);
                if (1..=LONGEST).contains(&words.len()) {
                    keys.push((key(&words), class, mode));
                }
            }
        }
        keys.sort_unstable();
        keys.dedup();
        let mut bloom = vec![0u64; 1024];
        for (key, ..) in &keys {
            bloom[(key >> 22) as usize] |= 1 << (key >> 16 & 63);
        }
        Table { keys, bloom }
    }
}

fn key(words: &[u32]) -> u32 {
    words.iter().fold(5, |h, w| mix(h, *w))
}

/// How phrases of each class stand in a line: the strongest of 0 (not at all), [`WITHIN`], [`HEAD`], [`WHOLE`].
/// Of long lines only the head and the end are looked at.
pub fn of(words: &[u32], count: &Count) -> [u8; CLASSES.len()] {
    static TABLE: OnceLock<Table> = OnceLock::new();
    let mut found = [0u8; CLASSES.len()];
    if count.words > 40 {
        return found;
    }
    let table = TABLE.get_or_init(Table::read);
    let (mut kept, mut n) = ([0u32; 80], 0);
    for word in words.iter().filter(|w| **w != NUMBER).take(80) {
        kept[n] = *word;
        n += 1;
    }
    let words = &kept[..n];
    for from in 0..n {
        if count.words > 14 && from > 1 && from + 4 < n {
            continue;
        }
        let mut key = 5;
        for len in 1..=LONGEST.min(n - from) {
            key = mix(key, words[from + len - 1]);
            if table.bloom[(key >> 22) as usize] >> (key >> 16 & 63) & 1 == 0 {
                continue;
            }
            let first = table.keys.partition_point(|k| k.0 < key);
            for (_, class, mode) in table.keys[first..].iter().take_while(|k| k.0 == key) {
                let how = match mode {
                    _ if from == 0 && len == n => WHOLE,
                    Mode::WholeLine => 0,
                    Mode::AtEnd => u8::from(from + len == n) * HEAD,
                    Mode::Anywhere if from == 0 => HEAD,
                    Mode::Anywhere => WITHIN,
                };
                found[*class] = found[*class].max(how);
            }
        }
    }
    found
}
