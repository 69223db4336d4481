"""Transcribing: N-Quads as another format, always in the same order; knows no store."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, TYPE_CHECKING

from pyoxigraph import DefaultGraph, Quad, RdfFormat, Triple, parse, serialize

from aifkg.engine.body import used_prefixes
from aifkg.engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aifkg.engine.formats import Format


def transcribe(
    quads: bytes, format_: Format, output: IO[bytes], prefixes: Mapping[str, str]
) -> None:
    """Write N-Quads in a format, graph by graph; where it has no graphs, the default one alone.

    The same lines give the same bytes: a store would write them in an order of its own.
    Raise EngineError where they are no N-Quads.
    """
    rdf = RdfFormat.from_extension(format_.extension)
    used = used_prefixes(prefixes, quads)
    try:
        serialize(_statements(quads, format_), output, rdf, prefixes=used)
    except (SyntaxError, ValueError, RuntimeError) as error:
        raise EngineError(f"The graph cannot be written as {format_.name}: {error}.") from error


def _statements(quads: bytes, format_: Format) -> Iterable[Quad] | Iterable[Triple]:
    parsed = parse(quads, RdfFormat.N_QUADS)
    if format_.has_graphs:
        return sorted(parsed, key=_graph)
    return (quad.triple for quad in parsed if isinstance(quad.graph_name, DefaultGraph))


def _graph(quad: Quad) -> str:
    name = quad.graph_name
    return "" if isinstance(name, DefaultGraph) else str(name)
