//! What was typed, what it means, and how it ends.

mod args;
mod check;
mod clean;
mod diff;
mod duplicates;
mod explain;
mod export;
mod filter;
mod formats;
mod init;
mod judged;
mod manual;
mod pager;
mod paint;
mod patch;
mod progress;
mod prove;
mod render;
mod report;
mod restore;
mod review;
mod rules;
mod sign;
mod signals;
mod trial;
mod verify;

use args::{Args, Command};
use clap::Parser;
use scrubjay::Error;
use scrubjay::record::run::names;
use std::path::Path;
use std::process::ExitCode;

/// How a command ends.
pub enum End {
    /// With this exit code.
    Code(u8),
    /// It could not be carried out.
    Failed(Error),
}

impl From<Error> for End {
    fn from(error: Error) -> End {
        End::Failed(error)
    }
}

/// Writing to standard output fails when nobody reads any more: that is a quiet end, not an error.
impl From<std::io::Error> for End {
    fn from(error: std::io::Error) -> End {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            return End::Code(0);
        }
        End::Failed(Error::Usage(format!("cannot write to standard output: {error}")))
    }
}

/// Runs the program.
pub fn main() -> ExitCode {
    hush();
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(e) => {
            // What `verify` ends with says something about the record, and 2 would be that it is malformed.
            let verify = std::env::args_os().nth(1).is_some_and(|command| command == "verify");
            let code = match (e.use_stderr(), verify) {
                (false, _) => 0,
                (true, true) => 3,
                (true, false) => 2,
            };
            // Help goes to standard output, usage errors to standard error; a closed pipe is nobody's fault.
            let _ = e.print();
            return ExitCode::from(code);
        }
    };
    let end = match &args.command {
        Command::Clean(a) => clean::run(a),
        Command::Verify(a) => verify::run(a),
        Command::Sign(a) => sign::run(a),
        Command::Prove(a) => prove::run(a),
        Command::Checkpoint(a) => prove::checkpoint(a),
        Command::Export(a) => export::run(a),
        Command::Restore(a) => restore::run(a),
        Command::Diff(a) => diff::run(a),
        Command::Explain(a) => explain::run(a),
        Command::Check(a) => check::run(a),
        Command::Report(a) => report::run(a),
        Command::Review(a) => review::run(a),
        Command::Duplicates(a) => duplicates::run(a),
        Command::Rules(a) => rules::run(a),
        Command::Init(a) => init::run(a),
        Command::Try(a) => trial::run(a),
        Command::Completions(a) => manual::completions(a),
        Command::Man(a) => manual::pages(a),
    };
    match end {
        Ok(code) | Err(End::Code(code)) => ExitCode::from(code),
        Err(End::Failed(error)) => {
            eprintln!("scrubjay: {}", render::safe(&told(&error)));
            ExitCode::from(match error {
                Error::Stopped => 130,
                // A verification that could not be made is not one that found nothing.
                _ if matches!(args.command, Command::Verify(_)) => 3,
                _ => 2,
            })
        }
    }
}

/// An error as people read it: where a file of a record is missing because there is no record, that is said.
fn told(error: &Error) -> String {
    let missing = match error {
        Error::Io { path, source, .. } if source.kind() == std::io::ErrorKind::NotFound => path.parent().filter(|_| of_record(path)),
        _ => None,
    };
    missing.and_then(scrubjay::verify::absent).unwrap_or_else(|| error.to_string())
}

/// Whether this is where commands look for a record first.
fn of_record(path: &Path) -> bool {
    [names::RUN, names::ROWS, names::HISTORY].iter().any(|name| path.ends_with(name))
}

/// Keeps off the terminal what a container's crate says when broken bytes make it panic: the library catches it, and the record says
/// what it means.
fn hush() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !scrubjay::caught::is_answered_for() {
            usual(panic);
        }
    }));
}
