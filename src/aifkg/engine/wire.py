"""The wire: requests and replies between the server and its workers, as frames of JSON and bytes.

A frame is two lengths, a JSON head and a body. Replies come from a process that read a hostile
query, so nothing on the wire is ever more than data.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aifkg.engine import errors
from aifkg.engine.errors import EngineError, WorkerDied
from aifkg.engine.formats import BY_NAME, Format
from aifkg.engine.store import Dataset, Literal, NamedNode, Term

LENGTHS = struct.Struct("!IQ")

COMMAND = struct.Struct("!cq")
"""What a zygote is told: the command and a process id, with a socket where one is to be served."""
ANSWER = struct.Struct("!qq")
"""What it answers: a process id and a wait status; at first, the number of triples and 0."""
ATTACH, FORK, END = b"a", b"f", b"e"


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


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that an answer may have."""

    bytes: int = 32 << 20
    rows: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Written:
    """An answer as it is sent, and what it has: rows, or triples of a graph."""

    format: Format
    body: bytes
    rows: int
    coding: str = ""


def pack(head: Mapping[str, Any], body: bytes = b"") -> bytes:
    """Return a frame."""
    text = json.dumps(head).encode()
    return LENGTHS.pack(len(text), len(body)) + text + body


def pack_request(request: Request, limits: Limits) -> bytes:
    """Return a request as a frame."""
    dataset = request.dataset
    bindings = {name: _term_out(term) for name, term in request.bindings.items()}
    return pack(
        {
            "sparql": request.sparql,
            "formats": [format_.name for format_ in request.formats],
            "bindings": bindings,
            "dataset": [dataset.default, dataset.named] if dataset else None,
            "coding": request.coding,
            "limits": [limits.bytes, limits.rows],
        }
    )


def read_request(head: Mapping[str, Any]) -> tuple[Request, Limits]:
    """Return the request, and the most that its answer may have."""
    dataset = head["dataset"]
    request = Request(
        head["sparql"],
        tuple(BY_NAME[name] for name in head["formats"]),
        {name: _term_in(term) for name, term in head["bindings"].items()},
        Dataset(tuple(dataset[0]), tuple(dataset[1])) if dataset else None,
        head["coding"],
    )
    return request, Limits(*head["limits"])


def pack_written(written: Written) -> bytes:
    """Return an answer as a frame."""
    head = {"format": written.format.name, "rows": written.rows, "coding": written.coding}
    return pack(head, written.body)


def read_written(head: Mapping[str, Any], body: bytes) -> Written:
    """Return the answer that a reply holds; raise the error that it tells of instead."""
    if "error" in head:
        raise _read_error(head)
    return Written(BY_NAME[head["format"]], body, int(head["rows"]), str(head["coding"]))


def pack_error(error: EngineError) -> bytes:
    """Return an error as a frame."""
    return pack(
        {
            "error": type(error).__name__,
            "message": error.message,
            "line": error.line,
            "column": error.column,
        }
    )


def _read_error(head: Mapping[str, Any]) -> EngineError:
    kind = getattr(errors, str(head["error"]), None)
    if not (isinstance(kind, type) and issubclass(kind, EngineError)):
        return WorkerDied("The worker's reply could not be read.")
    return kind(head["message"], line=head["line"], column=head["column"])


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
