//! Every encoding scrubjay knows: its canonical name, other names, how it is decoded, how usual it is.

use encoding_rs as rs;

/// How the bytes of an encoding become text.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// UTF-8.
    Utf8,
    /// UTF-8 in which characters beyond U+FFFF are two surrogates of three bytes each.
    Cesu8,
    /// UTF-16; true: little-endian.
    Utf16(bool),
    /// UTF-32; true: little-endian.
    Utf32(bool),
    /// One byte a character: a table of our own, found by the canonical name.
    Single,
    /// A multi-byte encoding of `encoding_rs`.
    Multi(&'static rs::Encoding),
    /// Two bytes a character, from tables of our own.
    Johab,
    /// EUC-TW: CNS 11643 planes 1 and 2.
    EucTw,
    /// A stateful encoding in 7-bit bytes.
    Escaped(super::escape::Scheme),
}

/// One encoding.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Canonical name in lower case.
    pub label: &'static str,
    /// Other names, in lower case.
    pub aliases: &'static [&'static str],
    /// How it is decoded.
    pub kind: Kind,
    /// For a detector: bits it is rarer than the most usual one; `None`: never guessed, only stated.
    pub rarity: Option<u8>,
}

const fn single(label: &'static str, aliases: &'static [&'static str], rarity: u8) -> Entry {
    Entry { label, aliases, kind: Kind::Single, rarity: Some(rarity) }
}

const fn stated(label: &'static str, aliases: &'static [&'static str]) -> Entry {
    Entry { label, aliases, kind: Kind::Single, rarity: None }
}

const fn multi(label: &'static str, aliases: &'static [&'static str], kind: Kind, rarity: u8) -> Entry {
    Entry { label, aliases, kind, rarity: Some(rarity) }
}

const fn other(label: &'static str, aliases: &'static [&'static str], kind: Kind) -> Entry {
    Entry { label, aliases, kind, rarity: None }
}

use super::escape::Scheme;

/// All of them. Of two that give the same text the earlier one is named.
pub static ALL: &[Entry] = &[
    other("utf-8", &["utf8", "unicode-1-1-utf-8"], Kind::Utf8),
    other("cesu-8", &["cesu8"], Kind::Cesu8),
    other("utf-16le", &["utf-16", "utf16", "unicode", "ucs-2"], Kind::Utf16(true)),
    other("utf-16be", &[], Kind::Utf16(false)),
    other("utf-32le", &["utf-32", "utf32"], Kind::Utf32(true)),
    other("utf-32be", &[], Kind::Utf32(false)),
    single("windows-1252", &["cp1252", "ansi", "x-cp1252"], 0),
    single("windows-1251", &["cp1251"], 1),
    single("windows-1250", &["cp1250"], 1),
    single("iso-8859-2", &["latin2", "iso_8859-2"], 1),
    single("iso-8859-15", &["latin9", "latin-9"], 2),
    single("windows-1253", &["cp1253"], 2),
    single("iso-8859-7", &["greek"], 2),
    single("windows-1254", &["cp1254"], 2),
    single("windows-1255", &["cp1255"], 2),
    single("iso-8859-8", &["hebrew", "iso-8859-8-i"], 3),
    single("windows-1256", &["cp1256"], 2),
    single("iso-8859-6", &["arabic"], 3),
    single("windows-1257", &["cp1257"], 2),
    single("iso-8859-13", &["latin7"], 3),
    single("iso-8859-4", &["latin4"], 4),
    single("windows-1258", &["cp1258"], 3),
    single("windows-874", &["tis-620", "cp874", "dos-874"], 2),
    single("koi8-r", &["koi8"], 1),
    single("koi8-u", &["koi8-ru"], 2),
    single("iso-8859-5", &["cyrillic"], 2),
    single("ibm866", &["cp866", "866"], 2),
    single("x-mac-cyrillic", &["mac-cyrillic", "maccyrillic"], 4),
    single("macintosh", &["mac", "mac-roman", "macroman", "x-mac-roman"], 4),
    single("ibm850", &["cp850", "850"], 4),
    single("ibm437", &["cp437", "437"], 4),
    single("ibm852", &["cp852", "852"], 4),
    single("ibm855", &["cp855", "855"], 5),
    single("ibm737", &["cp737"], 4),
    single("ibm869", &["cp869"], 6),
    single("ibm857", &["cp857"], 4),
    single("ibm775", &["cp775"], 4),
    single("ibm862", &["cp862"], 4),
    single("ibm864", &["cp864"], 7),
    single("ibm720", &["cp720"], 5),
    single("ibm860", &["cp860"], 6),
    single("ibm861", &["cp861"], 5),
    single("ibm863", &["cp863"], 6),
    single("ibm865", &["cp865"], 5),
    single("ibm858", &["cp858", "cp00858"], 6),
    single("ibm1125", &["cp1125"], 6),
    single("iso-8859-3", &["latin3"], 4),
    single("iso-8859-10", &["latin6"], 5),
    single("iso-8859-14", &["latin8"], 5),
    single("iso-8859-16", &["latin10"], 5),
    single("x-mac-ce", &["mac-latin2", "mac-centeuro", "mac-ce"], 5),
    single("x-mac-greek", &["mac-greek"], 5),
    single("x-mac-turkish", &["mac-turkish"], 5),
    single("x-mac-icelandic", &["mac-iceland"], 5),
    single("x-mac-croatian", &["mac-croatian"], 6),
    single("x-mac-romanian", &["mac-romanian"], 6),
    single("kz-1048", &["kz1048", "strk1048-2002"], 5),
    single("ptcp154", &["pt154", "cp154"], 6),
    single("koi8-t", &[], 6),
    single("armscii-8", &["armscii8"], 4),
    single("georgian-ps", &[], 4),
    single("georgian-academy", &[], 4),
    single("viscii", &[], 4),
    single("tcvn", &["tcvn5712-1", "tcvn-5712", "tcvn3"], 4),
    single("hp-roman8", &["roman8"], 8),
    single("ibm037", &["cp037", "ebcdic-cp-us"], 3),
    single("ibm500", &["cp500", "ebcdic-cp-be"], 4),
    single("ibm424", &["cp424", "ebcdic-cp-he"], 4),
    stated("ibm273", &["cp273"]),
    stated("ibm1026", &["cp1026"]),
    stated("ibm1140", &["cp1140"]),
    stated("iso-8859-1", &["latin1", "latin-1", "iso_8859-1"]),
    stated("iso-8859-9", &["latin5"]),
    stated("iso-8859-11", &[]),
    multi("gbk", &["gb2312", "cp936", "euc-cn", "chinese", "x-gbk"], Kind::Multi(rs::GBK), 1),
    multi("gb18030", &[], Kind::Multi(rs::GB18030), 3),
    multi("big5", &["big5-hkscs", "cp950", "big5hkscs"], Kind::Multi(rs::BIG5), 2),
    multi("shift_jis", &["shift-jis", "sjis", "cp932", "windows-31j", "ms_kanji"], Kind::Multi(rs::SHIFT_JIS), 1),
    multi("euc-jp", &["eucjp", "ujis", "x-euc-jp"], Kind::Multi(rs::EUC_JP), 2),
    multi("euc-kr", &["euckr", "cp949", "uhc", "windows-949", "ks_c_5601-1987"], Kind::Multi(rs::EUC_KR), 1),
    multi("johab", &["cp1361", "ms1361"], Kind::Johab, 5),
    multi("euc-tw", &["euctw"], Kind::EucTw, 5),
    other("iso-2022-jp", &["csiso2022jp", "iso-2022-jp-1", "iso-2022-jp-2"], Kind::Escaped(Scheme::Iso2022Jp)),
    other("iso-2022-kr", &["csiso2022kr"], Kind::Escaped(Scheme::Iso2022Kr)),
    other("iso-2022-cn", &["csiso2022cn"], Kind::Escaped(Scheme::Iso2022Cn)),
    other("hz-gb-2312", &["hz", "hz-gb2312"], Kind::Escaped(Scheme::Hz)),
    other("utf-7", &["utf7", "unicode-1-1-utf-7"], Kind::Escaped(Scheme::Utf7)),
];

/// The encoding of this name, canonical or not.
pub fn find(name: &str) -> Option<&'static Entry> {
    if let Some(entry) = ALL.iter().find(|e| e.label == name) {
        return Some(entry);
    }
    let name = name.trim().to_ascii_lowercase().replace(['_', ' '], "-");
    let same = |n: &str| n == name || n.replace('_', "-") == name;
    ALL.iter().find(|e| same(e.label)).or_else(|| ALL.iter().find(|e| e.aliases.iter().any(|a| same(a))))
}

impl Entry {
    /// The byte order mark it writes, when it has one.
    pub fn bom(&self) -> Option<&'static [u8]> {
        match self.kind {
            Kind::Utf8 | Kind::Cesu8 => Some(b"\xef\xbb\xbf"),
            Kind::Utf16(true) => Some(b"\xff\xfe"),
            Kind::Utf16(false) => Some(b"\xfe\xff"),
            Kind::Utf32(true) => Some(b"\xff\xfe\0\0"),
            Kind::Utf32(false) => Some(b"\0\0\xfe\xff"),
            Kind::Multi(e) if e == rs::GB18030 => Some(b"\x84\x31\x95\x33"),
            _ => None,
        }
    }
}
