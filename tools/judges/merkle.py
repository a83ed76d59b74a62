"""pymerkle, on proofs of inclusion and of consistency (RFC 9162)."""
import base64, hashlib, json

from pymerkle import InmemoryTree, verify_consistency, verify_inclusion
from pymerkle.core import _consistency_path_layout, _inclusion_path_layout
from pymerkle.proof import ConsistencyProof, InclusionProof

def tree_of(lines):
    tree = InmemoryTree(algorithm="sha256")
    for line in lines:
        tree.append_entry(line)
    return tree

def inclusion(proof):
    """Our proof, checked by pymerkle: the leaf hash comes first in its paths, and the shape from index and size alone."""
    leaf = hashlib.sha256(b"\0" + proof["row"].encode()).digest()
    index, size = proof["index"] + 1, proof["size"]
    rule, _ = _inclusion_path_layout(index, size)
    path = [leaf] + [bytes.fromhex(h) for h in proof["path"]]
    theirs = InclusionProof("sha256", True, size, index, rule, path)
    verify_inclusion(leaf, bytes.fromhex(proof["rows_root"]), theirs, index=index, size=size, algorithm="sha256")

def checkpoint(text):
    origin, size, root = text.splitlines()
    return int(size), base64.b64decode(root)

def judge(work):
    rows = (work.folder / "manifests/rows.jsonl").read_bytes().splitlines()
    run = json.loads((work.folder / "manifests/run.json").read_text())
    tree = tree_of(rows)
    work.accepts("pymerkle", "rows_root", lambda: tree.get_state().hex() == run["rows_root"])
    ids = [json.loads(row)["id"] for row in rows]
    for id in {ids[0], ids[len(ids) // 2], ids[-1]}:
        proof = json.loads(work.scrubjay("prove", id))
        work.accepts("pymerkle", f"the proof of {id}", lambda: inclusion(proof))
        work.accepts("pymerkle", "the very path it makes itself",
                     lambda: [h.hex() for h in tree.prove_inclusion(proof["index"] + 1).path[1:]] == proof["path"])
        for what, broken in [("another row", {"row": proof["row"].replace('"v":1', '"v":2')}), ("another place", {"index": proof["index"] ^ 1}),
                             ("another root", {"rows_root": "0" * 64}), ("a path cut short", {"path": proof["path"][:-1]}),
                             ("another size", {"size": proof["size"] // 2})]:
            work.refuses("pymerkle", f"the proof of {id} with {what}", lambda: inclusion(proof | broken))
    # A history of a few runs, each with a document more.
    olds = []
    for n in range(6):
        (work.folder / "raw/zz-more").mkdir(exist_ok=True)
        (work.folder / f"raw/zz-more/{n}.txt").write_text(f"A story of the year {1900 + n}.\n")
        try:
            work.scrubjay("clean", "-q")
        except RuntimeError as error:
            if "exit 1" not in str(error):  # some documents are quarantined
                raise
        text = work.scrubjay("checkpoint")
        (work.folder / f"checkpoint-{n}").write_text(text)
        olds.append(text)
    lines = (work.folder / "manifests/history.jsonl").read_bytes().splitlines()
    log = tree_of(lines)
    size, root = checkpoint(olds[-1])
    work.accepts("pymerkle", "the checkpoint of the history", lambda: (size, root) == (len(lines), log.get_state()))
    for n, text in enumerate(olds[:-1]):
        proof = json.loads(work.scrubjay("checkpoint", "--since", f"checkpoint-{n}"))
        old, old_root = checkpoint(proof["old"])
        theirs = log.prove_consistency(old, size)
        work.accepts("pymerkle", f"that {size} lines go on from {old}",
                     lambda: verify_consistency(old_root, root, theirs, prior_size=old, later_size=size))
        # pymerkle puts the old root's own subtrees first; the hashes that are not of them are the same as ours.
        work.accepts("pymerkle", f"our hashes for that ({len(proof['path'])})", lambda: consistent(old, size, old_root, root, proof["path"]))
        work.refuses("pymerkle", "another old root", lambda: verify_consistency(b"\0" * 32, root, theirs, prior_size=old, later_size=size))
        work.refuses("RFC 9162", "another old root", lambda: consistent(old, size, b"\0" * 32, root, proof["path"]))

def consistent(old, new, old_root, new_root, path):
    """Section 2.1.4.2 of RFC 9162, word for word: no library from PyPI takes its form of these proofs."""
    path = [bytes.fromhex(h) for h in path]
    node = lambda left, right: hashlib.sha256(b"\1" + left + right).digest()
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node(c, fr), node(c, sr)
            while fn & 1 == 0 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node(sr, c)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == old_root and sr == new_root
