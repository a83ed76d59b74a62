//! An agent that holds keys and signs with them: the protocol of `ssh-agent`, as far as it is needed.

use super::SignError;
use ssh_key::{Algorithm, PublicKey, Signature};
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

const REQUEST_IDENTITIES: u8 = 11;
const IDENTITIES_ANSWER: u8 = 12;
const SIGN_REQUEST: u8 = 13;
const SIGN_RESPONSE: u8 = 14;
/// With RSA: hash with SHA-512, as `ssh-keygen -Y sign` asks.
const RSA_SHA2_512: u32 = 4;
/// Bytes of the longest answer that is read.
const LONGEST: u32 = 1 << 20;

/// A socket at which an agent listens.
#[derive(Clone, Debug)]
pub struct Agent(PathBuf);

impl Agent {
    /// The agent at this socket (`SSH_AUTH_SOCK` names it).
    pub fn at(socket: &Path) -> Agent {
        Agent(socket.to_path_buf())
    }

    /// The keys it holds. Kinds of key that are not known here are left out.
    ///
    /// # Errors
    /// When it does not answer.
    pub fn keys(&self) -> Result<Vec<PublicKey>, SignError> {
        let answer = self.ask(&[REQUEST_IDENTITIES], IDENTITIES_ANSWER)?;
        let mut rest = answer.as_slice();
        let n = number(&mut rest).ok_or_else(garbled)?;
        let mut keys = Vec::new();
        for _ in 0..n {
            let blob = string(&mut rest).ok_or_else(garbled)?;
            let comment = string(&mut rest).ok_or_else(garbled)?;
            if let Ok(mut key) = PublicKey::from_bytes(blob) {
                key.set_comment(String::from_utf8_lossy(comment));
                keys.push(key);
            }
        }
        Ok(keys)
    }

    /// A signature over these bytes by a key that it holds.
    ///
    /// # Errors
    /// When it does not hold the key, or its owner says no.
    pub fn sign(&self, key: &PublicKey, data: &[u8]) -> Result<Signature, SignError> {
        let blob = key.to_bytes().map_err(SignError::key("the key"))?;
        let flags = if matches!(key.algorithm(), Algorithm::Rsa { .. }) { RSA_SHA2_512 } else { 0 };
        let mut request = vec![SIGN_REQUEST];
        for part in [blob.as_slice(), data] {
            request.extend((part.len() as u32).to_be_bytes());
            request.extend(part);
        }
        request.extend(flags.to_be_bytes());
        let answer = self.ask(&request, SIGN_RESPONSE)?;
        let signature = string(&mut answer.as_slice()).ok_or_else(garbled)?;
        Signature::try_from(signature).map_err(SignError::key("the signature of the agent"))
    }

    /// Sends one message and gives what stands after the kind of the answer, which must be `expected`.
    fn ask(&self, request: &[u8], expected: u8) -> Result<Vec<u8>, SignError> {
        let wrong = |e: std::io::Error| SignError::Said(format!("the agent at {} does not answer: {e}", self.0.display()));
        let mut stream = UnixStream::connect(&self.0).map_err(wrong)?;
        let length = (request.len() as u32).to_be_bytes();
        stream.write_all(&[&length, request].concat()).map_err(wrong)?;
        let mut length = [0; 4];
        stream.read_exact(&mut length).map_err(wrong)?;
        let length = u32::from_be_bytes(length);
        if length == 0 || length > LONGEST {
            return Err(garbled());
        }
        let mut answer = vec![0; length as usize];
        stream.read_exact(&mut answer).map_err(wrong)?;
        if answer.remove(0) != expected {
            return Err(SignError::Said("the agent refused: it does not hold the key, or its owner said no".to_owned()));
        }
        Ok(answer)
    }
}

fn garbled() -> SignError {
    SignError::Said("the agent's answer cannot be read".to_owned())
}

fn number(rest: &mut &[u8]) -> Option<u32> {
    let (head, tail) = rest.split_first_chunk::<4>()?;
    *rest = tail;
    Some(u32::from_be_bytes(*head))
}

fn string<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = number(rest)? as usize;
    let (head, tail) = rest.split_at_checked(length)?;
    *rest = tail;
    Some(head)
}
