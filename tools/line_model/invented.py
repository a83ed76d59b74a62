"""Texts that look like furniture and are none: lists, tables, verses, minutes, logs. Nothing of them goes.

All of it is made of invented words, so that the model learns shapes and no words.
"""
import random

SYLLABLES = "ba be bi bo bu da de di do du fa fe ga go ha he ka ke ki ko la le li lo lu ma me mi mo mu na ne ni no nu pa pe po ra re ri ro ru sa se si so su ta te ti to tu va ve vi wa ya zo".split()


class Tongue:
    """An invented language with common and rare words."""

    def __init__(self, rng):
        self.r = rng
        self.common = [self.make(rng.randint(1, 2)) for _ in range(40)]
        self.rare = [self.make(rng.randint(2, 4)) for _ in range(400)]

    def make(self, n):
        return "".join(self.r.choice(SYLLABLES) for _ in range(n)) + self.r.choice(["", "", "n", "s", "r", "l"])

    def word(self):
        return self.r.choice(self.common if self.r.random() < 0.4 else self.rare)

    def words(self, n):
        return " ".join(self.word() for _ in range(max(1, n)))

    def name(self):
        return " ".join(self.r.choice(self.rare).capitalize() for _ in range(self.r.choice([1, 2, 2, 2, 3])))

    def sentence(self, low=5, high=22):
        out = [self.name() if self.r.random() < 0.08 else self.word() for _ in range(self.r.randint(low, high))]
        for i in range(3, len(out) - 2, 6):
            if self.r.random() < 0.4:
                out[i] += ","
        s = " ".join(out)
        return s[0].upper() + s[1:] + self.r.choice(["."] * 8 + ["!", "?"])

    def paragraph(self):
        return " ".join(self.sentence() for _ in range(self.r.randint(1, 6)))

    def title(self, high=8):
        s = self.words(self.r.randint(1, high))
        return s.title() if self.r.random() < 0.4 else s.upper() if self.r.random() < 0.15 else s.capitalize()

    def number(self, high=3000):
        return str(self.r.randint(1, high))

    def date(self):
        d, m, y = self.r.randint(1, 28), self.r.randint(1, 12), self.r.randint(1800, 2030)
        return self.r.choice([f"{d}.{m}.{y}", f"{y}-{m:02}-{d:02}", f"{d} {self.common[m].capitalize()} {y}", f"{m}/{d}/{y}"])


def verses(t):
    chorus = [t.words(t.r.randint(2, 8)).capitalize() for _ in range(4)]
    out = []
    for _ in range(t.r.randint(3, 12)):
        out += chorus if t.r.random() < 0.3 else [t.words(t.r.randint(2, 9)).capitalize() + t.r.choice(["", "", ",", "."]) for _ in range(t.r.randint(2, 8))]
        out.append("")
    return out


def names(t):
    form = t.r.choice([lambda: t.name(), lambda: f"{t.name()}, {t.number(99)}", lambda: t.name().upper(), lambda: f"{t.name()} ({t.number()}–{t.number()})", lambda: f"{t.number(300)}. {t.name()}"])
    return [form() for _ in range(t.r.randint(12, 150))]


def table(t):
    columns = t.r.randint(1, 6)
    sep = t.r.choice(["\t", "  ", " | ", "; ", " "])
    forms = [t.r.choice([lambda: t.number(), lambda: t.name(), lambda: f"{t.r.random() * 100:.1f} %", t.date, lambda: t.word(), lambda: f"{t.number(60)},{t.number(99)}"]) for _ in range(columns)]
    return [sep.join(f() for f in forms) for _ in range(t.r.randint(10, 120))]


def minutes(t):
    people = [t.name() for _ in range(t.r.randint(2, 9))]
    mark = t.r.choice([": ", ". – ", " - ", ":\n"])
    out = []
    for _ in range(t.r.randint(8, 60)):
        said = t.sentence(1, 6) if t.r.random() < 0.5 else t.paragraph()
        out += [f"({t.title(2)})"] if t.r.random() < 0.1 else f"{t.r.choice(people)}{mark}{said}".split("\n")
        if t.r.random() < 0.3:
            out.append("")
    return out


