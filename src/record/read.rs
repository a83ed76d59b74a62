//! Reading a record line by line: canonical form or nothing.

use crate::error::{Error, Result};
use crate::profile::SiteLine;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// Bytes of the longest line of `rows.jsonl`, with its newline: a row says sums and counts, never text.
pub const LONGEST_ROW: u64 = 65_536;

/// Bytes of the largest file of one line. Nothing vouches for the size of `run.json` before it is read.
pub const LARGEST_FILE: u64 = 1 << 26;

/// Lines of a file, without their newlines. A last line without one is an error.
pub struct Lines {
    path: PathBuf,
    reader: BufReader<File>,
    number: u64,
}

impl Lines {
    /// Opens the file.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(path: &Path) -> Result<Lines> {
        let file = open_regular(path).map_err(Error::io("open", path))?;
        Ok(Lines { path: path.to_path_buf(), reader: BufReader::with_capacity(1 << 16, file), number: 0 })
    }

    /// File and line, for messages.
    pub fn place(&self) -> String {
        format!("{}:{}", self.path.file_name().unwrap_or_default().to_string_lossy(), self.number)
    }

    /// An error about the line read last.
    pub fn error(&self, what: impl Into<String>) -> Error {
        Error::Record { place: self.place(), what: what.into() }
    }

    /// The next line as bytes; `None` at the end.
    ///
    /// # Errors
    /// When it cannot be read, or has no newline.
    pub fn bytes(&mut self) -> Result<Option<Vec<u8>>> {
        self.bytes_within(u64::MAX)
    }

    /// The next line as bytes, when it has at most `longest` of them with its newline. No more than that is ever taken
    /// into memory, whatever the file holds.
    ///
    /// # Errors
    /// As [`Lines::bytes`], or when the line is longer.
    pub fn bytes_within(&mut self, longest: u64) -> Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        let n = self.reader.by_ref().take(longest).read_until(b'\n', &mut line).map_err(Error::io("read", &self.path))?;
        if n == 0 {
            return Ok(None);
        }
        self.number += 1;
        if line.pop() == Some(b'\n') {
            return Ok(Some(line));
        }
        Err(self.error(if n as u64 == longest {
            format!("a line of more than {longest} bytes")
        } else {
            "the last line is cut: it has no newline".to_owned()
        }))
    }

    /// The next line as text.
    ///
    /// # Errors
    /// As [`Lines::bytes`], or when it is not UTF-8.
    pub fn text(&mut self) -> Result<Option<String>> {
        self.text_within(u64::MAX)
    }

    /// The next line as text, when it has at most `longest` bytes.
    ///
    /// # Errors
    /// As [`Lines::bytes_within`], or when it is not UTF-8.
    pub fn text_within(&mut self, longest: u64) -> Result<Option<String>> {
        match self.bytes_within(longest)? {
            None => Ok(None),
            Some(line) => String::from_utf8(line).map(Some).map_err(|_| self.error("not UTF-8")),
        }
    }

    /// The next site of a profile.
    ///
    /// # Errors
    /// As [`parse`].
    pub fn site(&mut self) -> Result<Option<(String, SiteLine)>> {
        self.parsed(|site: &SiteLine| super::canonical(site))
    }

    fn parsed<T: DeserializeOwned>(&mut self, write: impl Fn(&T) -> String) -> Result<Option<(String, T)>> {
        let Some(line) = self.text()? else { return Ok(None) };
        let value = parse_with(&line, write).map_err(|what| self.error(what))?;
        Ok(Some((line, value)))
    }
}

/// Opens a file of a record. A link is not followed, and a fifo or device, which may never end, is not opened.
///
/// # Errors
/// What the system says, or that it is no regular file.
pub fn open_regular(path: &Path) -> std::io::Result<File> {
    if !std::fs::symlink_metadata(path)?.is_file() {
        return Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, "not a regular file"));
    }
    File::open(path)
}

