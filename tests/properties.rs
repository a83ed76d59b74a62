//! What holds for every text, every bytes, every name.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use scrubjay::config::Config;
use scrubjay::digest::Digest;
use scrubjay::document::{Document, DocumentId};
use scrubjay::edit::{Edit, Op, RuleId, apply, redo, undo};
use scrubjay::pipeline::{Cleaned, clean_document};
use scrubjay::profile::Profile;
use scrubjay::record::edits::EditsBack;
use scrubjay::record::read;
use scrubjay::record::row::{Row, Status};
use scrubjay::record::sums;
use scrubjay::record::write::{RecordWriter, row_line};
use scrubjay::restore::{Lost, Recorded, raw_bytes};

/// The same cases each time, so that a red run stays red; `PROPTEST_CASES` and `PROPTEST_RNG_SEED` look further.
fn cases(cases: u32) -> ProptestConfig {
    let mut config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = cases;
    }
    if std::env::var_os("PROPTEST_RNG_SEED").is_none() {
        config.rng_seed = RngSeed::Fixed(20_260_101);
    }
    config
}

/// Pieces that rules of all stages look at, and the letters between them.
const NASTY: &[&str] = &[
    "\n",
    "\n",
    "\n",
    "\n\n",
    "\n\n\n\n",
    " ",
    "  ",
    "\t",
    "\r\n",
    "\r",
    "\u{a0}",
    "\u{200b}",
    "\u{ad}",
    "\u{feff}",
    "\u{200c}",
    "\u{2028}",
    "\u{85}",
    "\0",
    "\u{1b}[31m",
    "\u{301}",
    "e\u{301}",
    "A\u{30a}",
    "&amp;",
    "&lt;u&gt;",
    "&amp;amp;lt;",
    "&#8217;",
    "&nbsp;",
    "&",
    "<",
    ">",
    "<u>",
    "</u>",
    "<b>said</b>",
    "<br>",
    "**",
    "*",
    "_",
    "~~",
    "#",
    "|",
    "·",
    "•",
    "- ",
    "1. ",
    "…",
    "“",
    "”",
    ":",
    "Ã©",
    "â€™",
    "Ð¿Ñ€",
    "http://harbour.example/a?b=c",
    "https://tide.example",
    "www.",
    "[a](https://tide.example)",
    "Related article: The old pier",
    "Related Articles",
    "Read more",
    "Trending",
    "Share",
    "Back to top",
    "Leave a Reply",
    "Your email address will not be published.",
    "Author",
    "Original url:",
    "Credit...via Ada Quill",
    "Photo: Ada Quill",
    "Advertisement",
    "Home News World Sport",
    "1xwinzzbetgirisbahiszz",
    "casino bonus slots",
    "viewer",
    "bet",
    "The tide came in late",
    "The tide came in late\n",
    "The mayor said no.",
    "The mayor said no.\n",
    "May 3, 2021",
    "3. května 2021",
    "12:30",
    "Читайте также:",
    "港口今天关闭",
    "。",
    "اقرأ أيضا",
    "المرفأ نائم",
    "ท่าเรือ",
    "조류",
    "क्षितिज",
    "می\u{200c}خواهم",
    "👩\u{200d}🚀",
    "a",
    "B",
    "0",
];

fn nasty() -> impl Strategy<Value = String> {
    prop::collection::vec((prop::sample::select(NASTY), 1usize..4), 0..40)
        .prop_map(|pieces| pieces.iter().map(|(piece, n)| piece.repeat(*n)).collect())
}

fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    let utf16 = |big: bool| {
        move |text: String| {
            let units = std::iter::once(0xfeff).chain(text.encode_utf16());
            units.flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect::<Vec<u8>>()
        }
    };
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..200),
        nasty().prop_map(String::into_bytes),
        nasty().prop_map(|t| [b"\xef\xbb\xbf", t.as_bytes()].concat()),
        nasty().prop_map(|t| t.replace('\r', "").replace('\n', "\r\n").into_bytes()),
        nasty().prop_map(|t| t.replace('\r', "").replace('\n', "\r").into_bytes()),
        (nasty(), prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)).prop_map(|(text, wrong)| {
            let mut bytes = text.into_bytes();
            wrong
                .iter()
                .filter(|_| !bytes.is_empty())
                .map(|(at, b)| (at.index(bytes.len()), *b))
                .collect::<Vec<_>>()
                .into_iter()
                .for_each(|(at, b)| bytes[at] = b);
            bytes
        }),
        nasty().prop_map(utf16(true)),
        nasty().prop_map(utf16(false)),
        nasty().prop_map(|t| t.chars().map(|c| c as u32 as u8).collect()),
    ]
}

