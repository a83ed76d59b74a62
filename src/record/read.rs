//! Reading a record line by line: canonical form or nothing.

use super::edits::EditsBack;
use super::row::Row;
use crate::error::{Error, Result};
use crate::profile::SiteLine;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

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
        let file = File::open(path).map_err(Error::io("open", path))?;
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
        let mut line = Vec::new();
        let n = self.reader.read_until(b'\n', &mut line).map_err(Error::io("read", &self.path))?;
        if n == 0 {
            return Ok(None);
        }
        self.number += 1;
        if line.pop() != Some(b'\n') {
            return Err(self.error("the last line is cut: it has no newline"));
        }
        Ok(Some(line))
    }

    /// The next line as text.
    ///
    /// # Errors
    /// As [`Lines::bytes`], or when it is not UTF-8.
    pub fn text(&mut self) -> Result<Option<String>> {
        match self.bytes()? {
            None => Ok(None),
            Some(line) => String::from_utf8(line).map(Some).map_err(|_| self.error("not UTF-8")),
        }
    }

    /// The next row.
    ///
    /// # Errors
    /// As [`parse`].
    pub fn row(&mut self) -> Result<Option<(String, Row)>> {
        self.parsed(|row: &Row| serde_json::to_string(row).expect("our own shapes have string keys only"))
    }

    /// The next line of edits.
    ///
    /// # Errors
    /// As [`parse`].
    pub fn edits(&mut self) -> Result<Option<(String, EditsBack)>> {
        self.parsed(|edits: &EditsBack| serde_json::to_string(&edits.as_line()).expect("our own shapes have string keys only"))
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

/// Reads one line of canonical JSON: it is written again and the bytes compared, which leaves no room for duplicate
/// keys, spare blanks, other spellings of a number or a character.
///
/// # Errors
/// Says what is wrong.
pub fn parse<T: DeserializeOwned + Serialize>(line: &str) -> std::result::Result<T, String> {
    parse_with(line, |value: &T| super::canonical(value))
}

fn parse_with<T: DeserializeOwned>(line: &str, write: impl Fn(&T) -> String) -> std::result::Result<T, String> {
    let value: T = serde_json::from_str(line).map_err(|e| e.to_string())?;
    if write(&value) == line { Ok(value) } else { Err("not in canonical form".to_owned()) }
}

/// Reads a file that is one line of canonical JSON.
///
/// # Errors
/// When it cannot be read or is anything else.
pub fn one_line<T: DeserializeOwned + Serialize>(path: &Path) -> Result<T> {
    let text = std::fs::read_to_string(path).map_err(Error::io("read", path))?;
    let place = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let wrong = |what: String| Error::Record { place: place.clone(), what };
    let line = text.strip_suffix('\n').ok_or_else(|| wrong("no newline at the end".to_owned()))?;
    parse(line).map_err(wrong)
}
