//! Character references: what stands there, and what it stands for.

use std::borrow::Cow;
use std::ops::Range;

/// A reference of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Its bytes.
    pub span: Range<usize>,
    /// The characters it stands for.
    pub with: Cow<'static, str>,
}

/// No name is longer (`CounterClockwiseContourIntegral`).
const LONGEST_NAME: usize = 32;

/// The reference whose `&` stands at `at`. When it stands for an ampersand that itself opens a reference, that one is
/// meant: `&amp;amp;rsquo;` was escaped twice.
pub fn reference_at(text: &str, at: usize) -> Option<Reference> {
    if text.as_bytes().get(at) != Some(&b'&') {
        return None;
    }
    let (mut end, mut with) = body(text, at + 1)?;
    while with == "&" {
        let Some((next_end, next)) = body(text, end) else { break };
        (end, with) = (next_end, next);
    }
    Some(Reference { span: at..end, with })
}

/// What follows the ampersand, up to and with the semicolon.
fn body(text: &str, at: usize) -> Option<(usize, Cow<'static, str>)> {
    let rest = &text.as_bytes()[at..];
    if rest.first() == Some(&b'#') {
        return number(rest).map(|(len, c)| (at + len, Cow::Owned(c.to_string())));
    }
    let len = rest.iter().take(LONGEST_NAME).take_while(|b| b.is_ascii_alphanumeric()).count();
    if len < 2 || rest.get(len) != Some(&b';') {
        return None;
    }
    let mut name = [0u8; LONGEST_NAME + 2];
    name[0] = b'&';
    name[1..len + 2].copy_from_slice(&rest[..=len]);
    let with = htmlize::ENTITIES.get(&name[..len + 2])?;
    Some((at + len + 1, Cow::Borrowed(std::str::from_utf8(with).ok()?)))
}

fn number(rest: &[u8]) -> Option<(usize, char)> {
    let (radix, from) = if matches!(rest.get(1), Some(b'x' | b'X')) { (16, 2) } else { (10, 1) };
    let digits = rest[from..].iter().take(9).take_while(|b| (**b as char).is_digit(radix)).count();
    if rest.get(from + digits) != Some(&b';') {
        return None;
    }
    let value = u32::from_str_radix(std::str::from_utf8(&rest[from..from + digits]).ok()?, radix).ok()?;
    Some((from + digits + 1, character(value)?))
}

/// The character of a number; none for controls, surrogates and what is no character.
fn character(value: u32) -> Option<char> {
    let value = match value {
        // As browsers do: these numbers were written by people who thought in Windows-1252.
        0x80..=0x9f => WINDOWS[value as usize - 0x80],
        _ => value,
    };
    char::from_u32(value).filter(|c| match *c {
        '\t' | '\n' | '\r' => true,
        '\u{fdd0}'..='\u{fdef}' => false,
        c => !c.is_control() && (c as u32) & 0xfffe != 0xfffe,
    })
}

/// Windows-1252 from 0x80 to 0x9F; 0 where it has no character.
const WINDOWS: [u32; 32] = [
    0x20ac, 0, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0, 0x17d, 0, 0, 0x2018, 0x2019, 0x201c,
    0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0, 0x17e, 0x178,
];
