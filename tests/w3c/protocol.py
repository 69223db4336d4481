"""The protocol: the suite's tests of SPARQL 1.1 Protocol requests that are no updates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
from rdflib import RDFS, Graph, Literal, Namespace
from rdflib.collection import Collection
from rdflib.term import Node

from aifkg.engine import GRAPHS, RESULTS
from tests.w3c import outcome

_FOLDER = "sparql/sparql11/protocol"
_MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
_UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
_HT = Namespace("http://www.w3.org/2011/http#")
_CNT = Namespace("http://www.w3.org/2011/content#")
_PATH = "/sparql/"
_TYPES = {"RDF": GRAPHS, "tabular": RESULTS, "boolean": RESULTS}


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request, and what is to be answered: a class of status such as `4`, a kind, a truth."""

    name: str
    method: str
    parameters: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    statuses: frozenset[str]
    kind: str
    truth: bool | None


def read(root: Path) -> list[Exchange]:
    """Return the exchanges about queries, each of which is one request."""
    manifest = _manifest(root)
    return [
        _exchange(manifest, entry)
        for entries in manifest.objects(None, _MF.entries)
        for entry in Collection(manifest, entries)
        if not is_update(entry)
    ]


def is_update(entry: Node) -> bool:
    """Whether a test is about updates, by its name."""
    return "update" in str(entry).rpartition("#")[2]


def graphs(root: Path) -> dict[str, Path]:
    """Return the graphs that the tests name, by name."""
    manifest = _manifest(root)
    return {
        str(manifest.value(data, RDFS.label)): Path(
            str(manifest.value(data, _UT.graph)).removeprefix("file://")
        )
        for data in manifest.objects(None, _UT.graphData)
        if (data, RDFS.label, None) in manifest
    }


def fault(exchange: Exchange, client: httpx.Client) -> str:
    """Return what is wrong with the answer to a request."""
    response = client.request(
        exchange.method,
        "/sparql" + (f"?{exchange.parameters}" if exchange.parameters else ""),
        content=exchange.body or None,
        headers=dict(exchange.headers),
    )
    if str(response.status_code)[0] not in exchange.statuses:
        return f"{response.status_code} {response.json().get('detail', '')}"
    media_type = response.headers["content-type"].partition(";")[0]
    types = {format_.media_type for format_ in _TYPES.get(exchange.kind, ())}
    if types and media_type not in types:
        return f"the answer is {media_type}, which is not {exchange.kind}"
    if exchange.truth is None:
        return ""
    found = outcome.read(response.content, media_type)
    return "" if found is exchange.truth else f"expected {exchange.truth}, got {found}"


def _manifest(root: Path) -> Graph:
    path = (root / _FOLDER / "manifest.ttl").resolve()
    manifest = Graph()
    return manifest.parse(path, path.as_uri(), "turtle") if path.is_file() else manifest


def _exchange(manifest: Graph, entry: Node) -> Exchange:
    (request,) = _requests(manifest, entry)
    body = manifest.value(request, _HT.body)
    chars = str(manifest.value(body, _CNT.chars)) if body else ""
    headers = tuple(_headers(manifest, request))
    parameters = str(manifest.value(request, _HT.absolutePath)).removeprefix(_PATH).lstrip("?")
    answer = manifest.value(request, _HT.resp)
    truth = manifest.value(answer, _MF.expectedBoolean)
    encoding = str(manifest.value(body, _CNT.characterEncoding)) if body else "utf-8"
    return Exchange(
        name=f"sparql11/protocol/{str(entry).rpartition('#')[2]}",
        method=str(manifest.value(request, _HT.methodName)),
        parameters=parameters,
        headers=headers,
        body=chars.encode(encoding),
        statuses=frozenset(
            str(status)[-3] for status in manifest.objects(answer, _MF.expectedStatus)
        ),
        kind=str(manifest.value(answer, _MF.expectedFormat) or ""),
        truth=bool(truth.value) if isinstance(truth, Literal) else None,
    )


def _requests(manifest: Graph, entry: Node) -> Iterator[Node]:
    action = manifest.value(entry, _MF.action)
    requests = manifest.value(action, _HT.requests)
    yield from Collection(manifest, requests) if requests else ()


def _headers(manifest: Graph, request: Node) -> Iterator[tuple[str, str]]:
    headers = manifest.value(request, _HT.headers)
    for header in Collection(manifest, headers) if headers else ():
        name, value = (manifest.value(header, one) for one in (_HT.fieldName, _HT.fieldValue))
        yield str(name), str(value)
