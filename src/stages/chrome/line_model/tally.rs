//! Counting of hashes, and sums over stretches of lines.

/// How often each value stands in a list.
pub struct Tally {
    slots: Vec<(u32, u32)>,
    mask: usize,
}

impl Tally {
    pub fn new(values: usize) -> Tally {
        let size = (values * 2 + 1).next_power_of_two();
        Tally { slots: vec![(0, 0); size], mask: size - 1 }
    }

    fn at(&self, value: u32) -> usize {
        let mut at = value as usize & self.mask;
        while self.slots[at].1 != 0 && self.slots[at].0 != value {
            at = (at + 1) & self.mask;
        }
        at
    }

    /// Adds one and gives how many there were before.
    pub fn add(&mut self, value: u32) -> u32 {
        let at = self.at(value);
        let before = self.slots[at].1;
        self.slots[at] = (value, before + 1);
        before
    }

    pub fn get(&self, value: u32) -> u32 {
        self.slots[self.at(value)].1
    }
}

/// Sums of a number over any stretch of lines.
pub struct Sums(Vec<i32>);

impl Sums {
    pub fn new(values: impl Iterator<Item = i32>) -> Sums {
        let mut sums = Vec::with_capacity(values.size_hint().0 + 1);
        sums.push(0);
        let mut sum = 0i32;
        for value in values {
            sum = sum.wrapping_add(value);
            sums.push(sum);
        }
        Sums(sums)
    }

    /// Over the lines `from..to`.
    pub fn of(&self, from: usize, to: usize) -> i32 {
        self.0[to].wrapping_sub(self.0[from])
    }

    pub fn all(&self) -> i32 {
        self.0.last().copied().unwrap_or(0)
    }
}
