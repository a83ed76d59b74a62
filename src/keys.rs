//! Every key of `scrubjay.toml`, once: the commented file that `scrubjay init` writes and its JSON Schema come from here.

use crate::config::Config;
use crate::rule::Stage;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// What a key may hold.
enum Holds {
    /// One of these words.
    Word(&'static [&'static str]),
    /// A number up to this one, from that one on.
    Number(u64, u64),
    /// Yes or no.
    Flag,
    /// The name of a field, or nothing.
    Field,
    /// A list of stages.
    Stages,
    /// A table from any name to a label of an encoding.
    Encodings,
    /// A table from a rule's name to a setting.
    Settings,
    /// Own rules.
    Rules,
}

/// One key: the table it stands in, its name, what it means, its value by default, and lines that show its use.
struct Key {
    table: &'static str,
    name: &'static str,
    holds: Holds,
    meaning: &'static str,
    default: fn(&Config) -> Value,
    example: &'static [&'static str],
}

/// The largest number that a record may hold.
const NUMBER: u64 = crate::record::LARGEST_NUMBER - 1;

const SETTINGS: &[&str] = &["remove", "flag", "allow"];

const KEYS: &[Key] = &[
    Key {
        table: "",
        name: "strength",
        holds: Holds::Word(&["careful", "thorough"]),
        meaning: "How much loss the corpus bears: \"careful\" loses next to nothing, \"thorough\" is for corpora where some loss is fine.",
        default: |c| json!(c.strength),
        example: &[],
    },
    Key {
        table: "",
        name: "stages",
        holds: Holds::Stages,
        meaning: "The stages that run. They always run in this order, and decode always runs.",
        default: |c| c.stages.iter().map(|s| s.name()).collect(),
        example: &[],
    },
    Key {
        table: "limits",
        name: "max_document",
        holds: Holds::Number(0, u32::MAX as u64 - 1),
        meaning: "Bytes. A larger file is quarantined.",
        default: |c| json!(c.limits.max_document),
        example: &[],
    },
    Key {
        table: "limits",
        name: "max_carried",
        holds: Holds::Number(0, NUMBER),
        meaning: "Bytes. Up to this size the record carries the raw bytes of a quarantined document.",
        default: |c| json!(c.limits.max_carried),
        example: &[],
    },
    Key {
        table: "limits",
        name: "memory",
        holds: Holds::Number(0, NUMBER),
        meaning: "Bytes that the survey may hold of all sites that are open at once. Beyond it, it keeps fewer documents of each, and run.json says so.",
        default: |c| json!(c.limits.memory),
        example: &[],
    },
    Key {
        table: "limits",
        name: "max_removed",
        holds: Holds::Number(0, 1000),
        meaning: "Per mille of a document that headers, chrome and spam may remove together. Beyond it the document is held: its text stays.",
        default: |c| json!(c.limits.max_removed),
        example: &[],
    },
    Key {
        table: "survey",
        name: "min_documents",
        holds: Holds::Number(3, u32::MAX as u64),
        meaning: "Documents a site needs before anything is learnt about it.",
        default: |c| json!(c.survey.min_documents),
        example: &[],
    },
    Key {
        table: "survey",
        name: "min_share",
        holds: Holds::Number(0, 1000),
        meaning: "Per mille of a site's documents in which a line must stand to count as one that recurs.",
        default: |c| json!(c.survey.min_share),
        example: &[],
    },
    Key {
        table: "decode",
        name: "min_confidence",
        holds: Holds::Number(0, 1000),
        meaning: "Per mille. An encoding that is less certain than this is refused, and the document quarantined.",
        default: |c| json!(c.decode.min_confidence),
        example: &[],
    },
    Key {
        table: "decode",
        name: "encodings",
        holds: Holds::Encodings,
        meaning: "Encodings where you know better than any detector: a document's id, or the beginning of ids up to a \"/\"; the longest that fits counts.",
        default: |c| json!(c.decode.encodings),
        example: &["\"oldsite.example/\" = \"windows-1251\"", "\"oldsite.example/about.txt\" = \"koi8-r\""],
    },
    Key {
        table: "duplicates",
        name: "drop",
        holds: Holds::Flag,
        meaning: "Whether a document that has the clean text of an earlier one, byte for byte, is dropped: it gets no clean text, its row says which one it is a copy of, and the record carries its raw bytes. `scrubjay duplicates` shows them beforehand.",
        default: |c| json!(c.duplicates.drop),
        example: &[],
    },
    Key {
        table: "containers",
        name: "compress",
        holds: Holds::Flag,
        meaning: "Whether JSON Lines and tar that were packed (.gz, .zst) are compressed again. Otherwise they have the form of their packing, so that all that reads such files reads them, but are no smaller than what they hold: quicker to write, and to read.",
        default: |c| json!(c.containers.compress),
        example: &[],
    },
    Key {
        table: "containers",
        name: "html",
        holds: Holds::Flag,
        meaning: "Whether a page of HTML is a document by the text that is taken out of it. Otherwise such a file is cleaned as it is written, and such a page of a WARC passes as it is. Off where only the stage `decode` runs.",
        default: |c| json!(c.containers.html),
        example: &[],
    },
    Key {
        table: "containers",
        name: "id",
        holds: Holds::Field,
        meaning: "The field that holds the id of a record, a string or a whole number. When none is named, the first of id, _id, doc_id, docid, uuid, key; records without one go by their number.",
        default: |c| json!(c.containers.id),
        example: &["id = \"number\""],
    },
    Key {
        table: "containers",
        name: "text",
        holds: Holds::Field,
        meaning: "The field that holds the text of a record. When none is named, the first of text, content, body, raw_content, article, document that a container has.",
        default: |c| json!(c.containers.text),
        example: &["text = \"story\""],
    },
    Key {
        table: "containers",
        name: "url",
        holds: Holds::Field,
        meaning: "The field that holds the address of a record, whose host is its site. When none is named, the first of url, source_url, link, uri, warc-target-uri.",
        default: |c| json!(c.containers.url),
        example: &["url = \"address\""],
    },
    Key {
        table: "containers.limits",
        name: "entries",
        holds: Holds::Number(0, NUMBER),
        meaning: "Records of one container. Those behind them are not taken in.",
        default: |c| json!(c.containers.limits.entries),
        example: &[],
    },
    Key {
        table: "containers.limits",
        name: "ratio",
        holds: Holds::Number(1, NUMBER),
        meaning: "How many times its own size a packed container may hold. What is behind that is not taken in.",
        default: |c| json!(c.containers.limits.ratio),
        example: &[],
    },
    Key {
        table: "containers.limits",
        name: "record",
        holds: Holds::Number(0, NUMBER),
        meaning: "Bytes of one record. A larger one is not taken in, and goes on as it is where the kind of container allows it.",
        default: |c| json!(c.containers.limits.record),
        example: &[],
    },
    Key {
        table: "",
        name: "rules",
        holds: Holds::Settings,
        meaning: "What is done with what a rule proposes: \"remove\", \"flag\" (on record, the text kept) or \"allow\" (the rule does not run). All are \"remove\" by default; `scrubjay rules` lists them.",
        default: |c| c.settings.iter().map(|(name, s)| ((*name).to_owned(), json!(s))).collect::<serde_json::Map<_, _>>().into(),
        example: &["\"spam/link-list\" = \"flag\"", "\"tidy/blank-runs\" = \"allow\""],
    },
    Key {
        table: "",
        name: "rule",
        holds: Holds::Rules,
        meaning: "Rules of your own: whole lines that go, given as `lines` or as a `pattern` (a regular expression for the line), anywhere or `near` the \"top\" or the \"bottom\". Their tests are run whenever this file is read, and one of them must fire and one keep. `stage` is headers, chrome or spam.",
        default: |c| c.own.iter().map(|o| json!(o.definition)).collect(),
        example: &[
            "[[rule]]",
            "name = \"harbour-weather\"",
            "stage = \"chrome\"",
            "pattern = 'High water at \\d\\d:\\d\\d'",
            "near = \"top\"",
            "tests = [",
            "  { fire = \"High water at 12:40\" },",
            "  { keep = \"High water at 12:40 drowned the lower road.\" },",
            "]",
        ],
    },
];

