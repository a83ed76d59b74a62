//! Signatures over `run.json`, as `ssh-keygen -Y` makes and verifies them, so that nobody needs this program to check one.

mod agent;
mod keys;
mod trust;

pub use agent::Agent;
pub use keys::{Locked, SigningKey};
pub use trust::{Trust, parse_time};

use ssh_key::{Fingerprint, HashAlg, LineEnding, PublicKey, SshSig};

/// What a signature over a `run.json` is for: one that was made for something else does not count.
pub const NAMESPACE: &str = "scrubjay-run@v1";

/// Bytes of the largest signature that is read; RSA with 16,384 bits makes 7 kB.
pub const LARGEST: u64 = 1 << 16;

/// What is wrong with keys, signatures, or the lists that say whom to trust.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// Said to a person.
    #[error("{0}")]
    Said(String),
    /// From the library that knows keys.
    #[error("{what}: {source}")]
    Key {
        /// What was tried.
        what: &'static str,
        /// What it said.
        #[source]
        source: ssh_key::Error,
    },
}

impl SignError {
    fn key(what: &'static str) -> impl Fn(ssh_key::Error) -> SignError {
        move |source| SignError::Key { what, source }
    }
}

impl From<SignError> for crate::Error {
    fn from(error: SignError) -> crate::Error {
        crate::Error::Usage(error.to_string())
    }
}

/// A signature that is good for some bytes under the key it names. Whose key that is, it cannot say.
#[derive(Clone, Debug)]
pub struct Good {
    /// The key.
    pub key: PublicKey,
}

impl Good {
    /// The key as people compare it.
    pub fn fingerprint(&self) -> Fingerprint {
        self.key.fingerprint(HashAlg::Sha256)
    }
}

/// Signs the bytes of a `run.json`; gives the text of `run.json.sig`.
///
/// # Errors
/// When the key, or the agent that holds it, refuses.
pub fn sign(run: &[u8], key: &SigningKey) -> Result<String, SignError> {
    // What ssh-keygen hashes with unless told otherwise; so the bytes of an Ed25519 signature are the same as its.
    let hash = HashAlg::Sha512;
    let data = SshSig::signed_data(NAMESPACE, hash, run).map_err(SignError::key("signing"))?;
    let signature = SshSig::new(key.public().key_data().clone(), NAMESPACE, hash, key.sign(&data)?).map_err(SignError::key("signing"))?;
    let text = signature.to_pem(LineEnding::LF).map_err(SignError::key("signing"))?;
    // An agent is another program: what it gives is looked at before it is handed on.
    check(run, text.as_bytes())?;
    Ok(text)
}

/// Whether a signature is one over these bytes for [`NAMESPACE`], by whatever key.
///
/// # Errors
/// Says why it is not.
pub fn check(run: &[u8], signature: &[u8]) -> Result<Good, SignError> {
    let parsed = SshSig::from_pem(signature).map_err(SignError::key("not a signature of OpenSSH"))?;
    // One spelling only, or a byte of it could change unseen.
    let again = parsed.to_pem(LineEnding::LF).map_err(SignError::key("not a signature of OpenSSH"))?;
    if again.as_bytes() != signature || parsed.version() != SshSig::VERSION || !parsed.reserved().is_empty() {
        return Err(SignError::Said("not spelled as OpenSSH spells a signature".to_owned()));
    }
    if parsed.namespace() != NAMESPACE {
        return Err(SignError::Said(format!("made for `{}`, not for `{NAMESPACE}`", parsed.namespace().escape_debug())));
    }
    let key = PublicKey::from(parsed.public_key().clone());
    key.verify(NAMESPACE, run, &parsed)
        .map_err(|_| SignError::Said(format!("not made over these bytes by the key it names ({})", key.fingerprint(HashAlg::Sha256))))?;
    Ok(Good { key })
}
