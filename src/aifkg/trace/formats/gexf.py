"""GEXF 1.3: a trace for Gephi."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree as ET

from aifkg.trace.answer import Trace
from aifkg.trace.formats.citing import Citation, cite
from aifkg.trace.formats.drawing import EDGE, NODE, Attribute, edges, nodes
from aifkg.trace.formats.noting import notes
from aifkg.trace.formats.xml import child, document, written


def write(trace: Trace, citation: Citation) -> bytes:
    """Return a trace as GEXF; what is to be known of the whole is its description."""
    root = ET.Element("gexf", {"xmlns": "http://gexf.net/1.3", "version": "1.3"})
    meta = child(root, "meta")
    child(meta, "creator", "aifkg")
    told = (*notes(trace), cite(trace, citation.address, citation.changed))
    child(meta, "description", " ".join(told))
    graph = child(root, "graph", defaultedgetype="directed", mode="static")
    _declare(graph, "node", NODE)
    _declare(graph, "edge", EDGE)
    places = _nodes(graph, trace)
    _edges(graph, trace, places)
    return document(root)


def _declare(graph: ET.Element, of: str, names: Mapping[str, str]) -> None:
    declared = child(graph, "attributes", class_=of)
    for name, kind in names.items():
        child(declared, "attribute", id=name, title=name, type=kind)


def _nodes(graph: ET.Element, trace: Trace) -> dict[str, str]:
    """Write the nodes; return what each thing is called in the file."""
    parent = child(graph, "nodes")
    places = {}
    for number, (iri, attributes) in enumerate(nodes(trace).items(), 1):
        places[iri] = f"n{number}"
        label = str(attributes["label"])
        _values(child(parent, "node", id=places[iri], label=label), attributes)
    return places


def _edges(graph: ET.Element, trace: Trace, places: Mapping[str, str]) -> None:
    parent = child(graph, "edges")
    for number, edge in enumerate(edges(trace), 1):
        ends = {"source": places[edge.start], "target": places[edge.end]}
        label = str(edge.attributes["label"])
        _values(child(parent, "edge", id=f"e{number}", label=label, **ends), edge.attributes)


def _values(element: ET.Element, attributes: Mapping[str, Attribute]) -> None:
    values = child(element, "attvalues")
    for name, value in attributes.items():
        child(values, "attvalue", for_=name, value=written(value))
