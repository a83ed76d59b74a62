//! Signatures: what we make OpenSSH takes, what OpenSSH makes we take, and each refuses what the other refuses.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod common;

use common::keys::{SIGNER, make, openssh_verifies, public, sign_by_openssh, trust};
use common::{Place, Ran};
use std::process::{Child, Command, Stdio};

const SEALED: &[&str] = &["verify", "--level", "sealed", "--allowed-signers", "allowed_signers", "--signer", SIGNER];

fn verify(place: &Place, more: &[&str]) -> Ran {
    place.run(&[SEALED, more].concat())
}

#[test]
fn each_kind_of_key_signs_both_ways() {
    for kind in ["ed25519", "ecdsa:256", "ecdsa:384", "ecdsa:521", "rsa:2048"] {
        let place = Place::cleaned();
        make(&place, "key", kind, "");
        trust(&place, "key");
        // The library that reads keys reads these not at all, or not all of them.
        if kind.starts_with("rsa") || kind == "ecdsa:521" {
            if place.run(&["sign", "--key", "key"]).code != 0 {
                place.run(&["sign", "--key", "key"]).says(2, &["ssh-agent"]);
            }
            sign_by_openssh(&place, "key", "scrubjay-run@v1");
            verify(&place, &[]).says(0, &["signatures"]);
            continue;
        }
        place.run(&["sign", "--key", "key"]).says(0, &["run.json.sig", "SHA256:", &public(&place, "key")]);
        assert!(openssh_verifies(&place, &[]), "{kind}: OpenSSH refuses ours");
        verify(&place, &[]).says(0, &["signatures"]);
        let ours = place.text("manifests/run.json.sig");
        sign_by_openssh(&place, "key", "scrubjay-run@v1");
        verify(&place, &[]).says(0, &["signatures"]);
        // An Ed25519 signature has one value, so both must write the very same bytes.
        if kind == "ed25519" {
            assert_eq!(ours, place.text("manifests/run.json.sig"), "{kind}");
        }
    }
}

#[test]
fn what_openssh_refuses_is_refused() {
    let place = Place::cleaned();
    make(&place, "key", "ed25519", "");
    make(&place, "other", "ed25519", "");
    place.run(&["sign", "--key", "key"]).says(0, &[]);
    let (key, other) = (public(&place, "key"), public(&place, "other"));
    let namespaces = "namespaces=\"scrubjay-run@v1\"";
    for (lines, good) in [
        (format!("{SIGNER} {key}\n"), true),
        (format!("# ours\n\n{SIGNER} {namespaces} {key} the key of the archive\n"), true),
        (format!("\"{SIGNER}\" {namespaces} {key}\n"), true),
        (format!("*@library.example {key}\n"), true),
        (format!("*@library.example,!archive@* {key}\n"), false),
        (format!("somebody@library.example,{SIGNER} {key}\n"), true),
        (format!("somebody@library.example {key}\n"), false),
        (format!("{SIGNER} {other}\n"), false),
        (format!("{SIGNER} {other}\n{SIGNER} {key}\n"), true),
        (format!("{SIGNER} namespaces=\"git,file\" {key}\n"), false),
        (format!("{SIGNER} namespaces=\"git,scrubjay-*\" {key}\n"), true),
        (format!("{SIGNER} namespaces=\"git\" {key}\n{SIGNER} {namespaces} {key}\n"), true),
        (format!("{SIGNER} valid-before=\"20200101\" {key}\n"), false),
        (format!("{SIGNER} valid-after=\"20200101\",valid-before=\"20990101\" {key}\n"), true),
        (format!("{SIGNER} valid-after=\"20990101\" {key}\n"), false),
        (format!("{SIGNER} {namespaces},valid-before=\"20200101\" {key}\n{SIGNER} {key}\n"), true),
        (format!("{SIGNER} cert-authority {key}\n"), false),
        (format!("{SIGNER} magic=\"on\" {key}\n"), false),
        (format!("{SIGNER} {namespaces}\n"), false),
        (String::new(), false),
    ] {
        place.put("allowed_signers", &lines);
        assert_eq!(openssh_verifies(&place, &[]), good, "OpenSSH: {lines}");
        let ran = verify(&place, &[]);
        assert_eq!(ran.code == 0, good, "{lines}{ran:#?}");
        assert!([0, 3, 4].contains(&ran.code), "{lines}{ran:#?}");
    }
    // A time of the auditor's own.
    place.put("allowed_signers", format!("{SIGNER} valid-before=\"20200101Z\" {key}\n"));
    assert!(openssh_verifies(&place, &["-Overify-time=20191231Z"]));
    verify(&place, &["--verify-time", "20191231Z"]).says(0, &[]);
    assert!(!openssh_verifies(&place, &["-Overify-time=20200102Z"]));
    verify(&place, &["--verify-time", "20200102Z"]).says(4, &["signature-untrusted", "not valid any more"]);
    verify(&place, &["--verify-time", "yesterday"]).says(3, &["yesterday"]);
    // Revoked.
    trust(&place, "key");
    place.put("revoked", format!("# gone\n{other}\n"));
    assert!(openssh_verifies(&place, &["-r", "revoked"]));
    verify(&place, &["--revoked", "revoked"]).says(0, &[]);
    place.put("revoked", format!("{other}\n{key} lost on a train\n"));
    assert!(!openssh_verifies(&place, &["-r", "revoked"]));
    verify(&place, &["--revoked", "revoked"]).says(4, &["signature-untrusted", "revoked"]);
    place.put("revoked", b"SSHKRL\n\0and more");
    verify(&place, &["--revoked", "revoked"]).says(3, &["KRL", "plain list"]);
    place.put("revoked", "no key\n");
    verify(&place, &["--revoked", "revoked"]).says(3, &["line 1"]);
    verify(&place, &["--revoked", "nowhere"]).says(3, &["nowhere"]);
    place.put("allowed_signers", format!("{SIGNER} cert-authority {key}\n"));
    verify(&place, &[]).says(4, &["authority for certificates"]);
}

