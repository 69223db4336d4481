"""SECURITY.md says what the code does: each test it names exists, and each limit is as it says."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from aifkg.engine import Bounds
from aifkg.web import Settings
from aifkg.web.connection import _LEAST_READ, _MOST_FIELDS, _MOST_HEAD
from aifkg.web.watch import _OTHER_DESCRIPTORS
from tests.conftest import ROOT

TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
UNITS = {"s": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}
NO_LIMITS = {
    "host",
    "port",
    "root_path",
    "snapshot",
    "manifest",
    "log",
    "log_queries",
    "log_clients",
}
SETTINGS = dict(re.findall(r"^\| `AIFKG_(\w+)` \| ([^|]+) \|", TEXT, re.MULTILINE))
PROMISES = re.findall(r"^\| (\d) \| [^|]+ \| `(test_\w+)` \|$", TEXT, re.MULTILINE)


def meant(default: str) -> object:
    """Return the value that a cell of the table means."""
    if default == "none":
        return ()
    number, _, unit = default.replace(",", "").partition(" ")
    return float(number) * UNITS[unit] if unit else float(number)


def functions_of(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    return [name for name in found if name.startswith("test_")]


def test_each_promise_has_its_test_and_each_test_its_promise() -> None:
    assert [number for number, _ in PROMISES] == [str(number) for number in range(1, 10)]
    assert [name for _, name in PROMISES] == functions_of(ROOT / "tests" / "test_promises.py")
    assert all(name.startswith(f"test_promise_{number}_") for number, name in PROMISES)


def test_each_limit_is_in_the_table() -> None:
    assert {name.lower() for name in SETTINGS} == set(Settings.model_fields) - NO_LIMITS


@pytest.mark.parametrize("name", [name for name in SETTINGS if name != "WORKERS"])
def test_each_default_is_as_it_says(name: str) -> None:
    assert meant(SETTINGS[name]) == Settings.model_fields[name.lower()].default


def test_there_are_as_many_processes_as_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    assert SETTINGS["WORKERS"] == "cores, at most 4"
    for cores, workers in ((None, 1), (2, 2), (4, 4), (64, 4)):
        monkeypatch.setattr("os.cpu_count", lambda cores=cores: cores)
        assert Settings().workers == workers


def test_what_is_fixed_is_as_it_says() -> None:
    bounds = Bounds()
    for said in (
        f"{bounds.characters:,} characters",
        f"{bounds.depth} levels of nesting",
        f"{bounds.clauses} clauses",
        f"{bounds.operators:,} operators",
        f"{_MOST_HEAD:,}\nbytes beside its body",
        f"{_MOST_FIELDS} header fields",
        f"the next {_LEAST_READ >> 10} KiB of an answer",
        f"{_OTHER_DESCRIPTORS} for each process",
    ):
        assert said in TEXT, said
