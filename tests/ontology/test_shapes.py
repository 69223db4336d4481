"""Shapes: each constraint of each class shape has an example that breaks it, and nothing else.

An example is a node of `tests/data/shapes/<Class>.ttl` named `ex:<property>-<parameter>`: it breaks
the SHACL parameter (`datatype`, `minCount`, …) of the property in the shape of the class. Nodes
without a hyphen are sound; examples speak of them.
"""

from __future__ import annotations

import re
from pathlib import Path

import pyshacl
import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, RDFS, SH, SKOS
from rdflib.term import Node

from aifkg.names import TERM, PrefixTable, read_prefixes
from aifkg.share import Share
from tests.conftest import ROOT

FILES = sorted((ROOT / "tests" / "data" / "shapes").glob("*.ttl"))
EX = "https://example.org/"
ABOUT = {SH.path, SH.message, SH.severity, SH.name, RDF.type}
FOREIGN = {"label": RDFS.label, "altLabel": SKOS.altLabel}

Broken = tuple[str, str]
"""The name of a property and of a SHACL parameter."""


@pytest.fixture(scope="module")
def shapes(share: Share) -> Graph:
    return Graph().parse(share.ontology / "shapes.ttl")


@pytest.fixture(scope="module")
def backdrop(share: Share) -> Graph:
    """What a value is judged by: the class tree, and the scheme of each code."""
    graph = Graph()
    for stem, predicate in (("aifkg", RDFS.subClassOf), ("codes", SKOS.inScheme)):
        for row in Graph().parse(share.ontology / f"{stem}.ttl").triples((None, predicate, None)):
            graph.add(row)
    return graph


def name(term: Node | None) -> str:
    return re.split(r"[#/]", str(term))[-1]


def announced(example: Graph) -> dict[URIRef, Broken]:
    """Return what each example says it breaks."""
    nodes = {s for s in example.subjects(RDF.type) if isinstance(s, URIRef)}
    found: dict[URIRef, Broken] = {}
    for node in nodes:
        prop, hyphen, parameter = str(node).removeprefix(EX).partition("-")
        if hyphen:
            found[node] = (prop, parameter)
    return found


def path_of(prop: str) -> URIRef:
    return FOREIGN.get(prop, URIRef(TERM + prop))


def required(shapes: Graph) -> dict[str, set[Broken]]:
    """Return, for each class, each parameter of each property that its shape constrains."""
    found: dict[str, set[Broken]] = {}
    for shape, cls in shapes.subject_objects(SH.targetClass):
        for part in shapes.objects(shape, SH.property):
            prop = name(shapes.value(part, SH.path))
            parameters = set(shapes.predicates(part)) - ABOUT
            found.setdefault(name(cls), set()).update((prop, name(p)) for p in parameters)
    return {cls: broken for cls, broken in found.items() if broken}


def validate(example: Graph, backdrop: Graph, shapes: Graph) -> dict[Node, set[tuple[Node, str]]]:
    """Return path and broken constraint of each result, by focus node."""
    _, report, _ = pyshacl.validate(example + backdrop, shacl_graph=shapes)
    assert isinstance(report, Graph)
    found: dict[Node, set[tuple[Node, str]]] = {}
    for result in report.objects(None, SH.result):
        focus = report.value(result, SH.focusNode)
        path = report.value(result, SH.resultPath)
        assert path is not None
        assert focus is not None
        component = name(report.value(result, SH.sourceConstraintComponent))
        parameter = component.removesuffix("ConstraintComponent")
        parameter = parameter[0].lower() + parameter[1:]
        found.setdefault(focus, set()).add((path, parameter))
    return found


def test_there_are_examples() -> None:
    assert len(FILES) >= 35
    assert sum(len(announced(Graph().parse(path))) for path in FILES) >= 300


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_reported_is_what_is_announced(path: Path, backdrop: Graph, shapes: Graph) -> None:
    example = Graph().parse(path)
    expected = announced(example)
    found = validate(example, backdrop, shapes)
    assert {(focus, at) for focus, results in found.items() for at, _ in results} == {
        (focus, path_of(prop)) for focus, (prop, _) in expected.items()
    }
    for focus, (prop, parameter) in expected.items():
        assert (path_of(prop), parameter) in found[focus], f"{focus} breaks something else"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_example_is_of_the_class_of_its_file(path: Path) -> None:
    example = Graph().parse(path)
    classes = {example.value(node, RDF.type) for node in announced(example)}
    assert classes == {URIRef(TERM + path.stem)}


def test_each_constraint_of_each_shape_has_an_example(shapes: Graph) -> None:
    shown = {path.stem: set(announced(Graph().parse(path)).values()) for path in FILES}
    wanted = required(shapes)
    missing = {cls: wanted[cls] - shown.get(cls, set()) for cls in wanted}
    stale = {cls: shown[cls] - wanted.get(cls, set()) for cls in shown}
    assert {cls: pairs for cls, pairs in missing.items() if pairs} == {}
    assert {cls: pairs for cls, pairs in stale.items() if pairs} == {}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_prefixes_are_those_of_the_table(path: Path, table: PrefixTable) -> None:
    bound = read_prefixes(path.read_text(encoding="utf-8"))
    assert bound.pop("ex") == EX
    assert {p: ns for p, ns in bound.items() if table.namespaces.get(p) != ns} == {}
