//! The bytes of a container, uncompressed, with the way back that looking for the next record needs.

use super::counted::Counted;
use super::members::{Fault, Got, Members, Packing};
use std::collections::VecDeque;
use std::io::{self, Read};

enum Under {
    Plain(Counted),
    Packed(Members),
}

/// See above.
pub struct Source {
    from: Under,
    buf: Vec<u8>,
    pos: usize,
    /// Offset of the next byte in the uncompressed container.
    pub at: u64,
    /// Damage met and not yet told.
    met: Option<Fault>,
    /// Where compressed members begin that can still be gone back to: uncompressed, and in the file.
    members: VecDeque<(u64, u64)>,
}

/// A place to go back to.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    at: u64,
    member: (u64, u64),
}

const PIECE: usize = 1 << 16;

impl Source {
    /// Stands at the begin.
    pub fn new(file: Counted, packing: Packing, ratio: u64) -> io::Result<Source> {
        let from = match packing {
            Packing::Plain => Under::Plain(file),
            _ => Under::Packed(Members::new(file, packing, ratio)?),
        };
        Ok(Source { from, buf: Vec::new(), pos: 0, at: 0, met: None, members: VecDeque::new() })
    }

    /// The bytes at hand, some when there are any: empty at the end, and where damage lies ([`Source::damage`]).
    pub fn fill(&mut self) -> io::Result<&[u8]> {
        if self.pos == self.buf.len() && self.met.is_none() {
            self.buf.resize(PIECE, 0);
            self.pos = 0;
            let got = match &mut self.from {
                Under::Plain(file) => file.read(&mut self.buf).map(|n| if n == 0 { Got::End } else { Got::Bytes(n) }),
                Under::Packed(members) => members.read(&mut self.buf),
            };
            self.buf.truncate(if let Ok(Got::Bytes(n)) = got { n } else { 0 });
            if let Got::Damaged(fault) = got? {
                self.met = Some(fault);
            } else if let Under::Packed(members) = &self.from
                && self.members.back().is_none_or(|(_, start)| *start != members.start)
            {
                self.members.push_back((self.at, members.start));
            }
        }
        Ok(&self.buf[self.pos..])
    }

    /// Whether damage comes next that the bytes before it are part of.
    pub fn within_damage(&self) -> bool {
        self.met.as_ref().is_some_and(|fault| fault.within)
    }

    /// Goes on behind damage, and says what it was.
    pub fn damage(&mut self) -> Option<String> {
        self.met.take().map(|fault| fault.why)
    }

    /// Marks the next byte, and forgets the way to places before it.
    pub fn mark(&mut self) -> Mark {
        while self.members.get(1).is_some_and(|(at, _)| *at <= self.at) {
            self.members.pop_front();
        }
        Mark { at: self.at, member: self.members.front().copied().unwrap_or_default() }
    }

    /// Goes back to a mark.
    pub fn back(&mut self, mark: Mark) -> io::Result<()> {
        self.buf.clear();
        self.pos = 0;
        self.met = None;
        match &mut self.from {
            Under::Plain(file) => {
                file.seek(mark.at)?;
                self.at = mark.at;
            }
            Under::Packed(members) => {
                members.back(mark.member.1)?;
                self.at = mark.member.0;
                self.members = VecDeque::from([mark.member]);
                self.skip(mark.at - mark.member.0)?;
            }
        }
        Ok(())
    }

    /// Passes by `n` bytes, fewer where the end or damage comes first; gives how many.
    pub fn skip(&mut self, n: u64) -> io::Result<u64> {
        let mut left = n;
        while left > 0 {
            let n = self.fill()?.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            if n == 0 {
                break;
            }
            self.consume(n);
            left -= n as u64;
        }
        Ok(n - left)
    }

    /// Takes bytes that [`Source::fill`] gave.
    pub fn consume(&mut self, n: usize) {
        self.pos += n;
        self.at += n as u64;
    }

    /// Takes `n` bytes, fewer where the end or damage comes first.
    pub fn take(&mut self, n: u64, into: &mut Vec<u8>) -> io::Result<()> {
        let mut left = n;
        while left > 0 {
            let more = self.fill()?;
            let n = more.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            if n == 0 {
                break;
            }
            into.extend_from_slice(&more[..n]);
            self.consume(n);
            left -= n as u64;
        }
        Ok(())
    }

    /// Gives bytes back that were taken last, to be read again.
    pub fn unread(&mut self, bytes: Vec<u8>) {
        self.at -= bytes.len() as u64;
        let rest = self.buf.split_off(self.pos);
        self.buf = bytes;
        self.buf.extend_from_slice(&rest);
        self.pos = 0;
    }
}
