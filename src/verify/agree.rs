//! Whether a row and its edits say one thing: all that can be told without the text itself.

use super::{Finding, Kind};
use crate::edit::{Op, OpsError, check_form};
use crate::fate::Follow;
use crate::pipeline::CARRIED;
use crate::record::edits::{CodingLine, EditsBack};
use crate::record::records::Recorded;
use crate::record::row::{ContainerLine, Restores, Row, Status, Sum};
use crate::stages::decode::Newlines;
use std::collections::{BTreeMap, BTreeSet};

type Checked = Result<(), Box<Finding>>;

/// Adds the operations of each rule to `counts`.
pub fn check(recorded: &Recorded, rules: &BTreeSet<&str>, stages: &[String], counts: &mut BTreeMap<String, u64>) -> Checked {
    let row = &recorded.row;
    let edits = recorded.edits.as_ref().map(|(_, edits)| edits);
    if row.v != crate::record::VERSION {
        return wrong(row, "row-version", "", crate::record::VERSION, row.v);
    }
    if let Some(edits) = edits.filter(|e| e.v != crate::record::VERSION) {
        return wrong(row, "edits-version", "", crate::record::VERSION, edits.v);
    }
    let record = recorded.id.container().is_some();
    let said_of_records = row.site.is_some() || row.extracted.is_some() || edits.is_some_and(|e| e.spelling.is_some());
    if said_of_records && !record || row.container.is_some() && record {
        return said(row, "row-container", "parts that only a container, or only a record in one, can have");
    }
    if let Some(line) = &row.container {
        return container(row, line, edits);
    }
    let has_text = row.status.has_clean();
    let parts = [row.clean.is_some(), row.decoded.is_some(), row.decode.is_some(), row.fate.is_some()];
    if parts.iter().any(|p| *p != has_text) || (has_text && row.raw.is_none()) {
        return said(row, "row-status", format!("`{}` with parts that it cannot have, or without those it must", row.status.name()));
    }
    if row.reason.is_some() == matches!(row.status, Status::Unchanged | Status::Cleaned) {
        return said(row, "row-status", format!("`{}` and a reason do not go together, or one is missing", row.status.name()));
    }
    let dropped = row.status == Status::Duplicate;
    if row.duplicate_of.is_some() != dropped || dropped && (row.raw.is_none() || edits.is_none()) {
        return said(row, "row-status", "a copy that was dropped names the document it is one of, and is carried; nothing else does");
    }
    let (Some(decoded), Some(clean), Some(fate), Some(decode)) = (row.decoded, row.clean, row.fate, &row.decode) else {
        return without_text(row, edits);
    };
    if decode.confidence > 1000 {
        return wrong(row, "row-decode", "decode", "at most 1000 per mille", decode.confidence);
    }
    let mut follow = Follow::new(usize::try_from(decoded.bytes).unwrap_or(usize::MAX));
    let mut sum = decoded;
    if let Some(edits) = edits {
        if edits.decode.label != decode.label {
            return wrong(row, "edits-decode", "decode", &decode.label, &edits.decode.label);
        }
        coding(row, &edits.decode, decoded.bytes)?;
        sum = stage_by_stage(row, edits, decoded, &mut follow, (rules, stages), counts)?;
    } else if decode.label != "utf-8" {
        // Without a line of edits the raw bytes are the text itself.
        return wrong(row, "edits-decode", "decode", "utf-8", &decode.label);
    } else if !row.stages.is_empty() || row.raw != Some(decoded) {
        return said(row, "row-stages", "stages or other raw bytes, and no line of edits");
    }
    if sum != clean {
        return wrong(row, "row-clean", "", sum.sha256, clean.sha256);
    }
    if (row.status == Status::Unchanged) != (row.raw == Some(clean)) && row.status != Status::Held {
        return said(row, "row-status", format!("`{}`, which raw and clean sum deny", row.status.name()));
    }
    let followed = follow.fate();
    let adds_up = fate.kept.checked_add(fate.changed).and_then(|n| n.checked_add(fate.removed)) == Some(decoded.bytes)
        && fate.kept.checked_add(fate.added) == Some(clean.bytes);
    if followed != fate || !adds_up {
        return wrong(row, "row-fate", "", format!("{followed:?}"), format!("{fate:?}"));
    }
    Ok(())
}

/// The row of a container has its sums, and nothing of a text.
fn container(row: &Row, line: &ContainerLine, edits: Option<&EditsBack>) -> Checked {
    let text = [
        row.decode.is_some(),
        row.decoded.is_some(),
        row.fate.is_some(),
        row.reason.is_some(),
        row.duplicate_of.is_some(),
        edits.is_some(),
    ];
    let (Some(raw), Some(clean), false) = (row.raw, row.clean, text.contains(&true) || !row.stages.is_empty()) else {
        return said(row, "row-container", "a container with parts of a text, or without its sums");
    };
    let status = if raw == clean { Status::Unchanged } else { Status::Cleaned };
    if row.status != status {
        return wrong(row, "row-status", "", status.name(), row.status.name());
    }
    let possible = match line.restores {
        Restores::File => raw == clean || line.content.is_none(),
        Restores::Content => raw != clean && line.content.is_some(),
        Restores::Documents => raw != clean,
    };
    if possible { Ok(()) } else { said(row, "row-container", "says that another part of it comes back than can") }
}

