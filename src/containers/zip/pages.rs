//! A file that is read here and there. What was read last is kept, whatever is sought next.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;
use std::sync::Arc;

/// Bytes that are read at once, besides those before them that may be asked for next.
pub const WINDOW: usize = 1 << 16;
const BEFORE: u64 = 32;

/// A file, and what stands behind it.
#[derive(Debug)]
pub struct Pages {
    file: Arc<File>,
    /// Bytes of the file.
    len: u64,
    tail: Arc<[u8]>,
    /// The place of a reader.
    at: u64,
    /// Bytes of the file, and the first of them.
    window: Vec<u8>,
    from: u64,
}

impl Pages {
    /// A file as it is.
    pub fn new(file: File) -> io::Result<Pages> {
        let len = file.metadata()?.len();
        Ok(Pages { file: Arc::new(file), len, tail: Arc::new([]), at: 0, window: Vec::new(), from: 0 })
    }

    /// The same file, with something behind it.
    pub fn with(&self, tail: Arc<[u8]>) -> Pages {
        Pages { file: self.file.clone(), len: self.len, tail, at: 0, window: Vec::new(), from: 0 }
    }

    /// The same once more.
    pub fn again(&self) -> Pages {
        self.with(self.tail.clone())
    }

    /// Bytes of the file.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// So many bytes from a place on, at most [`WINDOW`]; fewer where the file ends, or what stands behind it.
    pub fn get(&mut self, at: u64, most: usize) -> io::Result<&[u8]> {
        if let Some(behind) = at.checked_sub(self.len) {
            let rest = usize::try_from(behind).ok().and_then(|behind| self.tail.get(behind..)).unwrap_or_default();
            return Ok(&rest[..most.min(rest.len())]);
        }
        let wanted = (most as u64).min(self.len - at);
        if at < self.from || at + wanted > self.from + self.window.len() as u64 {
            self.fill(at)?;
        }
        // A file may be shorter than it was.
        let window = self.window.get((at - self.from) as usize..).unwrap_or_default();
        Ok(&window[..window.len().min(wanted as usize)])
    }

    fn fill(&mut self, at: u64) -> io::Result<()> {
        let at = at.saturating_sub(BEFORE);
        self.window.resize((WINDOW as u64 + BEFORE).min(self.len - at) as usize, 0);
        self.from = at;
        let mut there = 0;
        while there < self.window.len() {
            match self.file.read_at(&mut self.window[there..], at + there as u64) {
                Ok(0) => break,
                Ok(n) => there += n,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => {
                    self.window.clear();
                    return Err(e);
                }
            }
        }
        self.window.truncate(there);
        Ok(())
    }

    /// What is at hand of the file from a place in it on, so many bytes at least where there are as many.
    fn near(&mut self, at: u64, least: usize) -> io::Result<&[u8]> {
        self.get(at, least)?;
        Ok(self.window.get((at - self.from) as usize..).unwrap_or_default())
    }

    /// The next place in the file, from one on, where so many bytes stand that begin so and are of some kind.
    pub fn find(&mut self, from: u64, begins: &[u8], width: usize, kind: impl Fn(&[u8]) -> bool) -> io::Result<Option<u64>> {
        let mut from = from;
        while from < self.len {
            let bytes = self.near(from, width)?;
            let mut found = memchr::memmem::find_iter(bytes, begins);
            if let Some(at) = found.find(|at| bytes.get(*at..at + width).is_some_and(&kind)) {
                return Ok(Some(from + at as u64));
            }
            // One may begin in this window and end in the next.
            match bytes.len().checked_sub(width - 1) {
                Some(done) if done > 0 => from += done as u64,
                _ => break,
            }
        }
        Ok(None)
    }
}

impl Read for Pages {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let at = self.at;
        let bytes = if at < self.len { self.near(at, 1)? } else { self.get(at, buffer.len())? };
        let n = bytes.len().min(buffer.len());
        buffer[..n].copy_from_slice(&bytes[..n]);
        self.at += n as u64;
        Ok(n)
    }
}

impl Seek for Pages {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => (self.len + self.tail.len() as u64).checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "a place before the beginning"))?;
        Ok(self.at)
    }
}
