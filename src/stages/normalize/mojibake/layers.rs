//! Undoing one wrong decoding after the other, as long as the text reads better for it.

use super::legacy;
use super::reads;
use super::speaks::{is_lone, is_spoken_of};
use crate::stages::decode::gate::{self, Look};
use crate::stages::decode::model::block;
use crate::stages::decode::{catalogue, codec, full, single};
use std::collections::HashMap;
use std::sync::OnceLock;

/// What UTF-8 is read as: the earlier one is taken when two give the same text.
pub const READ_AS: &[&str] = &[
    "windows-1252",
    "iso-8859-1",
    "windows-1251",
    "windows-1250",
    "iso-8859-2",
    "windows-1253",
    "windows-1254",
    "windows-1257",
    "macintosh",
    "ibm437",
    "ibm850",
    "koi8-r",
    "ibm866",
    "gbk",
    "shift_jis",
    "big5",
    "euc-kr",
    "iso-8859-15",
    "windows-1255",
    "windows-1256",
    "windows-874",
    "ibm852",
    "koi8-u",
    "x-mac-cyrillic",
    "windows-1258",
    "iso-8859-9",
];

/// Times over that text can have been decoded wrongly.
const DEEPEST: usize = 3;
/// Bits that a pair of letters counts for that stand side by side in no language.
const ODD: u64 = 8;
/// Bits that a repair must gain.
const GAIN: u64 = 15;

/// Eighths of a bit a character, above which a repaired line may have been something else.
const DOUBTFUL: u64 = 44;
/// The same for one of the far east.
const DOUBTFUL_WIDE: u64 = 110;

/// A repaired line, and the encodings it had been read as, outermost first.
#[derive(Debug)]
pub struct Repair {
    /// The line as it was meant.
    pub text: String,
    /// Names of encodings; `>` before one: bytes of that legacy encoding, not UTF-8.
    pub chain: Vec<&'static str>,
    /// Whether the line still reads so badly that it may have been something else.
    pub doubtful: bool,
}

/// What the first `priced` characters of a text cost.
pub fn bits(text: &str, priced: usize) -> u64 {
    full::cost(text, priced) / 8
}

