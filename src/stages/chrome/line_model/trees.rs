//! The trees: whole numbers, compared and added. Every level of a tree asks one question of all its lines, so a tree is
//! three questions and eight values, and a batch of lines goes through it at once.

use super::features::{COUNT, NAMES, Row};
use super::view::View;

/// Lines that go through the trees together.
const BATCH: usize = 32;

/// Feature `is` above `over`?
#[derive(Clone, Copy, Debug, Default)]
pub struct Question {
    pub feature: usize,
    pub over: i16,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Tree {
    pub asks: [Question; 3],
    /// By the answers, the first one the lowest bit.
    pub leaves: [i16; 8],
}

/// All trees, and where the two strengths draw the line.
#[derive(Debug, Default)]
pub struct Model {
    pub bias: i16,
    pub careful: i32,
    pub thorough: i32,
    /// What each feature says of a line halfway between furniture and text, in eighths.
    pub usual: Usual,
    pub trees: Vec<Tree>,
}

/// One number for each feature.
#[derive(Debug)]
pub struct Usual(pub [i32; COUNT]);

impl Default for Usual {
    fn default() -> Usual {
        Usual([0; COUNT])
    }
}

impl Model {
    /// Reads the data file; `None` when it names a feature that does not exist, or is damaged.
    pub fn read(data: &str) -> Option<Model> {
        let mut model = Model::default();
        for line in data.lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
            let fields: Vec<&str> = line.split(' ').collect();
            match (fields[0], fields.len()) {
                ("bias", 2) => model.bias = fields[1].parse().ok()?,
                ("careful", 2) => model.careful = fields[1].parse().ok()?,
                ("thorough", 2) => model.thorough = fields[1].parse().ok()?,
                ("usual", 3) => model.usual.0[NAMES.iter().position(|n| *n == fields[1])?] = fields[2].parse().ok()?,
                ("tree", 15) => {
                    let mut tree = Tree::default();
                    for (ask, field) in tree.asks.iter_mut().zip(fields[1..7].chunks(2)) {
                        *ask = Question { feature: NAMES.iter().position(|n| *n == field[0])?, over: field[1].parse().ok()? };
                    }
                    for (leaf, field) in tree.leaves.iter_mut().zip(&fields[7..]) {
                        *leaf = field.parse().ok()?;
                    }
                    model.trees.push(tree);
                }
                _ => return None,
            }
        }
        Some(model)
    }

    /// What the trees say of each line, in thousandths of a natural logarithm of odds; positive speaks for furniture.
    pub fn scores(&self, view: &View) -> Vec<i32> {
        let n = view.lines.len();
        let mut scores = Vec::with_capacity(n);
        let mut columns = [[0i16; BATCH]; COUNT];
        for from in (0..n).step_by(BATCH) {
            let to = (from + BATCH).min(n);
            for (lane, i) in (from..to).enumerate() {
                for (column, value) in columns.iter_mut().zip(view.row(i)) {
                    column[lane] = value;
                }
            }
            let sums = self.batch(&columns);
            scores.extend(sums[..to - from].iter().map(|s| i32::from(*s)));
        }
        scores
    }

    /// An answer is a mask, all bits or none, and what it picks is picked by bits: of a choice between two values the compiler makes
    /// branches, line by line, which take nine times as long.
    #[inline(never)]
    fn batch(&self, columns: &[[i16; BATCH]; COUNT]) -> [i16; BATCH] {
        let mut sums = [self.bias; BATCH];
        for Tree { asks, leaves } in &self.trees {
            let [a, b, c] = asks.map(|q| &columns[q.feature]);
            for lane in 0..BATCH {
                let mask = |yes: bool| -i16::from(yes);
                let pick = |low: i16, high: i16, mask: i16| low ^ ((low ^ high) & mask);
                let first = mask(a[lane] > asks[0].over);
                let second = mask(b[lane] > asks[1].over);
                let third = mask(c[lane] > asks[2].over);
                let low = pick(pick(leaves[0], leaves[1], first), pick(leaves[2], leaves[3], first), second);
                let high = pick(pick(leaves[4], leaves[5], first), pick(leaves[6], leaves[7], first), second);
                sums[lane] = sums[lane].saturating_add(pick(low, high, third));
            }
        }
        sums
    }

    /// What each feature of a row says, in eighths of the unit of [`Model::scores`]: along each tree, how the mean of
    /// the leaves in reach changes with every answer, less what is usual. The second value is what is said of any line.
    pub fn parts(&self, row: &Row) -> ([i32; COUNT], i32) {
        let mut parts = self.usual.0.map(|usual| -usual);
        let mut rest = i32::from(self.bias) * 8 + self.usual.0.iter().sum::<i32>();
        for tree in &self.trees {
            let mean = |known: u32, answers: usize| -> i32 {
                let mask = (1usize << known) - 1;
                let reach = (0..8).filter(|leaf| leaf & mask == answers & mask);
                reach.map(|leaf| i32::from(tree.leaves[leaf])).sum::<i32>() << known
            };
            let answers = (0..3).map(|k| usize::from(row[tree.asks[k].feature] > tree.asks[k].over) << k).sum();
            rest += mean(0, answers);
            for (known, ask) in tree.asks.iter().enumerate() {
                parts[ask.feature] += mean(known as u32 + 1, answers) - mean(known as u32, answers);
            }
        }
        (parts, rest)
    }
}
