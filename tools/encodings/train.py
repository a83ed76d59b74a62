#!/usr/bin/env python3
"""Counts letters and pairs of letters in many languages: src/stages/decode/data/models.bin.

Reads no text of this repository and keeps no sentence: only counts leave it. What it reads are published packages,
fetched and unpacked by the caller with pip into one folder each below SOURCES:
    wordfreq 3.1.1 (word frequencies), django 5.2, weblate 5.14, pycountry 26.2, babel 2.18 (wheels), gramps 6.0 (sdist),
    opencc-python-reimplemented 0.1.7 (which Han characters are the traditional form of which)
    train.py SOURCES OUT
The costs are -8 * log2(probability), rounded: the program that reads them calculates in integers only.
"""
import ast, collections, glob, gzip, math, os, pickle, re, struct, sys, unicodedata

sys.dont_write_bytecode = True
SRC, OUT = sys.argv[1], sys.argv[2]

# Classes that every language has besides its letters. The order is known to src/stages/decode/model.rs.
BLANK, DIGIT, STOP, OTHER, APOS, HYPHEN, QUOTE, CURLY, SYMBOL, RARE, CONTROL, LATIN, FOREIGN, ALIEN = range(14)
FIRST = 14
STOPS, QUOTES = set('.,;:!?\u3002\u3001\uff0c\u060c\u061b\u061f\u0964\u0589'), set('\u201c\u201d\u201e\u00ab\u00bb\u2013\u2014\u2026\u2039\u203a\u201a\u2018\u0387\u037e')


def is_letter(c):
    return unicodedata.category(c)[0] in 'LM'


def lower(c):
    if c == '\u0130':
        return 'i'
    l = c.lower()
    return l if len(l) == 1 else c


def generic(c):
    if c in ' \t\n\r\u00a0\u3000':
        return BLANK
    if c.isdigit() and c.isascii() or unicodedata.category(c) == 'Nd':
        return DIGIT
    if c in STOPS:
        return STOP
    if c == "'":
        return APOS
    if c == '-':
        return HYPHEN
    if c in QUOTES:
        return QUOTE
    if c == '\u2019':
        return CURLY
    if c.isascii():
        return OTHER if c.isprintable() else CONTROL
    if c in '\u00b0\u00a7\u00a9\u00ae\u20ac\u00a3\u00d7\u2022\u00b7\u00bf\u00a1\u00ba\u00aa\u2116\u2122':
        return SYMBOL
    return None


# ---- reading
def mo(path):
    b = open(path, 'rb').read()
    e = '<' if b[:4] == b'\xde\x12\x04\x95' else '>'
    n, o, t = struct.unpack(e + '8xiii'.replace('i', 'I'), b[:20])
    for i in range(n):
        l, p = struct.unpack(e + 'II', b[o + 8 * i:o + 8 * i + 8])
        if not l:
            continue
        key = b[p:p + l].decode('utf-8', 'replace').split('\0')
        l, p = struct.unpack(e + 'II', b[t + 8 * i:t + 8 * i + 8])
        for s in b[p:p + l].decode('utf-8', 'replace').split('\0'):
            if s not in key:
                yield s


def po(path):
    key, cur, kind = '', '', None
    for line in open(path, encoding='utf-8', errors='replace'):
        m = re.match(r'(msgid|msgstr|msgctxt|msgid_plural)(?:\[\d\])?\s+(".*")', line)
        if m:
            if kind == 'msgstr' and cur and cur != key:
                yield cur
            if kind == 'msgid':
                key = cur
            kind, cur = m[1], ast.literal_eval(m[2])
        elif line.startswith('"'):
            cur += ast.literal_eval(line.strip())
    if kind == 'msgstr' and cur:
        yield cur


def cleaned(s):
    s = re.sub(r'<[^>]*>|%\([a-z_]+\)[sd]|%[sd]|%\w|\{[^}]*\}|&[a-z]+;|https?://\S+|\$\w+', ' ', s)
    return unicodedata.normalize('NFC', re.sub(r'[_&~]', '', s))


def cbor_words(path):
    import msgpack
    for i, words in enumerate(msgpack.load(gzip.open(path, 'rb'), raw=False)[1:]):
        for w in words:
            yield w, 10 ** (-i / 100)


def one(pattern):
    return sorted(glob.glob(os.path.join(SRC, pattern)))


