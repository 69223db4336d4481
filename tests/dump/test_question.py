"""The queries of this room: written as the others are, and each is asked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aifkg import dump
from aifkg.engine import Form, form_of
from aifkg.names import PrefixTable

ROOM = Path(dump.__file__).parent
FILES = sorted(ROOM.glob("*.rq"))
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.name))


@each_file
def test_it_is_a_select_with_a_header_and_an_order(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert form_of(text) is Form.SELECT
    assert "\nORDER BY " in text
    assert "SELECT *" not in text


@each_file
def test_it_is_asked(path: Path) -> None:
    code = "".join(one.read_text(encoding="utf-8") for one in ROOM.glob("*.py"))
    assert f'"{path.stem}"' in code


@each_file
def test_prefixes_are_those_used_from_the_table(path: Path, table: PrefixTable) -> None:
    text = re.sub(r"^\s*#.*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    bound = re.findall(r"^PREFIX ([\w-]+): <(.*)>$", text, re.MULTILINE)
    body = re.sub(r'^PREFIX .*$|"[^"\n]*"|<[^>\n]*>', "", text, flags=re.MULTILINE)
    used = set(re.findall(r"(?<![\w?])([a-z][\w-]*):", body))
    assert [name for name, _ in bound] == sorted(used)
    assert all(table.namespaces[name] == namespace for name, namespace in bound)


def test_there_are_enough_to_mean_something() -> None:
    assert len(FILES) >= 8
