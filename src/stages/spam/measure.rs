//! What can be counted in a piece of text that may be keyword spam.

use super::fold::{fold, is_mark};
use super::lexicon::{Lexicon, TOPICS, Weight, lexicon};
use super::stems::Hit;
use crate::shape::{is_alphanumeric, is_closer, is_sentence_end, is_spaceless};

/// Counts over one piece of text; two pieces add up.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Letters and digits.
    pub letters: u32,
    /// Words between blanks and marks; two letters of a spaceless script count as one.
    pub words: u32,
    /// Strong, weak and filler stems accepted.
    pub strong: u32,
    pub weak: u32,
    pub filler: u32,
    /// Strong and weak stems of each topic.
    pub topics: [u32; TOPICS],
    /// Letters of the words that stems account for.
    pub covered: u32,
    /// In runs that are several stems glued together: letters, and stems.
    pub glued_letters: u32,
    pub glued_hits: u32,
    /// The longest such run, in letters.
    pub glued_longest: u32,
    /// Names of sites, and those that hold a stem.
    pub domains: u32,
    pub stem_domains: u32,
    /// Little words that sentences need.
    pub function: u32,
    /// Ends of sentences inside the piece.
    pub sentences: u32,
    /// Quotation marks.
    pub quotes: u32,
    /// Letters in disguise.
    pub disguised: u32,
    /// Letters of spaceless scripts, and the blanks beside them.
    pub spaceless: u32,
    pub spaceless_blanks: u32,
    /// How often a strong stem comes again.
    pub repeats: u32,
    /// Commas and bars that make a list of it.
    pub commas: u32,
    /// Colons between words: a headline, a field, a list with a name.
    pub colons: u32,
    /// Letters of each script.
    pub scripts: [u32; 8],
    /// Words before the first one that a stem accounts for.
    pub lead: u32,
    /// Words with a digit at their end or start and a stem in them.
    pub numbered: u32,
}

impl Evidence {
    /// The sum of two.
    pub fn add(&mut self, o: &Evidence) {
        let fields: [(&mut u32, u32); 22] = [
            (&mut self.letters, o.letters),
            (&mut self.words, o.words),
            (&mut self.strong, o.strong),
            (&mut self.weak, o.weak),
            (&mut self.filler, o.filler),
            (&mut self.covered, o.covered),
            (&mut self.glued_letters, o.glued_letters),
            (&mut self.glued_hits, o.glued_hits),
            (&mut self.domains, o.domains),
            (&mut self.stem_domains, o.stem_domains),
            (&mut self.function, o.function),
            (&mut self.sentences, o.sentences),
            (&mut self.quotes, o.quotes),
            (&mut self.disguised, o.disguised),
            (&mut self.spaceless, o.spaceless),
            (&mut self.spaceless_blanks, o.spaceless_blanks),
            (&mut self.repeats, o.repeats),
            (&mut self.commas, o.commas),
            (&mut self.colons, o.colons),
            (&mut self.numbered, o.numbered),
            (&mut self.glued_longest, 0),
            (&mut self.scripts[0], o.scripts[0]),
        ];
        for (own, other) in fields {
            *own = own.saturating_add(other);
        }
        // Parts are added from the end of a line to its start.
        self.lead = o.lead;
        self.glued_longest = self.glued_longest.max(o.glued_longest);
        self.topics.iter_mut().zip(o.topics).for_each(|(a, b)| *a = a.saturating_add(b));
        self.scripts.iter_mut().zip(o.scripts).skip(1).for_each(|(a, b)| *a = a.saturating_add(b));
    }

    /// Per mille of the letters that stems account for.
    pub fn coverage(&self) -> u32 {
        (u64::from(self.covered) * 1000 / u64::from(self.letters.max(1))).min(1000) as u32
    }

    /// Number of topics.
    pub fn mixture(&self) -> u32 {
        self.topics.iter().skip(1).filter(|n| **n > 0).count() as u32
    }
}

/// A coarse script number.
pub fn script(c: char) -> usize {
    match c {
        '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{ff21}'..='\u{ff5a}' | '\u{1d400}'..='\u{1d7ff}' => 0,
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => 1,
        '\u{400}'..='\u{52f}' => 2,
        '\u{530}'..='\u{58f}' | '\u{10a0}'..='\u{10ff}' | '\u{1200}'..='\u{139f}' => 3,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{feff}' => 4,
        '\u{900}'..='\u{dff}' => 5,
        '\u{e00}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' => 6,
        _ => 7,
    }
}

