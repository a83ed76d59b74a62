//! A file read through a buffer, with the number of bytes taken from it.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

/// See above.
pub struct Counted {
    file: BufReader<File>,
    /// Offset of the next byte in the file.
    pub at: u64,
}

impl Counted {
    /// Stands at the begin of the file.
    pub fn new(file: File) -> Counted {
        Counted { file: BufReader::with_capacity(1 << 16, file), at: 0 }
    }

    /// Goes to an offset of the file.
    pub fn seek(&mut self, to: u64) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(to))?;
        self.at = to;
        Ok(())
    }
}

impl Read for Counted {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.file.read(buf)?;
        self.at += n as u64;
        Ok(n)
    }
}

impl BufRead for Counted {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.file.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        self.file.consume(n);
        self.at += n as u64;
    }
}
