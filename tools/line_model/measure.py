#!/usr/bin/env python3
"""Measures the models that `train.py --folds` made, each on the sites left out of it.

    measure.py PAGES.jsonl.xz WORK [--dump block|nl] [--strength careful|thorough] [--bounds 800,1000,...] [--f1] [--types]

lost: share of article tokens gone; hurt5: share of pages that lost over 5 % of theirs; chrome: share of the other tokens
still there; F1 of 4-gram shingles, from the mean precision and the mean recall of pages.
"""
import argparse, subprocess, tempfile
from collections import Counter
from pathlib import Path
import numpy as np
import pages as P
from align import TOKEN

ROOT = Path(__file__).resolve().parents[2]


def clean(program, pages, work, strength, bound):
    """The clean text of each page, by the model that never saw its site."""
    texts = {}
    for n in range(P.FOLDS):
        held = [p for p in pages if p.fold == n]
        if not (work / f"fold{n}.trees").exists():
            continue
        trees = (work / f"fold{n}.trees").read_text().splitlines()
        with tempfile.NamedTemporaryFile("w", suffix=".trees") as f:
            f.write("\n".join(f"{strength} {bound}" if line.startswith(strength) else line for line in trees) + "\n")
            f.flush()
            run = [program, "clean", f.name, str(work / f"fold{n}.lexicon"), strength]
            out = subprocess.run(run, input=P.stream(held, lambda p: False), stdout=subprocess.PIPE, check=True).stdout
        at = 0
        for p in held:
            size = int.from_bytes(out[at:at + 4], "little")
            texts[id(p)] = out[at + 4:at + 4 + size].decode()
            at += 4 + size
    return texts


def shingles(t):
    return Counter(tuple(t[i:i + 4]) for i in range(max(1, len(t) - 3))) if t else Counter()


def score(pages, texts, f1, types):
    groups = {}
    for p in pages:
        if id(p) not in texts:
            continue
        gold, raw, out = (TOKEN.findall(t) for t in (p.article, p.text, texts[id(p)]))
        cg, co = Counter(gold), Counter(out)
        reach = sum((cg & Counter(raw)).values())
        there = sum((cg & co).values())
        s = [reach, max(0, reach - there), len(raw) - reach, len(out) - there, None, None]
        if f1:
            gs, os = shingles(gold), shingles(out)
            both = sum((gs & os).values())
            s[4:] = [both / sum(os.values()) if os else None, both / sum(gs.values()) if gs else None]
        groups.setdefault(p.type, []).append((p, s))
    groups["all"] = [s for g in list(groups.values()) for s in g]
    for name, ss in sorted(groups.items()):
        if not types and name not in ("article", "all"):
            continue
        s = np.array([x[:4] for _, x in ss], float)
        line = f"  {name:14}{len(ss):5}  lost {s[:, 1].sum() / s[:, 0].sum():.4f}  hurt5 {(s[:, 1] > 0.05 * s[:, 0]).mean():.3f}  chrome {s[:, 3].sum() / s[:, 2].sum():.3f}"
        if f1:
            p, r = (np.mean([x[k] for _, x in ss if x[k] is not None]) for k in (4, 5))
            line += f"  F1 {2 * p * r / (p + r):.3f}  prec {p:.3f}  rec {r:.3f}"
        print(line, flush=True)
    return groups["all"]


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("data", type=Path)
    ap.add_argument("work", type=Path)
    ap.add_argument("--program", default=str(ROOT / "target/release/examples/line_features"))
    ap.add_argument("--dump", default="block")
    ap.add_argument("--strength", default="careful")
    ap.add_argument("--bounds", default="800,1000,1200")
    ap.add_argument("--f1", action="store_true")
    ap.add_argument("--types", action="store_true")
    ap.add_argument("--worst", type=int, default=0)
    a = ap.parse_args()
    pages = [p for p in P.originals(a.data, a.work / "labels.pickle") if p.kind == a.dump]
    for bound in map(int, a.bounds.split(",")):
        print(a.dump, a.strength, bound)
        ss = score(pages, clean(a.program, pages, a.work, a.strength, bound), a.f1, a.types)
        for p, s in sorted(ss, key=lambda x: -x[1][1])[:a.worst]:
            print(f"    lost {s[1]:>6} of {s[0]:>6}  {p.type} {p.site}/{p.page}")


if __name__ == "__main__":
    main()