struct Word {
    start: usize,
    end: usize,
    letters: u32,
    spaceless: bool,
    run: usize,
    covered: u32,
    /// Of a word without blanks inside, the letters before the first stem.
    lead: u32,
}

#[derive(Default)]
struct Run {
    start: usize,
    end: usize,
    first: usize,
    last: usize,
    letters: u32,
    /// Letters, syllables of Korean and Ethiopic counted double.
    size: u32,
    spaceless: u32,
    hits: u32,
    telling: u32,
    covered: u32,
    /// An address with a path, a mail address, a hash tag: not glued keywords.
    address: bool,
}

/// Measures a piece of text. Linear in its length.
pub fn measure(piece: &str) -> Evidence {
    let lexicon = lexicon();
    let folded = fold(piece);
    let text = folded.text.as_str();
    let mut e = Evidence { disguised: folded.disguised, ..Evidence::default() };
    let (mut words, mut runs) = split(text, &mut e);
    let hits: Vec<Hit> = lexicon.stems.find_iter(text).collect();
    count(&hits, lexicon, &mut runs);
    accept(text, &hits, lexicon, &mut words, &runs, &mut e);
    finish(text, lexicon, &words, &runs, &mut e);
    e
}

/// Counts for each run the stems in it.
fn count(hits: &[Hit], lexicon: &Lexicon, runs: &mut [Run]) {
    let mut at = 0;
    for &Hit { start, end, stem } in hits {
        let stem = &lexicon.table[stem];
        while at < runs.len() && runs[at].end <= start {
            at += 1;
        }
        if let Some(run) = runs.get_mut(at).filter(|r| r.start <= start && end <= r.end && stem.weight != Weight::None) {
            run.hits += 1;
            run.telling += u32::from(stem.weight >= Weight::Weak);
            run.covered += stem.letters;
        }
    }
}

/// The stems accepted of a folded text in which these were found, and their topics: as `measure` counts them, but of the rest of
/// the text nothing is looked at.
pub fn subjects(text: &str, hits: &[Hit]) -> Evidence {
    let lexicon = lexicon();
    let mut e = Evidence::default();
    let telling = |hit: &Hit| lexicon.table[hit.stem].weight >= Weight::Weak;
    // Blanks end words and runs: what stands between two of them is counted by itself.
    let mut hits = hits;
    while let Some(first) = hits.iter().position(telling) {
        let (before, mut end) = (&text[..hits[first].start], hits[first].end);
        let start = before.rfind(char::is_whitespace).map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
        let from = hits[..first].iter().rposition(|hit| hit.start < start).map_or(0, |at| at + 1);
        let mut to = first;
        loop {
            end += text[end..].find(char::is_whitespace).unwrap_or(text.len() - end);
            match hits[to + 1..].iter().take_while(|hit| hit.start < end).count() {
                0 => break,
                more => to += more,
            }
            end = end.max(hits[to].end);
        }
        let piece = &text[start..end];
        let own: Vec<Hit> = hits[from..=to].iter().map(|hit| Hit { start: hit.start - start, end: hit.end - start, ..*hit }).collect();
        let (mut words, mut runs) = split(piece, &mut Evidence::default());
        count(&own, lexicon, &mut runs);
        accept(piece, &own, lexicon, &mut words, &runs, &mut e);
        hits = &hits[to + 1..];
    }
    e
}

impl Run {
    fn glued(&self) -> bool {
        self.size >= 24
            && self.hits >= 4
            && self.telling >= 2
            && self.covered * 1000 >= self.letters * 400
            && !self.address
            && self.spaceless * 2 < self.letters
    }
}

