#!/usr/bin/env python3
"""Verifies a scrubjay record and rebuilds every raw file from the clean text and the record alone:
    python3 tools/restore.py CLEAN MANIFESTS DEST
Written from docs/record.md with the standard library only (Python 3.11); what is packed as .zst needs the program zstd, or Python
3.14. It looks into JSON Lines, tar and zip; of a zip that changed, and of others that do not come back, the raw texts are written
beside it as `<file>#<key>`. DEST must not exist yet, or be empty.
Exit: 0 all holds and all that the record carries came back; 1 something does not hold; 2 it could not run.
"""
import gzip, hashlib, json, os, re, shutil, subprocess, sys, zipfile, zlib
BESIDE = {"run.json", "history.jsonl", "attestation.json", "run.json.sig"}
NEEDED = {"rows.jsonl", "edits.jsonl", "codecs.jsonl", "profile.jsonl", "config.json", "raw.sha256", "clean.sha256"}
RUN = "against_sha256 config_sha256 documents files profile_sha256 restorable rows_root rules stages statuses survey_sample tool type v"
ROW = "clean container decode decoded duplicate_of edits_sha256 extracted fate id raw reason site stages status v"
BOM = b"\xef\xbb\xbf"
PARTS = {"=": [str, int], "?": [str, int, str], "-": [str] * 3, "+": [str] * 3, "~": [str] * 4}
BOMS = {"utf-8": "efbbbf", "cesu-8": "efbbbf", "utf-16le": "fffe", "utf-16be": "feff", "utf-32le": "fffe0000",
        "utf-32be": "0000feff", "gb18030": "84319533"}
WRONG = (ValueError, KeyError, TypeError, IndexError, OSError, EOFError, RuntimeError, zlib.error, zipfile.BadZipFile)
bad = []

def check(true, what):
    if not true:
        bad.append(what)
        print(what, file=sys.stderr)
def need(true, what):
    if not true:
        raise ValueError(what)
sha = lambda data: hashlib.sha256(data).hexdigest()
def same(what, on_record, data):
    data = data if isinstance(data, tuple) else (sha(data), len(data))
    need(data == (on_record["sha256"], on_record["bytes"]), f"{what}: not the bytes on record")
def read(path):
    need(os.path.isfile(path) and not os.path.islink(path), f"{path!r}: no such file, or a link to one")
    with open(path, "rb") as file:
        return file.read()

def parse(line, keys):
    """One line of canonical JSON: written again it must be the same bytes."""
    no_integer = lambda word: need(False, f"{word:.40} is no integer of version 1")
    whole = lambda word: int(word) if len(word) < 17 and 0 <= int(word) < 2**53 else no_integer(word)
    value = json.loads(line.decode(), parse_int=whole, parse_float=no_integer, parse_constant=no_integer)
    again = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    need(again.encode() == line, f"not in canonical form: {line[:60]!r}")
    need(value.keys() <= set(keys.split()) and value.get("v", 1) == 1, f"not of version 1: {line[:60]!r}")
    return value

def lines(path):
    with open(path, "rb") as file:
        for number, line in enumerate(file, 1):
            need(line.endswith(b"\n"), f"{path}:{number}: the last line is cut")
            yield line[:-1]
def bytes_of(name):
    """The bytes of a percent-encoded name, which has one spelling only."""
    path = re.sub(rb"%(..)", lambda m: bytes([int(m[1], 16)]), name.encode())
    again = "".join(chr(b) if re.match(rb"[A-Za-z0-9._~/-]", bytes([b])) else f"%{b:02X}" for b in path)
    need(again == name, f"id {name!r} is not allowed")
    return path
def path_of(name):
    """The path bytes of an id, of the container for a record in one. They never lead out of their folder."""
    name, mark, key = name.partition("#")
    path = bytes_of(name)
    need(b"\0" not in path and not {b"", b".", b".."} & set(path.split(b"/")), f"id {name!r} is not allowed")
    need(not mark or bytes_of(key), f"id {name!r} has an empty key")
    return path
def sum_line(digest, path):
    name = path.replace(b"\\", b"\\\\").replace(b"\n", b"\\n").replace(b"\r", b"\\r")
    return (b"\\" if name != path else b"") + digest.encode() + b"  " + name

