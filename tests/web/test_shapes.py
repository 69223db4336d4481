"""The shapes: a page with a place for each, and documents that hold them whole."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

import httpx
import pytest
from rdflib import Dataset, Graph, URIRef
from rdflib.namespace import SH

from aifkg import build
from aifkg.names import BASE, SHAPES
from aifkg.share import Share
from tests import small
from tests.conftest import ROOT
from tests.web.conftest import running
from tests.web.test_resource import RDFLIB

EVIL = f"""\
<{SHAPES}#evil> <{SH.message}> "<script>alert(1)</script>"@en <{SHAPES}> .
<{SHAPES}#evil> <{SH.targetClass}> <javascript:alert(1)> <{SHAPES}> .
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    quads = build.ensure(Share.at(small.root())).quads_path.read_text(encoding="utf-8") + EVIL
    with running(tmp_path_factory.mktemp("shapes"), quads) as server:
        yield server.client


@pytest.fixture(scope="module")
def text(site: httpx.Client) -> str:
    return site.get("/shapes.html").text


def test_each_shape_tells_its_target_its_message_and_its_severity(text: str) -> None:
    assert 'id="AIFactory"' in text
    assert '<dt>for</dt><dd><a href="/ontology#AIFactory">aif:AIFactory</a></dd>' in text
    part = text.partition('id="AIFactory-hostedBy"')[2].partition("</section>")[0]
    assert "takes an aif:Organisation. <small>Violation</small>" in part
    assert "sh:class" in part
    assert "sh:select" in text.partition('id="meta-identity-sparql"')[2][:900]


def test_no_place_stands_twice_and_each_link_within_has_one(text: str) -> None:
    places = re.findall(r'\bid="([^"]+)"', text)
    assert len(places) == len(set(places)) > 500
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(places)


def test_shapes_are_hostile_until_escaped(text: str) -> None:
    assert "&lt;script&gt;" in text
    assert "<script" not in text
    assert 'href="javascript' not in text


@pytest.mark.parametrize("ending", RDFLIB)
def test_a_document_holds_the_shapes_of_the_files_by_their_names(
    site: httpx.Client, ending: str
) -> None:
    found = Graph().parse(
        data=site.get(f"/shapes.{ending}").text, format=RDFLIB[ending], publicID=BASE
    )
    for stem in ("shapes", "meta-shapes"):
        written = Graph().parse(ROOT / "ontology" / f"{stem}.ttl")
        messages = set(written.objects(None, SH.message))
        assert messages
        assert messages <= set(found.objects(None, SH.message))
        assert set(written.subjects(SH.targetClass)) <= set(found.subjects(SH.targetClass))


@pytest.mark.parametrize(("ending", "format_"), [("trig", "trig"), ("nq", "nquads")])
def test_a_dataset_has_them_in_their_graph(site: httpx.Client, ending: str, format_: str) -> None:
    data = Dataset().parse(data=site.get(f"/shapes.{ending}").text, format=format_)
    mine = data.graph(URIRef(SHAPES))
    assert (URIRef(f"{SHAPES}#AIFactory"), SH.targetClass, None) in mine
    assert (URIRef(f"{SHAPES}#AIFactory"), SH.targetClass, None) not in data.default_graph


def test_the_table_has_what_each_class_is_held_to(site: httpx.Client) -> None:
    rows = list(csv.DictReader(io.StringIO(site.get("/shapes.csv").text)))
    (row,) = (one for one in rows if one["shape"] == f"{SHAPES}#AIFactory-hostedBy")
    assert row["class"] == f"{BASE}ontology#AIFactory"
    assert row["kinds"] == f"{BASE}ontology#Organisation"
    constraints = site.get("/shapes.json").json()["constraints"]
    assert len(constraints) == len(rows) > 300


def test_the_shapes_may_be_asked_in_sparql(site: httpx.Client) -> None:
    query = f"ASK {{ GRAPH <{SHAPES}> {{ <{SHAPES}#AIFactory> ?property ?value }} }}"
    assert site.get("/sparql", params={"query": query}).json()["boolean"] is True


def test_what_is_served_still_validates_as_the_files_do(site: httpx.Client) -> None:
    """Names in place of blank nodes change no constraint: both say as much of each class."""
    served = Graph().parse(data=site.get("/shapes.ttl").text, format="turtle")
    written = Graph().parse(ROOT / "ontology" / "shapes.ttl")
    for shape in written.subjects(SH.targetClass):
        assert len(set(served.objects(shape, SH.property))) == len(
            set(written.objects(shape, SH.property))
        )