fn split(text: &str, e: &mut Evidence) -> (Vec<Word>, Vec<Run>) {
    let (mut words, mut runs): (Vec<Word>, Vec<Run>) = (Vec::new(), Vec::new());
    let mut word: Option<Word> = None;
    let mut run: Option<Run> = None;
    let (mut ended, mut before) = (false, ' ');
    for (at, c) in text.char_indices() {
        let mark = is_mark(c);
        if is_alphanumeric(c) || mark {
            ended = false;
            let spaceless = is_spaceless(c);
            let r = run.get_or_insert_with(|| Run { start: at, first: words.len(), ..Run::default() });
            if word.as_ref().is_some_and(|w| w.spaceless != spaceless) {
                words.extend(word.take());
            }
            let w = word.get_or_insert(Word { start: at, end: at, letters: 0, spaceless, run: runs.len(), covered: 0, lead: 0 });
            w.end = at + c.len_utf8();
            if !mark {
                w.letters += 1;
                r.letters += 1;
                r.size += if matches!(c, '\u{ac00}'..='\u{d7a3}' | '\u{1200}'..='\u{137f}') { 2 } else { 1 };
                e.letters += 1;
                if spaceless {
                    e.spaceless += 1;
                    r.spaceless += 1;
                }
            }
            if c.is_alphabetic() {
                e.scripts[script(c)] += 1;
            }
            before = c;
            continue;
        }
        words.extend(word.take());
        if is_sentence_end(c) {
            ended = true;
        } else if !is_closer(c) && !c.is_whitespace() {
            ended = false;
        }
        let blank = c.is_whitespace();
        e.quotes += u32::from(matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '「' | '」' | '『' | '』' | '《' | '》'));
        if blank && ended {
            e.sentences += 1;
            ended = false;
        }
        e.spaceless_blanks += u32::from(blank && is_spaceless(before));
        let comma = matches!(c, ',' | ';' | '|' | '·' | '•' | '，' | '、' | '،' | '；' | '؛' | '»' | '›' | '。' | '/' | '\\');
        if matches!(c, ',' | '|' | '·' | '•' | '，' | '、' | '،') {
            e.commas += 1;
        }
        // A wide colon is folded to this one, and has no blank behind it.
        let parts = |c: char| crate::text::is_blank(c) || !c.is_ascii() && is_alphanumeric(c);
        e.colons += u32::from(c == ':' && text[at + 1..].starts_with(parts));
        if let Some(r) = &mut run {
            r.address |= matches!(c, '@' | '=' | '%') || (c == '/' && r.end == at) || (c == ':' && text[at..].starts_with("://"));
        }
        if blank || (comma && c != '/') {
            close(&mut run, &mut runs, words.len(), at);
        } else if c == '#' {
            close(&mut run, &mut runs, words.len(), at);
            run = Some(Run { start: at, first: words.len(), address: true, ..Run::default() });
        }
        before = c;
    }
    words.extend(word.take());
    close(&mut run, &mut runs, words.len(), text.len());
    e.words = words.iter().map(|w| if w.spaceless { w.letters.div_ceil(2) } else { 1 }).sum();
    (words, runs)
}

fn close(run: &mut Option<Run>, runs: &mut Vec<Run>, words: usize, end: usize) {
    if let Some(mut r) = run.take().filter(|r| r.first < words) {
        (r.last, r.end) = (words, end);
        runs.push(r);
    }
}

/// Decides for each match whether it is the word it looks like, and counts it.
fn accept(text: &str, hits: &[Hit], lexicon: &Lexicon, words: &mut [Word], runs: &[Run], e: &mut Evidence) {
    let mut first = 0;
    let mut seen: Vec<usize> = Vec::new();
    for &Hit { start, end, stem: number } in hits {
        let stem = lexicon.table[number];
        while first < words.len() && words[first].end <= start {
            first += 1;
        }
        let mut last = first;
        while last + 1 < words.len() && words[last + 1].start < end {
            last += 1;
        }
        if first >= words.len() || stem.weight == Weight::None {
            continue;
        }
        let run = &runs[words[first].run.min(runs.len() - 1)];
        let (at_start, at_end) = (words[first].start >= start, words[last].end <= end);
        let free = run.glued() || words[first].spaceless || (run.hits >= 2 && run.covered * 10 >= run.letters * 7);
        let long = if text[start..end].is_ascii() { 5 } else { 4 };
        // Arabic and Hebrew put article, conjunction and preposition before the word.
        let prefixed = start >= words[first].start && start - words[first].start <= 6 && script_at(text, start) == 4;
        let rest = text[end..words[last].end].bytes().all(|b| b.is_ascii_digit());
        let ok = free
            || (at_start && (at_end || rest))
            || (at_start && stem.letters >= long)
            || (prefixed && stem.letters >= long)
            || (stem.suffix && rest && words[last].letters <= 16)
            || stem.letters >= 7;
        if !ok {
            continue;
        }
        match stem.weight {
            Weight::Strong => e.strong += 1,
            Weight::Weak => e.weak += 1,
            _ => e.filler += 1,
        }
        if stem.weight >= Weight::Weak {
            e.topics[usize::from(stem.topic).min(TOPICS - 1)] += 1;
            if seen.len() < 256 {
                e.repeats += u32::from(stem.weight == Weight::Strong && seen.contains(&number));
                seen.push(number);
            }
        }
        if words[first].spaceless && words[first].covered == 0 {
            words[first].lead = text[words[first].start.min(start)..start].chars().filter(|c| is_alphanumeric(*c)).count() as u32;
        }
        if run.glued() || words[first].spaceless {
            let whole = stem.letters.min(words[first].letters - words[first].covered.min(words[first].letters));
            words[first].covered += whole;
        } else {
            for w in &mut words[first..=last] {
                w.covered = w.letters;
            }
        }
        e.numbered += u32::from(rest && end < words[last].end);
    }
}