def undo(after, ops):
    """From the output of a stage, its input."""
    out, at, before = [], 0, ""
    for op in ops:
        kind, keeps = op[0], op[0] in "=?"
        need([type(part) for part in op] == PARTS.get(kind) and all(op) and op[1:2] != op[2:-1], f"no such operation: {op!r:.60}")
        new = after[at:at + op[1]] if keeps else b"" if kind == "-" else op[-2].encode()
        need(not keeps or 0 < op[1] == len(new) and not kind == before == "=", "a stretch that is kept is not in canonical form")
        need(after.startswith(new, at), "the text is not what the operations say")
        at, before = at + len(new), kind
        need(at == len(after) or after[at] & 0xC0 != 0x80, "an operation ends inside a character")
        out.append(new if keeps else b"" if kind == "+" else op[1].encode())
    need(at == len(after), "the operations speak of fewer bytes than there are")
    return b"".join(out)

def follow(mask, ops, fate):
    """Marks the bytes of a stage's output: 1 where one is a byte of the decoded text. The mask of its input goes in."""
    out, at = [], 0
    for op in ops:
        size = op[1] if op[0] in "=?" else 0 if op[0] == "+" else len(op[1].encode())
        old, at = mask[at:at + size], at + size
        if op[0] in "-~":
            fate["changed" if op[0] == "~" else "removed"] += old.count(1)
        out.append(old if op[0] in "=?" else b"" if op[0] == "-" else bytes(len(op[-2].encode())))
    return b"".join(out)

def write_as(label, text, maps):
    if label.startswith(("utf-8", "utf-16", "utf-32")):
        return text.encode(label)
    table = maps.get(label, {})
    need(all(c in table or c < "\x80" for c in text), f"the record has no bytes for a character in {label}")
    return b"".join(table.get(c) or c.encode() for c in text)

def encode(coding, text, maps):
    """The inverse of decode: from the decoded text, the raw bytes."""
    newline = {"lf": "\n", "crlf": "\r\n", "cr": "\r"}[coding["newlines"]]
    spans, out, at = coding.get("spans", []), [bytes.fromhex(BOMS[coding["label"]] if coding["bom"] else "")], 0
    cuts = sorted({cut for begin, size, _ in spans for cut in (begin, begin + size)})
    for start, size, raw in coding.get("raw", []) + [[len(text), 0, ""]]:
        need(at <= start and start + size <= len(text), "raw stretches out of order or past the end")
        edges = [at] + [cut for cut in cuts if at < cut < start] + [start]
        for a, b in zip(edges, edges[1:]):
            label = next((name for begin, length, name in spans if begin <= a < begin + length), coding["label"])
            out.append(write_as(label, text[a:b].decode().replace("\n", newline), maps))
        out.append(bytes.fromhex(raw))
        at = start + size
    return b"".join(out)

def raw_bytes(row, edits, clean, maps):
    """The raw bytes of a document, every digest on the way checked; None when the record does not carry them."""
    has_text = row["status"] in ("unchanged", "cleaned", "held")
    need(all((key in row) == has_text for key in ("clean", "decode", "decoded", "fate")), "status and parts of the row contradict")
    need(row["status"] == "held" or (row["status"] == "unchanged") == (has_text and row["raw"] == row["clean"]), "not the right status")
    if not has_text:
        need(not row["stages"] and (not edits or edits["decode"]["label"] == "binary" and not edits["stages"]), "stages of no text")
        carried = edits["decode"]["raw"] if edits else [] if row.get("raw", {}).get("bytes") == 0 else None
        return None if carried is None else b"".join(bytes.fromhex(raw) for _, _, raw in carried)
    same("clean", row["clean"], clean)
    text, stages = clean, edits["stages"] if edits else []
    need([s["name"] for s in row["stages"]] == [s["name"] for s in stages], "row and edits name other stages")
    for on_record, ops in reversed([(s, e["ops"]) for s, e in zip(row["stages"], stages)]):
        same(on_record["name"], on_record, text)
        text = undo(text, ops)
        counts = tuple(sum(op[0] in kinds for op in ops) for kinds in ("-~+", "?"))
        need(counts == (on_record["edits"], on_record.get("flags", 0)) != (0, 0), f"{on_record['name']}: wrong counts")
        need(all(op[0] == "=" or op[-1].split("/")[0] == on_record["name"] for op in ops), "a rule of another stage")
    same("decode", row["decoded"], text)
    fate, mask = {"changed": 0, "removed": 0}, b"\1" * len(text)
    for stage in stages:
        mask = follow(mask, stage["ops"], fate)
    need(row["fate"] == fate | {"kept": mask.count(1), "added": mask.count(0)}, "the fate is not what the operations make of it")
    need(row["decode"]["label"] == (edits["decode"]["label"] if edits else "utf-8"), "row and edits name other encodings")
    return encode(edits["decode"], text, maps) if edits else text

