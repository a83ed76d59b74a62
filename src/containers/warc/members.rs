//! The compressed members of a file, one after the other, each a record of its own as a rule.
//!
//! A member that cannot be decompressed costs itself only: reading goes on at the next place where a member begins that
//! holds the begin of a record.

use super::counted::Counted;
use flate2::bufread::GzDecoder;
use std::io::{self, BufRead, Read};

/// How the records are compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// Not at all.
    Plain,
    /// A gzip member each.
    Gzip,
    /// A zstd frame each.
    Zstd,
}

impl Packing {
    /// The bytes that a member begins with.
    fn magic(self) -> &'static [u8] {
        match self {
            Packing::Plain => b"",
            Packing::Gzip => &[0x1f, 0x8b, 0x08],
            Packing::Zstd => &[0x28, 0xb5, 0x2f, 0xfd],
        }
    }
}

/// What reading gave.
pub enum Got {
    /// This many bytes.
    Bytes(usize),
    /// The end of the file.
    End,
    /// Something that cannot be read; what is read next comes after it.
    Damaged(Fault),
}

/// What cannot be read.
pub struct Fault {
    /// In words.
    pub why: String,
    /// Whether bytes that were read before are of the member that is broken.
    pub within: bool,
}

enum Member {
    Gzip(Box<GzDecoder<Counted>>),
    Zstd(Box<zstd::stream::read::Decoder<'static, Counted>>),
}

impl Member {
    fn open(packing: Packing, file: Counted, words: &[u8]) -> io::Result<Member> {
        if packing == Packing::Gzip {
            return Ok(Member::Gzip(Box::new(GzDecoder::new(file))));
        }
        Ok(Member::Zstd(Box::new(zstd::stream::read::Decoder::with_dictionary(file, words)?.single_frame())))
    }

    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        match self {
            Member::Gzip(inner) => inner.read(buf),
            Member::Zstd(inner) => inner.read(buf),
        }
    }

    fn taken(&self) -> u64 {
        match self {
            Member::Gzip(inner) => inner.get_ref().at,
            Member::Zstd(inner) => inner.get_ref().at,
        }
    }

    fn close(self) -> Counted {
        match self {
            Member::Gzip(inner) => inner.into_inner(),
            Member::Zstd(inner) => inner.finish(),
        }
    }
}

enum State {
    Between(Counted),
    Within(Member),
    /// After an error of the file itself.
    Gone,
}

/// See above.
pub struct Members {
    packing: Packing,
    state: State,
    /// Where the member begins in the file.
    pub start: u64,
    /// Bytes that came out of it.
    out: u64,
    ratio: u64,
    /// A dictionary that the file brings along, for zstd.
    words: Vec<u8>,
}

/// However small a member is, it may hold this much.
const SLACK: u64 = 1 << 20;
/// What every record begins with.
const BEGIN: &[u8] = b"WARC/";

impl Members {
    /// Stands before the first member.
    pub fn new(mut file: Counted, packing: Packing, ratio: u64) -> io::Result<Members> {
        let words = if packing == Packing::Zstd { super::dictionary::read(&mut file)? } else { Vec::new() };
        Ok(Members { packing, state: State::Between(file), start: 0, out: 0, ratio, words })
    }

    /// Reads on, over the bounds of members. After damage it goes on behind it.
    pub fn read(&mut self, buf: &mut [u8]) -> io::Result<Got> {
        loop {
            match std::mem::replace(&mut self.state, State::Gone) {
                State::Gone => return Ok(Got::End),
                State::Between(file) => {
                    if let Some(got) = self.enter(file)? {
                        return Ok(got);
                    }
                }
                State::Within(mut member) => match member.read(buf) {
                    Ok(0) => self.state = State::Between(member.close()),
                    Ok(n) => {
                        self.out += n as u64;
                        if self.out > SLACK.saturating_add((member.taken() - self.start).saturating_mul(self.ratio)) {
                            let why = format!("a compressed member has more than {} times its own size (limits.ratio)", self.ratio);
                            return self.damaged(member.close(), self.start, why);
                        }
                        self.state = State::Within(member);
                        return Ok(Got::Bytes(n));
                    }
                    Err(e) if e.kind() == io::ErrorKind::Interrupted => self.state = State::Within(member),
                    Err(_) => return self.damaged(member.close(), self.start, "compressed data that is cut off or broken".to_owned()),
                },
            }
        }
    }

    /// Goes back to a place where a member began.
    pub fn back(&mut self, start: u64) -> io::Result<()> {
        let mut file = match std::mem::replace(&mut self.state, State::Gone) {
            State::Between(file) => file,
            State::Within(member) => member.close(),
            State::Gone => return Err(io::ErrorKind::Other.into()),
        };
        file.seek(start)?;
        self.state = State::Between(file);
        Ok(())
    }

    /// Begins the next member.
    fn enter(&mut self, mut file: Counted) -> io::Result<Option<Got>> {
        // Some tools fill up with zeros.
        loop {
            let zeros = file.fill_buf()?.iter().take_while(|b| **b == 0).count();
            if zeros == 0 {
                break;
            }
            file.consume(zeros);
        }
        self.start = file.at;
        self.out = 0;
        let magic = self.packing.magic();
        let mut head = vec![0; magic.len()];
        let n = read_full(&mut file, &mut head)?;
        file.seek(self.start)?;
        if n == 0 {
            self.state = State::Between(file);
            return Ok(Some(Got::End));
        }
        if head != magic {
            let start = self.start;
            return self.damaged(file, start, "bytes between compressed members".to_owned()).map(Some);
        }
        self.state = State::Within(Member::open(self.packing, file, &self.words)?);
        Ok(None)
    }

    /// Goes on at the next place after `start` where a member begins with a record.
    fn damaged(&mut self, mut file: Counted, start: u64, why: String) -> io::Result<Got> {
        let mut at = start + 1;
        file.seek(at)?;
        let magic = self.packing.magic();
        let mut window: Vec<u8> = Vec::new();
        loop {
            let more = file.fill_buf()?;
            let n = more.len();
            if n == 0 {
                self.state = State::Between(file);
                return Ok(Got::Damaged(Fault { why, within: self.out > 0 }));
            }
            window.extend_from_slice(more);
            file.consume(n);
            let places: Vec<u64> = memchr::memmem::find_iter(&window, magic).map(|p| at + p as u64).collect();
            let read = file.at;
            for place in places {
                file.seek(place)?;
                let mut member = Member::open(self.packing, file, &self.words)?;
                let mut begin = [0; BEGIN.len()];
                let good = read_full(&mut Reading(&mut member), &mut begin).is_ok_and(|n| begin[..n] == *BEGIN);
                file = member.close();
                if good {
                    file.seek(place)?;
                    self.state = State::Between(file);
                    return Ok(Got::Damaged(Fault { why, within: self.out > 0 }));
                }
            }
            file.seek(read)?;
            let kept = window.len().min(magic.len() - 1);
            window.drain(..window.len() - kept);
            at = read - kept as u64;
        }
    }
}

struct Reading<'a>(&'a mut Member);

impl Read for Reading<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.0.read(buf)
    }
}

/// Reads until the buffer is full or the end.
fn read_full(from: &mut impl Read, buf: &mut [u8]) -> io::Result<usize> {
    let mut n = 0;
    while n < buf.len() {
        match from.read(&mut buf[n..]) {
            Ok(0) => break,
            Ok(more) => n += more,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(n)
}
