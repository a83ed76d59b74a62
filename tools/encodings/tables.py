#!/usr/bin/env python3
"""Writes src/stages/decode/data/single.bin and double.bin from Python's codecs and, where it has none, from iconv.

    tables.py OUT_FOLDER
single.bin: names (each ended by LF, the list by an empty line), then for each 256 little-endian u16; 0xFFFF: undefined.
double.bin: johab (leads 84..F9, trails 31..FE), then CNS 11643 planes 1 to 3 (94 x 94 each), as u16; 0: undefined.
"""
import struct, subprocess, sys, os

WHATWG_C1 = {'windows-%d' % n for n in (1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258, 874)}
PYTHON = {
    'iso-8859-1': 'latin_1', 'iso-8859-9': 'iso8859_9', 'iso-8859-11': 'iso8859_11', 'koi8-r': 'koi8_r', 'koi8-u': 'koi8_u', 'koi8-t': 'koi8_t',
    'macintosh': 'mac_roman', 'x-mac-ce': 'mac_latin2', 'x-mac-greek': 'mac_greek', 'x-mac-turkish': 'mac_turkish',
    'x-mac-icelandic': 'mac_iceland', 'x-mac-croatian': 'mac_croatian', 'x-mac-romanian': 'mac_romanian', 'x-mac-cyrillic': 'mac_cyrillic',
    'kz-1048': 'kz1048', 'ptcp154': 'ptcp154', 'ibm1125': 'cp1125', 'hp-roman8': 'hp_roman8',
} | {'iso-8859-%d' % n: 'iso8859_%d' % n for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)} \
  | {'windows-%d' % n: 'cp%d' % n for n in (1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258, 874)} \
  | {'ibm%03d' % n: 'cp%03d' % n for n in (437, 720, 737, 775, 850, 852, 855, 857, 858, 860, 861, 862, 863, 864, 865, 866, 869, 37, 424, 500, 273, 1026, 1140)}
ICONV = {'viscii': 'VISCII', 'tcvn': 'TCVN', 'armscii-8': 'ARMSCII-8', 'georgian-ps': 'GEORGIAN-PS', 'georgian-academy': 'GEORGIAN-ACADEMY'}


def iconv(name, data):
    r = subprocess.run(['iconv', '-f', name, '-t', 'UTF-16LE'], input=data, capture_output=True)
    return r.stdout.decode('utf-16-le') if r.returncode == 0 else None


def single(label):
    row = []
    for b in range(256):
        if label in PYTHON:
            try:
                c = bytes([b]).decode(PYTHON[label])
            except UnicodeDecodeError:
                c = None
        else:
            # A letter that a mark could follow is held back until the input ends.
            c = iconv(ICONV[label], bytes([b]))
        if c is not None and (len(c) != 1 or ord(c) > 0xfffe):
            c = None
        if c is None and 0x80 <= b < 0xa0 and label in WHATWG_C1:
            c = chr(b)
        row.append(0xffff if c is None else ord(c))
    return row


def whatwg(rows):
    """Where WHATWG and Python's tables differ, WHATWG's is meant: it is what wrote and read the web."""
    rows['koi8-u'][0xae], rows['koi8-u'][0xbe] = 0x45e, 0x40e
    rows['windows-1255'][0xca] = 0x5ba
    rows['x-mac-cyrillic'][0xa2], rows['x-mac-cyrillic'][0xb6], rows['x-mac-cyrillic'][0xff] = 0x490, 0x491, 0x20ac
    rows['iso-8859-8'][0xfd], rows['iso-8859-8'][0xfe] = 0x200e, 0x200f
    rows['macintosh'][0xdb] = 0x20ac


def double():
    out = []
    for lead in range(0x84, 0xfa):
        for trail in range(0x31, 0xff):
            try:
                c = bytes([lead, trail]).decode('johab')
            except UnicodeDecodeError:
                c = ''
            out.append(ord(c) if len(c) == 1 else 0)
    for plane in (1, 2, 3):
        for a in range(0xa1, 0xff):
            for b in range(0xa1, 0xff):
                c = iconv_tw(plane, a, b)
                out.append(c)
    return out


def iconv_tw(plane, a, b, cache={}):
    if plane not in cache:
        pairs = [(x, y) for x in range(0xa1, 0xff) for y in range(0xa1, 0xff)]
        enc = lambda x, y: bytes([x, y]) if plane == 1 else bytes([0x8e, 0xa0 + plane, x, y])
        table = {}
        def fill(ps):
            s = iconv('EUC-TW', b''.join(enc(*p) + b'\n' for p in ps))
            if s is not None:
                for p, c in zip(ps, s.split('\n')):
                    table[p] = ord(c) if len(c) == 1 and ord(c) < 0x10000 else 0
            elif len(ps) > 1:
                h = len(ps) // 2
                fill(ps[:h]); fill(ps[h:])
        fill(pairs)
        cache[plane] = table
    return cache[plane].get((a, b), 0)


def main():
    rows = {label: single(label) for label in sorted({**PYTHON, **ICONV})}
    whatwg(rows)
    with open(os.path.join(sys.argv[1], 'single.bin'), 'wb') as f:
        f.write(('\n'.join(rows) + '\n\n').encode())
        for row in rows.values():
            f.write(struct.pack('<256H', *row))
    with open(os.path.join(sys.argv[1], 'double.bin'), 'wb') as f:
        d = double()
        f.write(struct.pack(f'<{len(d)}H', *d))
    for label, row in rows.items():
        print(label, sum(v == 0xffff for v in row), ''.join(chr(v) for v in row[0x80:] if v >= 0xa0 and v != 0xffff)[:60], file=sys.stderr)


main()
