//! The lines of `edits.jsonl` and `rows.jsonl`, written without a detour: they are most of a record's bytes.

use super::edits::EditsLine;
use super::row::{DecodeLine, Row, StageLine, Sum};
use crate::edit::{Op, RuleId};
use crate::escaped::before_escaped;
use crate::stages::decode::By;
use serde::Serialize;
use std::fmt::Write;

/// The canonical line of a document's edits, without its newline: what `serde_json` would write.
pub fn edits_line(line: &EditsLine<'_, RuleId>) -> String {
    let bytes = |op: &Op| match op {
        Op::Keep(_) => 12,
        Op::Flag(..) => 40,
        Op::Remove(old, _) => old.len() + old.len() / 16 + 40,
        Op::Replace(old, new, _) => old.len() + new.len() + 48,
        Op::Insert(new, _) => new.len() + 40,
    };
    let size = line.stages.iter().flat_map(|s| s.ops).map(bytes).sum::<usize>();
    let mut out = String::with_capacity(size + line.id.len() + 256);
    out.push_str("{\"decode\":");
    out.push_str(&serde_json::to_string(&line.decode).expect("our own shapes have string keys only"));
    out.push_str(",\"id\":");
    string(&mut out, line.id);
    if let Some(spelling) = &line.spelling {
        out.push_str(",\"spelling\":");
        string(&mut out, spelling);
    }
    out.push_str(",\"stages\":[");
    for (n, stage) in line.stages.iter().enumerate() {
        out.push_str(if n > 0 { ",{\"name\":" } else { "{\"name\":" });
        string(&mut out, stage.name);
        out.push_str(",\"ops\":[");
        for (n, step) in stage.ops.iter().enumerate() {
            if n > 0 {
                out.push(',');
            }
            op(&mut out, step);
        }
        out.push_str("]}");
    }
    out.push_str("],\"v\":");
    number(&mut out, u64::from(line.v));
    out.push('}');
    out
}

/// The canonical line of a row, without its newline: what `serde_json` would write.
pub fn row_line(row: &Row) -> String {
    let strings = row.id.len() + row.site.as_ref().map_or(0, String::len) + row.reason.as_ref().map_or(0, String::len);
    let mut out = String::with_capacity(900 + strings + row.stages.len() * 160);
    let o = &mut out;
    sum(o, "\"clean\":", row.clean);
    seldom(o, "\"container\":", row.container.as_ref());
    if let Some(line) = &row.decode {
        decode(o, line);
    }
    sum(o, "\"decoded\":", row.decoded);
    field(o, "\"duplicate_of\":", row.duplicate_of.as_deref());
    if let Some(digest) = row.edits_sha256 {
        begin(o, "\"edits_sha256\":\"");
        digest.write(o);
        o.push('"');
    }
    seldom(o, "\"extracted\":", row.extracted.as_ref());
    if let Some(fate) = row.fate {
        begin(o, "\"fate\":");
        for (name, n) in
            [("{\"added\":", fate.added), (",\"changed\":", fate.changed), (",\"kept\":", fate.kept), (",\"removed\":", fate.removed)]
        {
            o.push_str(name);
            number(o, n);
        }
        o.push('}');
    }
    field(o, "\"id\":", Some(&row.id));
    sum(o, "\"raw\":", row.raw);
    field(o, "\"reason\":", row.reason.as_deref());
    field(o, "\"site\":", row.site.as_deref());
    begin(o, "\"stages\":[");
    for (n, line) in row.stages.iter().enumerate() {
        stage(o, n, line);
    }
    o.push_str("],\"status\":");
    string(o, row.status.name());
    o.push_str(",\"v\":");
    number(o, u64::from(row.v));
    o.push('}');
    out
}

/// Writes what a field begins with; the brace or comma before it too.
fn begin(out: &mut String, name: &str) {
    out.push(if out.is_empty() { '{' } else { ',' });
    out.push_str(name);
}

fn field(out: &mut String, name: &str, text: Option<&str>) {
    if let Some(text) = text {
        begin(out, name);
        string(out, text);
    }
}

fn seldom<T: Serialize>(out: &mut String, name: &str, value: Option<&T>) {
    if let Some(value) = value {
        begin(out, name);
        out.push_str(&serde_json::to_string(value).expect("our own shapes have string keys only"));
    }
}

fn sum(out: &mut String, name: &str, sum: Option<Sum>) {
    if let Some(sum) = sum {
        begin(out, name);
        out.push_str("{\"bytes\":");
        number(out, sum.bytes);
        out.push_str(",\"sha256\":\"");
        sum.sha256.write(out);
        out.push_str("\"}");
    }
}

fn decode(out: &mut String, line: &DecodeLine) {
    if line.by != By::Utf8 || line.evidence.is_some() {
        return seldom(out, "\"decode\":", Some(line));
    }
    begin(out, "\"decode\":{\"by\":\"utf8\",\"confidence\":");
    number(out, u64::from(line.confidence));
    out.push_str(",\"label\":");
    string(out, &line.label);
    out.push('}');
}

fn stage(out: &mut String, n: usize, line: &StageLine) {
    out.push_str(if n > 0 { ",{\"bytes\":" } else { "{\"bytes\":" });
    number(out, line.bytes);
    out.push_str(",\"edits\":");
    number(out, line.edits);
    if line.flags > 0 {
        out.push_str(",\"flags\":");
        number(out, line.flags);
    }
    out.push_str(",\"name\":");
    string(out, &line.name);
    out.push_str(",\"sha256\":\"");
    line.sha256.write(out);
    out.push_str("\"}");
}

