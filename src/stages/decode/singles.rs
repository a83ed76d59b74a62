//! Encodings of one byte a character: those that the first round leaves, by pairs of letters in every language that fits.

use super::catalogue::ALL;
use super::detect::Candidate;
use super::groups::{Group, groups, torn};
use super::model::models;
use super::plain;
use super::reading::{Reading, Ready, Set};
use super::sample::{OFTEN, Sample};
use super::score::{FULL, LIGHT};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Encodings that go on to the second round.
const SECOND_ROUND: usize = 26;
/// What a cost of the first round may be above the best one, a byte beyond ASCII, and in all.
const SLACK: (u64, u64) = (10, 800);
/// Bits above the best candidate at which one is not looked into any further.
pub const FAR: u64 = 96 * 128;
/// What a reading costs, and in which language.
type Price = (u64, &'static str);

/// All readings worth naming, in no order; none that costs more than `limit` and `far` above the best one.
pub fn candidates(sample: &Sample, limit: u64, far: u64) -> Vec<Candidate> {
    let mut groups = groups(sample);
    groups.sort_unstable_by_key(|g| (g.cost, g.first));
    let high: u64 = sample.high.iter().map(|p| u64::from(p.2)).sum();
    let slack = SLACK.0 * high + SLACK.1 + (far - FAR) / u64::from(FULL);
    let mut best = u64::MAX - slack;
    groups.retain_mut(|g| {
        // What is torn only adds to a cost, so the dearest need not be looked at.
        if g.cost <= best + slack {
            g.cost += torn(g.reading, sample, best + slack - g.cost);
            best = best.min(g.cost);
        }
        g.cost <= best + slack
    });
    groups.sort_unstable_by_key(|g| (g.cost, g.first));
    let pairs = sample.high.len() + sample.low.len();
    groups.truncate(SECOND_ROUND.max(6000 / pairs.max(1)));
    let costs = Costs::of(sample);
    let set = Set::of(&sample.high);
    let (plans, languages) = plans(&groups, sample, &costs, limit, far);
    let mut best = limit.min(u64::MAX - far);
    let mut known = vec![0; models().languages.len()];
    let mut ready: Vec<Option<Ready>> = plans.iter().map(|_| None).collect();
    let mut read = |i: usize, rest: bool, own: Option<Price>| {
        let plan = languages.get(plans[i].languages.clone()).unwrap_or_default();
        let (first, others) = plan.split_at(plan.len().min(1));
        let limit = own.map_or(best + far, |o| o.0);
        let plan = if rest { others } else { first };
        let found = second(plans[i].group.reading, &set, &mut ready[i], &costs, plan, limit, &mut known).or(own);
        best = found.map_or(best, |f| best.min(f.0));
        found
    };
    // All in the likeliest language first: the sooner the best one is known, the sooner the others are known not to be.
    let mut found: Vec<Option<Price>> = (0..plans.len()).map(|i| read(i, false, None)).collect();
    let mut order: Vec<usize> = (0..plans.len()).collect();
    order.sort_unstable_by_key(|i| (found[*i].map_or(u64::MAX, |f| f.0), *i));
    for i in order {
        found[i] = read(i, true, found[i]);
    }
    let mut all = Vec::with_capacity(64);
    for (plan, found) in plans.iter().zip(found) {
        let Some((cost, language)) = found else { continue };
        all.extend(plan.group.members().map(|i| Candidate::new(&ALL[i], language, cost).grouped(plan.group.first)));
    }
    all
}

/// A group and where the languages stand in which it is to be read.
struct Plan {
    group: Group,
    languages: std::ops::Range<usize>,
}

/// The languages to read each group in. Where there is much to read, the pairs that occur most say which groups and
/// languages are worth reading in full.
fn plans(groups: &[Group], sample: &Sample, costs: &Costs, limit: u64, far: u64) -> (Vec<Plan>, Vec<usize>) {
    let mut all: Vec<usize> = Vec::with_capacity(256);
    let mut plans: Vec<Plan> = Vec::with_capacity(groups.len());
    if sample.high.len() <= 2 * OFTEN {
        for group in groups.iter().copied() {
            let from = all.len();
            languages(group.reading, sample, costs, &mut all);
            plans.push(Plan { group, languages: from..all.len() });
        }
        return (plans, all);
    }
    let mut rough: Vec<(u64, usize)> = Vec::with_capacity(groups.len());
    let mut least = limit;
    let set = Set::of(&sample.high[..OFTEN]);
    let mut ready = Ready::default();
    let mut tried: Vec<usize> = Vec::with_capacity(64);
    let mut each: Vec<(u64, usize)> = Vec::with_capacity(64);
    let mut known = vec![0; models().languages.len()];
    for group in groups.iter().copied() {
        tried.clear();
        each.clear();
        languages(group.reading, sample, costs, &mut tried);
        group.reading.make_ready(&set, &mut ready);
        let bases = costs.bases(group.reading, &tried);
        // What is dearer than this neither stays nor says which languages of its group do.
        let most = least.saturating_add(far / 2 * 3);
        for run in tried.chunk_by(|a, b| scripts()[*a] == scripts()[*b]) {
            let many = is_many(run);
            if many && !group.reading.prices(run, &bases, &set, &ready, most, &mut known) {
                continue;
            }
            for at in run.iter().copied() {
                let base = bases[at];
                let Some(room) = most.checked_sub(base) else { continue };
                let room = room / u64::from(FULL) + 1;
                let price = if many { known[at] } else { group.reading.price(at, &set, &ready, room) };
                if price < room {
                    each.push((base.saturating_add(price * u64::from(FULL)), at));
                }
            }
        }
        each.sort_unstable();
        let Some(best) = each.first().map(|e| e.0) else { continue };
        least = least.min(best);
        let from = all.len();
        all.extend(each.iter().take(4).filter(|e| e.0 <= best.saturating_add(far / 2)).map(|e| e.1));
        rough.push((best, plans.len()));
        plans.push(Plan { group, languages: from..all.len() });
    }
    rough.sort_unstable();
    let near = rough.iter().filter(|r| r.0 <= least.saturating_add(far));
    let plans = near.map(|r| Plan { group: plans[r.1].group, languages: plans[r.1].languages.clone() }).collect();
    (plans, all)
}

/// The languages that an encoding can write and that the sample may be in.
fn languages(reading: &Reading, sample: &Sample, costs: &Costs, all: &mut Vec<usize>) {
    static OTHERS: OnceLock<BTreeMap<u16, Vec<usize>>> = OnceLock::new();
    let others = OTHERS.get_or_init(|| {
        let mut others = BTreeMap::new();
        for (i, language) in models().languages.iter().enumerate().filter(|(_, l)| !l.latin) {
            others.entry(language.block()).or_insert_with(Vec::new).push(i);
        }
        others
    });
    for block in reading.blocks(sample) {
        all.extend_from_slice(if block == 0 { &costs.latin } else { others.get(&block).map_or(&[], Vec::as_slice) });
    }
}

/// What the sample's ASCII costs in each language: the same in every encoding that keeps ASCII.
struct Costs<'a> {
    sample: &'a Sample,
    bases: Vec<u64>,
    /// Latin languages worth trying, by what the ASCII says.
    latin: Vec<usize>,
}

