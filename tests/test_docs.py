"""The docs hold to the code: what they show is what happens, what they name exists."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from aifkg.engine import NamedNode, Solutions
from aifkg.jsonld import Context, ask, document
from aifkg.names import BASE
from aifkg.web.query_file import query_file
from tests import small
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PROGRAM = Path(sys.executable).with_name("aifkg")
COMMANDS = {"build", "changes", "check", "dump", "serve", "reload", "query", "ask", "show", "trace"}
ELISION = "…"


def shown() -> list[tuple[str, str]]:
    """Return each command of the console blocks with the output shown for it."""
    pairs = []
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            pairs.append((command, output.rstrip("\n")))
    return pairs


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the README has its reader write."""
    path = tmp_path_factory.mktemp("reader")
    for name, text in re.findall(r"```sparql\n# (\S+)\n(.*?)```", README, re.DOTALL):
        (path / name).write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(("command", "output"), shown(), ids=[command for command, _ in shown()])
def test_each_command_of_the_tour_prints_what_is_shown(
    command: str, output: str, folder: Path
) -> None:
    program, *words = shlex.split(command)
    assert program == "aifkg"
    done = subprocess.run(
        [PROGRAM, *words],
        cwd=folder,
        env={**os.environ, "COLUMNS": "120"},
        capture_output=True,
        text=True,
        check=False,
    )
    said = "\n".join(line.rstrip() for line in (done.stdout + done.stderr).rstrip().splitlines())
    if output.endswith(ELISION):
        assert said.startswith(output.removesuffix(ELISION))
    else:
        assert said == output


def test_the_tour_is_long_enough_to_be_one() -> None:
    assert len(shown()) >= 6


def test_every_command_is_told_of_and_no_other() -> None:
    told = set(re.findall(r"^\| `aifkg (\w+)`", README, re.MULTILINE))
    listed = subprocess.run([PROGRAM, "--help"], capture_output=True, text=True, check=True).stdout
    there = set(re.findall(r"^│ (\w+) ", listed, re.MULTILINE))
    assert told == there == COMMANDS


def test_every_saved_question_is_told_of_and_no_other() -> None:
    rows = dict(re.findall(r"^\| `([a-z][\w-]*)` \| (.+?) \|$", README, re.MULTILINE))
    there = {
        path.stem: re.findall(r"^#\+ question: (.+)$", path.read_text("utf-8"), re.MULTILINE)[0]
        for path in (ROOT / "queries").glob("*.rq")
    }
    assert rows == there


@pytest.mark.parametrize("text", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_make_targets_that_are_named_exist(text: str) -> None:
    targets = set(re.findall(r"^(\w+):", MAKEFILE, re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+)\b", text)) - {"and"}
    assert named
    assert named <= targets


@pytest.mark.parametrize("text", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_paths_that_are_named_exist(text: str) -> None:
    paths = re.findall(r"`((?:data|ontology|queries|src|tests)/[\w./-]*)`", text)
    assert paths
    assert {path for path in paths if not (ROOT / path).exists()} == set()


@pytest.mark.parametrize("text", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_terms_that_are_named_exist(text: str) -> None:
    described = set(
        re.findall(r"^aif:(\w+)$", (ROOT / "ontology/aifkg.ttl").read_text("utf-8"), re.MULTILINE)
    )
    assert set(re.findall(r"\baif:(\w+)", text)) <= described


def test_every_rule_of_resolution_is_told_in_its_order() -> None:
    told = re.findall(r"^\d\. \*\*([\w ]+)\*\*", CONTRIBUTING, re.MULTILINE)
    codes = (ROOT / "ontology" / "codes.ttl").read_text(encoding="utf-8")
    there = re.findall(r"^resolution:([\w-]+)$", codes, re.MULTILINE)
    # The last is no step of the order, and told of after it.
    *steps, apart = there
    assert [name.replace(" ", "-") for name in told] == steps
    assert f"**{apart.replace('-', ' ').capitalize()}** is no step" in CONTRIBUTING


def test_the_python_example_runs() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", example], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "LUMI AI Factory Finland 556000000" in done.stdout


def test_the_javascript_example_reads_what_it_says() -> None:
    (example,) = re.findall(r"```js\n(.*?)```", README, re.DOTALL)
    iri = f"{BASE}id/ai-factory/lumi"
    bindings = {"thing": NamedNode(iri), "document": NamedNode(f"{iri}.jsonld")}
    engine = small.real()._engine
    answer = engine.query(query_file("document"), bindings=bindings)
    assert isinstance(answer, Solutions)
    context = Context.of(ask(engine, "context"), small.real()._prefixes)
    statements = [(row[0], row[1], row[2]) for row in answer.rows if row[3] is None]
    content = json.loads(document(statements, iri, context))
    told = re.findall(r"^lumi(\S+); // (.+)$", example, re.MULTILINE)
    assert len(told) > 2
    for path, value in told:
        found = content
        for name, place in re.findall(r"""\.(\w+)|\["?([^]"]+)"?\]""", path):
            found = found[name or (int(place) if place.isdigit() else place)]
        assert found == value, path