/// A commented `scrubjay.toml` with every key at its default. It reads back as the default configuration.
pub fn toml() -> String {
    let defaults = Config::default();
    let mut out = String::from(
        "# How scrubjay cleans this corpus. Every key is optional; each stands here with its default.\n# `scrubjay rules` lists the rules, `scrubjay explain RULE` says what one removes and keeps.\n",
    );
    let mut table = "";
    for key in KEYS {
        if matches!(key.holds, Holds::Number(..) | Holds::Flag | Holds::Field) && key.table != table {
            table = key.table;
            let _ = write!(out, "\n[{table}]");
        }
        out.push('\n');
        out.push_str(&comment(key.meaning));
        match &key.holds {
            Holds::Rules | Holds::Field => {}
            Holds::Encodings | Holds::Settings => {
                let dot = if key.table.is_empty() { "" } else { "." };
                let _ = writeln!(out, "[{}{dot}{}]", key.table, key.name);
            }
            _ => {
                let _ = writeln!(out, "{} = {}", key.name, literal(&(key.default)(&defaults)));
            }
        }
        for line in key.example {
            let _ = writeln!(out, "# {line}");
        }
    }
    out
}

/// A JSON value as TOML; they differ in tables only, and no key holds one in its value.
fn literal(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("[{}]", items.iter().map(literal).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

/// A meaning as comment lines of a hundred characters at most.
fn comment(meaning: &str) -> String {
    let mut out = String::new();
    let mut line = String::from("#");
    for word in meaning.split(' ') {
        if line.len() + word.len() > 100 {
            out.push_str(&line);
            out.push('\n');
            line = String::from("#");
        }
        line.push(' ');
        line.push_str(word);
    }
    out + &line + "\n"
}

/// The JSON Schema of `scrubjay.toml`, for editors that complete and check as one types.
pub fn schema() -> String {
    let defaults = Config::default();
    let mut top = serde_json::Map::new();
    for key in KEYS {
        let mut schema = match &key.holds {
            Holds::Word(words) => json!({"enum": words}),
            Holds::Number(least, most) => json!({"type": "integer", "minimum": least, "maximum": most}),
            Holds::Stages => json!({"type": "array", "items": {"enum": Stage::ALL.map(Stage::name)}, "uniqueItems": true}),
            Holds::Encodings => json!({"type": "object", "additionalProperties": {"type": "string", "minLength": 1}}),
            Holds::Settings => settings(),
            Holds::Flag => json!({"type": "boolean"}),
            Holds::Field => json!({"type": "string", "minLength": 1}),
            Holds::Rules => own_rules(),
        };
        schema["description"] = json!(key.meaning);
        let default = (key.default)(&defaults);
        if !default.is_null() {
            schema["default"] = default;
        }
        let mut place = &mut top;
        for table in key.table.split('.').filter(|table| !table.is_empty()) {
            let table = place.entry(table).or_insert_with(|| json!({"type": "object", "additionalProperties": false, "properties": {}}));
            place = table["properties"].as_object_mut().expect("made an object on the line above");
        }
        place.insert(key.name.to_owned(), schema);
    }
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "scrubjay.toml",
        "description": "How scrubjay cleans a corpus. Made by `scrubjay init --schema`.",
        "type": "object",
        "additionalProperties": false,
        "properties": top,
    });
    serde_json::to_string_pretty(&schema).expect("keys are strings") + "\n"
}

