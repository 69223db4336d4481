"""Where the ontology, the data and the queries lie: a checkout or an installed package."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_cache_path

if TYPE_CHECKING:
    from collections.abc import Iterator

_PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Share:
    """The folders of what people write, and the folder for what is built from them."""

    ontology: Path
    data: Path
    queries: Path
    cache: Path

    @classmethod
    def find(cls) -> Share:
        """Return the checkout's folders, or those that the installed package carries.

        Raise FileNotFoundError when neither is there.
        """
        for root, cache in (
            (_PACKAGE / "_share", user_cache_path("aifkg")),
            (_PACKAGE.parents[1], _PACKAGE.parents[1] / ".aifkg"),
        ):
            if (root / "ontology" / "prefixes.ttl").is_file():
                return cls.at(root, cache=cache)
        raise FileNotFoundError(
            f"no ontology/prefixes.ttl in {_PACKAGE / '_share'} or {_PACKAGE.parents[1]}"
        )

    @classmethod
    def at(cls, root: Path, *, cache: Path | None = None) -> Share:
        """Return the folders below a root."""
        return cls(root / "ontology", root / "data", root / "queries", cache or root / ".aifkg")

    def ontology_files(self) -> list[Path]:
        """Return the Turtle files of the ontology that enter the graph, in order."""
        return [self.ontology / f"{stem}.ttl" for stem in ("aifkg", "alignments", "codes")]

    def shape_files(self) -> list[Path]:
        """Return the files of shapes: those for the data, and those for the terms themselves."""
        return [self.ontology / f"{stem}.ttl" for stem in ("shapes", "meta-shapes")]

    def rule_files(self) -> list[Path]:
        """Return the derivation rules, in order of their names."""
        return sorted((self.ontology / "rules").glob("*.rq"))

    def data_files(self) -> list[Path]:
        """Return every file of the data, in order of their paths."""
        return sorted(self._data_files())

    def _data_files(self) -> Iterator[Path]:
        yield from self.data.glob("*.ttl")
        for folder in ("id", "source", "verdict"):
            for path in (self.data / folder).rglob("*"):
                if path.is_file() and not path.name.startswith("."):
                    yield path

    def inputs(self) -> list[Path]:
        """Return every file that a snapshot is made from."""
        shapes = sorted(self.ontology.glob("*.ttl"))
        return [*shapes, *self.rule_files(), *self.data_files()]
