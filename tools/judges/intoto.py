"""securesystemslib, in-toto-attestation and openssl, on `scrubjay export in-toto`."""
import base64, hashlib, json, subprocess

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_ssh_public_key
from google.protobuf import json_format
from in_toto_attestation.predicates.provenance.v1 import provenance_pb2
from in_toto_attestation.v1 import statement_pb2
from in_toto_attestation.v1.statement import Statement
from securesystemslib.dsse import Envelope
from securesystemslib.signer import SSlibKey

def verify(envelope, public):
    raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
    keyid = envelope["signatures"][0]["keyid"]
    key = SSlibKey(keyid, "ed25519", "ed25519", {"public": raw})
    # The library takes copies of what it is given apart.
    Envelope.from_dict(json.loads(json.dumps(envelope))).verify([key], 1)

def openssl(work, envelope, public):
    payload, kind = base64.b64decode(envelope["payload"]), envelope["payloadType"].encode()
    (work.folder / "pae").write_bytes(b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload))
    (work.folder / "pae.sig").write_bytes(base64.b64decode(envelope["signatures"][0]["sig"]))
    (work.folder / "key.pem").write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    done = subprocess.run(["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-rawin", "-in", "pae", "-sigfile", "pae.sig"],
                          cwd=work.folder, capture_output=True)
    return done.returncode == 0

def statement(payload):
    proto = json_format.Parse(payload, statement_pb2.Statement())
    Statement.copy_from_pb(proto).validate()
    if proto.predicate_type != "https://slsa.dev/provenance/v1":
        raise ValueError("another predicate")
    json_format.ParseDict(json_format.MessageToDict(proto.predicate), provenance_pb2.Provenance())
    return proto

def judge(work):
    work.scrubjay("export", "in-toto", "--key", "key")
    envelope = json.loads((work.folder / "run.dsse.json").read_text())
    public = load_ssh_public_key((work.folder / "key.pub").read_bytes())
    payload = base64.b64decode(envelope["payload"])
    digest = hashlib.sha256((work.folder / "manifests/run.json").read_bytes()).hexdigest()
    work.accepts("securesystemslib", "the envelope", lambda: verify(envelope, public))
    work.accepts("openssl", "its signature", lambda: openssl(work, envelope, public))
    work.accepts("in-toto-attestation", "the statement and its provenance", lambda: statement(payload))
    work.accepts("in-toto-attestation", "run.json as its subject", lambda: statement(payload).subject[0].digest["sha256"] == digest)
    other = json.loads(payload)
    other["subject"][0]["digest"]["sha256"] = "0" * 64
    lie = envelope | {"payload": base64.b64encode(json.dumps(other).encode()).decode()}
    work.refuses("securesystemslib", "another subject", lambda: verify(lie, public))
    work.refuses("openssl", "another subject", lambda: openssl(work, lie, public))
    work.refuses("securesystemslib", "another type of payload", lambda: verify(envelope | {"payloadType": "text/plain"}, public))
    work.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "other")
    stranger = load_ssh_public_key((work.folder / "other.pub").read_bytes())
    work.refuses("securesystemslib", "another key", lambda: verify(envelope, stranger))
    for key in ("_type", "subject", "predicateType", "predicate"):
        without = {k: v for k, v in json.loads(payload).items() if k != key}
        work.refuses("in-toto-attestation", f"a statement without {key}", lambda: statement(json.dumps(without)))
