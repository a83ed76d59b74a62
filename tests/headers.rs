//! Properties of the rules of stage `headers` over documents put together at random.

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
