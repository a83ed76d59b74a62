//! The quality set, read from `<language>.txt`.
//!
//! `## case : why` begins a case, `### name` a document of a case that is a site; a blank line ends a case. Every line
//! of a document has a mark before it: `=` must stay, `-` must go, `?` may do either, and of the copies of a `!` line
//! one must stay. In a `=` line what stands in `{-` and `-}` must go.

use std::fs;
use std::path::Path;

/// What must become of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Stays,
    Goes,
    Either,
    Once,
}

/// A line of a document.
pub struct Line {
    pub mark: Mark,
    /// What stays of it, and what goes: one after the other, from a part that stays (which may be empty).
    pub parts: Vec<String>,
}

impl Line {
    /// As the document has it.
    pub fn text(&self) -> String {
        self.parts.concat()
    }

    /// The parts that stay.
    pub fn kept(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().step_by(2).map(String::as_str)
    }

    /// The parts that go.
    pub fn dirt(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().skip(1).step_by(2).map(String::as_str)
    }
}

/// A document of a case, named when the case is a site.
#[derive(Default)]
pub struct Doc {
    pub name: String,
    pub lines: Vec<Line>,
}

impl Doc {
    pub fn text(&self) -> String {
        self.lines.iter().map(|l| l.text() + "\n").collect()
    }

    /// What a fault in it begins with.
    pub fn place(&self) -> String {
        if self.name.is_empty() { String::new() } else { format!("{}: ", self.name) }
    }
}

pub struct Case {
    /// `language/case`.
    pub name: String,
    pub language: String,
    pub docs: Vec<Doc>,
}

/// All cases, in the order of the files' names.
pub fn read(folder: &Path) -> Vec<Case> {
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "txt"));
    paths.sort();
    let mut cases = Vec::new();
    for path in paths {
        let language = path.file_stem().unwrap().to_str().unwrap().to_owned();
        parse(&language, &fs::read_to_string(&path).unwrap(), &mut cases);
    }
    cases
}

fn parse(language: &str, text: &str, cases: &mut Vec<Case>) {
    let mut open = false;
    for (n, line) in text.lines().enumerate() {
        let at = format!("{language}.txt:{}", n + 1);
        if let Some(head) = line.strip_prefix("## ") {
            let (name, why) = head.split_once(" : ").unwrap_or_else(|| panic!("{at}: no ` : ` and why in the head"));
            assert!(!why.trim().is_empty(), "{at}: says not why");
            let name = format!("{language}/{}", name.trim());
            assert!(cases.iter().all(|c| c.name != name), "{at}: {name} is there twice");
            cases.push(Case { name, language: language.to_owned(), docs: Vec::new() });
            open = true;
            continue;
        }
        if line.is_empty() {
            open = false;
            continue;
        }
        assert!(open, "{at}: a line outside a case");
        let docs = &mut cases.last_mut().unwrap().docs;
        if let Some(name) = line.strip_prefix("### ") {
            docs.push(Doc { name: name.trim().to_owned(), lines: Vec::new() });
            continue;
        }
        if docs.is_empty() {
            docs.push(Doc::default());
        }
        docs.last_mut().unwrap().lines.push(read_line(line).unwrap_or_else(|| panic!("{at}: no mark, or a part that has no end")));
    }
}

fn read_line(line: &str) -> Option<Line> {
    let (mark, mut rest) = line.split_at_checked(1)?;
    let mark = match mark {
        "=" => Mark::Stays,
        "-" => Mark::Goes,
        "?" => Mark::Either,
        "!" => Mark::Once,
        _ => return None,
    };
    let mut parts = Vec::new();
    while let Some((before, after)) = rest.split_once("{-") {
        let (part, after) = after.split_once("-}")?;
        parts.extend([before.to_owned(), part.to_owned()]);
        rest = after;
    }
    parts.push(rest.to_owned());
    Some(Line { mark, parts })
}
