#!/usr/bin/env python3
"""Trains the line model and measures it on sites it never saw. See README.md.

    train.py PAGES.jsonl.xz WORK [--folds | --final]

PAGES: one page a line, {site, page, type, article, dump: {block, nl}}. WORK: a folder for what is in between.
--folds trains one model for each fifth of the sites, which are left out of it: WORK/fold<n>.trees, WORK/fold<n>.lexicon.
--final trains on all pages and writes trees.txt and lexicon.txt beside the code, with the bounds that stand there.
"""
import argparse, json, subprocess, tempfile
from pathlib import Path
import numpy as np
from catboost import CatBoostClassifier, Pool
import pages as P

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "src/stages/chrome/line_model"
TREES, DEPTH, RATE = 300, 3, 0.15
OTHER_TYPES = 4  # what article text weighs on a page that is no article
WEIGHT = {"block": 1.0, "nl": 0.5, "clean": 1.0, "thinned": 0.6, "foreign": 0.6, "invented": 0.8, "inside": 0.6}


def weights(pages):
    """What a line counts for: the root of its tokens, less on long pages; article text more than furniture, most of all on
    pages that are no articles, which are few."""
    y, w = [], []
    for p in pages:
        article = ((p.hit * 2 >= p.n) & (p.hit > 0)) | ((p.hit >= 8) & (p.hit * 3 >= p.n))
        tokens = np.sqrt(np.where(article, np.maximum(p.hit, 1), np.maximum(p.n - p.hit, 1)))
        tokens *= WEIGHT[p.kind] / max(p.counts[:, 1].sum(), 200) ** 0.25
        tokens[article] *= 1.0 if p.type == "article" else OTHER_TYPES
        tokens[p.n == 0] = 0
        y.append(article)
        w.append(tokens)
    y, w = np.concatenate(y), np.concatenate(w)
    w[y] *= 2 * w[~y].sum() / w[y].sum()
    return y, w


def fit(pages):
    y, w = weights(pages)
    x = np.concatenate([p.x for p in pages])
    rng = np.random.default_rng(1)
    share = np.where(y, 0.7, 0.35)  # a part of the lines is enough
    take = (w > 0) & (rng.random(len(y)) < share)
    model = CatBoostClassifier(
        iterations=TREES, depth=DEPTH, learning_rate=RATE, l2_leaf_reg=5, rsm=0.5, border_count=128, thread_count=1, verbose=0,
        random_seed=7, boosting_type="Plain", bootstrap_type="Bernoulli", subsample=0.7, leaf_estimation_iterations=3, allow_writing_files=False)
    w = (w / share)[take]
    model.fit(Pool(x[take].astype(np.float32), y[take].astype(int), weight=w / w.mean(), thread_count=1))
    return model


def usual(trees, x, y):
    """What each question's feature says of the mean line, halfway between furniture and article, in eighths: along a tree,
    how the mean of the leaves in reach changes with every answer."""
    out = np.zeros(x.shape[1])
    for asks, leaves in trees:
        cube = np.array(leaves, float).reshape((2,) * len(asks)).transpose()  # axis k: the answer to question k
        at, known = [], cube.mean()
        for k, (feature, over) in enumerate(asks):
            at.append((x[:, feature] > over).astype(int))
            means = cube.mean(axis=tuple(range(k + 1, len(asks))))[tuple(at)]
            said = means - known
            out[feature] += (said[y].mean() + said[~y].mean()) / 2
            known = means
    return np.round(out * 8).astype(int)


def export(model, names, bounds, x, y):
    """The trees as text: whole numbers, positive for furniture."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        data = json.loads(path.read_text())
    scale, (bias,) = data["scale_and_bias"]
    out = [f"bias {round(-bias * 1000)}", *(f"{k} {v}" for k, v in bounds.items())]
    trees = []
    for tree in data["oblivious_trees"]:
        asks = [(s["float_feature_index"], int(np.floor(s["border"]))) for s in tree["splits"]]
        leaves = [round(-v * 1000 * scale) for v in tree["leaf_values"]]
        while len(asks) < DEPTH:  # a question that is never answered with yes
            asks.append((asks[0][0] if asks else 0, 32767))
            leaves = leaves + leaves
        trees.append((asks, leaves))
    out += [f"usual {name} {said}" for name, said in zip(names, usual(trees, x, y)) if said]
    out += [" ".join(["tree", *(f"{names[f]} {t}" for f, t in asks), *map(str, leaves)]) for asks, leaves in trees]
    return "\n".join(out) + "\n"


def train(program, pages, left_out, trees, lexicon, bounds):
    """Learns from all pages but those of one fold and writes the two data files."""
    names = P.features(program, pages, left_out)
    learnt = [p for p in pages if p.fold != left_out]
    model = fit(learnt)
    real = [p for p in learnt if p.kind == "block"]
    x, (y, w) = np.concatenate([p.x for p in real]), weights(real)
    trees.write_text(export(model, names, bounds, x[w > 0], y[w > 0]))
    counted = P.stream(pages, lambda p: p.kind == "block")
    words = subprocess.run([program, "lexicon", str(left_out)], input=counted, stdout=subprocess.PIPE, check=True).stdout
    lexicon.write_bytes(words)
    weighed = sorted(zip(model.get_feature_importance(), names), reverse=True)
    print(trees.name, words.count(b"\n"), "words and lines;", "; ".join(f"{k} {v:.1f}" for v, k in weighed), flush=True)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("data", type=Path)
    ap.add_argument("work", type=Path)
    ap.add_argument("--program", default=str(ROOT / "target/release/examples/line_features"))
    ap.add_argument("--folds", action="store_true")
    ap.add_argument("--final", action="store_true")
    a = ap.parse_args()
    a.work.mkdir(parents=True, exist_ok=True)
    pages = P.read(a.data, a.work / "labels.pickle")
    bounds = dict(line.split() for line in (MODEL / "trees.txt").read_text().splitlines() if line.startswith(("careful", "thorough")))
    for n in range(P.FOLDS) if a.folds else []:
        train(a.program, pages, n, a.work / f"fold{n}.trees", a.work / f"fold{n}.lexicon", bounds)
    if a.final:
        train(a.program, pages, -1, MODEL / "trees.txt", MODEL / "lexicon.txt", bounds)


if __name__ == "__main__":
    main()
