//! Whom to trust: `allowed_signers` and lists of revoked keys, in the formats of OpenSSH (`man ssh-keygen`).

use super::{Good, NAMESPACE, SignError};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use ssh_key::PublicKey;
use std::path::Path;

/// What an auditor brings along: none of it comes from the record.
#[derive(Clone, Debug)]
pub struct Trust {
    /// Who must have signed.
    signer: String,
    entries: Vec<Entry>,
    revoked: Vec<PublicKey>,
    /// Seconds since 1970 at which keys must be valid.
    at: i64,
}

/// A line of `allowed_signers`.
#[derive(Clone, Debug)]
struct Entry {
    line: usize,
    principals: String,
    authority: bool,
    namespaces: Option<String>,
    after: Option<i64>,
    before: Option<i64>,
    key: PublicKey,
}

impl Trust {
    /// From the files' texts. `at` is when keys must be valid, in seconds since 1970.
    ///
    /// # Errors
    /// When a line cannot be read: trust is not guessed.
    pub fn new(allowed_signers: &str, revoked: Option<&[u8]>, signer: &str, at: i64) -> Result<Trust, SignError> {
        let mut entries = Vec::new();
        for (n, line) in filled_lines(allowed_signers) {
            entries.push(entry(n, line).map_err(|what| SignError::Said(format!("allowed signers, line {n}: {what}")))?);
        }
        let revoked = revoked.map(revoked_keys).transpose()?.unwrap_or_default();
        Ok(Trust { signer: signer.to_owned(), entries, revoked, at })
    }

    /// Reads the files.
    ///
    /// # Errors
    /// As [`Trust::new`], or when they cannot be read.
    pub fn read(allowed_signers: &Path, revoked: Option<&Path>, signer: &str, at: i64) -> Result<Trust, SignError> {
        let read = |path: &Path| std::fs::read(path).map_err(|e| SignError::Said(format!("cannot read {}: {e}", path.display())));
        let text = String::from_utf8(read(allowed_signers)?)
            .map_err(|_| SignError::Said(format!("{} is not UTF-8", allowed_signers.display())))?;
        Trust::new(&text, revoked.map(read).transpose()?.as_deref(), signer, at)
    }

    /// Who must have signed.
    pub fn signer(&self) -> &str {
        &self.signer
    }

    /// Whether the key of a good signature is the signer's, for this kind of signature, now, and not revoked.
    ///
    /// # Errors
    /// Says why not.
    pub fn vouches(&self, good: &Good) -> Result<(), String> {
        let key = good.key.key_data();
        if self.revoked.iter().any(|r| r.key_data() == key) {
            return Err(format!("the key {} is revoked", good.fingerprint()));
        }
        let mut why = format!("the key {} is none of `{}`", good.fingerprint(), self.signer);
        for entry in self.entries.iter().filter(|e| matches_list(&e.principals, &self.signer)) {
            if entry.authority {
                why = format!("line {} of the allowed signers is an authority for certificates, which scrubjay does not take", entry.line);
            }
            if entry.authority || entry.key.key_data() != key {
                continue;
            }
            match self.objection(entry) {
                None => return Ok(()),
                Some(objection) => why = format!("line {} of the allowed signers: {objection}", entry.line),
            }
        }
        Err(why)
    }

    fn objection(&self, entry: &Entry) -> Option<String> {
        if entry.namespaces.as_ref().is_some_and(|list| !matches_list(list, NAMESPACE)) {
            return Some(format!("the key may not sign for `{NAMESPACE}`"));
        }
        if entry.after.is_some_and(|after| self.at < after) {
            return Some("the key is not valid yet".to_owned());
        }
        if entry.before.is_some_and(|before| self.at > before) {
            return Some("the key is not valid any more".to_owned());
        }
        None
    }
}

fn filled_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().enumerate().map(|(n, line)| (n + 1, line.trim()));
    lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

fn entry(line_number: usize, line: &str) -> Result<Entry, String> {
    let (principals, rest) = field(line)?;
    let mut entry = Entry {
        line: line_number,
        principals: unquote(principals),
        authority: false,
        namespaces: None,
        after: None,
        before: None,
        // Replaced below; a line always has one.
        key: PublicKey::new(ssh_key::public::Ed25519PublicKey([0; 32]).into(), ""),
    };
    if let Ok(key) = PublicKey::from_openssh(rest) {
        entry.key = key;
        return Ok(entry);
    }
    let (options, rest) = field(rest)?;
    for option in split_outside_quotes(options, ',') {
        let (name, value) = option.split_once('=').map_or((option, None), |(n, v)| (n, Some(unquote(v))));
        match (name.to_ascii_lowercase().as_str(), value) {
            ("cert-authority", None) => entry.authority = true,
            ("namespaces", Some(list)) if !list.is_empty() && entry.namespaces.is_none() => entry.namespaces = Some(list),
            ("valid-after", Some(time)) if entry.after.is_none() => entry.after = Some(parse_time(&time)?),
            ("valid-before", Some(time)) if entry.before.is_none() => entry.before = Some(parse_time(&time)?),
            _ => return Err(format!("option `{}` is not known, or stands twice, or lacks its value", option.escape_debug())),
        }
    }
    entry.key = PublicKey::from_openssh(rest).map_err(|e| format!("no public key where one belongs ({e})"))?;
    Ok(entry)
}

