//! Lists of other articles' headlines below a label such as `Most read`.

use super::closing::{is_dated, own_end};
use super::kinds::*;
use super::page::Page;
use crate::shape::{Ending, is_small};
use crate::text::Text;

/// Headlines of one list at most.
const LIST: usize = 20;

pub fn judge(page: &mut Page, text: &Text) {
    // Of each line whether it is a headline, where a label asked: labels can stand above each other, and all ask of the same lines.
    let mut headlines: Vec<Option<bool>> = Vec::new();
    for said in 0..page.said.len() {
        let at = page.said[said] as usize;
        if page.verdict(at).is_some() || page.marks[at].weak() & TRENDING == 0 {
            continue;
        }
        if is_own(text.inner(page.marks[at].line())) && goes_on(page, at, text) {
            continue;
        }
        headlines.resize(page.marks.len(), None);
        let sure = !page.is_bare() || !is_own(text.inner(page.marks[at].line()));
        let end = list_end(page, at, sure, text, &mut |i| *headlines[i].get_or_insert_with(|| headline(page, i, text)));
        if end > at + 1 {
            (at..end).for_each(|i| page.put(i, TRENDING));
        } else if page.marks[at].strong() & TRENDING != 0
            && page.spaced
            && page.is_alone(at)
            && !page.in_head(at)
            && !page.in_tail(at)
            && !(heads_text(page, at) && needs_list(page, at, text))
        {
            // A label of two words or more, alone between paragraphs: its list is gone already, or follows as a line.
            page.put(at, TRENDING);
        }
    }
}

/// Whether running text follows a label.
fn heads_text(page: &Page, at: usize) -> bool {
    page.marks.get(at + 1).is_some_and(|m| m.prose) && page.verdict(at + 1).is_none()
}

/// Whether a label can head a part of a text, too: `Other stories`, `More from Ida's notebook`.
fn needs_list(page: &Page, at: usize, text: &Text) -> bool {
    is_own(text.inner(page.marks[at].line())) || page.marks[at].cover().is_some_and(|c| c.open.is_some())
}

/// Labels that head lists of a text's own as well: what matters most, what a report recommends. On a page without any furniture that is
/// what they do.
const OWN: &[&str] = &[
    "recommended",
    "featured",
    "главное",
    "рекомендуем",
    "по теме",
    "головне",
    "рекомендуємо",
    "за темою",
    "по темі",
    "галоўнае",
    "рэкамендуем",
    "препоръчваме",
    "препоручујемо",
    "preporučujemo",
    "priporočamo",
    "doporučujeme",
    "odporúčame",
    "polecamy",
    "rekomenduojame",
    "iesakām",
    "ajánljuk",
    "recomendados",
    "destacados",
    "recomandate",
    "önerilenler",
    "öne çıkanlar",
    "direkomendasikan",
    "sorotan",
    "other stories",
    "other news",
    "more news",
    "otras noticias",
    "más información",
    "outras notícias",
    "saiba mais",
    "altre notizie",
    "per approfondire",
    "weitere meldungen",
    "weitere nachrichten",
    "zum weiterlesen",
    "другие новости",
    "последние новости",
    "інші новини",
    "останні новини",
    "други новини",
    "последни новини",
    "alte știri",
    "další zprávy",
    "další články",
    "ďalšie správy",
    "więcej wiadomości",
    "további hírek",
    "diğer haberler",
    "أخبار أخرى",
    "خبرهای دیگر",
    "ידיעות נוספות",
    "अन्य खबरें",
    "অন্যান্য খবর",
    "berita lain",
    "berita lainnya",
    "其他新闻",
    "延伸阅读",
    "延伸閱讀",
];

pub fn is_own(label: &str) -> bool {
    OWN.contains(&label.trim_end_matches([':', ' ']).to_lowercase().as_str())
}

/// Whether the block of a label begins with running text, where blank lines part the furniture of a page from its text: then the list is the text's.
fn goes_on(page: &Page, at: usize, text: &Text) -> bool {
    let above = (at.saturating_sub(LIST)..at).rev().take_while(|i| page.joined(*i) && page.verdict(*i).is_none());
    text.blocks().len() > 1 && above.into_iter().any(|i| page.marks[i].prose)
}

/// The line after the last headline of the list below the label `at`; `at + 1` when there is no list.
fn list_end(page: &Page, at: usize, sure: bool, text: &Text, headline: &mut dyn FnMut(usize) -> bool) -> usize {
    let n = page.marks.len();
    let mut end = at + 1;
    while end < n && end - at <= LIST && page.verdict(end).is_none() && headline(end) {
        end += 1;
    }
    let (count, tail) = (end - at - 1, page.in_tail(at));
    // To the end of the page, or to other furniture; but a list in one block ends with it.
    if tail && sure && (end == n || page.verdict(end).is_some()) && count >= 1 {
        return own_end(page, at, end, text);
    }
    // In one block with the label, and the block is all headlines.
    let mut block = at + 1;
    while block <= end && block < n && page.joined(block - 1) {
        block += 1;
    }
    if sure && page.spaced && block > at + 2 && block <= end && (page.in_head(at) || tail || page.marks[at].strong() & TRENDING != 0) {
        return block;
    }
    at + 1
}

/// Whether a line reads as the headline of an article (or as the date below one).
fn headline(page: &Page, at: usize, text: &Text) -> bool {
    let mark = &page.marks[at];
    let Some(shape) = mark.shape(text).filter(|s| s.chars <= 150) else { return false };
    let dated = is_dated(&shape);
    let small = shape.starts_lower && text.inner(mark.line()).chars().find(|c| c.is_alphanumeric()).is_some_and(is_small);
    if small || shape.letters <= shape.digits || !((3..=22).contains(&shape.words) || dated || shape.spaceless >= 5) {
        return false;
    }
    let line = text.inner(mark.line());
    let open = matches!(shape.ending, Ending::Open | Ending::Ellipsis) || line.ends_with(['?', '!', '？', '！', '؟']);
    open && !super::related::is_book(line)
        && !line.contains("://")
        && !line.contains("www.")
        && !line.contains(['@', '=', '|'])
        && !line.contains(".example")
}
