"""GraphML, GEXF and networkx: the same nodes and edges, read back by networkx."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from typing import Any

import networkx as nx
import pytest

from aifkg.trace import Trace
from aifkg.trace.formats import named, write
from aifkg.trace.formats.drawing import edges, nodes
from tests.trace.formats.traces import (
    ADDRESS,
    DETAIL_RULE,
    ended,
    hostile,
    none,
    ruled,
    virkkunen,
)

each = pytest.mark.parametrize("name", ["graphml", "gexf"])


def read(trace: Trace, name: str) -> Any:
    format_ = named(name)
    assert format_ is not None
    body = io.BytesIO(write(trace, format_, ADDRESS))
    return nx.read_graphml(body) if name == "graphml" else nx.read_gexf(body, version="1.3")


@each
@pytest.mark.parametrize("trace", [virkkunen, ruled, none], ids=lambda one: one.__name__)
def test_networkx_reads_what_was_written(trace: Callable[[], Trace], name: str) -> None:
    found = trace()
    graph = read(found, name)
    assert {one["iri"]: one for _, one in graph.nodes(data=True)} == nodes(found)
    iris = {node: one["iri"] for node, one in graph.nodes(data=True)}
    told = [
        (iris[start], iris[end], {key: said[key] for key in said if key != "id"})
        for start, end, said in graph.edges(data=True)
    ]
    expected = [(one.start, one.end, dict(one.attributes)) for one in edges(found)]
    assert sorted(told, key=str) == sorted(expected, key=str)


@each
def test_it_is_well_formed_whatever_the_texts_hold(name: str) -> None:
    graph = read(hostile(), name)
    assert len(graph) == len(nodes(virkkunen()))
    label = next(one["label"] for _, one in graph.nodes(data=True))
    assert label.startswith('=\ufffd\ufffd[31m<b a="1">&amp;]]>')
    assert label.endswith("'{}\ufffd\ufffdHenna Virkkunen")


@each
def test_an_edge_names_its_passages_and_a_node_its_page(name: str) -> None:
    found, graph = virkkunen(), read(virkkunen(), name)
    named_ = {iri for *_, one in graph.edges(data=True) for iri in one["passages"].split(" ")}
    assert named_ == {one.iri for step in found.steps for one in step.evidence}
    pages = {one["iri"]: one["page"] for _, one in graph.nodes(data=True)}
    assert pages["https://w3id.org/aifkg/id/ai-factory/lumi"].endswith("/id/ai-factory/lumi")
    finland = "http://publications.europa.eu/resource/authority/country/FIN"
    assert pages[finland] == "https://w3id.org/aifkg/id/country/FIN"


def test_an_edge_names_the_rules_that_tie_its_things_alone() -> None:
    told = [one.attributes for one in (*edges(virkkunen()), *edges(ruled()))]
    named_ = " ".join(str(one["rules"]) for one in told if "rules" in one).split(" ")
    assert all(one.startswith("https://w3id.org/aifkg/rule/") for one in named_)
    assert DETAIL_RULE not in named_
    by_rule_alone = [one for one in told if "passages" not in one]
    assert all("rules" in one and one["sources"] == 0 for one in by_rule_alone)


def test_the_graph_names_its_limit_and_how_to_cite_it() -> None:
    graph = read(ended(), "graphml").graph
    assert graph["note"].startswith("The search was ended at its limit")
    assert ADDRESS in graph["citation"]


def test_edges_say_how_well_they_are_evidenced_and_on_which_paths() -> None:
    graph = virkkunen().networkx()
    assert isinstance(graph, nx.MultiDiGraph)
    said = [one for *_, one in graph.edges(data=True)]
    (money,) = (one for one in said if one["property"].endswith("#Commitment"))
    assert (money["sources"], money["best_rank"], money["paths"]) == (2, 2, "1,2")
    assert money["disputed"] is False
    ends = {iri for iri, one in graph.nodes(data=True) if one["is_end"]}
    assert ends == {one.iri for one in virkkunen().ends}


def test_without_networkx_it_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "networkx", None)
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'aifkg\[networkx\]'"):
        virkkunen().networkx()
