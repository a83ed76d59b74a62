//! Lines of code in prose.

use super::page::Page;
use crate::text::Text;

/// What a line of a page's code has and prose has not; two of them, or one that says it all.
const SIGNS: &[&str] = &[
    "function(",
    "function (",
    "function gtag",
    "window.",
    "document.",
    "var ",
    "let ",
    "const ",
    ".push(",
    "$(",
    "jQuery",
    "=> {",
    "});",
    "})();",
    "||",
    "&&",
    "===",
    "null;",
    "return ",
    "getElementById",
    "querySelector",
    "addEventListener",
    "dataLayer",
    "gtag(",
    "fbq(",
    "googletag",
    "adsbygoogle",
    "new Date()",
    "typeof ",
    "undefined",
    "!important",
    "display:",
    "margin:",
    "padding:",
    "color:",
    "width:",
    "float:",
    "font-size:",
    "background:",
    "position:",
    "@media",
    "\"@context\"",
    "\"@type\"",
    "\":\"",
    "\": \"",
    "{}",
    "[];",
    "();",
    "= {",
    ": {",
    "{\"",
    "px;",
    "px }",
    "_gaq",
    "ga('",
    "try {",
    "try{",
    "catch(",
    "if (",
    "if(",
    "} else",
    ".js\"",
    ".css\"",
    "async",
    "//<![CDATA[",
    "//]]>",
    "<script",
    "</script>",
    "<style",
    "googleAd",
    "disqus_",
];
/// Words of texts about code.
const ABOUT: &[&str] = &[
    "JavaScript",
    "javascript",
    "CSS",
    "HTML",
    "script",
    "Script",
    "code",
    "Code",
    "código",
    "codice",
    "Quellcode",
    "función",
    "funzione",
    "Funktion",
    "function",
    "variable",
    "stylesheet",
    "скрипт",
    "код",
    "программ",
    "програм",
    "κώδικ",
    "代码",
    "代碼",
    "コード",
    "스크립트",
    "코드",
    "プログラム",
    "كود",
    "برمج",
    "کد ",
    "קוד",
    "कोड",
    "kód",
    "lệnh",
    "โค้ด",
    "JSON",
    "listing",
];

/// Line numbers of what a page's scripts and styles left behind.
pub fn leftovers(page: &Page, text: &Text) -> Vec<usize> {
    let Some(_) = page.body else { return Vec::new() };
    // Brackets first: hardly any prose has them.
    let mut found: Vec<usize> = Vec::new();
    let signs = text.lines_with(usize::MAX, |bytes| memchr::memchr3(b'{', b';', b'(', bytes));
    let mut code = signs.filter(|line| is_code(text.inner(*line))).peekable();
    for (at, mark) in page.marks.iter().enumerate() {
        let is_code = code.next_if_eq(&mark.line()).is_some();
        let line = text.inner(mark.line());
        if page.verdict(at).is_none() && (is_code || line.starts_with(['<', '[', '{', '/', ']', '%']) && is_remnant(line)) {
            found.push(at);
        }
    }
    let bytes: usize = found.iter().map(|at| text.inner(page.marks[*at].line()).len()).sum();
    if found.is_empty() || bytes * 4 > text.as_str().len() && bytes > 600 || found.len() > 12 || found.len() * 2 > page.marks.len() {
        return Vec::new();
    }
    let mut prose = page.marks.iter().enumerate().filter(|(at, _)| found.binary_search(at).is_err()).map(|(_, m)| text.inner(m.line()));
    let about = prose.any(|line| ABOUT.iter().any(|w| speaks_of(line, w)));
    let announced = found
        .iter()
        .any(|at| *at > 0 && found.binary_search(&(at - 1)).is_err() && text.inner(page.marks[at - 1].line()).ends_with([':', '：']));
    if about || announced {
        return Vec::new();
    }
    found.into_iter().map(|at| page.marks[at].line()).collect()
}

/// Whether a word begins with `word`.
fn speaks_of(line: &str, word: &str) -> bool {
    let spaced = word.is_ascii() || !word.chars().all(crate::shape::is_spaceless);
    line.match_indices(word).any(|(at, _)| !spaced || line[..at].chars().next_back().is_none_or(|c| !c.is_alphabetic()))
}

