//! A zip whose directory is missing or broken, as that of a file that is cut off: its entries have headers of their own (APPNOTE 4.3.7),
//! and of these a directory is made, which stands behind the file while it is read.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

/// Bytes of an entry's own header, its name and what follows that aside.
const HEADER: usize = 30;
/// Bytes that begin it, those that begin the note behind an entry whose size was not known before, and those of the directory.
const ENTRY: &[u8] = b"PK\x03\x04";
const NOTE: &[u8] = b"PK\x07\x08";
const LISTED: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
/// Set in an entry's flags when a note behind it has its size and checksum.
const NOTED: u16 = 8;
/// Bytes that are looked through at once.
const WINDOW: usize = 1 << 16;

/// A file, and what stands behind so many bytes of it.
#[derive(Debug)]
pub struct Mended {
    file: File,
    len: u64,
    tail: Vec<u8>,
    at: u64,
}

impl Mended {
    /// The file as it is.
    pub fn whole(file: File) -> io::Result<Mended> {
        Ok(Mended { len: file.metadata()?.len(), file, tail: Vec::new(), at: 0 })
    }

    /// The file with a directory of the entries that its own headers tell, and the byte behind the last of them. `None` when there are none.
    pub fn of(file: File) -> io::Result<Option<(Mended, u64)>> {
        let len = file.metadata()?.len();
        let mut file = BufReader::with_capacity(WINDOW, file);
        let (mut list, mut entries, mut at) = (Vec::new(), 0u16, 0u64);
        while let Some(entry) = Found::at(&mut file, at, len)? {
            // The directory that is made has the sizes of the time before zip64.
            let (Ok(offset), Some(more)) = (u32::try_from(at), entries.checked_add(1)) else { break };
            entry.list(offset, &mut list);
            (at, entries) = (entry.end, more);
        }
        let (Ok(end), true) = (u32::try_from(at), entries > 0) else { return Ok(None) };
        let size = list.len() as u32;
        list.extend(END);
        [0, 0, entries, entries].iter().for_each(|n| list.extend(n.to_le_bytes()));
        [size, end].iter().for_each(|n| list.extend(n.to_le_bytes()));
        list.extend([0, 0]);
        let mut file = file.into_inner();
        file.rewind()?;
        Ok(Some((Mended { file, len: at, tail: list, at: 0 }, at)))
    }
}

impl Read for Mended {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = match self.at.checked_sub(self.len) {
            None => {
                let most = usize::try_from(self.len - self.at).unwrap_or(usize::MAX).min(buffer.len());
                self.file.read(&mut buffer[..most])?
            }
            Some(at) => usize::try_from(at).ok().and_then(|at| self.tail.get(at..)).unwrap_or_default().read(buffer)?,
        };
        self.at += n as u64;
        Ok(n)
    }
}

impl Seek for Mended {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let end = self.len + self.tail.len() as u64;
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => end.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "a place before the beginning"))?;
        self.file.seek(SeekFrom::Start(self.at.min(self.len)))?;
        Ok(self.at)
    }
}

/// An entry as its own header has it.
struct Found {
    /// What the directory says in the same words: version, flags, method, time.
    same: [u8; 10],
    crc: u32,
    packed: u32,
    size: u32,
    name: Vec<u8>,
    /// The byte behind it.
    end: u64,
}

impl Found {
    /// The entry that begins at a byte of a file of so many, when it is there whole and its size can be told.
    fn at(file: &mut BufReader<File>, at: u64, len: u64) -> io::Result<Option<Found>> {
        let mut header = [0u8; HEADER];
        if at + HEADER as u64 > len {
            return Ok(None);
        }
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(&mut header)?;
        if !header.starts_with(ENTRY) {
            return Ok(None);
        }
        let short = |i: usize| u16::from_le_bytes([header[i], header[i + 1]]);
        let mut name = vec![0; usize::from(short(26))];
        let data = at + (HEADER + name.len()) as u64 + u64::from(short(28));
        if data > len {
            return Ok(None);
        }
        file.read_exact(&mut name)?;
        let mut same = [0u8; 10];
        same.copy_from_slice(&header[4..14]);
        let (mut crc, mut packed, mut size) = (long(&header, 14), long(&header, 18), long(&header, 22));
        let mut end = data + u64::from(packed);
        if short(6) & NOTED != 0 && packed == 0 {
            let Some((note, behind)) = note(file, data, len)? else { return Ok(None) };
            (crc, packed, size, end) = (long(&note, 4), long(&note, 8), long(&note, 12), behind);
        }
        // A size of all ones stands elsewhere, in zip64.
        let told = end <= len && packed != u32::MAX && size != u32::MAX;
        Ok(told.then_some(Found { same, crc, packed, size, name, end }))
    }