/// The text up to the first blank outside quotes, and what comes after.
fn field(text: &str) -> Result<(&str, &str), String> {
    let mut inside = false;
    let end = text.find(|c: char| {
        inside ^= c == '"';
        !inside && (c == ' ' || c == '\t')
    });
    let end = end.ok_or_else(|| "cut short, or a quote that does not end".to_owned())?;
    Ok((&text[..end], text[end..].trim_start()))
}

fn split_outside_quotes(text: &str, at: char) -> impl Iterator<Item = &str> {
    let mut inside = false;
    text.split(move |c: char| {
        inside ^= c == '"';
        !inside && c == at
    })
}

fn unquote(text: &str) -> String {
    text.strip_prefix('"').and_then(|t| t.strip_suffix('"')).unwrap_or(text).to_owned()
}

/// Whether one of the patterns fits and none of those with `!` does.
fn matches_list(patterns: &str, name: &str) -> bool {
    let mut found = false;
    for pattern in patterns.split(',') {
        match pattern.strip_prefix('!') {
            Some(pattern) if matches(pattern.as_bytes(), name.as_bytes()) => return false,
            Some(_) => {}
            None => found |= matches(pattern.as_bytes(), name.as_bytes()),
        }
    }
    found
}

/// `*` stands for any bytes, `?` for one. Goes back to the last `*` only, so it takes no more than the product of both lengths.
fn matches(pattern: &[u8], name: &[u8]) -> bool {
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(c) if *c == b'?' || *c == name[n] => (p, n) = (p + 1, n + 1),
            _ => match star {
                None => return false,
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    (p, n) = (at + 1, from + 1);
                }
            },
        }
    }
    pattern[p..].iter().all(|c| *c == b'*')
}

/// A list of public keys, one a line.
fn revoked_keys(bytes: &[u8]) -> Result<Vec<PublicKey>, SignError> {
    if bytes.starts_with(b"SSHKRL\n\0") {
        return Err(SignError::Said(
            "the list of revoked keys is a KRL, which scrubjay does not read: give a plain list of public keys, one a line".to_owned(),
        ));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| SignError::Said("the list of revoked keys is not UTF-8".to_owned()))?;
    let read =
        |(n, line)| PublicKey::from_openssh(line).map_err(|e| SignError::Said(format!("revoked keys, line {n}: no public key ({e})")));
    filled_lines(text).map(read).collect()
}

/// A time as OpenSSH writes it, `YYYYMMDD`, `YYYYMMDDHHMM` or `YYYYMMDDHHMMSS`, with `Z` for UTC and else in the time
/// zone of this machine: seconds since 1970.
///
/// # Errors
/// When it is none.
pub fn parse_time(text: &str) -> Result<i64, String> {
    let wrong = || format!("`{}` is no time such as 20300101 or 20300101120000Z", text.escape_debug());
    let (digits, zone) = match text.strip_suffix('Z') {
        Some(digits) => (digits, TimeZone::UTC),
        None => (text, TimeZone::system()),
    };
    if !digits.bytes().all(|b| b.is_ascii_digit()) || !matches!(digits.len(), 8 | 12 | 14) {
        return Err(wrong());
    }
    let part = |from: usize, to: usize| digits.get(from..to).and_then(|d| d.parse::<i8>().ok()).unwrap_or(0);
    let year = digits[..4].parse::<i16>().map_err(|_| wrong())?;
    let time = DateTime::new(year, part(4, 6), part(6, 8), part(8, 10), part(10, 12), part(12, 14), 0).map_err(|_| wrong())?;
    Ok(zone.to_ambiguous_zoned(time).compatible().map_err(|_| wrong())?.timestamp().as_second())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_those_of_openssh() {
        for (list, name, fits) in [
            ("a@b.example", "a@b.example", true),
            ("*@b.example", "x@b.example", true),
            ("*@b.example,!x@*", "x@b.example", false),
            ("!x@*,*", "y@b.example", true),
            ("!x@*", "y@b.example", false),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("*a*b*c*", "xxaxxbxxcxx", true),
            ("*a*b*c", "xxaxxbxxcxx", false),
            ("", "a", false),
            ("**", "", true),
        ] {
            assert_eq!(matches_list(list, name), fits, "{list} {name}");
        }
        assert!(!matches("*a".repeat(40).as_bytes(), "a".repeat(39).as_bytes()));
    }

    #[test]
    fn times_are_those_of_openssh() {
        assert_eq!(parse_time("20300101Z"), Ok(1_893_456_000));
        assert_eq!(parse_time("203001010000Z"), Ok(1_893_456_000));
        assert_eq!(parse_time("20300101000001Z"), Ok(1_893_456_001));
        for bad in ["", "2030", "20301301Z", "20300132Z", "2030010Z", "20300101T", "203001012", "٢٠٣٠٠١٠١"] {
            assert!(parse_time(bad).is_err(), "{bad}");
        }
    }
}
