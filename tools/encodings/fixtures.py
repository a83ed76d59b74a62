#!/usr/bin/env python3
"""Writes tests/encodings/<label>/{short,long}.{bytes,txt} from tests/encodings/texts/<language>.txt.

The first paragraph of a text is the short document, all of it the long one. The bytes are made by Python's codecs and by
iconv, not by this program's own tables, so that a wrong table does not hide behind itself. What an encoding cannot write
(dashes, quotation marks) is written more plainly first, and the text beside the bytes is that one.
    fixtures.py REPOSITORY
"""
import pathlib, subprocess, sys, unicodedata

ROOT = pathlib.Path(sys.argv[1]) / 'tests' / 'encodings'
# label: (language, codec of Python's or `iconv:` and a name)
CASES = {
    'utf-8': ('is', 'utf-8'), 'utf-16le': ('ru', 'utf-16-le'), 'utf-16be': ('ja', 'utf-16-be'),
    'utf-32le': ('el', 'utf-32-le'), 'utf-32be': ('ko', 'utf-32-be'), 'utf-7': ('fr', 'utf-7'),
    'windows-1250': ('cs', 'cp1250'), 'windows-1251': ('ru', 'cp1251'), 'windows-1252': ('de', 'cp1252'), 'windows-1253': ('el', 'cp1253'),
    'windows-1254': ('tr', 'cp1254'), 'windows-1255': ('he', 'cp1255'), 'windows-1256': ('ar', 'cp1256'), 'windows-1257': ('lt', 'cp1257'),
    'windows-1258': ('vi', 'cp1258'), 'windows-874': ('th', 'cp874'),
    'iso-8859-2': ('pl', 'iso8859-2'), 'iso-8859-3': ('eo', 'iso8859-3'), 'iso-8859-4': ('lt', 'iso8859-4'), 'iso-8859-5': ('ru', 'iso8859-5'),
    'iso-8859-6': ('ar', 'iso8859-6'), 'iso-8859-7': ('el', 'iso8859-7'), 'iso-8859-8': ('he', 'iso8859-8'), 'iso-8859-10': ('is', 'iso8859-10'),
    'iso-8859-13': ('lt', 'iso8859-13'), 'iso-8859-14': ('cy', 'iso8859-14'), 'iso-8859-15': ('fr', 'iso8859-15'), 'iso-8859-16': ('ro', 'iso8859-16'),
    'koi8-r': ('ru', 'koi8-r'), 'koi8-u': ('uk', 'koi8-u'),
    'gbk': ('zh', 'gbk'), 'gb18030': ('zh', 'gb18030'), 'big5': ('zh-hant', 'big5'), 'euc-jp': ('ja', 'euc_jp'), 'shift_jis': ('ja', 'cp932'),
    'euc-kr': ('ko', 'euc_kr'),
    'ibm437': ('de', 'cp437'), 'ibm737': ('el', 'cp737'), 'ibm775': ('lt', 'cp775'), 'ibm850': ('fr', 'cp850'), 'ibm852': ('cs', 'cp852'),
    'ibm855': ('ru', 'cp855'), 'ibm857': ('tr', 'cp857'), 'ibm860': ('pt', 'cp860'), 'ibm861': ('is', 'cp861'), 'ibm862': ('he', 'cp862'),
    'ibm863': ('fr', 'cp863'), 'ibm864': ('ar', 'cp864'), 'ibm865': ('nb', 'cp865'), 'ibm866': ('ru', 'cp866'), 'ibm869': ('el', 'cp869'),
    'ibm037': ('de', 'cp037'), 'ibm424': ('he', 'cp424'), 'ibm500': ('fr', 'cp500'),
    'macintosh': ('fr', 'mac_roman'), 'x-mac-ce': ('cs', 'mac_latin2'), 'x-mac-cyrillic': ('ru', 'mac_cyrillic'), 'x-mac-greek': ('el', 'mac_greek'),
    'x-mac-turkish': ('tr', 'mac_turkish'), 'x-mac-icelandic': ('is', 'mac_iceland'), 'x-mac-croatian': ('hr', 'mac_croatian'),
    'x-mac-romanian': ('ro', 'mac_romanian'),
    'iso-2022-jp': ('ja', 'iso2022_jp'), 'iso-2022-kr': ('ko', 'iso2022_kr'), 'iso-2022-cn': ('zh', 'iconv:ISO-2022-CN'), 'hz-gb-2312': ('zh', 'hz'),
    'johab': ('ko', 'johab'), 'euc-tw': ('zh-hant', 'iconv:EUC-TW'),
    'tcvn': ('vi', 'iconv:TCVN'), 'viscii': ('vi', 'iconv:VISCII'), 'armscii-8': ('hy', 'iconv:ARMSCII-8'), 'kz-1048': ('kk', 'kz1048'),
    'ptcp154': ('kk', 'ptcp154'), 'koi8-t': ('tg', 'koi8_t'), 'georgian-ps': ('ka', 'iconv:GEORGIAN-PS'),
    'georgian-academy': ('ka', 'iconv:GEORGIAN-ACADEMY'),
}
PLAIN = str.maketrans({'\u2018': "'", '\u2019': "'", '\u201a': "'", '\u201c': '"', '\u201d': '"', '\u201e': '"', '\u00ab': '"', '\u00bb': '"',
                       '\u2013': '-', '\u2014': '-', '\u2026': '...', '\u00a0': ' ', '\u202f': ' ', '\u20ac': 'Euro', '\u0153': 'oe',
                       '\u05be': '-', '\u060c': ',', '\u061b': ';', '\u061f': '?', '\u2116': 'No.', '\u00b0': ' ', '\u00b7': '.',
                       '\u0387': '.', '\u02bb': "'", '\u0301': ''})