/// The repair of a line under the wrong decodings that others of its document went through, when it leaves nothing to be wished for:
/// then no other need be looked for.
pub fn like(line: &str, chain: &[&'static str], priced: usize) -> Option<Repair> {
    let text = peeled(line, chain)?;
    let after = bits(&text, priced);
    if gate::is_odd(&text) || after + GAIN > bits(line, priced) || !is_plausible(&text, after, priced) || is_meant(line, &text) {
        return None;
    }
    let cheaper = |other: String| full::cost_under(&other, priced, after * 8) < after * 8;
    let deeper = reads::possible(&text).filter_map(|label| peel(&text, label)).any(cheaper);
    (!deeper).then(|| Repair { text, chain: chain.to_vec(), doubtful: false })
}

/// A line without these wrong decodings.
fn peeled(line: &str, chain: &[&'static str]) -> Option<String> {
    // Of legacy text it is known only what it was read as.
    chain.iter().try_fold(line.to_owned(), |text, label| if label.starts_with('>') { None } else { peel(&text, label) })
}

/// The repair of a line that looks so, when there is one that is certain.
pub fn repair(line: &str, priced: usize, look: Look) -> Option<Repair> {
    if !can_peel(line) {
        return None;
    }
    let (after, text, chain) = Texts::default().best(line, priced)?;
    let before = bits(line, priced);
    let gain = before.saturating_sub(after);
    // Beside letters that stand well a pair that does not may be spoken of.
    let share = if look == Look::Suspect { 5 } else { u64::MAX };
    let enough = gain >= GAIN.max(before / share) && is_plausible(&text, after, priced) && (!gate::is_odd(&text) || gain * 3 > before);
    if !enough || is_meant(line, &text) {
        return None;
    }
    // All that is not ASCII was made of UTF-8: nothing else could have made it.
    if after * 10 < before * 7 || !gate::is_odd(&text) {
        let doubtful = is_doubtful(&text, after, priced);
        return Some(Repair { text, chain, doubtful });
    }
    match legacy::repair(line, priced) {
        Some((other, by, cost)) if cost < after => Some(Repair { text: other, chain: by, doubtful: false }),
        _ => Some(Repair { text, chain, doubtful: true }),
    }
}

/// Whether a line may hold bytes of UTF-8 at all: two characters beyond ASCII side by side, one that two bytes of ASCII's
/// upper half are read as, or what the first byte of `à` is read as before a blank.
fn can_peel(line: &str) -> bool {
    static FIRST: OnceLock<Vec<char>> = OnceLock::new();
    let first = FIRST.get_or_init(|| READ_AS.iter().filter_map(|l| single::table(l)?.char(0xc3)).collect());
    let mut before = ' ';
    line.chars().any(|c| {
        let last = std::mem::replace(&mut before, c);
        !last.is_ascii() && (!c.is_ascii() || c == ' ' && first.contains(&last)) || c >= '\u{370}' && c.is_alphabetic()
    })
}

/// Whether a line that could be repaired is meant as it is.
fn is_meant(line: &str, fixed: &str) -> bool {
    is_spoken_of(line, fixed) || is_lone(line, fixed)
}

/// Whether a text costs what text costs: the best of bad readings is no repair.
pub fn is_plausible(text: &str, cost: u64, priced: usize) -> bool {
    let eighths: u64 = text.chars().take(priced).map(|c| if matches!(block(c), 8..=10) { 120 } else { 66 }).sum();
    cost * 8 <= eighths
}

/// Whether a text costs more than most texts do.
fn is_doubtful(text: &str, cost: u64, priced: usize) -> bool {
    let most: u64 = text.chars().take(priced).map(|c| if matches!(block(c), 8..=10) { DOUBTFUL_WIDE } else { DOUBTFUL }).sum();
    cost * 8 > most
}

/// The texts that a line may have been. Many ways lead to the same one.
#[derive(Default)]
struct Texts {
    all: Vec<Tried>,
    known: HashMap<String, usize>,
}

/// One of them.
struct Tried {
    text: String,
    bits: Option<u64>,
    /// Bits that count against it: letters side by side that stand so in no language.
    odd: u64,
    /// What is left of it when one wrong decoding more is taken off, and which.
    under: Option<Vec<(&'static str, usize)>>,
}

impl Texts {
    fn number(&mut self, text: String) -> usize {
        if let Some(at) = self.known.get(&text) {
            return *at;
        }
        self.known.insert(text.clone(), self.all.len());
        let odd = u64::from(gate::odd_in(&text)) * ODD;
        self.all.push(Tried { text, bits: None, odd, under: None });
        self.all.len() - 1
    }

    fn bits(&mut self, at: usize, priced: usize) -> u64 {
        let tried = &mut self.all[at];
        *tried.bits.get_or_insert_with(|| bits(&tried.text, priced))
    }

    /// Of encodings that give the same text the first.
    fn under(&mut self, at: usize) -> Vec<(&'static str, usize)> {
        if let Some(under) = &self.all[at].under {
            return under.clone();
        }
        let mut under: Vec<(&'static str, usize)> = Vec::new();
        for label in reads::possible(&self.all[at].text) {
            let Some(fixed) = peel(&self.all[at].text, label) else { continue };
            let fixed = self.number(fixed);
            if !under.iter().any(|u| u.1 == fixed) {
                under.push((label, fixed));
            }
        }
        self.all[at].under = Some(under.clone());
        under
    }

    /// The cheapest text, what it costs and what was taken off.
    fn best(mut self, line: &str, priced: usize) -> Option<(u64, String, Vec<&'static str>)> {
        let mut best = None;
        let line = self.number(line.to_owned());
        self.deeper(line, &mut Vec::new(), priced, &mut best);
        let (cost, at, chain) = best?;
        let found = self.all.swap_remove(at);
        Some((cost - found.odd, found.text, chain))
    }

    /// Whether there is nothing to be taken off: a shorter text costs less, and so does a word that loses a letter.
    fn reads_well(&mut self, at: usize, priced: usize) -> bool {
        let cost = self.bits(at, priced);
        let text = &self.all[at].text;
        gate::look(text) == Look::Even && !is_doubtful(text, cost, priced)
    }

    fn deeper(&mut self, at: usize, chain: &mut Vec<&'static str>, priced: usize, best: &mut Option<(u64, usize, Vec<&'static str>)>) {
        for (label, fixed) in self.under(at) {
            // One wrong decoding is likelier than two, and two of one kind than of different kinds.
            let cost = self.bits(fixed, priced) + self.all[fixed].odd + chain.iter().map(|c| if *c == label { 4 } else { 30 }).sum::<u64>();
            chain.push(label);
            if best.as_ref().is_none_or(|b| cost < b.0) {
                *best = Some((cost, fixed, chain.clone()));
            }
            if chain.len() < DEEPEST && !self.reads_well(fixed, priced) {
                self.deeper(fixed, chain, priced, best);
            }
            chain.pop();
        }
    }
}

/// Characters fewer that a line has which was misread, whatever stands beside them.
const MANY: usize = 3;

/// A line under the same wrong decodings as others of its document; repaired when that does not make it worse.
pub fn along(line: &str, chain: &[&'static str], priced: usize) -> Option<String> {
    let text = peeled(line, chain)?;
    // Of bytes that were misread nothing else is left.
    let taken = line.chars().count().saturating_sub(text.chars().count());
    let kept = text.chars().filter(|c| !c.is_ascii()).count().saturating_sub(taken);
    ((taken >= MANY || kept <= taken) && bits(&text, priced) < bits(line, priced) && !is_meant(line, &text)).then_some(text)
}

/// Takes one wrong decoding off: stretches that are UTF-8 in the bytes of `label` are read as UTF-8. `None` when there is none.
pub fn peel(text: &str, label: &str) -> Option<String> {
    let read = reads::of(label)?;
    match read.table {
        Some(table) => peel_single(text, label, table),
        None => peel_words(text, read.entry),
    }
}

fn peel_single(text: &str, label: &str, table: &single::Table) -> Option<String> {
    let byte = |c: char| reads::byte(table, label, c);
    let mut out = String::with_capacity(text.len());
    let mut found = false;
    let mut rest = text;
    loop {
        let plain = rest.bytes().position(|b| b >= 0x80).unwrap_or(rest.len());
        out.push_str(&rest[..plain]);
        rest = &rest[plain..];
        let Some(c) = rest.chars().next() else { break };
        if let Some(lead) = byte(c).filter(|b| (0xc2..=0xf4).contains(b)) {
            let want = if lead < 0xe0 {
                2
            } else if lead < 0xf0 {
                3
            } else {
                4
            };
            let mut bytes = [lead, 0, 0, 0];
            let mut end = c.len_utf8();
            let mut n = 1;
            for next in rest[end..].chars().take(want - 1) {
                let Some(b) = byte(next).filter(|b| (0x80..0xc0).contains(b)) else { break };
                bytes[n] = b;
                n += 1;
                end += next.len_utf8();
            }
            if n == want
                && let Ok(fixed) = std::str::from_utf8(&bytes[..want])
                && !(fixed.chars().all(char::is_lowercase) && ends_in_capitals(&out))
            {
                out.push_str(fixed);
                found = true;
                rest = &rest[end..];
                continue;
            }
            // A no-break space that became a blank, or was swallowed with the blank behind it.
            if lead == 0xc3 && table.char(0xa0) == Some('\u{a0}') && rest[end..].starts_with(' ') {
                out.push('à');
                rest = &rest[end..];
                if rest[1..].starts_with("s ") || rest[1..].starts_with("s,") {
                    rest = &rest[1..];
                }
                continue;
            }
        }
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
    found.then_some(out)
}

/// Whether two capitals stand at the end: no lower-case letter follows them.
fn ends_in_capitals(text: &str) -> bool {
    let mut last = text.chars().rev();
    last.next().is_some_and(char::is_uppercase) && last.next().is_some_and(char::is_uppercase)
}

/// Multi-byte encodings may have taken in ASCII as second bytes: whole words are read anew.
fn peel_words(text: &str, entry: &catalogue::Entry) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut found = false;
    for word in text.split_inclusive([' ', '\n', '\t']) {
        let mut bytes = Vec::with_capacity(word.len() * 2);
        if !word.is_ascii()
            && codec::encode(entry, word, &mut bytes).is_some()
            && let Ok(fixed) = std::str::from_utf8(&bytes)
        {
            out.push_str(fixed);
            found = true;
        } else {
            out.push_str(word);
        }
    }
    found.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: &[&str] = &[
        "Le café crème d’Élise était là, près de la rivière gelée.",
        "Die Brücke über den Fluß war schon früh für alle gesperrt.",
        "Учитель записал имена детей, и никто не знал почему.",
        "Τα παιδιά γύρισαν στο σχολείο το πρωί της Κυριακής.",
        "昨夜、村の橋は雪で閉ざされました。",
        "وصل القارب إلى الميناء في الصباح الباكر.",
        "Güneş doğduğunda köyde kimse uyanmamıştı.",
    ];
    const CHAINS: &[&[&str]] = &[
        &["windows-1252"],
        &["windows-1251"],
        &["macintosh"],
        &["windows-1252", "windows-1252"],
        &["windows-1250"],
        &["windows-1252", "ibm437"],
    ];

    fn read_as(text: &str, label: &str) -> String {
        let table = single::table(label).unwrap();
        let read = |b: u8| if b.is_ascii() { b.into() } else { table.char(b).unwrap_or(b.into()) };
        text.bytes().map(read).collect()
    }

    #[test]
    fn a_line_like_others_is_repaired_as_it_is_alone() {
        let mut alike = 0;
        for chain in CHAINS {
            for line in LINES {
                let broken = chain.iter().rev().fold(line.to_string(), |text, label| read_as(&text, label));
                let Some(alone) = repair(&broken, 600, Look::Odd(2)).filter(|alone| alone.text == *line) else { continue };
                for other in CHAINS.iter().copied().chain([alone.chain.as_slice()]) {
                    let like = like(&broken, other, 600);
                    alike += usize::from(like.is_some());
                    assert!(like.is_none_or(|like| like.text == *line), "{line} by {chain:?} as {other:?}");
                }
            }
        }
        assert!(alike > 30, "{alike}");
    }

    #[test]
    fn what_other_documents_hold_makes_no_difference() {
        let broken = |line: &str| read_as(&read_as(line, "ibm437"), "windows-1252");
        let long = "Les élèves étaient rentrés à l’école après la fête, et personne n’avait prévenu le maître.\n";
        let document = broken(&long.repeat(3)) + &(broken("Noël") + "\n").repeat(60);
        let find = |text: &str| super::super::find(&crate::text::Text::new(text), &Default::default());
        let clean = |before: Option<String>| {
            before.iter().for_each(|before| drop(find(before)));
            crate::edit::apply(&document, find(&document), |_| false).text
        };
        // A thread of its own knows nothing of other documents.
        let (alone, after) = std::thread::scope(|threads| {
            let alone = threads.spawn(|| clean(None));
            let after = threads.spawn(|| clean(Some((broken("Noël") + "\n").repeat(3))));
            (alone.join().unwrap(), after.join().unwrap())
        });
        assert_eq!(after, alone);
        assert_eq!(alone.matches("Noël").count(), 60);
    }

    #[test]
    fn what_is_read_further_still_is_left_to_the_search() {
        let line = "Le café crème d’Élise était là, près de la rivière gelée.";
        let (once, twice) = (read_as(line, "windows-1252"), read_as(&read_as(line, "windows-1252"), "windows-1252"));
        assert_eq!(like(&once, &["windows-1252"], 600).unwrap().text, line);
        assert!(like(&twice, &["windows-1252"], 600).is_none());
        assert_eq!(like(&twice, &["windows-1252", "windows-1252"], 600).unwrap().text, line);
        assert!(like(line, &["windows-1252"], 600).is_none() && like(&once, &[">", "windows-1252"], 600).is_none());
    }
}
