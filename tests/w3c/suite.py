"""The suite: the SPARQL tests of a checkout of w3c/rdf-tests as its manifests state them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from aifkg.engine.tokens import Kind, Token, significant
from tests.w3c import protocol
from tests.w3c.protocol import Exchange

_WEB = "https://w3c.github.io/rdf-tests/"
_MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
_QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
_SD = Namespace("http://www.w3.org/ns/sparql-service-description#")


class Asks(StrEnum):
    """What a test asks of an engine."""

    ANSWER = "evaluation"
    ACCEPT = "positive syntax"
    REJECT = "negative syntax"


_KINDS = {
    "QueryEvaluationTest": Asks.ANSWER,
    "CSVResultFormatTest": Asks.ANSWER,
    "PositiveSyntaxTest": Asks.ACCEPT,
    "PositiveSyntaxTest11": Asks.ACCEPT,
    "NegativeSyntaxTest": Asks.REJECT,
    "NegativeSyntaxTest11": Asks.REJECT,
}
_OTHER_KINDS = {
    "UpdateEvaluationTest": "update",
    "PositiveUpdateSyntaxTest": "update",
    "PositiveUpdateSyntaxTest11": "update",
    "NegativeUpdateSyntaxTest": "update",
    "NegativeUpdateSyntaxTest11": "update",
    "GraphStoreProtocolTest": "graph store protocol",
    "ServiceDescriptionTest": "service description",
}


@dataclass(frozen=True, slots=True)
class Case:
    """A test of query evaluation or query syntax."""

    name: str
    asks: Asks
    query: Path
    data: tuple[Path, ...]
    named: tuple[Path, ...]
    expected: Path | None
    any_count: bool
    base: str

    @property
    def folder(self) -> str:
        """The suite and the folder, such as `sparql11/bind`."""
        return self.name.rpartition("/")[0]

    def text(self) -> str:
        """Return the query, with a line that says what its relative IRIs are relative to."""
        text = self.query.read_bytes().decode("utf-8").removeprefix("\ufeff")
        return f"BASE <{self.base}>\n{text}" if _is_relative(significant(text)) else text

    def has_from(self) -> bool:
        """Whether the query names its dataset itself."""
        return any(_is_word(token, "FROM") for token in significant(self.text()))

    def is_ordered(self) -> bool:
        """Whether the order of the answer's rows is asked for."""
        words = [token.text.upper() for token in significant(self.text())]
        closing = len(words) - words[::-1].index("}") if "}" in words else 0
        return "ORDER" in words[closing:]


@dataclass(frozen=True, slots=True)
class Suite:
    """The tests to run, and the number of those left out by reason."""

    root: Path
    cases: tuple[Case, ...]
    exchanges: tuple[Exchange, ...]
    left_out: dict[str, int]

    @property
    def tests(self) -> tuple[Case | Exchange, ...]:
        """Every test that is to be run."""
        return (*self.cases, *self.exchanges)

    def iri(self, path: Path) -> str:
        """Return the name of a file on the web."""
        return _iri(self.root, path)


def read(root: Path) -> Suite:
    """Read every manifest of the SPARQL tests under a checkout."""
    cases: list[Case] = []
    left_out: dict[str, int] = {}
    for path in sorted(root.glob("sparql/sparql1*/*/manifest.ttl")):
        manifest = Graph().parse(path, format="turtle", publicID=_iri(root, path))
        for entry in _entries(manifest):
            reason = _reason(manifest, entry)
            if reason:
                left_out[reason] = left_out.get(reason, 0) + 1
            elif _kind(manifest, entry) in _KINDS:
                cases.append(_case(root, path, manifest, entry))
    return Suite(root, tuple(cases), tuple(protocol.read(root)), left_out)


def _iri(root: Path, path: Path) -> str:
    return _WEB + path.relative_to(root).as_posix()


def _entries(manifest: Graph) -> Iterator[Node]:
    for entries in manifest.objects(None, _MF.entries):
        yield from Collection(manifest, entries)


def _reason(manifest: Graph, entry: Node) -> str:
    """Return why a test is left out, or nothing where it is to be run."""
    kind = _kind(manifest, entry)
    if kind in _OTHER_KINDS:
        return _OTHER_KINDS[kind]
    action = manifest.value(entry, _MF.action)
    if str(action).endswith(".ru") or protocol.is_update(entry):
        return "update"
    if any((node, _SD.entailmentRegime, None) in manifest for node in (entry, action)):
        return "entailment regime"
    if (entry, _MF.feature, _SD.BasicFederatedQuery) in manifest or "/syntax-fed/" in str(action):
        return "SERVICE, which the server refuses by design"
    return ""


def _kind(manifest: Graph, entry: Node) -> str:
    return str(manifest.value(entry, RDF.type)).rpartition("#")[2]


def _case(root: Path, path: Path, manifest: Graph, entry: Node) -> Case:
    action = manifest.value(entry, _MF.action)
    assert action is not None, f"{entry} of {path} has no action"
    query = manifest.value(action, _QT.query) or action
    result = manifest.value(entry, _MF.result)
    local = str(entry).rpartition("#")[2]
    return Case(
        name=f"{path.parent.parent.name}/{path.parent.name}/{local}",
        asks=_KINDS[_kind(manifest, entry)],
        query=_file(root, query),
        data=_files(root, manifest, action, _QT.data),
        named=_files(root, manifest, action, _QT.graphData),
        expected=_file(root, result) if result else None,
        any_count=(entry, _MF.resultCardinality, _MF.LaxCardinality) in manifest,
        base=str(query),
    )


def _files(root: Path, manifest: Graph, action: Node, role: URIRef) -> tuple[Path, ...]:
    return tuple(sorted(_file(root, node) for node in manifest.objects(action, role)))


def _file(root: Path, node: Node) -> Path:
    return root / str(node).removeprefix(_WEB)


def _is_word(token: Token, word: str) -> bool:
    return token.kind is Kind.WORD and token.text.upper() == word


def _is_relative(tokens: list[Token]) -> bool:
    """Whether a query has a relative IRI and no BASE of its own."""
    if any(_is_word(token, "BASE") for token in tokens):
        return False
    iris = [token.text for token in tokens if token.kind is Kind.IRI]
    return any(":" not in iri.partition("/")[0].partition("#")[0] for iri in iris)
