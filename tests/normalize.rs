//! The stage `normalize` as a whole: a second time it finds nothing, and what it makes is clean.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use scrubjay::config::{Config, Setting};
use scrubjay::pipeline::normalized;

/// Pieces that rules of this stage look for, and pieces that lie between them.
fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "&",
        "&amp;",
        "&amp;amp;",
        "amp;",
        "&lt;",
        "&gt;",
        "&#60;",
        "lt;",
        "#60;",
        "&nbsp;",
        "&shy;",
        "&#13;",
        "&#10;",
        "&#769;",
        "&rsquo;",
        "&#0;",
        "&#x85;",
        "&#146;",
        "&zwnj;",
        "&quot;",
        "<",
        ">",
        "<b>",
        "</b>",
        "<u>",
        "</u>",
        "<p>",
        "</p>",
        "<br>",
        "<br/>",
        "<td>",
        "<sup>",
        "</sup>",
        "<item>",
        "</item>",
        "<a href=\"x\">",
        "</a>",
        "<!--more-->",
        "b",
        "/",
        "!--",
        "--",
        "6",
        "10",
        " ",
        "  ",
        "\t",
        "\n",
        "\n\n",
        "\r",
        "\r\n",
        "\0",
        "\u{b}",
        "\u{c}",
        "\u{8}",
        "\u{1b}",
        "\u{1b}[1m",
        "[1m",
        "\u{7f}",
        "\u{85}",
        "\u{81}",
        "\u{92}",
        "\u{2028}",
        "\u{2029}",
        "\u{a0}",
        "\u{202f}",
        "\u{2007}",
        "\u{3000}",
        "\u{ad}",
        "\u{200b}",
        "\u{200c}",
        "\u{200d}",
        "\u{200e}",
        "\u{200f}",
        "\u{202e}",
        "\u{2060}",
        "\u{2063}",
        "\u{feff}",
        "a",
        "e",
        "\u{301}",
        "\u{323}",
        "\u{345}",
        "\u{212b}",
        "\u{1100}",
        "\u{1161}",
        "\u{11a8}",
        "가",
        "\u{37e}",
        "\u{1fef}",
        "Ã",
        "Â",
        "â",
        "€",
        "×",
        "ی",
        "م",
        "ক",
        "\u{9cd}",
        "ก",
        "漢",
        "👩",
        "❤",
        "\u{fe0f}",
        "*",
        "**",
        "***",
        "word",
        "Anna Hill",
        " / ",
        ".",
        "\"",
        "`",
        "(",
        ")",
        "HTML",
        "one two three four five six seven eight nine",
    ])
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, rng_seed: proptest::test_runner::RngSeed::Fixed(20_260_101), ..ProptestConfig::default() })]

    #[test]
    fn a_second_time_nothing_changes(text in text()) {
        let config = Config::default();
        let once = normalized(&text, &config).unwrap_or_else(|| text.clone());
        prop_assert_eq!(normalized(&once, &config), None, "after {:?}", once);
        prop_assert!(!once.contains(['\r', '\0', '\u{b}', '\u{c}', '\u{1b}', '\u{7f}', '\u{feff}', '\u{2028}', '\u{2029}']), "{:?}", once);
    }

    #[test]
    fn on_any_text_too(text in any::<String>()) {
        let config = Config::default();
        let once = normalized(&text, &config).unwrap_or_else(|| text.clone());
        prop_assert_eq!(normalized(&once, &config), None);
    }

    #[test]
    fn letters_are_never_lost(text in text()) {
        // Outside of references, tags, terminal codes and what NFC spells anew every letter stays, in its order. Repairing
        // mojibake is to change letters; it has tests of its own.
        let spelt_anew = ['&', '<', '\u{1b}', '\u{8}', '\u{301}', '\u{323}', '\u{345}', '\u{212b}', '\u{1100}', '\u{1161}', '\u{11a8}'];
        let text = text.replace(spelt_anew, "");
        let mut config = Config::default();
        config.settings.insert("normalize/mojibake", Setting::Allow);
        let once = normalized(&text, &config).unwrap_or_else(|| text.clone());
        let letters = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        prop_assert_eq!(letters(&once), letters(&text));
    }
}

#[test]
fn a_text_without_end_is_left_alone_in_good_time() {
    let config = Config::default();
    for piece in [
        "&amp;", "&lt;", "<b>", "</b>", "<b><i>", "<a x=\"", "**a", "** ", "\u{200c}", "a\u{301}", "\u{301}", "\u{b}", "\u{8}", "HTML<",
        "&lt;a ",
    ] {
        let once = normalized(&piece.repeat(60_000), &config);
        if let Some(once) = once {
            assert_eq!(normalized(&once, &config), None, "{piece:?}");
        }
    }
}
