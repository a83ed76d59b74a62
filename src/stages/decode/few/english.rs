//! Whether a text is in English, and which encodings such texts are in.

/// Words that stand in every English text.
const ENGLISH: &[&str] = &["the", "and", "of", "to", "in", "is", "that", "for", "with", "was", "on", "are", "from", "this", "by"];

/// Bits by which encodings are likelier than the rest for texts in English.
const USED: &[(&str, u64)] = &[
    ("windows-1252", 8),
    ("iso-8859-15", 6),
    ("macintosh", 4),
    ("ibm437", 3),
    ("ibm850", 3),
    ("windows-1250", 4),
    ("windows-1254", 3),
    ("windows-1257", 3),
    ("iso-8859-2", 3),
    ("gbk", 3),
    ("big5", 3),
    ("shift_jis", 3),
    ("euc-kr", 3),
];

/// Bytes of a document that tell whether it is English.
const ENOUGH: usize = 1 << 14;

/// Whether the words of ASCII are English.
pub fn is_english(bytes: &[u8]) -> bool {
    let words = bytes[..bytes.len().min(ENOUGH)].split(|b| b.is_ascii_whitespace()).filter(|word| word.iter().any(u8::is_ascii_alphabetic));
    let (all, known) = words.fold((0usize, 0usize), |(all, known), word| {
        (all + 1, known + usize::from(ENGLISH.iter().any(|of| word.eq_ignore_ascii_case(of.as_bytes()))))
    });
    known >= 3 && known * 10 >= all
}

/// Bits that an encoding of an English text is likelier by.
pub fn used(label: &str) -> u64 {
    USED.iter().find(|(of, _)| *of == label).map_or(0, |(_, bits)| *bits)
}
