"""The header of a query file: `#+` lines that say what it asks and takes; knows no SPARQL.

A header is a small part of YAML: `key: value`, or `key:` with deeper lines below, two spaces a
level. So a query stays plain SPARQL and the header needs no parser of its own to install.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from aifkg.library.errors import HeaderError

MARK = "#+"
Header: TypeAlias = "dict[str, str | Header]"
_LINE = re.compile(r"(?P<indent> *)(?P<key>[a-z][a-z0-9_-]*):(?: +(?P<value>\S.*?))? *")


def parse(text: str, place: str) -> Header:
    """Return the header of a query text; `place` names the file in errors."""
    root: Header = {}
    levels = [root]
    for number, line in _lines(text):
        found = _LINE.fullmatch(line)
        if found is None:
            raise HeaderError(f"{place}:{number}: a header line is `#+ key: value`, not `{line}`")
        depth, odd = divmod(len(found["indent"]), 2)
        if odd or depth >= len(levels):
            raise HeaderError(f"{place}:{number}: a level is two spaces below a `key:` line")
        del levels[depth + 1 :]
        if found["key"] in levels[depth]:
            raise HeaderError(f"{place}:{number}: `{found['key']}` stands twice")
        _put(levels, found["key"], found["value"])
    return root


def _put(levels: list[Header], key: str, value: str | None) -> None:
    if value is not None:
        levels[-1][key] = value
        return
    below: Header = {}
    levels[-1][key] = below
    levels.append(below)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith(MARK):
            yield number, line.removeprefix(MARK).removeprefix(" ").rstrip()


def words(value: str | Header | None) -> tuple[str, ...]:
    """Return the words of a value, which spaces or commas set apart."""
    return tuple(re.split(r"[,\s]+", value.strip())) if isinstance(value, str) else ()


def unknown_keys(header: Header, known: Iterable[str]) -> list[str]:
    """Return the keys that no header may have."""
    return sorted(set(header) - set(known))
