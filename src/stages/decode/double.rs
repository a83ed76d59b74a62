//! Johab and EUC-TW: two bytes a character (four for EUC-TW beyond plane 1), from tables of our own.

use std::sync::OnceLock;

static BYTES: &[u8] = include_bytes!("data/double.bin");

const JOHAB: usize = (0xfa - 0x84) * (0xff - 0x31);
const PLANE: usize = 94 * 94;

fn cell(i: usize) -> Option<char> {
    let pair = BYTES.get(2 * i..2 * i + 2)?;
    match u16::from_le_bytes([pair[0], pair[1]]) {
        0 => None,
        code => char::from_u32(u32::from(code)),
    }
}

/// The character of a pair of Johab's.
pub fn johab(lead: u8, trail: u8) -> Option<char> {
    let in_range = (0x84..0xfa).contains(&lead) && (0x31..0xff).contains(&trail);
    in_range.then(|| cell(usize::from(lead - 0x84) * (0xff - 0x31) + usize::from(trail - 0x31))).flatten()
}

/// The character of a cell of CNS 11643, plane 1 to 3; both bytes 0xA1 to 0xFE.
pub fn cns(plane: usize, a: u8, b: u8) -> Option<char> {
    let in_range = (1..=3).contains(&plane) && (0xa1..0xff).contains(&a) && (0xa1..0xff).contains(&b);
    in_range.then(|| cell(JOHAB + (plane - 1) * PLANE + usize::from(a - 0xa1) * 94 + usize::from(b - 0xa1))).flatten()
}

/// Sorted (character, bytes); of two spellings the first.
type Back = Vec<(char, [u8; 4], u8)>;

fn sorted(mut all: Back) -> Back {
    all.sort_by_key(|e| (e.0, e.2, e.1));
    all.dedup_by_key(|e| e.0);
    all
}

fn look(back: &Back, c: char) -> Option<&[u8]> {
    let i = back.binary_search_by_key(&c, |e| e.0).ok()?;
    Some(&back[i].1[..usize::from(back[i].2)])
}

/// A character in Johab.
pub fn to_johab(c: char) -> Option<&'static [u8]> {
    static BACK: OnceLock<Back> = OnceLock::new();
    let back = BACK.get_or_init(|| {
        let pairs = (0x84..0xfau8).flat_map(|a| (0x31..0xffu8).map(move |b| (a, b)));
        sorted(pairs.filter_map(|(a, b)| johab(a, b).map(|c| (c, [a, b, 0, 0], 2))).collect())
    });
    look(back, c)
}

/// A character in EUC-TW.
pub fn to_euc_tw(c: char) -> Option<&'static [u8]> {
    static BACK: OnceLock<Back> = OnceLock::new();
    let back = BACK.get_or_init(|| {
        let cells = (1..=3usize).flat_map(|p| (0xa1..0xffu8).flat_map(move |a| (0xa1..0xffu8).map(move |b| (p, a, b))));
        let spell = |p: usize, a, b| if p == 1 { ([a, b, 0, 0], 2) } else { ([0x8e, 0xa0 + p as u8, a, b], 4) };
        sorted(cells.filter_map(|(p, a, b)| cns(p, a, b).map(|c| (c, spell(p, a, b).0, spell(p, a, b).1))).collect())
    });
    look(back, c)
}
