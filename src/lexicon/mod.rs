//! Phrases in many languages, and how a line is read by them. Knows text only.
//!
//! A word list is a data file: sections `[name]`, and in them lines `language: phrase; phrase; ...`. In a phrase `#`
//! is a number and `*` one to six words. A line is compared word by word: case, punctuation and what stands between
//! words do not count, and where a lower-case letter meets an upper-case one a new word begins, so that `HomeNews`
//! reads as two.

mod tokens;

pub use tokens::{Token, fold, tokens};

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A star stands for this many words at most.
const STAR_WORDS: usize = 6;
const STAR: u64 = u64::MAX;
/// Names whose own spelling reads as two words.
const BRANDS: &[(&str, &str)] = &[
    ("whatsapp", "WhatsApp"),
    ("paypal", "PayPal"),
    ("youtube", "YouTube"),
    ("linkedin", "LinkedIn"),
    ("javascript", "JavaScript"),
    ("wordpress", "WordPress"),
];

/// What a phrase means: sets of kinds, as bits that the stage gives them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Meaning {
    /// Kinds the phrase alone is proof of.
    pub strong: u32,
    /// Kinds it belongs to beside stronger lines.
    pub weak: u32,
    /// Kinds it announces when a colon and more follow.
    pub label: u32,
}

/// What a whole line is made of, when phrases cover it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cover {
    /// Kinds that every phrase of the line belongs to.
    pub all: u32,
    /// Kinds that some phrase of it belongs to.
    pub any: u32,
    /// Kinds that some phrase of it is strong for.
    pub strong: u32,
    /// Number of phrases.
    pub phrases: u32,
    /// Number of phrases that hang on the one before without a blank.
    pub glued: u32,
    /// Numbers that stand in no phrase: a day, a count, what to call.
    pub numbers: u32,
    /// The words that a phrase leaves open, where one does, as places of tokens.
    pub open: Open,
}

/// Words that a phrase leaves open, as places of tokens.
type Open = Option<(u32, u32)>;

/// Phrases of all kinds, as a tree of words.
#[derive(Debug, Default)]
pub struct Lexicon {
    /// (node, word) to node.
    edges: HashMap<u64, u32, BuildHasherDefault<Plain>>,
    /// Phrases without their blanks, to kinds.
    runs: HashMap<u64, u32, BuildHasherDefault<Plain>>,
    meanings: Vec<Meaning>,
    starred: Vec<bool>,
}

impl Lexicon {
    /// An empty one.
    pub fn new() -> Lexicon {
        Lexicon { edges: HashMap::default(), runs: HashMap::default(), meanings: vec![Meaning::default()], starred: vec![false] }
    }

