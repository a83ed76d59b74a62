//! What became of the documents of a case, line by line.

use crate::cases::{Case, Doc, Line, Mark};
use scrubjay::config::Config;
use scrubjay::document::{Document, DocumentId};
use scrubjay::edit::Op;
use scrubjay::pipeline::{Cleaned, clean_document, normalized};
use scrubjay::profile::{Profile, SiteSurvey};
use scrubjay::record::row::Status;
use scrubjay::text::{Text, is_invisible};

/// The figures of a case, and what is wrong in words.
#[derive(Default)]
pub struct Score {
    /// Lines that had to stay and did not.
    pub lost: u64,
    /// Characters that had to go, blanks aside.
    pub dirt: u64,
    /// Those of them that are still there.
    pub left: u64,
    /// A line for each fault.
    pub faults: Vec<String>,
}

impl Score {
    pub fn right(&self) -> bool {
        self.lost == 0 && self.left == 0
    }

    fn lose(&mut self, place: &str, text: &str, cleaned: &Cleaned) {
        self.lost += 1;
        self.faults.push(format!("{place}lost: {text}    [{}]", rules_at(text, cleaned)));
    }

    fn leave(&mut self, place: &str, text: &str, characters: u64) {
        self.left += characters;
        self.faults.push(format!("{place}left: {text}"));
    }
}

/// Surveys the documents of a case as a site, cleans each with the configuration and looks at what came out.
pub fn score(case: &Case, config: &Config) -> Score {
    let documents: Vec<Document> = case.docs.iter().enumerate().map(|(n, doc)| document(case, n, doc)).collect();
    let site = documents[0].site.clone();
    let mut survey = SiteSurvey::default();
    for doc in &case.docs {
        let text = doc.text();
        let normalized = normalized(&text, config);
        survey.add(&Text::new(normalized.as_deref().unwrap_or(&text)));
    }
    let mut profile = Profile::default();
    if let Some(line) = survey.freeze(&site, &config.survey) {
        profile.insert(&line);
    }
    let mut score = Score::default();
    for (doc, document) in case.docs.iter().zip(&documents) {
        let cleaned = clean_document(document, &profile, config);
        let clean = String::from_utf8(cleaned.clean_bytes(&document.bytes).unwrap_or_default().to_vec()).unwrap();
        if cleaned.row.status == Status::Held {
            score.faults.push(format!("{}held: {}", doc.place(), cleaned.row.reason.as_deref().unwrap_or_default()));
        }
        compare(doc, &clean, &cleaned, &mut score);
        let again = Document { bytes: clean.clone().into_bytes(), ..document.clone() };
        let twice = clean_document(&again, &profile, config);
        assert_eq!(twice.clean_bytes(&again.bytes), Some(clean.as_bytes()), "{}: cleaning the clean text changes it", document.id);
    }
    score
}

pub fn document(case: &Case, n: usize, doc: &Doc) -> Document {
    let id = DocumentId::from_path(format!("{}/{n}.txt", case.name).as_bytes()).unwrap();
    Document { site: id.site(), id, bytes: doc.text().into_bytes() }
}

/// A line as it is compared: without marks that nobody sees, and without blanks at its ends.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !is_invisible(*c)).collect::<String>().trim().to_owned()
}

/// Characters, blanks aside: those round a part that goes may go with it or stay.
fn length(text: &str) -> u64 {
    text.chars().filter(|c| !c.is_whitespace()).count() as u64
}

/// Takes one copy of a line out of those that are there.
fn take(lines: &mut Vec<String>, is: impl Fn(&str) -> bool) -> Option<String> {
    let at = lines.iter().position(|l| is(l))?;
    Some(lines.remove(at))
}

pub fn compare(doc: &Doc, clean: &str, cleaned: &Cleaned, score: &mut Score) {
    let place = doc.place();
    let mut there: Vec<String> = clean.lines().map(plain).filter(|l| !l.is_empty()).collect();
    let of = |mark: Mark| doc.lines.iter().filter(move |l| l.mark == mark);
    // Lines that stay whole take their copies first, so that a line with dirt in it does not take one of them.
    for line in of(Mark::Stays).filter(|l| l.parts.len() == 1) {
        let want = plain(&line.text());
        if !want.is_empty() && take(&mut there, |l| l == want).is_none() {
            score.lose(&place, &want, cleaned);
        }
    }
    for line in of(Mark::Stays).filter(|l| l.parts.len() > 1) {
        compare_parts(line, &place, &mut there, cleaned, score);
    }
    let mut once: Vec<(String, u64)> = Vec::new();
    for text in of(Mark::Once).map(|l| plain(&l.text())) {
        match once.iter_mut().find(|(t, _)| *t == text) {
            Some((_, copies)) => *copies += 1,
            None => once.push((text, 1)),
        }
    }
    for (text, copies) in once {
        score.dirt += (copies - 1) * length(&text);
        if take(&mut there, |l| l == text).is_none() {
            score.lose(&place, &text, cleaned);
        }
        while take(&mut there, |l| l == text).is_some() {
            score.leave(&place, &text, length(&text));
        }
    }
    for line in of(Mark::Either) {
        let text = plain(&line.text());
        take(&mut there, |l| l == text);
    }
    let mut gone = Vec::new();
    for text in of(Mark::Goes).map(|l| plain(&l.text())).filter(|t| !t.is_empty()) {
        score.dirt += length(&text);
        match take(&mut there, |l| l == text) {
            Some(_) => score.leave(&place, &text, length(&text)),
            None => gone.push(text),
        }
    }
    // A piece of a line that is still there is not gone.
    for text in gone {
        if let Some(piece) = take(&mut there, |l| text.contains(l)) {
            score.leave(&place, &piece, length(&piece));
        }
    }
}

/// A line of which only parts go: it is there when a line has all that stays, in order. What that line has beyond is dirt.
fn compare_parts(line: &Line, place: &str, there: &mut Vec<String>, cleaned: &Cleaned, score: &mut Score) {
    let kept: Vec<String> = line.kept().map(plain).filter(|p| !p.is_empty()).collect();
    let dirt: u64 = line.dirt().map(|p| length(&plain(p))).sum();
    score.dirt += dirt;
    let has_all = |text: &str| kept.iter().try_fold(0, |from, part| text[from..].find(part).map(|at| from + at + part.len())).is_some();
    let shortest = there.iter().filter(|l| has_all(l)).min_by_key(|l| l.len()).cloned();
    let Some(found) = shortest.and_then(|s| take(there, |l| l == s)) else {
        return score.lose(place, &kept.join(" … "), cleaned);
    };
    let over = length(&found).saturating_sub(kept.iter().map(|p| length(p)).sum());
    if over > 0 {
        score.leave(place, &found, over.min(dirt));
    }
}

/// The rules that took or changed something of a line.
fn rules_at(line: &str, cleaned: &Cleaned) -> String {
    let touches = |old: &str| {
        let old = plain(old);
        !old.is_empty() && (old.contains(line) || line.contains(&old))
    };
    let mut names: Vec<&str> = Vec::new();
    for op in cleaned.stages.iter().flat_map(|(_, applied)| &applied.ops) {
        if let Op::Remove(old, rule) | Op::Replace(old, _, rule) = op
            && touches(old)
        {
            names.push(rule.0);
        }
    }
    names.dedup();
    if names.is_empty() { "no rule that has it whole".to_owned() } else { names.join(", ") }
}
