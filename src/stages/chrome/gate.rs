//! The words one of which every notice has, looked for in every line of a corpus.

use aho_corasick::Anchored;
use aho_corasick::automaton::{Automaton as _, StateID};
use aho_corasick::dfa::{Builder, DFA};
use std::collections::HashMap;

/// Two tables, because a small one stays in the nearest cache: most lines need that of the Latin words alone.
#[derive(Debug)]
pub struct Gate {
    latin: Table,
    others: Table,
}

impl Gate {
    /// A gate that opens for these words, in either case where they are ASCII.
    pub fn of(words: Vec<String>) -> Gate {
        let (others, latin) = words.into_iter().partition(|w: &String| is_beyond(w));
        Gate { latin: Table::of(latin), others: Table::of(others) }
    }

    /// Whether a line has one of the words.
    pub fn is_open(&self, line: &str) -> bool {
        self.latin.finds_in(line.as_bytes()) || (is_beyond(line) && self.others.finds_in(line.as_bytes()))
    }
}

/// Whether there are letters beyond the Latin ones of Europe (typographic marks aside).
fn is_beyond(text: &str) -> bool {
    text.as_bytes().chunks(64).any(|chunk| chunk.iter().fold(false, |any, b| any | (*b >= 0xc9) & (*b != 0xe2)))
}

/// An automaton as one table. Once a word was found its state stays `FOUND`, so that a search needs no test in each step.
#[derive(Debug)]
struct Table {
    /// For a byte the column of the table.
    classes: [u8; 256],
    /// Bits of a column's number.
    bits: u32,
    next: Vec<u16>,
    /// Bytes of the longest word.
    longest: usize,
}

const START: u16 = 0;
const FOUND: u16 = 1;
/// Parts of a long line that are searched side by side: each step of a search waits for the one before.
const LANES: usize = 4;
/// Bytes from which on a line is long.
const LONG: usize = 160;

impl Table {
    fn of(words: Vec<String>) -> Table {
        let longest = words.iter().map(String::len).max().unwrap_or(0);
        let mut used = [false; 256];
        words.iter().flat_map(|w| w.bytes()).for_each(|b| {
            used[usize::from(b.to_ascii_lowercase())] = true;
            used[usize::from(b.to_ascii_uppercase())] = true;
        });
        let built = Builder::new().ascii_case_insensitive(true).prefilter(false).build(words);
        Table::from(&built.expect("a few hundred short words make a small automaton"), longest, &used)
    }

    /// `used`: the bytes that words have. All others lead to the same state.
    fn from(automaton: &DFA, longest: usize, used: &[bool; 256]) -> Table {
        let start = automaton.start_state(Anchored::No).expect("an automaton of the usual kind can start anywhere");
        let mut states: Vec<StateID> = vec![start, start];
        let mut numbers: HashMap<StateID, u16> = HashMap::from([(start, START)]);
        // Rows of all bytes first; then columns that are equal become one.
        let mut rows: Vec<[u16; 256]> = Vec::new();
        let mut at = 0;
        while let Some(state) = states.get(at).copied() {
            let found = at == usize::from(FOUND);
            let mut lead = |byte: u8| {
                let next = automaton.next_state(Anchored::No, state, byte);
                if found || automaton.is_match(next) {
                    return FOUND;
                }
                *numbers.entry(next).or_insert_with(|| {
                    states.push(next);
                    u16::try_from(states.len() - 1).expect("the words have a few thousand letters")
                })
            };
            let other = used.iter().position(|used| !used).map_or(START, |byte| lead(byte as u8));
            rows.push(std::array::from_fn(|byte| if used[byte] { lead(byte as u8) } else { other }));
            at += 1;
        }
        let mut columns: HashMap<Vec<u16>, u8> = HashMap::new();
        let mut classes = [0u8; 256];
        for (byte, class) in classes.iter_mut().enumerate() {
            let column: Vec<u16> = rows.iter().map(|row| row[byte]).collect();
            let fresh = columns.len() as u8;
            *class = *columns.entry(column).or_insert(fresh);
        }
        let bits = columns.len().next_power_of_two().trailing_zeros();
        let mut next = vec![START; rows.len() << bits];
        for (state, row) in rows.iter().enumerate() {
            (0..256).for_each(|byte| next[state << bits | usize::from(classes[byte])] = row[byte]);
        }
        Table { classes, bits, next, longest }
    }

    #[inline(always)]
    fn step(&self, state: u16, byte: u8) -> u16 {
        self.next[usize::from(state) << self.bits | usize::from(self.classes[usize::from(byte)])]
    }

    fn finds_in(&self, line: &[u8]) -> bool {
        let step = line.len().div_ceil(LANES);
        if line.len() < LONG || step < self.longest {
            return self.run(START, line) == FOUND;
        }
        let (a, rest) = line.split_at(step);
        let (b, rest) = rest.split_at(step);
        let (c, d) = rest.split_at(step);
        let mut states = [START; LANES];
        for (((a, b), c), d) in a.iter().zip(b).zip(c).zip(d) {
            states = [self.step(states[0], *a), self.step(states[1], *b), self.step(states[2], *c), self.step(states[3], *d)];
        }
        // The last part is the shortest; and a word may reach into the next part.
        let over = self.longest.saturating_sub(1);
        let end = |part: usize| &line[part * step + d.len()..((part + 1) * step + over).min(line.len())];
        (0..LANES - 1).any(|part| self.run(states[part], end(part)) == FOUND) || states[LANES - 1] == FOUND
    }

    fn run(&self, state: u16, bytes: &[u8]) -> u16 {
        bytes.iter().fold(state, |state, byte| self.step(state, *byte))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(20_260_101), ..ProptestConfig::default() })]
        #[test]
        fn a_word_is_found_wherever_it_stands(
            before in "[ab é’д]{0,300}", word in 0usize..5, after in "[ab é’д]{0,300}", cased in any::<bool>(),
        ) {
            let words = ["cookie", "this site", "süti", "файл", "cookies here"].map(str::to_owned).to_vec();
            let gate = Gate::of(words.clone());
            let word = if cased && words[word].is_ascii() { words[word].to_uppercase() } else { words[word].clone() };
            prop_assert!(gate.is_open(&[&*before, &word, &after].concat()));
            let without = [before, after].concat();
            prop_assert!(!gate.is_open(&without), "{}", without);
        }

        #[test]
        fn it_finds_what_the_automaton_finds(line in "[abcé ]{0,400}") {
            let words = ["abca", "é b", "cc c", "ba ab"];
            let plain = aho_corasick::AhoCorasick::new(words).unwrap();
            prop_assert_eq!(Gate::of(words.map(str::to_owned).to_vec()).is_open(&line), plain.is_match(&line));
        }
    }
}
