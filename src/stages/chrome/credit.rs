//! Who made a picture: on a line alone, or hanging on a caption.

use super::caption::{self, PLACED, is_housed, is_person, tells};
use super::kinds::*;
use super::page::Page;
use super::related::after;
use crate::shape::{Ending, Shape, is_small};
use crate::text::Text;
use aho_corasick::{AhoCorasick, AhoCorasickKind};
use std::ops::Range;
use std::sync::OnceLock;

/// Houses that sell pictures, as their credits spell them.
pub const HOUSES: &[&str] = &[
    "AP",
    "AFP",
    "EPA",
    "EFE",
    "DPA",
    "dpa",
    "APA",
    "PA",
    "TASS",
    "ТАСС",
    "РИА",
    "ANSA",
    "ANP",
    "NTB",
    "TT",
    "PAP",
    "ČTK",
    "TASR",
    "MTI",
    "Reuters",
    "REUTERS",
    "Getty",
    "Shutterstock",
    "Alamy",
    "iStock",
    "Unsplash",
    "Pexels",
    "Pixabay",
    "Flickr",
    "Wikimedia",
    "Wikipedia",
    "Xinhua",
    "Kyodo",
    "共同社",
    "共同通信",
    "時事通信",
    "时事社",
    "뉴시스",
    "뉴스1",
    "로이터",
    "رويترز",
    "رویترز",
    "ایسنا",
    "ایرنا",
    "רויטרס",
    "रॉयटर्स",
    "पीटीआई",
    "新华社",
    "Yonhap",
    "연합뉴스",
    "AA",
    "DHA",
    "İHA",
    "УНІАН",
    "Укринформ",
    "Укрінформ",
    "Agerpres",
    "BTA",
    "БТА",
    "Tanjug",
    "Танјуг",
    "Hina",
];

/// Lines at the top of a page that can be a credit though no phrase says so.
pub const TOP: usize = 2;

/// A credit on a line of its own.
pub fn stands_alone(page: &Page, at: usize, line: &str, text: &Text) -> bool {
    // What its neighbours are is asked last: it is the dearest, and nearly no line comes that far.
    line.len() <= 200
        && page.marks.len() >= 2
        && reads_alone(page, at, line, text)
        && !in_record(page, at, text)
        && !in_list(page, at, text)
}

fn reads_alone(page: &Page, at: usize, line: &str, text: &Text) -> bool {
    let mark = &page.marks[at];
    if bold(line) && !page.joined(at) {
        return true;
    }
    if let Some((end, _)) = mark.label().filter(|l| l.1 & CREDIT != 0) {
        // `Image credit:` says what it is; `Photo:` may stand before a caption as well.
        let one = !line[..end].contains(' ');
        let plain = !caption::says_whose(&line[..end]);
        return page.body.is_some()
            && (after(line, end).is_some_and(|rest| names(rest) && !(plain && tells(rest)) || !one && short_name(rest))
                || is_marked(line, end));
    }
    // `Name Name / AGENCY` at the very top of a page: in the first line titles and cards of archives have two letters behind a bar.
    let house = |h: &str| HOUSES.contains(&h) && (at > 0 || h.chars().count() > 2);
    at < TOP && page.body.is_some_and(|b| b.0 > at) && slashed(line, house) && !text.inner(page.marks[at + 1].line()).contains(" / ")
}

/// Whether a label stands before what says whose a picture is, as newspapers and press offices write it.
fn is_marked(line: &str, end: usize) -> bool {
    marked(line, end).is_some_and(names) || after(line, end).is_some_and(held)
}

/// Whether a line that was taken for a credit may be a caption, the scene of a play, an entry of an account: a word such as `Photo` and a
/// name, and no house. Where nothing else on the page is furniture it stays.
pub fn is_doubtful(page: &Page, at: usize, text: &Text) -> bool {
    let line = text.inner(page.marks[at].line());
    let label = page.marks[at].label().filter(|l| l.1 & CREDIT != 0);
    // Captions stand in no brackets.
    let between = line.starts_with(['(', '（', '[']) && line.ends_with([')', '）', ']']);
    let own = |end: usize| !caption::says_whose(&line[..end]) && !is_marked(line, end) && !after(line, end).is_some_and(is_housed);
    !between && label.is_some_and(|(end, _)| own(end))
}

