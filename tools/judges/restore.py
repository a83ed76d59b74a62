"""tools/restore.py, on a record whose raw folder is gone: every raw file comes back, and what was broken is refused."""
import filecmp, pathlib, shutil, subprocess, sys

TOOL = pathlib.Path(__file__).resolve().parent.parent / "restore.py"

def run(folder, clean, manifests, to):
    return subprocess.run([sys.executable, TOOL, clean, manifests, to], cwd=folder, capture_output=True, text=True)

def same(left, right):
    """Whether two trees have the same files with the same bytes."""
    names = lambda root: {p.relative_to(root) for p in root.rglob("*") if p.is_file() and not p.is_symlink()}
    return names(left) == names(right) and all(filecmp.cmp(left / n, right / n, shallow=False) for n in names(left))

def judge(work):
    apart = work.folder / "apart"
    for tree in ("clean", "manifests"):
        shutil.copytree(work.folder / tree, apart / tree)
    work.accepts("tools/restore.py", "the record, raw folder absent", lambda: run(apart, "clean", "manifests", "rebuilt").returncode == 0)
    work.accepts("cmp", "every raw file it rebuilt", lambda: same(work.folder / "raw", apart / "rebuilt"))
    for name, old, new in [("edits.jsonl", b'["-"', b'["+"'), ("rows.jsonl", b'"kept":', b'"kept":1'), ("run.json", b'"v":1', b'"v":1.0'),
                           ("history.jsonl", b'"n":0', b'"n":1'), ("clean.sha256", b"  ", b" *")]:
        path = apart / "manifests" / name
        good = path.read_bytes()
        assert old in good, name
        path.write_bytes(good.replace(old, new, 1))
        work.refuses("tools/restore.py", f"another {name}", lambda: run(apart, "clean", "manifests", f"again-{name}").returncode == 0)
        path.write_bytes(good)
    clean = next(p for p in sorted((apart / "clean").rglob("*")) if p.is_file() and p.stat().st_size)
    clean.write_bytes(clean.read_bytes()[:-1] + b"?")
    work.refuses("tools/restore.py", "another clean file", lambda: run(apart, "clean", "manifests", "again-clean").returncode == 0)