#[test]
fn a_signature_for_something_else_is_none() {
    let place = Place::cleaned();
    make(&place, "key", "ed25519", "");
    trust(&place, "key");
    verify(&place, &[]).says(4, &["signature-missing"]);
    place.run(&["verify", "--level", "sealed"]).says(0, &["not signed"]);
    sign_by_openssh(&place, "key", "file");
    verify(&place, &[]).says(4, &["signature-bad", "made for `file`"]);
    place.run(&["verify", "--level", "sealed"]).says(4, &["signature-bad"]);
    place.run(&["sign", "--key", "key"]).says(2, &["another signature", "--replace"]);
    place.run(&["sign", "--key", "key", "--replace"]).says(0, &[]);
    place.run(&["verify"]).says(0, &["whose key that is was not asked"]);
    let good = place.text("manifests/run.json.sig");
    for bad in [good.trim_end().to_owned(), good.replace('\n', "\r\n"), format!("{good}\n"), String::new(), "x".repeat(100_000)] {
        place.put("manifests/run.json.sig", &bad);
        verify(&place, &[]).says(4, &["signature-bad"]);
    }
    std::fs::remove_file(place.at("manifests/run.json.sig")).unwrap();
    std::os::unix::fs::symlink("nowhere", place.at("manifests/run.json.sig")).unwrap();
    verify(&place, &[]).says(2, &["signature-bad"]);
    place.run(&["verify", "--level", "sealed"]).says(2, &["signature-bad"]);
    // What makes no sense is said, not left out.
    place.run(&["verify", "--level", "fixity", "--allowed-signers", "allowed_signers", "--signer", SIGNER]).says(3, &["run.json"]);
    place.run(&["verify", "--signer", SIGNER]).says(3, &["--allowed-signers"]);
}

#[test]
fn a_signature_stays_with_the_run_it_is_over() {
    let place = Place::cleaned();
    make(&place, "key", "ed25519", "");
    trust(&place, "key");
    place.run(&["sign", "--key", "key"]).says(0, &[]);
    place.clean(&[]).says(1, &[]);
    verify(&place, &[]).says(0, &["signatures"]);
    place.put("raw/ferry.example/new.txt", "Something new\n");
    place.clean(&[]).says(1, &[]);
    verify(&place, &[]).says(4, &["signature-missing"]);
}

