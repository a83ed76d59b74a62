//! The kinds of furniture, and the word lists that name them.

use crate::lexicon::{Lexicon, Meaning, tokens};
use std::sync::OnceLock;

/// A set of kinds, one bit each.
pub type Kinds = u32;

pub const FORM: Kinds = 1;
pub const SHARE: Kinds = 1 << 1;
pub const TOP: Kinds = 1 << 2;
pub const LANGUAGE: Kinds = 1 << 3;
pub const NAV: Kinds = 1 << 4;
pub const TRENDING: Kinds = 1 << 5;
pub const COOKIE: Kinds = 1 << 6;
pub const NEWSLETTER: Kinds = 1 << 7;
pub const DONATION: Kinds = 1 << 8;
pub const SECTION: Kinds = 1 << 9;
pub const JS: Kinds = 1 << 10;
pub const ADVERT: Kinds = 1 << 11;
pub const APP: Kinds = 1 << 12;
pub const VIDEO: Kinds = 1 << 13;
pub const LOGIN: Kinds = 1 << 14;
pub const PRINT: Kinds = 1 << 15;
pub const TIME: Kinds = 1 << 16;
pub const RIGHTS: Kinds = 1 << 17;
/// Labels before the title of another article.
pub const RELATED: Kinds = 1 << 18;
/// Labels that reference books use as well.
pub const CROSS: Kinds = 1 << 19;
pub const URL: Kinds = 1 << 20;
/// Labels of an address that nothing but a page dump has.
pub const URL_STRONG: Kinds = 1 << 21;
pub const CREDIT: Kinds = 1 << 22;
/// To the article before and after this one.
pub const PAGER: Kinds = 1 << 23;
/// Labels that records, minutes and lessons have as well: other furniture must bear them out.
pub const UNSURE: Kinds = 1 << 24;
/// Lines that stay though they were taken for furniture; no rule takes these.
pub const SPARED: Kinds = 1 << 31;
/// A line that mixes kinds; and menus.
pub const MENU: Kinds = NAV;

const LISTS: &[(Kinds, &str)] = &[
    (RELATED, include_str!("words/related_line.txt")),
    (FORM, include_str!("words/comment_form.txt")),
    (SHARE, include_str!("words/share_bar.txt")),
    (TOP, include_str!("words/back_to_top.txt")),
    (LANGUAGE, include_str!("words/language_switch.txt")),
    (NAV, include_str!("words/nav_menu.txt")),
    (TRENDING, include_str!("words/trending.txt")),
    (SECTION, include_str!("words/section_label.txt")),
    (COOKIE, include_str!("words/cookie_notice.txt")),
    (NEWSLETTER, include_str!("words/newsletter.txt")),
    (DONATION, include_str!("words/donation.txt")),
    (0, include_str!("words/misc.txt")),
];

/// The kind that a section of the list of small kinds names.
fn named(section: &str) -> Option<Kinds> {
    Some(match section {
        "print" => PRINT,
        "advert" => ADVERT,
        "js" => JS,
        "app" => APP,
        "video" => VIDEO,
        "login" => LOGIN,
        "time" => TIME,
        "rights" => RIGHTS,
        "url" => URL,
        "urlstrong" => URL_STRONG,
        "credit" => CREDIT,
        "pager" => PAGER,
        _ => return None,
    })
}

fn meaning(list: Kinds, section: &str) -> Option<Meaning> {
    let (kind, part) = match section.split_once(' ') {
        Some((name, part)) => (named(name)?, part),
        None => (list, section),
    };
    let mut m = Meaning::default();
    match part {
        "strong" => m.strong = kind,
        "weak" => m.weak = kind,
        "label" => m.label = kind,
        "cross" => m.label = CROSS,
        "unsure" => m.label = kind | UNSURE,
        _ => return None,
    }
    Some(m)
}

/// All phrases.
pub fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| {
        let mut lexicon = Lexicon::new();
        for (kind, list) in LISTS {
            lexicon.add(list, |section| meaning(*kind, section));
        }
        lexicon
    })
}

/// Words of a line that are looked at to see whether it is an entry of a menu.
const ENTRY: usize = 12;

/// Whether phrases of menus cover a line.
pub fn is_entry(line: &str) -> bool {
    tokens(line, ENTRY).and_then(|t| lexicon().cover(&t)).is_some_and(|c| c.any & (NAV | LOGIN | LANGUAGE | SHARE | PRINT | RIGHTS) != 0)
}

/// Whether phrases of pages of any kind cover a line.
pub fn is_phrase(line: &str) -> bool {
    tokens(line, ENTRY).and_then(|t| lexicon().cover(&t).filter(|c| super::open::fits(line, &t, c))).is_some()
}

/// The lists' lines below a `[notice]`, with their kinds.
pub fn notice_lines() -> impl Iterator<Item = (Kinds, &'static str)> {
    LISTS.iter().flat_map(|(list, words)| {
        let mut kind = None;
        words.lines().filter_map(move |line| {
            if let Some(section) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                kind = match section.split_once(' ') {
                    Some((name, "notice")) => named(name),
                    _ => (section == "notice").then_some(*list),
                };
                return None;
            }
            kind.filter(|_| line.contains(" & ")).map(|k| (k, line))
        })
    })
}
