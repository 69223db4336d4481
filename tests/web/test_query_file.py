"""The queries of this room: found, and written as the others are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aifkg import web
from aifkg.engine import Form, form_of
from aifkg.names import PrefixTable
from aifkg.web.query_file import query_file
from aifkg.web.volatile import is_volatile

ROOM = Path(web.__file__).parent
FILES = sorted(ROOM.rglob("*.rq"))
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.name))


def stem(path: Path) -> str:
    return path.relative_to(ROOM).with_suffix("").as_posix()


def test_there_are_some() -> None:
    assert len(FILES) >= 4


@each_file
def test_a_file_is_found_by_its_stem(path: Path) -> None:
    text = query_file(stem(path))
    assert text == path.read_text(encoding="utf-8")
    assert form_of(text) in Form
    assert text.startswith("# ")


@each_file
def test_its_answer_may_be_held(path: Path) -> None:
    assert not is_volatile(query_file(stem(path)))


@each_file
def test_prefixes_are_those_used_from_the_table(path: Path, table: PrefixTable) -> None:
    text = re.sub(r"^\s*#.*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    bound = re.findall(r"^PREFIX ([\w-]+): <(.*)>$", text, re.MULTILINE)
    body = re.sub(r'^PREFIX .*$|"[^"\n]*"|<[^>\n]*>', "", text, flags=re.MULTILINE)
    used = set(re.findall(r"(?<![\w?])([a-z][\w-]*):", body))
    assert [name for name, _ in bound] == sorted(used)
    assert all(table.namespaces[name] == namespace for name, namespace in bound)
