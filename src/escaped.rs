//! The bytes that no string of JSON holds as they are.

const fn is_escaped(b: u8) -> bool {
    (b < 0x20) | (b == b'"') | (b == b'\\')
}

/// How many bytes stand before the first quote, backslash or control character; all when there is none.
pub(crate) fn before_escaped(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 255;
    const HIGH: u64 = ONES << 7;
    const QUOTES: u64 = ONES * b'"' as u64;
    const BACKSLASHES: u64 = ONES * b'\\' as u64;
    // Without a branch in it, the look at a chunk becomes a few vector instructions.
    let (chunks, _) = bytes.as_chunks::<32>();
    let plain = chunks.iter().take_while(|chunk| !chunk.iter().fold(false, |any, b| any | is_escaped(*b))).count() * 32;
    let (eights, rest) = bytes[plain..].as_chunks::<8>();
    for (n, eight) in eights.iter().enumerate() {
        let eight = u64::from_le_bytes(*eight);
        let zero = |x: u64| x.wrapping_sub(ONES) & !x;
        let below = eight.wrapping_sub(ONES * 0x20) & !eight;
        // The lowest high bit that is set stands in the first such byte; those above it may tell of none.
        let found = (below | zero(eight ^ QUOTES) | zero(eight ^ BACKSLASHES)) & HIGH;
        if found != 0 {
            return plain + n * 8 + found.trailing_zeros() as usize / 8;
        }
    }
    plain + eights.len() * 8 + rest.iter().take_while(|b| !is_escaped(**b)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_byte_that_is_escaped_ends_it() {
        for len in (0..20).chain([33, 47, 64, 71]) {
            for (at, byte) in (0..len).flat_map(|at| (0..=255u8).map(move |byte| (at, byte))) {
                let mut bytes = vec![0xffu8; len];
                bytes[at] = byte;
                assert_eq!(before_escaped(&bytes), if is_escaped(byte) { at } else { len }, "{byte} at {at} of {len}");
            }
        }
    }
}
