//! The languages of one script side by side: the class of each letter in all of them, and what follows what at what cost.

use super::model::{class, models};
use super::reading::{Set, Side, bits};
use super::sample::Pair;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU16, Ordering::Relaxed};

/// Pairs after which a set may be known to cost too much.
const SOON: usize = 16;
/// What a cost of one byte may be counted for in sixteen bits.
const MOST: u32 = 257;

/// All languages of one script.
pub struct Script<const W: usize> {
    /// Their places among the models.
    pub languages: Vec<usize>,
    /// The letters of all of them, in order. Their numbers begin where those of the other classes end.
    letters: Vec<u16>,
    /// The numbers of characters of the first plane that were asked for, and one more.
    known: Box<[AtomicU16]>,
    /// By number: the class in each language.
    pub classes: Vec<[u8; W]>,
    /// By number: whether it is no letter of the text's script in each language; empty when it is one in all.
    pub strange: Vec<Vec<bool>>,
    /// By number: another one for what stands before the next letter, with letters of other scripts told apart.
    apart: Vec<u16>,
    /// By the number before and that after it: what the second costs after the first, found when it is asked first.
    cells: Vec<OnceLock<Vec<OnceLock<[u8; W]>>>>,
}

impl<const W: usize> Script<W> {
    fn new(block: u16) -> Script<W> {
        let all = &models().languages;
        let languages: Vec<usize> = (0..all.len()).filter(|i| all[*i].block() == block).take(W).collect();
        let mut letters: Vec<u16> = languages.iter().flat_map(|i| all[*i].all_letters()).map(|c| c as u16).collect();
        letters.sort_unstable();
        letters.dedup();
        let mut true_classes: Vec<[u8; W]> = (0..class::FIRST).map(|c| [c; W]).collect();
        let mut strange: Vec<Vec<bool>> = true_classes.iter().map(|_| Vec::new()).collect();
        for letter in &letters {
            let c = char::from_u32(u32::from(*letter)).unwrap_or(' ');
            let own: [u8; W] = std::array::from_fn(|i| languages.get(i).map_or(class::RARE, |at| all[*at].class(c)));
            let odd: Vec<bool> = own.iter().take(languages.len()).map(|c| matches!(*c, class::RARE | class::ALIEN)).collect();
            true_classes.push(own);
            strange.push(if odd.iter().any(|o| *o) { odd } else { Vec::new() });
        }
        let mut classes: Vec<[u8; W]> = true_classes.iter().map(|c| c.map(|c| if c == class::ALIEN { class::RARE } else { c })).collect();
        let mut apart: Vec<u16> = (0..classes.len() as u16).collect();
        for (number, own) in true_classes.into_iter().enumerate().filter(|(_, own)| own.contains(&class::ALIEN)) {
            apart[number] = classes.len() as u16;
            classes.push(own);
            strange.push(Vec::new());
        }
        // The last one costs nothing after any.
        classes.push([class::RARE; W]);
        strange.push(vec![true; W]);
        let cells = classes.iter().map(|_| OnceLock::new()).collect();
        let known = (0..0x10000).map(|_| AtomicU16::new(0)).collect();
        Script { languages, letters, known, classes, strange, apart, cells }
    }

    /// The number of a small character.
    #[inline]
    pub fn number(&self, c: char) -> usize {
        let Some(cell) = self.known.get(c as usize) else { return usize::from(self.find(c)) };
        match cell.load(Relaxed) {
            0 => {
                let found = self.find(c);
                cell.store(found + 1, Relaxed);
                usize::from(found)
            }
            found => usize::from(found - 1),
        }
    }

    fn find(&self, c: char) -> u16 {
        let code = u16::try_from(u32::from(c)).ok();
        if let Some(i) = code.and_then(|code| self.letters.binary_search(&code).ok()) {
            return u16::from(class::FIRST) + i as u16;
        }
        // What is a letter of none of them is the same in all of them.
        let language = self.languages.first().map(|i| &models().languages[*i]);
        u16::from(language.map_or(class::RARE, |l| l.class(c)))
    }

    /// What a number costs after another one.
    #[inline]
    pub fn costs(&self, before: usize, after: usize) -> &[u8; W] {
        let row = self.cells[before].get_or_init(|| self.classes.iter().map(|_| OnceLock::new()).collect());
        row[after].get_or_init(|| self.ask(before, after))
    }

    #[cold]
    fn ask(&self, before: usize, after: usize) -> [u8; W] {
        let strange = &self.strange[after];
        let mut costs = [0; W];
        for (lane, at) in self.languages.iter().enumerate().filter(|(lane, _)| strange.get(*lane) != Some(&true)) {
            costs[lane] = models().languages[*at].cost(self.classes[before][lane], self.classes[after][lane]) as u8;
        }
        costs
    }

