//! What the phrases say of each line, worked out once for all rules of the stage.

use super::kinds::{self, Kinds};
use super::{menu, notice, open};
use crate::lexicon::{Cover, Token, tokens};
use crate::shape::Shape;
use crate::text::Text;
use std::rc::Rc;

/// Bytes; a longer line is a paragraph.
pub const SHORT: usize = 360;
const WORDS: usize = 110;

/// One filled line. A text can have millions of them, and most say nothing of a page: so it is small.
#[derive(Clone, Debug, Default)]
pub struct Mark {
    /// What phrases say of it, when any do.
    said: Option<Rc<Said>>,
    line: u32,
    /// Number of words; of a line that nobody counted, more than any has.
    pub words: u16,
    /// Running text.
    pub prose: bool,
    /// Begins as speech or a quotation does.
    pub quoted: bool,
}

/// What phrases say of a line.
#[derive(Debug, Default)]
struct Said {
    notice: Kinds,
    cover: Option<Cover>,
    label: Option<(usize, Kinds)>,
    menu: Option<menu::Menu>,
}

impl Mark {
    /// Its line number.
    pub fn line(&self) -> usize {
        self.line as usize
    }

    /// The notices it can be.
    pub fn notice(&self) -> Kinds {
        self.said.as_ref().map_or(0, |said| said.notice)
    }

    /// Whether a phrase says anything of it, notices aside.
    pub fn is_said(&self) -> bool {
        self.said.as_ref().is_some_and(|said| said.cover.is_some() || said.label.is_some() || said.menu.is_some())
    }

    /// What phrases cover all of it.
    pub fn cover(&self) -> Option<Cover> {
        self.said.as_ref().and_then(|said| said.cover)
    }

    /// Whether phrases cover all of it but a number: a date, a count, what to call.
    pub fn is_numbered(&self) -> bool {
        self.cover().is_some_and(|c| c.numbers > 0)
    }

    /// Whether it is a common word, a colon and a number: `Health: 40`. Beside an entry of a menu a count has no colon.
    pub fn is_count(&self, line: &str) -> bool {
        let common = self.cover().is_some_and(|c| c.any & kinds::NAV != 0 && c.any & (kinds::SHARE | kinds::FORM | kinds::VIDEO) == 0);
        common && self.is_numbered() && line.contains([':', '：'])
    }

    /// The end of a label at its start (a byte of the line), and the label's kinds.
    pub fn label(&self) -> Option<(usize, Kinds)> {
        self.said.as_ref().and_then(|said| said.label)
    }

    /// Whether a label stands at its start; a date's is the text's own as well.
    pub fn is_labelled(&self) -> bool {
        self.label().is_some_and(|l| l.1 & !kinds::TIME != 0)
    }

    /// How it reads as a menu in one line.
    pub fn menu(&self) -> Option<menu::Menu> {
        self.said.as_ref().and_then(|said| said.menu)
    }

    /// Its measures; `None` for a long line.
    pub fn shape(&self, text: &Text) -> Option<Shape> {
        (text.lines()[self.line()].inner().len() <= SHORT).then(|| *text.shape(self.line()))
    }

    /// Whether all of it is phrases of pages, whatever their kinds.
    pub fn is_covered(&self) -> bool {
        self.cover().is_some() && !self.quoted
    }

    /// Kinds that the whole line is strong for.
    pub fn strong(&self) -> Kinds {
        self.cover().filter(|_| !self.quoted).map_or(0, |c| c.all & c.strong)
    }

    /// Kinds that the whole line can belong to.
    pub fn weak(&self) -> Kinds {
        self.cover().filter(|_| !self.quoted).map_or(0, |c| c.all)
    }
}

/// The marks of all filled lines. Those of which anything is said, `tell` is told of, with their places among them.
pub fn read(text: &Text, mut tell: impl FnMut(u32, &Mark)) -> Vec<Mark> {
    let known = text.kept();
    let mut marks = Vec::with_capacity(text.filled().len());
    for (at, &line) in (0..).zip(text.filled()) {
        let mark = Mark { line, ..Mark::clone(known.of(line as usize, |_| mark(text, line as usize))) };
        if mark.said.is_some() {
            tell(at, &mark);
        }
        marks.push(mark);
    }
    marks
}

fn mark(text: &Text, number: usize) -> Mark {
    let line = text.inner(number);
    let notice = notice::of(line);
    let said = (notice != 0).then(|| Rc::new(Said { notice, ..Said::default() }));
    let mut mark = Mark { said, prose: true, words: u16::MAX, ..Mark::default() };
    if line.len() > SHORT {
        return mark;
    }
    let shape = *text.shape(number);
    // Thai and its neighbours set no full stops; a line as long as a paragraph is one.
    mark.prose = shape.is_prose() || shape.words >= 25 || shape.spaceless >= 45 && shape.chars >= 55;
    // Whose the page is reads as a sentence, and belongs to no text.
    mark.prose &= !line.starts_with(['©', '(']) || !super::rights::claims(line);
    mark.quoted = line.starts_with(['"', '“', '„', '«', '»', '‘', '—', '–', '―', '「', '『', '”', '\'']);
    // A long line that no phrase begins and that has no marks of a menu says nothing more.
    if line.len() > 120 && !may_speak(line) {
        mark.words = shape.words as u16;
        return mark;
    }
    let Some(tokens) = tokens(line, WORDS) else { return mark };
    mark.words = shape.words as u16;
    let lexicon = kinds::lexicon();
    let cover = lexicon.cover(&tokens).filter(|cover| open::fits(line, &tokens, cover));
    let label = lexicon.label(&tokens).map(|(end, kinds)| (label_end(&tokens, end), kinds));
    let menu = menu::of(line, &tokens, cover.as_ref());
    if cover.is_some() || label.is_some() || menu.is_some() {
        mark.said = Some(Rc::new(Said { notice, cover, label, menu }));
    }
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
