//! The features of a line: whole numbers, in an order that the trees know. A new one goes to the end of its group, and
//! the trees are trained again.

use super::count::{Class, per_mille};
use super::view::{FAR, View};

/// Their names, as the tools and `explain` print them.
pub const NAMES: [&str; 72] = [
    // the line
    "chars",
    "words",
    "sentence_ends",
    "punctuation_pm",
    "upper_pm",
    "last_class",
    "title_pm",
    // its neighbours
    "gap_above",
    "next_last_class",
    "previous_first_class",
    "next_prose",
    "same_last_word_8",
    "label_up_copies",
    "label_down_copies",
    // the density around it
    "prose_3_pm",
    "prose_below_30_pm",
    "mean_words_3",
    "mean_words_20",
    "capital_8_pm",
    "capital_20_pm",
    "ended_8_pm",
    "ended_20_pm",
    "numeric_8_pm",
    // stretches it belongs to
    "run_lines",
    "run_at",
    "run_words",
    "block_lines",
    "block_words",
    "block_prose_pm",
    // position
    "top",
    "top_pm",
    "prose_above_pm",
    "prose_below_pm",
    "prose_above",
    "prose_below",
    "after_first_prose",
    "before_last_prose",
    "after_core_start",
    "before_core_end",
    "after_headline",
    "since_title",
    // repetition in the text
    "copies",
    "copies_above",
    "masked_copies",
    "repeated_8_pm",
    "repeated_20_pm",
    "templates_20_pm",
    // phrases
    "phrases_8_pm",
    "phrases_20_pm",
    "block_phrases",
    "since_related",
    "until_related",
    "since_comments",
    "since_nav",
    "replies_20",
    "replies_above",
    "prose_since",
    // words
    "said",
    "said_pair",
    "said_whole",
    "said_1",
    "said_3",
    "said_8",
    "said_20",
    "said_block",
    "said_page",
    // the page
    "page_prose_pm",
    "page_words",
    "page_lines",
    "page_gaps_pm",
    "page_mean_words",
    "page_known_pm",
];
/// The groups they stand in, in this order: what `explain` calls them, and how many features each has.
pub const GROUPS: [(&str, usize); 9] = [
    ("the line itself", 7),
    ("the lines beside it", 7),
    ("how much running text is near", 9),
    ("its run or block", 6),
    ("its place in the text", 12),
    ("what repeats", 6),
    ("phrases of pages near it", 10),
    ("its words and those near it", 9),
    ("the page as a whole", 6),
];
/// How many there are.
pub const COUNT: usize = NAMES.len();
/// One line's features.
pub type Row = [i16; COUNT];

impl View<'_> {
    /// The features of line `i`.
    pub fn row(&self, i: usize) -> Row {
        let n = self.lines.len();
        let line = &self.lines[i];
        let at = i as i32;
        let around = |k: usize| (i.saturating_sub(k), (i + k + 1).min(n));
        let (a8, b8) = around(8);
        let (a20, b20) = around(20);
        let prose = |(a, b): (usize, usize)| per_mille(self.prose_words.of(a, b), self.words.of(a, b));
        let mean = |(a, b): (usize, usize)| self.words.of(a, b) * 10 / (b - a).max(1) as i32;
        let share = |sums: &super::tally::Sums, (a, b): (usize, usize)| per_mille(sums.of(a, b), (b - a) as i32);
        let said = |(a, b): (usize, usize)| self.weight.of(a, b) * 10 / self.known.of(a, b).max(1);
        let next = (i + 1 < n).then(|| i + 1);
        let class = |c: Option<Class>| c.map_or(-1, |c| c as i32);
        let same_last =
            if line.last_word == 0 { 0 } else { self.lines[a8..b8].iter().filter(|c| c.last_word == line.last_word).count() as i32 - 1 };
        let pair = |(a, b): (u32, u32)| (a as usize, b as usize);
        let (run, block) = (pair(self.run[i]), pair(self.block[i]));
        let is_run = self.prose[i] == 0 && line.words <= 8;
        let in_run = |v: i32| if is_run { v } else { 0 };
        let values: [i32; COUNT] = [
            line.chars,
            line.words,
            line.ends,
            per_mille(line.punct, line.chars),
            per_mille(line.upper, line.upper + line.lower),
            line.last as i32,
            self.title[i],
            i32::from(self.sheet.gap[i]),
            class(next.map(|j| self.lines[j].last)),
            class(i.checked_sub(1).map(|j| self.lines[j].first)),
            next.map_or(-1, |j| self.prose[j]),
            same_last,
            self.label_up[i],
            self.label_down[i],
            prose(around(3)),
            prose((i + 1, (i + 31).min(n))),
            mean(around(3)),
            mean((a20, b20)),
            per_mille(self.capital.of(a8, b8), self.cased.of(a8, b8)),
            per_mille(self.capital.of(a20, b20), self.cased.of(a20, b20)),
            share(&self.ended, (a8, b8)),
            share(&self.ended, (a20, b20)),
            per_mille(self.numeric.of(a8, b8), self.words.of(a8, b8)),
            in_run((run.1 - run.0) as i32),
            in_run((i - run.0) as i32),
            in_run(self.words.of(run.0, run.1)),
            (block.1 - block.0) as i32,
            self.words.of(block.0, block.1),
            prose(block),
            at.min(999),
            per_mille(self.words.of(0, i), self.words.all()),
            per_mille(self.prose_words.of(0, i), self.prose_words.all()),
            per_mille(self.prose_words.of(i + 1, n), self.prose_words.all()),
            self.prose_words.of(0, i).min(9999),
            self.prose_words.of(i + 1, n).min(9999),
            (at - self.first_prose).clamp(-FAR, FAR),
            (self.last_prose - at).clamp(-FAR, FAR),
            (at - self.core.0).clamp(-FAR, FAR),
            (self.core.1 - 1 - at).clamp(-FAR, FAR),
            self.headline.map_or(0, |h| (at - h as i32).clamp(-FAR, FAR)),
            self.since_title[i],
            self.copies[i],
            self.copies_above[i],
            self.masked[i],
            share(&self.repeated, (a8, b8)),
            share(&self.repeated, (a20, b20)),
            share(&self.templates, (a20, b20)),
            share(&self.phrases, (a8, b8)),
            share(&self.phrases, (a20, b20)),
            self.phrases.of(block.0, block.1),
            self.since_related[i],
            self.until_related[i],
            self.since_comments[i],
            self.since_nav[i],
            self.replies.of(a20, b20),
            self.replies.of(0, i).min(99),
            self.prose_since[i].min(5000),
            self.said[i].sum * 10 / self.said[i].known.max(1),
            self.said[i].pair,
            self.said[i].whole,
            said(around(1)),
            said(around(3)),
            said((a8, b8)),
            said((a20, b20)),
            said(block),
            said((0, n)),
            per_mille(self.prose_words.all(), self.words.all()),
            self.words.all(),
            n as i32,
            per_mille(self.gaps, n as i32),
            mean((0, n)),
            per_mille(self.known.all(), self.words.all()),
        ];
        values.map(|v| v.clamp(-32000, 32000) as i16)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_feature_is_in_a_group() {
        assert_eq!(GROUPS.iter().map(|g| g.1).sum::<usize>(), COUNT);
    }
}
