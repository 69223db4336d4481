"""The site: pages, documents and downloads, of the present and of past days, each read directly."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import TYPE_CHECKING

from aifkg import build
from aifkg.dump import deliver
from aifkg.engine import EmbeddedEngine
from aifkg.jsonld import described, in_page
from aifkg.names import BASE, PrefixTable
from aifkg.show import Sheet, assembled, rows_of
from aifkg.show.plain import as_json
from tests.bench.load.mix import factories

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from random import Random

    from aifkg.build import Snapshot
    from aifkg.share import Share

DAYS = 2
"""As many past days as a server holds at once by itself."""
_ENDINGS = ("html", "json")
_DOWNLOADS = 0.05
"""The share of downloads, which are large, in what is asked for."""


class Graph:
    """What a site is made from: the things of a snapshot and its downloads."""

    def __init__(self, snapshot: Snapshot, share: Share, folder: Path) -> None:
        self._prefixes = PrefixTable.read(share.ontology / "prefixes.ttl")
        namespaces = self._prefixes.namespaces
        self._engine = EmbeddedEngine.open(snapshot.quads_path, prefixes=namespaces)
        self._kept: dict[str, bytes] = {}
        made = deliver(snapshot.quads_path, folder, namespaces)
        self._downloads = {file.name: file.sha256 for file in made.files}
        names = [f"id/ai-factory/{slug}" for slug in factories(share)]
        self._things = [name for name in names if self._sheet(BASE + name).types]

    def any(self, random: Random) -> str:
        """Return the path of something that there is."""
        if random.random() < _DOWNLOADS:
            return f"/dump/{random.choice(sorted(self._downloads))}"
        return f"/{random.choice(self._things)}.{random.choice(_ENDINGS)}"

    def is_right(self, path: str, body: bytes) -> bool:
        """Whether the body is what the graph has for a path."""
        place, _, ending = path.lstrip("/").rpartition(".")
        folder, _, name = path.lstrip("/").partition("/")
        if folder == "dump":
            return hashlib.sha256(body).hexdigest() == self._downloads[name]
        if ending == "json":
            return body == self._once(path, BASE + place, self._json)
        return self._once(path, BASE + place, self._data) in body

    def _once(self, path: str, iri: str, make: Callable[[str], bytes]) -> bytes:
        if path not in self._kept:
            self._kept[path] = make(iri)
        return self._kept[path]

    def _sheet(self, iri: str) -> Sheet:
        return assembled(rows_of(self._engine, iri), self._prefixes, iri)

    def _json(self, iri: str) -> bytes:
        return json.dumps(as_json(self._sheet(iri)), ensure_ascii=False, indent=2).encode()

    def _data(self, iri: str) -> bytes:
        """Return the data in a page, which no two things and no two states of one share."""
        rows = rows_of(self._engine, iri)["schema"]
        statements = [(row["other"], row["property"], row["value"]) for row in rows]
        return in_page(described(statements, iri)).encode()


class Site:
    """The graphs of the present and of past days, each by what its paths begin with."""

    def __init__(self, graphs: Mapping[str, Graph]) -> None:
        self._graphs = graphs

    @classmethod
    def of(cls, share: Share, folder: Path) -> Site:
        """Return the site of what a checkout says, with some past days."""
        present = build.ensure(share)
        known: Sequence[str] = present.manifest["days"]
        days = [date.fromisoformat(known[-1 - len(known) * n // 4]) for n in range(1, DAYS + 1)]
        past = {f"/as-of/{day}": build.ensure(share, as_of=day) for day in days}
        made = {"": present, **past}
        return cls(
            {at: Graph(one, share, folder / (at[-10:] or "now")) for at, one in made.items()}
        )

    def any(self, random: Random) -> str:
        """Return the path of something that there is, on some day."""
        begins = random.choice(sorted(self._graphs))
        return begins + self._graphs[begins].any(random)

    def is_right(self, path: str, body: bytes) -> bool:
        """Whether the body is what the graph of that day has for a path."""
        begins = max(filter(path.startswith, self._graphs), key=len)
        return self._graphs[begins].is_right(path.removeprefix(begins), body)
