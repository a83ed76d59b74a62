//! The bytes of a container, packed or not.

use super::Limits;
#[cfg(feature = "zstd")]
use super::stored::Stored;
use crate::digest::Hasher;
use crate::record::row::Sum;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;

/// How a stream is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// Not at all.
    None,
    /// Gzip, of one member or many.
    #[cfg(feature = "gzip")]
    Gzip,
    /// Zstandard, of one frame or many.
    #[cfg(feature = "zstd")]
    Zstd,
}

/// Bytes that come in.
pub trait Input: BufRead + Send {
    /// Before the first byte: that nobody will ask for [`Input::content`].
    fn unsummed(&mut self) {}

    /// After the end: the sum of what came out of the packing; `None` when there is none, or it was not read to its end.
    fn content(&mut self) -> Option<Sum> {
        None
    }

    /// After an error: whether a limit stopped it.
    fn stopped(&self) -> bool {
        false
    }
}

impl Input for BufReader<File> {}

/// What comes out of a packing: summed up, and stopped when it is a bomb.
struct Unpacked<R> {
    inner: R,
    sum: Option<Hasher>,
    left: u64,
    ratio: u64,
    ended: bool,
    stopped: bool,
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        if n as u64 > self.left {
            self.stopped = true;
            return Err(io::Error::other(format!("it holds more than containers.limits.ratio ({}) times its size", self.ratio)));
        }
        self.left -= n as u64;
        self.ended |= n == 0 && !buffer.is_empty();
        self.sum.iter_mut().for_each(|sum| sum.update(&buffer[..n]));
        Ok(n)
    }
}

impl<R: Read + Send> Input for BufReader<Unpacked<R>> {
    fn unsummed(&mut self) {
        self.get_mut().sum = None;
    }

    fn content(&mut self) -> Option<Sum> {
        let unpacked = self.get_mut();
        let (bytes, sha256) = unpacked.sum.take().filter(|_| unpacked.ended)?.finish();
        Some(Sum { bytes, sha256 })
    }

    fn stopped(&self) -> bool {
        self.get_ref().stopped
    }
}

/// Bytes that go out.
pub trait Output: Write + Send {
    /// Writes what is left.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

type Plain = BufWriter<Box<dyn Write + Send>>;

impl Output for Plain {
    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.flush()
    }
}

#[cfg(feature = "gzip")]
impl Output for BufWriter<flate2::write::GzEncoder<Plain>> {
    fn finish(self: Box<Self>) -> io::Result<()> {
        let encoder = self.into_inner().map_err(io::IntoInnerError::into_error)?;
        encoder.finish()?.flush()
    }
}

#[cfg(feature = "zstd")]
impl Output for BufWriter<zstd::stream::write::Encoder<'static, Plain>> {
    fn finish(self: Box<Self>) -> io::Result<()> {
        let encoder = self.into_inner().map_err(io::IntoInnerError::into_error)?;
        encoder.finish()?.flush()
    }
}

/// Bytes that are read and written at once.
const BUFFER: usize = 1 << 17;
/// Bytes below which a packed file counts as one of so many: a few of them may well stand for many.
#[cfg(any(feature = "gzip", feature = "zstd"))]
const SMALL: u64 = 4096;

/// Opens a stream.
pub fn open(path: &Path, packing: Packing, limits: &Limits) -> io::Result<Box<dyn Input>> {
    let file = File::open(path)?;
    #[cfg(any(feature = "gzip", feature = "zstd"))]
    let left = file.metadata()?.len().max(SMALL).saturating_mul(limits.ratio);
    #[cfg(not(any(feature = "gzip", feature = "zstd")))]
    let _ = limits;
    let file = BufReader::with_capacity(BUFFER, file);
    #[cfg(any(feature = "gzip", feature = "zstd"))]
    fn unpacked<R: Read + Send + 'static>(inner: R, left: u64, limits: &Limits) -> Box<dyn Input> {
        Box::new(BufReader::with_capacity(
            BUFFER,
            Unpacked { inner, sum: Some(Hasher::default()), left, ratio: limits.ratio, ended: false, stopped: false },
        ))
    }
    Ok(match packing {
        Packing::None => Box::new(file),
        #[cfg(feature = "gzip")]
        Packing::Gzip => unpacked(flate2::bufread::MultiGzDecoder::new(file), left, limits),
        #[cfg(feature = "zstd")]
        Packing::Zstd => unpacked(zstd::stream::read::Decoder::with_buffer(file)?, left, limits),
    })
}

/// Begins one. The same bytes give the same packed bytes, on any machine. Without `compress` they are in the form of the
/// packing, and no smaller.
pub fn create(out: Box<dyn Write + Send>, packing: Packing, compress: bool) -> io::Result<Box<dyn Output>> {
    #[cfg(not(any(feature = "gzip", feature = "zstd")))]
    let _ = compress;
    let plain = BufWriter::with_capacity(BUFFER, out);
    Ok(match packing {
        Packing::None => Box::new(plain),
        #[cfg(feature = "gzip")]
        Packing::Gzip => {
            let encoder = flate2::write::GzEncoder::new(plain, flate2::Compression::new(if compress { 6 } else { 0 }));
            Box::new(BufWriter::with_capacity(BUFFER, encoder))
        }
        #[cfg(feature = "zstd")]
        Packing::Zstd if !compress => Box::new(Stored::begin(plain)?),
        #[cfg(feature = "zstd")]
        Packing::Zstd => {
            let mut encoder = zstd::stream::write::Encoder::new(plain, 3)?;
            encoder.include_checksum(true)?;
            Box::new(BufWriter::with_capacity(BUFFER, encoder))
        }
    })
}
