//! Tar: each regular file in it is a document. Everything else goes on as it is, to the byte.
//!
//! The headers are read here and not by a library, because what is not a document must come out as it came in: old
//! formats, extended headers, owners and times alike.

mod header;
mod held;
mod reader;
mod writer;

use super::stream::Packing;
use super::{Back, Format};
use reader::Members;
use std::io;
use writer::{MembersOut, spelling};

/// Tar, not packed.
pub const PLAIN: Format = Format {
    name: "tar",
    suffixes: &[".tar"],
    open: |path, settings| Members::open(path, Packing::None, settings),
    create: |out, _, settings| MembersOut::create(out, Packing::None, settings),
    declares: false,
    back: Some(BACK),
    large_stays: false,
    passing: None,
};

/// Tar, packed with gzip.
#[cfg(feature = "gzip")]
pub const GZIP: Format = Format {
    name: "tar.gz",
    suffixes: &[".tar.gz", ".tgz"],
    open: |path, settings| Members::open(path, Packing::Gzip, settings),
    create: |out, _, settings| MembersOut::create(out, Packing::Gzip, settings),
    declares: false,
    back: Some(BACK),
    large_stays: false,
    passing: None,
};

/// Tar, packed with Zstandard.
#[cfg(feature = "zstd")]
pub const ZSTD: Format = Format {
    name: "tar.zst",
    suffixes: &[".tar.zst", ".tzst"],
    open: |path, settings| Members::open(path, Packing::Zstd, settings),
    create: |out, _, settings| MembersOut::create(out, Packing::Zstd, settings),
    declares: false,
    back: Some(BACK),
    large_stays: false,
    passing: None,
};

const BACK: Back =
    Back { spelling, plain: |out| Box::new(MembersOut { out: Box::new(io::BufWriter::new(out)), ended: false }), leaves_out: true };
