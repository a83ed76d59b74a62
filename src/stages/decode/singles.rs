//! Encodings of one byte a character: every byte for itself first, then pairs of letters in every language that fits.

use super::catalogue::{ALL, Kind};
use super::detect::Candidate;
use super::model::models;
use super::reading::{Reading, Ready, reading};
use super::sample::{OFTEN, Pair, Sample, often_first};
use super::score::{FULL, LIGHT};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Encodings that go on to the second round.
const SECOND_ROUND: usize = 26;
/// What a cost of the first round may be above the best one, a byte beyond ASCII, and in all.
const SLACK: (u64, u64) = (10, 800);
/// Bits above the best candidate at which one is not looked into any further.
pub const FAR: u64 = 96 * 128;
/// Letters of two scripts side by side are no word.
const TORN: u64 = 70;

/// Encodings that write the sample in the same way: the first stands for all.
struct Group {
    members: Vec<usize>,
    reading: &'static Reading,
    cost: u64,
}

/// What a reading costs, and in which language.
type Price = (u64, &'static str);

/// All readings worth naming, in no order; none that costs much more than `limit`.
pub fn candidates(sample: &Sample, limit: u64) -> Vec<Candidate> {
    let mut groups = groups(sample);
    groups.sort_by_key(|g| (g.cost, g.members.first().copied()));
    let high: u64 = sample.high.iter().map(|p| u64::from(p.2)).sum();
    let slack = SLACK.0 * high + SLACK.1;
    let mut best = u64::MAX - slack;
    groups.retain_mut(|g| {
        // What is torn only adds to a cost, so the dearest need not be looked at.
        if g.cost <= best + slack {
            g.cost += torn(g.reading, sample, best + slack - g.cost);
            best = best.min(g.cost);
        }
        g.cost <= best + slack
    });
    groups.sort_by_key(|g| (g.cost, g.members.first().copied()));
    let pairs = sample.high.len() + sample.low.len();
    groups.truncate(SECOND_ROUND.max(6000 / pairs.max(1)));
    let mut costs = Costs::of(sample);
    let plans = plans(&groups, sample, &mut costs, limit);
    let mut best = limit.min(u64::MAX - FAR);
    let mut ready: Vec<Option<Ready>> = plans.iter().map(|_| None).collect();
    let mut read = |i: usize, of: std::ops::Range<usize>, own: Option<Price>| {
        let (group, plan) = &plans[i];
        let limit = own.map_or(best + FAR, |o| o.0);
        let found = second(group.reading, &mut ready[i], sample, &mut costs, plan.get(of).unwrap_or_default(), limit).or(own);
        best = found.map_or(best, |f| best.min(f.0));
        found
    };
    // All in the likeliest language first: the sooner the best one is known, the sooner the others are known not to be.
    let mut found: Vec<Option<Price>> = (0..plans.len()).map(|i| read(i, 0..1, None)).collect();
    let mut order: Vec<usize> = (0..plans.len()).collect();
    order.sort_by_key(|i| found[*i].map_or(u64::MAX, |f| f.0));
    for i in order {
        found[i] = read(i, 1..plans[i].1.len(), found[i]);
    }
    let mut all = Vec::with_capacity(64);
    for ((group, _), found) in plans.iter().zip(found) {
        let Some((cost, language)) = found else { continue };
        all.extend(group.members.iter().map(|i| Candidate::new(&ALL[*i], language, cost).grouped(group.members[0])));
    }
    all
}

/// The languages to read each group in. Where there is much to read, the pairs that occur most say which groups and
/// languages are worth reading in full.
fn plans<'a>(groups: &'a [Group], sample: &Sample, costs: &mut Costs, limit: u64) -> Vec<(&'a Group, Vec<usize>)> {
    if sample.high.len() <= 2 * OFTEN {
        return groups.iter().map(|g| (g, languages(g.reading, sample, costs))).collect();
    }
    let mut rough: Vec<(u64, &Group, Vec<usize>)> = Vec::with_capacity(groups.len());
    let mut least = limit;
    for group in groups {
        let mut each: Vec<(u64, usize)> = Vec::with_capacity(16);
        let often = group.reading.ready(&sample.high[..OFTEN]);
        for at in languages(group.reading, sample, costs) {
            let base = costs.base(group.reading, at);
            // What is dearer than this neither stays nor says which languages of its group do.
            let Some(room) = least.saturating_add(FAR / 2 * 3).checked_sub(base) else { continue };
            let price = group.reading.price(at, &often, room / u64::from(FULL) + 1);
            if price < u64::MAX {
                each.push((base.saturating_add(price * u64::from(FULL)), at));
            }
        }
        each.sort_unstable();
        let Some(best) = each.first().map(|e| e.0) else { continue };
        least = least.min(best);
        each.truncate(4);
        rough.push((best, group, each.iter().filter(|e| e.0 <= best.saturating_add(FAR / 2)).map(|e| e.1).collect()));
    }
    rough.sort_by_key(|r| r.0);
    rough.into_iter().filter(|r| r.0 <= least.saturating_add(FAR)).map(|(_, group, each)| (group, each)).collect()
}

