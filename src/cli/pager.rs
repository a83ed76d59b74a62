//! Output that is longer than a screen goes through a pager, when a person reads it.

use std::io::{IsTerminal, Stdout, Write};
use std::process::{Child, Command, Stdio};

/// Where a command writes: standard output, or a pager before it.
pub enum Out {
    Plain(Stdout),
    Paged(Child),
}

impl Out {
    /// A pager when standard output is a terminal: `$PAGER`, or less. `PAGER=cat`, or an empty one, means none.
    pub fn open() -> Out {
        let plain = Out::Plain(std::io::stdout());
        if !std::io::stdout().is_terminal() {
            return plain;
        }
        let pager = std::env::var("PAGER").unwrap_or_else(|_| "less".to_owned());
        if pager.trim().is_empty() || pager.trim() == "cat" {
            return plain;
        }
        let mut command = Command::new("sh");
        command.arg("-c").arg(&pager).stdin(Stdio::piped());
        // Leaves when all fits on one screen, lets colours through, leaves the screen as it was.
        if std::env::var_os("LESS").is_none() {
            command.env("LESS", "FRX");
        }
        // A shell that finds no such pager says so itself, and standard output is still there: so look first.
        let first = pager.split_whitespace().next().unwrap_or_default().to_owned();
        let found = Command::new("sh").arg("-c").arg("command -v \"$0\"").arg(first).stdout(Stdio::null()).status();
        if !found.is_ok_and(|s| s.success()) {
            return plain;
        }
        command.spawn().map_or(plain, Out::Paged)
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self {
            Out::Plain(out) => out.write(bytes),
            Out::Paged(child) => match &mut child.stdin {
                Some(pipe) => pipe.write(bytes),
                None => Ok(bytes.len()),
            },
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match self {
            Out::Plain(out) => out.flush(),
            Out::Paged(child) => child.stdin.as_mut().map_or(Ok(()), Write::flush),
        }
    }
}

impl Drop for Out {
    /// The program ends when the reader has done reading.
    fn drop(&mut self) {
        if let Out::Paged(child) = self {
            drop(child.stdin.take());
            let _ = child.wait();
        }
    }
}
