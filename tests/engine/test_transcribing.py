"""Transcribing: the same statements in another format, always in the same order."""

from __future__ import annotations

import io

import pytest
from pyoxigraph import DefaultGraph, RdfFormat, parse

from aifkg.engine import BY_NAME, EngineError, transcribe
from tests.engine.conftest import PREFIXES, SMALL

QUADS = SMALL.encode()


def written(name: str, quads: bytes = QUADS) -> bytes:
    out = io.BytesIO()
    transcribe(quads, BY_NAME[name], out, PREFIXES)
    return out.getvalue()


@pytest.mark.parametrize("name", ["trig", "nquads"])
def test_a_format_with_graphs_has_every_statement(name: str) -> None:
    rdf = RdfFormat.from_media_type(BY_NAME[name].media_type)
    assert set(parse(written(name), rdf)) == set(parse(QUADS, RdfFormat.N_QUADS))


@pytest.mark.parametrize("name", ["turtle", "ntriples", "rdfxml", "jsonld"])
def test_a_format_without_graphs_has_the_default_one_alone(name: str) -> None:
    rdf = RdfFormat.from_media_type(BY_NAME[name].media_type)
    found = {quad.triple for quad in parse(written(name), rdf)}
    default = {
        quad.triple
        for quad in parse(QUADS, RdfFormat.N_QUADS)
        if isinstance(quad.graph_name, DefaultGraph)
    }
    assert found == default


def test_each_graph_is_written_once_and_prefixes_as_used() -> None:
    text = written("trig").decode()
    assert text.count("e:p2 {") == 1
    assert text.startswith("@prefix e: <http://e.org/> .")


@pytest.mark.parametrize("quads", [b"no quads", b"<a", b"<http://e.org/a> <http://e.org/b> .\n"])
def test_what_is_no_nquads_is_refused(quads: bytes) -> None:
    with pytest.raises(EngineError, match="cannot be written as trig"):
        written("trig", quads)