    fn side(&self, small: &[char; 256]) -> Side {
        let mut side = Side { before: [0; 256], after: [0; 256], stranger: [0; 256], strangers: [0; 4], mixed: [0; 4] };
        for (byte, c) in small.iter().enumerate() {
            let number = self.number(*c);
            side.before[byte] = self.apart.get(number).copied().unwrap_or_default();
            side.after[byte] = number as u16;
            if number == usize::from(class::RARE) || number == usize::from(class::ALIEN) {
                side.stranger[byte] = number as u8;
                side.after[byte] = self.classes.len() as u16 - 1;
                side.strangers[byte / 64] |= 1 << (byte % 64);
            } else if self.strange.get(number).is_some_and(|odd| !odd.is_empty()) {
                side.mixed[byte / 64] |= 1 << (byte % 64);
            }
        }
        side
    }

    /// What a set costs in each of the languages, in their order; `None` when it is `limit` or more in all of them.
    fn prices(&self, set: &Set, priced: &Priced, limit: u64) -> Option<[u64; W]> {
        let side = priced.side;
        let mut all = priced.extra;
        for b in bits(set.and(side.strangers)) {
            all = all + (priced.stranger)(b, side.stranger[b]) - (priced.own)(b);
        }
        let mut wide = [0u32; W];
        for b in bits(set.and(side.mixed)) {
            let (classes, own) = (self.classes.get(usize::from(side.before[b]))?, (priced.own)(b) as u32);
            for (sum, class) in
                wide.iter_mut().zip(classes).take(self.languages.len()).filter(|c| matches!(*c.1, class::RARE | class::ALIEN))
            {
                *sum = sum.wrapping_add((priced.stranger)(b, *class) as u32).wrapping_sub(own);
            }
        }
        let known = |wide: &[u32; W]| wide.iter().take(self.languages.len()).map(|sum| *sum as i32).min();
        for part in set.pairs().chunks(SOON) {
            if all.wrapping_add_signed(i64::from(known(&wide)?)) >= limit {
                return None;
            }
            self.add(part, side, &mut wide);
        }
        Some(wide.map(|sum| all.wrapping_add_signed(i64::from(sum as i32))))
    }

    /// Adds what pairs cost in each of the languages.
    fn add(&self, pairs: &[Pair], side: &Side, wide: &mut [u32; W]) {
        let (mut narrow, mut held) = ([0u16; W], 0);
        for (a, b, n) in pairs {
            let costs = self.costs(usize::from(side.before[usize::from(*a)]), usize::from(side.after[usize::from(*b)]));
            if held + n > MOST {
                wide.iter_mut()
                    .zip(std::mem::replace(&mut narrow, [0; W]))
                    .for_each(|(sum, part)| *sum = sum.wrapping_add(u32::from(part)));
                held = 0;
            }
            if *n > MOST {
                wide.iter_mut().zip(costs).for_each(|(sum, cost)| *sum = sum.wrapping_add(u32::from(*cost) * n));
                continue;
            }
            narrow.iter_mut().zip(costs).for_each(|(sum, cost)| *sum = sum.wrapping_add(u16::from(*cost).wrapping_mul(*n as u16)));
            held += n;
        }
        wide.iter_mut().zip(narrow).for_each(|(sum, part)| *sum = sum.wrapping_add(u32::from(part)));
    }
}

/// What a set costs under one reading, but for what its letters cost after each other.
pub struct Priced<'a> {
    pub side: &'a Side,
    /// For case and the like, in all.
    pub extra: u64,
    /// What of it a second byte has.
    pub own: &'a dyn Fn(usize) -> u64,
    /// What a second byte costs in a language to which it is strange: the byte, and its class there.
    pub stranger: &'a dyn Fn(usize, u8) -> u64,
}

/// The bytes of a reading in the languages of a script.
pub fn side(block: u16, small: &[char; 256]) -> Option<Side> {
    if block == 0 { Some(latin().side(small)) } else { Some(other(block)?.side(small)) }
}

/// Puts down what a set costs in each language of a script, by the language's place among the models; false when that is
/// `limit` or more in all of them.
pub fn prices(block: u16, set: &Set, priced: &Priced, limit: u64, out: &mut [u64]) -> bool {
    fn put<const W: usize>(script: &Script<W>, set: &Set, priced: &Priced, limit: u64, out: &mut [u64]) -> bool {
        let Some(prices) = script.prices(set, priced, limit) else { return false };
        for (at, price) in script.languages.iter().zip(prices) {
            out[*at] = price;
        }
        true
    }
    if block == 0 { put(latin(), set, priced, limit, out) } else { other(block).is_some_and(|o| put(o, set, priced, limit, out)) }
}

/// The languages of Latin letters.
pub fn latin() -> &'static Script<72> {
    static LATIN: OnceLock<Script<72>> = OnceLock::new();
    LATIN.get_or_init(|| Script::new(0))
}

/// Those of another script, when there are any.
pub fn other(block: u16) -> Option<&'static Script<16>> {
    static OTHERS: OnceLock<Vec<(u16, OnceLock<Script<16>>)>> = OnceLock::new();
    let others = OTHERS.get_or_init(|| {
        let mut blocks: Vec<u16> = models().languages.iter().map(|l| l.block()).collect();
        blocks.sort_unstable();
        blocks.dedup();
        blocks.into_iter().map(|b| (b, OnceLock::new())).collect()
    });
    let at = others.binary_search_by_key(&block, |o| o.0).ok()?;
    Some(others[at].1.get_or_init(|| Script::new(block)))
}
