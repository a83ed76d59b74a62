//! Colour, where a person reads it: on a terminal, unless NO_COLOR or TERM=dumb asks for none.

use std::io::IsTerminal;

/// Whether to colour, and how.
#[derive(Clone, Copy, Debug)]
pub struct Paint {
    on: bool,
}

impl Paint {
    /// For standard output as it is.
    pub fn for_stdout() -> Paint {
        // https://no-color.org: any value but the empty one.
        let refused = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|v| v == "dumb");
        Paint { on: std::io::stdout().is_terminal() && !refused && !dumb }
    }

    #[cfg(test)]
    pub fn never() -> Paint {
        Paint { on: false }
    }

    #[cfg(test)]
    pub fn always() -> Paint {
        Paint { on: true }
    }

    pub fn is_on(self) -> bool {
        self.on
    }

    fn with(self, code: &str, text: &str) -> String {
        if !self.on || text.is_empty() {
            return text.to_owned();
        }
        format!("\x1b[{code}m{text}\x1b[0m")
    }

    pub fn bold(self, text: &str) -> String {
        self.with("1", text)
    }

    pub fn red(self, text: &str) -> String {
        self.with("31", text)
    }

    pub fn green(self, text: &str) -> String {
        self.with("32", text)
    }

    pub fn yellow(self, text: &str) -> String {
        self.with("33", text)
    }

    pub fn cyan(self, text: &str) -> String {
        self.with("36", text)
    }

    /// The words of a line that went, within a line that is red anyway.
    pub fn red_words(self, text: &str) -> String {
        self.with("1;7;31", text)
    }

    /// The words of a line that are new.
    pub fn green_words(self, text: &str) -> String {
        self.with("1;7;32", text)
    }
}
