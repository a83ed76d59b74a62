//! Repairs every entry of a JSON object id -> {broken}: one JSON line each, for measuring. `mojibake_tree FILE KEY`
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use scrubjay::edit::apply;
use scrubjay::rule::Context;
use scrubjay::stages;
use scrubjay::text::Text;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let all: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&args[1]).unwrap()).unwrap();
    let rule = stages::rule("normalize/mojibake").unwrap();
    for (id, case) in all[&args[2]].as_object().unwrap() {
        let broken = case["broken"].as_str().unwrap();
        let mut text = broken.to_owned();
        let edits = (rule.find)(&Text::new(&text), &Context::default());
        text = apply(&text, edits, |_| false).text;
        println!("{}", serde_json::json!({"id": id, "text": text}));
    }
}