/// Whether a bold line stands among other bold lines: `**Ida Stern / BBC SERVICE**` and then what she said, as headings do.
pub fn is_heading(page: &Page, at: usize, text: &Text) -> bool {
    let starred = |at: usize| {
        let line = text.inner(page.marks[at].line());
        line.len() > 4 && line.starts_with("**") && line.ends_with("**")
    };
    let near = at.saturating_sub(HEADINGS)..page.marks.len().min(at + HEADINGS);
    starred(at) && near.filter(|i| *i != at && starred(*i)).any(|i| !bold(text.inner(page.marks[i].line())))
}

/// Lines around a bold one among which another one is.
const HEADINGS: usize = 40;

/// What follows a label as newspapers of some countries set it, where it says whose it is: `Fot. Name / House`, `사진=이름 기자`. A
/// caption may follow such a label as well.
fn marked(line: &str, end: usize) -> Option<&str> {
    let rest = &line[end..];
    let short = line[..end].chars().count() <= 4;
    let house = |r: &str| r.split_once(['/', '(']).is_some_and(|(_, house)| house.trim_start().starts_with(char::is_uppercase));
    let reporter = |r: &str| r.ends_with("기자") || r.contains("제공") || r.contains("뉴스");
    rest.strip_prefix(". ").filter(|r| short && house(r)).or_else(|| rest.strip_prefix('=').filter(|r| reporter(r)))
}

/// Who hands out pictures and is written with a small letter: `Фото: пресс-служба порта`.
const HELD: &[&str] = &[
    "пресс-служба",
    "прес-служба",
    "из архива",
    "из личного архива",
    "из открытых источников",
    "открытые источники",
    "відкриті джерела",
    "з архіву",
    "соцсети",
    "соцмережі",
    "cortesía de",
    "Cortesía de",
    "courtesy of",
    "Courtesy of",
];

fn held(rest: &str) -> bool {
    // Whose a press office is belongs to the credit; whose page or album it was is what the picture says.
    let offices = |house: &str| house.ends_with("служба") || house.ends_with(" de") || house.ends_with(" of");
    HELD.iter().any(|house| rest.strip_prefix(house).is_some_and(|more| more.is_empty() || offices(house)))
        && Shape::of(rest).words <= 4
        && !rest.contains([',', ';'])
        && !rest.ends_with(['.', '?', '!'])
        && !rest.split_whitespace().any(|word| PLACED.split(' ').any(|placed| placed == word))
}

/// A line of a record such as a catalogue's: its neighbours have labels of their own.
fn in_record(page: &Page, at: usize, text: &Text) -> bool {
    let labelled = |i: usize| {
        let line = text.inner(page.marks[i].line());
        line.find(": ").is_some_and(|c| c <= 30) && line.len() < 120 && !page.marks[i].is_labelled()
    };
    (at > 0 && page.joined(at - 1) && labelled(at - 1)) || (page.joined(at) && labelled(at + 1))
}

/// Lines of a list of pictures at least.
const PICTURES: usize = 3;

/// One of several lines of a block that name pictures: a list of what is on them, not one below each.
fn in_list(page: &Page, at: usize, text: &Text) -> bool {
    let housed = |line: &str| line.contains(['/', '©', '|', '@']) || HOUSES.iter().any(|house| line.ends_with(house));
    let named = |i: &usize| page.marks[*i].label().is_some_and(|l| l.1 & CREDIT != 0) && !housed(text.inner(page.marks[*i].line()));
    let below = (at + 1..page.marks.len().min(at + PICTURES)).take_while(|i| page.joined(i - 1)).take_while(named).count();
    let above = (at.saturating_sub(PICTURES - 1)..at).rev().take_while(|i| page.joined(*i)).take_while(named).count();
    named(&at) && above + 1 + below >= PICTURES
}

