//! Texts of ASCII with a handful of characters beyond it: signs, and names and words from other languages.
#![allow(clippy::unwrap_used)]

use scrubjay::stages::decode::{By, Hints, decode, encode_char, labels};

/// A text, and encodings in which it is told.
const TEXTS: &[(&str, &[&str])] = &[
    (
        "The ferry didn’t come that morning, and nobody knew why. “It’s the third time,” the baker’s wife said, “and they’ll blame \
         the fog.” She’d kept a list — the dates, the hours, the weather – since her brother’s boat was lost.\n",
        &["windows-1252", "windows-1250", "windows-1251", "windows-1254", "macintosh", "gb18030"],
    ),
    (
        "The old mill was sold to a man from the city who has never been seen in the village. He wants to turn it into a café, with \
         tables by the water, and he has written to the council about the road and the parking of cars.\n",
        &["windows-1252", "iso-8859-15"],
    ),
    (
        "Contact us for the full report on the fishing season and the state of the river, or write to the office in the harbour.\n\n\
         © 2019 Society of Ferrymen. All rights of the authors are with the authors.\n",
        &["windows-1252", "iso-8859-15"],
    ),
    (
        "The witness gave the names of the three men that he had seen on the bridge: Anđelko Šarić, the brothers Živković, and a \
         driver by the name of Čolić who was not from the valley. He said that they were in the uniform of the railway.\n",
        &["windows-1250", "iso-8859-2"],
    ),
    (
        "In the guest book of the hotel there is one word that the cleaners could not read for years. It is Russian, спасибо, and \
         it was written by the sailors who were stranded here in the winter of the great ice with nothing to do but to wait.\n",
        &["windows-1251", "koi8-r"],
    ),
    (
        "The pump was tested at 4° and at 21°, and it failed both times. The new one is to cost £640, which is more than the \
         members of the club have in the box, but less than the doctor had feared for the garden of the hospital.\n",
        &["windows-1252"],
    ),
    (
        "Le pêcheur n’a rien vu ce soir-là. « L’eau montait », dit-il, « et j’ai pensé aux bêtes d’abord, puis à la barque. »\n\
         Personne ne lui a demandé ce qu’il faisait au bord du canal avec une lanterne et un sac de noix.\n",
        &["windows-1252", "macintosh"],
    ),
    (
        "Der Müller sagte: „Das Rad steht seit dem Winter.“ Man fragte ihn nach dem Schlüssel, aber den hat die Tochter, und die \
         ist in der Stadt. „Kommt wieder, wenn sie da ist“, rief er uns nach und schloss das Fenster zur Straße.\n",
        &["windows-1252", "macintosh"],
    ),
    (
        "La nonna diceva che l’acqua del pozzo è più dolce dopo la neve. Nessuno le credeva, perché il pozzo era asciutto da anni; \
         ma lei ci andava lo stesso ogni mattina, con il secchio e con la gatta, e tornava contenta.\n",
        &["windows-1252", "macintosh"],
    ),
];

fn bytes(label: &str, text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    for c in text.chars() {
        out.extend_from_slice(encode_char(label, c)?.as_slice());
    }
    Some(out)
}

fn floor() -> Hints<'static> {
    Hints { min_confidence: scrubjay::config::Decode::default().min_confidence, ..Hints::default() }
}

#[test]
fn signs_and_names_tell_the_encoding() {
    for (text, labels) in TEXTS {
        for label in *labels {
            for times in [1, 30] {
                let text = text.repeat(times);
                let raw = bytes(label, &text).unwrap();
                let d = decode(&raw, &floor()).unwrap_or_else(|r| panic!("{label} {times} times: {}: {text}", r.reason));
                assert_eq!(d.text, text, "{label} {times} times, read as {}", d.coding.label);
                assert_eq!(d.by, By::Detector);
                assert_eq!(d.coding.encode(&d.text).unwrap(), raw);
            }
        }
    }
}

/// Encodings that nobody writes such texts in are not told from those that are, when little speaks for them; but little is wrong.
#[test]
fn in_any_encoding_nearly_all_are_right_or_refused() {
    let (mut all, mut wrong) = (0, Vec::new());
    for (text, _) in TEXTS {
        for label in labels().filter(|l| !l.starts_with("utf") && !matches!(*l, "cesu-8" | "johab")) {
            for part in std::iter::once(*text).chain(text.split_inclusive(['.', '\n']).filter(|part| part.len() > 60)) {
                let Some(raw) = bytes(label, part).filter(|raw| raw.as_slice() != part.as_bytes()) else { continue };
                all += 1;
                if let Ok(d) = decode(&raw, &floor())
                    && d.text != part
                {
                    wrong.push(format!("{label} as {}: {part:?} {:?}", d.coding.label, d.text));
                }
            }
        }
    }
    assert!(all > 600, "{all}");
    assert!(wrong.len() * 100 <= all, "{} of {all}: {wrong:#?}", wrong.len());
}

/// One sign that stands nowhere tells nothing.
#[test]
fn what_does_not_tell_is_refused() {
    for raw in
        [b"Hall 4\xa5B is not a place that we know of, and the guard has no key for it.\n".as_slice(), b"See \xd8 and \xd9 for the rest.\n"]
    {
        assert!(decode(raw, &floor()).is_err(), "{:?}", decode(raw, &floor()).map(|d| d.text.into_owned()));
    }
}