USUAL = {"text": "text content body raw_content article document"}
SHORT = {"\n": "n", "\t": "t", "\r": "r", "\b": "b", "\f": "f"}
def fields(line):
    """The fields of an object that is all of a line: value, and where it stands."""
    step, decode, found = (lambda at: re.compile(r"[ \t\n\r]*").match(line, at).end()), json.JSONDecoder().raw_decode, {}
    at = step(1 if line[:1] == "\ufeff" else 0)
    need(line[at:at + 1] == "{", "no JSON object")
    at = step(at + 1)
    while line[at:at + 1] != "}":
        key, at = decode(line, at)
        at = step(at)
        need(line[at:at + 1] == ":", "no JSON object")
        value, end = decode(line, start := step(at + 1))
        found[key] = value, start, end
        at = step(end)
        at = step(at + 1) if line[at:at + 1] == "," else at
    return found
def spelled(text, spelling):
    """A text as its line had it: the very literal, or one of a style."""
    if spelling.startswith('"'):
        return spelling
    kinds = {"a": "\x80-\U0010ffff", "s": "/", "h": "<>&\u2028\u2029", "d": "\x7f"}
    units = lambda c: re.findall("....", c.encode("utf-16-be").hex().upper() if "u" in spelling else c.encode("utf-16-be").hex())
    escape = lambda c: "\\" + c if c in '"\\/' else "\\" + SHORT[c] if c in SHORT and "l" not in spelling else "".join("\\u" + u for u in units(c))
    return '"' + re.sub('["\\\\\0-\x1f' + "".join(kinds.get(k, "") for k in spelling) + "]", lambda m: escape(m[0]), text) + '"'

def unpack(path):
    """What comes out of the packing of a file."""
    if path.lower().endswith((b".gz", b".tgz")):
        return gzip.open(path, "rb")
    if not path.lower().endswith((b".zst", b".tzst")):
        return open(path, "rb")
    try:
        from compression import zstd
        return zstd.open(path, "rb")
    except ImportError:
        return subprocess.Popen(["zstd", "-dcq", "--", path], stdout=subprocess.PIPE).stdout
