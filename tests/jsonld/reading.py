"""Documents read back as statements, by two parsers that others wrote."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, Triple, parse, serialize
from rdflib import Graph
from rdflib.compare import isomorphic

from aifkg.jsonld import Context, document


def written(triples: Iterable[Triple], root: str, context: Context) -> bytes:
    return document(((one.subject, one.predicate, one.object) for one in triples), root, context)


def same(body: bytes, triples: Iterable[Triple]) -> None:
    """Assert that both parsers read just these triples from a document."""
    lines = serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    assert canonical(body, RdfFormat.JSON_LD) == canonical(lines, RdfFormat.N_TRIPLES)
    found = Graph().parse(data=body, format="json-ld")
    assert isomorphic(found, Graph().parse(data=lines, format="nt"))


def canonical(body: bytes, format_: RdfFormat) -> list[str]:
    """Return statements as lines that are equal for equal graphs, whatever their nodes' names."""
    dataset = Dataset(parse(body, format_))
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return sorted(map(str, dataset))
