//! An in-toto Statement v1 with SLSA provenance, in a signed DSSE envelope: for supply chains.

use super::run_of;
use crate::error::Result;
use crate::record::checkpoint::base64;
use crate::record::read;
use crate::record::run::names;
use crate::sign::{SignError, SigningKey};
use serde_json::{Value, json};
use ssh_key::{Algorithm, HashAlg};
use std::path::Path;

/// What the payload of an envelope is.
const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";

/// The statement about a run: its only subject is `run.json`, which answers for the rest.
///
/// # Errors
/// When the record cannot be read.
pub fn statement(manifests: &Path) -> Result<String> {
    let (run, digest) = run_of(manifests)?;
    let config: Value = read::one_line(&manifests.join(names::CONFIG))?;
    // Time and machine, when they are on record; nobody vouches for them but the signature on this statement.
    let attestation = read::one_line::<Value>(&manifests.join(names::ATTESTATION)).ok();
    let attested = attestation.as_ref().filter(|a| a["run_sha256"] == digest.to_string());
    let mut metadata = json!({"invocationId": format!("sha256:{digest}")});
    let mut internal = json!({});
    let mut version = json!({"scrubjay": run.tool.version});
    if let Some(attested) = attested {
        if let (Some(finished), Some(took)) = (attested["finished_unix"].as_i64(), attested["duration_ms"].as_i64()) {
            metadata["finishedOn"] = json!(rfc3339(finished));
            metadata["startedOn"] = json!(rfc3339(finished - took / 1000));
        }
        internal["threads"] = attested["threads"].clone();
        internal["host"] = attested["host"].clone();
        if attested["binary_sha256"].is_string() {
            version["binary_sha256"] = attested["binary_sha256"].clone();
        }
    }
    let resource = |name: &str, sha256: &dyn std::fmt::Display| json!({"digest": {"sha256": sha256.to_string()}, "name": name});
    let raw = run.files.iter().filter(|f| f.name == names::RAW_SUMS).map(|f| resource(&f.name, &f.sha256));
    let others = run.files.iter().filter(|f| f.name != names::RAW_SUMS).map(|f| resource(&f.name, &f.sha256));
    let statement = json!({
        "_type": "https://in-toto.io/Statement/v1",
        "predicate": {
            "buildDefinition": {
                "buildType": "https://docs.rs/scrubjay/clean/v1",
                "externalParameters": {"config": config},
                "internalParameters": internal,
                "resolvedDependencies": raw.collect::<Vec<_>>(),
            },
            "runDetails": {
                "builder": {"id": "https://docs.rs/scrubjay", "version": version},
                "byproducts": others.collect::<Vec<_>>(),
                "metadata": metadata,
            },
        },
        "predicateType": "https://slsa.dev/provenance/v1",
        "subject": [resource(names::RUN, &digest)],
    });
    Ok(crate::record::canonical(&statement))
}

/// The statement in an envelope, signed with an Ed25519 key: one line of JSON.
///
/// # Errors
/// When the key is of another kind, or refuses.
pub fn envelope(statement: &str, key: &SigningKey) -> std::result::Result<String, SignError> {
    if key.public().algorithm() != Algorithm::Ed25519 {
        return Err(SignError::Said(format!(
            "an envelope is signed with an Ed25519 key, not with one of the kind {}",
            key.public().algorithm()
        )));
    }
    let signature = key.sign(&pae(statement.as_bytes()))?;
    let envelope = json!({
        "payload": base64(statement.as_bytes()),
        "payloadType": PAYLOAD_TYPE,
        "signatures": [{"keyid": key.public().fingerprint(HashAlg::Sha256).to_string(), "sig": base64(signature.as_bytes())}],
    });
    Ok(crate::record::canonical(&envelope) + "\n")
}

/// What is signed: DSSE's pre-authentication encoding, so that no payload can be taken for one of another type.
fn pae(payload: &[u8]) -> Vec<u8> {
    let mut out = format!("DSSEv1 {} {PAYLOAD_TYPE} {} ", PAYLOAD_TYPE.len(), payload.len()).into_bytes();
    out.extend_from_slice(payload);
    out
}

fn rfc3339(unix: i64) -> String {
    jiff::Timestamp::from_second(unix).map(|t| t.to_string()).unwrap_or_default()
}