/// The languages that an encoding can write and that the sample may be in.
fn languages(reading: &Reading, sample: &Sample, costs: &Costs) -> Vec<usize> {
    static OTHERS: OnceLock<BTreeMap<u16, Vec<usize>>> = OnceLock::new();
    let others = OTHERS.get_or_init(|| {
        let mut others = BTreeMap::new();
        for (i, language) in models().languages.iter().enumerate().filter(|(_, l)| !l.latin) {
            others.entry(language.block()).or_insert_with(Vec::new).push(i);
        }
        others
    });
    let mut all = Vec::with_capacity(64);
    for block in reading.blocks(sample) {
        all.extend_from_slice(if block == 0 { &costs.latin } else { others.get(&block).map_or(&[], Vec::as_slice) });
    }
    all
}

/// First round: every byte for itself. ASCII costs the same in all that keep it, but in EBCDIC it does not.
fn groups(sample: &Sample) -> Vec<Group> {
    static SINGLES: OnceLock<Vec<usize>> = OnceLock::new();
    let singles = SINGLES.get_or_init(|| {
        let single = ALL.iter().enumerate().filter(|(_, e)| e.rarity.is_some() && matches!(e.kind, Kind::Single));
        single.map(|(i, _)| i).collect()
    });
    let seen: Vec<(usize, u64)> = (0..256).filter(|i| sample.count[*i] > 0).map(|i| (i, u64::from(sample.count[i]))).collect();
    // Blanks are 0x40 there.
    let ebcdic = sample.bytes.iter().filter(|b| **b == 0x40).count() >= sample.bytes.iter().filter(|b| **b == 0x20).count();
    let mut groups: Vec<Group> = Vec::with_capacity(singles.len());
    for i in singles.iter().copied() {
        let Some(reading) = reading(i).filter(|r| (r.ascii || ebcdic) && r.defines(sample)) else { continue };
        // It reads the letters of ISO-8859-6 as letters too, in one form each: what that one can read is that one.
        if ALL[i].label == "ibm864" && groups.iter().any(|g| g.members.iter().any(|m| ALL[*m].label == "iso-8859-6")) {
            continue;
        }
        let cost = seen.iter().map(|(byte, n)| n * u64::from(reading.alone[*byte])).sum();
        let same = |g: &&mut Group| g.cost == cost && same_chars(g.reading, reading, sample);
        match groups.iter_mut().find(same) {
            Some(group) => group.members.push(i),
            None => groups.push(Group { members: vec![i], reading, cost }),
        }
    }
    groups
}

/// Whether two encodings read all bytes of a document alike.
pub fn same_chars(a: &Reading, b: &Reading, sample: &Sample) -> bool {
    (0..=255u8).all(|i| a.chars[usize::from(i)] == b.chars[usize::from(i)] || !sample.has(i))
}

/// What letters of two scripts side by side cost; when that is more than `most`, then no less.
fn torn(reading: &Reading, sample: &Sample, most: u64) -> u64 {
    if !reading.mixes(sample.present) {
        return 0;
    }
    let low = if reading.ascii { &[][..] } else { &sample.low };
    let mut sum = 0;
    for pairs in sample.high.chunks(32).chain(low.chunks(32)) {
        let torn = |p: &&Pair| reading.scripts[usize::from(p.0)] | reading.scripts[usize::from(p.1)] == 3;
        sum += pairs.iter().filter(torn).map(|p| u64::from(p.2)).sum::<u64>() * TORN;
        if sum > most {
            break;
        }
    }
    sum
}

