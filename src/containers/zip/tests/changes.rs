//! Zips that end anywhere, and zips with a byte that is another.

use super::{KINDS, TEXTS, read, written};

#[test]
fn what_stands_whole_before_a_cut_is_found() {
    let all: Vec<(String, String)> = TEXTS.iter().map(|(n, t)| ((*n).to_owned(), t.repeat(9))).collect();
    for (behind, method) in KINDS {
        let bytes = written(behind, method);
        let mut most = 0;
        for cut in 4..bytes.len() {
            let seen = read(&bytes[..cut]).unwrap();
            assert_eq!(seen.documents, all[..seen.documents.len()], "{behind} {method} cut at {cut}");
            assert!(seen.documents.len() >= most && seen.damage.len() == 1, "{behind} {method} cut at {cut}: {seen:?}");
            assert_eq!(seen.out.len(), seen.documents.len() + seen.others);
            most = seen.documents.len();
        }
        assert_eq!(most, all.len(), "{behind} {method}");
    }
    assert!(read(b"no archive").is_err());
}

#[test]
fn nothing_that_is_changed_makes_it_stumble() {
    let all: Vec<(String, String)> = TEXTS.iter().map(|(n, t)| ((*n).to_owned(), t.repeat(9))).collect();
    for (behind, method) in [KINDS[0], KINDS[3]] {
        let whole = written(behind, method);
        let directory = memchr::memmem::find(&whole, b"PK\x01\x02").unwrap();
        for at in 0..whole.len() {
            for to in [0xff, whole[at] ^ 8] {
                let mut bytes = whole.clone();
                bytes[at] = to;
                // With its directory, and without.
                for bytes in [&bytes[..], &bytes[..at.max(directory) + 1]] {
                    let seen = match read(bytes) {
                        Ok(seen) => seen,
                        Err(e) => {
                            assert!(at < 4, "{behind} {method} {at} {to}: {e}");
                            continue;
                        }
                    };
                    let before = all.iter().scan(0, |from, (name, _)| {
                        *from += memchr::memmem::find(&whole[*from..], name.as_bytes()).unwrap();
                        Some(*from)
                    });
                    // The next entry begins 30 bytes before its name.
                    let intact = before.skip(1).take_while(|next| next - 30 <= at).count();
                    if at >= 4 && at < directory {
                        assert!(seen.documents.len() >= intact && seen.documents[..intact] == all[..intact], "{behind} {method} {at} {to}");
                    }
                    // What became a folder or a link goes on as one.
                    let there = seen.documents.len() + seen.others;
                    assert!(seen.out.len() == there, "{behind} {method} {at} {to}: {seen:#?}");
                    assert!(there > all.len() || !seen.damage.is_empty(), "{behind} {method} {at} {to}: {seen:#?}");
                }
            }
        }
    }
}
