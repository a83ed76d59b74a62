"""The JSON Schemas of docs/schema, on every line of a record."""
import json, pathlib

from jsonschema import Draft202012Validator

SCHEMAS = pathlib.Path(__file__).resolve().parent.parent.parent / "docs/schema"
FILES = {"run.json": "run", "config.json": "config", "rows.jsonl": "row", "edits.jsonl": "edits", "codecs.jsonl": "codec",
         "profile.jsonl": "profile", "against.jsonl": "profile", "history.jsonl": "history", "attestation.json": "attestation"}

def validator(name):
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)

def records(work, folder, of):
    """Every line of a record, whatever is in it."""
    for file, name in FILES.items():
        if not (folder / file).exists():
            continue
        check, lines = validator(name), [json.loads(line) for line in (folder / file).read_text().split("\n")[:-1]]
        work.accepts("jsonschema", f"the {len(lines)} lines of {file} {of}", lambda: all(check.is_valid(line) for line in lines))

def judge(work):
    for file, name in FILES.items():
        path = work.folder / "manifests" / file
        if not path.exists():
            continue
        check, lines = validator(name), [json.loads(line) for line in path.read_text().split("\n")[:-1]]
        work.accepts("jsonschema", f"the {len(lines)} lines of {file}", lambda: all(check.is_valid(line) for line in lines))
        if not lines:
            continue
        first = lines[0]
        for what, broken in [("a key more", first | {"also": 1}), ("a key less", dict(list(first.items())[1:])),
                             ("a list for an object", [first]), ("a null", first | {next(iter(first)): None})]:
            work.refuses("jsonschema", f"{file} with {what}", lambda: check.is_valid(broken))