/// Names of people and houses: few words, mostly with capitals, no sentence.
fn names(rest: &str) -> bool {
    let shape = Shape::of(rest);
    if shape.words == 0
        || shape.words > if shape.spaceless > 0 { 24 } else { 14 }
        || shape.chars > 120
        || rest.contains("://") && shape.words > 2
    {
        return false;
    }
    let full_stop = shape.ending == Ending::Sentence && !rest.ends_with(['"', ')']) && shape.words > 4;
    if full_stop {
        return false;
    }
    let cased = shape.upper > 0;
    if !cased {
        // Scripts without capitals: a name is short, or the house is named after a mark.
        let unicase = rest.chars().any(|c| c.is_alphabetic() && !is_small(c) && !c.is_uppercase());
        // Georgian is written in what counts as small letters, and so are its captions: a house proves a credit.
        let small = rest.chars().any(char::is_lowercase);
        return unicase && (shape.words <= 5 && !small || rest.contains(['/', '／', '|']));
    }
    let first = rest.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| !c.is_lowercase());
    let named = shape.capitalised * 2 >= shape.words || rest.contains(['/', '©', '|']) && shape.capitalised >= 1;
    first && named
}

/// A few words that begin with a capital and are no sentence: `Village library archive`.
fn short_name(rest: &str) -> bool {
    let shape = Shape::of(rest);
    shape.words <= 6 && shape.capitalised >= 1 && !shape.starts_lower && shape.ending == Ending::Open
}

/// `Name Name / HOUSE`, `Name / HOUSE / HOUSE`; what a house is called is asked of `house`.
fn slashed(line: &str, house: impl Fn(&str) -> bool) -> bool {
    let mut parts = line.split(" / ");
    let Some(name) = parts.next() else { return false };
    let shape = Shape::of(name);
    let person = (1..=4).contains(&shape.words) && shape.capitalised == shape.words && shape.digits == 0 && !name.contains([':', ',']);
    let houses: Vec<&str> = parts.collect();
    let named = |h: &&str| house(h.trim()) || h.split_whitespace().any(&house);
    person && (1..=3).contains(&houses.len()) && houses.iter().all(|h| Shape::of(h).words <= 4) && houses.iter().any(named)
}

/// `**Name Name / HOUSE**`.
fn bold(line: &str) -> bool {
    line.strip_prefix("**").and_then(|l| l.strip_suffix("**")).is_some_and(|inner| !inner.contains('*') && credited(inner))
}

/// Somebody of two names or more behind a label or without one, and a house in capitals: `Arrest / Interrogation` and `Letters to the AP` are headings.
fn credited(inner: &str) -> bool {
    let inner = inner.trim();
    let shape = Shape::of(inner);
    let named = inner.split_once(": ").map_or(inner, |(_, behind)| behind);
    // One word in capitals that is no house is what somebody belongs to.
    let house = |h: &str| {
        let s = Shape::of(h);
        HOUSES.contains(&h) || (2..=3).contains(&s.words) && s.upper >= 4 && s.upper * 10 >= s.letters * 7
    };
    let person = named.split(" / ").next().is_some_and(is_person);
    shape.words <= 9
        && shape.ending != Ending::Sentence
        && shape.words > 0
        && (person && slashed(named, house) || inner.contains(['©', '📷']))
}

/// Bytes of a caption at least.
pub const CAPTION: usize = 12;

