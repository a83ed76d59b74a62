"""The pages to learn from: two dumps of each, and copies that teach what no dump shows.

clean      the article's lines alone: of a clean page nothing goes
thinned    a page from which a part of the furniture is gone already, as other rules and earlier rounds leave it
foreign    the page in an invented language: other letters, no case, no blanks between words, or nouns in capitals
invented   texts that are no pages at all: lists, verses, minutes, tables
inside     a page with such a text in the middle of its article
"""
import hashlib, json, lzma, pickle, random, struct, subprocess
from multiprocessing import Pool
from pathlib import Path
import numpy as np
import align
import invented

FOLDS = 5
UNKNOWN = 2


def fold(site):
    return int(hashlib.md5(site.encode()).hexdigest(), 16) % FOLDS


class Page:
    """One text: counts are its lines' tokens and how many of them the article has."""

    def __init__(self, row, kind, text, counts):
        self.site, self.page, self.type, self.kind, self.text = row["site"], row["page"], row["type"], kind, text
        self.article, self.fold = row["article"], fold(row["site"])
        self.counts = np.array(counts, int).reshape(-1, 2)
        self.labels = [UNKNOWN if t == 0 else int(h * 2 >= t) for t, h in counts]


def _label(row):
    return {d: align.label(row["dump"][d], row["article"]) for d in ("block", "nl")}


def originals(data, cache):
    """Both dumps of all pages. The alignment takes a minute and is kept in `cache`."""
    with lzma.open(data, "rt", encoding="utf-8") as f:
        rows = [json.loads(line) for line in f]
    if not cache.exists():
        with Pool(2) as pool:
            cache.write_bytes(pickle.dumps(pool.map(_label, rows, chunksize=8)))
    labels = pickle.loads(cache.read_bytes())
    return [Page(r, d, r["dump"][d], l[d]) for d in ("block", "nl") for r, l in zip(rows, labels)]


def read(data, cache):
    """All that is learnt from, originals first."""
    pages = originals(data, cache)
    return pages + copies(pages) + strange(pages)


def copies(pages):
    out = []
    for p in pages:
        rng = random.Random(f"{p.site}/{p.page}/{p.kind}")
        lines = p.text.split("\n")
        rows = {"site": p.site, "page": p.page, "type": p.type, "article": p.article}
        share = 1.0 if p.kind == "block" else 0.4
        if rng.random() < 0.5 * share:
            keep = [i for i, l in enumerate(p.labels) if l != 0]
            out.append(Page(rows, "clean", "\n".join(lines[i] for i in keep), p.counts[keep]))
        if rng.random() < 0.5 * share:
            keep = thin(p, rng)
            out.append(Page(rows, "thinned", "\n".join(lines[i] for i in keep), p.counts[keep]))
        if rng.random() < 0.5 * share:
            speak = rng.choice([latin, latin, caseless, spaceless, spaceless, nouns])
            seed = rng.randrange(1 << 30)
            out.append(Page(rows, "foreign", "\n".join(speak(l, seed) for l in lines), p.counts))
    return out


def strange(pages):
    """Invented texts, some of them in other letters, some inside a page."""
    out = []
    for n in range(900):
        rng = random.Random(n)
        text = invented.text(n)
        speak = rng.choice([None, None, None, caseless, spaceless, nouns])
        if speak:
            text = "\n".join(speak(line, n) for line in text.split("\n"))
        counts = [(len(align.TOKEN.findall(line)),) * 2 for line in text.split("\n")]
        row = {"site": f"invented-{n}", "page": str(n), "type": "other", "article": text}
        out.append(Page(row, "invented", text, counts))
        if n % 3 == 0:
            host = pages[rng.randrange(len(pages))]
            article = [i for i, l in enumerate(host.labels) if l == 1]
            at = rng.choice(article) + 1 if article else 0
            lines = host.text.split("\n")
            text = "\n".join(lines[:at] + ["", *text.split("\n"), ""] + lines[at:])
            counts = [tuple(c) for c in host.counts]
            counts[at:at] = [(0, 0), *[tuple(c) for c in out[-1].counts], (0, 0)]
            row = {"site": host.site, "page": host.page, "type": host.type, "article": host.article}
            out.append(Page(row, "inside", text, counts))
    return out