fn op(out: &mut String, op: &Op) {
    let (kind, rule) = match op {
        Op::Keep(_) => ("[\"=\",", None),
        Op::Remove(_, rule) => ("[\"-\",", Some(rule)),
        Op::Replace(_, _, rule) => ("[\"~\",", Some(rule)),
        Op::Insert(_, rule) => ("[\"+\",", Some(rule)),
        Op::Flag(_, rule) => ("[\"?\",", Some(rule)),
    };
    out.push_str(kind);
    match op {
        Op::Keep(n) | Op::Flag(n, _) => number(out, *n as u64),
        Op::Remove(one, _) | Op::Insert(one, _) => string(out, one),
        Op::Replace(old, new, _) => {
            string(out, old);
            out.push(',');
            string(out, new);
        }
    }
    if let Some(rule) = rule {
        out.push(',');
        string(out, rule.0);
    }
    out.push(']');
}

/// A number as it is written in JSON, and elsewhere.
pub(crate) fn number(out: &mut String, n: u64) {
    let digit = |n: u64| char::from(b'0' + (n % 10) as u8);
    match n {
        0..10 => out.push(digit(n)),
        10..100 => [digit(n / 10), digit(n)].into_iter().for_each(|c| out.push(c)),
        100..1000 => [digit(n / 100), digit(n / 10), digit(n)].into_iter().for_each(|c| out.push(c)),
        _ => {
            number(out, n / 1000);
            [digit(n / 100), digit(n / 10), digit(n)].into_iter().for_each(|c| out.push(c));
        }
    }
}

/// A string as RFC 8785 has it.
fn string(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    loop {
        let (plain, from) = rest.split_at(before_escaped(rest.as_bytes()));
        out.push_str(plain);
        let Some(b) = from.bytes().next() else { break };
        escape(out, b);
        rest = &from[1..];
    }
    out.push('"');
}

fn escape(out: &mut String, b: u8) {
    match b {
        b'"' => out.push_str("\\\""),
        b'\\' => out.push_str("\\\\"),
        b'\n' => out.push_str("\\n"),
        b'\t' => out.push_str("\\t"),
        b'\r' => out.push_str("\\r"),
        0x08 => out.push_str("\\b"),
        0x0c => out.push_str("\\f"),
        _ => _ = write!(out, "\\u{b:04x}"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::edits::{CodingLine, StageOps};
    use super::super::row::{ContainerLine, EvidenceLine, ExtractedLine, Restores, Status};
    use super::*;
    use crate::digest::Digest;
    use crate::fate::Fate;
    use crate::stages::decode::Newlines;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(20_260_101), ..ProptestConfig::default() })]
        #[test]
        fn the_row_is_the_one_that_serde_writes(
            there in any::<u16>(), n in any::<u32>(), id in "[\\x00-\\x24\\\\\"\\x7fa-cé字\u{2028}😀]{0,40}", stages in 0usize..4, status in 0usize..6,
        ) {
            let n = u64::from(n);
            let is = |bit: u16| there >> bit & 1 == 1;
            let a_sum = |bit| is(bit).then(|| Sum { bytes: n, sha256: Digest::of(id.as_bytes()) });
            let text = |bit| is(bit).then(|| id.clone());
            let evidence = is(11).then(|| EvidenceLine { language: "xx".into(), margin: is(12).then_some(n), rival: text(13) });
            let by = [By::Utf8, By::Bom, By::Site][n as usize % 3];
            let line = |k: usize| StageLine { bytes: n, edits: k as u64, flags: n % 2, name: id.clone(), sha256: Digest::of(b"x") };
            let container = ContainerLine { content: a_sum(14), damaged: 1, documents: n, format: id.clone(), restores: Restores::Content };
            let row = Row {
                clean: a_sum(0),
                container: is(1).then_some(container),
                decode: is(2).then(|| DecodeLine { by, confidence: 77, evidence, label: id.clone() }),
                decoded: a_sum(3),
                duplicate_of: text(4),
                edits_sha256: is(5).then(|| Digest::of(b"y")),
                extracted: is(6).then(|| ExtractedLine { by: id.clone(), page: Sum::of(b"z") }),
                fate: is(7).then_some(Fate { added: n, changed: 0, kept: n + 1, removed: 9 }),
                id: id.clone(),
                raw: a_sum(8),
                reason: text(9),
                site: text(10),
                stages: (0..stages).map(line).collect(),
                status: Status::ALL[status],
                v: 1,
            };
            prop_assert_eq!(row_line(&row), serde_json::to_string(&row).unwrap());
        }

        #[test]
        fn the_line_is_the_one_that_serde_writes(
            texts in proptest::collection::vec(("[\\x00-\\x24\\\\\"\\x7fa-cé字\u{2028}😀]{0,30}", 0usize..5, any::<u32>()), 0..12),
            bom in any::<bool>(),
        ) {
            let rule = RuleId("a/b");
            let ops: Vec<Op> = texts
                .into_iter()
                .map(|(text, kind, n)| match kind {
                    0 => Op::Keep(n as usize),
                    1 => Op::Remove(text.into(), rule),
                    2 => Op::Replace(text.clone().into(), text.into(), rule),
                    3 => Op::Insert(text.into(), rule),
                    _ => Op::Flag(n as usize, rule),
                })
                .collect();
            let decode = CodingLine { bom, label: "x".into(), newlines: Newlines::Lf, raw: vec![(1, 2, "00".into())], spans: Vec::new() };
            let stages = vec![StageOps { name: "one", ops: &ops }, StageOps { name: "two", ops: &ops[..ops.len() / 2] }];
            let spelling = bom.then(|| "\"a\\".to_owned());
            let line = EditsLine { decode, id: "a/b%20c.txt", spelling, stages, v: 1 };
            prop_assert_eq!(edits_line(&line), serde_json::to_string(&line).unwrap());
        }
    }
}
