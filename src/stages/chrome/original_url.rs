//! The address a page was taken from, after a label.

use super::kinds::*;
use super::page::Page;
use super::reading::Mark;
use super::related::after;
use crate::text::Text;

pub fn is(page: &Page, at: usize, line: &str, text: &Text) -> bool {
    let Some((end, kinds)) = page.marks[at].label().filter(|l| l.1 & (URL | URL_STRONG) != 0) else { return false };
    let Some(rest) = after(line, end) else { return false };
    if !is_address(rest) || page.marks.len() < 2 {
        return false;
    }
    if kinds & URL_STRONG != 0 {
        return (page.body.is_some() || page.in_tail(at)) && !is_list(page, text);
    }
    // `Source:` and its like head the notes of a text as well: only the one address of the page, at its foot or top.
    (page.in_tail(at) || page.in_head(at) && page.body.is_some() && at < 4)
        && !has_addresses(page, text)
        && !is_one_of_two(page, at, end, line, text)
}

/// Labels of one word that stand before any address, in lower case; others say that the page was there, or was taken from there.
const ANY: &str = "link url web lien enlace liga länk lenke linkki nuoroda saite odkaz povezava poveznica veza линк legătură hivatkozás \
    bağlantı keçid сілтеме ссылка посилання спасылка връзка адрес σύνδεσμος الرابط رابط عنوان نشانی لینک پیوند קישור لنک लिंक यूआरएल লিংক \
    লিঙ্ক இணைப்பு ลิงก์ đường liên tautan pautan kiungo 链接 网址 連結 網址 リンク 링크 주소 հղում ბმული dolen";

fn labelled<'t>(page: &Page, at: usize, text: &'t Text) -> Option<(&'t str, &'t str)> {
    let line = text.inner(page.marks[at].line());
    let (end, _) = page.marks[at].label().filter(|l| l.1 & (URL | URL_STRONG) != 0)?;
    Some((&line[..end], after(line, end)?))
}

/// Whether an address may be the one that the text is written for: behind a label that says nothing of where the page was.
pub fn is_doubtful(page: &Page, at: usize, text: &Text) -> bool {
    labelled(page, at, text).is_some_and(|(label, _)| {
        let label = label.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        ANY.split_whitespace().any(|any| any == label)
    })
}

/// Whether an address is the text's whatever else stands on the page: where to call or to write stands beside it, no furniture does, or another one
/// of its label is another address.
pub fn is_called(page: &Page, at: usize, text: &Text) -> bool {
    let near = || [at.wrapping_sub(1), at + 1].into_iter().filter(|i| *i < page.marks.len());
    let joined = |i: usize| page.joined(i.min(at));
    // A number that is called, or who is written to.
    let called = |i: usize| {
        let line = text.inner(page.marks[i].line());
        let digits = line.bytes().filter(u8::is_ascii_digit).count();
        page.verdict(i).is_none() && line.len() <= 80 && (line.contains('@') || digits >= 6 && line.contains(':') && !line.contains("://"))
    };
    let beside = |i: usize| page.verdict(i).is_some_and(|kind| kind != URL);
    let doubtful = is_doubtful(page, at, text);
    let line = text.inner(page.marks[at].line());
    let own = labelled(page, at, text);
    let other = |i: usize| {
        own.is_some_and(|own| i != at && labelled(page, i, text).is_some_and(|o| o.0 == own.0 && o.1 != own.1 && is_address(o.1)))
    };
    doubtful && (near().any(|i| joined(i) && called(i)) || !near().any(beside))
        || !line.is_empty() && page.said.iter().take(SAID).any(|i| other(*i as usize))
}

/// Lines that are looked at for another address.
const SAID: usize = 200;

/// Whether the same label stands before another address: then they are the text's links.
fn is_one_of_two(page: &Page, at: usize, end: usize, line: &str, text: &Text) -> bool {
    let others = page.said.iter().map(|i| *i as usize).filter(|i| *i != at);
    let own = after(line, end);
    let other = |l: &str| l.starts_with(&line[..end]) && after(l, end).is_some_and(is_address) && after(l, end) != own;
    others.map(|i| text.inner(page.marks[i].line())).any(other)
}

/// Whether such lines are many, as they are in a list of evidence.
fn is_list(page: &Page, text: &Text) -> bool {
    let labelled = |mark: &Mark| {
        let end = mark.label().filter(|l| l.1 & URL_STRONG != 0).map(|l| l.0);
        end.and_then(|end| after(text.inner(mark.line()), end)).is_some_and(is_address)
    };
    *page
        .listed
        .get_or_init(|| has_addresses(page, text) && page.said.iter().filter(|at| labelled(&page.marks[**at as usize])).nth(2).is_some())
}

/// Whether lines with addresses are more than those of the page's own; counted once a text, which may be full of sources.
fn has_addresses(page: &Page, text: &Text) -> bool {
    let any = || memchr::memmem::find_iter(text.as_str().as_bytes(), b"://").nth(2).is_some();
    let lines = || page.marks.iter().filter(|m| text.inner(m.line()).contains("://")).nth(2).is_some();
    *page.addressed.get_or_init(|| any() && lines())
}

/// One address and nothing else; a blank may have broken it.
fn is_address(rest: &str) -> bool {
    let rest = rest.trim_matches(['<', '>', '(', ')', '[', ']', ' ']);
    let starts = ["http://", "https://", "www.", "HTTP://", "HTTPS://"].iter().any(|p| rest.starts_with(p));
    let parts = rest.split_whitespace().count();
    starts
        && parts <= 4
        && rest.len() >= 10
        && rest.split_whitespace().skip(1).all(|p| p.bytes().all(|b| b.is_ascii_graphic()))
        && (parts == 1
            || rest
                .split_whitespace()
                .skip(1)
                .all(|p| p.contains(['-', '/', '.', '_', '=', '&', '%', '?']) || p.bytes().any(|b| b.is_ascii_digit())))
}
