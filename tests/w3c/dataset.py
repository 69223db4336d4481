"""The data: the files of the suite as named graphs of one snapshot, each named by its IRI."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse, serialize

from tests.w3c import protocol
from tests.w3c.suite import Asks, Case, Suite

_SUFFIXES = frozenset({".ttl", ".rdf", ".nt", ".trig", ".nq"})


def snapshot(suite: Suite) -> str:
    """Return the data of every test as N-Quads; blank nodes of different files stay apart."""
    files = {path for case in suite.cases for path in graphs(case)}
    stated = [named(path, suite.iri(path)) for path in sorted(files)]
    stated += [named(path, name) for name, path in protocol.graphs(suite.root).items()]
    quads = serialize(chain.from_iterable(stated), format=RdfFormat.N_QUADS)
    return (quads or b"").decode()


def graphs(case: Case) -> tuple[Path, ...]:
    """Return the files a test may read: where it states none, FROM may name any beside it."""
    if case.asks is not Asks.ANSWER:
        return ()
    if case.data or case.named:
        return case.data + case.named
    beside = sorted(case.query.parent.iterdir())
    return tuple(path for path in beside if path.suffix in _SUFFIXES and path.stem != "manifest")


def dataset(suite: Suite, case: Case) -> list[tuple[str, str]]:
    """Return the protocol's parameters that make a test's data the dataset of its query."""
    if case.has_from():
        return []
    default = [("default-graph-uri", suite.iri(path)) for path in case.data]
    beside = (name for path in case.data for name in _inner(suite, path))
    inner = [("named-graph-uri", name) for name in sorted(set(beside))]
    return default + inner + [("named-graph-uri", suite.iri(path)) for path in case.named]


def store(suite: Suite, case: Case) -> Store:
    """Return a store that holds the data of one test as it stands, and nothing else."""
    found = Store()
    for path in case.data:
        found.extend(read(path, suite.iri(path)))
    others = case.named if case.data or case.named else graphs(case)
    for path in others:
        found.add_graph(NamedNode(suite.iri(path)))
        found.extend(named(path, suite.iri(path)))
    return found


def named(path: Path, name: str) -> Iterator[Quad]:
    """Yield a file's quads, what is in its default graph in the graph of that name."""
    for quad in read(path, name):
        graph = NamedNode(name) if isinstance(quad.graph_name, DefaultGraph) else quad.graph_name
        yield Quad(quad.subject, quad.predicate, quad.object, graph)


def _inner(suite: Suite, path: Path) -> Iterator[str]:
    """Yield the names of the graphs that a file of quads holds."""
    for quad in read(path, suite.iri(path)):
        if isinstance(quad.graph_name, NamedNode):
            yield quad.graph_name.value


@cache
def read(path: Path, base: str) -> tuple[Quad, ...]:
    """Return what a file states."""
    format_ = RdfFormat.from_extension(path.suffix[1:])
    return tuple(parse(path=path, format=format_, base_iri=base, rename_blank_nodes=True))
