//! Lists of digests in GNU format, as `sha256sum -c` reads them.

use crate::digest::Digest;

/// One line: digest, two blanks, path bytes. A name with a backslash, LF or CR is escaped and the line marked by a backslash in front.
pub fn line(digest: Digest, path: &[u8]) -> Vec<u8> {
    let escaped = path.iter().any(|b| matches!(b, b'\\' | b'\n' | b'\r'));
    let mut out = Vec::with_capacity(path.len() + 68);
    if escaped {
        out.push(b'\\');
    }
    out.extend_from_slice(digest.to_string().as_bytes());
    out.extend_from_slice(b"  ");
    for &b in path {
        match b {
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b => out.push(b),
        }
    }
    out.push(b'\n');
    out
}

/// Reads a line without its newline: digest and path bytes.
pub fn parse(line: &[u8]) -> Option<(Digest, Vec<u8>)> {
    let (escaped, line) = match line.strip_prefix(b"\\") {
        Some(rest) => (true, rest),
        None => (false, line),
    };
    let (hex, rest) = line.split_at_checked(64)?;
    let digest = Digest::parse(std::str::from_utf8(hex).ok()?)?;
    let name = rest.strip_prefix(b"  ")?;
    if !escaped {
        return Some((digest, name.to_vec()));
    }
    let mut out = Vec::with_capacity(name.len());
    let mut bytes = name.iter();
    while let Some(&b) = bytes.next() {
        out.push(match b {
            b'\\' => match bytes.next()? {
                b'\\' => b'\\',
                b'n' => b'\n',
                b'r' => b'\r',
                _ => return None,
            },
            b => b,
        });
    }
    Some((digest, out))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_comes_back() {
        for name in [&b"a"[..], b"a b", b"\\", b"x\ny\r", b"\xff", b"*odd", b" lead"] {
            let line = line(Digest::of(b""), name);
            assert_eq!(parse(&line[..line.len() - 1]).unwrap().1, name);
        }
    }
}
