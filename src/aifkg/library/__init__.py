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
    """The saved queries of a folder, by name."""

    paths: Mapping[str, Path]

    @classmethod
    def of(cls, folder: Path) -> Library:
        """Return the queries of a folder; each is read when it is asked for."""
        return cls({path.stem: path for path in sorted(folder.glob("*.rq"), key=_stem)})

    def __iter__(self) -> Iterator[SavedQuery]:
        """Yield the queries that can be read; `faults` tells of the others."""
        return (one for one in self._each() if isinstance(one, SavedQuery))

    def faults(self) -> list[HeaderError]:
        """Return what is wrong with each query that cannot be read."""
        return [one for one in self._each() if isinstance(one, HeaderError)]

    def __len__(self) -> int:
        return len(self.paths)

    def __getitem__(self, name: str) -> SavedQuery:
        if name not in self.paths:
            near = difflib.get_close_matches(name, self.paths, n=3, cutoff=0.5)
            raise UnknownQuery(name, tuple(near))
        return SavedQuery.read(self.paths[name])

    def _each(self) -> Iterator[SavedQuery | HeaderError]:
        for path in self.paths.values():
            try:
                yield SavedQuery.read(path)
            except HeaderError as error:
                yield error


def _stem(path: Path) -> str:
    return path.stem