def pack(path):
    """A new file, packed as its name says: what to write to, and what to call at the end."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    out = open(path, "xb")
    if path.lower().endswith((b".gz", b".tgz")):
        packed = gzip.GzipFile(fileobj=out, mode="wb", filename="", mtime=0)
        return packed, lambda: (packed.close(), out.close())
    if path.lower().endswith((b".zst", b".tzst")):
        child = subprocess.Popen(["zstd", "-qc"], stdin=subprocess.PIPE, stdout=out)
        return child.stdin, lambda: (child.stdin.close(), need(child.wait() == 0, "zstd failed"), out.close())
    return out, out.close

class Contained:
    """A clean container: its texts, and the raw container as it comes back, or the raw texts alone."""
    def __init__(self, path, to, way, name):
        self.path, self.to, self.way, self.name, self.sum, self.size = path, to, way, name, hashlib.sha256(), 0
        self.out, self.close = (None, lambda: None) if way else pack(to)
        self.open()
    def put(self, data):
        self.sum.update(data)
        self.size += len(data)
        if self.out:
            self.out.write(data)
    def text(self, row, edits, clean, maps):
        """The raw text of a row, or None; beside the others where the container does not come back."""
        raw = raw_bytes(row, edits, clean, maps)
        if raw is None:
            return None
        same("raw", row["raw"], raw)
        if self.way == "documents":
            os.makedirs(os.path.dirname(self.to), exist_ok=True)
            folder, name = os.path.split(self.to + b"#" + row["id"].partition("#")[2].replace("/", "%2F").encode())
            if len(name) > 255:
                name = name[:190] + b"~" + sha(row["id"].encode()).encode()
            with open(os.path.join(folder, name), "xb") as out:
                out.write(raw)
        return raw
    def end(self, row):
        need(self.rest(), "the clean container has more documents than the record")
        self.close()
        if self.way == "copied":
            os.makedirs(os.path.dirname(self.to), exist_ok=True)
            shutil.copyfile(self.path, self.to)
        elif not self.way:
            same("the container", row["container"].get("content", row["raw"]), (self.sum.hexdigest(), self.size))

class JsonLines(Contained):
    def open(self):
        self.lines = unpack(self.path)
    def next(self, row, edits, maps):
        """The line of a row: undone and put back. True when there was a text to undo."""
        line = next(self.lines, b"")
        while line and not line.removeprefix(b"" if self.size else BOM).strip(b" \t\n\r\f"):
            self.put(line)
            line = next(self.lines, b"")
        try:
            text = line.decode()
            found = fields(text)
            self.name = self.name or [n for n in USUAL["text"].split() if n in found and (found[n][0] is None or isinstance(found[n][0], str))][:1]
            value, start, end = found[self.name[0]]
        except (ValueError, KeyError, IndexError, RecursionError):
            value = start = end = None
        if "raw" not in row:
            return self.put(line)
        need(start is not None and isinstance(value, str) == ("clean" in row), "its line is not the one of this row")
        raw = self.text(row, edits, value.encode() if "clean" in row else None, maps)
        if raw is None:
            return self.put(line)
        if row["raw"] != row.get("clean"):
            line = (text[:start] + spelled(raw.decode(), (edits or {}).get("spelling", "")) + text[end:]).encode()
        self.put(line)
        return True
    def rest(self):
        more, first = list(self.lines), not self.size
        self.put(b"".join(more))
        return not b"".join(more).removeprefix(BOM if first else b"").strip(b" \t\n\r\f")

def resized(header, size):
    header = header[:124] + b"%011o\0" % size + header[136:]
    return header[:148] + b"%06o\0 " % sum(header[:148] + b" " * 8 + header[156:]) + header[156:]
def pax(data):
    """The fields of an extended header: length, blank, key, `=`, value, newline."""
    fields = {}
    while found := re.match(rb"(\d+) ", data):
        key, _, value = data[found.end():int(found[1]) - 1].partition(b"=")
        fields[key], data = value, data[int(found[1]):]
    return fields
class Tar(Contained):
    def open(self):
        self.file = unpack(self.path)
    def take(self, size):
        data = self.file.read(size)
        need(len(data) == size, "the clean archive ends too early")
        return data
    def member(self):
        """Extended headers, header, text and filling of the next regular file; what is none goes on as it is. None at the end."""
        while True:
            before, name, size, sparse = b"", None, None, False
            header = self.file.read(512)
            while header[156:157] in (b"x", b"L", b"K"):
                data = self.take(-(-int(header[124:136].strip(b" \0") or b"0", 8) // 512) * 512)
                fields = pax(data) if header[156:157] == b"x" else {}
                size, sparse = fields.get(b"size", size), sparse or any(key.startswith(b"GNU.sparse") for key in fields)
                name = data.split(b"\0")[0] if header[156:157] == b"L" else fields.get(b"path", name)
                before, header = before + header + data, self.take(512)
            if not header.strip(b"\0"):
                self.put(before + header + self.file.read())
                return None
            own = int.from_bytes(header[125:136]) if header[124] & 0x80 else int(header[124:136].strip(b" \0") or b"0", 8)
            size, more, name = own if size is None else int(size), b"", name or header[:100].split(b"\0")[0]
            while header[156:157] == b"S" and (more[-8] if more else header[482]):
                more += self.take(512)
            data = self.take(-(-size // 512) * 512)
            if header[156] in b"0\x007" and not sparse and not name.endswith(b"/"):
                return before, header, data[:size], data[size:]
            self.put(before + header + more + data)
    def next(self, row, edits, maps):
        if "clean" not in row:
            return "raw" in row and self.text(row, edits, None, maps) is not None
        before, header, text, filling = self.member() or need(False, "the clean archive has no member for this row")
        raw = self.text(row, edits, text, maps)
        if row["raw"] != row["clean"]:
            zeros, spelling = bytes(-len(raw) % 512), (edits or {}).get("spelling")
            before, header, filling = map(bytes.fromhex, spelling.split(".")) if spelling else (before, resized(header, len(raw)), zeros)
        self.put(before + header + raw + filling)
        return True
    def rest(self):
        return self.member() is None

class Zip(Contained):
    def open(self):
        self.zip = zipfile.ZipFile(os.fsdecode(self.path))
        link = lambda entry: entry.external_attr >> 28 == 0o12 and entry.create_system == 3
        self.entries = iter([entry for entry in self.zip.infolist() if not entry.is_dir() and not link(entry)])
    def next(self, row, edits, maps):
        entry = next(self.entries, None) if "clean" in row else None
        need(entry or "clean" not in row, "the clean archive has no member for this row")
        return "raw" in row and self.text(row, edits, self.zip.read(entry) if entry else None, maps) is not None
    def rest(self):
        return next(self.entries, None) is None

KINDS = [(rb"\.(jsonl|ndjson)(\.gz|\.zst)?$", JsonLines), (rb"\.(tar|tar\.gz|tgz|tar\.zst|tzst)$", Tar), (rb"\.zip$", Zip)]
def ways(at):
    """The containers that are copies of the raw ones, and those that come back as documents alone."""
    rows = [json.loads(line) for line in lines(at("rows.jsonl")) if b'"container":{' in line]
    rows = [row for row in rows if isinstance(row.get("container"), dict)]
    apart = {row["id"]: "documents" for row in rows if row["container"].get("restores") == "documents"}
    return apart | {row["id"]: "copied" for row in rows if row.get("raw") == row.get("clean")}

def documents(at):
    """Each row's line, the row, and its edits or None: rows and edits come in one order."""
    edits = lines(at("edits.jsonl"))
    for line in lines(at("rows.jsonl")):
        row = parse(line, ROW)
        text = next(edits, b"") if "edits_sha256" in row else None
        need(text is None or sha(text) == row["edits_sha256"], f"{row['id']}: its edits are not those its row commits to")
        yield line, row, text and parse(text, "decode id spelling stages v")
    need(next(edits, None) is None, "edits.jsonl: a line that no row asks for")

