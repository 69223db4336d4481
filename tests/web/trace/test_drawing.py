"""Which things and links a picture shows, and in which layers."""

from __future__ import annotations

from aifkg.web.trace.drawing import drawing
from tests.web.trace.traces import thing, through, trace

A, B, X, Y = (thing(name).iri for name in "ABXY")


def test_links_lead_onward_and_the_other_end_stands_last() -> None:
    drawn = drawing(trace(through(1, "A", "B"), through(2, "A", "X", "Y", "B")))
    assert drawn.layers == {A: 0, X: 1, Y: 2, B: 3}
    assert all(drawn.layers[edge.start] < drawn.layers[edge.end] for edge in drawn.edges)


def test_paths_that_close_a_circle_still_have_layers() -> None:
    drawn = drawing(trace(through(1, "A", "X", "Y", "B"), through(2, "A", "Y", "X", "B")))
    assert drawn.layers == {A: 0, X: 1, Y: 2, B: 3}
    assert len(drawn.edges) == 5


def test_a_link_of_several_paths_is_drawn_once_and_told_by_the_first() -> None:
    drawn = drawing(trace(through(1, "A", "X", "B"), through(2, "A", "Y", "X", "B")))
    told = {(edge.start, edge.end): (edge.path, edge.place) for edge in drawn.edges}
    assert told[X, B] == (1, 2)
    assert len(told) == 4


def test_a_tree_leads_away_from_its_first_end() -> None:
    ends = [thing(name) for name in "ABY"]
    drawn = drawing(trace(through(1, "B", "X", "A"), through(2, "Y", "X"), ends=ends))
    assert drawn.layers == {A: 0, X: 1, B: 2, Y: 2}
    assert {(edge.start, edge.end) for edge in drawn.edges} == {(A, X), (X, B), (X, Y)}
