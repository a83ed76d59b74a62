//! What is counted in one line, in one pass. The counts of fragments add up to those of the line they make.

/// A word that is a number.
pub const NUMBER: u32 = 1;

/// What a character is, as far as the model looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Class {
    #[default]
    None,
    Lower,
    Upper,
    /// A letter of a script that has no case.
    Caseless,
    Digit,
    /// Ends a sentence.
    End,
    Colon,
    Comma,
    Open,
    Close,
    /// Bullets, bars, arrows and slashes.
    Bullet,
    Dash,
    Ellipsis,
    Quote,
    Other,
}

/// The counts of a line. Numbers are characters unless they say otherwise.
#[derive(Clone, Copy, Debug, Default)]
pub struct Count {
    /// All but blanks.
    pub chars: i32,
    /// Words that hold a letter or digit; in scripts that set no blanks two characters are a word.
    pub words: i32,
    pub letters: i32,
    pub digits: i32,
    pub upper: i32,
    pub lower: i32,
    pub punct: i32,
    /// Words that begin in upper case, and words that begin in either case.
    pub capital: i32,
    pub cased: i32,
    pub commas: i32,
    /// Marks that end sentences.
    pub ends: i32,
    /// Words with a digit.
    pub numeric: i32,
    pub first: Class,
    pub last: Class,
    /// Of the words, in order; and the same with all numbers alike.
    pub hash: u32,
    pub masked: u32,
    pub last_word: u32,
    /// Where the hashes of its words stand.
    pub from: u32,
    pub to: u32,
}

const ASCII: [Class; 128] = {
    let mut table = [Class::Other; 128];
    let mut i = 0;
    while i < 128 {
        table[i] = match i as u8 {
            b'a'..=b'z' => Class::Lower,
            b'A'..=b'Z' => Class::Upper,
            b'0'..=b'9' => Class::Digit,
            b'.' | b'!' | b'?' => Class::End,
            b':' => Class::Colon,
            b',' | b';' => Class::Comma,
            b'(' | b'[' | b'{' => Class::Open,
            b')' | b']' | b'}' => Class::Close,
            b'"' | b'\'' => Class::Quote,
            b'-' => Class::Dash,
            b'*' | b'|' | b'+' | b'#' | b'>' | b'<' | b'/' | b'\\' => Class::Bullet,
            0..=32 => Class::None,
            _ => Class::Other,
        };
        i += 1;
    }
    table
};

fn class(c: char) -> Class {
    if let Some(class) = ASCII.get(c as usize) {
        return *class;
    }
    match c {
        '。' | '！' | '？' | '؟' | '۔' | '।' | '॥' | '։' | '።' | '．' | '｡' | '\u{37e}' => Class::End,
        '：' | '፥' => Class::Colon,
        '、' | '，' | '،' | '؛' | '；' => Class::Comma,
        '（' | '［' | '【' | '《' => Class::Open,
        '）' | '］' | '】' | '》' => Class::Close,
        '“' | '”' | '‘' | '’' | '«' | '»' | '„' | '「' | '」' | '『' | '』' | '‹' | '›' => Class::Quote,
        '…' => Class::Ellipsis,
        '–' | '—' | '―' | '‐' => Class::Dash,
        '•' | '·' | '◦' | '▪' | '■' | '●' | '○' | '►' | '▸' | '▶' | '→' | '←' | '↑' | '↓' | '✓' | '✔' => {
            Class::Bullet
        }
        _ if c.is_lowercase() => Class::Lower,
        _ if c.is_uppercase() => Class::Upper,
        _ if c.is_alphabetic() => Class::Caseless,
        _ if c.is_numeric() => Class::Digit,
        _ if crate::text::is_blank(c) => Class::None,
        _ => Class::Other,
    }
}

/// Letters of scripts that set no blanks between words.
fn is_spaceless(c: char) -> bool {
    matches!(c as u32, 0x0e00..=0x0eff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x3040..=0x30ff | 0x3400..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3ffff)
}

/// One more value in a hash. The same on every machine.
pub fn mix(hash: u32, value: u32) -> u32 {
    (hash ^ value).wrapping_mul(0x9E37_79B1).rotate_left(13)
}

#[derive(Default)]
struct Word {
    len: i32,
    digits: i32,
    first: Class,
    hash: u32,
}

