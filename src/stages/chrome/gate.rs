//! The words one of which every notice has, looked for in every line of a corpus.

use std::collections::VecDeque;

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
    /// The automaton of Aho and Corasick, with all steps written out. A library's takes ten times as long to build, which a run over
    /// few documents would feel.
    fn of(mut words: Vec<String>) -> Table {
        let longest = words.iter().map(String::len).max().unwrap_or(0);
        let mut classes = [0u8; 256];
        // Column 0 is that of the bytes that no word has.
        let mut columns = 1;
        for byte in words.iter().flat_map(|w| w.bytes()).map(|b| usize::from(b.to_ascii_lowercase())) {
            if classes[byte] == 0 {
                classes[byte] = columns;
                columns = columns.checked_add(1).expect("words of letters have fewer than 255 kinds of bytes");
            }
        }
        (b'A'..=b'Z').for_each(|b| classes[usize::from(b)] = classes[usize::from(b.to_ascii_lowercase())]);
        let bits = usize::from(columns).next_power_of_two().trailing_zeros();
        let letters: usize = words.iter().map(String::len).sum();
        let mut table = Table { classes, bits, next: Vec::with_capacity((letters + 2) << bits), longest };
        table.add_state();
        table.add_state();
        // A word that begins with a shorter one is found with it.
        words.sort_unstable_by_key(String::len);
        words.iter().for_each(|word| table.add(word.as_bytes()));
        table.lead_back();
        table
    }

    fn add_state(&mut self) -> u16 {
        let state = self.next.len() >> self.bits;
        self.next.resize((state + 1) << self.bits, START);
        u16::try_from(state).expect("the words have a few thousand letters")
    }

    /// Adds a word to what is a tree yet. In a tree no state leads to `START`, so that stands for no state.
    fn add(&mut self, word: &[u8]) {
        let Some((last, before)) = word.split_last() else { return };
        let mut state = START;
        for byte in before {
            let place = self.place(state, *byte);
            if self.next[place] == START {
                self.next[place] = self.add_state();
            }
            state = self.next[place];
            if state == FOUND {
                return;
            }
        }
        let place = self.place(state, *last);
        self.next[place] = FOUND;
    }

    /// Makes an automaton of the tree: where nothing follows, it goes on with the longest end of what was read that begins a word.
    fn lead_back(&mut self) {
        let columns = 1 << self.bits;
        let mut ends = vec![START; self.next.len() >> self.bits];
        let mut open: VecDeque<u16> = self.next[..columns].iter().copied().filter(|state| *state > FOUND).collect();
        while let Some(state) = open.pop_front() {
            let (own, end) = (usize::from(state) << self.bits, usize::from(ends[usize::from(state)]) << self.bits);
            for column in 0..columns {
                let (next, behind) = (self.next[own | column], self.next[end | column]);
                if next == START || behind == FOUND {
                    self.next[own | column] = behind;
                } else if next != FOUND {
                    ends[usize::from(next)] = behind;
                    open.push_back(next);
                }
            }
        }
        self.next[usize::from(FOUND) << self.bits..][..columns].fill(FOUND);
    }

    #[inline(always)]
    fn place(&self, state: u16, byte: u8) -> usize {
        usize::from(state) << self.bits | usize::from(self.classes[usize::from(byte)])
    }

    #[inline(always)]
    fn step(&self, state: u16, byte: u8) -> u16 {
        self.next[self.place(state, byte)]
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