def opened(own, to, way, config):
    """The clean container at a path, when this tool looks into its kind."""
    named = [config["containers"]["text"]] if "text" in config["containers"] else []
    kind = next((kind for ends, kind in KINDS if os.path.isfile(own) and re.search(ends, to.lower())), None)
    return kind and kind(own, to, way, named)

def main(clean, folder, to):
    at = lambda name: os.path.join(folder, name)
    run, *more = [parse(line, RUN) for line in lines(at("run.json"))]
    files = {f["name"]: (f["sha256"], f["bytes"]) for f in run["files"]}
    check(not more and run["type"] == "scrubjay-run@v1" and NEEDED <= files.keys(), "run.json: not what it should be")
    check([f["name"] for f in run["files"]] == sorted(files) and set(os.listdir(folder)) - BESIDE == files.keys(), "other files than run.json lists")
    for name, on_record in files.items():
        with open(at(name), "rb") as file:
            check((hashlib.file_digest(file, "sha256").hexdigest(), file.tell()) == on_record, f"{name}: not as run.json lists it")
    check((files["config.json"][0], files["profile.jsonl"][0]) == (run["config_sha256"], run["profile_sha256"]), "run.json: config or profile")
    check(files.get("against.jsonl", [None])[0] == run.get("against_sha256"), "run.json: against.jsonl")
    maps = {c["label"]: {char: bytes.fromhex(b) for char, b in c["map"]} for c in (parse(line, "label map v") for line in lines(at("codecs.jsonl")))}
    config = parse(read(at("config.json"))[:-1], "containers decisions decode duplicates limits own rules stages strength survey v")
    rules, open_one, keys, firsts, apart = {rule["name"] for rule in config["rules"]}, None, set(), {None}, ways(at)
    sums, tree, counts, known, last, back, contained = {w: lines(at(w + ".sha256")) for w in ("raw", "clean")}, [], {}, set(), "", 0, None
    for line, row, edits in documents(at):
        tree.append(hashlib.sha256(b"\0" + line).digest())
        path, counts[row["status"]] = path_of(row["id"]), counts.get(row["status"], 0) + 1
        record = "#" in row["id"]
        dropped = ("duplicate_of" in row) == (row["status"] == "duplicate") and row.get("duplicate_of") in firsts
        check(dropped, f"{row['id']}: a copy of no document before it")
        if "clean" in row and "container" not in row:
            firsts.add(row["id"])
        own = os.path.join(os.fsencode(clean), path)
        if record:
            # Rows of a container's documents stand before its own, each key once.
            name = row["id"].partition("#")[0]
            check((last < name and not open_one or open_one == name) and row["id"] not in keys, f"{row['id']}: out of order")
            keys = keys if open_one else set()
            keys.add(row["id"])
            begins, open_one = not open_one, name
        else:
            check(last < row["id"] and open_one in (None, row["id"]), f"{row['id']}: out of order")
            last, open_one = row["id"], None
        try:
            need(not edits or edits["id"] == row["id"], "edits of another document")
            for rule in (op[-1] for stage in (edits or row)["stages"] for op in stage.get("ops", []) if op[0] != "="):
                counts[rule] = counts.get(rule, 0) + 1
            if record:
                if begins:
                    contained = None
                    contained = opened(own, os.path.join(os.fsencode(to), path), apart.get(name), config)
                if contained:
                    back += contained.next(row, edits, maps) is True
                continue
            if "container" in row:
                known |= {path}
                for which in sums:
                    need(next(sums[which], 0) == sum_line(row[which]["sha256"], path), f"not so in {which}.sha256")
                with open(own, "rb") as file:
                    same("clean", row["clean"], (hashlib.file_digest(file, "sha256").hexdigest(), file.tell()))
                documents_in = len([k for k in keys if k.startswith(row["id"] + "#")])
                need(row["container"]["documents"] + row["container"]["damaged"] == documents_in, "not as many documents as rows")
                if not documents_in:
                    contained = None
                    contained = opened(own, os.path.join(os.fsencode(to), path), apart.get(row["id"]), config)
                if contained:
                    contained.end(row)
                    contained = None
                elif row["clean"] == row["raw"] and not documents_in:
                    os.makedirs(os.path.dirname(os.path.join(os.fsencode(to), path)), exist_ok=True)
                    shutil.copyfile(own, os.path.join(os.fsencode(to), path))
                elif documents_in:
                    need(False, f"a {row['container']['format']}: this tool does not look into it")
                continue
            for which in sums:
                need(which not in row or next(sums[which], 0) == sum_line(row[which]["sha256"], path), f"not so in {which}.sha256")
            known |= {path} if "clean" in row else set()
            raw = raw_bytes(row, edits, read(os.path.join(os.fsencode(clean), path)) if "clean" in row else None, maps)
            if raw is None:
                print(f"{last}: not carried by the record: {row['reason']}")
                continue
            same("raw", row["raw"], raw)
            os.makedirs(os.path.dirname(os.path.join(os.fsencode(to), path)), exist_ok=True)
            with open(os.path.join(os.fsencode(to), path), "xb") as out:
                out.write(raw)
            back += 1
        except WRONG as error:
            check(False, f"{row['id']}: {error}")
    check(all(next(rest, None) is None for rest in sums.values()), "raw.sha256 or clean.sha256: a line that no row has")
    while len(tree) > 1:  # pairs become one node each, a last one without a partner goes up as it is
        pairs = (tree[i:i + 2] for i in range(0, len(tree), 2))
        tree = [hashlib.sha256(b"\1" + b"".join(pair)).digest() if pair[1:] else pair[0] for pair in pairs]
    check((tree[0].hex() if tree else sha(b"")) == run["rows_root"], "run.json: rows_root is not the root over rows.jsonl")
    check(counts == run["statuses"] | run["rules"] and run["rules"].keys() <= rules and sum(run["statuses"].values()) == run["documents"], "run.json: counts")
    for base, folders, names in os.walk(os.fsencode(clean)):
        for path in (os.path.join(base, name) for name in names + folders):
            own = not os.path.islink(path) and (os.path.isdir(path) or os.path.relpath(path, os.fsencode(clean)) in known)
            check(own, f"clean: {path!r} is in no row, or a link")
    prev, end = sha(b""), {}
    for n, line in enumerate(lines(at("history.jsonl"))):
        end = parse(line, "documents n prev run_sha256")
        check((end["n"], end["prev"]) == (n, prev), f"history.jsonl:{n + 1}: does not follow from the line before")
        prev = sha(line)
    check(end and end["run_sha256"] == sha(read(at("run.json"))), "history.jsonl: its last line is of another run")
    print(f"{back} raw files rebuilt in {to}; {len(bad)} findings")
    return 1 if bad else 0
if __name__ == "__main__":
    try:
        right = len(sys.argv) == 4 and not (os.path.exists(sys.argv[3]) and os.listdir(sys.argv[3]))
        sys.exit(main(*sys.argv[1:]) if right else print(__doc__, file=sys.stderr) or 2)
    except (ValueError, KeyError, TypeError, OSError, RecursionError) as error:
        sys.exit(f"the record does not hold: {error!r}")  # exit code 1