#[test]
fn what_does_not_hold_is_not_signed() {
    let place = Place::cleaned();
    make(&place, "key", "ed25519", "");
    place.put("clean/ferry.example/dirty.txt", "other words\n");
    place.run(&["sign", "--key", "key"]).says(1, &["not signed", "clean-differs", "ferry.example/dirty.txt"]);
    assert!(!place.at("manifests/run.json.sig").exists());
    place.clean(&[]).says(1, &[]);
    place.run(&["sign", "--key", "nowhere"]).says(2, &["nowhere"]);
    place.run(&["sign", "--key", "allowed"]).says(2, &[]);
    place.put("notes", "no key at all");
    place.run(&["sign", "--key", "notes"]).says(2, &["no private key"]);
    assert_eq!(place.leftovers(), Vec::<String>::new());
}

#[test]
fn a_locked_key_asks_for_its_passphrase() {
    let place = Place::cleaned();
    make(&place, "key", "ed25519", "between the tides");
    trust(&place, "key");
    // In a session of its own it has no terminal.
    let binary = env!("CARGO_BIN_EXE_scrubjay");
    let mut alone = Command::new("setsid");
    alone.args(["-w", binary, "sign", "--key", "key"]).current_dir(place.root()).stdin(Stdio::null());
    Ran::of(alone.output().unwrap()).says(2, &["locked", "no terminal", "ssh-add"]);
    for (typed, code) in [("between the tides", 0), ("between the lines", 2)] {
        let line = format!("(sleep 2; echo '{typed}'; sleep 2) | script -qec '{binary} sign --key key; echo code $?' /dev/null");
        let ran = Ran::of(Command::new("sh").args(["-c", &line]).current_dir(place.root()).output().unwrap());
        assert!(ran.out.contains(&format!("code {code}")) && ran.out.contains("Passphrase of key"), "{ran:#?}");
        assert!(!ran.out.contains(typed), "it shows what is typed: {ran:#?}");
    }
    verify(&place, &[]).says(0, &["signatures"]);
}

struct Agent(Child);

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn an_agent_signs() {
    let place = Place::cleaned();
    let socket = place.at("agent");
    let agent = Command::new("ssh-agent").args(["-D", "-a"]).arg(&socket).stdout(Stdio::null()).spawn().unwrap();
    let _agent = Agent(agent);
    for _ in 0..100 {
        if socket.exists() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let with_agent = |args: &[&str]| Ran::of(place.command(args).env("SSH_AUTH_SOCK", &socket).output().unwrap());
    let add = |name: &str| {
        let mut command = Command::new("ssh-add");
        command.arg("-q").arg(place.at(name)).env("SSH_AUTH_SOCK", &socket).stdin(Stdio::null());
        assert!(command.status().unwrap().success());
    };
    with_agent(&["sign"]).says(2, &["holds 0 keys", "--key"]);
    make(&place, "key", "ed25519", "");
    make(&place, "rsa", "rsa:2048", "");
    make(&place, "other", "ed25519", "");
    add("key");
    trust(&place, "key");
    with_agent(&["sign"]).says(0, &[]);
    let one = place.text("manifests/run.json.sig");
    verify(&place, &[]).says(0, &["signatures"]);
    add("rsa");
    with_agent(&["sign"]).says(2, &["holds 2 keys", "SHA256:"]);
    with_agent(&["sign", "--key", "key.pub"]).says(0, &[]);
    assert_eq!(one, place.text("manifests/run.json.sig"));
    with_agent(&["sign", "--key", "other.pub"]).says(2, &["agent refused"]);
    with_agent(&["sign", "--key", "rsa.pub", "--replace"]).says(0, &[]);
    let ours = place.text("manifests/run.json.sig");
    sign_by_openssh(&place, "rsa", "scrubjay-run@v1");
    assert_eq!(ours, place.text("manifests/run.json.sig"), "an RSA signature has one value");
    trust(&place, "rsa");
    assert!(openssh_verifies(&place, &[]));
    verify(&place, &[]).says(0, &["signatures"]);
    let mut command = place.command(&["sign", "--key", "key.pub"]);
    Ran::of(command.env_remove("SSH_AUTH_SOCK").output().unwrap()).says(2, &["no ssh-agent is running"]);
    let mut command = place.command(&["sign"]);
    Ran::of(command.env("SSH_AUTH_SOCK", "/nowhere").output().unwrap()).says(2, &["does not answer"]);
}
