//! What `tools/line_model` trains on: the features of the line model, from the very code that uses them.
//!
//! `line_features names` prints the names of the features.
//! `line_features lexicon FOLD < PAGES` prints the word list, `key weight kind words`.
//! `line_features features FOLD < PAGES` prints features. Words are weighed by the pages of other sites alone, and
//! never by those of fold FOLD (-1: none is left out).
//!
//! `line_features clean TREES LEXICON STRENGTH < PAGES` cleans the pages with all rules and these data files: for each page
//! u32 bytes, clean text.
//!
//! PAGES: for each page u32 site, u32 fold, u32 bytes, text, u32 lines, one byte a line: 0 furniture, 1 article,
//! 2 not known. Output: for each page u32 lines, i32 sheet line of each (-1: blank), u32 sheet lines, u8 whether each is a
//! row of a table, their features as i16. All little-endian.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)]

use scrubjay::config::{Config, Strength};
use scrubjay::document::{Document, DocumentId, Site};
use scrubjay::pipeline;
use scrubjay::profile::{Profile, SiteSurvey};
use scrubjay::stages::chrome::line_model::{count::Count, features, lexicon, lexicon::Kind, sheet::Sheet, verdict::Brain, view::View};
use scrubjay::text::Text;
use std::collections::{BTreeMap, HashMap};
use std::io::{Read, Write};

struct Page {
    text: String,
    site: u32,
    fold: i64,
    sheet: Sheet,
    lines: usize,
    labels: Vec<u8>,
}

/// Sites with the key in furniture and in articles; its kind and words.
#[derive(Default)]
struct Seen {
    furniture: u32,
    article: u32,
    words: Option<(Kind, Vec<u32>)>,
}

/// Keys of one site: whether they stand in furniture, in articles.
type Keys = HashMap<u32, (bool, bool)>;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["names"] => println!("{}", features::NAMES.join("\n")),
        ["lexicon", fold] => lexicon(fold.parse().unwrap()),
        ["clean", trees, words, strength] => clean(trees, words, strength),
        ["features", fold] => print_features(fold.parse().unwrap()),
        _ => eprintln!("line_features names | lexicon FOLD | features FOLD | clean TREES LEXICON STRENGTH"),
    }
}

fn pages(mut spell: impl FnMut(&str)) -> Vec<Page> {
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).unwrap();
    let mut at = 0;
    let mut pages = Vec::new();
    while at < bytes.len() {
        let mut number = || {
            at += 4;
            u32::from_le_bytes(bytes[at - 4..at].try_into().unwrap())
        };
        let (site, fold, len) = (number(), i64::from(number()), number() as usize);
        let text = Text::new(std::str::from_utf8(&bytes[at..at + len]).unwrap());
        spell(text.as_str());
        at += len;
        let lines = u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        let given = &bytes[at + 4..at + 4 + lines];
        at += 4 + lines;
        let sheet = Sheet::read(&text);
        let labels = sheet.source.iter().map(|s| label(&given[s.start as usize..s.end as usize])).collect();
        pages.push(Page { text: text.as_str().to_owned(), site, fold, sheet, lines, labels });
    }
    pages
}

/// Of a line made of fragments: an article's when one of them is.
fn label(parts: &[u8]) -> u8 {
    if parts.contains(&1) { 1 } else { *parts.iter().min().unwrap_or(&2) }
}

fn count(pages: &[Page], left_out: i64) -> (BTreeMap<u32, Keys>, HashMap<u32, Seen>) {
    let mut sites: BTreeMap<u32, Keys> = BTreeMap::new();
    let mut all: HashMap<u32, Seen> = HashMap::new();
    for page in pages.iter().filter(|p| p.fold != left_out) {
        let site = sites.entry(page.site).or_default();
        for (i, label) in page.labels.iter().enumerate().filter(|(_, l)| **l < 2) {
            lexicon::keys(page.sheet.words(i), &page.sheet.lines[i], |kind, key, words| {
                let (furniture, article) = site.entry(key).or_default();
                let seen = all.entry(key).or_default();
                let (flag, number) = if *label == 0 { (furniture, &mut seen.furniture) } else { (article, &mut seen.article) };
                if !*flag {
                    *flag = true;
                    *number += 1;
                }
                seen.words.get_or_insert_with(|| (kind, words.to_vec()));
            });
        }
    }
    (sites, all)
}