    /// Takes in a word list; `meaning` says what a section's phrases mean, `None` passes the section over.
    pub fn add(&mut self, list: &str, meaning: impl Fn(&str) -> Option<Meaning>) {
        let mut section = None;
        for line in list.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with("//")) {
            if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                section = meaning(name);
            } else if let (Some(meaning), Some((language, phrases))) = (section, line.split_once(": ")) {
                // Few lines have one.
                let brands: Vec<&(&str, &str)> = BRANDS.iter().filter(|(plain, _)| phrases.contains(plain)).collect();
                for phrase in phrases.split("; ") {
                    let mut meaning = meaning;
                    let words = words(phrase);
                    if is_one_word(phrase, language, words.len()) {
                        meaning.weak |= std::mem::take(&mut meaning.strong);
                    }
                    self.insert(phrase, &words, meaning);
                    for (plain, own) in brands.iter().filter(|(plain, _)| phrase.contains(plain)) {
                        let branded = phrase.replace(plain, own);
                        self.insert(&branded, &self::words(&branded), meaning);
                    }
                }
            }
        }
    }

    /// Takes in a phrase that has these words.
    fn insert(&mut self, phrase: &str, words: &[Token], meaning: Meaning) {
        let mut node = 0u32;
        if phrase.starts_with('*') {
            return;
        }
        if phrase.contains('*') {
            for (n, part) in phrase.split('*').enumerate() {
                if n > 0 {
                    node = self.child(node, STAR);
                }
                node = self::words(part).iter().fold(node, |node, word| self.child(node, word.hash));
            }
        } else {
            node = words.iter().fold(node, |node, word| self.child(node, word.hash));
        }
        if !phrase.contains(['*', '#'])
            && let Some(run) = tokens::run(phrase)
        {
            *self.runs.entry(run).or_default() |= meaning.strong | meaning.weak;
        }
        if node > 0 {
            let m = &mut self.meanings[node as usize];
            *m = Meaning { strong: m.strong | meaning.strong, weak: m.weak | meaning.weak, label: m.label | meaning.label };
        }
    }

    fn child(&mut self, node: u32, word: u64) -> u32 {
        let next = self.meanings.len() as u32;
        let child = *self.edges.entry(edge(node, word)).or_insert(next);
        if child == next {
            self.meanings.push(Meaning::default());
            self.starred.push(false);
        }
        self.starred[node as usize] |= word == STAR;
        child
    }

    /// Whether any phrase begins with this word.
    pub fn begins(&self, token: &Token) -> bool {
        self.edges.contains_key(&edge(0, token.hash))
    }

    /// Reads a run of letters without regard to blanks, for menus run together in scripts that have no capitals:
    /// how many phrases of these kinds it is made of, and how many of its letters they leave over.
    pub fn segment(&self, line: &str, kinds: u32) -> (u32, u32) {
        let letters: Vec<Token> = tokens::letters(line);
        let (mut items, mut left, mut at) = (0, 0, 0);
        while at < letters.len() {
            match tokens::prefixes(&letters[at..]).filter(|(_, h)| self.runs.get(h).is_some_and(|k| k & kinds != 0)).last() {
                Some((len, _)) => {
                    items += 1;
                    at += len;
                }
                None => {
                    left += 1;
                    at += 1;
                }
            }
        }
        (items, left)
    }

    /// Calls `found` with the end (exclusive, a token index) and the meaning of each phrase that begins at `at`, and with the words that
    /// it leaves open.
    pub fn phrases_at(&self, tokens: &[Token], at: usize, found: &mut impl FnMut(usize, Meaning, Open)) {
        self.walk(tokens, at, 0, None, found);
    }

    fn walk(&self, tokens: &[Token], mut at: usize, mut node: u32, open: Open, found: &mut impl FnMut(usize, Meaning, Open)) {
        loop {
            if node > 0 && self.meanings[node as usize] != Meaning::default() {
                found(at, self.meanings[node as usize], open);
            }
            if self.starred[node as usize]
                && let Some(&star) = self.edges.get(&edge(node, STAR))
            {
                for words in 1..=STAR_WORDS.min(tokens.len() - at) {
                    self.walk(tokens, at + words, star, Some((at as u32, (at + words) as u32)), found);
                }
            }
            let Some(token) = tokens.get(at) else { return };
            let Some(&next) = self.edges.get(&edge(node, token.hash)) else { return };
            node = next;
            at += 1;
        }
    }

    /// What covers all of these words; numbers need no phrase.
    pub fn cover(&self, tokens: &[Token]) -> Option<Cover> {
        let first = tokens.first()?;
        if !first.number && !self.begins(first) {
            return None;
        }
        let mut reached: Vec<Option<Cover>> = vec![None; tokens.len() + 1];
        reached[0] = Some(Cover { all: u32::MAX, ..Cover::default() });
        for at in 0..tokens.len() {
            let Some(here) = reached[at] else { continue };
            let mut step = |end: usize, cover: Cover| {
                if reached[end].is_none_or(|old| cover.phrases < old.phrases) {
                    reached[end] = Some(cover);
                }
            };
            if tokens[at].number {
                step(at + 1, Cover { numbers: here.numbers + 1, ..here });
            }
            let glued = here.glued + u32::from(tokens[at].glued);
            self.phrases_at(tokens, at, &mut |end, m, open| {
                let kinds = m.strong | m.weak;
                if kinds != 0 {
                    let (all, any) = (here.all & kinds, here.any | kinds);
                    let open = open.or(here.open);
                    let (strong, phrases) = (here.strong | m.strong, here.phrases + 1);
                    step(end, Cover { all, any, strong, phrases, glued, open, ..here });
                }
            });
        }
        reached[tokens.len()].filter(|c| c.phrases > 0)
    }

    /// The longest phrase at the start that announces something: its end and its kinds.
    pub fn label(&self, tokens: &[Token]) -> Option<(usize, u32)> {
        let mut best: Option<(usize, u32)> = None;
        if tokens.first().is_some_and(|t| self.begins(t)) {
            self.phrases_at(tokens, 0, &mut |end, m, _| {
                if m.label != 0 && best.is_none_or(|b| b.0 < end) {
                    best = Some((end, m.label));
                }
            });
        }
        best
    }
}