def texts(code):
    alt = {'zh_Hans': 'zh_CN', 'zh_Hant': 'zh_TW', 'sr_Latn': 'sr@latin', 'pt': 'pt_PT', 'nb': 'nb_NO'}
    for c in {code, alt.get(code, code)}:
        for p in one(f'weblate*/weblate/locale/{c}/LC_MESSAGES/*.mo') + one(f'django*/django/c*/**/locale/{c}/LC_MESSAGES/*.mo'):
            yield from mo(p)
        for p in glob.glob(f'{SRC}/django*/django/**/locale/{c}/LC_MESSAGES/*.mo', recursive=True):
            yield from mo(p)
        for p in one(f'gramps*/po/{c}.po'):
            yield from po(p)
        for p in one(f'pycountry*/pycountry/locales/{c}/LC_MESSAGES/*.mo'):
            yield from mo(p)
    for p in one(f'babel*/babel/locale-data/{code}.dat'):
        sys.path[:0] = one('babel*')
        d = pickle.load(open(p, 'rb'))
        for k in ('languages', 'territories', 'currency_names', 'scripts'):
            for v in d.get(k, {}).values():
                if isinstance(v, str):
                    yield v
        def walk(v):
            if isinstance(v, str):
                yield v
            elif isinstance(v, dict):
                for w in v.values():
                    yield from walk(w)
        for k in ('months', 'days'):
            yield from walk(d.get(k, {}))


# ---- counting
def pairs_of(code):
    text, words = collections.Counter(), collections.Counter()
    for s in texts(code):
        s = cleaned(s)
        if not s or (code not in LATIN_LANGS and sum(not c.isascii() for c in s) * 3 < len(s)):
            continue
        for a, b in zip(' ' + s, s + ' '):
            text[a, b] += 1
    wf = 'sh' if code in ('hr', 'bs', 'sr_Latn') else code
    path = one(f'wordfreq*/wordfreq/data/large_{wf}.msgpack.gz') or one(f'wordfreq*/wordfreq/data/small_{wf}.msgpack.gz')
    if path:
        for w, f in cbor_words(path[0]):
            if code in ('uk', 'ru', 'bg', 'mk', 'el', 'ar', 'fa', 'he') and w.isascii():
                f *= 0.05
            w = unicodedata.normalize('NFC', w)
            for a, b in zip(' ' + w, w + ' '):
                words[a, b] += f
    nt, nw = sum(text.values()), sum(words.values())
    share = 0.0 if not nw else 0.6 if nt > 100_000 else 0.85
    out = collections.Counter()
    for k, v in text.items():
        out[k] += v / nt * (1 - share) * 1e6
    for k, v in words.items():
        out[k] += v / nw * share * 1e6
    return out, (200_000 if nw else min(nt, 200_000))


def tones(pairs):
    """Vietnamese as windows-1258 writes it: the tone is a mark of its own."""
    out = collections.Counter()
    def split(c):
        d = unicodedata.normalize('NFD', c)
        marks = [m for m in d[1:] if m in '\u0300\u0301\u0303\u0309\u0323']
        rest = ''.join(m for m in d[1:] if m not in marks)
        return unicodedata.normalize('NFC', d[0] + rest) + ''.join(marks)
    for (a, b), n in pairs.items():
        a, b = split(a), split(b)
        out[a[-1], b[0]] += n
        if len(b) > 1:
            out[b[0], b[1]] += n
    return out


LATIN_LANGS = 'en de fr es pt it nl sv da nb nn is fo fi et lv lt pl cs sk hu ro sl hr sr_Latn sq tr az ca gl eu cy ga gd br mt eo af id ms fil vi sw lb fy oc ast hsb tk uz ig yo ha wa rm kl se ku crh kab haw mi sm so zu la be_Latn'.split()
OTHER_LANGS = 'ru uk be bg mk sr kk ky mn tg tt ba az_Cyrl uz_Cyrl el ar fa ur ps ckb ug he yi hy ka th lo hi mr ne bn ta te kn ml gu pa si my km am'.split()


def script(c):
    o = ord(c)
    for i, (a, b) in enumerate([(0x41, 0x24f), (0x370, 0x3ff), (0x400, 0x52f), (0x530, 0x58f), (0x590, 0x5ff), (0x600, 0x77f), (0x900, 0x97f), (0xe00, 0xe7f), (0x10a0, 0x10ff), (0x1e00, 0x1eff), (0x1f00, 0x1fff)]):
        if a <= o <= b:
            return 0 if i == 9 else i
    return 100 + (o >> 7)


def cost(p):
    return max(0, min(250, round(-8 * math.log2(p)))) if p > 0 else 250


