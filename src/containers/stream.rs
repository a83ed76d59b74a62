//! The bytes of a container, packed or not.

use super::Limits;
use crate::record::row::Sum;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;

/// How a stream is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// Not at all.
    None,
}

/// Bytes that come in.
pub trait Input: BufRead + Send {
    /// After the end: the sum of what came out of the packing; `None` when there is none.
    fn content(&mut self) -> Option<Sum> {
        None
    }
}

impl Input for BufReader<File> {}

/// Bytes that go out.
pub trait Output: Write + Send {
    /// Writes what is left.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

impl Output for BufWriter<Box<dyn Write + Send>> {
    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.flush()
    }
}

/// Bytes that are read and written at once.
const BUFFER: usize = 1 << 17;

/// Opens a stream.
pub fn open(path: &Path, packing: Packing, _limits: &Limits) -> io::Result<Box<dyn Input>> {
    let file = File::open(path)?;
    match packing {
        Packing::None => Ok(Box::new(BufReader::with_capacity(BUFFER, file))),
    }
}

/// Begins one.
pub fn create(out: Box<dyn Write + Send>, packing: Packing) -> io::Result<Box<dyn Output>> {
    match packing {
        Packing::None => Ok(Box::new(BufWriter::with_capacity(BUFFER, out))),
    }
}
