//! How `check` tells its differences: to people, to programs, to CI.

use super::args::FormatArg;
use super::paint::Paint;
use super::patch::painted;
use super::render::{Said, count, safe, said};
use scrubjay::record::canonical;
use serde_json::{Value, json};
use std::io::Write;
use std::path::PathBuf;

/// How a file is not as the goldens have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Differs,
    New,
    Gone,
}

impl What {
    fn name(self) -> &'static str {
        match self {
            What::Differs => "differs",
            What::New => "new",
            What::Gone => "gone",
        }
    }

    fn told(self) -> &'static str {
        match self {
            What::Differs => "differs",
            What::New => "new, the goldens do not have it",
            What::Gone => "gone, the goldens have it",
        }
    }
}

/// A file that was compared.
#[derive(Clone, Debug)]
pub struct Difference {
    /// `clean` or `manifests`.
    pub tree: &'static str,
    /// The path below it, spelled as an id.
    pub id: String,
    /// Where it stands in the goldens, or would.
    pub path: PathBuf,
    /// `None` when it is as the goldens have it.
    pub what: Option<What>,
    /// The first line that differs.
    pub line: usize,
    /// A short diff, when there is one; harmless to a terminal.
    pub diff: String,
}

impl Difference {
    fn message(&self) -> String {
        let what = self.what.map_or("is as the goldens have it", What::told);
        format!("{}/{}: {what}", self.tree, self.id)
    }

    /// The place as a relative URI, for tools that find a file by it.
    fn uri(&self) -> String {
        let path = self.path.to_string_lossy();
        let kept = |b: u8| b.is_ascii_alphanumeric() || b"-._~/".contains(&b);
        let encoded = path.trim_start_matches("./").bytes().map(|b| if kept(b) { (b as char).to_string() } else { format!("%{b:02X}") });
        encoded.collect()
    }
}

/// Tells differences in one format as they come. What must stand in one document is kept until the end.
pub struct Teller {
    format: FormatArg,
    out: Said,
    paint: Paint,
    compared: u64,
    different: u64,
    kept: Vec<Difference>,
}

impl Teller {
    pub fn new(format: FormatArg) -> Teller {
        Teller { format, out: said(), paint: Paint::for_stdout(), compared: 0, different: 0, kept: Vec::new() }
    }

    pub fn different(&self) -> u64 {
        self.different
    }

    /// Takes in the next file.
    pub fn tell(&mut self, found: Difference) -> std::io::Result<()> {
        self.compared += 1;
        let Some(what) = found.what else {
            if self.format == FormatArg::Junit {
                self.kept.push(found);
            }
            return Ok(());
        };
        self.different += 1;
        match self.format {
            FormatArg::Human if found.diff.is_empty() => writeln!(self.out, "{}", found.message()),
            FormatArg::Human => write!(self.out, "{}", painted(&found.diff, self.paint)),
            FormatArg::Github => {
                let body = if found.diff.is_empty() { found.message() } else { format!("{}\n{}", found.message(), found.diff) };
                let file = property(&found.path.to_string_lossy());
                writeln!(self.out, "::error file={file},line={},title=golden {}::{}", found.line, what.name(), data(&body))
            }
            _ => {
                self.kept.push(found);
                Ok(())
            }
        }
    }

    /// Ends it.
    pub fn end(mut self, documents: u64, blessed: bool) -> std::io::Result<()> {
        match self.format {
            FormatArg::Human | FormatArg::Github => {
                let files = self.different;
                match (files, blessed) {
                    (0, _) => writeln!(self.out, "{} as the goldens say", count(documents, "document is", "documents are")),
                    (_, true) => writeln!(self.out, "blessed: {} now golden", count(files, "file is", "files are")),
                    _ => writeln!(
                        self.out,
                        "{} from the goldens; `scrubjay check --bless` accepts what is new, once it is read",
                        count(files, "file differs", "files differ")
                    ),
                }
            }
            FormatArg::Json => {
                let one =
                    |d: &Difference| json!({"diff": d.diff, "id": d.id, "line": d.line, "tree": d.tree, "what": d.what.map(What::name)});
                let all: Vec<Value> = self.kept.iter().map(one).collect();
                let whole = json!({"blessed": blessed, "compared": self.compared, "differences": all, "documents": documents});
                writeln!(self.out, "{}", canonical(&whole))
            }
            FormatArg::Junit => {
                let text = junit(&self.kept, self.compared, self.different);
                self.out.write_all(text.as_bytes())
            }
            FormatArg::Sarif => {
                let text = serde_json::to_string_pretty(&sarif(&self.kept)).unwrap_or_default();
                writeln!(self.out, "{text}")
            }
        }
    }
}

/// Text inside a workflow command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a workflow command: also not ended early by a comma or a colon.
fn property(text: &str) -> String {
    data(&safe(text)).replace(':', "%3A").replace(',', "%2C")
}

/// Text inside XML. What XML cannot hold at all has been made visible by `safe`.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in safe(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

fn junit(files: &[Difference], compared: u64, different: u64) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out += &format!(
        "<testsuites name=\"scrubjay check\" tests=\"{compared}\" failures=\"{different}\" errors=\"0\">\n  <testsuite name=\"goldens\" tests=\"{compared}\" failures=\"{different}\" errors=\"0\" skipped=\"0\" time=\"0\">\n"
    );
    for file in files {
        out += &format!("    <testcase classname=\"{}\" name=\"{}\" time=\"0\"", file.tree, xml(&file.id));
        match file.what {
            None => out += "/>\n",
            Some(what) => {
                let message = xml(&file.message());
                out +=
                    &format!("><failure message=\"{message}\" type=\"golden-{}\">{}</failure></testcase>\n", what.name(), xml(&file.diff));
            }
        }
    }
    out + "  </testsuite>\n</testsuites>\n"
}

fn sarif(files: &[Difference]) -> Value {
    let rule = |what: What, about: &str| {
        json!({
            "id": format!("golden/{}", what.name()),
            "shortDescription": {"text": about},
            "help": {"text": "Read the difference. If it is right, `scrubjay check --bless` accepts it."},
        })
    };
    let result = |file: &Difference| {
        let what = file.what.unwrap_or(What::Differs);
        let text = if file.diff.is_empty() { file.message() } else { format!("{}\n{}", file.message(), file.diff) };
        json!({
            "ruleId": format!("golden/{}", what.name()),
            "level": "error",
            "message": {"text": text},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": file.uri()}, "region": {"startLine": file.line}}}],
        })
    };
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": env!("CARGO_PKG_NAME"),
                "version": env!("CARGO_PKG_VERSION"),
                "rules": [
                    rule(What::Differs, "A file is not what cleaning gives now."),
                    rule(What::New, "Cleaning gives a file that the goldens do not have."),
                    rule(What::Gone, "The goldens have a file that cleaning does not give."),
                ],
            }},
            "results": files.iter().map(result).collect::<Vec<_>>(),
        }],
    })
}