fn own_rules() -> Value {
    let text = json!({"type": "string"});
    let test = |kind: &str| json!({"type": "object", "additionalProperties": false, "required": [kind], "properties": {kind: text}});
    json!({"type": "array", "items": {
        "type": "object",
        "additionalProperties": false,
        "required": ["name", "stage", "tests"],
        "properties": {
            "name": {"type": "string", "pattern": "^[a-z0-9-]{1,60}$"},
            "stage": {"enum": ["headers", "chrome", "spam"]},
            "lines": {"type": "array", "items": text},
            "pattern": {"type": "string", "format": "regex"},
            "near": {"enum": ["top", "bottom", "any"]},
            "tests": {"type": "array", "items": {"oneOf": [test("fire"), test("keep")]}},
        },
    }})
}

fn settings() -> Value {
    let rules = crate::stages::rules().map(|rule| {
        let about = rule.docs.lines().next().unwrap_or_default();
        (rule.name.to_owned(), json!({"enum": SETTINGS, "description": about}))
    });
    json!({"type": "object", "additionalProperties": {"enum": SETTINGS}, "properties": rules.collect::<serde_json::Map<_, _>>()})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Setting, Strength};

    #[test]
    fn the_file_of_init_reads_as_the_defaults() {
        assert_eq!(Config::parse(&toml(), "init").unwrap(), Config::default());
    }

    #[test]
    fn its_examples_are_taken_too() {
        let examples: Vec<&str> = KEYS.iter().flat_map(|k| k.example).copied().collect();
        let uncomment = |line: &str| match line.strip_prefix("# ") {
            Some(rest) if examples.contains(&rest) => rest.to_owned(),
            _ => line.to_owned(),
        };
        let text: String = toml().lines().map(|l| uncomment(l) + "\n").collect();
        let config = Config::parse(&text, "init").unwrap();
        assert_eq!(config.strength, Strength::Careful);
        assert_eq!(config.setting("spam/link-list"), Setting::Flag);
        assert_eq!(config.stated_encoding("oldsite.example/about.txt"), Some("koi8-r"));
    }

    /// The names that the reader itself knows, from its message about one that it does not.
    fn known(table: &str) -> Vec<String> {
        let header = if table.is_empty() { String::new() } else { format!("[{table}]\n") };
        let message = Config::parse(&format!("{header}zzzzzzzzzzzz = 1\n"), "x").unwrap_err().to_string();
        let list = message.split("expected").nth(1).unwrap_or_default();
        list.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    }

    #[test]
    fn every_key_that_is_read_is_in_the_list() {
        let tables = ["limits", "survey", "duplicates", "decode", "containers", "containers.limits"];
        let mut top: Vec<String> = known("").into_iter().filter(|k| !tables.contains(&k.as_str())).collect();
        top.sort();
        let mut listed: Vec<&str> = KEYS.iter().filter(|k| k.table.is_empty()).map(|k| k.name).collect();
        listed.sort_unstable();
        assert_eq!(top, listed);
        for table in tables {
            let listed: Vec<&str> = KEYS.iter().filter(|k| k.table == table).map(|k| k.name).collect();
            let known: Vec<String> = known(table).into_iter().filter(|k| !tables.contains(&format!("{table}.{k}").as_str())).collect();
            assert_eq!(known, listed, "{table}");
        }
    }

    #[test]
    fn the_schema_in_docs_is_current() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema/scrubjay.toml.json");
        let committed = std::fs::read_to_string(path).unwrap();
        assert!(committed == schema(), "`scrubjay init --schema > docs/schema/scrubjay.toml.json` makes it current");
    }
}
