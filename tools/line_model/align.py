"""Which lines of a page dump belong to its article: the dump's tokens are aligned with those of the gold article.

    label(text, gold) -> for each line of the text (tokens, tokens that stand in the article)

Runs of equal tokens that are unique on both sides anchor the alignment, longest n-grams first; between anchors a longest
common subsequence prefers unbroken runs. What stands in another order in the gold is found afterwards, by n-grams, and short
lines by the copy that is nearest to article lines: so of a headline that is in the menu too the copy above the text counts.
"""
import re
from bisect import bisect_left
from collections import Counter

CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
TOKEN = re.compile(rf"[{CJK}]|[^\W{CJK}]+")
SHORTER = {8: 5, 5: 3, 3: 2, 2: 1, 1: 0}


def increasing(pairs):
    """Longest subsequence of (i, j) pairs, sorted by i, in which j increases."""
    tails, at, prev = [], [], [0] * len(pairs)
    for n, (_, j) in enumerate(pairs):
        k = bisect_left(tails, j)
        if k == len(tails):
            tails.append(j)
            at.append(n)
        else:
            tails[k], at[k] = j, n
        prev[n] = at[k - 1] if k else -1
    out, n = [], at[-1] if at else -1
    while n >= 0:
        out.append(pairs[n])
        n = prev[n]
    return out[::-1]


class Alignment:
    def __init__(self, dump, gold):
        self.a, self.b = dump, gold
        self.match = [-1] * len(dump)
        self.between(0, len(dump), 0, len(gold), 8)

    def between(self, a0, a1, b0, b1, n):
        if a0 >= a1 or b0 >= b1:
            return
        while n > 0:
            if min(a1 - a0, b1 - b0) >= n and (n > 2 or a1 - a0 <= 60 * (b1 - b0) + 200):
                one, two = self.unique(self.a, a0, a1, n), self.unique(self.b, b0, b1, n)
                pairs = sorted((i, two[k]) for k, i in one.items() if i >= 0 and two.get(k, -1) >= 0)
                if pairs:
                    runs = self.grow(increasing(pairs), a0, a1, b0, b1)
                    for (s, t, e, f) in runs + [(a1, b1, a1, b1)]:
                        self.between(a0, s, b0, t, n)
                        a0, b0 = e, f
                    return
            n = SHORTER[n]
        if (a1 - a0) * (b1 - b0) <= 400_000:
            self.subsequence(a0, a1, b0, b1)

    @staticmethod
    def unique(tokens, start, end, n):
        seen = {}
        for i in range(start, end - n + 1):
            k = tuple(tokens[i:i + n])
            seen[k] = i if k not in seen else -1
        return seen

    def grow(self, anchors, a0, a1, b0, b1):
        a, b, runs = self.a, self.b, []
        for (i, j) in anchors:
            if i < a0 or j < b0:
                continue
            s, t, e, f = i, j, i, j
            while s > a0 and t > b0 and a[s - 1] == b[t - 1]:
                s, t = s - 1, t - 1
            while e < a1 and f < b1 and a[e] == b[f]:
                e, f = e + 1, f + 1
            self.match[s:e] = range(t, f)
            runs.append((s, t, e, f))
            a0, b0 = e, f
        return runs

    def subsequence(self, a0, a1, b0, b1):
        a, b = self.a, self.b
        na, nb = a1 - a0, b1 - b0
        low = -10**9
        best = [[0] * (nb + 1) for _ in range(na + 1)]
        ends = [[low] * (nb + 1) for _ in range(na + 1)]  # best that ends in a match here
        for i in range(1, na + 1):
            row, above, end, end_above, token = best[i], best[i - 1], ends[i], ends[i - 1], a[a0 + i - 1]
            for j in range(1, nb + 1):
                v = max(above[j], row[j - 1])
                if token == b[b0 + j - 1]:
                    x = above[j - 1] + 1
                    if i == 1 and j == 1 and a0 > 0 and b0 > 0 and self.match[a0 - 1] == b0 - 1:
                        x += 2
                    x = max(x, end_above[j - 1] + 3)
                    if i == na and j == nb:
                        x += 2
                    end[j] = x
                    v = max(v, x)
                row[j] = v
        i, j, forced = na, nb, False
        while i > 0 and j > 0:
            here = ends[i][j]
            if here > low and (forced or (here == best[i][j] and here > best[i - 1][j])):
                self.match[a0 + i - 1] = b0 + j - 1
                forced = ends[i - 1][j - 1] > low and here == ends[i - 1][j - 1] + 3 + (2 if i == na and j == nb else 0)
                i, j = i - 1, j - 1
            elif best[i][j - 1] == best[i][j]:
                j, forced = j - 1, False
            else:
                i, forced = i - 1, False

    def out_of_order(self):
        """Unmatched runs that stand elsewhere in the gold; each gold token once. Gives the gold tokens used."""
        a, b, match = self.a, self.b, self.match
        used = [False] * len(b)
        for x in match:
            if x >= 0:
                used[x] = True
        for n in (6, 4):
            where = {}
            for j in range(len(b) - n + 1):
                if not any(used[j:j + n]):
                    where.setdefault(tuple(b[j:j + n]), []).append(j)
            i = 0
            while where and i + n <= len(a):
                if all(x < 0 for x in match[i:i + n]):
                    for j in where.get(tuple(a[i:i + n]), ()):
                        if any(used[j:j + n]):
                            continue
                        k = 0
                        while i + k < len(a) and j + k < len(b) and match[i + k] < 0 and not used[j + k] and a[i + k] == b[j + k]:
                            match[i + k], used[j + k] = j + k, True
                            k += 1
                        i += k - 1
                        break
                i += 1
        return used


def label(text, gold):
    tokens, owner, first = [], [], {}
    lines = text.split("\n")
    for n, line in enumerate(lines):
        found = TOKEN.findall(line)
        first[n] = len(tokens)
        tokens += found
        owner += [n] * len(found)
    aligned = Alignment(tokens, TOKEN.findall(gold))
    used = aligned.out_of_order()
    total = Counter(owner)
    hits = Counter(o for o, x in zip(owner, aligned.match) if x >= 0)
    article = sorted(o for o in total if hits[o] * 2 >= total[o])
    want, at = {}, 0
    for line in gold.split("\n"):
        found = TOKEN.findall(line)
        if found and len(found) < 6 and not any(used[at:at + len(found)]):
            want.setdefault(tuple(found), []).append(at)
        at += len(found)
    near = {}
    for o in total:
        key = tuple(tokens[first[o]:first[o] + total[o]]) if not hits[o] and total[o] < 6 else None
        if key in want:
            k = bisect_left(article, o)
            near.setdefault(key, []).append((min([abs(o - article[x]) for x in (k - 1, k) if 0 <= x < len(article)] or [0]), o))
    for key, places in want.items():
        for (distance, o), _ in zip(sorted(near.get(key, [])), places):
            if distance <= 40:
                hits[o] = total[o]
    return [(total[n], hits[n]) for n in range(len(lines))]
