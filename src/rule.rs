//! Rules, stages, and what a rule may know besides the text.

use crate::config::Strength;
use crate::edit::{Edit, RuleId};
use crate::profile::SiteProfile;
use crate::text::Text;

/// One step of the pipeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Bytes to text.
    Decode,
    /// One spelling of newlines, blanks, characters.
    Normalize,
    /// What stands above the article twice, or on every page of the site.
    Headers,
    /// Page furniture.
    Chrome,
    /// Link and keyword lists.
    Spam,
    /// What a person decided about single places; runs only where there are decisions.
    Review,
    /// Blank lines and line ends.
    Tidy,
}

impl Stage {
    /// The stages that run by default, in their order.
    pub const ALL: [Stage; 6] = [Stage::Decode, Stage::Normalize, Stage::Headers, Stage::Chrome, Stage::Spam, Stage::Tidy];

    /// The name in configuration, record and messages.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Decode => "decode",
            Stage::Normalize => "normalize",
            Stage::Headers => "headers",
            Stage::Chrome => "chrome",
            Stage::Spam => "spam",
            Stage::Review => "review",
            Stage::Tidy => "tidy",
        }
    }

    /// The stage of this name.
    pub fn named(name: &str) -> Option<Stage> {
        Stage::ALL.into_iter().chain([Stage::Review]).find(|stage| stage.name() == name)
    }

    /// What it does, in a few words.
    pub fn about(self) -> &'static str {
        match self {
            Stage::Decode => "turns bytes into text",
            Stage::Normalize => "gives newlines, blanks and characters one spelling",
            Stage::Headers => "removes what stands above the article twice, or on every page of the site",
            Stage::Chrome => "removes page furniture",
            Stage::Spam => "removes link and keyword lists",
            Stage::Review => "does what a person decided",
            Stage::Tidy => "puts blank lines and line ends in order",
        }
    }
}

/// One named reason to change text: data and a plain function.
pub struct Rule {
    /// `stage/rule`.
    pub name: &'static str,
    /// The stage it belongs to.
    pub stage: Stage,
    /// Raised by one whenever its output changes.
    pub version: u32,
    /// Markdown with the sections `What it removes`, `What it keeps`, `Example`; `scrubjay explain` prints it.
    pub docs: &'static str,
    /// Proposes edits. Pure: the same text and context give the same edits.
    pub find: fn(&Text, &Context) -> Vec<Edit>,
}

impl Rule {
    /// The name as edits carry it.
    pub fn id(&self) -> RuleId {
        RuleId(self.name)
    }
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}@{}", self.name, self.version)
    }
}

/// What a rule may know besides the text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// How much loss the corpus bears.
    pub strength: Strength,
    /// What the survey learnt about the document's site, when it has enough documents.
    pub site: Option<&'a SiteProfile>,
}
