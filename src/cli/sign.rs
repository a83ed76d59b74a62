//! `scrubjay sign`

use super::End;
use super::args::{Sign, raw_folder};
use super::progress::Progress;
use super::render::{count, safe, said};
use scrubjay::record::run::names;
use scrubjay::sign::{self, Agent, Locked, SigningKey};
use scrubjay::verify::{self, Asked, Kind, Level, Subject};
use scrubjay::{Error, Result};
use ssh_key::{HashAlg, PublicKey};
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;

pub fn run(args: &Sign) -> std::result::Result<u8, End> {
    let manifests = &args.record.manifests;
    let run = manifests.join(names::RUN);
    if !holds(&raw_folder(args.raw.as_ref())?, &args.record.clean, manifests, "not signed", true)? {
        return Ok(1);
    }
    let bytes = std::fs::read(&run).map_err(Error::io("read", &run))?;
    let key = key(args.key.as_deref())?;
    let signature = sign::sign(&bytes, &key).map_err(Error::from)?;
    let path = manifests.join(names::SIGNATURE);
    if let Ok(old) = std::fs::read(&path)
        && old != signature.as_bytes()
        && !args.replace
    {
        return Err(Error::Usage(format!("{} is another signature; --replace puts this one in its place", path.display())).into());
    }
    // Built beside the record: a file in it that nothing lists would be a finding.
    let mut new = manifests.clone().into_os_string();
    new.push(".scrubjay-sig");
    let new = std::path::PathBuf::from(new);
    std::fs::write(&new, &signature).map_err(Error::io("write", &new))?;
    std::fs::rename(&new, &path).map_err(Error::io("rename", &new))?;
    let mut out = said();
    let fingerprint = key.public().fingerprint(HashAlg::Sha256);
    writeln!(out, "{} signed with the key {fingerprint}: {}", run.display(), path.display())?;
    writeln!(out, "Those who verify need this line, from you and not from the record (NAME is yours to choose):")?;
    let public = PublicKey::new(key.public().key_data().clone(), "");
    writeln!(out, "NAME namespaces=\"{}\" {}", sign::NAMESPACE, safe(public.to_openssh().unwrap_or_default().trim()))?;
    Ok(0)
}

/// Verifies a record before something is made of it; says what does not hold. `replaced`: a signature that is there is to be
/// replaced, and may be broken.
pub fn holds(raw: &Path, clean: &Path, manifests: &Path, otherwise: &str, replaced: bool) -> std::result::Result<bool, End> {
    let subject = Subject { raw: raw.to_path_buf(), clean: clean.to_path_buf(), manifests: manifests.to_path_buf(), threads: 1 };
    let progress = Progress::new(false, false);
    let report = verify::verify_with(&subject, Level::Sealed, &Asked { observer: &progress, ..Asked::default() });
    progress.end();
    let report = report?;
    let Some(first) = report.findings.iter().find(|f| !replaced || f.kind != Kind::Signature) else { return Ok(true) };
    writeln!(said(), "{otherwise}: the record does not hold; `scrubjay verify` says more\n{}", super::verify::line(first))?;
    Ok(false)
}

/// The key to sign with: a file, or one that an agent holds.
pub fn key(file: Option<&Path>) -> Result<SigningKey> {
    let Some(file) = file else {
        let agent = agent("name a key with --key")?;
        let mut keys = agent.keys().map_err(Error::from)?;
        return match (keys.pop(), keys.len()) {
            (Some(key), 0) => Ok(SigningKey::Agent(agent, Box::new(key))),
            (last, _) => {
                let held: Vec<String> =
                    keys.iter().chain(&last).map(|k| format!("{} {}", k.fingerprint(HashAlg::Sha256), k.comment())).collect();
                let held = if held.is_empty() { "none".to_owned() } else { held.join("; ") };
                let n = keys.len() as u64 + u64::from(last.is_some());
                Err(Error::Usage(format!("ssh-agent holds {}: {held}; name one with --key", count(n, "key", "keys"))))
            }
        };
    };
    let text = std::fs::read_to_string(file).map_err(Error::io("read", file))?;
    if let Ok(public) = PublicKey::from_openssh(&text) {
        let agent = agent("give the private key, or start one and `ssh-add` the key")?;
        return Ok(SigningKey::Agent(agent, Box::new(public)));
    }
    let locked = Locked::read(file).map_err(Error::from)?;
    let passphrase = if locked.is_locked() { Some(passphrase(file)?) } else { None };
    locked.unlock(passphrase.as_deref().map(str::as_bytes)).map_err(Error::from)
}

fn agent(hint: &str) -> Result<Agent> {
    match std::env::var_os("SSH_AUTH_SOCK").filter(|s| !s.is_empty()) {
        Some(socket) => Ok(Agent::at(Path::new(&socket))),
        None => Err(Error::Usage(format!("no ssh-agent is running (SSH_AUTH_SOCK is not set); {hint}"))),
    }
}

/// Asks on the terminal, without showing what is typed.
fn passphrase(file: &Path) -> Result<String> {
    use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
    let refused = |_| {
        Error::Usage(format!(
            "{} is locked, and there is no terminal to ask for its passphrase; `ssh-add` it, and give --key {}.pub",
            file.display(),
            file.display()
        ))
    };
    let mut terminal = File::options().read(true).write(true).open("/dev/tty").map_err(refused)?;
    let before = tcgetattr(&terminal).map_err(|e| refused(e.into()))?;
    let mut silent = before.clone();
    silent.local_modes.remove(LocalModes::ECHO);
    silent.local_modes.insert(LocalModes::ECHONL);
    let path = Path::new("/dev/tty");
    write!(terminal, "Passphrase of {}: ", safe(&file.display().to_string())).map_err(Error::io("write", path))?;
    tcsetattr(&terminal, OptionalActions::Flush, &silent).map_err(|e| refused(e.into()))?;
    let mut line = String::new();
    let read = BufReader::new(&terminal).read_line(&mut line);
    // Put back also when nothing could be read.
    let _ = tcsetattr(&terminal, OptionalActions::Now, &before);
    read.map_err(Error::io("read", path))?;
    Ok(line.trim_end_matches(['\n', '\r']).to_owned())
}
