//! What letters follow each other in a hundred languages: costs in eighths of a bit, integers throughout.

use std::collections::BTreeMap;
use std::sync::OnceLock;

static BYTES: &[u8] = include_bytes!("data/models.bin");

/// Classes of characters that every language has besides its letters; `tools/encodings/train.py` numbers them alike.
pub mod class {
    pub const BLANK: u8 = 0;
    pub const DIGIT: u8 = 1;
    pub const STOP: u8 = 2;
    pub const OTHER: u8 = 3;
    pub const APOSTROPHE: u8 = 4;
    pub const HYPHEN: u8 = 5;
    pub const QUOTE: u8 = 6;
    pub const CURLY: u8 = 7;
    pub const SYMBOL: u8 = 8;
    pub const RARE: u8 = 9;
    pub const CONTROL: u8 = 10;
    pub const LATIN: u8 = 11;
    pub const FOREIGN: u8 = 12;
    pub const ALIEN: u8 = 13;
    pub const FIRST: u8 = 14;
}

/// One language.
#[derive(Debug)]
pub struct Language {
    /// Its code.
    pub name: &'static str,
    /// Whether it is written in Latin letters.
    pub latin: bool,
    letters: Vec<u16>,
    costs: &'static [u8],
    /// The same, but 0 for what is no letter of the language: that is priced by itself.
    letter_costs: Box<[u8]>,
    /// Number of classes.
    pub classes: usize,
    block: u16,
}

impl Language {
    /// The class of a character that is lower-case already.
    pub fn class(&self, c: char) -> u8 {
        let code = u32::from(c);
        if let Ok(code) = u16::try_from(code)
            && let Ok(i) = self.letters.binary_search(&code)
        {
            return class::FIRST + i as u8;
        }
        match generic(c) {
            // Digits of Arabic or Hindi stand in no text of Latin letters.
            Some(class::DIGIT) if self.latin && !c.is_ascii() => class::RARE,
            Some(class) => class,
            None if c.is_ascii_alphabetic() => class::LATIN,
            None if c.is_alphabetic() || is_mark(c) => {
                if block(c) == self.block {
                    class::FOREIGN
                } else {
                    class::ALIEN
                }
            }
            None => class::RARE,
        }
    }

    /// What it costs that a character of one class follows one of another: a row for each class before.
    /// What is no letter of the language costs nothing here.
    pub fn letter_costs(&self) -> &[u8] {
        &self.letter_costs
    }

    /// One of them.
    #[inline]
    pub fn cost(&self, before: u8, after: u8) -> u32 {
        u32::from(self.costs[usize::from(before) * self.classes + usize::from(after)])
    }

    /// The script it is written in, as [`block`] numbers them.
    pub fn block(&self) -> u16 {
        self.block
    }

    /// Its letters, in lower case.
    pub fn all_letters(&self) -> impl Iterator<Item = char> {
        self.letters.iter().filter_map(|c| char::from_u32(u32::from(*c)))
    }
}

/// Marks that belong to letters.
pub fn is_mark(c: char) -> bool {
    matches!(u32::from(c), 0x300..=0x36f | 0x483..=0x487 | 0x591..=0x5c7 | 0x610..=0x61a | 0x64b..=0x65f | 0x670 | 0x6d6..=0x6ed | 0x900..=0xdff | 0xe31..=0xe4e | 0xeb1..=0xecd | 0x102b..=0x103e | 0x17b4..=0x17d3)
}

/// A character's script, roughly.
pub fn block(c: char) -> u16 {
    match u32::from(c) {
        0x41..=0x24f | 0x1e00..=0x1eff | 0xfb00..=0xfb06 => 0,
        0x370..=0x3ff | 0x1f00..=0x1fff => 1,
        0x400..=0x52f => 2,
        0x530..=0x58f => 3,
        0x590..=0x5ff | 0xfb1d..=0xfb4f => 4,
        0x600..=0x77f | 0xfb50..=0xfdff | 0xfe70..=0xfeff => 5,
        0x3040..=0x30ff | 0x31f0..=0x31ff => 8,
        0x3400..=0x9fff | 0xf900..=0xfaff => 9,
        0x1100..=0x11ff | 0x3130..=0x318f | 0xac00..=0xd7a3 => 10,
        o => 100u32.saturating_add(o >> 7).min(0xffff) as u16,
    }
}

