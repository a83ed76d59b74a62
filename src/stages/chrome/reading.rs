//! What the phrases say of each line, worked out once for all rules of the stage.

use super::kinds::{self, Kinds};
use super::{menu, notice};
use crate::lexicon::{Cover, Token, tokens};
use crate::shape::Shape;
use crate::text::Text;
use std::ops::Deref;
use std::rc::Rc;

/// Bytes; a longer line is a paragraph.
pub const SHORT: usize = 360;
const WORDS: usize = 110;

/// One filled line: its number, and what is said of it.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Its line number.
    pub line: usize,
    said: Rc<Said>,
}

impl Deref for Mark {
    type Target = Said;

    fn deref(&self) -> &Said {
        &self.said
    }
}

/// What is said of a line by itself alone: kept when the line moves.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// What phrases cover all of it.
    pub cover: Option<Cover>,
    /// The end of a label at its start (a byte of the line), and the label's kinds.
    pub label: Option<(usize, Kinds)>,
    /// The notices it can be.
    pub notice: Kinds,
    /// How it reads as a menu in one line.
    pub menu: Option<menu::Menu>,
    /// Its measures; `None` for a long line.
    pub shape: Option<Shape>,
    /// Running text.
    pub prose: bool,
    /// Begins as speech or a quotation does.
    pub quoted: bool,
    /// Number of words.
    pub words: usize,
}

impl Said {
    /// Whether all of it is phrases of pages, whatever their kinds.
    pub fn is_covered(&self) -> bool {
        self.cover.is_some() && !self.quoted
    }

    /// Kinds that the whole line is strong for.
    pub fn strong(&self) -> Kinds {
        self.cover.filter(|_| !self.quoted).map_or(0, |c| c.all & c.strong)
    }

    /// Kinds that the whole line can belong to.
    pub fn weak(&self) -> Kinds {
        self.cover.filter(|_| !self.quoted).map_or(0, |c| c.all)
    }
}

/// The marks of all filled lines.
pub fn read(text: &Text) -> Vec<Mark> {
    let said = |&i: &u32| text.of_line(i as usize, |_| Rc::new(mark(text, i as usize))).clone();
    text.filled().iter().map(|i| Mark { line: *i as usize, said: said(i) }).collect()
}

fn mark(text: &Text, number: usize) -> Said {
    let line = text.inner(number);
    let notice = notice::of(line);
    let mut mark = Said { notice, prose: true, words: usize::MAX, ..Said::default() };
    if line.len() > SHORT {
        return mark;
    }
    let shape = *text.shape(number);
    // Thai and its neighbours set no full stops; a line as long as a paragraph is one.
    mark.prose = shape.is_prose() || shape.words >= 25 || shape.spaceless >= 45 && shape.chars >= 55;
    // Whose the page is reads as a sentence, and belongs to no text.
    mark.prose &= !line.starts_with(['©', '(']) || !super::rights::claims(line);
    mark.shape = Some(shape);
    mark.quoted = line.starts_with(['"', '“', '„', '«', '»', '‘', '—', '–', '―', '「', '『', '”', '\'']);
    // A long line that no phrase begins and that has no marks of a menu says nothing more.
    if line.len() > 120 && !may_speak(line) {
        mark.words = shape.words as usize;
        return mark;
    }
    let Some(tokens) = tokens(line, WORDS) else { return mark };
    mark.words = shape.words as usize;
    let lexicon = kinds::lexicon();
    mark.cover = lexicon.cover(&tokens);
    mark.label = lexicon.label(&tokens).map(|(end, kinds)| (label_end(&tokens, end), kinds));
    mark.menu = menu::of(line, &tokens, mark.cover.as_ref());
    mark
}

fn label_end(tokens: &[Token], end: usize) -> usize {
    tokens.get(end.wrapping_sub(1)).map_or(0, |t| t.end as usize)
}

/// Whether phrases can cover a long line, or marks part it: judged by its first bytes and a few others.
fn may_speak(line: &str) -> bool {
    let bytes = line.as_bytes();
    let cut = (24..line.len()).find(|i| line.is_char_boundary(*i)).unwrap_or(line.len());
    let first = tokens(&line[..cut], WORDS).and_then(|t| t.first().copied());
    first.is_some_and(|t| t.number || t.end as usize >= cut || kinds::lexicon().begins(&t))
        || memchr::memchr3(b'|', 0xb7, 0xbb, bytes).is_some()
        || memchr::memchr2(0xa2, 0xba, bytes).is_some()
}
