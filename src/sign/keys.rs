//! The key that signs: in a file, or held by an agent.

use super::SignError;
use super::agent::Agent;
use ssh_key::{PrivateKey, PublicKey, Signature};
use std::path::Path;

/// A key that can sign.
pub enum SigningKey {
    /// It is at hand.
    Private(Box<PrivateKey>),
    /// An agent holds it.
    Agent(Agent, Box<PublicKey>),
}

/// A private key in a file, perhaps under a passphrase.
pub struct Locked(PrivateKey);

impl Locked {
    /// Reads the file of a private key, as `ssh-keygen` writes it.
    ///
    /// # Errors
    /// When it cannot be read, or is another format.
    pub fn read(path: &Path) -> Result<Locked, SignError> {
        let text = std::fs::read(path).map_err(|e| SignError::Said(format!("cannot read {}: {e}", path.display())))?;
        match PrivateKey::from_openssh(&text) {
            Ok(key) => Ok(Locked(key)),
            Err(e) => Err(SignError::Said(format!(
                "{} is no private key that scrubjay can read ({e}); `ssh-keygen -p -f FILE` converts older formats, and with any other key \
                 ssh-agent signs: `ssh-add` it, and give its .pub file",
                path.display()
            ))),
        }
    }

    /// Whether a passphrase is needed.
    pub fn is_locked(&self) -> bool {
        self.0.is_encrypted()
    }

    /// The key, if it needs no passphrase or this is the one.
    ///
    /// # Errors
    /// When the passphrase is not the one.
    pub fn unlock(self, passphrase: Option<&[u8]>) -> Result<SigningKey, SignError> {
        let key = match passphrase {
            Some(passphrase) if self.is_locked() => {
                self.0.decrypt(passphrase).map_err(|_| SignError::Said("the passphrase does not open the key".to_owned()))?
            }
            _ => self.0,
        };
        // Tokens sign themselves; and the library takes one prime of an RSA key for the other.
        if key.algorithm().as_str().starts_with("sk-") || key.algorithm().is_rsa() {
            let kind = key.algorithm();
            return Err(SignError::Said(format!(
                "a key of the kind {kind} signs by way of ssh-agent: `ssh-add` it, and give its .pub file"
            )));
        }
        Ok(SigningKey::Private(Box::new(key)))
    }
}

impl SigningKey {
    /// The key that others verify with.
    pub fn public(&self) -> &PublicKey {
        match self {
            SigningKey::Private(key) => key.public_key(),
            SigningKey::Agent(_, key) => key,
        }
    }

    /// A signature over these bytes, as they are.
    ///
    /// # Errors
    /// When the key or the agent refuses.
    pub fn sign(&self, data: &[u8]) -> Result<Signature, SignError> {
        match self {
            SigningKey::Private(key) => sign_with(key.as_ref(), data).map_err(SignError::key("the key cannot sign")),
            SigningKey::Agent(agent, key) => agent.sign(key, data),
        }
    }
}

fn sign_with(key: &impl ssh_key::SigningKey, data: &[u8]) -> ssh_key::Result<Signature> {
    Ok(key.try_sign(data)?)
}
