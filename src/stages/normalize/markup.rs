//! Whether a text has markup left in it, or speaks of markup.
//!
//! The judgement is made of structure first: people who write about tags leave them open, close them twice, put them
//! between quotes or by themselves between words, escape them, or show elements no page has; a tag that was left over
//! hugs the words it marked and has its partner. In doubt the text speaks of markup and stays.

use super::tag::{Element, Kind, Tag, tag_at};
use crate::text::Text;
use aho_corasick::{AhoCorasick, MatchKind};
use std::sync::OnceLock;

/// Words that a text about markup hardly does without; the first ones are the same in every language. Capitals are left off.
const SUBJECT: &[&str] = &[
    "HTML",
    "XML",
    "SGML",
    "markup language",
    "mpersand",
    "sperluette",
    "мперсанд",
    "アンパサンド",
    "Et-Zeichen",
    "et commercial",
    "e commerciale",
];

/// The tags of a text and what they are to it.
#[derive(Debug, Default)]
pub struct Markup<'a> {
    /// In order; those of lines that list what tags a comment form allows are not among them.
    pub tags: Vec<Tag<'a>>,
    /// For each tag the index of its partner.
    pub partner: Vec<Option<usize>>,
    /// Whether the text speaks of markup, or is a listing.
    pub about: bool,
}

impl<'a> Markup<'a> {
    /// Finds the tags and judges. A text without `<` costs one search.
    pub fn read(text: &Text<'a>) -> Markup<'a> {
        let mut markup = Markup { tags: tags(text.as_str()), ..Markup::default() };
        if markup.tags.is_empty() {
            return markup;
        }
        markup.drop_lists(text);
        markup.pair();
        markup.about = markup.speaks_of_tags(text);
        markup
    }

    /// Lines such as `You may use these tags: <a href=""> <b> <i> <em>` are page furniture: no evidence, no edits.
    fn drop_lists(&mut self, text: &Text) {
        let mut kept: Vec<Tag<'a>> = Vec::with_capacity(self.tags.len());
        for line in self.tags.chunk_by(|a, b| !text.as_str()[a.span.end..b.span.start].contains('\n')) {
            if line.len() < 4 || line.iter().any(|t| t.closing || t.kind == Kind::Known(Element::Break)) {
                kept.extend_from_slice(line);
            }
        }
        self.tags = kept;
    }

    fn pair(&mut self) {
        self.partner = vec![None; self.tags.len()];
        let mut open: Vec<usize> = Vec::new();
        for (i, tag) in self.tags.iter().enumerate() {
            if !matches!(tag.kind, Kind::Known(Element::Inline | Element::Block | Element::Paragraph | Element::Cell)) {
                continue;
            }
            if !tag.closing {
                open.push(i);
                continue;
            }
            // Tags nest a few deep: a partner further down is none.
            let back = open.iter().rev().take(8).position(|o| self.tags[*o].name.eq_ignore_ascii_case(tag.name));
            if let Some(back) = back {
                let at = open.len() - 1 - back;
                self.partner[i] = Some(open[at]);
                self.partner[open[at]] = Some(i);
                open.truncate(at);
            }
        }
    }

    fn speaks_of_tags(&self, text: &Text) -> bool {
        self.tags.iter().enumerate().any(|(i, tag)| self.is_evidence(text.as_str(), i, tag)) || names_the_subject(text)
    }

    fn is_evidence(&self, text: &str, i: usize, tag: &Tag) -> bool {
        let (left, right) = (text[..tag.span.start].chars().next_back(), text[tag.span.end..].chars().next());
        if is_quoted(left, right) {
            return true;
        }
        let free = is_free(left) && (is_free(right) || right.is_some_and(|c| ".,;:!?)-".contains(c)));
        let inside_line = !is_edge(text[..tag.span.start].trim_end_matches(' ').chars().next_back(), '>')
            && !is_edge(text[tag.span.end..].trim_start_matches(' ').chars().next(), '<');
        match tag.kind {
            Kind::Unknown { strong } => strong,
            Kind::Known(Element::Source) => true,
            Kind::Known(Element::Inline) => match self.partner[i] {
                Some(other) if !tag.closing => {
                    let closer = &self.tags[other];
                    let after = text[closer.span.end..].chars().next();
                    let before = text[..closer.span.start].chars().next_back();
                    let free_closer = before == Some(' ') && (is_free(after) || after.is_some_and(|c| ".,;:!?)-".contains(c)));
                    free && free_closer && inside_line
                }
                Some(_) => false,
                None if tag.closing => is_free(left),
                None => !tag.attributes,
            },
            Kind::Known(Element::Paragraph | Element::Block | Element::Cell) => self.partner[i].is_none() && free && inside_line,
            Kind::Known(Element::Break | Element::Image | Element::Void) | Kind::Comment => false,
        }
    }
}

/// All tags of a text, comments of people and remarks such as `<inaudible>` among neither.
fn tags(text: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut end = 0;
    for at in memchr::memchr_iter(b'<', text.as_bytes()) {
        if at < end {
            continue;
        }
        if let Some(tag) = tag_at(text, at) {
            end = tag.span.end;
            if tag.kind != (Kind::Unknown { strong: false }) {
                tags.push(tag);
            }
        }
    }
    tags
}

/// Whether a text names HTML or an ampersand; a line that lists what tags a comment form allows does not count.
pub fn names_the_subject(text: &Text) -> bool {
    struct Named(bool);
    text.memo(|text| Named(find_subject(text.as_str()))).0
}

fn find_subject(text: &str) -> bool {
    static WORDS: OnceLock<AhoCorasick> = OnceLock::new();
    // Searched leftmost first, so few words are found by vector instructions.
    let words = WORDS.get_or_init(|| {
        let built = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(SUBJECT);
        built.expect("a dozen words make a small automaton")
    });
    let bytes = text.as_bytes();
    // One look at a line is enough.
    let mut looked = 0;
    words.find_iter(bytes).any(|found| {
        let at = found.start();
        if at < looked {
            return false;
        }
        let start = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |n| n + 1);
        looked = memchr::memchr(b'\n', &bytes[at..]).map_or(text.len(), |n| at + n);
        memchr::memchr_iter(b'<', &bytes[start..looked]).take(4).count() < 4
    })
}

/// Whether these two stand round something that is named, not used: quotes, backticks or brackets that belong together.
pub fn is_quoted(left: Option<char>, right: Option<char>) -> bool {
    const PAIRS: &[(char, char)] = &[
        ('"', '"'),
        ('\'', '\''),
        ('`', '`'),
        ('(', ')'),
        ('“', '”'),
        ('„', '“'),
        ('„', '”'),
        ('‘', '’'),
        ('‚', '‘'),
        ('«', '»'),
        ('»', '«'),
        ('‹', '›'),
        ('「', '」'),
        ('『', '』'),
        ('（', '）'),
        ('《', '》'),
        ('”', '”'),
    ];
    left.zip(right).is_some_and(|pair| PAIRS.contains(&pair))
}

fn is_free(c: Option<char>) -> bool {
    c.is_none_or(char::is_whitespace)
}

fn is_edge(c: Option<char>, bracket: char) -> bool {
    c.is_none_or(|c| c == '\n' || c == bracket)
}