    /// Its line of the directory (APPNOTE 4.3.12).
    fn list(&self, offset: u32, out: &mut Vec<u8>) {
        let folder = self.name.ends_with(b"/");
        out.extend(LISTED);
        out.extend(20u16.to_le_bytes());
        out.extend(self.same);
        [self.crc, self.packed, self.size].iter().for_each(|n| out.extend(n.to_le_bytes()));
        out.extend((self.name.len() as u16).to_le_bytes());
        // Nothing more, no remark, the first disk, no attributes within.
        out.extend([0; 8]);
        out.extend(if folder { 0x10u32 } else { 0 }.to_le_bytes());
        out.extend(offset.to_le_bytes());
        out.extend(&self.name);
    }
}

/// A number of four bytes; 0 where there are fewer.
fn long(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes)
}

/// The note behind data that begins at a byte: the first that says of the data the size that it has. And the byte behind it.
fn note(file: &mut BufReader<File>, data: u64, len: u64) -> io::Result<Option<([u8; 16], u64)>> {
    let mut window = Vec::with_capacity(WINDOW + 16);
    let mut from = data;
    loop {
        file.seek(SeekFrom::Start(from))?;
        window.clear();
        file.by_ref().take((WINDOW as u64).min(len.saturating_sub(from))).read_to_end(&mut window)?;
        for at in memchr::memmem::find_iter(&window, NOTE) {
            let Some(note) = window.get(at..at + 16).and_then(|note| <[u8; 16]>::try_from(note).ok()) else { break };
            let place = from + at as u64;
            if u64::from(long(&note, 8)) == place - data {
                return Ok(Some((note, place + 16)));
            }
        }
        if window.len() < WINDOW {
            return Ok(None);
        }
        // A note may begin in this window and end in the next.
        from += (WINDOW - 15) as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::write::SimpleFileOptions;
    use zip::{CompressionMethod, ZipArchive, ZipWriter};

    const TEXTS: [(&str, &str); 4] =
        [("a.txt", "One ferry left."), ("empty.txt", ""), ("notes/ř.txt", "Nobody waved, PK\x07\x08 or not. "), ("z.txt", "The last.")];

    /// A zip with sizes before the entries, or behind them.
    fn zip(behind: bool, method: CompressionMethod) -> Vec<u8> {
        fn fill<W: Write + Seek>(out: &mut ZipWriter<W>, method: CompressionMethod) {
            let options = SimpleFileOptions::default().compression_method(method);
            out.add_directory("notes/", options).unwrap();
            for (name, text) in TEXTS {
                out.start_file(name, options).unwrap();
                out.write_all(text.repeat(9).as_bytes()).unwrap();
            }
        }
        if behind {
            let mut out = ZipWriter::new_stream(Vec::new());
            fill(&mut out, method);
            return out.finish().unwrap().into_inner();
        }
        let mut out = ZipWriter::new(io::Cursor::new(Vec::new()));
        fill(&mut out, method);
        out.finish().unwrap().into_inner()
    }

    fn mended(bytes: &[u8]) -> Option<(Vec<(String, String)>, u64)> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        let (mended, end) = Mended::of(file).unwrap()?;
        let mut archive = ZipArchive::new(BufReader::new(mended)).unwrap();
        let texts = (0..archive.len()).map(|i| {
            let mut text = String::new();
            let mut entry = archive.by_index(i).unwrap();
            entry.read_to_string(&mut text).unwrap();
            assert_eq!(entry.is_dir(), entry.name().unwrap().ends_with('/'));
            (entry.name().unwrap().into_owned(), text)
        });
        Some((texts.collect(), end))
    }

    #[test]
    fn what_stands_whole_before_a_cut_is_found() {
        let all: Vec<(String, String)> = [("notes/", "")].iter().chain(&TEXTS).map(|(n, t)| ((*n).to_owned(), t.repeat(9))).collect();
        for (behind, method) in [
            (true, CompressionMethod::Stored),
            (true, CompressionMethod::Deflated),
            (false, CompressionMethod::Stored),
            (false, CompressionMethod::Deflated),
        ] {
            let bytes = zip(behind, method);
            let mut most = 0;
            for cut in 0..=bytes.len() {
                let (found, end) = mended(&bytes[..cut]).unwrap_or_default();
                assert_eq!(found, all[..found.len()], "{behind} {method} cut at {cut}");
                assert!(found.len() >= most && end <= cut as u64);
                most = found.len();
            }
            assert_eq!(most, all.len(), "{behind} {method}");
        }
        assert!(mended(b"no archive").is_none());
    }

    #[test]
    fn a_note_is_found_where_windows_meet() {
        for more in 0..40 {
            let mut out = ZipWriter::new_stream(Vec::new());
            let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
            out.start_file("long.txt", options).unwrap();
            out.write_all("x".repeat(WINDOW - 20 + more).as_bytes()).unwrap();
            out.start_file("short.txt", options).unwrap();
            let bytes = out.finish().unwrap().into_inner();
            let (found, _) = mended(&bytes).unwrap();
            assert_eq!(found.len(), 2, "{more}");
        }
    }
}
