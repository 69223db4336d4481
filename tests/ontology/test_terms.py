"""Terms: the ontology, its codes and its shapes keep to the meta-shapes.

Each constraint of `ontology/meta-shapes.ttl` has an example that breaks it, and nothing else, in
`tests/data/meta-shapes/`; the first line of the example is the message that it must bring about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pyshacl
import pytest
from rdflib import Graph
from rdflib.namespace import OWL, RDF, SH, SKOS

from aifkg.names import PrefixTable, read_prefixes
from aifkg.share import Share
from tests.conftest import ROOT

EXAMPLES = sorted((ROOT / "tests" / "data" / "meta-shapes").glob("*.ttl"))
ONTOLOGY = sorted((ROOT / "ontology").glob("*.ttl"))
BREAKS = "# Breaks: "


@pytest.fixture(scope="module")
def meta_shapes(share: Share) -> Graph:
    return Graph().parse(share.ontology / "meta-shapes.ttl")


def findings(data: Graph, meta_shapes: Graph) -> list[tuple[str, str, str]]:
    """Return focus node, value and message of each result."""
    conforms, report, _ = pyshacl.validate(data, shacl_graph=meta_shapes)
    assert isinstance(report, Graph)
    found = [
        (
            str(report.value(result, SH.focusNode)),
            str(report.value(result, SH.value)),
            str(report.value(result, SH.resultMessage)),
        )
        for result in report.objects(None, SH.result)
    ]
    assert conforms == (not found)
    return sorted(found)


def parsed(paths: Iterable[Path]) -> Graph:
    graph = Graph()
    for path in paths:
        graph.parse(path)
    return graph


def test_the_ontology_keeps_to_its_meta_shapes(share: Share, meta_shapes: Graph) -> None:
    files = [share.ontology / f"{stem}.ttl" for stem in ("aifkg", "codes", "shapes")]
    graph = parsed(files)
    assert len(set(graph.subjects(RDF.type, OWL.Class))) >= 40
    assert len(set(graph.subjects(RDF.type, SKOS.Concept))) >= 200
    assert len(set(graph.subjects(RDF.type, SH.NodeShape))) >= 40
    assert findings(graph, meta_shapes) == []


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_example_breaks_what_it_says_and_nothing_else(example: Path, meta_shapes: Graph) -> None:
    first = example.read_text(encoding="utf-8").partition("\n")[0]
    assert first.startswith(BREAKS)
    messages = {message for _, _, message in findings(Graph().parse(example), meta_shapes)}
    assert messages == {first.removeprefix(BREAKS)}


def test_each_constraint_has_an_example(meta_shapes: Graph) -> None:
    broken = {
        path.read_text(encoding="utf-8").partition("\n")[0].removeprefix(BREAKS)
        for path in EXAMPLES
    }
    messages = [str(message) for message in meta_shapes.objects(None, SH.message)]
    assert len(messages) == len(set(messages)) >= 25
    assert broken == set(messages)


def test_each_constraint_of_the_meta_shapes_has_a_message(meta_shapes: Graph) -> None:
    parts = set(meta_shapes.objects(None, SH.property)) | set(meta_shapes.objects(None, SH.sparql))
    assert {part for part in parts if (part, SH.message, None) not in meta_shapes} == set()


@pytest.mark.parametrize("path", [*ONTOLOGY, *EXAMPLES], ids=lambda path: path.stem)
def test_prefixes_are_those_of_the_table(path: Path, table: PrefixTable) -> None:
    bound = read_prefixes(path.read_text(encoding="utf-8"))
    assert {p: ns for p, ns in bound.items() if table.namespaces.get(p) != ns} == {}
    assert list(bound) == sorted(bound)


def test_each_term_stands_in_a_chapter_that_its_part_of_the_file_shares(share: Share) -> None:
    text = (share.ontology / "aifkg.ttl").read_text(encoding="utf-8")
    codes = (share.ontology / "codes.ttl").read_text(encoding="utf-8")
    chapters = set(re.findall(r"^chapter:([\w-]+)$", codes, re.MULTILINE))
    seen: set[str] = set()
    for part in re.split(r"^#{20,}\n# (?:.+)\n#{20,}$", text, flags=re.MULTILINE)[1:]:
        terms = re.findall(r"^aif:\w+$", part, re.MULTILINE)
        named = re.findall(r"^    dcterms:subject chapter:([\w-]+) ;$", part, re.MULTILINE)
        assert len(named) == len(terms)
        assert len(set(named)) <= 1, part[:200]
        seen |= set(named)
    assert seen == chapters
