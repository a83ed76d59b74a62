//! Keys of OpenSSH, made by OpenSSH itself, in a place of their own.

use super::Place;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};

pub const SIGNER: &str = "archive@library.example";

/// Makes a key; `kind` is what `ssh-keygen -t` takes, with the bits behind a colon.
pub fn make(place: &Place, name: &str, kind: &str, passphrase: &str) -> PathBuf {
    let path = place.at(name);
    let (kind, bits) = kind.split_once(':').unwrap_or((kind, ""));
    let mut command = Command::new("ssh-keygen");
    command.args(["-q", "-t", kind, "-N", passphrase, "-C", name, "-f"]).arg(&path);
    if !bits.is_empty() {
        command.args(["-b", bits]);
    }
    assert!(command.stdin(Stdio::null()).status().unwrap().success(), "ssh-keygen makes no {kind} key");
    path
}

/// The public half of a key, as one line without its comment.
pub fn public(place: &Place, name: &str) -> String {
    let text = place.text(&format!("{name}.pub"));
    text.split_whitespace().take(2).collect::<Vec<_>>().join(" ")
}

/// Writes `allowed_signers`: the signer with this key, for our kind of signature.
pub fn trust(place: &Place, name: &str) {
    place.put("allowed_signers", format!("{SIGNER} namespaces=\"scrubjay-run@v1\" {}\n", public(place, name)));
}

/// Signs as a person would without scrubjay.
pub fn sign_by_openssh(place: &Place, name: &str, namespace: &str) {
    let _ = std::fs::remove_file(place.at("manifests/run.json.sig"));
    // A copy of a place does not keep modes, and OpenSSH takes no key that others can read.
    std::fs::set_permissions(place.at(name), std::fs::Permissions::from_mode(0o600)).unwrap();
    let mut command = Command::new("ssh-keygen");
    command.args(["-q", "-Y", "sign", "-n", namespace, "-f"]).arg(place.at(name)).arg(place.at("manifests/run.json"));
    let output = command.stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{output:?}");
}

/// Whether `ssh-keygen -Y verify` takes the signature.
pub fn openssh_verifies(place: &Place, more: &[&str]) -> bool {
    let run = std::fs::File::open(place.at("manifests/run.json")).unwrap();
    let mut command = Command::new("ssh-keygen");
    command.args(["-Y", "verify", "-I", SIGNER, "-n", "scrubjay-run@v1", "-f"]).arg(place.at("allowed_signers"));
    command.arg("-s").arg(place.at("manifests/run.json.sig")).args(more).current_dir(place.root());
    command.stdin(run).output().unwrap().status.success()
}
