//! `docs/tour.md` is true: its files are made, its commands run in order, and what it shows is what comes out.
//!
//! With BLESS=1 what comes out is written into it.
#![allow(clippy::unwrap_used)]

mod common;

use common::Place;
use std::path::Path;
use std::process::{Command, Stdio};

/// What a command of the tour says, on both channels, in the tour's folder.
fn say(place: &Place, line: &str) -> String {
    let bin = Path::new(env!("CARGO_BIN_EXE_scrubjay")).parent().unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let mut command = Command::new("bash");
    command.args(["-c", &format!("exec 2>&1\n{line}")]).current_dir(place.root()).env("PATH", path).stdin(Stdio::null());
    String::from_utf8(command.output().unwrap().stdout).unwrap()
}

#[test]
fn the_tour_is_what_happens() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/tour.md");
    let tour = std::fs::read_to_string(&path).unwrap();
    let place = Place::new();
    let mut out = String::new();
    let mut lines = tour.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        out.push_str(line);
        let Some(fence) = line.strip_prefix("```") else { continue };
        let mut block: Vec<&str> = Vec::new();
        for line in lines.by_ref().take_while(|l| *l != "```\n") {
            block.push(line);
        }
        if let Some(file) = fence.trim().split_once(" file=").map(|(_, file)| file) {
            place.put(file, block.concat());
            out.push_str(&block.concat());
        } else if fence.starts_with("console") {
            for command in block.iter().filter_map(|l| l.strip_prefix("$ ")) {
                let said = say(&place, command);
                assert!(!said.contains(&place.root().display().to_string()), "a path of this machine: {said}");
                out.push_str(&format!("$ {command}{said}"));
            }
        } else {
            out.push_str(&block.concat());
        }
        out.push_str("```\n");
    }
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &out).unwrap();
    }
    assert!(out == tour || std::env::var_os("BLESS").is_some(), "the tour is not what happens; BLESS=1 writes what does:\n{out}");
}
