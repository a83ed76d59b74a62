//! Zstandard without compression: a frame whose blocks are the bytes as they are.

use super::stream::Output;
use std::io::{self, Write};
use xxhash_rust::xxh64::Xxh64;

/// Bytes of a block at most, and of the window that the frame says it needs.
const BLOCK: usize = 1 << 17;
/// Bytes of the head of a block.
const HEAD: usize = 3;

/// A frame that is being written (RFC 8878, section 3.1.1): no size in its head, a checksum at its end.
pub struct Stored<W: Write> {
    out: W,
    /// The block that comes together, behind room for its head: they are written at once.
    block: Vec<u8>,
    sum: Xxh64,
}

impl<W: Write> Stored<W> {
    /// Begins a frame.
    pub fn begin(mut out: W) -> io::Result<Stored<W>> {
        const MAGIC: [u8; 4] = 0xfd2f_b528u32.to_le_bytes();
        const CHECKSUM: u8 = 4;
        const WINDOW: u8 = (BLOCK.trailing_zeros() as u8 - 10) << 3;
        out.write_all(&MAGIC)?;
        out.write_all(&[CHECKSUM, WINDOW])?;
        let mut block = Vec::with_capacity(HEAD + BLOCK);
        block.extend([0; HEAD]);
        Ok(Stored { out, block, sum: Xxh64::new(0) })
    }

    /// Writes what has come together as one block.
    fn write_block(&mut self, last: bool) -> io::Result<()> {
        let (head, bytes) = self.block.split_at_mut(HEAD);
        let said = (bytes.len() as u32) << 3 | u32::from(last);
        head.copy_from_slice(&said.to_le_bytes()[..HEAD]);
        self.sum.update(bytes);
        self.out.write_all(&self.block)?;
        self.block.truncate(HEAD);
        Ok(())
    }
}

impl<W: Write> Write for Stored<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full block waits: it may be the last, and its head has to say so.
        if self.block.len() == HEAD + BLOCK {
            self.write_block(false)?;
        }
        let n = bytes.len().min(HEAD + BLOCK - self.block.len());
        self.block.extend_from_slice(&bytes[..n]);
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl<W: Write + Send> Output for Stored<W> {
    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.write_block(true)?;
        let sum = self.sum.digest() as u32;
        self.out.write_all(&sum.to_le_bytes())?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn everybody_reads_it() {
        for size in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 7] {
            let bytes: Vec<u8> = (0..size as u32).map(|n| (n.wrapping_mul(n) >> 5) as u8).collect();
            let to = Shared::default();
            let mut out = Box::new(Stored::begin(to.clone()).unwrap());
            bytes.chunks(70_001).for_each(|piece| out.write_all(piece).unwrap());
            out.finish().unwrap();
            let frame = to.0.lock().unwrap().clone();
            assert!(frame.len() <= size + 32);
            assert_eq!(zstd::stream::decode_all(frame.as_slice()).unwrap(), bytes, "{size}");
            let mut broken = frame;
            *broken.last_mut().unwrap() ^= 1;
            assert!(zstd::stream::decode_all(broken.as_slice()).is_err(), "the checksum is checked");
        }
    }
}
