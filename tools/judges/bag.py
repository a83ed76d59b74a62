"""bagit-python, on `scrubjay export bagit`."""
import logging, shutil

import bagit

logging.getLogger("bagit").setLevel(logging.CRITICAL)
ABOUT = ["--name", "Sample corpus", "--license", "https://creativecommons.org/publicdomain/zero/1.0/", "--date", "2026-11-22"]

def valid(path):
    bag = bagit.Bag(str(path))
    bag.validate(processes=1)
    return bag

def judge(work):
    # Names that no archive likes.
    (work.folder / "raw/Odd names").mkdir()
    for name in [b"two\nlines.txt", b"100%.txt", b"caf\xe9.txt", b"CON.txt", b"con.TXT", "\u00e9".encode() * 120]:
        with open(bytes(work.folder / "raw/Odd names") + b"/" + name, "w") as file:
            file.write("A story with an odd name.\n")
    try:
        work.scrubjay("clean", "-q")
    except RuntimeError as error:
        if "exit 1" not in str(error):
            raise
    work.scrubjay("sign", "--key", "key", "--replace")
    work.scrubjay("export", "bagit", *ABOUT, "--with-raw", "raw", "--to", "bag")
    bag = work.folder / "bag"
    work.accepts("bagit-python", "the bag", lambda: valid(bag))
    work.accepts("sha256sum", "its manifest", lambda: work.run("sh", "-c", "cd bag && sha256sum --quiet -c manifest-sha256.txt tagmanifest-sha256.txt"))
    names = dict(line.split("\t") for line in (bag / "data/names.tsv").read_text().splitlines())
    work.accepts("names.tsv", "no two names that differ in case only", lambda: len({n.lower() for n in names}) == len(names))
    work.accepts("names.tsv", "a name for each document", lambda: len(set(names.values())) == len(names) == sum(
        1 for tree in ("clean", "raw") for p in (bag / "data" / tree).rglob("*") if p.is_file()))
    work.accepts("bag-info.txt", "the digest of run.json", lambda: valid(bag).info["External-Identifier"] ==
                 "sha256:" + work.run("sha256sum", "manifests/run.json").split()[0])
    first = next(p for p in sorted((bag / "data/clean").rglob("*")) if p.is_file() and p.stat().st_size)
    def broken(what, change):
        copy = work.folder / "broken-bag"
        shutil.copytree(bag, copy)
        change(copy)
        work.refuses("bagit-python", what, lambda: valid(copy))
        shutil.rmtree(copy)
    here = lambda copy: copy / first.relative_to(bag)
    broken("a bag with another document", lambda copy: here(copy).write_bytes(here(copy).read_bytes()[:-1] + b"?"))
    broken("a bag with a document less", lambda copy: here(copy).unlink())
    broken("a bag with a document more", lambda copy: (copy / "data/clean/more.txt").write_text("more"))
    broken("a bag with another record", lambda copy: (copy / "data/manifests/edits.jsonl").write_text(""))
    broken("a bag with other metadata", lambda copy: (copy / "bag-info.txt").write_text("Bagging-Date: 2027-01-01\n"))
    broken("a bag without bagit.txt", lambda copy: (copy / "bagit.txt").unlink())
