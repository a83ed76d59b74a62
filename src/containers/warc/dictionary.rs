//! The dictionary that a `.warc.zst` may bring along in a skippable frame at its begin.

use super::counted::Counted;
use std::io::{self, Read};

/// Magic number of the frame that holds it.
const FRAME: u32 = 0x184d_2a5d;
/// A dictionary is some hundred kilobytes; a larger one is none.
const LARGEST: u64 = 16 << 20;

/// Reads the dictionary; empty when there is none. Leaves the file behind it.
pub fn read(file: &mut Counted) -> io::Result<Vec<u8>> {
    let mut head = [0; 8];
    let found = file.read_exact(&mut head).is_ok() && u32::from_le_bytes([head[0], head[1], head[2], head[3]]) == FRAME;
    let len = u64::from(u32::from_le_bytes([head[4], head[5], head[6], head[7]]));
    if !found || len > LARGEST {
        file.seek(0)?;
        return Ok(Vec::new());
    }
    let mut words = Vec::new();
    file.by_ref().take(len).read_to_end(&mut words)?;
    // It may be compressed itself.
    if words.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        let mut plain = Vec::new();
        let read = zstd::stream::read::Decoder::new(&words[..])?.take(LARGEST).read_to_end(&mut plain);
        return Ok(if read.is_ok() { plain } else { Vec::new() });
    }
    Ok(words)
}
