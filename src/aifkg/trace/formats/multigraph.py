"""A multigraph of networkx: a trace to compute with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aifkg.trace.answer import Trace
from aifkg.trace.formats.drawing import edges, nodes
from aifkg.trace.formats.noting import notes

if TYPE_CHECKING:
    from networkx import MultiDiGraph


def multigraph(trace: Trace) -> MultiDiGraph:
    """Return the things of a trace by IRI, with its steps as edges.

    Raise ModuleNotFoundError where networkx is not installed.
    """
    try:
        from networkx import MultiDiGraph
    except ModuleNotFoundError as error:
        message = "A trace as a graph needs networkx: pip install 'aifkg[networkx]'."
        raise ModuleNotFoundError(message, name=error.name) from error
    graph = MultiDiGraph(notes=notes(trace), snapshot=trace.snapshot)
    graph.add_nodes_from(nodes(trace).items())
    graph.add_edges_from((one.start, one.end, one.attributes) for one in edges(trace))
    return graph
