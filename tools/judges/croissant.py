"""mlcroissant, `validate` and `load`, on `scrubjay export croissant`."""
import json, logging

import mlcroissant as mlc

from bag import ABOUT

logging.disable(logging.WARNING)

def records(path):
    dataset = mlc.Dataset(jsonld=str(path))
    if dataset.metadata.ctx.issues.errors:
        raise ValueError(dataset.metadata.ctx.issues.errors)
    text = lambda value: value.decode() if isinstance(value, bytes) else value
    return [{key: text(value) for key, value in record.items()} for record in dataset.records("documents")]

def judge(work):
    work.scrubjay("export", "croissant", *ABOUT)
    path = work.folder / "croissant.json"
    rows = [json.loads(line) for line in (work.folder / "manifests/rows.jsonl").read_text().splitlines()]
    expected = [{"documents/id": r["id"], "documents/status": r["status"], "documents/v": r["v"]} for r in rows]
    work.accepts("mlcroissant validate", "the description", lambda: mlc.Dataset(jsonld=str(path)).metadata.ctx.issues.errors in (set(), []))
    work.accepts("mlcroissant load", f"the {len(rows)} rows as records", lambda: records(path) == expected)
    good = json.loads(path.read_text())
    def broken(what, change):
        metadata = json.loads(json.dumps(good))
        change(metadata)
        other = work.folder / "broken-croissant.json"
        other.write_text(json.dumps(metadata))
        work.refuses("mlcroissant", what, lambda: records(other))
    file = lambda metadata: next(f for f in metadata["distribution"] if f["name"] == "rows.jsonl")
    broken("another digest of the rows", lambda m: file(m).update(sha256="0" * 64))
    broken("a field from a file that is not there", lambda m: m["recordSet"][0]["field"][0]["source"]["fileObject"].update({"@id": "none"}))
    broken("a file without an address", lambda m: file(m).pop("contentUrl"))
    broken("a field from a column that no row has", lambda m: m["recordSet"][0]["field"][0]["source"]["extract"].update(column="none"))
    broken("a set of records without a name of its own", lambda m: m["recordSet"][0].pop("@id"))
    path_of_rows = work.folder / "manifests/rows.jsonl"
    bytes_of_rows = path_of_rows.read_bytes()
    path_of_rows.write_bytes(bytes_of_rows.replace(b"cleaned", b"damaged", 1))
    work.refuses("mlcroissant", "another row", lambda: records(path))
    path_of_rows.write_bytes(bytes_of_rows)