def model(pairs, weight, latin):
    freq = collections.Counter()
    for (a, b), n in pairs.items():
        freq[lower(b)] += n
    total = sum(freq.values())
    letters = [c for c, n in freq.most_common() if is_letter(c) and ord(c) < 0x10000 and n / total > 1.5e-5][:110]
    home = collections.Counter()
    for c in letters:
        if not c.isascii() or latin:
            home[script(c)] += freq[c]
    home = home.most_common(1)[0][0]
    # Latin letters in text of another script are one class: what they say is said by the model of English.
    letters = sorted(c for c in letters if latin or not c.isascii())
    index = {c: FIRST + i for i, c in enumerate(letters)}
    n = FIRST + len(letters)

    def cls(c):
        c = lower(c)
        if c in index:
            return index[c]
        g = generic(c)
        if g is not None and not (g == OTHER and c.isascii() and c.isalpha()):
            return g
        if c.isascii():
            return LATIN
        if is_letter(c):
            return FOREIGN if script(c) == home else ALIEN
        return RARE
    m = [[0.0] * n for _ in range(n)]
    uni = [0.0] * n
    for (a, b), v in pairs.items():
        m[cls(a)][cls(b)] += v
        uni[cls(b)] += v
    tot = sum(uni)
    uni = [u / tot for u in uni]
    floor = {BLANK: .1, DIGIT: .01, STOP: .015, OTHER: .008, APOS: .001, HYPHEN: .003, QUOTE: .007, CURLY: .002, SYMBOL: .0006, RARE: 4e-5, CONTROL: 3e-6, LATIN: 3e-3, FOREIGN: 1.5e-4, ALIEN: 2e-5}
    for k, v in floor.items():
        uni[k] = max(uni[k] if k not in (RARE, CONTROL, FOREIGN, ALIEN) else 0, v)
    s = sum(uni)
    uni = [max(u / s, 1e-7) for u in uni]
    # What one character of a class costs beyond the class: so many of them share it.
    within = {DIGIT: 10, STOP: 3, OTHER: 12, QUOTE: 7, SYMBOL: 12, RARE: 60, CONTROL: 30, FOREIGN: 30, ALIEN: 100, LATIN: 26}
    scale = weight / 1e6
    rows = []
    for a in range(n):
        row = sum(m[a]) * scale
        alpha = 30 + 0.01 * row
        out = []
        for b in range(n):
            p = (m[a][b] * scale + alpha * uni[b]) / (row + alpha)
            if b in within:
                p /= within[b]
            out.append(cost(p))
        rows.append(bytes(out))
    return letters, rows, {c: freq[c] / total for c in letters}


def main():
    blob, universal = [], collections.Counter()
    codes = []
    for code in LATIN_LANGS + OTHER_LANGS:
        pairs, weight = pairs_of(code)
        if sum(pairs.values()) == 0 or weight < 4000:
            print('skipped', code, weight, file=sys.stderr)
            continue
        for name, pr in [(code, pairs)] + ([('vi-tones', tones(pairs))] if code == 'vi' else []):
            letters, rows, freq = model(pr, weight, code in LATIN_LANGS)
            codes.append(name)
            for c, f in freq.items():
                universal[c] = max(universal[c], f)
            blob.append(name.encode().ljust(8, b'\0') + bytes([len(letters), code in LATIN_LANGS]) + struct.pack(f'<{len(letters)}H', *map(ord, letters)) + b''.join(rows))
            print(name, weight, len(letters), ''.join(letters), file=sys.stderr)
    han = []
    trad = {}
    for p in one('opencc*/opencc/dictionary/STCharacters.txt'):
        for line in open(p, encoding='utf-8'):
            s, t = line.rstrip('\n').split('\t')
            trad[s] = t.split(' ')
    for name in ('zh_Hans', 'zh_Hant', 'ja', 'ko'):
        f = collections.Counter()
        path = one(f"wordfreq*/wordfreq/data/large_{name[:2]}.msgpack.gz") or one(f"wordfreq*/wordfreq/data/small_{name[:2]}.msgpack.gz")
        for w, v in cbor_words(path[0]):
            for c in w:
                if name == 'zh_Hant':
                    t = trad.get(c, [c])
                    for i, x in enumerate(t):
                        f[x] += v / (1 + 3 * i)
                else:
                    f[c] += v
        f = collections.Counter({c: v for c, v in f.items() if ord(c) > 0x2fff and is_letter(c) and ord(c) < 0x10000})
        s1 = sum(f.values())
        g = collections.Counter()
        for s in texts(name):
            for c in cleaned(s):
                if ord(c) > 0x2fff and is_letter(c) and ord(c) < 0x10000:
                    g[c] += 1
        s2 = sum(g.values())
        for c in f:
            f[c] = f[c] / s1 * (.7 if s2 else 1)
        for c, v in g.items():
            f[c] += v / s2 * .3
        items = [(c, v) for c, v in f.items() if v > 3e-7]
        for c, v in items:
            universal[c] = max(universal[c], v)
        items.sort()
        # Marks and blanks take their part too.
        han.append(name.encode().ljust(8, b'\0') + struct.pack('<H', len(items)) + b''.join(struct.pack('<HB', ord(c), cost(v * .8)) for c, v in items))
        print(name, len(items), file=sys.stderr)
    uni = sorted((c, cost(v)) for c, v in universal.items() if v > 1e-7)
    with open(OUT, 'wb') as f:
        f.write(b'SJM1' + struct.pack('<BBH', len(blob), len(han), len(uni)) + b''.join(blob) + b''.join(han))
        f.write(b''.join(struct.pack('<HB', ord(c), k) for c, k in uni))
    print(len(blob), 'languages', os.path.getsize(OUT), 'bytes', file=sys.stderr)


main()