/// Short codes of systems that keep pages, by the begin of their names. What has another name may be the text's own mark-up.
const SHORT_CODES: &[&str] = &[
    "gallery",
    "embed",
    "video",
    "audio",
    "playlist",
    "youtube",
    "contact-form",
    "vc_",
    "et_pb_",
    "fusion_",
    "rev_slider",
    "mc4wp",
    "ninja_form",
    "gravityform",
    "wpforms",
    "elementor",
    "adrotate",
    "sc name",
    "widget",
    "sidebar",
    "instagram",
    "twitter",
    "facebook",
    "ads",
    "smartslider",
];

/// Marks round a script, an embedded frame, a short code, a place holder that nobody filled: with nothing in them that people read.
fn is_remnant(line: &str) -> bool {
    if line.len() > 400 {
        return false;
    }
    let inside = |open: &str, close: &str| line.strip_prefix(open).and_then(|l| l.strip_suffix(close));
    let name = |code: &str| SHORT_CODES.iter().any(|name| code.starts_with(name));
    let short_code = inside("[", "]")
        .is_some_and(|code| name(code) && code.contains("=\"") && !code.contains(['[', ']']) && (!speaks(code) || is_form(code)));
    let sign = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '|' | '$');
    let holder = inside("{{", "}}").is_some_and(|name| name.len() <= 80 && name.trim().chars().all(sign));
    let frame = ["<iframe ", "<img ", "<embed ", "<ins ", "<amp-", "<noscript", "<svg "].iter().any(|t| line.starts_with(t));
    let frame = frame && line.ends_with('>') && line.contains("=\"") && !speaks(line) && !has_text(line);
    let marks = ["//<![CDATA[", "//]]>", "// <![CDATA[", "// ]]>", "/* <![CDATA[ */", "/* ]]> */", "<![CDATA[", "]]>"].contains(&line);
    short_code || holder || marks || is_comment(line) || is_tag_of_template(line) || line == "[object Object]" || frame
}

/// A short code of a form: its title is for those who keep the page.
fn is_form(code: &str) -> bool {
    ["contact-form-7 ", "wpforms ", "gravityform ", "ninja_form ", "mc4wp_form "].iter().any(|name| code.starts_with(name))
}

/// How the names of places for advertisements and of other boxes of a page begin: archives have boxes, menus and banners as well.
const BOXES: &[&str] = &["ad", "ads", "advert", "adsense", "widget", "sidebar"];

/// Whether a name begins so.
fn names_box(name: &str) -> bool {
    name.split(|c: char| !c.is_ascii_alphanumeric()).find(|part| !part.is_empty()).is_some_and(|part| BOXES.contains(&part))
}

/// `/21801/news/mid-article`: a place for advertisements, as those who sell them number it.
fn is_place(name: &str) -> bool {
    name.strip_prefix('/').and_then(|n| n.split_once('/')).is_some_and(|(n, _)| n.len() >= 5 && n.bytes().all(|b| b.is_ascii_digit()))
}

/// A remark for programs: the name of a place for advertisements, of a block, of a break. Who edits or transcribes writes other ones.
fn is_comment(line: &str) -> bool {
    let remark = line.strip_prefix("<!--").and_then(|l| l.strip_suffix("-->")).map(str::trim);
    remark.is_some_and(|remark| {
        let name = remark.bytes().all(|b| b.is_ascii_alphanumeric() || b"/_-:.#".contains(&b));
        let slot =
            remark.contains(['/', '_', ':', '-', '.']) && (names_box(remark) || is_place(remark)) || ["nextpage", "more"].contains(&remark);
        name && slot || ["wp:", "/wp:"].iter().any(|w| remark.starts_with(w) && !remark.contains("-->"))
    })
}

