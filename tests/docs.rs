//! What the docs name is there: files, links between pages, codes of findings.
#![allow(clippy::unwrap_used)]

use regex::Regex;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// Every page, by its path.
fn pages() -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> =
        ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "benches/README.md", "tools/line_model/README.md"].map(PathBuf::from).to_vec();
    let docs = fs::read_dir(root().join("docs")).unwrap().map(|e| Path::new("docs").join(e.unwrap().file_name()));
    pages.extend(docs.filter(|path| path.extension().is_some_and(|e| e == "md")));
    pages
}

/// The anchors of a page's headings.
fn anchors(page: &str) -> BTreeSet<String> {
    let kept = |c: char| match c {
        ' ' => Some('-'),
        c if c.is_alphanumeric() || c == '-' || c == '_' => Some(c.to_ascii_lowercase()),
        _ => None,
    };
    page.lines().filter(|l| l.starts_with('#')).map(|l| l.trim_start_matches('#').trim().chars().filter_map(kept).collect()).collect()
}

#[test]
fn links_lead_somewhere() {
    let link = Regex::new(r"\]\(([^)]+)\)").unwrap();
    for page in pages() {
        let text = read(&page);
        for to in link.captures_iter(&text).map(|c| c[1].to_owned()).filter(|to| !to.starts_with("http")) {
            let (file, anchor) = to.split_once('#').unwrap_or((&to, ""));
            let target = if file.is_empty() { page.clone() } else { page.parent().unwrap().join(file) };
            assert!(root().join(&target).exists(), "{}: no {to}", page.display());
            assert!(anchor.is_empty() || anchors(&read(&target)).contains(anchor), "{}: no {to}", page.display());
        }
    }
}

#[test]
fn files_that_are_named_exist() {
    let named = Regex::new(r"(?:^|[\s`(])((?:src|tests|tools|docs|benches|examples|\.ci)/[A-Za-z0-9_./-]*)").unwrap();
    for page in pages() {
        for file in named.captures_iter(&read(&page)).map(|c| c[1].trim_end_matches(['.', '/']).to_owned()) {
            assert!(root().join(&file).exists(), "{}: no {file}", page.display());
        }
    }
}

#[test]
fn every_code_of_a_finding_is_explained() {
    let code = Regex::new(r#"["`]([a-z]+(?:-[a-z]+)+)["`]"#).unwrap();
    let codes = |text: &str| code.captures_iter(text).map(|c| c[1].to_owned()).collect::<BTreeSet<String>>();
    let sources = fs::read_dir(root().join("src/verify")).unwrap().map(|e| e.unwrap().path());
    let said = sources.chain([root().join("src/record/records.rs")]).map(|path| read(path).replace("kebab-case", ""));
    let said: BTreeSet<String> = said.flat_map(|text| codes(text.split("#[cfg(test)]\nmod").next().unwrap())).collect();
    let page = read("docs/json.md");
    let table = page.split("The codes:").nth(1).unwrap();
    let explained = codes(&table.lines().filter_map(|l| l.split(" | ").next()).collect::<String>());
    assert_eq!(said, explained);
}

#[test]
fn the_house_has_every_room() {
    let library = read("src/lib.rs");
    let modules = Regex::new(r"(?m)^(?:pub )?mod ([a-z_]+);").unwrap();
    let page = read("docs/architecture.md");
    let house = page.split("## The house").nth(1).unwrap().split("```").nth(1).unwrap();
    let words: BTreeSet<&str> = house.split(|c: char| !(c.is_alphanumeric() || c == '_')).collect();
    for module in modules.captures_iter(&library) {
        assert!(words.contains(&module[1]), "docs/architecture.md: no `{}` in the house", &module[1]);
    }
}
