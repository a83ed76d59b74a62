//! The clocks of a player: how far it is, how long, how fast.

/// What a line of digits beside a player is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Clock {
    /// `0:00 / 1:24`, `0:00`, `-1:24`: no hour is written so.
    Player,
    /// `1:24`, `100%`, `1.5x`: a text has these as well.
    Either,
}

/// The clock that a line is; `None` for dates, telephone numbers, coordinates and counts.
pub fn clock(line: &str) -> Option<Clock> {
    let line = line.trim();
    let rate = line.strip_suffix(['%', 'x']);
    if rate.is_some_and(|n| n.len() <= 4 && n.bytes().all(|b| b.is_ascii_digit() || b == b'.') && n.bytes().any(|b| b.is_ascii_digit())) {
        return Some(Clock::Either);
    }
    // Which of the pictures it is: `1 / 7`.
    if line.split_once(" / ").is_some_and(|(at, of)| place(at).zip(place(of)).is_some_and(|(at, of)| at <= of)) {
        return Some(Clock::Player);
    }
    let mut parts = 0;
    let mut sure = false;
    for part in line.split(['/', ' ']).filter(|part| !part.is_empty()) {
        let time = part.strip_prefix('-').unwrap_or(part);
        let fields: Vec<&str> = time.split(':').collect();
        let lengths = fields.iter().enumerate().all(|(i, f)| f.len() == 2 || i == 0 && f.len() == 1);
        if !(2..=3).contains(&fields.len()) || !lengths || !fields.iter().all(|f| f.bytes().all(|b| b.is_ascii_digit())) {
            return None;
        }
        parts += 1;
        sure |= time.len() < part.len() || time.bytes().all(|b| matches!(b, b'0' | b':'));
    }
    match (parts, sure || line.contains('/')) {
        (0, _) => None,
        (_, true) => Some(Clock::Player),
        _ => Some(Clock::Either),
    }
}

/// The place of a picture among a hundred at most.
fn place(number: &str) -> Option<u8> {
    number.parse().ok().filter(|n| number.len() <= 2 && *n > 0)
}
