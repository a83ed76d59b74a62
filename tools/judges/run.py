#!/usr/bin/env python3
"""What others say of a run and its exports: each judge accepts what scrubjay wrote and refuses what was broken in it.
    python3 tools/judges/run.py SCRUBJAY [RECORD]
SCRUBJAY is the program; RECORD the folder with raw/, clean/ and manifests/ (the sample corpus unless given). Needs
requirements.txt, openssl and ssh-keygen. Exit: 0 all judges agree; 1 one does not.
"""
import os, pathlib, shutil, subprocess, sys, tempfile

import archives, bag, containers, croissant, crate, intoto, merkle, restore, schemas

HERE = pathlib.Path(__file__).resolve().parent

class Work:
    """A place with a copy of the record, a key, and the program."""

    def __init__(self, program, record, folder):
        self.folder, self.failed = pathlib.Path(folder), []
        self.program = pathlib.Path(program).resolve()
        for tree in ("raw", "clean", "manifests"):
            shutil.copytree(pathlib.Path(record) / tree, self.folder / tree, symlinks=True)
        self.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "key")
        (self.folder / "manifests/run.json.sig").unlink(missing_ok=True)
        self.scrubjay("sign", "--key", "key")

    def run(self, *command):
        done = subprocess.run([str(c) for c in command], cwd=self.folder, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{command}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def scrubjay(self, *args):
        return self.run(self.program, *args)

    def judge(self, name, what, expected, check):
        """`check` raises, or gives False, to refuse."""
        try:
            said, why = check() is not False, ""
        except Exception as error:  # whatever a judge has for saying no
            said, why = False, f"{type(error).__name__}: {error}".splitlines()[0][:160]
        right = said == expected
        print(f"{'ok  ' if right else 'FAIL'} {name}: {'accepts' if said else 'refuses'} {what}{'  (' + why + ')' if why else ''}", flush=True)
        if not right:
            self.failed.append(f"{name}: {what}")

    def accepts(self, name, what, check):
        self.judge(name, what, True, check)

    def refuses(self, name, what, check):
        self.judge(name, what, False, check)

def main(program, record=HERE.parent.parent):
    with tempfile.TemporaryDirectory() as folder:
        work = Work(program, record, folder)
        for part in (restore, schemas, containers, merkle, bag, crate, croissant, intoto, archives):
            part.judge(work)
        print(f"{len(work.failed)} judgements are not what they should be" if work.failed else "all judges agree")
        return 1 if work.failed else 0

if __name__ == "__main__":
    os.environ.update(LC_ALL="C.UTF-8", NO_PROXY="*")
    sys.exit(main(*sys.argv[1:]) if 2 <= len(sys.argv) <= 3 else print(__doc__, file=sys.stderr) or 2)