/// Verbs that make one of a noun, as `share` is said in the languages of India: `do a share`.
const LIGHT: &[&str] = &["करें", "करे", "करो", "कीजिए", "करा", "করুন", "করো", "کریں", "کیجیے", "کیجئے", "ਕਰੋ", "કરો", "کنید"];

/// The words of a phrase.
fn words(phrase: &str) -> Vec<Token> {
    let numbers = phrase.contains('#').then(|| phrase.replace('#', " 0 "));
    tokens(numbers.as_deref().unwrap_or(phrase), usize::MAX).unwrap_or_default()
}

/// Whether a phrase of so many words is a single one. It is proof of nothing then: it needs others beside it.
fn is_one_word(phrase: &str, language: &str, words: usize) -> bool {
    let letters = phrase.chars().filter(|c| crate::shape::is_spaceless(*c)).count();
    if letters > 0 && phrase.chars().all(crate::shape::is_spaceless) {
        // A word is one or two signs in Chinese, and a handful of letters in Thai and beside it.
        return letters < if phrase.starts_with(is_sea) { 6 } else { 4 };
    }
    // Vietnamese writes its syllables apart, and most of its words have two.
    let most = if language == "vi" { 2 } else { 1 };
    match phrase.rsplit_once(char::is_whitespace).filter(|(_, last)| LIGHT.contains(last)) {
        Some((rest, _)) => self::words(rest).len() <= most,
        None => words <= most,
    }
}

/// Letters of Thai, Lao, Burmese and Khmer.
fn is_sea(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

fn edge(node: u32, word: u64) -> u64 {
    word ^ u64::from(node).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The keys are hashes already.
#[derive(Default)]
struct Plain(u64);

impl Hasher for Plain {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|b| self.0 = self.0.rotate_left(8) ^ u64::from(*b));
    }
    fn write_u64(&mut self, n: u64) {
        self.0 = n;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon() -> Lexicon {
        let mut l = Lexicon::new();
        let strong = |s: &str| Some(Meaning { strong: u32::from(s == "a"), weak: u32::from(s == "b") * 2, label: u32::from(s == "c") });
        l.add(
            "[a]\nen: leave a reply; # comments; more from *\n[b]\nen: home; world news; email\nzh: 首页; 新闻\n[c]\nen: read also",
            strong,
        );
        l
    }

    fn cover(line: &str) -> Option<Cover> {
        lexicon().cover(&tokens(line, 50).unwrap())
    }

    #[test]
    fn whole_lines_are_covered_whatever_stands_between() {
        assert_eq!(cover("LEAVE A REPLY:").unwrap().strong, 1);
        assert_eq!(cover("12 comments").unwrap().strong, 1);
        assert_eq!((cover("12 comments").unwrap().numbers, cover("Home 04.05.2022").unwrap().numbers), (0, 3));
        assert_eq!(cover("More from the village paper").unwrap().phrases, 1);
        assert!(cover("leave a reply to him").is_none());
        let glued = cover("HomeWorld NewsE-mail").unwrap();
        assert_eq!((glued.phrases, glued.glued, glued.all), (3, 2, 2));
        assert_eq!(cover("首页新闻").unwrap().phrases, 2);
        assert!(cover("").is_none() && cover("42").is_none());
    }

    #[test]
    fn labels_are_found_at_the_start() {
        let line = tokens("READ ALSO: the weir", 50).unwrap();
        assert_eq!(lexicon().label(&line), Some((2, 1)));
    }
}
