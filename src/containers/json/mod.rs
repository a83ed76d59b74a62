//! As much of JSON as a line of a container needs: where its fields stand, and strings in and out.
//!
//! A line is checked, not built: nothing of it is copied but the text.

mod scan;
mod strings;
mod style;

pub use scan::object;
pub use strings::{unescape, unescape_telling};
pub use style::Style;