/// Reads one line of canonical JSON: it is written again and the bytes compared, which leaves no room for duplicate
/// keys, spare blanks, other spellings of a number or a character.
///
/// # Errors
/// Says what is wrong.
pub fn parse<T: DeserializeOwned + Serialize>(line: &str) -> std::result::Result<T, String> {
    parse_with(line, |value: &T| super::canonical(value))
}

/// As [`parse`], with another way to write the value again.
///
/// # Errors
/// Says what is wrong.
pub fn parse_with<T: DeserializeOwned>(line: &str, write: impl Fn(&T) -> String) -> std::result::Result<T, String> {
    let value: T = serde_json::from_str(line).map_err(|e| e.to_string())?;
    if write(&value) != line {
        return Err("not in canonical form".to_owned());
    }
    // What was written again is valid JSON, so a look at its bytes is enough.
    if has_large_number(line.as_bytes()) { Err("a number of 2^53 or more".to_owned()) } else { Ok(value) }
}

/// Digits of 2^53, the first number that is too large.
const TOO_LARGE: &[u8] = b"9007199254740992";

/// Whether a number outside strings is 2^53 or more: there readers that count in floating point begin to differ.
fn has_large_number(line: &[u8]) -> bool {
    let step = TOO_LARGE.len();
    let mut at = step - 1;
    // How far the line was read to know what is a string, and whether that place is inside one: each byte is read once.
    let (mut seen, mut inside) = (0, false);
    // So many digits in a row have one at a multiple of their number; most lines have no such run.
    while at < line.len() {
        if !line[at].is_ascii_digit() {
            at += step;
            continue;
        }
        let start = line[..at].iter().rposition(|b| !b.is_ascii_digit()).map_or(0, |p| p + 1);
        let end = line[at..].iter().position(|b| !b.is_ascii_digit()).map_or(line.len(), |p| at + p);
        let digits = &line[start..end];
        let large = digits.len() > step || (digits.len() == step && digits >= TOO_LARGE);
        while large && seen < start {
            match line[seen] {
                b'"' => inside = !inside,
                b'\\' => seen += 1,
                _ => {}
            }
            seen += 1;
        }
        if large && !inside {
            return true;
        }
        at = end + step - 1;
    }
    false
}

/// Reads a file that is one line of canonical JSON.
///
/// # Errors
/// When it cannot be read or is anything else.
pub fn one_line<T: DeserializeOwned + Serialize>(path: &Path) -> Result<T> {
    let place = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let wrong = |what: String| Error::Record { place: place.clone(), what };
    let mut bytes = Vec::new();
    let file = open_regular(path).map_err(Error::io("open", path))?;
    file.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(Error::io("read", path))?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(wrong(format!("more than {LARGEST_FILE} bytes")));
    }
    let text = String::from_utf8(bytes).map_err(|_| wrong("not UTF-8".to_owned()))?;
    let line = text.strip_suffix('\n').ok_or_else(|| wrong("no newline at the end".to_owned()))?;
    parse(line).map_err(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_end_where_floating_point_ends() {
        for (line, large) in [
            ("{\"n\":9007199254740991}", false),
            ("{\"n\":9007199254740992}", true),
            ("{\"n\":18446744073709551615}", true),
            ("{\"n\":[1,99999999999999999]}", true),
            ("{\"n\":\"99999999999999999999999999\"}", false),
            ("{\"n\":\"\\\"9999999999999999999,\",\"z\":1}", false),
            ("{\"n\":\"9999999999999999999\",\"z\":9999999999999999}", true),
            ("{\"n\":\"\\\\\",\"z\":9999999999999999}", true),
        ] {
            assert_eq!(has_large_number(line.as_bytes()), large, "{line}");
            let behind = format!("{{\"a\":\"{}\\\"\",\"b\":\"{}\",\"c\":{line}}}", "9".repeat(40), "8".repeat(17));
            assert_eq!(has_large_number(behind.as_bytes()), large, "{behind}");
            for blanks in 0..20 {
                assert_eq!(has_large_number(format!("{}{line}", " ".repeat(blanks)).as_bytes()), large, "{blanks} {line}");
            }
        }
    }
}
