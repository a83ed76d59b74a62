//! `decisions.toml`: what a person decided about single places. An input of a run, in its record, and replayable.

use crate::digest::Digest;
use crate::document::{DocumentId, Site};
use crate::edit::{Edit, RuleId};
use crate::error::{Error, Result};
use crate::rule::{Rule, Stage};
use crate::text::{Text, is_blank};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;

/// Text that a person wants kept, marked in the record.
pub const KEEP: Rule = Rule {
    name: "review/keep",
    stage: Stage::Review,
    version: 1,
    docs: "\
Lines that a person decided to keep.

## What it removes
Nothing. An edit of any rule that would take a line of a [[keep]] decision, a part of it, or that very stretch of text
in a longer line, is flagged instead: it is on record, and the text stays. Where such a line stands in the end, this rule flags it.

## What it keeps
The lines of the decision, in the document it names.

## Example
`[[keep]]` with document = \"site.example/a.txt\" and text = \"Share this\" keeps that line of that document.
",
    find: |_, _| Vec::new(),
};

/// Text that a person wants gone.
pub const REMOVE: Rule = Rule {
    name: "review/remove",
    stage: Stage::Review,
    version: 1,
    docs: "\
Lines that a person decided to remove.

## What it removes
Every line of the document that is the text of a [[remove]] decision, whole.

## What it keeps
Lines that hold the text and more; the same line in other documents.

## Example
`[[remove]]` with document = \"site.example/a.txt\" and text = \"Picture of the day\" removes that line of that document.
",
    find: |_, _| Vec::new(),
};

/// Text of one document that is to be kept, or to go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Passage {
    /// The document's id.
    pub document: String,
    /// Why, or who said so; for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The text; each of its lines counts.
    pub text: String,
}

/// A rule that is not to run on a site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Never {
    /// Why, or who said so; for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The rule.
    pub rule: String,
    /// The site: the folder that holds the documents, spelled as in an id.
    pub site: String,
}

/// All decisions about a corpus, as `config.json` has them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decisions {
    /// Text to keep.
    pub keep: Vec<Passage>,
    /// Rules that are not to run on a site.
    pub never: Vec<Never>,
    /// Lines to remove.
    pub remove: Vec<Passage>,
    /// Digest of the file they stood in.
    pub sha256: Option<Digest>,
    #[serde(skip)]
    by_document: BTreeMap<String, Judged>,
    #[serde(skip)]
    by_site: BTreeMap<Site, BTreeSet<String>>,
}

/// The decisions about one document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    keep: BTreeSet<String>,
    remove: BTreeSet<String>,
}

/// The lines of a text that are not blank, without blanks at their ends.
pub fn lines_of(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').map(|l| l.trim_matches(is_blank)).filter(|l| !l.is_empty())
}

impl Decisions {
    /// Reads `decisions.toml`.
    ///
    /// # Errors
    /// When it cannot be read, or says something that is not known.
    pub fn read(path: &Path) -> Result<Decisions> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields, default)]
        #[derive(Default)]
        struct File {
            keep: Vec<Passage>,
            never: Vec<Never>,
            remove: Vec<Passage>,
        }
        let text = std::fs::read_to_string(path).map_err(Error::io("read", path))?;
        let wrong = |what: String| Error::Config { place: path.display().to_string(), what };
        let file: File = toml::from_str(&text).map_err(|e| wrong(e.to_string().trim_end().to_owned()))?;
        let read = Decisions { keep: file.keep, never: file.never, remove: file.remove, ..Decisions::default() };
        if read.is_empty() {
            return Ok(read);
        }
        Decisions { sha256: Some(Digest::of(text.as_bytes())), ..read }.indexed().map_err(wrong)
    }

    /// Checks the decisions and makes them ready to be looked up.
    ///
    /// # Errors
    /// Says which decision can never mean anything.
    pub fn indexed(mut self) -> std::result::Result<Decisions, String> {
        self.by_document.clear();
        self.by_site.clear();
        for (kind, passages) in [("keep", &self.keep), ("remove", &self.remove)] {
            for Passage { document, text, .. } in passages {
                DocumentId::parse(document)
                    .map_err(|e| format!("[[{kind}]]: document `{document}`: {e}; ids are as `scrubjay clean` writes them"))?;
                let judged = self.by_document.entry(document.clone()).or_default();
                let set = if kind == "keep" { &mut judged.keep } else { &mut judged.remove };
                let before = set.len();
                set.extend(lines_of(text).map(str::to_owned));
                if before == set.len() && lines_of(text).next().is_none() {
                    return Err(format!("[[{kind}]] in `{document}`: its text is blank"));
                }
            }
        }
        for Never { site, rule, .. } in &self.never {
            self.by_site.entry(Site(site.clone())).or_default().insert(rule.clone());
        }
        let both = self.by_document.iter().find_map(|(id, j)| Some((id, j.keep.intersection(&j.remove).next()?)));
        match both {
            Some((id, line)) => Err(format!("`{id}`: the line {line:?} is to be kept and to be removed")),
            None => Ok(self),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.keep.is_empty() && self.never.is_empty() && self.remove.is_empty()
    }

    /// The decisions about a document, and the rules that are not to run on its site.
    pub fn of(&self, id: &DocumentId, site: &Site) -> (Option<&Judged>, Option<&BTreeSet<String>>) {
        (self.by_document.get(id.as_str()), self.by_site.get(site))
    }
}

impl Judged {
    /// Whether an edit of this stretch must not be made: it holds text that is to be kept, or takes something visible
    /// out of a line that is.
    pub fn keeps(&self, text: &str, span: Range<usize>) -> bool {
        if self.keep.is_empty() {
            return false;
        }
        let old = &text[span.clone()];
        let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
        let end = text[span.end..].find('\n').map_or(text.len(), |at| span.end + at);
        let kept = |text: &str| lines_of(text).any(|line| self.keep.contains(line));
        kept(old) || (!old.trim_matches(is_blank).is_empty() && kept(&text[start..end]))
    }

    /// What the stage `review` proposes: lines to go, and lines to flag because they stay.
    pub fn find(&self, text: &Text) -> Vec<Edit> {
        let mut edits = Vec::new();
        for &line in text.filled() {
            let line = line as usize;
            let inner = text.inner(line);
            if self.remove.contains(inner) {
                edits.push(Edit::remove(text.whole_lines(line..line + 1), REMOVE.id()));
            } else if self.keep.contains(inner) {
                edits.push(Edit::remove(text.whole_lines(line..line + 1), KEEP.id()));
            }
        }
        edits
    }
}

/// Whether this is the mark of a line that stays.
pub fn is_mark(rule: RuleId) -> bool {
    rule == KEEP.id()
}
