//! Several texts hashed at once: a processor that works on one block of each in turn waits for none of them.

use super::{Digest, digest_of, lanes};
use sha2::block_api::compress256;

/// The state of SHA-256 before the first block (FIPS 180-4, section 5.3.3).
pub(super) const START: [u32; 8] = [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

/// A block of SHA-256.
pub(super) type Block = [u8; 64];

/// Texts that go side by side; more of them are not faster.
pub(super) const LANES: usize = 4;

/// Digest of each of these texts, in order: of four of a length in half the time that they take one after the other.
pub fn of_all(texts: &[&[u8]]) -> Vec<Digest> {
    let mut lanes: Vec<Lane> = texts.iter().map(|text| Lane::new(text)).collect();
    // As many in each group, or one less.
    let group = texts.len().div_ceil(texts.len().div_ceil(LANES).max(1)).max(1);
    for group in lanes.chunks_mut(group) {
        side_by_side(group, |lane| lane.whole);
        group.iter_mut().for_each(|lane| lane.done = 0);
        side_by_side(group, |lane| lane.end.get(..lane.ends).unwrap_or_default());
    }
    lanes.iter().map(Lane::digest).collect()
}

/// A text on its way.
struct Lane<'t> {
    state: [u32; 8],
    whole: &'t [Block],
    /// What is behind the whole blocks, with the padding.
    end: [Block; 2],
    /// How many blocks that is.
    ends: usize,
    /// Blocks taken in.
    done: usize,
}

impl<'t> Lane<'t> {
    fn new(text: &'t [u8]) -> Lane<'t> {
        let (whole, rest) = text.as_chunks();
        let mut end = [[0u8; 64]; 2];
        let flat = end.as_flattened_mut();
        flat[..rest.len()].copy_from_slice(rest);
        flat[rest.len()] = 0x80;
        let ends = if rest.len() < 56 { 1 } else { 2 };
        flat[ends * 64 - 8..ends * 64].copy_from_slice(&(text.len() as u64 * 8).to_be_bytes());
        Lane { state: START, whole, end, ends, done: 0 }
    }

    fn digest(&self) -> Digest {
        digest_of(&self.state)
    }
}

/// Takes in all these blocks of each lane.
fn side_by_side<'t>(lanes: &mut [Lane<'t>], blocks: impl for<'l> Fn(&'l Lane<'t>) -> &'l [Block]) {
    loop {
        let left = |lane: &Lane<'t>| blocks(lane).len() - lane.done;
        let Some(shortest) = lanes.iter().map(left).filter(|n| *n > 0).min() else { return };
        let mut states = [[0u32; 8]; LANES];
        let mut texts: [&[Block]; LANES] = [&[]; LANES];
        let mut n = 0;
        for lane in lanes.iter().filter(|lane| left(lane) > 0) {
            (states[n], texts[n]) = (lane.state, &blocks(lane)[lane.done..lane.done + shortest]);
            n += 1;
        }
        advance(&mut states, texts, n);
        let mut new = states.into_iter();
        let on = |lane: &&mut Lane<'t>| blocks(lane).len() > lane.done;
        for lane in lanes.iter_mut().filter(on) {
            lane.state = new.next().unwrap_or(lane.state);
            lane.done += shortest;
        }
    }
}

/// Takes in the blocks of the first `n` texts, of which each has as many.
pub(super) fn advance(states: &mut [[u32; 8]; LANES], texts: [&[Block]; LANES], n: usize) {
    match n {
        0 => {}
        1 => compress256(&mut states[0], texts[0]),
        2 => take::<2>(states, texts),
        3 => take::<3>(states, texts),
        _ => take::<4>(states, texts),
    }
}

/// Takes in the blocks of the first `N` texts, of which each has as many.
fn take<const N: usize>(states: &mut [[u32; 8]; LANES], texts: [&[Block]; LANES]) {
    let (Some((first, _)), Some((texts, _))) = (states.split_first_chunk_mut::<N>(), texts.split_first_chunk::<N>()) else { return };
    if !lanes::compress(first, texts) {
        in_turn(first, texts);
    }
}

/// The same for any processor: one block of each in turn, so that it can go on with one while another waits.
fn in_turn(states: &mut [[u32; 8]], texts: &[&[Block]]) {
    for at in 0..texts.iter().map(|text| text.len()).min().unwrap_or(0) {
        states.iter_mut().zip(texts).for_each(|(state, text)| compress256(state, &text[at..=at]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn all_lengths_of_an_end() {
        let text: Vec<u8> = (0..1000u32).map(|n| ((n * n) >> 3) as u8).collect();
        for a in (0..200).chain([511, 512, 1000]) {
            for b in [0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 700] {
                assert_eq!(of_all(&[&text[..a], &text[..b]]), [Digest::of(&text[..a]), Digest::of(&text[..b])], "{a} {b}");
            }
        }
    }

    #[test]
    fn all_ways_are_one() {
        let text: Vec<u8> = (0..64 * 40u32).map(|n| ((n * n) >> 5) as u8).collect();
        let blocks = text.as_chunks::<64>().0;
        let texts = [&blocks[..20], &blocks[7..27], &blocks[20..], &blocks[1..21]];
        let (mut ways, mut alone) = ([[START; 4]; 2], [START; 4]);
        take::<4>(&mut ways[0], texts);
        in_turn(&mut ways[1], &texts);
        alone.iter_mut().zip(texts).for_each(|(state, text)| compress256(state, text));
        assert_eq!(ways, [alone; 2]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(20_260_101), ..ProptestConfig::default() })]
        #[test]
        fn each_has_the_digest_that_it_has_alone(
            texts in prop::collection::vec((prop::collection::vec(any::<u8>(), 0..90), 0usize..9), 0..12),
        ) {
            let texts: Vec<Vec<u8>> = texts.into_iter().map(|(text, times)| text.repeat(times)).collect();
            let all: Vec<&[u8]> = texts.iter().map(Vec::as_slice).collect();
            prop_assert_eq!(of_all(&all), texts.iter().map(|t| Digest::of(t)).collect::<Vec<_>>());
        }
    }
}
