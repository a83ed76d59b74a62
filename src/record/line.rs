//! The lines of `edits.jsonl`, written without a detour: they are long, and most of a record's bytes.

use super::edits::EditsLine;
use crate::edit::{Op, RuleId};
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
    number(&mut out, line.v as usize);
    out.push('}');
    out
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
        Op::Keep(n) | Op::Flag(n, _) => number(out, *n),
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

fn number(out: &mut String, n: usize) {
    let mut digits = [0u8; 20];
    let (mut at, mut rest) = (digits.len(), n);
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    out.push_str(std::str::from_utf8(&digits[at..]).unwrap_or_default());
}

/// A string as RFC 8785 has it.
fn string(out: &mut String, text: &str) {
    out.push('"');
    let (mut done, mut from) = (0, 0);
    let escaped = |b: u8| (b < 0x20) | (b == b'"') | (b == b'\\');
    // Without a branch in it, the inner loop becomes a few vector instructions; most chunks hold nothing to escape.
    for chunk in text.as_bytes().chunks(32) {
        if chunk.iter().fold(false, |any, b| any | escaped(*b)) {
            for (at, b) in chunk.iter().enumerate().filter(|(_, b)| escaped(**b)) {
                out.push_str(&text[done..from + at]);
                done = from + at + 1;
                escape(out, *b);
            }
        }
        from += chunk.len();
    }
    out.push_str(&text[done..]);
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
    use super::*;
    use crate::stages::decode::Newlines;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(20_260_101), ..ProptestConfig::default() })]
        #[test]
        fn the_line_is_the_one_that_serde_writes(
            texts in proptest::collection::vec(("[\\x00-\\x24\\\\\"\\x7fa-cé字\u{2028}😀]{0,12}", 0usize..5, any::<u32>()), 0..12),
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