impl Count {
    /// Counts a line; the hashes of its words go to `words`. In spaceless scripts each two neighbours are one.
    pub fn of(line: &str, words: &mut Vec<u32>) -> Count {
        let mut s = Count { from: words.len() as u32, hash: 1, masked: 1, ..Count::default() };
        let mut word = Word::default();
        let (mut run, mut before, mut dots) = (0u32, 0u32, 0);
        let mut rest = line.chars();
        while let Some(c) = rest.next() {
            let class = class(c);
            // Inside a word of small Latin letters, which is where most of every line is, nothing else changes.
            if class == Class::Lower && word.len > 0 && s.last == Class::Lower && c.is_ascii() {
                let more = rest.as_str().bytes().position(|b| !b.is_ascii_lowercase()).unwrap_or(rest.as_str().len());
                word.hash = rest.as_str()[..more].bytes().fold(mix(word.hash, c as u32), |hash, b| mix(hash, u32::from(b)));
                let letters = 1 + more as i32;
                (word.len, s.chars, s.letters, s.lower) = (word.len + letters, s.chars + letters, s.letters + letters, s.lower + letters);
                rest = rest.as_str()[more..].chars();
                continue;
            }
            if class == Class::None {
                s.close(&mut word, words);
                dots = 0;
                continue;
            }
            s.chars += 1;
            if s.first == Class::None {
                s.first = class;
            }
            s.ending(class, dots >= 2 && c == '.');
            dots = if c == '.' { dots + 1 } else { 0 };
            if class == Class::Caseless && is_spaceless(c) {
                s.close(&mut word, words);
                s.letters += 1;
                run += 1;
                s.words += (run & 1) as i32;
                if run > 1 {
                    s.put(mix(before, c as u32), words);
                }
                before = mix(7, c as u32);
                continue;
            }
            run = 0;
            match class {
                Class::Lower | Class::Upper | Class::Caseless | Class::Digit => s.letter(c, class, &mut word),
                _ => {
                    s.punct += 1;
                    s.ends += i32::from(class == Class::End);
                    s.commas += i32::from(class == Class::Comma);
                }
            }
        }
        s.close(&mut word, words);
        s.to = words.len() as u32;
        s
    }

    fn ending(&mut self, class: Class, third_dot: bool) {
        self.last = match (class, self.last) {
            (Class::End, _) if third_dot => Class::Ellipsis,
            (Class::Quote | Class::Close, Class::End) => Class::End,
            (Class::Quote | Class::Close, Class::Ellipsis) => Class::Ellipsis,
            _ => class,
        };
    }

    fn letter(&mut self, c: char, class: Class, word: &mut Word) {
        if word.len == 0 {
            word.first = class;
        }
        word.len += 1;
        let mut plain = c;
        match class {
            Class::Digit => {
                self.digits += 1;
                word.digits += 1;
            }
            Class::Upper => {
                self.letters += 1;
                self.upper += 1;
                plain = if c.is_ascii() { c.to_ascii_lowercase() } else { c.to_lowercase().next().unwrap_or(c) };
            }
            _ => {
                self.letters += 1;
                self.lower += i32::from(class == Class::Lower);
            }
        }
        word.hash = mix(word.hash, plain as u32);
    }

    fn put(&mut self, word: u32, words: &mut Vec<u32>) {
        self.hash = mix(self.hash, word);
        self.masked = mix(self.masked, word);
        self.last_word = word;
        words.push(word);
    }

    fn close(&mut self, word: &mut Word, words: &mut Vec<u32>) {
        if word.len == 0 {
            return;
        }
        self.words += 1;
        self.capital += i32::from(word.first == Class::Upper);
        self.cased += i32::from(matches!(word.first, Class::Upper | Class::Lower));
        self.numeric += i32::from(word.digits > 0);
        if word.digits == word.len {
            self.hash = mix(self.hash, word.hash);
            self.masked = mix(self.masked, NUMBER);
            words.push(NUMBER);
        } else {
            self.put(word.hash, words);
        }
        *word = Word::default();
    }

    /// Goes on with the counts of the fragment that follows.
    pub fn join(&mut self, next: &Count) {
        self.chars += next.chars;
        self.words += next.words;
        self.letters += next.letters;
        self.digits += next.digits;
        self.upper += next.upper;
        self.lower += next.lower;
        self.punct += next.punct;
        self.capital += next.capital;
        self.cased += next.cased;
        self.commas += next.commas;
        self.ends += next.ends;
        self.numeric += next.numeric;
        if next.last != Class::None {
            let closes = next.words == 0 && matches!(next.last, Class::Quote | Class::Close) && self.last == Class::End;
            self.last = if closes { Class::End } else { next.last };
        }
        self.hash = mix(self.hash, next.hash);
        self.masked = mix(self.masked, next.masked);
        if next.last_word != 0 {
            self.last_word = next.last_word;
        }
        self.to = next.to;
    }

    /// Whether it ends as a sentence or a lead-in does.
    pub fn is_ended(&self) -> bool {
        matches!(self.last, Class::End | Class::Colon | Class::Ellipsis)
    }

    /// How much of running text it is: 2 a long line of it, 1 a short sentence, 0 neither.
    pub fn prose(&self) -> i32 {
        let capital = per_mille(self.capital, self.cased);
        let digits = per_mille(self.digits, self.chars);
        let marked = self.is_ended() || self.ends + self.commas > 0 || self.words >= 25;
        if self.words >= 12 && capital < 600 && digits < 200 && marked {
            2
        } else {
            i32::from(self.words >= 5 && self.last == Class::End && capital < 700 && digits < 300)
        }
    }
}

/// `a` of `b` in thousandths; 0 of nothing.
pub fn per_mille(a: i32, b: i32) -> i32 {
    if b <= 0 { 0 } else { (i64::from(a) * 1000 / i64::from(b)) as i32 }
}