def encode(text, codec):
    if codec.startswith('iconv:'):
        done = subprocess.run(['iconv', '-f', 'UTF-8', '-t', codec[6:]], input=text.encode(), capture_output=True)
        if done.returncode:
            raise UnicodeEncodeError(codec, text, 0, 1, done.stderr.decode())
        return done.stdout
    return text.encode(codec)


def shaped(text):
    """Arabic letters in the forms that IBM 864 has."""
    forms = {}
    for code in range(0xfe70, 0xfefd):
        name = unicodedata.decomposition(chr(code)).split()
        if len(name) == 2:
            forms.setdefault(chr(int(name[1], 16)), {})[name[0][1:-1]] = chr(code)
    out = []
    for i, c in enumerate(text):
        if c not in forms:
            out.append(c)
            continue
        before = i > 0 and 'initial' in forms.get(text[i - 1], {})
        after = i + 1 < len(text) and text[i + 1] in forms and 'initial' in forms[c]
        wants = ['medial', 'initial', 'final', 'isolated'] if before and after else ['initial', 'isolated', 'medial'] if after else \
            ['final', 'isolated', 'medial', 'initial'] if before else ['isolated', 'final', 'initial']
        for want in wants + ['initial', 'isolated', 'final', 'medial']:
            f = forms[c].get(want)
            try:
                if f:
                    f.encode('cp864')
                    out.append(f)
                    break
            except UnicodeEncodeError:
                pass
        else:
            out.append(c)
    return ''.join(out)


def writable(text, codec):
    out = []
    for c in text:
        for tried in (c, c.translate(PLAIN), unicodedata.normalize('NFD', c), ''):
            try:
                encode(tried, codec)
                out.append(tried)
                break
            except UnicodeEncodeError:
                continue
    return ''.join(out)


for label, (language, codec) in CASES.items():
    whole = (ROOT / 'texts' / f'{language}.txt').read_text('utf-8').rstrip('\n') + '\n'
    if label == 'ibm864':
        whole = shaped(whole)
    if label == 'windows-1258':
        tones = '\u0300\u0301\u0303\u0309\u0323'
        split = lambda c: unicodedata.normalize('NFC', ''.join(x for x in unicodedata.normalize('NFD', c) if x not in tones)) + \
            ''.join(x for x in unicodedata.normalize('NFD', c) if x in tones)
        whole = ''.join(split(c) for c in whole)
    try:
        encode(whole, codec)
    except UnicodeEncodeError:
        whole = writable(whole, codec)
    folder = ROOT / label
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (('short', whole.split('\n\n')[0] + '\n'), ('long', whole)):
        (folder / f'{name}.txt').write_bytes(text.encode('utf-8'))
        (folder / f'{name}.bytes').write_bytes(encode(text, codec))
