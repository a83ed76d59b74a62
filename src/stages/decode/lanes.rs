//! Sums of costs for many languages, or many encodings, side by side: loops that become vector instructions.

/// Rows of costs, a cost for each of many columns; the sums of so many columns (`W`) are made at once, few enough to be
/// kept in registers.
#[derive(Debug)]
pub struct Lanes<C, const W: usize> {
    /// By blocks of columns, each with all rows.
    blocks: Vec<Vec<[C; W]>>,
    columns: usize,
    /// What a weight may be in all until sums of sixteen bits are carried over.
    most: u32,
}

/// A cost that is at most sixteen bits wide.
pub trait Narrow: Copy + Default + Into<u16> {}
impl Narrow for u8 {}
impl Narrow for u16 {}

impl<C: Narrow, const W: usize> Lanes<C, W> {
    /// Lays out what `of` gives for each row and column.
    pub fn new(rows: usize, columns: usize, of: impl Fn(usize, usize) -> C) -> Lanes<C, W> {
        let mut most: u16 = 1;
        let blocks = (0..columns.div_ceil(W)).map(|block| {
            let cell = |row, i: usize| if block * W + i < columns { of(row, block * W + i) } else { C::default() };
            (0..rows).map(|row| std::array::from_fn(|i| cell(row, i))).collect::<Vec<[C; W]>>()
        });
        let blocks: Vec<_> = blocks.collect();
        blocks.iter().flatten().flatten().for_each(|c| most = most.max((*c).into()));
        Lanes { blocks, columns, most: u32::from(u16::MAX / most) }
    }

    /// For every column the sum over rows, each as often as it says.
    pub fn sums(&self, rows: impl Iterator<Item = (usize, u32)> + Clone) -> Vec<u64> {
        let mut out = Vec::with_capacity(self.blocks.len() * W);
        for block in &self.blocks {
            let mut wide = [0u32; W];
            let mut narrow = [0u16; W];
            let mut held = 0;
            for (row, mut times) in rows.clone() {
                let Some(costs) = block.get(row) else { continue };
                while times > self.most - held {
                    add(&mut narrow, costs, self.most - held);
                    carry(&mut narrow, &mut wide);
                    (times, held) = (times - (self.most - held), 0);
                }
                add(&mut narrow, costs, times);
                held += times;
            }
            carry(&mut narrow, &mut wide);
            out.extend(wide.map(u64::from));
        }
        out.truncate(self.columns);
        out
    }
}

// Only where it is inlined the sums stay in registers.
#[inline(always)]
fn add<C: Narrow, const W: usize>(narrow: &mut [u16; W], costs: &[C; W], times: u32) {
    for (sum, cost) in narrow.iter_mut().zip(costs) {
        *sum = sum.wrapping_add((*cost).into().wrapping_mul(times as u16));
    }
}

#[inline(never)]
fn carry<const W: usize>(narrow: &mut [u16; W], wide: &mut [u32; W]) {
    for (sum, part) in wide.iter_mut().zip(narrow) {
        *sum += u32::from(std::mem::take(part));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_sums() {
        let cost = |row: usize, column: usize| (row * 31 + column * 17) as u8;
        let lanes = Lanes::<u8, 56>::new(200, 100, cost);
        let rows: Vec<(usize, u32)> = (0..200).map(|i| (i, [1, 3, 0, 700, 255][i % 5])).collect();
        let sums = lanes.sums(rows.iter().copied());
        assert_eq!(sums.len(), 100);
        for (column, sum) in sums.iter().enumerate() {
            assert_eq!(*sum, rows.iter().map(|(row, n)| u64::from(cost(*row, column)) * u64::from(*n)).sum::<u64>());
        }
    }
}
