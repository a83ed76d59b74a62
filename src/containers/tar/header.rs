//! The headers of a member: read, and written again for a member of another size.

/// Bytes of a block.
pub(super) const BLOCK: usize = 512;

/// Bytes of all the blocks that so many bytes take.
pub(super) fn padded(size: u64) -> u64 {
    size.div_ceil(BLOCK as u64).saturating_mul(BLOCK as u64)
}

/// The size that a header says, when it is one.
pub(super) fn checked(header: &[u8]) -> Option<u64> {
    let sum = number(&header[148..156])?;
    let (unsigned, signed) = sums(header);
    // Some old programs added up signed bytes.
    if sum != unsigned && i64::try_from(sum).ok() != Some(signed) {
        return None;
    }
    number(&header[124..136]).filter(|n| *n < 1 << 60)
}

fn sums(header: &[u8]) -> (u64, i64) {
    let own = |at: usize| (148..156).contains(&at);
    let bytes = header.iter().enumerate().map(|(at, b)| if own(at) { b' ' } else { *b });
    (bytes.clone().map(u64::from).sum(), bytes.map(|b| i64::from(b as i8)).sum())
}

/// A number in octal digits, or in base 256.
fn number(field: &[u8]) -> Option<u64> {
    if field[0] & 0x80 != 0 {
        let bytes = std::iter::once(field[0] & 0x7f).chain(field[1..].iter().copied());
        return bytes.into_iter().try_fold(0u64, |n, b| n.checked_mul(256)?.checked_add(u64::from(b)));
    }
    let text = field.split(|b| *b == 0).next().unwrap_or_default();
    let digits = std::str::from_utf8(text).ok()?.trim();
    if digits.is_empty() { Some(0) } else { u64::from_str_radix(digits, 8).ok() }
}

pub(super) fn own_name(header: &[u8]) -> Vec<u8> {
    let text = |field: &[u8]| field.split(|b| *b == 0).next().unwrap_or_default().to_vec();
    let name = text(&header[..100]);
    let prefix = if &header[257..263] == b"ustar\0" { text(&header[345..500]) } else { Vec::new() };
    if prefix.is_empty() { name } else { [prefix, name].join(&b'/') }
}

/// The records of an extended header: length, blank, key, `=`, value, newline.
pub(super) fn pax(mut body: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    std::iter::from_fn(move || {
        let blank = memchr::memchr(b' ', body)?;
        let len: usize = std::str::from_utf8(&body[..blank]).ok()?.parse().ok()?;
        let record = body.get(blank + 1..len.checked_sub(1)?)?;
        body = body.get(len..)?;
        let sign = memchr::memchr(b'=', record)?;
        Some((&record[..sign], &record[sign + 1..]))
    })
}

/// A header with another size. Texts are far smaller than the eight GiB that it has room for.
pub(super) fn resized(header: &[u8], size: usize) -> Vec<u8> {
    let mut header = header.to_vec();
    header[124..136].copy_from_slice(format!("{:011o}\0", size as u64 & 0o77_777_777_777).as_bytes());
    let sum = sums(&header).0;
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    header
}

/// The headers before a member without the size that an extended one may say: it will be another.
pub(super) fn without_size(before: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(before.len());
    let mut rest = before;
    while let Some((header, behind)) = rest.split_at_checked(BLOCK) {
        let size = number(&header[124..136]).unwrap_or_default();
        let data = behind.get(..padded(size) as usize).unwrap_or(behind);
        rest = &behind[data.len()..];
        let body = data.get(..size as usize).unwrap_or(data);
        if header[156] != b'x' || pax(body).all(|(key, _)| key != b"size") {
            out.extend_from_slice(header);
            out.extend_from_slice(data);
            continue;
        }
        let mut kept = Vec::new();
        let mut at = 0;
        for (key, value) in pax(body) {
            // Its length, which it begins with, counts itself: from where it begins to the newline behind its value.
            let end = at + body[at..].iter().position(|b| *b == b' ').unwrap_or_default() + 1 + key.len() + 1 + value.len() + 1;
            if key != b"size" {
                kept.extend_from_slice(&body[at..end]);
            }
            at = end;
        }
        if !kept.is_empty() {
            out.extend_from_slice(&resized(header, kept.len()));
            let zeros = zeros(kept.len());
            out.extend_from_slice(&kept);
            out.extend_from_slice(&zeros);
        }
    }
    out
}

/// What fills the last block of so many bytes.
pub(super) fn zeros(n: usize) -> Vec<u8> {
    vec![0; n.next_multiple_of(BLOCK) - n]
}