/// The credit at the end of a caption: the bytes to take away, blanks before them included.
pub fn tail(line: &str) -> Option<Range<usize>> {
    let head = |at: usize| {
        let kept = line[..at].trim_end().len();
        (kept > CAPTION).then_some(kept..line.len())
    };
    // `**Name / HOUSE**` at the end.
    if let Some(body) = line.strip_suffix("**")
        && let Some(at) = body.rfind("**")
        && credited(&body[at + 2..])
    {
        return head(at);
    }
    // `Credit…`, `Credit...` with a name, glued or not; `Photo: ...` glued to the full stop.
    let from = line.len().saturating_sub(160);
    let from = (from..line.len()).find(|i| line.is_char_boundary(*i))?;
    // A colon or dots follow a label; most lines end without.
    let end = &line.as_bytes()[from..];
    let marked = memchr::memchr2(b':', 0xef, end).is_some()
        || memchr::memchr_iter(b'.', end).any(|at| end[at..].starts_with(b"..."))
        || memchr::memchr(0xe2, end).is_some() && line[from..].contains('…');
    if !marked {
        return None;
    }
    for found in labels().find_overlapping_iter(&line[from..]) {
        let (at, label_end) = (from + found.start(), from + found.end());
        let rest = &line[label_end..];
        let before = line[..at].trim_end();
        let ended = before.ends_with(['.', '!', '?', '”', '"', '’', '»', ')', '…', '。', '」', '！', '？', '।', '؟']);
        if !ended {
            continue;
        }
        let dots = rest.strip_prefix('…').or_else(|| rest.strip_prefix("..."));
        if dots.is_some_and(tail_name) {
            return head(at);
        }
        let glued = before.len() == at;
        let colon = rest.trim_start().strip_prefix([':', '：']);
        // Scripts without blanks glue every sentence to the one before.
        let captions = before.ends_with(['。', '」', '！', '？']) && !caption::says_whose(&line[at..label_end]);
        let fits = |name: &str| names(name) && !(captions && (tells(name) || !is_housed(name)));
        if glued && colon.is_some_and(|name| fits(name.trim())) {
            return head(at);
        }
    }
    None
}

fn labels() -> &'static AhoCorasick {
    static LABELS: OnceLock<AhoCorasick> = OnceLock::new();
    LABELS.get_or_init(|| {
        let built = AhoCorasick::builder().kind(Some(AhoCorasickKind::DFA)).build(TAILS);
        built.expect("a few dozen short words make a small automaton")
    })
}

/// Labels of credits that hang on captions.
const TAILS: &[&str] = &[
    "Credit",
    "CREDIT",
    "Crédito",
    "Crédit",
    "Credito",
    "Credits",
    "Kredit",
    "Photo",
    "Foto",
    "FOTO",
    "Crédit photo",
    "Fotó",
    "Fotografie",
    "Фото",
    "Снимка",
    "Φωτογραφία",
    "Fotoğraf",
    "Bild",
    "Kuva",
    "Zdjęcie",
    "Fot.",
    "Picture",
    "Image",
    "Imagen",
    "Imagem",
    "Photograph",
    "Світлина",
    "صورة",
    "تصوير",
    "عکس",
    "צילום",
    "写真",
    "照片",
    "图片",
    "圖片",
    "攝影",
    "摄影",
    "사진",
    "फोटो",
    "ছবি",
    "படம்",
    "ภาพ",
    "Ảnh",
    "Кредит",
    "Nuotr.",
    "Beeld",
    "Bilde",
    "Billede",
    "ფოტო",
    "Լուսանկարը",
];

/// `via Name`, `Name Name for The Paper`, `Name/House`. What goes on behind the dots as a sentence is the text's.
fn tail_name(rest: &str) -> bool {
    let rest = rest.trim();
    let shape = Shape::of(rest);
    let handed = VIA.iter().any(|via| rest.strip_prefix(via).is_some_and(|more| more.starts_with(' ')));
    let housed = rest.contains(['/', '©', '|']) || is_housed(rest);
    let stop = shape.ending == Ending::Sentence && (shape.words > 6 || !handed && !housed);
    let named = shape.capitalised * 2 >= shape.words || shape.upper == 0 && shape.letters > 0 && shape.words <= 3;
    (1..=12).contains(&shape.words)
        && shape.chars <= 100
        && !stop
        && (handed || housed || named)
        && (shape.capitalised >= 1 || shape.upper == 0 && shape.letters > 0 && shape.words <= 6)
}

/// By whom a picture came, as credits behind dots begin.
const VIA: &[&str] = &["via", "cedida por", "cedida", "courtesy", "courtesy of", "por", "par", "di", "von", "por cortesía de"];
