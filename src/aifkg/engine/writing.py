"""Writing: what the engine answers, as bytes in a format; knows no store and no query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pyoxigraph import (
    DefaultGraph,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
    serialize,
)

from aifkg.engine.body import Body, check_xml, used_prefixes
from aifkg.engine.errors import Failures, NotRepresentable
from aifkg.engine.formats import Format

Raw = QuerySolutions | QueryBoolean | QueryTriples


def written(
    raw: Raw,
    format_: Format,
    prefixes: Mapping[str, str],
    limit_bytes: int | None,
    *,
    as_quads: bool,
) -> tuple[bytes, int | None]:
    """Return an answer in a format, and how many triples it has where it is a graph or a dataset.

    With `as_quads` the rows of a SELECT are statements. Past `limit_bytes` raise ResultTooLarge.
    """
    body, count = Body(limit_bytes), None
    with Failures():
        if isinstance(raw, QueryTriples):
            count = _write_graph(raw, format_, prefixes, body)
        elif as_quads and isinstance(raw, QuerySolutions):
            count = _write_dataset(raw, format_, prefixes, body)
        else:
            raw.serialize(body, QueryResultsFormat.from_extension(format_.extension))
    answer = body.getvalue()
    if format_.is_xml:
        check_xml(answer)
    return answer, count


def _write_graph(
    raw: QueryTriples, format_: Format, prefixes: Mapping[str, str], body: Body
) -> int:
    """Serialise a graph; return how many triples it has."""
    if not format_.has_lines:
        return _serialised(list(raw), format_, prefixes, body)
    with _Representable(format_):
        raw.serialize(body, RdfFormat.from_extension(format_.extension))
    return body.getvalue().count(b"\n")


def _write_dataset(
    raw: QuerySolutions, format_: Format, prefixes: Mapping[str, str], body: Body
) -> int:
    """Serialise rows as quads, those of the default graph alone where a format has no other."""
    quads = [Quad(row[0], row[1], row[2], row[3] or DefaultGraph()) for row in raw]
    if format_.has_graphs:
        return _serialised(quads, format_, prefixes, body)
    default = [quad.triple for quad in quads if isinstance(quad.graph_name, DefaultGraph)]
    return _serialised(default, format_, prefixes, body)


def _serialised(
    statements: Sequence[Triple] | Sequence[Quad],
    format_: Format,
    prefixes: Mapping[str, str],
    body: Body,
) -> int:
    with _Representable(format_):
        lines = serialize(statements, format=RdfFormat.N_QUADS) or b""
        used = used_prefixes(prefixes, lines)
        serialize(statements, body, RdfFormat.from_extension(format_.extension), prefixes=used)
    return len(statements)


class _Representable:
    """Turn what a serialiser raises into NotRepresentable."""

    def __init__(self, format_: Format) -> None:
        self._format = format_

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, RuntimeError | OSError | ValueError):
            raise NotRepresentable(
                f"The answer cannot be written as {self._format.name}: {error}; "
                "ask for another format."
            ) from error