/// Digits of the number of a telephone at least and at most.
const PHONE: std::ops::RangeInclusive<u32> = 9..=15;

/// The first run of words that is the number of a telephone: digits alone, as many as those have. Years are none.
fn phones(text: &str, words: &[Word]) -> std::ops::Range<usize> {
    let number = |w: &Word| w.covered == 0 && text[w.start..w.end].bytes().all(|b| b.is_ascii_digit());
    let mut at = 0;
    while at < words.len() {
        let end = at + words[at..].iter().take_while(|w| number(w)).count();
        let digits = words[at..end].iter().map(|w| w.letters).sum();
        if PHONE.contains(&digits) && !words[at..end].iter().all(|w| w.letters == 4) {
            return at..end;
        }
        at = end + 1;
    }
    0..0
}

fn script_at(text: &str, at: usize) -> usize {
    text[at..].chars().next().map_or(0, script)
}

fn finish(text: &str, lexicon: &Lexicon, words: &[Word], runs: &[Run], e: &mut Evidence) {
    let count = |w: &Word| if w.spaceless { w.letters.div_ceil(2) } else { 1 };
    e.lead = words.iter().take_while(|w| w.covered == 0).map(count).sum();
    e.lead += words.iter().find(|w| w.covered > 0).map_or(0, |w| w.lead.div_ceil(2));
    let phoned = phones(text, words);
    for (at, w) in words.iter().enumerate() {
        // Whom to call is no word of the text, and none of spam's.
        if phoned.contains(&at) {
            e.letters -= w.letters.min(e.letters);
            continue;
        }
        e.covered += w.covered.min(w.letters);
        if !w.spaceless && w.covered == 0 && w.letters <= 14 && lexicon.function.contains(&text[w.start..w.end]) {
            e.function += 1;
        }
    }
    if e.spaceless > 0 {
        e.function += lexicon.particles.find_iter(text).count() as u32;
    }
    for r in runs {
        let hits = words[r.first..r.last].iter().any(|w| w.covered > 0);
        if r.glued() {
            e.glued_letters += r.size;
            e.glued_hits += r.hits;
            e.glued_longest = e.glued_longest.max(r.size);
        } else if is_domain(&text[r.start..r.end]) {
            e.domains += 1;
            e.stem_domains += u32::from(hits || r.hits > 0);
        }
    }
}

/// Whether a run is the name of a site: labels of letters, digits and hyphens, the last one of letters.
fn is_domain(run: &str) -> bool {
    let run = run.strip_prefix("https://").or_else(|| run.strip_prefix("http://")).unwrap_or(run);
    let host = run.split('/').next().unwrap_or(run).trim_matches(|c: char| !c.is_alphanumeric());
    let mut labels = host.rsplit('.');
    let Some(last) = labels.next() else { return false };
    let mut longest = 0;
    for label in labels {
        if label.is_empty() || !label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') {
            return false;
        }
        longest = longest.max(label.len());
    }
    longest >= 4 && (2..=12).contains(&last.len()) && last.bytes().all(|b| b.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(20_260_101), cases: 512, ..ProptestConfig::default() })]
        #[test]
        fn subjects_are_counted_as_in_the_whole(
            pieces in prop::collection::vec(
                (
                    prop::sample::select(vec![
                        "bet", "casino", "online casino", "between", "bahis", "казино", "bonus", "slot", "слот_игри", "the", "boats", "harbour", "شرط", "賭場", "88",
                        "free", "spins", "free spins", "loan", "cheap", "viagra", "xyz", "poker", "ставки", "за", "ünlü", "b", "https://a.com/",
                    ]),
                    prop::sample::select(vec!["", "", "", " ", " ", ", ", ",", "#", "/", "\u{a0}", "。", ".", "-", "|"]),
                ),
                0..40,
            )
        ) {
            let line: String = pieces.iter().flat_map(|(word, mark)| [*word, mark]).collect();
            let folded = fold(&line);
            let hits: Vec<Hit> = lexicon().stems.find_iter(&folded.text).collect();
            let (own, whole) = (subjects(&folded.text, &hits), measure(&line));
            prop_assert_eq!((own.strong, own.weak, own.topics), (whole.strong, whole.weak, whole.topics), "{}", line);
        }
    }
}
