"""Containers as others make and read them: json, gzip, zstd, tarfile and zipfile; and tools/restore.py on a record of them."""
import gzip, io, json, subprocess, sys, tarfile, zipfile

import schemas
from restore import TOOL

TEXTS = ["The ferry left at noon.  \n\n\n\nNobody waved.\t\n", "Přístav spí \n", "港口睡着了  \n/ and / \u2028 \U0001f6a2 \n", "Nothing to do.\n"]
CLEAN = ["The ferry left at noon.\n\nNobody waved.\n", "Přístav spí\n", None, "Nothing to do.\n"]

def lines():
    """Objects as Python writes them, plain and with escapes, and as others do: blanks, slashes, upper case."""
    for n, text in enumerate(TEXTS * 50):
        row = {"id": f"no {n}", "n": n, "text": text, "url": f"https://www.site{n % 3}.example/{n}", "more": {"text": [text, None, 1.5e3]}}
        line = json.dumps(row, ensure_ascii=n % 2 == 0, indent=None, separators=(",", ":") if n % 3 else (" , ", " : "))
        yield line.replace("/", "\\/") if n % 5 == 0 else line

def make(raw):
    raw.mkdir(parents=True)
    text = "".join(line + "\n" for line in lines()).encode()
    (raw / "a.jsonl").write_bytes(text)
    (raw / "b.jsonl.gz").write_bytes(gzip.compress(text))
    (raw / "c.jsonl.zst").write_bytes(subprocess.run(["zstd", "-q", "-c"], input=text, capture_output=True, check=True).stdout)
    for name, form in [("d.tar", tarfile.PAX_FORMAT), ("e.tar.gz", tarfile.GNU_FORMAT), ("f.tar", tarfile.USTAR_FORMAT)]:
        with tarfile.open(raw / name, "w:gz" if name.endswith("gz") else "w", format=form) as archive:
            folder = tarfile.TarInfo("folder")
            folder.type = tarfile.DIRTYPE
            archive.addfile(folder)
            for n, text in enumerate(TEXTS):
                member = tarfile.TarInfo(f"folder/{'long ' * 15}{n}.txt")
                member.size, member.mtime, member.mode = len(text.encode()), 1_700_000_000, 0o640
                archive.addfile(member, io.BytesIO(text.encode()))
    with zipfile.ZipFile(raw / "g.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("folder")
        for n, text in enumerate(TEXTS):
            archive.writestr(f"folder/{n} ř.txt", text)

def texts(found):
    """Whether texts are the clean ones, where what must come is known."""
    return len(found) == len(TEXTS) and all(new == want or want is None for new, want in zip(found, CLEAN))

def json_lines(old, new):
    """Every object is the same but for its text, and in the style it was in."""
    old, new = old.decode().split("\n")[:-1], new.decode().split("\n")[:-1]
    pairs = [(json.loads(a), json.loads(b)) for a, b in zip(old, new)]
    alike = all(a | {"text": None} == b | {"text": None} for a, b in pairs)
    style = all(a.isascii() == b.isascii() and ("\\/" in a) == ("\\/" in b) and (a == b) == (json.loads(a) == json.loads(b)) for a, b in zip(old, new))
    return len(old) == len(new) and alike and style and all(texts([b["text"] for _, b in pairs[n:n + 4]]) for n in range(0, len(pairs), 4))

def tar_texts(path):
    with tarfile.open(path) as archive:
        members = archive.getmembers()
        files = [archive.extractfile(m).read().decode() for m in members if m.isfile()]
        return members[0].isdir() and all(m.mode == 0o640 for m in members if m.isfile()) and texts(files)

def zip_texts(path):
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        return archive.testzip() is None and names[0] == "folder/" and texts([archive.read(name).decode() for name in names[1:]])

def judge(work):
    place = work.folder / "many"
    raw, clean = place / "raw", place / "clean"
    make(raw)
    run = lambda *command, **more: subprocess.run(command, cwd=place, capture_output=True, **more)
    work.accepts("scrubjay", "containers by Python", lambda: run(work.program, "clean", "-q", "--stages", "normalize,tidy").returncode == 0)
    work.accepts("scrubjay", "the record of them, at level replay", lambda: run(work.program, "verify", "--level", "replay").returncode == 0)
    for name in ["b.jsonl.gz", "e.tar.gz"]:
        work.accepts("gzip -t", f"the clean {name}", lambda: run("gzip", "-t", clean / name).returncode == 0)
    work.accepts("zstd -t", "the clean c.jsonl.zst", lambda: run("zstd", "-q", "-t", clean / "c.jsonl.zst").returncode == 0)
    old = (raw / "a.jsonl").read_bytes()
    work.accepts("json", "the clean a.jsonl", lambda: json_lines(old, (clean / "a.jsonl").read_bytes()))
    work.accepts("gzip", "the clean b.jsonl.gz, the same", lambda: gzip.decompress((clean / "b.jsonl.gz").read_bytes()) == (clean / "a.jsonl").read_bytes())
    work.accepts("zstd", "the clean c.jsonl.zst, the same", lambda: run("zstd", "-q", "-d", "-c", clean / "c.jsonl.zst").stdout == (clean / "a.jsonl").read_bytes())
    for name in ["d.tar", "e.tar.gz", "f.tar"]:
        work.accepts("tarfile", f"the clean {name}", lambda: tar_texts(clean / name))
        work.accepts("tar", f"the clean {name}", lambda: run("tar", "-tf", clean / name).returncode == 0)
    work.accepts("zipfile", "the clean g.zip", lambda: zip_texts(clean / "g.zip"))
    schemas.records(work, place / "manifests", "of containers")
    work.accepts("scrubjay", "restore", lambda: run(work.program, "restore", "--to", "back").returncode in (0, 1))
    again = lambda to: run(sys.executable, TOOL, "clean", "manifests", to).returncode == 0
    work.accepts("tools/restore.py", "a record of containers", lambda: again("rebuilt"))
    for back, by in [("back", "scrubjay"), ("rebuilt", "tools/restore.py")]:
        for name in ["a.jsonl", "d.tar", "f.tar"]:
            work.accepts("cmp", f"the raw {name} that came back by {by}", lambda: (place / back / name).read_bytes() == (raw / name).read_bytes())
        for name in ["b.jsonl.gz", "c.jsonl.zst", "e.tar.gz"]:
            unpack = ["zstd", "-q", "-d", "-c"] if name.endswith("zst") else ["gzip", "-d", "-c"]
            work.accepts("cmp", f"what is packed in {name}, by {by}", lambda: run(*unpack, place / back / name).stdout == run(*unpack, raw / name).stdout)
        alone = lambda n: (place / back / f"g.zip#folder%2F{n}%20%C5%99.txt").read_text()
        work.accepts("cmp", f"the texts of g.zip, by {by}", lambda: [alone(n) for n in range(len(TEXTS))] == TEXTS)
    for name, part in [("d.tar", b"Nobody"), ("g.zip", b"PK\3\4")]:
        good = (clean / name).read_bytes()
        (clean / name).write_bytes(good.replace(part, b"X" + part[1:], 1))
        work.refuses("tools/restore.py", f"another {name}", lambda: again(f"again {name}"))
        (clean / name).write_bytes(good)
    (place / "scrubjay.toml").write_text("[containers]\ncompress = false\n")
    run(work.program, "clean", "-q", "--stages", "normalize,tidy")
    work.accepts("gzip -t", "a clean b.jsonl.gz that is not compressed", lambda: run("gzip", "-t", clean / "b.jsonl.gz").returncode == 0)
    work.accepts("zstd -t", "a clean c.jsonl.zst that is not compressed", lambda: run("zstd", "-q", "-t", clean / "c.jsonl.zst").returncode == 0)
    larger = lambda name: (clean / name).stat().st_size >= (clean / "a.jsonl").stat().st_size
    work.accepts("stat", "the sizes of both", lambda: larger("b.jsonl.gz") and larger("c.jsonl.zst"))
    only = work.folder / "lines"
    for name in ["a.jsonl", "b.jsonl.gz"]:
        (only / "raw").mkdir(parents=True, exist_ok=True)
        (only / "raw" / name).write_bytes((raw / name).read_bytes())
    (only / "raw/plain.txt").write_text("A plain text.  \n")
    subprocess.run([work.program, "clean", "-q", "--stages", "normalize,tidy"], cwd=only, check=True)
    tool = lambda to: subprocess.run([sys.executable, TOOL, "clean", "manifests", to], cwd=only, capture_output=True).returncode == 0
    work.accepts("tools/restore.py", "a record of JSON Lines", lambda: tool("rebuilt"))
    work.accepts("cmp", "the lines it rebuilt", lambda: (only / "rebuilt/a.jsonl").read_bytes() == old and gzip.decompress((only / "rebuilt/b.jsonl.gz").read_bytes()) == old)
    lines = (only / "clean/a.jsonl").read_bytes()
    (only / "clean/a.jsonl").write_bytes(lines.replace(b"Nobody", b"Nobodx", 1))
    work.refuses("tools/restore.py", "another line", lambda: tool("again"))