/// The class of a character that is no letter.
pub fn generic(c: char) -> Option<u8> {
    Some(match c {
        ' ' | '\t' | '\n' | '\r' | '\u{a0}' | '\u{3000}' => class::BLANK,
        '0'..='9' | '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}' | '\u{966}'..='\u{96f}' => class::DIGIT,
        '.' | ',' | ';' | ':' | '!' | '?' | '。' | '、' | '，' | '،' | '؛' | '؟' | '।' | '։' => class::STOP,
        '\'' => class::APOSTROPHE,
        '-' => class::HYPHEN,
        '\u{201c}'..='\u{201e}' | '«' | '»' | '–' | '—' | '…' | '‹' | '›' | '‚' | '‘' | '\u{387}' | '\u{37e}' => {
            class::QUOTE
        }
        '’' => class::CURLY,
        '°' | '§' | '©' | '®' | '€' | '£' | '×' | '•' | '·' | '¿' | '¡' | 'º' | 'ª' | '№' | '™' => class::SYMBOL,
        c if c.is_ascii_alphabetic() => return None,
        c if c.is_ascii_graphic() => class::OTHER,
        c if c.is_control() => class::CONTROL,
        _ => return None,
    })
}

/// The lower-case form of a character, and 0: no letter with case, 1: lower, 2: upper.
pub fn fold(c: char) -> (char, u8) {
    if c == 'İ' {
        return ('i', 2);
    }
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(l), None) if l != c => (l, 2),
        _ => (c, u8::from(c.is_lowercase())),
    }
}

/// What it costs that one kind of case follows another, in eighths of a bit.
pub const CASE: [[u32; 3]; 3] = [[0, 2, 16], [0, 0, 60], [4, 4, 14]];

/// Characters of Chinese, Japanese or Korean with what each costs.
#[derive(Debug)]
pub struct Han {
    /// Which language.
    pub name: &'static str,
    chars: Vec<(u16, u8)>,
}

impl Han {
    /// What a character costs, when it is known.
    pub fn cost(&self, c: char) -> Option<u32> {
        let code = u16::try_from(u32::from(c)).ok()?;
        self.chars.binary_search_by_key(&code, |e| e.0).ok().map(|i| u32::from(self.chars[i].1))
    }
}

impl Han {
    /// The characters that cost no more than this.
    pub fn common(&self, most: u8) -> impl Iterator<Item = u16> {
        self.chars.iter().filter(move |c| c.1 <= most).map(|c| c.0)
    }
}

/// All that was counted.
#[derive(Debug, Default)]
pub struct Models {
    /// Languages with an alphabet.
    pub languages: Vec<Language>,
    /// Simplified and traditional Chinese, Japanese, Korean.
    pub han: Vec<Han>,
    universal: BTreeMap<u16, u8>,
}

impl Models {
    /// What a letter costs in text of which only that it is text is known.
    pub fn universal(&self, c: char) -> Option<u32> {
        self.universal.get(&u16::try_from(u32::from(c)).ok()?).map(|c| u32::from(*c))
    }

    /// The language of this name.
    pub fn language(&self, name: &str) -> Option<&Language> {
        self.languages.iter().find(|l| l.name == name)
    }
}

/// The models, read once.
pub fn models() -> &'static Models {
    static MODELS: OnceLock<Models> = OnceLock::new();
    MODELS.get_or_init(|| load(BYTES).unwrap_or_default())
}

fn load(bytes: &'static [u8]) -> Option<Models> {
    let mut rest = bytes.strip_prefix(b"SJM1")?;
    let mut take = |n: usize| -> Option<&'static [u8]> {
        let (head, tail) = rest.split_at_checked(n)?;
        rest = tail;
        Some(head)
    };
    let name = |b: &'static [u8]| std::str::from_utf8(b).unwrap_or_default().trim_end_matches('\0');
    let short = |b: &[u8]| u16::from_le_bytes([b[0], b[1]]);
    let head = take(4)?;
    let mut models = Models::default();
    for _ in 0..head[0] {
        let about = take(10)?;
        let letters: Vec<u16> = take(2 * usize::from(about[8]))?.chunks_exact(2).map(short).collect();
        let classes = letters.len() + usize::from(class::FIRST);
        let latin = about[9] == 1;
        let middle = letters.get(letters.len() / 2).and_then(|c| char::from_u32(u32::from(*c)));
        let block = if latin { 0 } else { middle.map_or(0, block) };
        let costs = take(classes * classes)?;
        let mut letter_costs: Box<[u8]> = costs.into();
        for row in letter_costs.chunks_mut(classes) {
            (row[usize::from(class::RARE)], row[usize::from(class::ALIEN)]) = (0, 0);
        }
        models.languages.push(Language { name: name(&about[..8]), latin, letters, costs, letter_costs, classes, block });
    }
    let entries = |b: &[u8]| b.chunks_exact(3).map(|e| (short(e), e[2])).collect::<Vec<_>>();
    for _ in 0..head[1] {
        let about = take(10)?;
        models.han.push(Han { name: name(&about[..8]), chars: entries(take(3 * usize::from(short(&about[8..])))?) });
    }
    models.universal = entries(take(3 * usize::from(short(&head[2..])))?).into_iter().collect();
    Some(models)
}
