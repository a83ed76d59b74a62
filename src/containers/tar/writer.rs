//! Writes a tar again round the clean texts, and tells what of a member does not follow from its clean one.

use super::header::{BLOCK, resized, without_size, zeros};
use super::held::{Held, Member, held};
use crate::containers::stream::{self, Output, Packing};
use crate::containers::{Origin, Settings, Writer};
use std::io::{self, Write};

pub(super) struct MembersOut {
    pub out: Box<dyn Output>,
    pub ended: bool,
}

impl MembersOut {
    pub fn create(out: Box<dyn Write + Send>, packing: Packing, settings: &Settings) -> io::Result<Box<dyn Writer>> {
        Ok(Box::new(MembersOut { out: stream::create(out, packing, settings.compress)?, ended: false }))
    }

    fn member(&mut self, before: &[u8], header: &[u8], bytes: &[u8], filling: &[u8]) -> io::Result<()> {
        self.out.write_all(before)?;
        self.out.write_all(header)?;
        self.out.write_all(bytes)?;
        self.out.write_all(filling)
    }
}

impl Writer for MembersOut {
    fn put(&mut self, origin: Origin, text: Option<&str>) -> io::Result<()> {
        match (*held(origin)?, text) {
            (Held::Bytes(bytes), _) => self.out.write_all(&bytes),
            (Held::End(bytes), _) => {
                self.ended = true;
                self.out.write_all(&bytes)
            }
            // A document without a clean text is left out.
            (Held::Member(_), None) => Ok(()),
            (Held::Member(member), Some(text)) => {
                let header = resized(&member.header, text.len());
                self.member(&without_size(&member.before), &header, text.as_bytes(), &zeros(text.len()))
            }
        }
    }

    fn keep(&mut self, origin: Origin, text: &str) -> io::Result<()> {
        match *held(origin)? {
            Held::Member(member) => self.member(&member.before, &member.header, text.as_bytes(), &member.filling),
            other => self.put(super::held::origin(other), None),
        }
    }

    fn back(&mut self, origin: Origin, raw: &[u8], spelling: Option<&str>) -> io::Result<()> {
        let Held::Member(member) = *held(origin)? else { return Ok(()) };
        let Some(spelling) = spelling else {
            return self.member(&member.before, &resized(&member.header, raw.len()), raw, &zeros(raw.len()));
        };
        let parts: Option<Vec<Vec<u8>>> = spelling.split('.').map(crate::digest::unhex).collect();
        match parts.as_deref() {
            Some([before, header, filling]) => self.member(before, header, raw, filling),
            _ => Err(io::Error::new(io::ErrorKind::InvalidData, "no headers of a member")),
        }
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        if !self.ended {
            self.out.write_all(&[0; BLOCK * 2])?;
        }
        self.out.finish()
    }
}

/// What stands before its header, the header, and what fills its last block, in hex and with dots between them; `None` when they
/// are those that its clean member leads to.
pub(super) fn spelling(origin: &Origin, raw: &[u8]) -> Option<String> {
    let Held::Member(Member { before, header, filling }) = origin.0.downcast_ref()? else { return None };
    if resized(header, raw.len()) == *header && without_size(before) == *before && filling.iter().all(|b| *b == 0) {
        return None;
    }
    Some([before, header, filling].map(|bytes| crate::digest::hex(bytes)).join("."))
}
