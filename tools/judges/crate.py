"""rocrate-validator, offline, on the RO-Crate inside the bag.

It fetches the JSON-LD context of RO-Crate from its address; here nothing is fetched. Its cache is given a context of our
own instead, which has the terms that scrubjay uses and what they stand for.
"""
import json, pathlib, shutil, subprocess, sys

import requests
from requests_cache import CachedSession

CONTEXT = "https://w3id.org/ro/crate/1.1/context"
SCHEMA = ["CreateAction", "CreativeWork", "Dataset", "SoftwareApplication", "about", "contentSize", "datePublished", "description",
          "encodingFormat", "hasPart", "identifier", "instrument", "license", "mentions", "name", "object", "result", "sha256",
          "softwareVersion", "url"]

def seed(cache):
    terms = {term: f"http://schema.org/{term}" for term in SCHEMA}
    terms |= {"File": "http://schema.org/MediaObject", "conformsTo": "http://purl.org/dc/terms/conformsTo"}
    body = json.dumps({"@context": terms}).encode()
    session = CachedSession(cache_name=str(cache), backend="sqlite", expire_after=-1, allowable_codes=(200,))
    response = requests.Response()
    response.status_code, response.url, response._content = 200, CONTEXT, body
    response.headers["Content-Type"] = "application/ld+json"
    response.request = requests.Request("GET", CONTEXT).prepare()
    from urllib3 import HTTPResponse
    response.raw = HTTPResponse(body=body, status=200, preload_content=False, headers=dict(response.headers), request_url=CONTEXT)
    session.cache.save_response(response, session.cache.create_key(response.request))
    session.close()

def valid(path, cache):
    command = [pathlib.Path(sys.executable).parent / "rocrate-validator", "-y", "--disable-color", "validate", "--offline", "--cache-path", cache,
               "--profile-identifier", "ro-crate-1.1", "--no-auto-profile", "--no-paging", path]
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, timeout=300)
    if done.returncode:
        raise RuntimeError(" ".join((done.stdout + done.stderr).split())[-2000:])

def judge(work):
    cache = work.folder / "rocrate-cache"
    seed(cache)
    data = work.folder / "bag/data"
    used = json.loads((data / "ro-crate-metadata.json").read_text())["@graph"]
    keys = {key for entity in used for key in entity if key[0] != "@"} | {entity["@type"] for entity in used}
    work.accepts("our context", "every term of the crate", lambda: keys <= set(SCHEMA) | {"File", "conformsTo"})
    work.accepts("rocrate-validator", "the crate", lambda: valid(data, cache))
    def broken(what, change):
        copy = work.folder / "broken-crate"
        shutil.copytree(data, copy)
        change(copy)
        work.refuses("rocrate-validator", what, lambda: valid(copy, cache))
        shutil.rmtree(copy)
    def without(key):
        def change(copy):
            path = copy / "ro-crate-metadata.json"
            metadata = json.loads(path.read_text())
            del next(e for e in metadata["@graph"] if e["@id"] == "./")[key]
            path.write_text(json.dumps(metadata))
        return change
    broken("a crate that lacks a file it lists", lambda copy: (copy / "manifests/edits.jsonl").unlink())
    broken("a crate that says nothing of its license", without("license"))
    broken("a crate cut short", lambda copy: (copy / "ro-crate-metadata.json").write_text('{"@context":'))