/// A row without a text may have bytes that the record carries, and nothing else.
fn without_text(row: &Row, edits: Option<&EditsBack>) -> Checked {
    if !row.stages.is_empty() {
        return said(row, "row-stages", "stages of no text");
    }
    let Some(edits) = edits else { return Ok(()) };
    let one = matches!(edits.decode.raw.as_slice(), [(0, 0, hex)] if crate::digest::unhex(hex).is_some());
    let plain = !edits.decode.bom && edits.decode.newlines == Newlines::Lf && edits.decode.spans.is_empty();
    if edits.decode.label != CARRIED || !one || !plain || !edits.stages.is_empty() || row.raw.is_none() {
        return said(row, "edits-decode", "edits of a document without text that do not just carry its bytes");
    }
    Ok(())
}

/// The stretches of a coding stand in order, within the text, and their bytes are hex.
fn coding(row: &Row, coding: &CodingLine, text: u64) -> Checked {
    let raw = in_order(coding.raw.iter().map(|(at, len, _)| (*at, *len)), text);
    let spans = in_order(coding.spans.iter().map(|(at, len, _)| (*at, *len)), text);
    let hex = coding.raw.iter().all(|(_, _, hex)| crate::digest::unhex(hex).is_some());
    if coding.label == CARRIED || !raw || !spans || !hex {
        return said(row, "edits-decode", "stretches out of order or past the end of the text, or bytes that are not hex");
    }
    Ok(())
}

/// Whether no stretch begins before the one before it ends, and none ends after the text.
fn in_order(stretches: impl Iterator<Item = (u64, u64)>, text: u64) -> bool {
    let mut end = 0u64;
    for (at, len) in stretches {
        match at.checked_add(len) {
            Some(next) if at >= end && next <= text => end = next,
            _ => return false,
        }
    }
    true
}

/// Gives the sum of the last stage's output.
fn stage_by_stage(
    row: &Row,
    edits: &EditsBack,
    decoded: Sum,
    follow: &mut Follow,
    (rules, stages): (&BTreeSet<&str>, &[String]),
    counts: &mut BTreeMap<String, u64>,
) -> Result<Sum, Box<Finding>> {
    let names = |names: &mut dyn Iterator<Item = &String>| names.cloned().collect::<Vec<_>>().join(", ");
    let (in_row, in_edits) = (names(&mut row.stages.iter().map(|s| &s.name)), names(&mut edits.stages.iter().map(|s| &s.name)));
    if in_row != in_edits || row.stages.len() != edits.stages.len() {
        wrong(row, "edits-stages", "", in_row, in_edits)?;
    }
    let mut sum = decoded;
    for (line, stage) in row.stages.iter().zip(&edits.stages) {
        let name = stage.name.as_str();
        if name == "decode" || !stages.iter().any(|s| s == name) {
            wrong(row, "edits-stages", name, "a stage of this run", name)?;
        }
        if let Err(e) = check_form(&stage.ops, sum.bytes, line.bytes) {
            let code = if e == OpsError::Length { "edits-lengths" } else { "edits-form" };
            return Err(Box::new(Finding::new(code, Kind::Record, &row.id).stage(name).got(e)));
        }
        let (mut changes, mut flags) = (0, 0);
        for op in &stage.ops {
            let (rule, flag) = match op {
                Op::Keep(_) => continue,
                Op::Flag(_, rule) => (rule, true),
                Op::Remove(_, rule) | Op::Replace(_, _, rule) | Op::Insert(_, rule) => (rule, false),
            };
            if !rules.contains(rule.as_str()) || rule.split('/').next() != Some(name) {
                wrong(row, "edits-rule", name, format!("a rule of {name}"), rule)?;
            }
            match counts.get_mut(rule) {
                Some(n) => *n += 1,
                None => drop(counts.insert(rule.clone(), 1)),
            }
            changes += u64::from(!flag);
            flags += u64::from(flag);
        }
        if (changes, flags) != (line.edits, line.flags) || changes + flags == 0 {
            let say = |changes, flags| format!("{changes} edits, {flags} flags");
            wrong(row, "edits-count", name, say(line.edits, line.flags), say(changes, flags))?;
        }
        follow.stage(&stage.ops);
        if changes == 0 && line.sha256 != sum.sha256 {
            wrong(row, "row-stages", name, sum.sha256, line.sha256)?;
        }
        sum = Sum { bytes: line.bytes, sha256: line.sha256 };
    }
    Ok(sum)
}

fn wrong(row: &Row, code: &'static str, stage: &str, expected: impl ToString, got: impl ToString) -> Checked {
    Err(Box::new(Finding::new(code, Kind::Record, &row.id).stage(stage).differs(expected, got)))
}

fn said(row: &Row, code: &'static str, what: impl ToString) -> Checked {
    Err(Box::new(Finding::new(code, Kind::Record, &row.id).got(what)))
}
