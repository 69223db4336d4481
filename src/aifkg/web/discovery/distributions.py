"""Distributions: the downloads as the record of the dataset has them; makes none of them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from fastapi import Request

from aifkg.dump import DOWNLOADS, GZIP, ZIP, Download, Index
from aifkg.engine import BY_NAME, Bindings, Literal
from aifkg.web.discovery.coverage import byte_size
from aifkg.web.maker import Maker
from aifkg.web.served import Served

_CSV = "text/csv"
_NQUADS, _TRIG, _TURTLE, _JSONLD = (
    BY_NAME[name].media_type for name in ("nquads", "trig", "turtle", "jsonld")
)
_FILE_TYPES = {
    _NQUADS: "RDF_N_QUADS",
    _TRIG: "RDF_TRIG",
    _TURTLE: "RDF_TURTLE",
    _JSONLD: "JSON_LD",
    _CSV: "CSV",
}
"""How the file types of the EU's authority table are called; it has none for a database."""
_BINARY = "BIN"
_DUMP_OF = {
    _NQUADS: "dataset",
    _TRIG: "dataset",
    _TURTLE: "default-graph",
    _JSONLD: "default-graph",
}
"""What a file is a dump of in the sense of VoID: the whole, or the resolved view alone."""


async def are_offered(request: Request) -> bool:
    """Whether there are downloads, or they are made for who asks."""
    served: Served = request.app.state.served
    return bool(served.settings.dump_seconds) or await _index(request) is not None


async def distributions(request: Request) -> Bindings:
    """Return the downloads that are offered, each a line of fields that end with a tab.

    Size and hash are empty as long as the file is not made.
    """
    if not await are_offered(request):
        return {"downloads": Literal("")}
    served: Served = request.app.state.served
    known = _known(await _index(request))
    size = await asyncio.to_thread(byte_size, served)
    if size:
        # It is the snapshot itself, byte for byte.
        known["aifkg.nq"] = str(size), served.sha256
    lines = (
        "".join(f"{field}\t" for field in (*fields, *known.get(fields[0], ("", ""))))
        for one in DOWNLOADS
        for fields in _files(one)
    )
    return {"downloads": Literal("".join(f"{line}\n" for line in lines))}


async def _index(request: Request) -> Index | None:
    maker: Maker = request.app.state.maker
    return await maker.index(request.app.state.served)


def _known(index: Index | None) -> dict[str, tuple[str, str]]:
    """Return size and hash of each file that is made, by its name."""
    return {file.name: (str(file.bytes), file.sha256) for file in (index.files if index else ())}


def _files(one: Download) -> Iterator[tuple[str, ...]]:
    """Yield what is said of a download, and of the same compressed."""
    package = ZIP if one.media_type == ZIP else ""
    content = _CSV if package else one.media_type
    about = content, _FILE_TYPES.get(content, _BINARY), _DUMP_OF.get(content, "")
    yield one.name, one.title, one.description, *about, "", package
    if one.is_packed:
        title, description = f"{one.title}, compressed", f"{one.name}, compressed."
        yield f"{one.name}.gz", title, description, *about, GZIP, package
