"""The library: saved queries, one question a file; knows the engine's terms, not its answers."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from aifkg.library.errors import BadParameter, HeaderError, LibraryError, UnknownQuery
from aifkg.library.parameter import Parameter, Resolver, Type
from aifkg.library.saved import SavedQuery, View

__all__ = [
    "BadParameter",
    "HeaderError",
    "Library",
    "LibraryError",
    "Parameter",
    "Resolver",
    "SavedQuery",
    "Type",
    "UnknownQuery",
    "View",
]


@dataclass(frozen=True)
class Library:
    """The saved queries of a folder by name, as they were when it was read."""

    queries: Mapping[str, SavedQuery | HeaderError]
    folder: Path | None = None

    @classmethod
    def of(cls, folder: Path) -> Library:
        """Read the queries of a folder; one that cannot be read hides no other."""
        paths = sorted(folder.glob("*.rq"), key=_stem)
        return cls({path.stem: _read(path) for path in paths}, folder)

    def __iter__(self) -> Iterator[SavedQuery]:
        """Yield the queries that can be read; `faults` tells of the others."""
        return (one for one in self.queries.values() if isinstance(one, SavedQuery))

    def faults(self) -> list[HeaderError]:
        """Return what is wrong with each query that cannot be read."""
        return [one for one in self.queries.values() if isinstance(one, HeaderError)]

    def __len__(self) -> int:
        return len(self.queries)

    def __getitem__(self, name: str) -> SavedQuery:
        found = self.queries.get(name)
        if found is None:
            near = difflib.get_close_matches(name, self.queries, n=3, cutoff=0.5)
            raise UnknownQuery(name, tuple(near))
        if isinstance(found, HeaderError):
            # One that is raised again and again would keep the traceback of each time.
            raise HeaderError(str(found))
        return found


def _read(path: Path) -> SavedQuery | HeaderError:
    try:
        return SavedQuery.read(path)
    except HeaderError as error:
        return error.with_traceback(None)


def _stem(path: Path) -> str:
    return path.stem
