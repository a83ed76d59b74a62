//! What has no company on its page: one sentence with the words of an appeal, two buttons of a box that is not there, a word that stands above adverts
//! and above proclamations. Boxes of real pages have more.

use super::super::kinds::*;
use super::super::page::Page;
use crate::lexicon::fold;
use crate::text::Text;

/// Lines that are the only ones of a page taken for furniture, at most.
const FEW: usize = 4;

/// Spares those that are the text's.
pub fn judge(page: &mut Page, text: &Text) {
    let lines = match notice(page, text) {
        Some(at) => vec![at],
        None if page.verdicts().flatten().all(|kind| kind == ADVERT) => announcements(page, text),
        None => kind(page, text),
    };
    lines.into_iter().for_each(|at| page.spare(at));
}

/// The only line that was taken for furniture, when it is a sentence with the words of a notice: a page has more, a witness says `our work` and `help`, too.
fn notice(page: &Page, text: &Text) -> Option<usize> {
    let mut taken = (0..page.marks.len()).filter(|at| page.verdict(*at).is_some());
    let at = taken.next().filter(|_| taken.next().is_none())?;
    let mark = &page.marks[at];
    // Of scripts few texts speak.
    let own = page.verdict(at) == Some(JS) || page.verdict(at) == Some(COOKIE) && speaks_of_site(text.inner(mark.line()));
    (!own && mark.notice() != 0 && mark.prose && !mark.is_covered()).then_some(at)
}

/// Words that stand beside `cookies` where nobody has baked any.
const SITE: &[&str] = &[
    "website",
    "our site",
    "this site",
    "webseite",
    "notre site",
    "ce site",
    "sitio",
    "il sito",
    "nostro sito",
    "nosso site",
    "browser",
    "navegador",
    "navigateur",
    "privacy",
    "policy",
    "datenschutz",
    "your device",
];

fn speaks_of_site(line: &str) -> bool {
    let lower = line.to_lowercase();
    lower.contains("cookie") && SITE.iter().any(|word| lower.contains(word))
}

/// The only lines that were taken for furniture, when they are few, of one kind, and such as texts have, too: a box on a page has more.
fn kind(page: &Page, text: &Text) -> Vec<usize> {
    let taken: Vec<usize> = (0..page.marks.len()).filter(|at| page.verdict(*at).is_some()).take(FEW + 1).collect();
    let kinds = taken.iter().filter_map(|at| page.verdict(*at)).fold(0, |all, kind| all | kind);
    let mut marks = taken.iter().map(|at| &page.marks[*at]);
    let lone = (1..=FEW).contains(&taken.len()) && marks.all(|mark| mark.notice() == 0);
    let weak = |kind: Kinds| taken.iter().all(|at| page.marks[*at].strong() & kind == 0);
    let within = |at: &usize| !page.in_head(*at) && !page.in_tail(*at) && page.body.is_some();
    let line = |at: &usize| text.inner(page.marks[*at].line());
    let numbered = || taken.len() > 1 && taken.iter().all(|at| line(at).contains(|c: char| c.is_ascii_digit()));
    let called = || taken.iter().all(|at| line(at).ends_with(['!', '！']) || within(at));
    let stays = match kinds {
        // Who answers says so as well, and there is no notice to consent to.
        COOKIE => {
            let named = |at: &usize| page.in_head(*at) || line(at).to_lowercase().contains("cookie");
            (taken.len() == 1 || weak(COOKIE)) && !taken.iter().any(named)
        }
        VIDEO => weak(VIDEO) || numbered(),
        DONATION => called(),
        APP => taken.len() == 1 && within(&taken[0]),
        _ => false,
    };
    if lone && stays { taken } else { Vec::new() }
}

/// Words that stand above adverts, and above what courts, police and armies have put up.
const ANNOUNCEMENTS: &str = "anzeige anzeigen annonce annonces anuncio anuncios annuncio annunci anunci anunț ilmoitus oglas oglasi ogłoszenie ogłoszenia \
    ilan auglýsing fógra tangazo matangazo hirdetés оглас إعلان اعلان آگهی מודעה";

fn announcements(page: &Page, text: &Text) -> Vec<usize> {
    let said = page.said.iter().map(|at| *at as usize);
    let found: Vec<usize> = said.filter(|at| page.verdict(*at).is_some()).collect();
    // An advert comes more than once.
    let again =
        |at: usize| found.iter().any(|other| *other != at && text.inner(page.marks[*other].line()) == text.inner(page.marks[at].line()));
    if found.len() > FEW {
        Vec::new()
    } else {
        found.iter().copied().filter(|at| !again(*at) && is_announcement(page, *at, text)).collect()
    }
}

/// `OGŁOSZENIE` above the names of the shot: a title, or a heading of what is no paragraph.
fn is_announcement(page: &Page, at: usize, text: &Text) -> bool {
    let line = text.inner(page.marks[at].line());
    let lower: String = line.trim_end_matches([':', '.']).chars().map(fold).collect();
    if !ANNOUNCEMENTS.split_whitespace().any(|word| word == lower) {
        return false;
    }
    let prose = |at: Option<usize>| at.and_then(|at| page.marks.get(at)).is_some_and(|mark| mark.prose);
    let next = || page.marks.get(at + 1).map_or("", |mark| text.inner(mark.line()));
    // What is announced is told in a sentence, or is a list; below an advert stands a headline, or the text goes on.
    let told = prose(Some(at + 1)) || next().ends_with([':', '：']) || !prose(Some(at + 2));
    at + 1 < page.marks.len() && told && (at < 2 || !prose(at.checked_sub(1)) || !prose(Some(at + 1)))
}