def thin(page, rng):
    """Line numbers that stay when runs of furniture are dropped, and half of the time the first line."""
    keep, share, gone = [], rng.choice([0.4, 0.7, 0.9]), False
    for i, label in enumerate(page.labels):
        if label == 0:
            if i == 0 or page.labels[i - 1] != 0 or rng.random() < 0.15:
                gone = rng.random() < share
            if gone:
                continue
        keep.append(i)
    if keep and keep[0] == 0 and rng.random() < 0.5:
        keep = keep[1:]
    return keep


def word_hash(word, seed):
    return int.from_bytes(hashlib.blake2b(f"{seed}{word.lower()}".encode(), digest_size=8).digest(), "little")


def each_word(line, seed, make):
    return align.re.sub(r"[^\W\d_]+", lambda m: make(m.group(), word_hash(m.group(), seed)), line)


def latin(line, seed):
    order = random.Random(seed)
    vowels, others = list("aeiou"), list("bcdfghjklmnpqrstvwxyz")
    table = dict(zip("aeiou", order.sample(vowels, 5))) | dict(zip(others, order.sample(others, 21)))
    table |= {k.upper(): v.upper() for k, v in table.items()}
    return "".join(table.get(c, c) for c in line)


def caseless(line, seed):
    start, ends = random.Random(seed).choice([(0x5D0, "."), (0x628, "؟"), (0x915, "।"), (0x10D0, ".")])
    line = align.re.sub(r"\.(?=\s|$)", ends if ends == "।" else ".", line)
    return "".join(chr(start + (ord(c.lower()) * 7 + seed) % 22) if c.isalpha() else c for c in line)


def spaceless(line, seed):
    thai = seed % 4 == 0
    base, span = (0xE01, 46) if thai else (0x4E00, 3000)

    def make(word, h):
        return "".join(chr(base + (h >> (12 * k)) % span) for k in range(min(5, 1 + len(word) // (2 if thai else 4))))
    line = each_word(line, seed, make)
    line = align.re.sub(r"(?<=[\u0e00-\u9fff]) (?=[\u0e00-\u9fff])", "", line)
    if not thai:
        for a, b in ((". ", "。"), (", ", "，"), ("! ", "！"), ("? ", "？"), (": ", "："), (" (", "（"), (") ", "）")):
            line = line.replace(a, b)
        line = align.re.sub(r"\.$", "。", line)
    else:
        line = align.re.sub(r"[.,](?=\s|$)", "", line)
    return line


def nouns(line, seed):
    line = latin(line, seed)
    return each_word(line, seed, lambda w, h: w.capitalize() if len(w) > 3 and h % 10 < 4 else w)


def stream(pages, counted):
    """The pages as `examples/line_features.rs` reads them; words are learnt from those for which `counted` is true."""
    sites, out = {}, []
    for p in pages:
        text = p.text.encode()
        labels = p.labels if counted(p) else [UNKNOWN] * len(p.labels)
        out.append(struct.pack("<III", sites.setdefault(p.site, len(sites)), p.fold, len(text)) + text)
        # A text that ends in a newline has no line after it.
        lines = labels[:-1] if p.text.endswith("\n") or not p.text else labels
        out.append(struct.pack("<I", len(lines)) + bytes(lines))
    return b"".join(out)


def features(program, pages, left_out):
    """Reads the features of each page: p.of (sheet line of each line), p.x, p.table, p.n, p.hit (tokens, article tokens)."""
    out = subprocess.run([program, "features", str(left_out)], input=stream(pages, lambda p: p.kind == "block"), stdout=subprocess.PIPE, check=True).stdout
    names = subprocess.run([program, "names"], stdout=subprocess.PIPE, check=True).stdout.decode().split()
    at = 0
    for p in pages:
        n = int.from_bytes(out[at:at + 4], "little")
        p.of = np.frombuffer(out, "<i4", n, at + 4)
        at += 4 + 4 * n
        m = int.from_bytes(out[at:at + 4], "little")
        p.table = np.frombuffer(out, "u1", m, at + 4).astype(bool)
        p.x = np.frombuffer(out, "<i2", m * len(names), at + 4 + m).reshape(m, len(names))
        at += 4 + m + 2 * m * len(names)
        sums = np.zeros((m, 2), int)
        inside = p.of >= 0
        np.add.at(sums, p.of[inside], p.counts[:n][inside])
        p.n, p.hit = sums[:, 0], sums[:, 1]
    return names