/// The weight of a key that stands in so many sites' furniture and articles; `None` when that says too little.
fn weight(kind: Kind, furniture: u32, article: u32) -> Option<i32> {
    let enough = match kind {
        Kind::Word => 16,
        Kind::Pair => 14,
        Kind::Line => 8,
    };
    if furniture + article < enough {
        return None;
    }
    let odds = (f64::from(furniture) + 0.7) / (f64::from(article) + 0.7);
    let weight = ((odds.ln() * 16.0).round() as i32).clamp(-60, 60);
    (weight.abs() >= 14).then_some(weight)
}

fn lexicon(left_out: i64) {
    let mut spelling: HashMap<u32, String> = HashMap::new();
    let pages = pages(|text| {
        for word in text.split_whitespace() {
            let mut hash = Vec::new();
            Count::of(word, &mut hash);
            if let [one] = hash[..] {
                let plain: String = word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
                spelling.entry(one).or_insert(plain);
            }
        }
    });
    let (_, all) = count(&pages, left_out);
    let mut lines = Vec::new();
    for (key, seen) in all {
        let Some((kind, words)) = seen.words else { continue };
        let Some(weight) = weight(kind, seen.furniture, seen.article) else { continue };
        // Of whole lines the figure is enough.
        let words = words.iter().filter(|_| kind != Kind::Line).map(|w| spelling.get(w).map_or("#", String::as_str));
        lines.push((kind, -weight, words.collect::<Vec<_>>().join(" "), key));
    }
    lines.sort();
    for (kind, weight, words, key) in lines {
        println!("{}", format!("{key:08x} {} {} {words}", -weight, format!("{kind:?}").to_lowercase()).trim_end());
    }
}

fn print_features(left_out: i64) {
    let pages = pages(|_| {});
    let (sites, all) = count(&pages, left_out);
    let none = Keys::new();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for page in &pages {
        let own = sites.get(&page.site).unwrap_or(&none);
        let look = |kind, key: u32| {
            let seen = all.get(&key)?;
            let (furniture, article) = own.get(&key).copied().unwrap_or_default();
            weight(kind, seen.furniture - u32::from(furniture), seen.article - u32::from(article))
        };
        let sheet = &page.sheet;
        let said: Vec<_> = sheet.lines.iter().enumerate().map(|(i, c)| lexicon::said(sheet.words(i), c, look)).collect();
        let view = View::new(sheet, &said);
        let mut of = vec![-1i32; page.lines];
        for (k, source) in sheet.source.iter().enumerate() {
            of[source.start as usize..source.end as usize].fill(k as i32);
        }
        out.write_all(&(page.lines as u32).to_le_bytes()).unwrap();
        of.iter().for_each(|x| out.write_all(&x.to_le_bytes()).unwrap());
        out.write_all(&(sheet.lines.len() as u32).to_le_bytes()).unwrap();
        (0..sheet.lines.len()).for_each(|i| out.write_all(&[u8::from(view.is_table(i))]).unwrap());
        (0..sheet.lines.len()).for_each(|i| view.row(i).iter().for_each(|x| out.write_all(&x.to_le_bytes()).unwrap()));
    }
}

/// All rules, with these data files, on pages of which each folder of sites is surveyed first, as a run does it.
fn clean(trees: &str, words: &str, strength: &str) {
    let read = |path| std::fs::read_to_string(path).unwrap();
    assert!(Brain::install(Brain::read(&read(trees), &read(words)).unwrap()));
    let strength = if strength == "thorough" { Strength::Thorough } else { Strength::Careful };
    let config = Config { strength, ..Config::default() };
    let pages = pages(|_| {});
    let id = |n: usize, page: &Page| DocumentId::parse(&format!("{}/{n}.txt", page.site)).unwrap();
    let mut surveys: BTreeMap<Site, SiteSurvey> = BTreeMap::new();
    for (n, page) in pages.iter().enumerate() {
        let normalized = pipeline::normalized(&page.text, &config);
        surveys.entry(id(n, page).site()).or_default().add(&Text::new(normalized.as_deref().unwrap_or(&page.text)));
    }
    let mut profile = Profile::default();
    let frozen = surveys.into_iter().filter_map(|(site, survey)| survey.freeze(&site, &config.survey));
    frozen.for_each(|line| profile.insert(&line));
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for (n, page) in pages.into_iter().enumerate() {
        let document = Document { id: id(n, &page), site: id(n, &page).site(), bytes: page.text.into_bytes() };
        let cleaned = pipeline::clean_document(&document, &profile, &config);
        let text = cleaned.clean_bytes(&document.bytes).unwrap_or_default();
        out.write_all(&(text.len() as u32).to_le_bytes()).unwrap();
        out.write_all(text).unwrap();
    }
}
