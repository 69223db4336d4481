"""The wire: requests and replies between the server and its workers, as frames of JSON and bytes.

A frame is two lengths, a JSON head and a body. Replies come from a process that read a hostile
query, so nothing on the wire is ever more than data.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from aifkg.engine import errors
from aifkg.engine.errors import EngineError, QuerySyntaxError
from aifkg.engine.formats import BY_NAME, Format
from aifkg.engine.store import Dataset, Literal, NamedNode, Term

LENGTHS = struct.Struct("!IQ")

COMMAND = struct.Struct("!cq")
"""What a zygote is told: the command and a process id, with a socket where one is to be served."""
ANSWER = struct.Struct("!qq")
"""What it answers: a process id and a wait status; at first, the number of triples and 0.

What the system refused it, it answers with the number of that error, negative, and 0.
"""
ATTACH, FORK, END = b"a", b"f", b"e"
_REMEMBERED = 512
"""Bytes of a head past which it is read anew: a client that names many graphs makes it longer."""
_COPIED = 1 << 15
"""Bytes of a body below which to copy it costs less than to send twice."""


@dataclass(frozen=True, slots=True)
class Request:
    """A query, the formats its answer may be written in, and what it is asked with.

    Which of the formats is used depends on the query's form; `coding` names the content coding.
    """

    sparql: str
    formats: tuple[Format, ...]
    bindings: Mapping[str, Term] = field(default_factory=dict)
    dataset: Dataset | None = None
    coding: str = ""
    as_quads: bool = False
    """Whether the rows of a SELECT of ?subject, ?predicate, ?object and ?graph are a dataset."""
    task: str = ""
    """Which task the text is for; "" is a query. A task writes the first of the formats."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that an answer may have."""

    bytes: int = 32 << 20
    rows: int = 1_000_000
    are_counted: bool = True
    """Whether rows are counted also where there cannot be too many: whoever logs wants to know."""


class Written(NamedTuple):
    """An answer as it is sent, and what it has: rows, or triples of a graph."""

    format: Format
    body: bytes
    rows: int | None
    coding: str = ""


def pack(head: bytes, body: bytes = b"") -> bytes:
    """Return a frame."""
    return b"".join((LENGTHS.pack(len(head), len(body)), head, body))


def pack_request(request: Request, limits: Limits) -> bytes:
    """Return a request as a frame: the query is the body, the rest the head."""
    if request.bindings or request.dataset or request.as_quads or request.task:
        head = _request_head(request, limits)
    else:
        head = _plain_head(request.formats, request.coding, limits)
    return pack(head, request.sparql.encode())


@lru_cache(256)
def _plain_head(formats: tuple[Format, ...], coding: str, limits: Limits) -> bytes:
    """Return the head of requests without bindings and dataset, which are few and often alike."""
    return _request_head(Request("", formats, coding=coding), limits)


def _request_head(request: Request, limits: Limits) -> bytes:
    dataset = request.dataset
    head = {
        "formats": [format_.name for format_ in request.formats],
        "bindings": {name: _term_out(term) for name, term in request.bindings.items()},
        "dataset": [dataset.default, dataset.named] if dataset else None,
        "coding": request.coding,
        "as_quads": request.as_quads,
        "task": request.task,
        "limits": [limits.bytes, limits.rows, limits.are_counted],
    }
    return json.dumps(head).encode()


def read_head(head: bytes) -> tuple[Request, Limits]:
    """Return what a request's head says, without its query."""
    # What is kept here, a worker lacks for the queries after it.
    return (_read_head if len(head) <= _REMEMBERED else _read_head.__wrapped__)(head)


@lru_cache(256)
def _read_head(head: bytes) -> tuple[Request, Limits]:
    said = json.loads(head)
    dataset = said["dataset"]
    request = Request(
        "",
        tuple(BY_NAME[name] for name in said["formats"]),
        {name: _term_in(term) for name, term in said["bindings"].items()},
        Dataset(tuple(dataset[0]), tuple(dataset[1])) if dataset else None,
        said["coding"],
        said["as_quads"],
        said["task"],
    )
    return request, Limits(*said["limits"])


def pack_written(written: Written) -> tuple[bytes, ...]:
    """Return an answer as a frame, in two parts where to join them would take longer."""
    head = _written_head(written.format, written.rows, written.coding)
    if len(written.body) < _COPIED:
        return (pack(head, written.body),)
    return (LENGTHS.pack(len(head), len(written.body)) + head, written.body)


@lru_cache(256)
def _written_head(format_: Format, rows: int | None, coding: str) -> bytes:
    return json.dumps({"format": format_.name, "rows": rows, "coding": coding}).encode()


def read_reply(head: bytes, body: bytes) -> Written | EngineError:
    """Return the answer or the error that a reply holds; raise ValueError where it is neither."""
    try:
        format_, rows, coding = _read_written_head(head)
    except KeyError:
        return _read_error(json.loads(head))
    return Written(format_, body, rows, coding)


@lru_cache(256)
def _read_written_head(head: bytes) -> tuple[Format, int | None, str]:
    said = json.loads(head)
    rows = said["rows"]
    return BY_NAME[said["format"]], None if rows is None else int(rows), str(said["coding"])


def pack_error(error: EngineError) -> bytes:
    """Return an error as a frame."""
    head = {
        "error": type(error).__name__,
        "message": error.message,
        "line": error.line,
        "column": error.column,
        "suggestions": getattr(error, "suggestions", ()),
    }
    return pack(json.dumps(head).encode())


def _read_error(head: Mapping[str, Any]) -> EngineError:
    kind = getattr(errors, str(head.get("error")), None)
    if not (isinstance(kind, type) and issubclass(kind, EngineError)):
        raise ValueError("a reply that is neither an answer nor an error")
    place = {"line": head["line"], "column": head["column"]}
    if kind is QuerySyntaxError:
        return QuerySyntaxError(head["message"], **place, suggestions=tuple(head["suggestions"]))
    return kind(head["message"], **place)


def _term_out(term: Term) -> dict[str, str | None]:
    if isinstance(term, NamedNode):
        return {"iri": term.value}
    return {"value": term.value, "language": term.language, "datatype": term.datatype.value}


def _term_in(term: Mapping[str, str]) -> Term:
    if "iri" in term:
        return NamedNode(term["iri"])
    if term["language"]:
        return Literal(term["value"], language=term["language"])
    return Literal(term["value"], datatype=NamedNode(term["datatype"]))