/// What the sample's ASCII costs in each language: the same in every encoding that keeps ASCII.
struct Costs<'a> {
    sample: &'a Sample,
    /// By language: what words of ASCII alone cost, and what ASCII in other words does.
    each: Vec<Option<(u64, u64)>>,
    english: u64,
    /// Latin languages worth trying, by what the ASCII says.
    latin: Vec<usize>,
}

/// Any reading that keeps ASCII.
fn plain() -> Option<&'static Reading> {
    static PLAIN: OnceLock<Option<usize>> = OnceLock::new();
    reading((*PLAIN.get_or_init(|| ALL.iter().position(|e| e.label == "windows-1252")))?)
}

impl<'a> Costs<'a> {
    fn of(sample: &'a Sample) -> Costs<'a> {
        let languages = &models().languages;
        let mut costs = Costs { sample, each: vec![None; languages.len()], english: u64::MAX, latin: Vec::new() };
        if let Some(english) = languages.iter().position(|l| l.name == "en") {
            costs.english = costs.own(english).0;
        }
        let mut latin: Vec<usize> = (0..languages.len()).filter(|i| languages[*i].latin).collect();
        // Many pairs tell languages apart as well as all of them do.
        let pairs = sample.low.len() + sample.ascii.len();
        let few = (6_000 / pairs.max(1)).max(10);
        if few < latin.len() {
            let (low, ascii) = (often(&sample.low, OFTEN / 2), often(&sample.ascii, OFTEN / 2));
            if let Some(plain) = plain() {
                latin.sort_by_cached_key(|i| (plain.price_ascii(*i, &low) * 3 + plain.price_ascii(*i, &ascii), *i));
            }
            latin.truncate(few);
        }
        latin.sort_by_cached_key(|i| {
            let (ascii, low) = costs.own(*i);
            (low * 3 + ascii, *i)
        });
        latin.truncate((4_000 / sample.high.len().max(1)).clamp(8, 64));
        costs.latin = latin;
        costs
    }

    fn own(&mut self, at: usize) -> (u64, u64) {
        let price = |plain: &Reading| (plain.price_ascii(at, &self.sample.ascii), plain.price_ascii(at, &self.sample.low));
        *self.each[at].get_or_insert_with(|| plain().map_or((0, 0), price))
    }

    /// What ASCII costs in a language, in all. Words of ASCII alone may always be English.
    fn base(&mut self, reading: &Reading, at: usize) -> u64 {
        let (light, low) = if reading.ascii {
            let (light, low) = self.own(at);
            (light.min(self.english), low)
        } else {
            let price = |pairs| reading.price(at, &reading.ready(pairs), u64::MAX);
            (price(&self.sample.ascii), price(&self.sample.low))
        };
        light.saturating_mul(u64::from(LIGHT)).saturating_add(low.saturating_mul(u64::from(FULL)))
    }
}

/// The pairs that occur most.
fn often(pairs: &[Pair], many: usize) -> Vec<Pair> {
    let mut out = pairs.to_vec();
    often_first(&mut out, many);
    out.truncate(many);
    out
}

/// Second round: pairs of letters, in the languages of the plan.
fn second<'a>(
    reading: &Reading,
    ready: &mut Option<Ready<'a>>,
    sample: &'a Sample,
    costs: &mut Costs,
    plan: &[usize],
    limit: u64,
) -> Option<Price> {
    let mut best: Option<Price> = None;
    for at in plan.iter().copied() {
        let limit = best.map_or(limit, |b| b.0);
        let base = costs.base(reading, at);
        if base >= limit {
            continue;
        }
        let room = (limit - base) / u64::from(FULL);
        let sum = reading.price(at, ready.get_or_insert_with(|| reading.ready(&sample.high)), room);
        if sum < room {
            best = Some((base + sum * u64::from(FULL), models().languages[at].name));
        }
    }
    best
}
