//! Lines that no phrase knows, judged by the company they keep: a button among buttons, a sentence inside a sign-up box.

use super::kinds::*;
use super::page::Page;
use crate::shape::Ending;
use crate::text::Text;

/// Kinds of boxes that explain themselves in a sentence or two.
const BOXES: Kinds = COOKIE | NEWSLETTER | FORM | DONATION | APP | LOGIN;
/// Lines of one box at most.
const BOX: usize = 8;
/// Names of networks, as buttons have them.
const NETWORKS: &[&str] = &[
    "facebook",
    "twitter",
    "whatsapp",
    "telegram",
    "instagram",
    "pinterest",
    "linkedin",
    "reddit",
    "tumblr",
    "youtube",
    "tiktok",
    "viber",
    "messenger",
    "mastodon",
    "threads",
    "bluesky",
    "zalo",
    "LINE",
    "вконтакте",
    "одноклассники",
    "телеграм",
    "вайбер",
    "фейсбук",
    "ватсап",
    "카카오톡",
    "페이스북",
    "트위터",
    "네이버",
    "微信",
    "微博",
    "फेसबुक",
    "ट्विटर",
    "व्हाट्सएप",
    "ফেসবুক",
    "টুইটার",
    "பேஸ்புக்",
    "வாட்ஸ்அப்",
    "ფეისბუქ",
    "ტვიტერ",
    "ֆեյսբուք",
    "فيسبوك",
    "تويتر",
    "واتساب",
    "تلگرام",
    "واتساپ",
    "توییتر",
    "פייסבוק",
    "טוויטר",
    "וואטסאפ",
];

pub fn judge(page: &mut Page, text: &Text) {
    if page.body.is_none() || page.is_bare() {
        return;
    }
    if page.verdicts().any(|v| v == Some(SHARE)) {
        networks(page, text);
    }
    between(page, text);
}

/// Buttons of networks beside a line that shares.
fn networks(page: &mut Page, text: &Text) {
    let n = page.marks.len();
    let near = |page: &Page, at: usize| {
        at > 0 && page.joined(at - 1) && page.verdict(at - 1) == Some(SHARE) || page.joined(at) && page.verdict(at + 1) == Some(SHARE)
    };
    let take = |page: &mut Page, at: usize| {
        if page.verdict(at).is_none() && near(page, at) && is_button(page, at, text) && names_network(text.inner(page.marks[at].line())) {
            page.put(at, SHARE);
        }
    };
    (0..n).for_each(|at| take(page, at));
    (0..n).rev().for_each(|at| take(page, at));
}

/// Short, not ended as a sentence is, no number in it.
fn is_button(page: &Page, at: usize, text: &Text) -> bool {
    let mark = &page.marks[at];
    mark.words <= 6
        && !mark.prose
        && !mark.quoted
        && mark.shape(text).is_some_and(|s| s.chars <= 48 && s.digits == 0 && s.ending == Ending::Open)
        && !text.inner(mark.line()).contains([':', ',', '，', '、'])
        && !begins_with_a_name(text.inner(mark.line()))
}

/// Whether the first two words begin with capitals, and some other does not: who is seen on a network is no button.
fn begins_with_a_name(line: &str) -> bool {
    if line.split_whitespace().take(2).any(names_network) {
        return false;
    }
    let mut capitals = line.split_whitespace().map(|word| word.chars().next().is_some_and(char::is_uppercase));
    capitals.next() == Some(true) && capitals.next() == Some(true) && capitals.any(|capital| !capital)
}

/// Whether a line names a network.
pub fn names_network(line: &str) -> bool {
    let lower = line.to_lowercase();
    NETWORKS.iter().any(|name| if name.starts_with('L') { line.contains(name) } else { lower.contains(name) })
}

/// Lines inside one block between two that are furniture. Beside one button alone a sentence may be the text's last.
fn between(page: &mut Page, text: &Text) {
    let n = page.marks.len();
    let mut at = 0;
    while at < n {
        let mut end = at + 1;
        while end < n && page.joined(end - 1) {
            end += 1;
        }
        if (2..=BOX).contains(&(end - at)) && page.spaced && (at..end).any(|i| page.verdict(i).is_some()) {
            block(page, at, end, text);
        }
        at = end;
    }
}

/// The answers to click on below a question of the page, both of them, as nobody answered: `Was this article helpful?`, `Yes`, `No`.
const ANSWERS: &str = "yes no sí si non oui nein ja não sim nej nei kyllä ei igen nem tak nie ano ne да нет нет так ні не ναι όχι evet hayır \
    نعم لا بله خیر כן לא हाँ नहीं হ্যাঁ না ใช่ ไม่ 是 否 はい いいえ 예 아니요 ya tidak có không ndiyo hapana";

fn answers(page: &mut Page, from: usize, to: usize, text: &Text) {
    let asked = page.verdict(from) == Some(FORM) && text.inner(page.marks[from].line()).ends_with(['?', '？', '؟']);
    let answer = |at: usize| {
        let line = text.inner(page.marks[at].line()).to_lowercase();
        ANSWERS.split_whitespace().any(|word| word == line)
    };
    if asked && page.in_tail(from) && to - from == 3 && (from + 1..to).all(answer) {
        (from + 1..to).for_each(|at| page.put(at, FORM));
    }
}

fn block(page: &mut Page, from: usize, to: usize, text: &Text) {
    answers(page, from, to, text);
    let inside = |page: &Page, at: usize| at > from && at + 1 < to && page.verdict(at - 1).is_some() && page.verdict(at + 1).is_some();
    let edge = page.in_head(from) || page.in_tail(to - 1);
    for at in from..to {
        if page.verdict(at).is_some() || page.marks[at].quoted {
            continue;
        }
        let Some(shape) = page.marks[at].shape(text) else { continue };
        let kind = page.verdict(at.saturating_sub(1).max(from)).or_else(|| page.verdict((at + 1).min(to - 1)));
        let Some(kind) = kind else { continue };
        let name = shape.words >= 2 && shape.capitalised == shape.words;
        let button = edge && is_button(page, at, text) && shape.words >= 2 && !name;
        // A name or a number may be anybody's: only the page speaks of itself without them.
        let plain = shape.digits == 0 && shape.capitalised <= 1;
        // `This account describes ...` between a bar that shares and a form is the text's.
        let boxed = |i: usize| page.verdict(i).is_some_and(|kind| kind & BOXES != 0);
        let sentence = plain
            && boxed(at.saturating_sub(1))
            && boxed((at + 1).min(to - 1))
            && shape.words >= 4
            && shape.words <= 24
            && shape.sentences <= 2;
        if inside(page, at) && (button || sentence) {
            page.put(at, kind);
        }
    }
}
