//! Properties of the rules of stage `headers` over documents put together at random.

mod common;

use common::Place;
use proptest::prelude::*;
use scrubjay::edit::apply;
use scrubjay::rule::{Context, Rule};
use scrubjay::stages::headers;
use scrubjay::text::Text;

const LINES: [&str; 14] = [
    "Night ferry runs again after the storm",
    "NIGHT FERRY RUNS AGAIN AFTER THE STORM",
    "Night ferry runs again after the storm | The Ferry Post",
    "Harbour board sells its last rowing boat",
    "The well",
    "4 May 2021",
    "5 May 2021",
    "By Ada Corran",
    "Eleven months of counting posts are over.",
    "Page 2 of 3",
    "Unknown",
    "",
    "The ferry left the quay at six on Monday with nine sheep and a harmonium, and all of them came back in the evening, dry.",
    "Nobody on the quay could say why it had stopped, and nobody asked, because the lamp was lit and the rope was new again.",
];

/// The rules of the stage over a text, once.
fn once(text: &str) -> (String, Vec<(&'static str, String)>) {
    let rules: &[&Rule] = headers::RULES;
    let parsed = Text::new(text);
    let context = Context::default();
    let edits: Vec<_> = rules.iter().flat_map(|r| (r.find)(&parsed, &context)).collect();
    let removed = edits.iter().map(|e| (e.rule.0, text[e.span.clone()].trim_end().to_owned())).collect();
    (apply(text, edits, |_| false).text, removed)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(20_260_101), ..ProptestConfig::default() })]
    #[test]
    fn one_copy_stays_and_the_rules_come_to_rest(picks in proptest::collection::vec(0usize..LINES.len(), 0..24)) {
        let text: String = picks.iter().flat_map(|p| [LINES[*p], "\n"]).collect();
        let mut current = text.clone();
        let mut rounds = 0;
        loop {
            let (next, removed) = once(&current);
            for (rule, line) in removed.iter().filter(|(_, l)| !l.starts_with("Page ")) {
                let kept = next.lines().map(str::to_lowercase).any(|l| l.len() > 2 && line.to_lowercase().starts_with(&l));
                prop_assert!(kept || *rule == "headers/foreign-teasers", "{rule} took the only copy of {line:?} from\n{current}");
            }
            if next == current {
                break;
            }
            current = next;
            rounds += 1;
            prop_assert!(rounds < 5, "no rest after {rounds} rounds:\n{text}");
        }
    }

    #[test]
    fn any_text_is_borne(text in "\\PC{0,200}") {
        once(&text);
    }
}

#[test]
fn a_masthead_that_is_the_name_in_the_address_goes_and_on_another_site_stays() {
    let masthead = "Voice of the Marl Quay since the flood";
    let texts = [
        ("The well behind the mill", "The well was dry in August, and the miller went down on a rope to see what lay at the bottom of it."),
        (
            "Nine sheep and a harmonium",
            "The ferry took them across before six, and nobody on the other side had asked for them or knew their owner.",
        ),
        ("Who kept the lamp", "She kept it in her kitchen, and lit it on the ninth of each month until the oil in the shop was sold out."),
        (
            "A letter from the quarry",
            "It came with no name under it, and the postman knew the hand and did not say whose it was, then or later.",
        ),
        (
            "What the snow covered",
            "In March the road could be seen again, and the cart stood where he had left it, with the sacks still on it.",
        ),
        (
            "The bell that was buried",
            "They dug it out in the evening, eleven people with two spades, and carried it up the hill without a word.",
        ),
    ];
    let place = Place::new();
    for site in ["voice-of-the-marl.example", "archive.example"] {
        for (n, (title, text)) in texts.iter().enumerate() {
            let more = format!("{} {}", text.replace("the ", "that "), "He told it twice, and both times in the same words.");
            place.put(format!("raw/{site}/{n}.txt"), format!("{masthead}\n\n{title}\n\n{text}\n\n{more}\n"));
        }
    }
    place.run(&["clean", "-q"]).says(0, &[]);
    for (n, (title, _)) in texts.iter().enumerate() {
        assert!(place.text(&format!("clean/voice-of-the-marl.example/{n}.txt")).starts_with(title));
        assert!(place.text(&format!("clean/archive.example/{n}.txt")).starts_with(masthead));
    }
}