impl<'a> Costs<'a> {
    fn of(sample: &'a Sample) -> Costs<'a> {
        let languages = &models().languages;
        let (light, low) = (plain::prices(&sample.ascii), plain::prices(&sample.low));
        let english = languages.iter().position(|l| l.name == "en").map_or(u64::MAX, |at| light[at]);
        let mut latin: Vec<usize> = (0..languages.len()).filter(|i| languages[*i].latin).collect();
        latin.sort_unstable_by_key(|i| (low[*i] * 3 + light[*i], *i));
        // Where there are many pairs, they tell languages apart the better.
        let pairs = sample.low.len() + sample.ascii.len();
        latin.truncate((6_000 / pairs.max(1)).max(10));
        latin.truncate((4_000 / sample.high.len().max(1)).clamp(8, 64));
        let bases = light.iter().zip(&low).map(|(light, low)| base(*light.min(&english), *low)).collect();
        Costs { sample, bases, latin }
    }

    /// By language what ASCII costs, in all, for languages of a plan. Words of ASCII alone may always be English.
    fn bases(&self, reading: &Reading, plan: &[usize]) -> Cow<'_, [u64]> {
        if reading.ascii || plan.is_empty() {
            return Cow::Borrowed(&self.bases);
        }
        let sets = [&self.sample.ascii, &self.sample.low].map(|pairs| Set::of(pairs));
        let ready = sets.each_ref().map(|set| reading.ready(set));
        let price = |at, i: usize| reading.price(at, &sets[i], &ready[i], u64::MAX);
        let mut bases = vec![u64::MAX; self.bases.len()];
        plan.iter().for_each(|at| bases[*at] = base(price(*at, 0), price(*at, 1)));
        Cow::Owned(bases)
    }
}

fn base(light: u64, low: u64) -> u64 {
    light.saturating_mul(u64::from(LIGHT)).saturating_add(low.saturating_mul(u64::from(FULL)))
}

/// Whether so many languages of one script are priced sooner at once.
fn is_many(run: &[usize]) -> bool {
    run.len() >= if run.first().is_some_and(|at| scripts()[*at] == 0) { 8 } else { 3 }
}

/// By language: its script.
fn scripts() -> &'static [u16] {
    static SCRIPTS: OnceLock<Vec<u16>> = OnceLock::new();
    SCRIPTS.get_or_init(|| models().languages.iter().map(|l| l.block()).collect())
}

/// Second round: pairs of letters, in the languages of the plan. `known` is room for prices.
fn second(
    reading: &Reading,
    set: &Set,
    ready: &mut Option<Ready>,
    costs: &Costs,
    plan: &[usize],
    limit: u64,
    known: &mut [u64],
) -> Option<Price> {
    let mut best: Option<Price> = None;
    let bases = costs.bases(reading, plan);
    for run in plan.chunk_by(|a, b| scripts()[*a] == scripts()[*b]) {
        let many = is_many(run);
        let most = best.map_or(limit, |b| b.0);
        if many && !reading.prices(run, &bases, set, ready.get_or_insert_with(|| reading.ready(set)), most, known) {
            continue;
        }
        for at in run.iter().copied() {
            let limit = best.map_or(limit, |b| b.0);
            let base = bases[at];
            if base >= limit {
                continue;
            }
            let room = (limit - base) / u64::from(FULL);
            let sum = if many { known[at] } else { reading.price(at, set, ready.get_or_insert_with(|| reading.ready(set)), room) };
            if sum < room {
                best = Some((base + sum * u64::from(FULL), models().languages[at].name));
            }
        }
    }
    best
}