def log(t):
    kinds = [t.word().upper() for _ in range(4)]
    return [f"{t.date()} {t.number(23)}:{t.number(59)} {t.r.choice(kinds)} {t.words(t.r.randint(1, 9))}" for _ in range(t.r.randint(15, 120))]


def bibliography(t):
    return [f"{t.name()}: {t.title(10)}. {t.name()} {t.number()}" + t.r.choice(["", ".", f", {t.number(99)}–{t.number()}."]) for _ in range(t.r.randint(10, 80))]


def glossary(t):
    sep = t.r.choice([" – ", ": ", " = ", "\n"])
    return [l for _ in range(t.r.randint(10, 80)) for l in f"{t.word()}{sep}{t.words(t.r.randint(1, 9))}".split("\n")]


def steps(t):
    out = []
    for _ in range(t.r.randint(1, 4)):
        bullet = t.r.choice(["", "- ", "• ", "* "])
        out += [t.title(3), ""] + [f"{bullet}{t.number(500)} {t.words(t.r.randint(1, 5))}" for _ in range(t.r.randint(4, 15))] + [""]
        out += [f"{i}. {t.sentence()}" for i in range(1, t.r.randint(3, 12))] + [""]
    return out


def letters(t):
    out = []
    for _ in range(t.r.randint(1, 5)):
        out += [f"{t.word().capitalize()}: {t.name()}" for _ in range(3)] + [""] + [t.name() + ","] + [""]
        out += [t.paragraph() for _ in range(t.r.randint(1, 4))] + ["", t.title(2) + ",", t.name(), ""]
    return out


def questions(t):
    out = []
    for _ in range(t.r.randint(5, 25)):
        out += [t.words(t.r.randint(3, 9)).capitalize() + "?", t.sentence(1, 20) if t.r.random() < 0.6 else t.paragraph(), ""]
    return out


def chat(t):
    people = [t.word() for _ in range(3)]
    return [f"[{t.number(23)}:{t.number(59)}] {t.r.choice(people)}: {t.words(t.r.randint(1, 12))}" for _ in range(t.r.randint(15, 90))]


def headed(t):
    out = []
    for _ in range(t.r.randint(4, 20)):
        out += [t.title(), ""] + [t.paragraph() for _ in range(t.r.randint(1, 3))] + [""]
    return out


def story(t):
    out = []
    for _ in range(t.r.randint(10, 60)):
        out.append(t.paragraph() if t.r.random() < 0.5 else t.r.choice(["– ", "“", ""]) + t.sentence(1, 7))
        if t.r.random() < 0.6:
            out.append("")
    return out


def code(t):
    out = []
    for _ in range(t.r.randint(10, 60)):
        out.append(" " * t.r.choice([0, 4, 8]) + t.r.choice([f"{t.word()}_{t.word()} = {t.number()};", f"{t.word()}({t.word()}, {t.number()})", "}", f"if {t.word()} > {t.number()} {{", f"// {t.words(4)}", f"--{t.word()}={t.word()}"]))
    return out


def contents(t):
    dots = t.r.choice([" ..... ", " ", "\t", ", "])
    return [f"{t.title(6)}{dots}{t.number(400)}" for _ in range(t.r.randint(12, 80))]


KINDS = [verses, names, table, minutes, log, bibliography, glossary, steps, letters, questions, chat, headed, story, code, contents]


def text(seed):
    """One text: one to three shapes, often after a headline and between paragraphs."""
    rng = random.Random(seed)
    t = Tongue(rng)
    out = [t.title()] + [""] if rng.random() < 0.6 else []
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        if rng.random() < 0.4:
            out += [t.paragraph(), ""] * rng.randint(1, 4)
        out += rng.choice(KINDS)(t) + [""]
    if rng.random() < 0.4:
        out += [t.paragraph()]
    if rng.random() < 0.3:
        out = [line for line in out if line]
    return "\n".join(out)
