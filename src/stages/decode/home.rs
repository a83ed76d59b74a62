//! Which languages an encoding was made for. Most encodings can write others as well, but nobody chose them for that.

use super::catalogue::{Entry, Kind};
use super::model::models;

/// Bits that an encoding of one byte a character counts for more in a language that it was not made for.
pub const AWAY: u64 = 5;

/// Languages of Latin letters that are at home in few encodings; all others are in those of the west.
const PLACES: &[(&[&str], &[&str])] = &[
    (
        &["pl", "cs", "sk", "hu", "hr", "sl", "sr_Latn", "ro", "sq", "hsb"],
        &["windows-1250", "iso-8859-2", "ibm852", "x-mac-ce", "x-mac-croatian", "x-mac-romanian", "iso-8859-16"],
    ),
    (&["lv", "lt", "et"], &["windows-1257", "iso-8859-13", "iso-8859-4", "ibm775", "iso-8859-10", "x-mac-ce"]),
    (&["tr", "az", "crh", "ku"], &["windows-1254", "ibm857", "x-mac-turkish", "iso-8859-3"]),
    (&["eo", "mt"], &["iso-8859-3"]),
    (&["is", "fo"], &["ibm861", "x-mac-icelandic", "iso-8859-10", "windows-1252", "iso-8859-15", "ibm850", "macintosh"]),
    (&["se"], &["iso-8859-10", "iso-8859-4"]),
    (&["da", "nb", "nn"], &["ibm865"]),
    (&["pt", "gl"], &["ibm860"]),
    (&["fr"], &["ibm863"]),
    (&["cy", "ga", "gd", "br"], &["iso-8859-14"]),
    (&["vi"], &["windows-1258", "viscii", "tcvn"]),
];

/// What languages of western Europe and of its colonies are written in.
const WEST: &[&str] = &["windows-1252", "iso-8859-15", "macintosh", "ibm850", "ibm437", "ibm858", "hp-roman8", "ibm037", "ibm500"];
/// Languages that these cannot write, or hardly.
const NOT_WEST: &[&str] =
    &["pl", "cs", "sk", "hu", "hr", "sl", "sr_Latn", "ro", "hsb", "lv", "lt", "tr", "az", "crh", "ku", "eo", "mt", "vi", "se", "is", "fo"];
/// Languages of which this is not known: what was made for others is used for them.
const ANYWHERE: &[&str] = &["ha", "ig", "yo", "haw", "mi", "sm", "kab", "kl", "rm", "la", "tk", "uz", "be_Latn"];

/// Languages for which encodings were in use that nobody chose for others.
const ALONE: &[&str] = &["eo", "mt", "cy", "ga", "gd", "br", "se", "is", "fo"];

fn is_listed(entry: &Entry, language: &str) -> bool {
    PLACES.iter().any(|(languages, labels)| languages.contains(&language) && labels.contains(&entry.label))
}

/// Whether a rare encoding is the one that a language needs.
pub fn is_needed(entry: &Entry, language: &str) -> bool {
    ALONE.contains(&language) && is_listed(entry, language)
}

/// Whether an encoding was not made for a language of Latin letters, as far as is known.
pub fn is_away(entry: &Entry, language: &str) -> bool {
    let latin = models().language(language).is_some_and(|language| language.latin);
    if !latin || !matches!(entry.kind, Kind::Single) || ANYWHERE.contains(&language) {
        return false;
    }
    !is_listed(entry, language) && (NOT_WEST.contains(&language) || !WEST.contains(&entry.label))
}
