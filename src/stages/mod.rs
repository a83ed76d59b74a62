//! The stages in order; one folder a stage, one file a rule.

pub mod chrome;
pub mod decode;
pub mod headers;
pub mod normalize;
pub mod spam;
pub mod tidy;

use crate::rule::{Rule, Stage};

/// The passes of a stage and the rules of each, in the order in which they propose. All rules of a pass see the same
/// text. Only `normalize` has several; `decode` has none: it is one decision, not edits.
pub fn passes_of(stage: Stage) -> &'static [&'static [&'static Rule]] {
    match stage {
        // What people decided is in the configuration, not in rules.
        Stage::Decode | Stage::Review => &[],
        Stage::Normalize => normalize::PASSES,
        Stage::Headers => &[headers::RULES],
        Stage::Chrome => &[chrome::RULES],
        Stage::Spam => &[spam::RULES],
        Stage::Tidy => &[tidy::RULES],
    }
}

/// All rules, stage by stage.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    Stage::ALL.into_iter().flat_map(|s| passes_of(s).iter().copied().flatten().copied())
}

/// The rule of this name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    rules().find(|r| r.name == name)
}