/// `{% include box.html %}`, `%%AUTHOR_BOX%%`.
fn is_tag_of_template(line: &str) -> bool {
    let tag = line.strip_prefix("{%").and_then(|l| l.strip_suffix("%}")).map(|l| l.trim_matches(['-', ' ']));
    // The name of a file or of what a program knows follows: people go on with a word.
    let name = |rest: &str| rest.bytes().all(|b| b.is_ascii_graphic()) && rest.contains(['.', '_', '"', '\'']);
    let tag = tag.is_some_and(|tag| match tag.split_once(' ') {
        None => ["endblock", "endif", "endfor", "endcomment"].contains(&tag),
        Some((verb, rest)) => ["include", "extends", "render", "block", "if"].contains(&verb) && name(rest),
    });
    let named = line.strip_prefix("%%").and_then(|l| l.strip_suffix("%%"));
    // Witnesses and speakers have numbers, boxes of a page none.
    let capital = |b: u8| b.is_ascii_uppercase() || b == b'_';
    tag || named.is_some_and(|name| {
        ["_BOX", "_AD", "_ADS", "_WIDGET", "_BANNER"].iter().any(|end| name.ends_with(end)) && name.bytes().all(capital)
    })
}

/// Whether an attribute that is read to people says more than a word.
fn speaks(tag: &str) -> bool {
    ["alt", "title", "label", "caption", "text", "content", "description"].iter().any(|name| {
        let values = tag.match_indices(name).filter_map(|(at, _)| tag[at + name.len()..].strip_prefix('='));
        values
            .map(|v| v.trim_start_matches(['"', '\'']))
            .any(|v| v.split(['"', '\'']).next().is_some_and(|v| v.trim().contains(char::is_whitespace)))
    })
}

/// Whether letters stand outside the tags of a line.
fn has_text(line: &str) -> bool {
    let mut depth = 0u32;
    line.chars().any(|c| {
        match c {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            _ => return depth == 0 && c.is_alphanumeric(),
        }
        false
    })
}

fn is_code(line: &str) -> bool {
    let bytes = line.as_bytes();
    // Brackets first: of most lines with a parenthesis nothing else is asked.
    if bytes.iter().filter(|b| matches!(b, b'{' | b'}' | b';' | b'=')).take(2).count() < 2 {
        return false;
    }
    let odd = bytes.iter().filter(|b| is_mark_of_code(**b)).count();
    if odd * 12 < bytes.len() {
        return false;
    }
    let signs = SIGNS.iter().filter(|s| line.contains(*s)).take(2).count();
    let ends = line.ends_with([';', '}', '{', ')', '>']) || line.starts_with(['{', '.', '#', '@', '/']);
    let style = line.contains('{') && line.contains('}') && line.contains(':') && line.contains(';') && !line.contains(". ");
    ends && (signs >= 2 || signs >= 1 && style) && !is_record(line)
}

/// Whether a line is an object with something in it that people said or are called: `{"from":"Ida Stern","text":"at the door"}`. Those of
/// pages say what type they are, or where something lies, or call functions.
fn is_record(line: &str) -> bool {
    let object = line.starts_with("{\"") && line.trim_end_matches(',').ends_with('}');
    let page = ["\"@", "://", "\\/", "();", "=>", "function", "{\"@", "\"url\"", "\"path\"", "\"type\"", "<"]
        .iter()
        .any(|sign| line.contains(sign));
    let people = || PEOPLE.iter().any(|key| line.contains(*key));
    object
        && !page
        && line.matches('{').count() == 1
        && (line.split('"').any(|value| value.trim().contains(' ') && value.chars().any(char::is_alphabetic)) || people())
}

/// What the records of people and of what happened name.
const PEOPLE: &[&str] = &[
    "\"from\":",
    "\"to\":",
    "\"text\":",
    "\"name\":",
    "\"date\":",
    "\"time\":",
    "\"status\":",
    "\"message\":",
    "\"sender\":",
    "\"place\":",
    "\"age\":",
    "\"born\":",
    "\"witness\":",
    "\"speaker\":",
    "\"said\":",
    "\"author\":",
    "\"lat\":",
    "\"body\":",
];

/// Marks that code is full of, and that prose has too.
fn is_mark_of_code(b: u8) -> bool {
    matches!(b, b'{' | b'}' | b'(' | b')' | b'[' | b']' | b';' | b'=' | b'<' | b'>' | b'|' | b'&' | b'$' | b'_' | b'#')
        || matches!(b, b'\'' | b'"' | b':' | b'/' | b'.')
}
