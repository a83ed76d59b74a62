//! Who answers for the record.

use super::{Finding, Kind, Report};
use crate::record::read::{LARGEST_FILE, open_regular};
use crate::record::run::names;
use crate::sign::{self, Good, Trust};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// With a signer asked for, no signature, or one by anybody else, is a finding. Without one, a signature that is there
/// must still be good under the key that it names itself.
pub fn check(manifests: &Path, trust: Option<&Trust>, report: &mut Report) {
    let find = |code, got: String| Finding::new(code, Kind::Signature, names::SIGNATURE).got(got);
    let path = manifests.join(names::SIGNATURE);
    // Not whether it exists: a link that leads nowhere is not "unsigned".
    let there = std::fs::symlink_metadata(&path);
    let good = match (&there, trust) {
        (Err(e), None) if e.kind() == std::io::ErrorKind::NotFound => {
            report.skipped.insert("signature", "the record is not signed; `scrubjay sign` signs it".to_owned());
            return;
        }
        (Err(e), Some(trust)) if e.kind() == std::io::ErrorKind::NotFound => {
            return report.find(find("signature-missing", format!("no signature, and `{}` must have signed", trust.signer())));
        }
        (Err(e), _) => return report.find(find("signature-bad", e.to_string())),
        (Ok(meta), _) if !meta.is_file() => return report.find(find("signature-bad", "not a regular file".to_owned())),
        (Ok(_), _) => read(manifests),
    };
    let good = match good {
        Ok(good) => good,
        Err(why) => return report.find(find("signature-bad", why)),
    };
    let Some(trust) = trust else {
        let why =
            format!("good by the key {}, but whose key that is was not asked: give --allowed-signers and --signer", good.fingerprint());
        report.skipped.insert("signature", why);
        return;
    };
    match trust.vouches(&good) {
        Ok(()) => report.count("signatures", 1),
        Err(why) => report.find(find("signature-untrusted", why)),
    }
}

fn read(manifests: &Path) -> Result<Good, String> {
    let unread = |e: std::io::Error| format!("{}: {e}", names::RUN);
    let mut run = Vec::new();
    let file = open_regular(&manifests.join(names::RUN)).map_err(unread)?;
    file.take(LARGEST_FILE).read_to_end(&mut run).map_err(unread)?;
    let mut signature = Vec::new();
    let file = File::open(manifests.join(names::SIGNATURE)).map_err(|e| e.to_string())?;
    file.take(sign::LARGEST).read_to_end(&mut signature).map_err(|e| e.to_string())?;
    sign::check(&run, &signature).map_err(|e| e.to_string())
}
