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
from aifkg.engine.errors import EngineError, ResultTooLarge, WorkerDied
from aifkg.engine.formats import BY_NAME, Format
from aifkg.engine.store import Dataset, Literal, NamedNode, Term

LENGTHS = struct.Struct("!IQ")

COMMAND = struct.Struct("!cq")
"""What a zygote is told: the command and a process id, with a descriptor where it is to fork."""
ANSWER = struct.Struct("!qq")
"""What it answers: a process id and a wait status; at first, the number of triples and 0."""
FORK, END = b"f", b"e"


@dataclass(frozen=True, slots=True)
class Request:
    """A query, the format its answer is wanted in, and what it is asked with."""

    sparql: str
    format: Format
    bindings: Mapping[str, Term] = field(default_factory=dict)
    dataset: Dataset | None = None


def pack(head: Mapping[str, Any], body: bytes = b"") -> bytes:
    """Return a frame."""
    text = json.dumps(head).encode()
    return LENGTHS.pack(len(text), len(body)) + text + body


def request_head(request: Request, limit_bytes: int) -> dict[str, Any]:
    """Return a request as JSON-able data."""
    dataset = request.dataset
    return {
        "sparql": request.sparql,
        "format": request.format.name,
        "bindings": {name: _term_out(term) for name, term in request.bindings.items()},
        "dataset": [dataset.default, dataset.named] if dataset else None,
        "limit_bytes": limit_bytes,
    }


def read_request(head: Mapping[str, Any]) -> tuple[Request, int]:
    """Return the request, and the most bytes its answer may have."""
    dataset = head["dataset"]
    bindings = {name: _term_in(term) for name, term in head["bindings"].items()}
    graphs = Dataset(tuple(dataset[0]), tuple(dataset[1])) if dataset else None
    request = Request(head["sparql"], BY_NAME[head["format"]], bindings, graphs)
    return request, head["limit_bytes"]


def error_head(error: EngineError) -> dict[str, Any]:
    """Return an error as JSON-able data."""
    return {
        "error": type(error).__name__,
        "message": error.message,
        "line": error.line,
        "column": error.column,
        "limit_bytes": getattr(error, "limit_bytes", 0),
    }


def read_error(head: Mapping[str, Any]) -> EngineError:
    """Return the error that a reply's head tells of."""
    kind = getattr(errors, str(head["error"]), None)
    if kind is ResultTooLarge:
        return ResultTooLarge(int(head["limit_bytes"]))
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
