//! Seeing what was done: init, try, rules, check for CI, diff and explain on a terminal.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod common;

use common::{Place, Ran, has};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

fn repository(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn dirty() -> Place {
    let place = Place::new();
    place.put("raw/site.example/a.txt", "The <u>ferry</u> left at noon.  \n\n\n\nNobody waved.\n");
    place.put("raw/other.example/b.txt", "Nothing to see.\n\n\n\nAnd more \u{1b}[31mred.  \n");
    place
}

/// The program as it is on a terminal of its own.
fn on_terminal(place: &Place, args: &[&str], env: &[(&str, &str)]) -> Option<Ran> {
    if !has("script") {
        return None;
    }
    let line = [&[env!("CARGO_BIN_EXE_scrubjay")], args].concat().join(" ");
    let mut command = Command::new("script");
    command.args(["-qec", &line, "/dev/null"]).current_dir(place.root()).stdin(Stdio::null());
    command.env("TERM", "xterm").env("PAGER", "cat").env_remove("NO_COLOR").env_remove("LESS");
    Some(Ran::of(command.envs(env.iter().copied()).output().unwrap()))
}

#[test]
fn init_writes_a_configuration_that_changes_nothing_and_never_writes_over_one() {
    let place = dirty();
    place.clean(&[]).says(0, &[]);
    let before = place.output();
    place.run(&["init"]).says(0, &["wrote scrubjay.toml"]);
    place.clean(&[]).says(0, &[]);
    assert!(place.output() == before);
    let text = place.text("scrubjay.toml");
    place.run(&["init"]).says(2, &["scrubjay.toml is there already"]);
    assert_eq!(place.text("scrubjay.toml"), text);
    place.run(&["init", "other.toml"]).says(0, &["wrote other.toml"]);
    assert_eq!(place.run(&["init", "--schema"]).out, repository("docs/schema/scrubjay.toml.json"));
}

#[test]
fn try_shows_and_writes_nothing() {
    let place = dirty();
    let before = place.files("");
    let ran = place.run(&["try", "raw/site.example/a.txt"]);
    ran.says(0, &["--- raw/site.example/a.txt", "-The <u>ferry</u> left at noon.  \n+The ferry left at noon.\n", "tidy/blank-runs"]);
    assert!(ran.err.contains("site.example/a.txt: cleaned") && !ran.out.contains("cleaned"), "{ran:#?}");
    place.put("picture", b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\xff\xfe\x00\x80\x00\x01\x00\x00\xfa\xfb");
    place.run(&["try", "picture"]).says(1, &["picture: quarantined"]);
    fs::remove_file(place.at("picture")).unwrap();
    place.run(&["try", "nowhere.txt"]).says(2, &["cannot read nowhere.txt"]);
    let mut child = place.command(&["try", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"words  \n").unwrap();
    Ran::of(child.wait_with_output().unwrap()).says(0, &["-words  \n+words\n"]);
    assert!(place.files("") == before, "something was written");
}

#[test]
fn the_documentation_of_the_rules_is_current() {
    let ran = dirty().run(&["rules", "--markdown"]);
    assert!(ran.out == repository("docs/rules.md"), "`scrubjay rules --markdown > docs/rules.md` makes it current");
}

#[test]
fn completions_and_manual_pages_know_every_command() {
    let place = Place::new();
    let commands = ["clean", "verify", "restore", "diff", "explain", "check", "rules", "init", "try"];
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ran = place.run(&["completions", shell]);
        assert!(ran.code == 0 && commands.iter().all(|c| ran.out.contains(c)), "{shell}");
    }
    place.run(&["man", "pages"]).says(0, &["pages"]);
    for command in commands {
        assert!(place.text(&format!("pages/scrubjay-{command}.1")).contains(".SH"), "{command}");
    }
    assert!(place.text("pages/scrubjay.1").contains("verifiable record"));
}

/// A corpus with a golden tree in which one file differs, one is gone and one is new; hostile text among it.
fn mismatched() -> Place {
    let place = dirty();
    place.put("raw/site.example/c.txt", "third\n");
    place.put("raw/site.example/d, 100%.txt", "gone\n");
    place.clean(&[]).says(0, &[]);
    fs::remove_file(place.at("raw/site.example/d, 100%.txt")).unwrap();
    place.put("clean/site.example/a.txt", "The ferry left at noon.\n\nNobody waved & <b>\"x\"</b> ]]> % \u{1b}[2J \u{fffe}\n");
    fs::remove_file(place.at("clean/site.example/c.txt")).unwrap();
    place
}

#[test]
fn check_tells_ci_in_its_own_language() {
    let place = mismatched();
    let check = |format: &str| {
        let ran = place.run(&["check", "--stages", "normalize,tidy", "--format", format]);
        assert_eq!(ran.code, 1, "{ran:#?}");
        assert!(!ran.out.contains('\u{1b}'));
        ran.out
    };
    let json: serde_json::Value = serde_json::from_str(&check("json")).unwrap();
    let whats: Vec<&str> =
        json["differences"].as_array().unwrap().iter().filter(|d| d["tree"] == "clean").map(|d| d["what"].as_str().unwrap()).collect();
    assert_eq!(whats, ["differs", "new", "gone"]);
    assert_eq!(json["differences"][0]["line"], 3);
    let github = check("github");
    assert!(github.contains("::error file=clean/site.example/a.txt,line=3,title=golden differs::clean/site.example/a.txt: differs%0A---"));
    assert!(github.contains("::error file=raw/site.example/c.txt,line=1,title=golden new::"), "{github}");
    assert!(github.contains("file=clean/site.example/d%2C 100%25.txt"), "{github}");
    let sarif: serde_json::Value = serde_json::from_str(&check("sarif")).unwrap();
    let places: Vec<&str> = sarif["runs"][0]["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap())
        .filter(|uri| !uri.starts_with("manifests/"))
        .collect();
    assert_eq!(places, ["clean/site.example/a.txt", "raw/site.example/c.txt", "clean/site.example/d%2C%20100%25.txt"]);
    let junit = check("junit");
    assert!(junit.contains("type=\"golden-new\"") && junit.contains("&amp; &lt;b&gt;&quot;x&quot;&lt;/b&gt; ]]&gt;"), "{junit}");
    assert!(junit.contains("name=\"other.example/b.txt\" time=\"0\"/>"), "{junit}");
}

#[test]
fn a_check_that_is_stopped_leaves_nothing_behind() {
    let place = Place::new();
    for n in 0..4000 {
        place.put(format!("raw/site.example/{n}.txt"), "more words \n\n\n".repeat(100));
    }
    let mut child =
        place.command(&["check", "--threads", "1", "--stages", "tidy"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    while !place.at("clean.scrubjay-new/site.example").exists() && child.try_wait().unwrap().is_none() {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    Ran::of(child.wait_with_output().unwrap()).says(130, &["stopped"]);
    assert_eq!(place.leftovers(), Vec::<String>::new());
}

#[test]
fn diff_and_explain_show_the_edits_that_are_asked_for() {
    let place = dirty();
    place.clean(&[]).says(0, &[]);
    let one = place.run(&["diff", "--rule", "tidy/blank-runs"]);
    one.says(0, &["site.example/a.txt", "other.example/b.txt"]);
    assert!(!one.out.contains("-The") && one.out.contains("\n-\n-\n"), "{one:#?}");
    let site = place.run(&["diff", "--site", "site.example", "--stage", "normalize"]);
    assert!(site.out.contains("-The <u>ferry</u>") && !site.out.contains("b.txt") && !site.out.contains("\n-\n"), "{site:#?}");
    let more = place.run(&["diff", "-U", "3", "site.example/a.txt"]);
    let context = |out: &str| out.lines().filter(|l| l.starts_with(' ')).count();
    assert!(context(&more.out) > context(&place.run(&["diff", "-U", "0", "site.example/a.txt"]).out), "{more:#?}");
    place.run(&["diff", "--stat"]).says(0, &["2 documents changed", "tidy/blank-runs", "site.example/a.txt"]);
    place.run(&["diff", "--rule", "tidy/blank-rums"]).says(2, &["did you mean `tidy/blank-runs`?"]);
    place.run(&["diff", "--site", "sit.example"]).says(2, &["the record has no site `sit.example`"]);
    place.run(&["diff", "--stage", "tydi"]).says(2, &["did you mean `tidy`?"]);
    let tidy = place.run(&["explain", "--stage", "tidy"]);
    assert!(tidy.code == 0 && tidy.out.contains("other.example/b.txt") && !tidy.out.contains("inline-tags"), "{tidy:#?}");
    let stat = place.run(&["explain", "site.example/a.txt", "--stat", "--rule", "tidy/blank-runs"]);
    assert!(stat.out.contains("1 edits") && !stat.out.contains("trailing"), "{stat:#?}");
    place.run(&["explain"]).says(2, &["required"]);
}

#[test]
fn a_terminal_gets_colours_and_a_pipe_gets_none() {
    let place = dirty();
    place.clean(&[]).says(0, &[]);
    let plain = place.run(&["diff"]);
    assert_eq!(plain.out, place.text("manifests/corpus.diff"));
    let Some(shown) = on_terminal(&place, &["diff"], &[]) else { return };
    assert!(shown.out.contains("\u{1b}[36m@@") && shown.out.contains("\u{1b}[1;7;31m"), "{shown:?}");
    assert!(!shown.out.contains("more \u{1b}[31mred"), "what a document holds reaches no terminal: {shown:?}");
    assert!(shown.out.contains("\\u{1b}"), "{shown:?}");
    for env in [[("NO_COLOR", "1")], [("TERM", "dumb")]] {
        let bare = on_terminal(&place, &["diff"], &env).unwrap();
        assert!(!bare.out.contains('\u{1b}') && bare.out.contains("-The <u>ferry</u>"), "{bare:?}");
    }
    let paged = on_terminal(&place, &["diff"], &[("PAGER", "sed 's/^/paged: /'")]).unwrap();
    assert!(paged.out.contains("paged: "), "{paged:?}");
    let missing = on_terminal(&place, &["explain", "site.example/a.txt"], &[("PAGER", "no-such-pager -x")]).unwrap();
    assert!(missing.out.contains("tidy/blank-runs"), "{missing:?}");
}

#[test]
fn a_report_is_one_page_that_nothing_breaks_out_of() {
    let place = dirty();
    place.run(&["report"]).says(2, &["manifests: no record of a run"]);
    let attack = "</script><script>alert(1)</script><!-- \u{2028} & <img src=x onerror=alert(1)>";
    place.put("raw/<script>.example/<img src=x>.txt", format!("{attack}  \n\n\n\n{attack}\n"));
    place.put("raw/site.example/picture.bin", b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\xff\xfe\x00\x80\x00\x01\x00\x00\xfa\xfb");
    place.clean(&[]).says(1, &[]);
    place.run(&["report", "-o", "page.html"]).says(0, &["page.html", "4 documents", "no network"]);
    let page = place.text("page.html");
    assert_eq!(page.matches("<script").count(), 2);
    assert_eq!(page.matches("</script").count(), 2);
    assert!(!page.contains("<img") && !page.contains("<!--") && !page.contains('\u{2028}') && !page.contains("http-equiv=refresh"));
    let data = page.split("id=\"data\">").nth(1).unwrap().split("</script>").next().unwrap();
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    assert_eq!(data["of"]["documents"], 4);
    assert!(data["documents"].to_string().contains("onerror=alert(1)"));
    assert!(page.contains("default-src 'none'; script-src 'sha256-"));
    place.run(&["report", "-o", "again.html"]).says(0, &[]);
    assert_eq!(page, place.text("again.html"));
    place.run(&["report", "-o", "nowhere/page.html"]).says(2, &["nowhere/page.html"]);
    assert!(!place.at("again.html.scrubjay-new").exists());
    // A text that was lost, or changed behind the record's back, is said to be; the others are shown.
    fs::remove_file(place.at("clean/site.example/a.txt")).unwrap();
    place.put("clean/other.example/b.txt", "changed behind the record's back\n");
    place.run(&["report", "-o", "lost.html"]).says(0, &[]);
    assert!(place.text("lost.html").contains("\"why\":\"cannot read clean/site.example/a.txt"));
    // Of another size, and of the same size.
    assert!(place.text("lost.html").contains(" bytes, where its row says "), "{}", place.text("lost.html"));
    let same = place.text("clean/<script>.example/<img src=x>.txt").replace("alert", "trela");
    place.put("clean/<script>.example/<img src=x>.txt", same);
    place.run(&["report", "-o", "lost.html"]).says(0, &[]);
    assert!(place.text("lost.html").contains("\"why\":\"clean: expected "));
}