fn clean(bytes: &[u8], config: &Config) -> (Document, Cleaned) {
    let id = DocumentId::from_path(b"s/d").unwrap();
    let document = Document { site: id.site(), id, bytes: bytes.to_vec() };
    let cleaned = clean_document(&document, &Profile::default(), config);
    (document, cleaned)
}

/// The two lines of a document, written and read again as a reader of the record does.
fn recorded(document: &Document, cleaned: &Cleaned) -> Recorded {
    let row_line = row_line(&cleaned.row);
    let row: Row = read::parse(&row_line).unwrap();
    let edits = cleaned.edits.as_ref().map(|line| {
        let back: EditsBack = serde_json::from_str(line).unwrap();
        assert_eq!(&serde_json::to_string(&back.as_line()).unwrap(), line);
        assert_eq!(row.edits_sha256, Some(Digest::of(line.as_bytes())));
        (line.clone(), back)
    });
    Recorded { id: document.id.clone(), before: Default::default(), row_line, row, edits }
}

fn independent(line: &str) -> String {
    serde_json_canonicalizer::to_string(&serde_json::from_str::<serde_json::Value>(line).unwrap()).unwrap()
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn undo_takes_back_whatever_apply_did(
        text in "(?s).{0,60}",
        proposed in prop::collection::vec((0usize..90, 0usize..12, prop_oneof![Just(String::new()), "(?s).{0,4}"], 0usize..3), 0..12),
    ) {
        let rules = [RuleId("a/one"), RuleId("a/two"), RuleId("a/flagged")];
        let edits = proposed.into_iter().map(|(at, len, with, rule)| Edit { span: at..at + len, with: with.into(), rule: rules[rule] }).collect();
        let applied = apply(&text, edits, |edit| edit.rule == rules[2]);
        prop_assert_eq!(undo(&applied.text, &applied.ops).unwrap(), text.as_str());
        prop_assert_eq!(redo(&text, &applied.ops).unwrap(), applied.text.as_str());
        let (mut from, mut changes, mut flags) = (0, 0, 0);
        for op in &applied.ops {
            let (len, change, flag) = match op {
                Op::Keep(n) => (*n, 0, 0),
                Op::Flag(n, _) => (*n, 0, 1),
                Op::Remove(old, _) | Op::Replace(old, _, _) => (old.len(), 1, 0),
                Op::Insert(..) => (0, 1, 0),
            };
            from += len;
            changes += change;
            flags += flag;
        }
        prop_assert_eq!((from, changes, flags), (text.len(), applied.changes, applied.flags));
        prop_assert!(applied.changes > 0 || applied.text == text);
    }

    #[test]
    fn any_bytes_come_back_from_their_record(bytes in any_bytes()) {
        let config = Config::default();
        let (document, cleaned) = clean(&bytes, &config);
        let recorded = recorded(&document, &cleaned);
        prop_assert_eq!(raw_bytes(&recorded, cleaned.clean_bytes(&bytes)).unwrap(), bytes.as_slice());
        prop_assert_eq!(cleaned.row.status == Status::Unchanged, cleaned.clean_bytes(&bytes) == Some(&bytes));
    }

    #[test]
    fn bytes_that_are_not_carried_are_said_to_be_lost(bytes in prop::collection::vec(any::<u8>(), 9..60)) {
        let mut config = Config::default();
        config.limits.max_document = 8;
        config.limits.max_carried = 30;
        let (document, cleaned) = clean(&bytes, &config);
        prop_assert_eq!(cleaned.row.status, Status::Quarantined);
        match raw_bytes(&recorded(&document, &cleaned), None) {
            Ok(back) => prop_assert_eq!(back, bytes),
            Err(Lost::NotCarried(_)) => prop_assert!(bytes.len() > 30),
            Err(other) => prop_assert!(false, "{}", other),
        }
    }

    #[test]
    fn fates_add_up(bytes in any_bytes()) {
        let (_, cleaned) = clean(&bytes, &Config::default());
        let row = &cleaned.row;
        if let (Some(fate), Some(decoded), Some(clean)) = (row.fate, row.decoded, row.clean) {
            prop_assert_eq!(fate.kept + fate.changed + fate.removed, decoded.bytes);
            prop_assert_eq!(fate.kept + fate.added, clean.bytes);
        }
        prop_assert_eq!(row.fate.is_some(), row.clean.is_some());
        prop_assert_eq!(row.clean.map(|s| s.sha256), cleaned.clean_bytes(&bytes).map(Digest::of));
    }

    #[test]
    fn the_record_is_canonical_json_by_an_independent_measure(bytes in any_bytes(), reason in "(?s).{0,8}") {
        let (document, mut cleaned) = clean(&bytes, &Config::default());
        let mut record = RecordWriter::create(None, true).unwrap();
        record.document(&document.id, &cleaned, b"").unwrap();
        let run = record.finish(&Config::default()).unwrap();
        cleaned.row.reason = Some(reason);
        let lines = [Some(row_line(&cleaned.row)), cleaned.edits, Some(run.trim_end().to_owned()), Some(Config::default().to_json())];
        for line in lines.into_iter().flatten() {
            prop_assert_eq!(independent(&line), line);
        }
    }

    #[test]
    fn any_name_has_one_id(path in prop::collection::vec(prop_oneof![any::<u8>(), prop::sample::select(b"/.#% a".as_slice())], 0..24)) {
        let allowed = path.split(|b| *b == b'/').all(|e| !matches!(e, b"" | b"." | b"..") && !e.contains(&0));
        match DocumentId::from_path(&path) {
            Ok(id) => {
                prop_assert!(allowed);
                prop_assert_eq!(id.path(), path);
                prop_assert!(id.as_str().is_ascii() && !id.as_str().contains('#'));
                prop_assert_eq!(DocumentId::parse(id.as_str()).unwrap(), id);
            }
            Err(_) => prop_assert!(!allowed),
        }
    }

    #[test]
    fn an_id_is_read_in_its_one_spelling_only(id in "[a-c/%0-9A-Fa-f#.]{0,12}") {
        if let Ok(read) = DocumentId::parse(&id) {
            prop_assert_eq!(read.as_str(), &id);
            let path = id.split('#').next().unwrap();
            let again = DocumentId::from_path(&read.path()).unwrap();
            prop_assert_eq!(again.as_str(), path);
        }
    }

    #[test]
    fn any_path_comes_back_from_a_list_of_sums(path in prop::collection::vec(prop_oneof![any::<u8>(), prop::sample::select(b"\\\n\r* ".as_slice())], 0..24)) {
        let line = sums::line(Digest::of(&path), &path);
        prop_assert_eq!(line.iter().filter(|b| **b == b'\n').count(), 1);
        let read = sums::parse(line.strip_suffix(b"\n").unwrap()).unwrap();
        prop_assert_eq!(read, (Digest::of(&path), path));
    }
}

proptest! {
    #![proptest_config(cases(1500))]

    #[test]
    fn cleaning_a_clean_text_changes_nothing(text in nasty()) {
        let config = Config::default();
        let (_, first) = clean(text.as_bytes(), &config);
        // What a guard held back is there still, and would be proposed again.
        prop_assume!(matches!(first.row.status, Status::Cleaned | Status::Unchanged));
        let once = first.clean_bytes(text.as_bytes()).unwrap().to_vec();
        let (_, second) = clean(&once, &config);
        let twice = second.clean_bytes(&once).map(|b| String::from_utf8_lossy(b).into_owned());
        prop_assert_eq!(twice, Some(String::from_utf8(once).unwrap()), "of {:?}", text);
    }
}
