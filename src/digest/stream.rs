//! SHA-256 of streams, piece by piece, and of several of them side by side.

use super::several::{Block, Lane, START, take_in};
use super::{Digest, digest_of};
use sha2::block_api::compress256;

/// SHA-256 of a stream, piece by piece (FIPS 180-4).
#[derive(Clone)]
pub struct Hasher {
    state: [u32; 8],
    /// What came behind the last whole block.
    open: Block,
    bytes: u64,
}

impl Default for Hasher {
    fn default() -> Hasher {
        Hasher { state: START, open: [0; 64], bytes: 0 }
    }
}

impl Hasher {
    /// Takes in the next piece.
    pub fn update(&mut self, bytes: &[u8]) {
        let whole = self.whole(bytes);
        compress256(&mut self.state, whole);
    }

    /// Takes in the next piece of each of these streams, side by side.
    pub fn update_all<const N: usize>(streams: [(&mut Hasher, &[u8]); N]) {
        let mut lanes = streams.map(|(hasher, bytes)| {
            let whole = hasher.whole(bytes);
            (&mut hasher.state, whole)
        });
        take_in(&mut lanes);
    }

    /// Bytes taken in, and their digest.
    pub fn finish(mut self) -> (u64, Digest) {
        let (end, blocks) = self.end();
        compress256(&mut self.state, &end[..blocks]);
        (self.bytes, digest_of(&self.state))
    }

    /// What is behind the last whole block, with the padding, and how many blocks that is.
    fn end(&self) -> ([Block; 2], usize) {
        let rest = (self.bytes % 64) as usize;
        let mut end = [[0u8; 64]; 2];
        let flat = end.as_flattened_mut();
        flat[..rest].copy_from_slice(&self.open[..rest]);
        flat[rest] = 0x80;
        let blocks = if rest < 56 { 1 } else { 2 };
        flat[blocks * 64 - 8..blocks * 64].copy_from_slice(&self.bytes.wrapping_mul(8).to_be_bytes());
        (end, blocks)
    }

    /// Takes in what completes the open block, and keeps what is behind the last whole block of a piece; gives those between.
    fn whole<'b>(&mut self, bytes: &'b [u8]) -> &'b [Block] {
        let open = (self.bytes % 64) as usize;
        self.bytes += bytes.len() as u64;
        let room = (64 - open) % 64;
        if bytes.len() < room {
            self.open[open..open + bytes.len()].copy_from_slice(bytes);
            return &[];
        }
        let (head, rest) = bytes.split_at(room);
        if room > 0 {
            self.open[open..].copy_from_slice(head);
            compress256(&mut self.state, std::slice::from_ref(&self.open));
        }
        let (whole, rest) = rest.as_chunks();
        self.open[..rest.len()].copy_from_slice(rest);
        whole
    }
}

/// Digest of each of these texts, in order: of four of a length in half the time that they take one after the other.
pub fn of_all(texts: &[&[u8]]) -> Vec<Digest> {
    let mut hashers = vec![Hasher::default(); texts.len()];
    let mut lanes: Vec<Lane> = Vec::with_capacity(texts.len());
    for (hasher, text) in hashers.iter_mut().zip(texts) {
        let whole = hasher.whole(text);
        lanes.push((&mut hasher.state, whole));
    }
    take_in(&mut lanes);
    let ends: Vec<([Block; 2], usize)> = hashers.iter().map(Hasher::end).collect();
    let mut lanes: Vec<Lane> = hashers.iter_mut().zip(&ends).map(|(hasher, (end, blocks))| (&mut hasher.state, &end[..*blocks])).collect();
    take_in(&mut lanes);
    hashers.iter().map(|hasher| digest_of(&hasher.state)).collect()
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

        #[test]
        fn streams_in_pieces_have_the_digests_of_their_texts(
            pieces in prop::collection::vec(prop::array::uniform5((prop::collection::vec(any::<u8>(), 0..90), 0usize..9)), 0..6),
        ) {
            let mut streams: [Hasher; 5] = Default::default();
            let mut texts: [Vec<u8>; 5] = Default::default();
            for five in pieces {
                let five = five.map(|(piece, times)| piece.repeat(times));
                texts.iter_mut().zip(&five).for_each(|(text, piece)| text.extend_from_slice(piece));
                let [a, b, c, d, e] = &mut streams;
                let [f, g, h, i, j] = &five;
                Hasher::update_all([(a, f.as_slice()), (b, g), (c, h), (d, i), (e, j)]);
            }
            let whole = |text: &Vec<u8>| (text.len() as u64, Digest::of(text));
            prop_assert_eq!(streams.map(Hasher::finish), texts.each_ref().map(whole));
            for text in &texts {
                let mut alone = Hasher::default();
                text.chunks(37).for_each(|piece| alone.update(piece));
                prop_assert_eq!(alone.finish(), whole(text));
            }
        }
    }
}
