"""Data of any size in the ontology's shape: the real data, copied under other names.

Each copy renames every thing, source and verdict, and every identifier that must be unique; codes
and countries are shared. Shape, length of files and share of disputes stay those of the real data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from aifkg.names import BASE, SOURCE, VERDICT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from aifkg.names import PrefixTable

MOST_COPIES = 100
"""A ROR has two check digits, which follow from the rest: they tell this many copies apart."""

_TOKEN = re.compile(
    r'"""(?:[^\\]|\\.)*?"""|"(?:[^"\\]|\\.)*"|\#[^\n]*'
    r"|<(?P<iri>[^>]*)>"
    r"|(?<![\w-])(?P<prefix>[a-z][\w-]*):(?P<local>[A-Za-z0-9_](?:[\w.-]*[\w-])?)",
    re.DOTALL,
)
_NAMED = re.compile(rf"({BASE}(?:id/[^/#]+|source|verdict)/[^/#]+)(.*)")
_ROR = re.compile(r"(https://ror\.org/0[a-z0-9]{6})(\d\d)")
_WIKIDATA = "http://www.wikidata.org/entity/"
# Control characters that no data file holds mark where a copy's own text enters.
_SLUG, _ITEM, _CHECK = "\x00", "\x01", "\x02"
_CHECK_DIGITS = re.compile(_CHECK + r"(\d\d)")


def multiply(data: Path, target: Path, table: PrefixTable, times: int) -> int:
    """Write `times` copies of the data below a folder, the first under their own names.

    Return the number of files.
    """
    if not 1 <= times <= MOST_COPIES:
        raise ValueError(f"{times} copies: 1 to {MOST_COPIES} can be told apart")
    count = 0
    for path in sorted(path for path in data.rglob("*") if path.is_file()):
        template = _Template.read(path, data, table)
        for name, text in template.copies(times):
            _write(target / name, text)
            count += 1
    return count


@dataclass(frozen=True)
class _Template:
    """A data file with its names marked."""

    folder: Path
    stem: str
    suffix: str
    shared: bool
    text: str

    @classmethod
    def read(cls, path: Path, data: Path, table: PrefixTable) -> _Template:
        name = path.relative_to(data)
        shared = not _renamed(table.namespaces.get(name.parent.name, ""))
        text = _TOKEN.sub(_marker(table), path.read_text(encoding="utf-8"))
        return cls(name.parent, name.stem, name.suffix, shared, text)

    def copies(self, times: int) -> Iterator[tuple[Path, str]]:
        for number in range(1 if self.shared else times):
            tail = f"-copy-{number}" if number else ""
            yield self.folder / f"{self.stem}{tail}{self.suffix}", self._copy(number, tail)

    def _copy(self, number: int, tail: str) -> str:
        item = f"{number:09d}" if number else ""
        text = self.text.replace(_SLUG, tail).replace(_ITEM, item)
        return _CHECK_DIGITS.sub(lambda m: f"{(int(m[1]) + number) % 100:02d}", text)


def _renamed(namespace: str) -> bool:
    """Say whether the names in a namespace differ from copy to copy."""
    return namespace.startswith(BASE + "id/") or namespace in (SOURCE, VERDICT)


def _marker(table: PrefixTable) -> Callable[[re.Match[str]], str]:
    def mark(token: re.Match[str]) -> str:
        if token["iri"] is not None:
            named = _NAMED.sub(rf"\1{_SLUG}\2", token["iri"])
            return "<" + _ROR.sub(rf"\1{_CHECK}\2", named) + ">"
        if token["prefix"] is None:
            return token[0]
        namespace = table.namespaces.get(token["prefix"], "")
        if namespace == _WIKIDATA:
            return token[0] + _ITEM
        return token[0] + _SLUG if _renamed(namespace) else token[0]

    return mark


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except FileNotFoundError:
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
