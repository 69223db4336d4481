"""A run: each test asked of the server; each that fails asked of the engine alone as well."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

import httpx
from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, QueryTriples, RdfFormat

from tests.w3c import dataset, outcome, protocol
from tests.w3c.outcome import Graph, Outcome
from tests.w3c.protocol import Exchange
from tests.w3c.suite import Asks, Case, Suite

_TYPES = {
    ".srx": "application/sparql-results+xml",
    ".srj": "application/sparql-results+json",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".ttl": "text/turtle",
    ".rdf": "application/rdf+xml",
    ".nt": "application/n-triples",
}
_RESULTS = (_TYPES[".srj"], _TYPES[".srx"], _TYPES[".tsv"])
_GRAPHS = (_TYPES[".ttl"], _TYPES[".nt"], _TYPES[".rdf"])
_MOST_IN_URL = 2_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a test: `fault` is empty where it passed."""

    name: str
    kind: str
    fault: str = ""
    engine_fault: str = ""

    @property
    def is_ours(self) -> bool:
        """Whether the server fails where the engine alone does not."""
        return bool(self.fault) and not self.engine_fault


def judge(suite: Suite, test: Case | Exchange, client: httpx.Client) -> Verdict:
    """Ask a test of the server, and of the engine alone where the server fails."""
    if isinstance(test, Exchange):
        return Verdict(test.name, "protocol", protocol.fault(test, client))
    fault = _over_http(suite, test, client)
    return Verdict(test.name, test.asks, fault, _alone(suite, test) if fault else "")


def _over_http(suite: Suite, case: Case, client: httpx.Client) -> str:
    if case.asks is Asks.ANSWER:
        expected = _expected(suite, case)
        faults = (_answers(suite, case, client, expected, kind) for kind in _kinds(case, expected))
        return next(filter(None, faults), "")
    return _reads(case, _ask(client, [("query", case.text())], _RESULTS[0], case))


def _reads(case: Case, response: httpx.Response) -> str:
    """Return what is wrong with the answer to a test of syntax."""
    slug = _slug(response)
    if case.asks is Asks.REJECT:
        return "" if slug == "query-syntax" else f"taken as a query: {_said(response)}"
    # A query that is well-formed may still name a function that nobody has.
    return "" if response.is_success or slug == "query-failed" else _said(response)


def _answers(
    suite: Suite, case: Case, client: httpx.Client, expected: Outcome, media_type: str
) -> str:
    """Return what is wrong with the answer to a test in one format."""
    parameters = [("query", case.text()), *dataset.dataset(suite, case)]
    response = _ask(client, parameters, media_type, case)
    if _slug(response) == "not-representable" and media_type != _kinds(case, expected)[0]:
        return ""
    if not response.is_success:
        return _said(response)
    got = response.headers["content-type"].partition(";")[0]
    if got != media_type:
        return f"asked for {media_type}, got {got}"
    return _differs(case, expected, outcome.read(response.content, media_type))


def _differs(case: Case, expected: Outcome, found: Outcome) -> str:
    ordered = case.is_ordered()
    if outcome.same(expected, found, ordered=ordered, any_count=case.any_count):
        return ""
    return f"expected {outcome.written(expected, found)}, got {outcome.written(found, expected)}"


def _ask(
    client: httpx.Client, parameters: list[tuple[str, str]], media_type: str, case: Case
) -> httpx.Response:
    """Ask with GET, or by a form where the address would be long."""
    headers = {"Accept": "*/*" if case.asks is not Asks.ANSWER else media_type}
    if sum(len(value) for _, value in parameters) > _MOST_IN_URL:
        form: dict[str, list[str]] = {}
        for name, value in parameters:
            form.setdefault(name, []).append(value)
        return client.post("/sparql", data=form, headers=headers)
    return client.get(f"/sparql?{urlencode(parameters)}", headers=headers)


def _kinds(case: Case, expected: Outcome) -> tuple[str, ...]:
    """Return the media types to ask for: that of the expected file first, then others."""
    assert case.expected is not None
    own = _TYPES[case.expected.suffix]
    if isinstance(expected, Graph):
        return tuple(dict.fromkeys((own, *_GRAPHS)))
    if own == _TYPES[".csv"]:
        return (own,)
    return _RESULTS if own in _GRAPHS else tuple(dict.fromkeys((own, *_RESULTS)))


def _expected(suite: Suite, case: Case) -> Outcome:
    assert case.expected is not None
    media_type = _TYPES[case.expected.suffix]
    return outcome.read(case.expected.read_bytes(), media_type, suite.iri(case.expected))


def _alone(suite: Suite, case: Case) -> str:
    """Return what is wrong with the answer of the engine without anything of ours around it."""
    store = dataset.store(suite, case)
    try:
        results = store.query(case.text())
        if case.asks is Asks.ANSWER:
            expected = _expected(suite, case)
            media_type = _kinds(case, expected)[0]
            return _differs(case, expected, outcome.read(_written(results, media_type), media_type))
    except SyntaxError as error:
        return "" if case.asks is Asks.REJECT else f"the engine: {error}"
    except (RuntimeError, ValueError, OSError) as error:
        return "" if case.asks is Asks.ACCEPT else f"the engine: {error}"
    return "the engine takes it as a query" if case.asks is Asks.REJECT else ""


def _written(results: QuerySolutions | QueryBoolean | QueryTriples, media_type: str) -> bytes:
    """Return results in a format."""
    if isinstance(results, QuerySolutions | QueryBoolean):
        return results.serialize(format=QueryResultsFormat.from_media_type(media_type)) or b""
    return results.serialize(format=RdfFormat.from_media_type(media_type)) or b""


def _slug(response: httpx.Response) -> str:
    if response.headers.get("content-type") != "application/problem+json":
        return ""
    return str(response.json()["type"]).rpartition("/")[2]


def _said(response: httpx.Response) -> str:
    detail = response.json()["detail"] if _slug(response) else response.text[:200]
    return f"{response.status_code} {detail}"
