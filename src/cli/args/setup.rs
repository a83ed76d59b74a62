//! The commands that need no corpus: rules, a first configuration, and what a shell or `man` wants.

use clap::Args as ClapArgs;
use std::path::PathBuf;

/// List the rules: stage, setting, version, what each is about.
///
/// Exit codes: 0 listed; 2 the configuration cannot be read.
#[derive(Debug, ClapArgs)]
pub struct Rules {
    /// The configuration [default: scrubjay.toml when it exists]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Print the documentation of all rules as Markdown
    #[arg(long)]
    pub markdown: bool,
}

/// Write a scrubjay.toml with every key, its default and what it means.
///
/// Exit codes: 0 written; 2 it could not be written, or is there already (it is never overwritten).
#[derive(Debug, ClapArgs)]
pub struct Init {
    /// The file to write
    #[arg(value_name = "FILE", default_value = "scrubjay.toml")]
    pub file: PathBuf,
    /// Print the JSON Schema of scrubjay.toml instead, for editors
    #[arg(long)]
    pub schema: bool,
}

/// Print the completions of a shell.
///
/// For bash: `scrubjay completions bash > ~/.local/share/bash-completion/completions/scrubjay`
#[derive(Debug, ClapArgs)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// Write the manual pages: one of the program, one of each command.
#[derive(Debug, ClapArgs)]
pub struct Man {
    /// The folder they go to; it is made when it does not exist
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
}
