"""GraphML: a trace for yEd, Gephi, igraph, Cytoscape and networkx."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree as ET

from aifkg.trace.answer import Trace
from aifkg.trace.formats.citing import Citation, cite
from aifkg.trace.formats.drawing import EDGE, NODE, Attribute, edges, nodes
from aifkg.trace.formats.noting import notes
from aifkg.trace.formats.xml import child, document, written

_TYPES = {"string": "string", "boolean": "boolean", "integer": "int"}


def write(trace: Trace, citation: Citation) -> bytes:
    """Return a trace as GraphML; what is to be known of the whole is an attribute of the graph."""
    root = ET.Element("graphml", {"xmlns": "http://graphml.graphdrawing.org/xmlns"})
    for of, names in (("node", NODE), ("edge", EDGE)):
        for name, kind in names.items():
            _key(root, of, name, _TYPES[kind])
    _key(root, "graph", "note", "string")
    _key(root, "graph", "citation", "string")
    graph = child(root, "graph", edgedefault="directed")
    cited = cite(trace, citation.address, citation.changed)
    _data(graph, "graph", {"note": " ".join(notes(trace)), "citation": cited})
    places = {}
    for number, (iri, attributes) in enumerate(nodes(trace).items(), 1):
        places[iri] = f"n{number}"
        _data(child(graph, "node", id=places[iri]), "node", attributes)
    for number, edge in enumerate(edges(trace), 1):
        ends = {"source": places[edge.start], "target": places[edge.end]}
        _data(child(graph, "edge", id=f"e{number}", **ends), "edge", edge.attributes)
    return document(root)


def _key(root: ET.Element, of: str, name: str, kind: str) -> None:
    child(root, "key", id=f"{of}-{name}", for_=of, **{"attr.name": name, "attr.type": kind})


def _data(element: ET.Element, of: str, attributes: Mapping[str, Attribute]) -> None:
    for name, value in attributes.items():
        child(element, "data", written(value), key=f"{of}-{name}")
