//! Blocks of several texts taken in at once: a processor that works on one block of each in turn waits for none of them.

use super::lanes;
use sha2::block_api::compress256;

/// The state of SHA-256 before the first block (FIPS 180-4, section 5.3.3).
pub(super) const START: [u32; 8] = [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

/// A block of SHA-256.
pub(super) type Block = [u8; 64];

/// Texts that go side by side; more of them are not faster.
const LANES: usize = 4;

/// A text on its way: its state, and the blocks that are still to be taken in.
pub(super) type Lane<'l, 'b> = (&'l mut [u32; 8], &'b [Block]);

/// Takes in all blocks of these lanes, in groups that are as large or have one less.
pub(super) fn take_in(lanes: &mut [Lane]) {
    let groups = lanes.len().div_ceil(LANES).max(1);
    lanes.chunks_mut(lanes.len().div_ceil(groups).max(1)).for_each(side_by_side);
}

/// Takes in all blocks of at most [`LANES`] lanes.
fn side_by_side(lanes: &mut [Lane]) {
    while let Some(shortest) = lanes.iter().map(|(_, blocks)| blocks.len()).filter(|n| *n > 0).min() {
        let mut states = [[0u32; 8]; LANES];
        let mut texts: [&[Block]; LANES] = [&[]; LANES];
        let mut n = 0;
        for (state, blocks) in lanes.iter().filter(|(_, blocks)| !blocks.is_empty()) {
            (states[n], texts[n]) = (**state, &blocks[..shortest]);
            n += 1;
        }
        advance(&mut states, texts, n);
        let mut new = states.into_iter();
        for (state, blocks) in lanes.iter_mut().filter(|(_, blocks)| !blocks.is_empty()) {
            **state = new.next().unwrap_or(**state);
            *blocks = &blocks[shortest..];
        }
    }
}

/// Takes in the blocks of the first `n` texts, of which each has as many.
fn advance(states: &mut [[u32; 8]; LANES], texts: [&[Block]; LANES], n: usize) {
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
}
